package retrograde.article;

/**
 * A value with one standard error.
 *
 * @param value the value
 * @param error one standard error; NaN where it is unknown
 */
public record Estimate(double value, double error) {

    /** The mean of independent values; the error of a single one is NaN. */
    public static Estimate mean(double... values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return new Estimate(mean,
                values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1) / values.length));
    }

    /** The standard deviation of independent values, one of {@code n − 1}; NaN for a single one. */
    public static double spread(double... values) {
        return mean(values).error() * Math.sqrt(values.length);
    }

    /**
     * The fraction {@code hits/draws}, with the half width of its Wilson interval at one standard error (Wilson 1927), which
     * is above 0 even where all or none are hits.
     */
    public static Estimate fraction(int hits, int draws) {
        double p = (double) hits / draws;
        double half = Math.sqrt(p * (1 - p) / draws + 1.0 / (4.0 * draws * draws)) / (1 + 1.0 / draws);
        return new Estimate(p, half);
    }

    /** Whether it is larger than another by more than {@code errors} standard errors of the difference. */
    public boolean above(Estimate other, double errors) {
        return value - other.value > errors * Math.sqrt(error * error + other.error * other.error);
    }
}
