package retrograde.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long something takes once it is compiled.
 *
 * @param median seconds
 * @param lower quartile, seconds
 * @param upper quartile, seconds
 * @param fastest seconds
 * @param runs measured
 * @param warmUp seconds before measuring
 * @param steady whether the warm-up ended because times no longer changed, rather than because it had lasted long enough
 */
record Timing(double median, double lower, double upper, double fastest, int runs, double warmUp, boolean steady) {
    private static final double SHORTEST_WARM_UP = 2;
    private static final double LONGEST_WARM_UP = 15;
    private static final int COMPARED = 10;
    private static final double STEADY = 0.05;
    private static final int FEWEST_RUNS = 3;

    /**
     * Warms up until the median of ten runs is within 5 % of that of the ten before, for 2 to 15 seconds (less where
     * {@code seconds} is below 5), then measures.
     *
     * @param seconds to measure; at least three runs are
     */
    static Timing of(Runnable work, double seconds) {
        double scale = Math.min(1, seconds / 5);
        List<Double> warm = new ArrayList<>();
        long begin = System.nanoTime();
        boolean steady = false;
        while (since(begin) < LONGEST_WARM_UP * scale && !steady) {
            warm.add(once(work));
            steady = since(begin) >= SHORTEST_WARM_UP * scale && settled(warm);
        }
        double warmUp = since(begin);
        List<Double> times = new ArrayList<>();
        begin = System.nanoTime();
        while (since(begin) < seconds || times.size() < FEWEST_RUNS) {
            times.add(once(work));
        }
        Collections.sort(times);
        return new Timing(quantile(times, 0.5), quantile(times, 0.25), quantile(times, 0.75), times.get(0),
                times.size(), warmUp, steady);
    }

    /** The same times for one of so many things that each run does. */
    Timing per(double things) {
        return new Timing(median / things, lower / things, upper / things, fastest / things, runs, warmUp, steady);
    }

    private static double once(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return since(start);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static boolean settled(List<Double> times) {
        int n = times.size();
        if (n < 2 * COMPARED) {
            return false;
        }
        double before = median(times.subList(n - 2 * COMPARED, n - COMPARED));
        double now = median(times.subList(n - COMPARED, n));
        return Math.abs(now - before) <= STEADY * before;
    }

    private static double median(List<Double> times) {
        return quantile(times.stream().sorted().toList(), 0.5);
    }

    /** Between the two nearest of sorted times, as their distances say. */
    static double quantile(List<Double> sorted, double share) {
        double at = share * (sorted.size() - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.size() - 1);
        return sorted.get(low) + (at - low) * (sorted.get(high) - sorted.get(low));
    }
}
