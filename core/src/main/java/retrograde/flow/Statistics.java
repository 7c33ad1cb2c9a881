package retrograde.flow;

/** Means with standard errors, over values that may be {@code −∞} (the logarithm of zero). */
final class Statistics {
    private Statistics() {}

    /** {@code ln(eᵃ + eᵇ)}. */
    static double logSum(double a, double b) {
        double larger = Math.max(a, b);
        double smaller = Math.min(a, b);
        return smaller == Double.NEGATIVE_INFINITY ? larger
                : larger + StrictMath.log1p(StrictMath.exp(smaller - larger));
    }

    /** {@code ln √(e²ᵃ + e²ᵇ)}. */
    static double logNorm(double a, double b) {
        return 0.5 * logSum(2 * a, 2 * b);
    }

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

    /** The standard deviation, by n − 1; NaN for fewer than two values. */
    static double deviation(double[] values) {
        return standardError(values) * Math.sqrt(values.length);
    }

    /** The quantile of sorted values, interpolated between the two that lie around it. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        double part = place - below;
        // Not 0·∞ or ∞ − ∞ where values are −∞.
        return part == 0 || sorted[below] == sorted[below + 1] ? sorted[below]
                : sorted[below] + part * (sorted[below + 1] - sorted[below]);
    }

    /**
     * How many neighbours in time count as one value, {@code (1+r)/(1−r)} for their correlation r; 1 where r could be chance,
     * below two standard errors of it, {@code 2/√n}.
     *
     * @param values sequence after sequence, each in the order of time
     * @param each values of a sequence
     */
    static double countingAsOne(double[] values, int each) {
        double mean = mean(values);
        double squares = 0;
        double products = 0;
        for (int i = 0; i < values.length; i++) {
            double d = values[i] - mean;
            squares += d * d;
            products += i % each > 0 ? d * (values[i - 1] - mean) : 0;
        }
        // There are fewer pairs of neighbours than values.
        double r = products / squares * each / (each - 1);
        return r > 2 / Math.sqrt(values.length) ? (1 + Math.min(r, 0.95)) / (1 - Math.min(r, 0.95)) : 1;
    }

    /**
     * Student's quantile for so many degrees of freedom: what chance passes as rarely as {@code z} normal deviations
     * (Abramowitz &amp; Stegun 26.7.5).
     */
    static double student(double z, double freedom) {
        double s = z * z;
        return z + z * (s + 1) / (4 * freedom) + z * (s * (5 * s + 16) + 3) / (96 * freedom * freedom)
                + z * (s * (s * (3 * s + 19) + 17) - 15) / (384 * freedom * freedom * freedom);
    }

    /** The jackknife standard error of entry k of an estimate, from the estimates with each group left out. */
    static double jackknife(double[][] without, int k) {
        int groups = without.length;
        double mean = 0;
        for (double[] estimate : without) {
            mean += estimate[k] / groups;
        }
        double squares = 0;
        for (double[] estimate : without) {
            squares += (estimate[k] - mean) * (estimate[k] - mean);
        }
        return Math.sqrt(squares * (groups - 1) / groups);
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
