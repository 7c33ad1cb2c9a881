package retrograde.flow;

/**
 * {@code ln |det M|} and the rank of a square matrix, by Gaussian elimination.
 *
 * <p>
 * Rows, then columns are first brought to a largest entry of 1, so that an entry is not taken for zero because its row or
 * column is small; a pivot of at most {@code n} roundings of 1 then is zero.
 *
 * @param logAbs nats; −∞ for a matrix that is singular to rounding, NaN if an entry is not finite
 * @param rank from 0 to n
 */
record Determinant(double logAbs, int rank) {
    /** Of an {@code [n,n]} matrix, which is not modified. */
    static Determinant of(double[] matrix, int n) {
        double[] a = matrix.clone();
        double log = equilibrate(a, n, n, 1) + equilibrate(a, n, 1, n);
        if (Double.isNaN(log)) {
            return new Determinant(log, n);
        }
        double zero = n * Math.ulp(1.0);
        int rank = 0;
        for (int c = 0; c < n; c++) {
            int pivot = largestBelow(a, n, rank, c);
            double size = pivot < n ? Math.abs(a[pivot * n + c]) : 0;
            if (size > zero) {
                swap(a, n, pivot, rank);
                eliminate(a, n, rank, c);
                log += StrictMath.log(size);
                rank++;
            }
        }
        return new Determinant(rank < n ? Double.NEGATIVE_INFINITY : log, rank);
    }

    /** Divides each line (a row or a column) by its largest entry; returns the sum of their logarithms. */
    private static double equilibrate(double[] a, int n, int lineStride, int stride) {
        double log = 0;
        for (int line = 0; line < n; line++) {
            double largest = 0;
            for (int i = 0; i < n; i++) {
                double v = a[line * lineStride + i * stride];
                if (!Double.isFinite(v)) {
                    return Double.NaN;
                }
                largest = Math.max(largest, Math.abs(v));
            }
            for (int i = 0; i < n && largest > 0; i++) {
                a[line * lineStride + i * stride] /= largest;
            }
            log += largest > 0 ? StrictMath.log(largest) : 0;
        }
        return log;
    }

    private static int largestBelow(double[] a, int n, int from, int column) {
        int pivot = from;
        for (int r = from + 1; r < n; r++) {
            if (Math.abs(a[r * n + column]) > Math.abs(a[pivot * n + column])) {
                pivot = r;
            }
        }
        return pivot;
    }

    private static void swap(double[] a, int n, int r, int s) {
        for (int c = 0; c < n && r != s; c++) {
            double v = a[r * n + c];
            a[r * n + c] = a[s * n + c];
            a[s * n + c] = v;
        }
    }

    private static void eliminate(double[] a, int n, int row, int column) {
        for (int r = row + 1; r < n; r++) {
            double factor = a[r * n + column] / a[row * n + column];
            a[r * n + column] = 0;
            for (int c = column + 1; c < n && factor != 0; c++) {
                a[r * n + c] -= factor * a[row * n + c];
            }
        }
    }
}
