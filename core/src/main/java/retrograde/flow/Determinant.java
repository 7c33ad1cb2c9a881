package retrograde.flow;

import java.util.Arrays;

import retrograde.engine.ScaledRows;

/**
 * {@code ln |det M|} and the rank of a square matrix, by Gaussian elimination.
 *
 * <p>
 * Rows, then columns are first brought to a largest entry in [1, 2) by powers of two, so that an entry is not taken for zero
 * because its row or column is small; a pivot of at most {@code n} roundings of 1 then is zero. Columns are eliminated four
 * at a time: the rest of each row is read and written once for all four.
 *
 * @param logAbs nats; −∞ for a matrix that is singular to rounding, NaN if an entry is not finite
 * @param rank from 0 to n
 */
record Determinant(double logAbs, int rank) {
    private static final int AT_ONCE = 4;

    /** Of an {@code [n,n]} matrix, which is not modified. */
    static Determinant of(double[] matrix, int n) {
        return new Elimination(matrix.clone(), n).run();
    }

    /** One elimination, in place. */
    private static final class Elimination {
        private final double[] a;
        private final int n;
        private final ScaledRows rows = new ScaledRows();
        /** Minus the factors of the rows by the pivots of a panel, {@code [4][n]}. */
        private final double[][] factors;
        private int rank;
        /** The determinant is {@code ±mantissa·2^exponent}. */
        private double mantissa = 1;
        private long exponent;

        Elimination(double[] a, int n) {
            this.a = a;
            this.n = n;
            this.factors = new double[AT_ONCE][n];
        }

        Determinant run() {
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
            double[] largest = new double[n];
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
            for (int c = first; c < last; c++) {
                int pivots = rank - top;
                for (int r = rank; r < n; r++) {
                    double v = a[r * n + c];
                    for (int p = 0; p < pivots; p++) {
                        v = Math.fma(factors[p][r], a[(top + p) * n + c], v);
                    }
                    a[r * n + c] = v;
                }
                int pivot = largestBelow(c);
                double size = pivot < n ? Math.abs(a[pivot * n + c]) : 0;
                if (size > n * Math.ulp(1.0)) {
                    swap(pivot, pivots);
                    take(size);
                    // What the panel's pivots before this one leave of this row.
                    if (pivots > 0 && c + 1 < n) {
                        update(top, pivots, rank, rank + 1, c + 1);
                    }
                    double[] own = factors[pivots];
                    for (int r = rank + 1; r < n; r++) {
                        own[r] = -a[r * n + c] / a[rank * n + c];
                    }
                    rank++;
                }
            }
            if (rank > top && last < n) {
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

        private int largestBelow(int column) {
            int pivot = rank;
            for (int r = rank + 1; r < n; r++) {
                if (Math.abs(a[r * n + column]) > Math.abs(a[pivot * n + column])) {
                    pivot = r;
                }
            }
            return pivot;
        }

        private void swap(int pivot, int pivots) {
            if (pivot == rank) {
                return;
            }
            double[] row = Arrays.copyOfRange(a, pivot * n, (pivot + 1) * n);
            System.arraycopy(a, rank * n, a, pivot * n, n);
            System.arraycopy(row, 0, a, rank * n, n);
            for (int p = 0; p < pivots; p++) {
                double factor = factors[p][pivot];
                factors[p][pivot] = factors[p][rank];
                factors[p][rank] = factor;
            }
        }
    }
}
