package retrograde.advice;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * At which norm to clip gradients, from the norms of fresh batches at the present parameters.
 *
 * <p>
 * The threshold is the 90 % quantile where the tail is light, so that nine updates in ten stay what they are; the 75 % quantile
 * where it is heavy (tail index α below 4: the fourth moment of the norm, on which the error of a mean square rests, does not
 * exist), and the median where α is below 2 (nor does the variance): then a few batches would otherwise make up the mean. α is
 * Hill's estimate (1975) from the largest {@code m = ⌊n/8⌋} of n norms,
 * {@code α = m / Σ_{i≤m} ln(x_(i)/x_(m+1))}, with standard error {@code α/√m}. Scale and shape are those of the present
 * parameters: as training goes on norms change, and so does the fraction clipped.
 *
 * @param recommendation what to do
 * @param norms of the batches, ascending; those that are not finite are left out
 * @param batches how many norms, all of them
 * @param batch sequences of each
 * @param median of the norms
 * @param q90 their 90 % quantile
 * @param q99 their 99 % quantile
 * @param largest the largest finite one
 * @param nonFinite how many are not finite
 * @param tail α; infinite where the largest norms are all equal
 * @param tailError its standard error
 * @param threshold the norm advised; NaN without advice
 * @param clipped the fraction of these batches that it clips
 */
public record ClipAdvice(Recommendation recommendation, List<Double> norms, int batches, int batch, double median,
        double q90, double q99, double largest, int nonFinite, double tail, double tailError, double threshold,
        double clipped) {
    /** Copies the list. */
    public ClipAdvice {
        norms = List.copyOf(norms);
    }

    /** Below this index a tail is heavy. */
    static final double HEAVY = 4;
    /** Below this one it is very heavy. */
    static final double VERY_HEAVY = 2;

    static ClipAdvice of(double[] norms, int batch) {
        // Not finite is beyond every threshold.
        double[] sorted = Arrays.stream(norms)
                .map(n -> Double.isNaN(n) ? Double.POSITIVE_INFINITY : n)
                .sorted()
                .toArray();
        int nonFinite = (int) Arrays.stream(sorted).filter(Double::isInfinite).count();
        double[] finite = Arrays.copyOf(sorted, sorted.length - nonFinite);
        double tail = tail(finite);
        double tailError = tail / Math.sqrt(largestOf(finite.length));
        double rank = nonFinite > 0 || tail < VERY_HEAVY ? 0.5 : tail < HEAVY ? 0.75 : 0.9;
        double threshold = rounded(quantile(sorted, rank));
        boolean possible = threshold > 0 && Double.isFinite(threshold);
        double clipped = Arrays.stream(sorted).filter(n -> n > threshold).count() / (double) sorted.length;
        return new ClipAdvice(
                possible ? advise(threshold, rank, tail, tailError, clipped, nonFinite, sorted.length)
                        : Recommendation.none(why(nonFinite, sorted.length)),
                Arrays.stream(finite).boxed().toList(), norms.length, batch, quantile(sorted, 0.5),
                quantile(sorted, 0.9), quantile(sorted, 0.99),
                finite.length == 0 ? Double.NaN : finite[finite.length - 1], nonFinite, tail, tailError,
                possible ? threshold : Double.NaN, possible ? clipped : Double.NaN);
    }

    private static Recommendation advise(double threshold, double rank, double tail, double error, double clipped,
            int nonFinite, int batches) {
        String shape = nonFinite > 0
                ? String.format(Locale.ROOT, "%d of %d batches have a gradient that is not finite", nonFinite, batches)
                : String.format(Locale.ROOT, "the tail is %s (index %.1f ± %.1f)",
                        tail < VERY_HEAVY ? "very heavy" : tail < HEAVY ? "heavy" : "light", tail, error);
        return new Recommendation(List.of("--clip", number(threshold)), String.format(Locale.ROOT,
                "no update larger than the %s of batches make now; %s, so this is the %.0f %% quantile, and clips %.0f %%"
                        + " of batches as the parameters are",
                rank == 0.9 ? "smaller nine tenths" : rank == 0.5 ? "smaller half" : "smaller three quarters", shape,
                100 * rank, 100 * clipped));
    }

    private static String why(int nonFinite, int batches) {
        return nonFinite > 0 ? "the gradients of " + nonFinite + " of " + batches
                + " batches are not finite: clipping cannot mend those; see what --quantities horizon,lyapunov say,"
                + " and choose smaller first values (--init)" : "all gradients are zero";
    }

    /** Linear between the order statistics, of which the first is the 0 quantile and the last the 1 quantile. */
    static double quantile(double[] sorted, double rank) {
        double at = rank * (sorted.length - 1);
        int below = (int) at;
        double part = at - below;
        return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
    }

    private static int largestOf(int n) {
        return Math.max(1, n / 8);
    }

    /** Hill's estimate from ascending values; NaN with too few, or where a value is 0. */
    static double tail(double[] sorted) {
        int m = largestOf(sorted.length);
        if (sorted.length < 8 || !(sorted[sorted.length - m - 1] > 0)) {
            return Double.NaN;
        }
        double next = StrictMath.log(sorted[sorted.length - m - 1]);
        double sum = 0;
        for (int i = sorted.length - m; i < sorted.length; i++) {
            sum += StrictMath.log(sorted[i]) - next;
        }
        return m / sum;
    }

    /** To three digits: two would move the threshold by half the width of a narrow distribution. */
    static double rounded(double value) {
        return value > 0 && Double.isFinite(value) ? Double.parseDouble(String.format(Locale.ROOT, "%.2e", value))
                : value;
    }

    private static String number(double value) {
        return value >= 1e-3 && value < 1e6
                ? new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : String.format(Locale.ROOT, "%.2e", value);
    }
}
