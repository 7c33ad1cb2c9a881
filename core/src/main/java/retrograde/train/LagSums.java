package retrograde.train;

import java.util.Arrays;
import java.util.Map;

import retrograde.train.GradientWatch.Estimate;

/** Sums of norms by lag, index k − 1 for lag k, as far as lags have been seen. */
final class LagSums {
    private double[] sum = new double[0];
    private double[] squares = new double[0];
    private double[] count = new double[0];

    /** Makes room for lags 1 to {@code lags}. */
    void makeRoom(int lags) {
        if (sum.length < lags) {
            sum = Arrays.copyOf(sum, lags);
            squares = Arrays.copyOf(squares, lags);
            count = Arrays.copyOf(count, lags);
        }
    }

    /** Adds the norms of {@code pairs} pairs at an index: their sum, and the sum of their squares. */
    void add(int index, double norms, double squared, int pairs) {
        sum[index] += norms;
        squares[index] += squared;
        count[index] += pairs;
    }

    /** Forgets all. */
    void reset() {
        sum = new double[0];
        squares = new double[0];
        count = new double[0];
    }

    /** Means with their standard errors. */
    Estimate estimate() {
        double[] norm = new double[sum.length];
        double[] error = new double[sum.length];
        int[] pairs = new int[sum.length];
        for (int k = 0; k < norm.length; k++) {
            double n = count[k];
            norm[k] = sum[k] / n;
            double variance = Math.max(0, squares[k] / n - norm[k] * norm[k]) * n / (n - 1.0);
            error[k] = n < 2 ? Double.NaN : Math.sqrt(variance / n);
            pairs[k] = (int) n;
        }
        return new Estimate(norm, error, pairs);
    }

    /** Puts what must be kept to go on into a map; copies. */
    void save(String prefix, Map<String, double[]> into) {
        into.put(prefix + "/sum", sum.clone());
        into.put(prefix + "/squares", squares.clone());
        into.put(prefix + "/count", count.clone());
    }

    /** Goes on from what was saved; what does not fit together is left out. */
    void restore(String prefix, Map<String, double[]> from) {
        double[] s = from.get(prefix + "/sum");
        double[] q = from.get(prefix + "/squares");
        double[] c = from.get(prefix + "/count");
        if (s != null && q != null && c != null && s.length == q.length && s.length == c.length) {
            sum = s.clone();
            squares = q.clone();
            count = c.clone();
        }
    }
}
