package retrograde.bench.results;

import java.util.List;

/**
 * A training that is over.
 *
 * @param solved for each judge the updates after which it was satisfied; 0 for never
 * @param updates made in all
 * @param loss held out, at the end
 * @param right share of 1024 held-out sequences, of labelled sequences at the end; else NaN
 * @param means mean training losses of the updates from one judgement to the next
 * @param clipped fraction of updates
 * @param seconds it took
 */
record Outcome(Setting setting, long seed, List<Integer> solved, int updates, double loss, double right,
        List<Double> means, double clipped, double seconds) {
    /** Copies the lists. */
    Outcome {
        solved = List.copyOf(solved);
        means = List.copyOf(means);
    }

    /** The mean training loss of the updates that end with this one, or of the last there are; NaN where there are none. */
    double mean(int update) {
        return means.isEmpty() ? Double.NaN : means.get(Math.min(means.size(), update / setting.evaluate()) - 1);
    }

    /** The lowest of them. */
    double lowest() {
        return means.stream().mapToDouble(Double::doubleValue).min().orElse(Double.POSITIVE_INFINITY);
    }
}
