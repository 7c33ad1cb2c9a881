package retrograde.engine;

import retrograde.engine.simd.VectorGemm;

/**
 * Matrix products over row-major arrays of doubles.
 *
 * <p>
 * Every entry is a sum in increasing order of the inner index by fused multiply-adds, which round once and alike
 * everywhere, so the bits depend on neither the number of rows, the thread nor whether vectors are used. The incubating
 * Vector API is used where the virtual machine was started with {@code --add-modules jdk.incubator.vector} (five times as
 * fast with AVX-512), scalar register tiles elsewhere.
 */
public final class Gemm {
    /** Fixed once, before the first product, so that a compiled product holds no branch on it. */
    private static final boolean VECTORS = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private Gemm() {}

    /** Whether products run on the Vector API. */
    public static boolean vectors() {
        return VECTORS;
    }

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
        run(a, aFrom, aStride, 1, m, k, w, 0, n, n, out, outFrom, n, add);
    }

    /**
     * {@code out[m,n] (+)= a[m,k] · w[k,n]} between parts of larger arrays.
     *
     * @param a not modified, row {@code i} at {@code aFrom + i·aRow}
     * @param w not modified, row {@code p} at {@code wFrom + p·wRow}
     * @param out modified, row {@code i} at {@code outFrom + i·outRow}
     */
    public static void multiply(double[] a, int aFrom, int aRow, int m, int k, double[] w, int wFrom, int wRow, int n,
            double[] out, int outFrom, int outRow, boolean add) {
        run(a, aFrom, aRow, 1, m, k, w, wFrom, wRow, n, out, outFrom, outRow, add);
    }

    /**
     * {@code out[m,n] (+)= a[k,m]ᵀ · w[k,n]} between parts of larger arrays.
     *
     * @param a not modified, row {@code p} at {@code aFrom + p·aRow}
     * @param w not modified, row {@code p} at {@code wFrom + p·wRow}
     * @param out modified, row {@code i} at {@code outFrom + i·outRow}
     */
    public static void multiplyTransposed(double[] a, int aFrom, int aRow, int m, int k, double[] w, int wFrom,
            int wRow, int n, double[] out, int outFrom, int outRow, boolean add) {
        run(a, aFrom, 1, aRow, m, k, w, wFrom, wRow, n, out, outFrom, outRow, add);
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
        run(a, aFrom, 1, aStride, n, batch, v, vFrom, vStride, k, out, 0, k, true);
    }

    /** The transpose of a {@code [rows, columns]} matrix. */
    public static double[] transpose(double[] matrix, int rows, int columns) {
        double[] out = new double[matrix.length];
        // Eight rows at a time: what is written is whole lines of the cache.
        for (int first = 0; first < rows; first += 8) {
            int last = Math.min(rows, first + 8);
            for (int c = 0; c < columns; c++) {
                for (int r = first; r < last; r++) {
                    out[c * rows + r] = matrix[r * columns + c];
                }
            }
        }
        return out;
    }

    /** The same with vectors where they may be used; the columns they leave over, or all of them, in scalar tiles. */
    private static void run(double[] a, int aFrom, int aRow, int aColumn, int m, int k, double[] w, int wFrom, int wRow,
            int n, double[] out, int outFrom, int outRow, boolean add) {
        int done = 0;
        if (VECTORS) {
            VectorGemm.multiply(a, aFrom, aRow, aColumn, m, k, w, wFrom, wRow, n, out, outFrom, outRow, add);
            done = VectorGemm.columns(n);
        }
        if (done < n) {
            scalar(a, aFrom, aRow, aColumn, m, k, w, wFrom, wRow, done, n, out, outFrom, outRow, add);
        }
    }

    /** Columns {@code first … n−1} by scalar tiles of 4 by 4; also the reference that the vectors are tested against. */
    static void scalar(double[] a, int aFrom, int aRow, int aColumn, int m, int k, double[] w, int wFrom, int wRow,
            int first, int n, double[] out, int outFrom, int outRow, boolean add) {
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int j = first;
            for (; j + 4 <= n; j += 4) {
                tile4x4(a, aFrom + i * aRow, aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j,
                        outRow, add);
            }
            for (; j < n; j++) {
                for (int r = i; r < i + 4; r++) {
                    entry(a, aFrom + r * aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + r * outRow + j, add);
                }
            }
        }
        for (; i < m; i++) {
            for (int j = first; j < n; j++) {
                entry(a, aFrom + i * aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j, add);
            }
        }
    }

    private static void entry(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o, boolean add) {
        double sum = add ? out[o] : 0;
        for (int p = 0; p < k; p++) {
            sum = Math.fma(a[from + p * aColumn], w[wFrom + p * wRow], sum);
        }
        out[o] = sum;
    }

    private static void tile4x4(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int n, boolean add) {
        int o1 = o0 + n;
        int o2 = o1 + n;
        int o3 = o2 + n;
        double c00 = add ? out[o0] : 0;
        double c01 = add ? out[o0 + 1] : 0;
        double c02 = add ? out[o0 + 2] : 0;
        double c03 = add ? out[o0 + 3] : 0;
        double c10 = add ? out[o1] : 0;
        double c11 = add ? out[o1 + 1] : 0;
        double c12 = add ? out[o1 + 2] : 0;
        double c13 = add ? out[o1 + 3] : 0;
        double c20 = add ? out[o2] : 0;
        double c21 = add ? out[o2 + 1] : 0;
        double c22 = add ? out[o2 + 2] : 0;
        double c23 = add ? out[o2 + 3] : 0;
        double c30 = add ? out[o3] : 0;
        double c31 = add ? out[o3 + 1] : 0;
        double c32 = add ? out[o3 + 2] : 0;
        double c33 = add ? out[o3 + 3] : 0;
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            double b0 = w[b];
            double b1 = w[b + 1];
            double b2 = w[b + 2];
            double b3 = w[b + 3];
            double x0 = a[x];
            c00 = Math.fma(x0, b0, c00);
            c01 = Math.fma(x0, b1, c01);
            c02 = Math.fma(x0, b2, c02);
            c03 = Math.fma(x0, b3, c03);
            double x1 = a[x + aRow];
            c10 = Math.fma(x1, b0, c10);
            c11 = Math.fma(x1, b1, c11);
            c12 = Math.fma(x1, b2, c12);
            c13 = Math.fma(x1, b3, c13);
            double x2 = a[x + 2 * aRow];
            c20 = Math.fma(x2, b0, c20);
            c21 = Math.fma(x2, b1, c21);
            c22 = Math.fma(x2, b2, c22);
            c23 = Math.fma(x2, b3, c23);
            double x3 = a[x + 3 * aRow];
            c30 = Math.fma(x3, b0, c30);
            c31 = Math.fma(x3, b1, c31);
            c32 = Math.fma(x3, b2, c32);
            c33 = Math.fma(x3, b3, c33);
            b += wRow;
            x += aColumn;
        }
        out[o0] = c00;
        out[o0 + 1] = c01;
        out[o0 + 2] = c02;
        out[o0 + 3] = c03;
        out[o1] = c10;
        out[o1 + 1] = c11;
        out[o1 + 2] = c12;
        out[o1 + 3] = c13;
        out[o2] = c20;
        out[o2 + 1] = c21;
        out[o2 + 2] = c22;
        out[o2 + 3] = c23;
        out[o3] = c30;
        out[o3 + 1] = c31;
        out[o3 + 2] = c32;
        out[o3 + 3] = c33;
    }
}
