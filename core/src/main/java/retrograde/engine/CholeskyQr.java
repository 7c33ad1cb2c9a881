package retrograde.engine;

import java.util.Arrays;

import retrograde.engine.simd.VectorScaledRows;

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
    /** From this on one pass leaves Q orthogonal to 1e-8 or so. */
    private static final double ONCE = 1e-4;
    /** Squares of lengths outside this may over- or underflow. */
    private static final double LARGEST = 1e200;
    /** Columns of one panel of the factorisation and of the solution. */
    private static final int PANEL = 32;
    /** Columns whose triangle is inverted: small, so that its condition is too. */
    private static final int TRIANGLE = 8;

    private static final boolean FUSED = Gemm.vectors() && VectorScaledRows.solves();

    private final int n;
    private final int k;
    private final ScaledRows rows = new ScaledRows();
    private final double[] gram;
    private final double[] negative;
    private final double[] diagonal;
    private final double[] squares;
    private final double[] inverse = new double[TRIANGLE * TRIANGLE];
    private final double[] solved;
    private double least;

    /** Prepares for matrices of {@code n} rows and {@code k ≤ n} columns. */
    public CholeskyQr(int n, int k) {
        this.n = n;
        this.k = k;
        gram = new double[k * k];
        negative = new double[k * k];
        diagonal = new double[k];
        squares = new double[k];
        solved = new double[n * TRIANGLE];
    }

    /**
     * Turns W into Q, and tells {@link #diagonal}.
     *
     * @param w {@code [n,k]}: Q if true is returned, else what it was
     * @param exactly whether Q must be orthogonal to rounding; else one pass is enough where it leaves 1e-8 or so
     * @return false if W's columns are too close to dependent, too long, too short or not finite
     */
    public boolean decompose(double[] w, boolean exactly) {
        if (!factor(w)) {
            return false;
        }
        solve(w);
        if (exactly || least < ONCE) {
            double leastOfFirst = least;
            double[] first = diagonal.clone();
            // The columns are almost orthogonal now, so this does not fail.
            factor(w);
            solve(w);
            for (int j = 0; j < k; j++) {
                diagonal[j] *= first[j];
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
        double leastSquare = 1;
        for (int first = 0; first < k; first += PANEL) {
            int last = Math.min(first + PANEL, k);
            for (int j = first; j < last; j++) {
                int from = j * k + j;
                if (j > first) {
                    // From a multiple of eight on: what this leaves below the diagonal is not read, and no scalars are left.
                    int column = j - j % TRIANGLE;
                    rows.clear();
                    for (int p = first; p < j; p++) {
                        rows.plus(gram, p * k + column, 0, negative, p * k + j);
                    }
                    rows.rows(0, 1, k - column, gram, j * k + column, 0, true);
                }
                double pivot = gram[from];
                // Negated, so that NaN fails too.
                if (!(pivot > LEAST * LEAST * squares[j])) {
                    return false;
                }
                leastSquare = Math.min(leastSquare, pivot / squares[j]);
                double r = Math.sqrt(pivot);
                diagonal[j] = r;
                gram[from] = r;
                for (int c = j + 1; c < k; c++) {
                    gram[j * k + c] /= r;
                }
                for (int c = j; c < k; c++) {
                    negative[j * k + c] = -gram[j * k + c];
                }
            }
            for (int j = last; j < k; j += PANEL) {
                Gemm.multiplyTransposed(negative, first * k + j, k, Math.min(PANEL, k - j), last - first, gram,
                        first * k + j, k, k - j, gram, j * k + j, k, true);
            }
        }
        least = Math.sqrt(leastSquare);
        return true;
    }

    /** {@code W R⁻¹} in place, from the left. */
    private void solve(double[] w) {
        for (int first = 0; first < k; first += PANEL) {
            int last = Math.min(first + PANEL, k);
            if (first > 0) {
                Gemm.multiply(w, 0, k, n, first, negative, first, k, last - first, w, first, k, true);
            }
            for (int j = first; j < last; j += TRIANGLE) {
                int m = Math.min(TRIANGLE, last - j);
                if (FUSED && m == TRIANGLE) {
                    invert(j, m);
                    VectorScaledRows.solve(w, first, k, n, j - first, negative, first * k + j, k, inverse);
                    continue;
                }
                if (j > first) {
                    Gemm.multiply(w, first, k, n, j - first, negative, first * k + j, k, m, w, j, k, true);
                }
                invert(j, m);
                Gemm.multiply(w, j, k, n, m, inverse, 0, m, m, solved, 0, m, false);
                for (int i = 0; i < n; i++) {
                    System.arraycopy(solved, i * m, w, i * k + j, m);
                }
            }
        }
    }

    /** The inverse of the triangle of R at columns {@code j … j+m−1}, {@code [m,m]}. */
    private void invert(int j, int m) {
        Arrays.fill(inverse, 0);
        for (int c = 0; c < m; c++) {
            inverse[c * m + c] = 1 / diagonal[j + c];
            for (int r = c - 1; r >= 0; r--) {
                double sum = 0;
                for (int p = r + 1; p <= c; p++) {
                    sum += gram[(j + r) * k + j + p] * inverse[p * m + c];
                }
                inverse[r * m + c] = -sum / diagonal[j + r];
            }
        }
    }
}
