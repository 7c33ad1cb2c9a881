package retrograde.flow;

/** Means with standard errors, over values that may be {@code −∞} (the logarithm of zero). */
final class Statistics {
    private Statistics() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    /** One standard error of the mean of independent values; NaN for fewer than two. */
    static double standardError(double[] values) {
        int n = values.length;
        double mean = mean(values);
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return Math.sqrt(squares / (n - 1) / n);
    }

    /** {@code ln mean exp}, without overflow; NaN if a value is. */
    static double logMeanExp(double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            largest = Math.max(largest, log);
        }
        if (Double.isInfinite(largest) || Double.isNaN(largest)) {
            return largest;
        }
        double sum = 0;
        for (double log : logs) {
            sum += StrictMath.exp(log - largest);
        }
        return largest + StrictMath.log(sum / logs.length);
    }
}
