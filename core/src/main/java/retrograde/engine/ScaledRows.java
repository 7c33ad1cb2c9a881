package retrograde.engine;

import retrograde.engine.simd.VectorScaledRows;

/**
 * {@code Σ_p D(s_p) M_p}: a sum of matrices whose rows are scaled.
 *
 * <p>
 * Every entry is added up in the order the matrices were given in, by fused multiply-adds after the first product, with
 * vectors or without.
 */
public final class ScaledRows {
    private static final boolean VECTORS = Gemm.vectors();
    private static final int AT_ONCE = 4;

    private double[][] matrix = new double[AT_ONCE][];
    private int[] matrixFrom = new int[AT_ONCE];
    private int[] matrixRow = new int[AT_ONCE];
    private double[][] scale = new double[AT_ONCE][];
    private int[] scaleFrom = new int[AT_ONCE];
    private int count;

    /** No matrices yet. */
    public ScaledRows() {}

    /** Forgets the matrices. */
    public void clear() {
        count = 0;
    }

    /** Whether there is no matrix. */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * One more {@code D(s) M}.
     *
     * @param m row {@code i} starts at {@code mFrom + i·mRow}
     * @param s entry {@code i} is {@code s[sFrom + i]}
     */
    public void plus(double[] m, int mFrom, int mRow, double[] s, int sFrom) {
        if (count == matrix.length) {
            matrix = java.util.Arrays.copyOf(matrix, 2 * count);
            matrixFrom = java.util.Arrays.copyOf(matrixFrom, 2 * count);
            matrixRow = java.util.Arrays.copyOf(matrixRow, 2 * count);
            scale = java.util.Arrays.copyOf(scale, 2 * count);
            scaleFrom = java.util.Arrays.copyOf(scaleFrom, 2 * count);
        }
        matrix[count] = m;
        matrixFrom[count] = mFrom;
        matrixRow[count] = mRow;
        scale[count] = s;
        scaleFrom[count] = sFrom;
        count++;
    }

    /**
     * Rows {@code first … last−1} of the sum into {@code out}; row {@code i} starts at {@code outFrom + i·outRow}.
     *
     * @param add whether to add to what {@code out} holds; else there must be a matrix
     */
    public void rows(int first, int last, int width, double[] out, int outFrom, int outRow, boolean add) {
        for (int i = first; i < last; i++) {
            int o = outFrom + i * outRow;
            for (int p = 0; p < count; p += AT_ONCE) {
                row(i, p, Math.min(AT_ONCE, count - p), out, o, width, add || p > 0);
            }
        }
    }

    private double factor(int p, int i) {
        return scale[p][scaleFrom[p] + i];
    }

    private void row(int i, int p, int terms, double[] out, int o, int width, boolean add) {
        int done = 0;
        if (VECTORS) {
            done = VectorScaledRows.columns(width);
            double[] m0 = matrix[p];
            int f0 = matrixFrom[p] + i * matrixRow[p];
            double x0 = factor(p, i);
            if (terms == 1) {
                VectorScaledRows.row(out, o, width, add, m0, f0, x0);
            } else {
                double[] m1 = matrix[p + 1];
                int f1 = matrixFrom[p + 1] + i * matrixRow[p + 1];
                double x1 = factor(p + 1, i);
                if (terms == 2) {
                    VectorScaledRows.row(out, o, width, add, m0, f0, x0, m1, f1, x1);
                } else {
                    double[] m2 = matrix[p + 2];
                    int f2 = matrixFrom[p + 2] + i * matrixRow[p + 2];
                    double x2 = factor(p + 2, i);
                    if (terms == 3) {
                        VectorScaledRows.row(out, o, width, add, m0, f0, x0, m1, f1, x1, m2, f2, x2);
                    } else {
                        VectorScaledRows.row(out, o, width, add, m0, f0, x0, m1, f1, x1, m2, f2, x2, matrix[p + 3],
                                matrixFrom[p + 3] + i * matrixRow[p + 3], factor(p + 3, i));
                    }
                }
            }
        }
        if (done < width) {
            scalar(i, p, terms, out, o, done, width, add);
        }
    }

    /** Columns {@code first … width−1}; also the reference that the vectors are tested against. */
    void scalar(int i, int p, int terms, double[] out, int o, int first, int width, boolean add) {
        for (int t = p; t < p + terms; t++) {
            double[] m = matrix[t];
            int from = matrixFrom[t] + i * matrixRow[t];
            double x = factor(t, i);
            if (add || t > p) {
                for (int j = first; j < width; j++) {
                    out[o + j] = Math.fma(m[from + j], x, out[o + j]);
                }
            } else {
                for (int j = first; j < width; j++) {
                    out[o + j] = m[from + j] * x;
                }
            }
        }
    }
}
