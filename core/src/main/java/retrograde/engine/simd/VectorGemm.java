package retrograde.engine.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products in register tiles of 4 rows by 2 vectors.
 *
 * <p>
 * Every entry is the sum {@code Σ_p a(i,p)·w(p,j)} in increasing p, each product rounded before it is added (no fused
 * multiply-add), so that the bits are those of the scalar loops in {@code Gemm}, for any vector width.
 */
public final class VectorGemm {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorGemm() {}

    /** The columns that {@link #multiply} does: whole vectors; the caller does the rest. */
    public static int columns(int n) {
        return n - n % LANES;
    }

    /**
     * {@code out[i,j] (+)= Σ_p a[aFrom + i·aRow + p·aColumn] · w[wFrom + p·wRow + j]} for {@code j <} {@link #columns}.
     *
     * @param outRow entries from one row of {@code out} to the next
     */
    public static void multiply(double[] a, int aFrom, int aRow, int aColumn, int m, int k, double[] w, int wFrom,
            int wRow, int n, double[] out, int outFrom, int outRow, boolean add) {
        int whole = columns(n);
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int j = 0;
            for (; j + 2 * LANES <= whole; j += 2 * LANES) {
                tile4x2(a, aFrom + i * aRow, aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j,
                        outRow, add);
            }
            for (; j < whole; j += LANES) {
                for (int r = i; r < i + 4; r++) {
                    tile1x1(a, aFrom + r * aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + r * outRow + j, add);
                }
            }
        }
        for (; i < m; i++) {
            int j = 0;
            for (; j + 4 * LANES <= whole; j += 4 * LANES) {
                tile1x4(a, aFrom + i * aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j, add);
            }
            for (; j < whole; j += LANES) {
                tile1x1(a, aFrom + i * aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j, add);
            }
        }
    }

    private static DoubleVector first(double[] out, int o, boolean add) {
        return add ? DoubleVector.fromArray(SPECIES, out, o) : DoubleVector.zero(SPECIES);
    }

    private static void tile4x2(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        int a0 = from;
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int b = wFrom;
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c10 = first(out, o1, add);
        DoubleVector c11 = first(out, o1 + LANES, add);
        DoubleVector c20 = first(out, o2, add);
        DoubleVector c21 = first(out, o2 + LANES, add);
        DoubleVector c30 = first(out, o3, add);
        DoubleVector c31 = first(out, o3 + LANES, add);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[a0]);
            c00 = c00.add(x0.mul(b0));
            c01 = c01.add(x0.mul(b1));
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[a1]);
            c10 = c10.add(x1.mul(b0));
            c11 = c11.add(x1.mul(b1));
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[a2]);
            c20 = c20.add(x2.mul(b0));
            c21 = c21.add(x2.mul(b1));
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[a3]);
            c30 = c30.add(x3.mul(b0));
            c31 = c31.add(x3.mul(b1));
            b += wRow;
            a0 += aColumn;
            a1 += aColumn;
            a2 += aColumn;
            a3 += aColumn;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LANES);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LANES);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LANES);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LANES);
    }

    private static void tile1x4(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o, boolean add) {
        int b = wFrom;
        int x = from;
        DoubleVector c0 = first(out, o, add);
        DoubleVector c1 = first(out, o + LANES, add);
        DoubleVector c2 = first(out, o + 2 * LANES, add);
        DoubleVector c3 = first(out, o + 3 * LANES, add);
        for (int p = 0; p < k; p++) {
            DoubleVector v = DoubleVector.broadcast(SPECIES, a[x]);
            c0 = c0.add(v.mul(DoubleVector.fromArray(SPECIES, w, b)));
            c1 = c1.add(v.mul(DoubleVector.fromArray(SPECIES, w, b + LANES)));
            c2 = c2.add(v.mul(DoubleVector.fromArray(SPECIES, w, b + 2 * LANES)));
            c3 = c3.add(v.mul(DoubleVector.fromArray(SPECIES, w, b + 3 * LANES)));
            b += wRow;
            x += aColumn;
        }
        c0.intoArray(out, o);
        c1.intoArray(out, o + LANES);
        c2.intoArray(out, o + 2 * LANES);
        c3.intoArray(out, o + 3 * LANES);
    }

    private static void tile1x1(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o, boolean add) {
        int b = wFrom;
        int x = from;
        DoubleVector c = first(out, o, add);
        for (int p = 0; p < k; p++) {
            c = c.add(DoubleVector.broadcast(SPECIES, a[x]).mul(DoubleVector.fromArray(SPECIES, w, b)));
            b += wRow;
            x += aColumn;
        }
        c.intoArray(out, o);
    }
}
