package retrograde.train;

import retrograde.InputException;
import retrograde.equation.NumberText;

/**
 * The values a setting may have.
 *
 * @param low the lower end
 * @param withLow whether the lower end belongs to it
 * @param high the upper end, infinity for none
 * @param withHigh whether the upper end belongs to it
 */
record Range(double low, boolean withLow, double high, boolean withHigh) {
    /** {@code [0,1)}. */
    static final Range SHARE = new Range(0, true, 1, false);
    /** {@code [0,∞)}. */
    static final Range NOT_NEGATIVE = new Range(0, true, Double.POSITIVE_INFINITY, false);
    /** {@code (0,∞)}. */
    static final Range POSITIVE = new Range(0, false, Double.POSITIVE_INFINITY, false);
    /** {@code (0,1)}. */
    static final Range INSIDE_ONE = new Range(0, false, 1, false);
    /** {@code [0,1]}. */
    static final Range UNIT = new Range(0, true, 1, true);

    /**
     * Refuses what is outside.
     *
     * @param owner what has the setting, as {@code --optimiser adam}
     */
    void check(String owner, String setting, double value) {
        boolean inside = (withLow ? value >= low : value > low) && (withHigh ? value <= high : value < high);
        if (!inside) {
            throw new InputException(owner + ": " + setting + " is " + NumberText.of(value) + "; it must be " + text());
        }
    }

    private String text() {
        String from = (withLow ? "at least " : "above ") + NumberText.of(low);
        return from + " and "
                + (Double.isInfinite(high) ? "finite" : (withHigh ? "at most " : "below ") + NumberText.of(high));
    }
}
