package retrograde.flow;

import java.util.Arrays;

/**
 * {@code ∂ℓ/∂x_t} over some steps, {@code [T,B,d]}: each row in units of e to a logarithm of its own, so that rows far outside
 * a double's range stand beside others.
 */
final class Adjoints {
    private final int first;
    private final int batch;
    private final int width;
    private final double[] rows;
    private final double[] logScale;

    /**
     * Zero at every step.
     *
     * @param first the first step that may be another; those before it and after the last are zero
     * @param steps how many
     * @param width {@code d}
     */
    Adjoints(int first, int steps, int batch, int width) {
        this.first = first;
        this.batch = batch;
        this.width = width;
        this.rows = new double[steps * batch * width];
        this.logScale = new double[steps * batch];
        Arrays.fill(logScale, Double.NEGATIVE_INFINITY);
    }

    /** The row's entries are to be multiplied by e to this; −∞ for a row of zeros. */
    double logScale(int t, int b) {
        int row = (t - first) * batch + b;
        return row < 0 || row >= logScale.length ? Double.NEGATIVE_INFINITY : logScale[row];
    }

    /**
     * Adds a row.
     *
     * @param from holds it from {@code offset} on
     * @param log it is in units of e to this
     */
    void add(int t, int b, double[] from, int offset, double log) {
        int row = (t - first) * batch + b;
        if (log == Double.NEGATIVE_INFINITY || isZero(from, offset)) {
            return;
        }
        double common = Math.max(log, logScale[row]);
        double mine = factor(logScale[row], common);
        double theirs = factor(log, common);
        for (int i = 0, k = row * width; i < width; i++, k++) {
            rows[k] = mine * rows[k] + theirs * from[offset + i];
        }
        logScale[row] = common;
    }

    private boolean isZero(double[] from, int offset) {
        for (int i = 0; i < width; i++) {
            if (from[offset + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Adds the rows of all steps of others of the same width. */
    void add(Adjoints others) {
        for (int row = 0; row < others.logScale.length; row++) {
            add(others.first + row / batch, row % batch, others.rows, row * width, others.logScale[row]);
        }
    }

    /**
     * Adds a part of a row to what is in units of {@code e^log}.
     *
     * @param column the first of the row's entries to add
     * @param to receives {@code count} of them from {@code offset} on
     */
    void addTo(int t, int b, int column, double log, double[] to, int offset, int count) {
        double own = logScale(t, b);
        if (own == Double.NEGATIVE_INFINITY) {
            return;
        }
        double factor = factor(own, log);
        int from = ((t - first) * batch + b) * width + column;
        for (int i = 0; i < count; i++) {
            to[offset + i] += factor * rows[from + i];
        }
    }

    /** What changes units of {@code e^from} to such of {@code e^to}: 1 exactly where they are the same. */
    static double factor(double from, double to) {
        return from == to ? 1 : StrictMath.exp(from - to);
    }
}
