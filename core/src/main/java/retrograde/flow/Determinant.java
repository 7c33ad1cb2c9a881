package retrograde.flow;

import java.util.Arrays;

import retrograde.engine.ScaledRows;

/**
 * {@code ln |det M|} and the rank of a square matrix, by Gaussian elimination.
 *
 * <p>
 * Rows, then columns are first brought to a largest entry in [1, 2) by powers of two, so that an entry is not taken for zero
 * because its row or column is small; a pivot of at most {@code n} roundings of 1 then is zero. Columns are eliminated eight
 * at a time: the rest of each row is read and written once or twice for all eight.
 *
 * @param logAbs nats; −∞ for a matrix that is singular to rounding, NaN if an entry is not finite
 * @param rank from 0 to n
 */
record Determinant(double logAbs, int rank) {
    private static final int AT_ONCE = 8;

    /** Of an {@code [n,n]} matrix, which is not modified. */
    static Determinant of(double[] matrix, int n) {
        return new Elimination(n).of(matrix);
    }

    /** Eliminations of matrices of one size, one after the other. */
    static final class Elimination {
        private final double[] a;
        private final int n;
        private final double[] largest;
        private final ScaledRows rows = new ScaledRows();
        /** The columns of a panel, {@code [8][n]}. */
        private final double[][] panel;
        /** Minus the factors of the rows by the pivots of a panel, {@code [8][n]}. */
        private final double[][] factors;
        private int rank;
        /** The determinant is {@code ±mantissa·2^exponent}. */
        private double mantissa;
        private long exponent;

        /** For matrices of {@code n} rows. */
        Elimination(int n) {
            this.a = new double[n * n];
            this.n = n;
            this.largest = new double[n];
            this.panel = new double[AT_ONCE][n];
            this.factors = new double[AT_ONCE][n];
        }

        /** Of an {@code [n,n]} matrix, which is not modified. */
        Determinant of(double[] matrix) {
            System.arraycopy(matrix, 0, a, 0, n * n);
            rank = 0;
            mantissa = 1;
            exponent = 0;
            if (!equilibrate()) {
                return new Determinant(Double.NaN, n);
            }
            for (int c = 0; c < n; c += AT_ONCE) {
                panel(c, Math.min(c + AT_ONCE, n));
            }
            double log = StrictMath.log(mantissa) + exponent * StrictMath.log(2);
            return new Determinant(rank < n ? Double.NEGATIVE_INFINITY : log, rank);
        }

        private boolean equilibrate() {
            Arrays.fill(largest, 0);
            for (int r = 0; r < n; r++) {
                double most = 0;
                for (int c = 0; c < n; c++) {
                    most = Math.max(most, Math.abs(a[r * n + c]));
                }
                if (!Double.isFinite(most)) {
                    return false;
                }
                double scale = scale(most);
                for (int c = 0; c < n; c++) {
                    double v = a[r * n + c] * scale;
                    a[r * n + c] = v;
                    largest[c] = Math.max(largest[c], Math.abs(v));
                }
            }
            for (int c = 0; c < n; c++) {
                largest[c] = scale(largest[c]);
            }
            for (int r = 0; r < n; r++) {
                for (int c = 0; c < n; c++) {
                    a[r * n + c] *= largest[c];
                }
            }
            return true;
        }

        /** The power of two that brings a value into [1, 2), as far as a double can hold it. */
        private double scale(double value) {
            if (value == 0) {
                return 1;
            }
            int power = Math.clamp(Math.getExponent(value), -1000, 1000);
            exponent += power;
            return Math.scalb(1.0, -power);
        }

        /** Eliminates columns {@code first … last−1}. */
        private void panel(int first, int last) {
            int top = rank;
            for (int r = top; r < n; r++) {
                for (int c = first; c < last; c++) {
                    panel[c - first][r] = a[r * n + c];
                }
            }
            for (int c = first; c < last; c++) {
                double[] column = panel[c - first];
                for (int p = 0; p < rank - top; p++) {
                    double[] factor = factors[p];
                    // The rows of the pivots found since come along; what they get here is what they are due.
                    double above = column[top + p];
                    for (int r = top + p + 1; r < n; r++) {
                        column[r] = Math.fma(factor[r], above, column[r]);
                    }
                }
                int pivot = largestBelow(column);
                double size = pivot < n ? Math.abs(column[pivot]) : 0;
                if (size > n * Math.ulp(1.0)) {
                    swap(pivot, c - first, last, rank - top);
                    take(size);
                    double[] factor = factors[rank - top];
                    double value = column[rank];
                    for (int r = rank + 1; r < n; r++) {
                        factor[r] = -column[r] / value;
                    }
                    rank++;
                }
            }
            if (rank > top && last < n) {
                for (int p = 1; p < rank - top; p++) {
                    update(top, p, top + p, top + p + 1, last);
                }
                update(top, rank - top, rank, n, last);
            }
        }

        /** Adds the panel's pivot rows, each times its factor, to rows {@code from … to−1} from a column on. */
        private void update(int top, int pivots, int from, int to, int column) {
            rows.clear();
            for (int p = 0; p < pivots; p++) {
                rows.plus(a, (top + p) * n + column, 0, factors[p], 0);
            }
            rows.rows(from, to, n - column, a, column, n, true);
        }

        private void take(double size) {
            mantissa *= size;
            int power = Math.getExponent(mantissa);
            mantissa = Math.scalb(mantissa, -power);
            exponent += power;
        }

        private int largestBelow(double[] column) {
            int pivot = rank;
            for (int r = rank + 1; r < n; r++) {
                if (Math.abs(column[r]) > Math.abs(column[pivot])) {
                    pivot = r;
                }
            }
            return pivot;
        }

        /** Brings the row of a pivot up: in the panel from a column on, right of it, and in the factors. */
        private void swap(int pivot, int fromColumn, int last, int pivots) {
            if (pivot == rank) {
                return;
            }
            for (int c = last; c < n; c++) {
                double v = a[pivot * n + c];
                a[pivot * n + c] = a[rank * n + c];
                a[rank * n + c] = v;
            }
            for (int c = fromColumn; c < AT_ONCE; c++) {
                swap(panel[c], pivot, rank);
            }
            for (int p = 0; p < pivots; p++) {
                swap(factors[p], pivot, rank);
            }
        }

        private static void swap(double[] v, int i, int j) {
            double kept = v[i];
            v[i] = v[j];
            v[j] = kept;
        }
    }
}
