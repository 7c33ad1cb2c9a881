package retrograde.data;

import retrograde.InputException;

/**
 * The mean and the standard deviation of a column over its training part, gaps left out; a value becomes
 * {@code (value − mean)/deviation}.
 *
 * @param unit the largest value's size, by which all are divided first: squares of values near 1e200 would overflow
 * @param scaledMean the mean in that unit
 * @param scaledDeviation the standard deviation in that unit
 */
public record Normalisation(double unit, double scaledMean, double scaledDeviation) {
    /** Checks that values can be normalised by it. */
    public Normalisation {
        if (!(unit > 0 && scaledDeviation > 0) || !Double.isFinite(unit + scaledDeviation + scaledMean)) {
            throw new IllegalArgumentException(
                    "values cannot be normalised by " + unit + " × (" + scaledMean + " ± " + scaledDeviation + ")");
        }
    }

    /**
     * Measures a column.
     *
     * @param what the column, for messages
     * @param rows how many rows are the training part
     * @throws InputException where all its values are missing or the same
     */
    static Normalisation of(String what, SeriesValues values, int column, int rows) {
        double largest = 0;
        int present = 0;
        double any = 0;
        for (int n = 0; n < rows; n++) {
            double value = values.at(n, column);
            if (!Double.isNaN(value)) {
                largest = Math.max(largest, Math.abs(value));
                any = present == 0 ? value : any;
                present++;
            }
        }
        if (present == 0) {
            throw new InputException(what + " has no value in all " + rows
                    + " rows of the training part: there is nothing to learn from it. Leave it out.");
        }
        double unit = largest == 0 ? 1 : largest;
        double sum = 0;
        for (int n = 0; n < rows; n++) {
            double value = values.at(n, column);
            sum += Double.isNaN(value) ? 0 : value / unit;
        }
        double mean = sum / present;
        double squares = 0;
        for (int n = 0; n < rows; n++) {
            double value = values.at(n, column);
            double distance = Double.isNaN(value) ? 0 : value / unit - mean;
            squares += distance * distance;
        }
        double deviation = Math.sqrt(squares / present);
        // A constant leaves rounding of the mean behind, at most a few ulps of the largest value.
        if (deviation <= 1e-13) {
            throw new InputException(what + " is constant (" + any + ") over all " + rows
                    + " rows of the training part: there is nothing to learn from it. Leave it out.");
        }
        return new Normalisation(unit, mean, deviation);
    }

    double normalised(double value) {
        return (value / unit - scaledMean) / scaledDeviation;
    }

    double original(double value) {
        return value * deviation() + mean();
    }

    /** In the unit of the values. */
    public double mean() {
        return scaledMean * unit;
    }

    /** In the unit of the values. */
    public double deviation() {
        return scaledDeviation * unit;
    }
}
