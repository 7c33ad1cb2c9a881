package retrograde.bench;

import java.util.Arrays;

/**
 * Times of a step in milliseconds.
 *
 * @param median the middle one
 * @param lower the first quartile
 * @param upper the third quartile
 * @param steps how many were timed
 */
record Timing(double median, double lower, double upper, int steps) {
    /** Of at least one time; not modified. */
    static Timing of(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return new Timing(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
    }

    /** Between two neighbours linearly. */
    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
