package retrograde.engine;

import java.util.Arrays;

/**
 * Plain matrix products over row-major arrays, written so that the compiler vectorises the innermost loop.
 *
 * <p>
 * Every sum has one written order that depends on neither the number of rows nor the thread: eight products are added
 * left to right, then to the result.
 */
public final class Gemm {
    private Gemm() {}

    /**
     * {@code out[m,n] (+)= a[m,k] · w[k,n]}.
     *
     * @param a not modified; row {@code i} starts at {@code aFrom + i·aStride} (stride 0 repeats one row)
     * @param w not modified, {@code [k,n]}
     * @param out modified, {@code [m,n]} from {@code outFrom}
     * @param add whether to add to what {@code out} holds
     */
    public static void multiply(double[] a, int aFrom, int aStride, int m, int k, double[] w, int n, double[] out,
            int outFrom, boolean add) {
        if (!add) {
            Arrays.fill(out, outFrom, outFrom + m * n, 0);
        }
        for (int i = 0; i < m; i++) {
            int row = aFrom + i * aStride;
            int o = outFrom + i * n;
            int p = 0;
            for (; p + 8 <= k; p += 8) {
                axpy8(a, row + p, 1, w, p * n, n, out, o, n);
            }
            for (; p < k; p++) {
                axpy1(a[row + p], w, p * n, out, o, n);
            }
        }
    }

    /**
     * {@code out[n,k] += Σ_b a[b,n] ⊗ v[b,k]}: the gradient of a matrix from a batch of adjoints and operands.
     *
     * @param a not modified, row {@code b} at {@code aFrom + b·aStride}
     * @param v not modified, row {@code b} at {@code vFrom + b·vStride}
     * @param out modified, {@code [n,k]}
     */
    public static void addOuter(double[] a, int aFrom, int aStride, double[] v, int vFrom, int vStride, int batch,
            int n, int k, double[] out) {
        for (int r = 0; r < n; r++) {
            int o = r * k;
            int b = 0;
            for (; b + 8 <= batch; b += 8) {
                axpy8(a, aFrom + b * aStride + r, aStride, v, vFrom + b * vStride, vStride, out, o, k);
            }
            for (; b < batch; b++) {
                axpy1(a[aFrom + b * aStride + r], v, vFrom + b * vStride, out, o, k);
            }
        }
    }

    /** The transpose of a {@code [rows, columns]} matrix. */
    public static double[] transpose(double[] matrix, int rows, int columns) {
        double[] out = new double[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[c * rows + r] = matrix[r * columns + c];
            }
        }
        return out;
    }

    private static void axpy8(double[] a, int from, int step, double[] w, int w0, int stride, double[] out, int o,
            int n) {
        double a0 = a[from];
        double a1 = a[from + step];
        double a2 = a[from + 2 * step];
        double a3 = a[from + 3 * step];
        double a4 = a[from + 4 * step];
        double a5 = a[from + 5 * step];
        double a6 = a[from + 6 * step];
        double a7 = a[from + 7 * step];
        int w1 = w0 + stride;
        int w2 = w1 + stride;
        int w3 = w2 + stride;
        int w4 = w3 + stride;
        int w5 = w4 + stride;
        int w6 = w5 + stride;
        int w7 = w6 + stride;
        for (int j = 0; j < n; j++) {
            out[o + j] += a0 * w[w0 + j] + a1 * w[w1 + j] + a2 * w[w2 + j] + a3 * w[w3 + j] + a4 * w[w4 + j]
                    + a5 * w[w5 + j] + a6 * w[w6 + j] + a7 * w[w7 + j];
        }
    }

    private static void axpy1(double a, double[] w, int from, double[] out, int o, int n) {
        for (int j = 0; j < n; j++) {
            out[o + j] += a * w[from + j];
        }
    }
}
