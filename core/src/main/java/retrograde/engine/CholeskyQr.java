package retrograde.engine;

import java.util.Arrays;

/**
 * {@code W = Q R} of an {@code [n,k]} matrix by way of its Gram matrix: {@code WᵀW = RᵀR}, {@code Q = W R⁻¹}, the diagonal of
 * R positive (Yamamoto, Nakatsukasa, Yanagisawa &amp; Fukaya 2015).
 *
 * <p>
 * Nearly all of it is matrix products: {@code 2nk²} operations, {@code 4nk²} if done twice. One pass leaves Q orthogonal to
 * about {@code u κ²}, u = 1.1e-16, κ the condition of W with columns of length 1; a second one to rounding, as long as
 * {@code κ ≲ 1e7}. How much of each column's length the columns before it leave tells: {@link #least}. Beyond that the
 * Gram matrix has lost what is asked for, and {@link #decompose} refuses, leaving W as it was.
 */
public final class CholeskyQr {
    /** A column that keeps less than this of its length is not to be had from the Gram matrix. */
    private static final double LEAST = 1e-6;
    /** From this on one pass leaves Q orthogonal to 1e-6 or so. */
    private static final double ONCE = 2e-5;
    /** Squares of lengths outside this may over- or underflow. */
    private static final double LARGEST = 1e200;
    /** Columns of one panel, whose triangle is inverted: few, so that its condition is moderate. */
    private static final int PANEL = 32;

    private final int n;
    private final int k;
    private final double[] gram;
    private final double[] negative;
    private final double[] diagonal;
    private final double[] squares;
    private final double[] firstDiagonal;
    private final double[] triangle = new double[PANEL * PANEL];
    private final double[] negativeTriangle = new double[PANEL * PANEL];
    /** For each panel the inverse of its triangle, {@code [32,32]}. */
    private final double[] inverse;
    private final double[] product;
    private double least;

    /** Prepares for matrices of {@code n} rows and {@code k ≤ n} columns. */
    public CholeskyQr(int n, int k) {
        this.n = n;
        this.k = k;
        gram = new double[k * k];
        negative = new double[k * k];
        diagonal = new double[k];
        squares = new double[k];
        firstDiagonal = new double[k];
        inverse = new double[(k + PANEL - 1) / PANEL * PANEL * PANEL];
        product = new double[n * PANEL];
    }

    /**
     * Turns W into Q, and tells {@link #diagonal}.
     *
     * @param w {@code [n,k]}: Q if true is returned, else what it was
     * @param exactly whether Q must be orthogonal to rounding; else one pass is enough where it leaves 1e-6 or so
     * @return false if W's columns are too close to dependent, too long, too short or not finite
     */
    public boolean decompose(double[] w, boolean exactly) {
        if (!factor(w)) {
            return false;
        }
        solve(w);
        if (exactly || least < ONCE) {
            double leastOfFirst = least;
            System.arraycopy(diagonal, 0, firstDiagonal, 0, k);
            // The columns are almost orthogonal now, so this does not fail.
            factor(w);
            solve(w);
            for (int j = 0; j < k; j++) {
                diagonal[j] *= firstDiagonal[j];
            }
            least = leastOfFirst;
        }
        return true;
    }

    /** {@code R_jj > 0} of the last matrix; overwritten by the next. */
    public double[] diagonal() {
        return diagonal;
    }

    /** The smallest share of its length that a column of the last matrix kept beside those before it. */
    public double least() {
        return least;
    }

    /** R of the Gram matrix into the upper triangle of {@code gram}. */
    private boolean factor(double[] w) {
        for (int j = 0; j < k; j += PANEL) {
            int m = Math.min(PANEL, k - j);
            Gemm.multiplyTransposed(w, j, k, m, n, w, j, k, k - j, gram, j * k + j, k, false);
        }
        for (int j = 0; j < k; j++) {
            squares[j] = gram[j * k + j];
            if (!(squares[j] <= LARGEST && squares[j] >= 1 / LARGEST)) {
                return false;
            }
        }
        least = 1;
        for (int first = 0; first < k; first += PANEL) {
            int last = Math.min(first + PANEL, k);
            if (!triangle(first, last - first)) {
                return false;
            }
            invert(first, last - first);
            if (last < k) {
                right(first, last);
                for (int j = last; j < k; j += PANEL) {
                    Gemm.multiplyTransposed(negative, first * k + j, k, Math.min(PANEL, k - j), last - first, gram,
                            first * k + j, k, k - j, gram, j * k + j, k, true);
                }
            }
        }
        least = Math.sqrt(least);
        return true;
    }

    /** A panel's triangle on the diagonal, row by row; false where a column keeps too little of its length. */
    private boolean triangle(int first, int m) {
        // Whole rows of 32: what this leaves below the diagonal and right of column m is not read.
        for (int i = 0; i < m; i++) {
            System.arraycopy(gram, (first + i) * k + first, triangle, i * PANEL, m);
            Arrays.fill(triangle, i * PANEL + m, (i + 1) * PANEL, 0);
        }
        for (int i = 0; i < m; i++) {
            int row = i * PANEL;
            if (i > 0) {
                Gemm.multiplyTransposed(negativeTriangle, i, PANEL, 1, i, triangle, 0, PANEL, PANEL, triangle, row,
                        PANEL, true);
            }
            double pivot = triangle[row + i];
            double square = squares[first + i];
            // Negated, so that NaN fails too.
            if (!(pivot > LEAST * LEAST * square)) {
                return false;
            }
            least = Math.min(least, pivot / square);
            double r = Math.sqrt(pivot);
            double reciprocal = 1 / r;
            diagonal[first + i] = r;
            for (int c = 0; c < PANEL; c++) {
                triangle[row + c] *= reciprocal;
                negativeTriangle[row + c] = -triangle[row + c];
            }
        }
        return true;
    }

    /** The inverse of the last triangle, its last row first. */
    private void invert(int first, int m) {
        int base = first * PANEL;
        for (int r = m - 1; r >= 0; r--) {
            int row = base + r * PANEL;
            if (r + 1 < m) {
                Gemm.multiply(negativeTriangle, r * PANEL + r + 1, 0, 1, m - r - 1, inverse, row + PANEL, PANEL, PANEL,
                        inverse, row, PANEL, false);
            }
            double reciprocal = 1 / diagonal[first + r];
            for (int c = 0; c < PANEL; c++) {
                inverse[row + c] *= reciprocal;
            }
            inverse[row + r] = reciprocal;
            if (r + 1 == m) {
                Arrays.fill(inverse, row, row + r, 0);
                Arrays.fill(inverse, row + m, row + PANEL, 0);
            }
        }
    }

    /** A panel's rows of R right of its triangle. */
    private void right(int first, int last) {
        int m = last - first;
        int width = k - last;
        Gemm.multiplyTransposed(inverse, first * PANEL, PANEL, m, m, gram, first * k + last, k, width, product, 0,
                width, false);
        for (int i = 0; i < m; i++) {
            int to = (first + i) * k + last;
            System.arraycopy(product, i * width, gram, to, width);
            for (int c = 0; c < width; c++) {
                negative[to + c] = -product[i * width + c];
            }
        }
    }

    /** {@code W R⁻¹} in place, from the left. */
    private void solve(double[] w) {
        for (int first = 0; first < k; first += PANEL) {
            int m = Math.min(PANEL, k - first);
            if (first > 0) {
                Gemm.multiply(w, 0, k, n, first, negative, first, k, m, w, first, k, true);
            }
            Gemm.multiply(w, first, k, n, m, inverse, first * PANEL, PANEL, m, product, 0, m, false);
            for (int i = 0; i < n; i++) {
                System.arraycopy(product, i * m, w, i * k + first, m);
            }
        }
    }
}
