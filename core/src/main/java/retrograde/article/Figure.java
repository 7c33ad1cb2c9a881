package retrograde.article;

/**
 * A measured figure.
 *
 * @param quantity what it is, in a few English words, the same for all figures of the kind: {@code share of the term}
 * @param of of which case, in names and symbols that need no translation: {@code via f, lstm, adding}; may be empty
 * @param value may be infinite, and is NaN where there is none
 * @param error one standard error; 0 for what is exact or proved, NaN where it is unknown
 * @param unit {@code nats/step}, {@code steps}, {@code bytes}, …; empty for a pure number
 */
public record Figure(String quantity, String of, double value, double error, String unit) {
    /** What an exact figure has as its error. */
    public static final double EXACT = 0;

    /** A pure number. */
    public static Figure of(String quantity, String of, double value, double error) {
        return new Figure(quantity, of, value, error, "");
    }

    /**
     * The mean of independent values with its standard error, which is NaN for a single one.
     *
     * @param values summed in the order given
     */
    public static Figure mean(String quantity, String of, double[] values, String unit) {
        Estimate estimate = Estimate.mean(values);
        return new Figure(quantity, of, estimate.value(), estimate.error(), unit);
    }

    /** The fraction {@code hits/draws}; see {@link Estimate#fraction} for its error. */
    public static Figure fraction(String quantity, String of, int hits, int draws) {
        Estimate estimate = Estimate.fraction(hits, draws);
        return new Figure(quantity, of, estimate.value(), estimate.error(), "");
    }

    /** The name in documents: quantity and case. */
    public String name() {
        return of.isEmpty() ? quantity : quantity + ", " + of;
    }
}
