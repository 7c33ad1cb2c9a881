package retrograde.flow;

import java.util.Arrays;

/**
 * {@code ∂ℓ/∂x_t}, {@code [T,B,d]}: each row in units of e to a logarithm of its own, so that rows far outside a double's range
 * stand beside others. Steps to which nothing was added take no memory.
 */
final class Adjoints {
    private final int batch;
    private final int width;
    /** {@code [T][B,d]}, empty where all is zero. */
    private final double[][] rows;
    private final double[] logScale;

    /**
     * Zero everywhere.
     *
     * @param width {@code d}
     */
    Adjoints(int steps, int batch, int width) {
        this.batch = batch;
        this.width = width;
        this.rows = new double[steps][0];
        this.logScale = new double[steps * batch];
        Arrays.fill(logScale, Double.NEGATIVE_INFINITY);
    }

    /** So many of a row's entries from a column on are to be multiplied by e to this; −∞ where they are zero. */
    double logScale(int t, int b, int column, int count) {
        return rows[t].length == 0 || isZero(rows[t], b * width + column, count) ? Double.NEGATIVE_INFINITY
                : logScale[t * batch + b];
    }

    /** {@code ln ‖∂ℓ/∂x_t‖} of a sequence; −∞ where it is zero. */
    double logNorm(int t, int b) {
        double log = logScale(t, b, 0, width);
        return log == Double.NEGATIVE_INFINITY ? log
                : log + 0.5 * StrictMath.log(Sums.dot(rows[t], b * width, rows[t], b * width, width));
    }

    /**
     * Adds entries of a row.
     *
     * @param from holds them from {@code offset} on
     * @param log they are in units of e to this
     * @param column the first of the row's entries to be added to
     * @param count how many
     */
    void add(int t, int b, double[] from, int offset, double log, int column, int count) {
        if (log == Double.NEGATIVE_INFINITY || isZero(from, offset, count)) {
            return;
        }
        if (rows[t].length == 0) {
            rows[t] = new double[batch * width];
        }
        double[] row = rows[t];
        int place = t * batch + b;
        double common = Math.max(log, logScale[place]);
        double mine = factor(logScale[place], common);
        for (int i = b * width; i < (b + 1) * width && mine != 1; i++) {
            row[i] *= mine;
        }
        double theirs = factor(log, common);
        for (int i = 0; i < count; i++) {
            row[b * width + column + i] += theirs * from[offset + i];
        }
        logScale[place] = common;
    }

    private static boolean isZero(double[] from, int offset, int count) {
        for (int i = 0; i < count; i++) {
            if (from[offset + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Adds all rows of others of the same width. */
    void add(Adjoints others) {
        for (int t = 0; t < others.rows.length; t++) {
            for (int b = 0; b < batch; b++) {
                add(t, b, others.rows[t], b * width, others.logScale[t * batch + b], 0, width);
            }
        }
    }

    /**
     * Adds a part of a row to what is in units of {@code e^log}.
     *
     * @param column the first of the row's entries to add
     * @param to receives {@code count} of them from {@code offset} on
     */
    void addTo(int t, int b, int column, double log, double[] to, int offset, int count) {
        double own = logScale(t, b, column, count);
        if (own == Double.NEGATIVE_INFINITY) {
            return;
        }
        double factor = factor(own, log);
        for (int i = 0; i < count; i++) {
            to[offset + i] += factor * rows[t][b * width + column + i];
        }
    }

    /** What changes units of {@code e^from} to such of {@code e^to}: 1 exactly where they are the same. */
    static double factor(double from, double to) {
        return from == to ? 1 : StrictMath.exp(from - to);
    }
}
