// Long because each register tile is written out: the vectors of a tile live in named variables or not in registers.
package retrograde.engine.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products in register tiles: 6 rows by 4 vectors where there are 32 registers, 4 by 3 where there are 16.
 *
 * <p>
 * Every entry is the sum {@code Σ_p a(i,p)·w(p,j)} in increasing p by fused multiply-adds, so that the bits are those of
 * the scalar loops in {@code Gemm}, for any tile and any vector width.
 */
public final class VectorGemm {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** AVX2 has 4 lanes and 16 registers; AVX-512 and NEON have 32. */
    private static final boolean WIDE = LANES != 4;
    private static final int WIDE_TILE = 4 * LANES;
    private static final int TILE = WIDE ? WIDE_TILE : 3 * LANES;
    /** Two lanes leave one column over at most, and NEON has no masks. */
    private static final boolean MASKS = LANES >= 4;
    /** A second factor larger than this is read panel by panel: it does not stay in the second-level cache. */
    private static final int CACHED = 1 << 16;

    private VectorGemm() {}

    /** The columns that {@link #multiply} does; the caller does the rest. */
    public static int columns(int n) {
        return MASKS ? n : n - n % LANES;
    }

    /**
     * {@code out[i,j] (+)= Σ_p a[aFrom + i·aRow + p·aColumn] · w[wFrom + p·wRow + j]} for {@code j <} {@link #columns}.
     *
     * @param outRow entries from one row of {@code out} to the next
     */
    public static void multiply(double[] a, int aFrom, int aRow, int aColumn, int m, int k, double[] w, int wFrom,
            int wRow, int n, double[] out, int outFrom, int outRow, boolean add) {
        int whole = n - n % LANES;
        int tiled = whole - whole % TILE;
        if ((long) k * n <= CACHED || m <= 12) {
            for (int i = 0; i < m;) {
                int rows = rows(m - i);
                for (int j = 0; j < tiled; j += TILE) {
                    tile(rows, a, aFrom + i * aRow, aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j,
                            outRow, add);
                }
                i += rows;
            }
        } else {
            for (int j = 0; j < tiled; j += TILE) {
                for (int i = 0; i < m;) {
                    int rows = rows(m - i);
                    tile(rows, a, aFrom + i * aRow, aRow, aColumn, k, w, wFrom + j, wRow, out, outFrom + i * outRow + j,
                            outRow, add);
                    i += rows;
                }
            }
        }
        if (tiled < n) {
            narrow(a, aFrom, aRow, aColumn, m, k, w, wFrom, wRow, n, out, outFrom, outRow, add, tiled);
        }
    }

    /** The rows of the next tile when {@code left} are left: 6 and 4 make any even number from 4 on, in no worse parts. */
    private static int rows(int left) {
        if (WIDE) {
            return left == 8 ? 4 : left >= 6 ? 6 : left >= 4 ? 4 : 1;
        }
        return left >= 4 ? 4 : 1;
    }

    private static void tile(int rows, double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom,
            int wRow, double[] out, int o, int outRow, boolean add) {
        if (!WIDE) {
            if (rows == 4) {
                tile4x3(a, from, aRow, aColumn, k, w, wFrom, wRow, out, o, outRow, add);
            } else {
                tile1x3(a, from, aColumn, k, w, wFrom, wRow, out, o, add);
            }
        } else if (rows == 6) {
            tile6x4(a, from, aRow, aColumn, k, w, wFrom, wRow, out, o, outRow, add);
        } else if (rows == 4) {
            tile4x4(a, from, aRow, aColumn, k, w, wFrom, wRow, out, o, outRow, add);
        } else {
            tile1x4(a, from, aColumn, k, w, wFrom, wRow, out, o, add);
        }
    }

    /** The columns from {@code first} on, too few for a tile. */
    private static void narrow(double[] a, int aFrom, int aRow, int aColumn, int m, int k, double[] w, int wFrom,
            int wRow, int n, double[] out, int outFrom, int outRow, boolean add, int first) {
        int whole = n - n % LANES;
        VectorMask<Double> tail = SPECIES.indexInRange(0, n - whole);
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int x = aFrom + i * aRow;
            int o = outFrom + i * outRow;
            int j = first;
            for (; j + 2 * LANES <= whole; j += 2 * LANES) {
                tile4x2(a, x, aRow, aColumn, k, w, wFrom + j, wRow, out, o + j, outRow, add);
            }
            if (j < whole) {
                tile4x1(a, x, aRow, aColumn, k, w, wFrom + j, wRow, out, o + j, outRow, add);
            }
            if (MASKS && whole < n) {
                tail4(a, x, aRow, aColumn, k, w, wFrom + whole, wRow, out, o + whole, outRow, add, tail);
            }
        }
        for (; i < m; i++) {
            int x = aFrom + i * aRow;
            int o = outFrom + i * outRow;
            for (int j = first; j < whole; j += LANES) {
                tile1x1(a, x, aColumn, k, w, wFrom + j, wRow, out, o + j, add);
            }
            if (MASKS && whole < n) {
                tail1(a, x, aColumn, k, w, wFrom + whole, wRow, out, o + whole, add, tail);
            }
        }
    }

    private static DoubleVector first(double[] out, int o, boolean add) {
        return add ? DoubleVector.fromArray(SPECIES, out, o) : DoubleVector.zero(SPECIES);
    }

    private static DoubleVector first(double[] out, int o, boolean add, VectorMask<Double> tail) {
        return add ? DoubleVector.fromArray(SPECIES, out, o, tail) : DoubleVector.zero(SPECIES);
    }

    private static void tile6x4(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        int o4 = o3 + outRow;
        int o5 = o4 + outRow;
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c02 = first(out, o0 + 2 * LANES, add);
        DoubleVector c03 = first(out, o0 + 3 * LANES, add);
        DoubleVector c10 = first(out, o1, add);
        DoubleVector c11 = first(out, o1 + LANES, add);
        DoubleVector c12 = first(out, o1 + 2 * LANES, add);
        DoubleVector c13 = first(out, o1 + 3 * LANES, add);
        DoubleVector c20 = first(out, o2, add);
        DoubleVector c21 = first(out, o2 + LANES, add);
        DoubleVector c22 = first(out, o2 + 2 * LANES, add);
        DoubleVector c23 = first(out, o2 + 3 * LANES, add);
        DoubleVector c30 = first(out, o3, add);
        DoubleVector c31 = first(out, o3 + LANES, add);
        DoubleVector c32 = first(out, o3 + 2 * LANES, add);
        DoubleVector c33 = first(out, o3 + 3 * LANES, add);
        DoubleVector c40 = first(out, o4, add);
        DoubleVector c41 = first(out, o4 + LANES, add);
        DoubleVector c42 = first(out, o4 + 2 * LANES, add);
        DoubleVector c43 = first(out, o4 + 3 * LANES, add);
        DoubleVector c50 = first(out, o5, add);
        DoubleVector c51 = first(out, o5 + LANES, add);
        DoubleVector c52 = first(out, o5 + 2 * LANES, add);
        DoubleVector c53 = first(out, o5 + 3 * LANES, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, w, b + 2 * LANES);
            DoubleVector b3 = DoubleVector.fromArray(SPECIES, w, b + 3 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = x0.lanewise(VectorOperators.FMA, b1, c01);
            c02 = x0.lanewise(VectorOperators.FMA, b2, c02);
            c03 = x0.lanewise(VectorOperators.FMA, b3, c03);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[x + aRow]);
            c10 = x1.lanewise(VectorOperators.FMA, b0, c10);
            c11 = x1.lanewise(VectorOperators.FMA, b1, c11);
            c12 = x1.lanewise(VectorOperators.FMA, b2, c12);
            c13 = x1.lanewise(VectorOperators.FMA, b3, c13);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[x + 2 * aRow]);
            c20 = x2.lanewise(VectorOperators.FMA, b0, c20);
            c21 = x2.lanewise(VectorOperators.FMA, b1, c21);
            c22 = x2.lanewise(VectorOperators.FMA, b2, c22);
            c23 = x2.lanewise(VectorOperators.FMA, b3, c23);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[x + 3 * aRow]);
            c30 = x3.lanewise(VectorOperators.FMA, b0, c30);
            c31 = x3.lanewise(VectorOperators.FMA, b1, c31);
            c32 = x3.lanewise(VectorOperators.FMA, b2, c32);
            c33 = x3.lanewise(VectorOperators.FMA, b3, c33);
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[x + 4 * aRow]);
            c40 = x4.lanewise(VectorOperators.FMA, b0, c40);
            c41 = x4.lanewise(VectorOperators.FMA, b1, c41);
            c42 = x4.lanewise(VectorOperators.FMA, b2, c42);
            c43 = x4.lanewise(VectorOperators.FMA, b3, c43);
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[x + 5 * aRow]);
            c50 = x5.lanewise(VectorOperators.FMA, b0, c50);
            c51 = x5.lanewise(VectorOperators.FMA, b1, c51);
            c52 = x5.lanewise(VectorOperators.FMA, b2, c52);
            c53 = x5.lanewise(VectorOperators.FMA, b3, c53);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LANES);
        c02.intoArray(out, o0 + 2 * LANES);
        c03.intoArray(out, o0 + 3 * LANES);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LANES);
        c12.intoArray(out, o1 + 2 * LANES);
        c13.intoArray(out, o1 + 3 * LANES);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LANES);
        c22.intoArray(out, o2 + 2 * LANES);
        c23.intoArray(out, o2 + 3 * LANES);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LANES);
        c32.intoArray(out, o3 + 2 * LANES);
        c33.intoArray(out, o3 + 3 * LANES);
        c40.intoArray(out, o4);
        c41.intoArray(out, o4 + LANES);
        c42.intoArray(out, o4 + 2 * LANES);
        c43.intoArray(out, o4 + 3 * LANES);
        c50.intoArray(out, o5);
        c51.intoArray(out, o5 + LANES);
        c52.intoArray(out, o5 + 2 * LANES);
        c53.intoArray(out, o5 + 3 * LANES);
    }

    private static void tile4x4(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c02 = first(out, o0 + 2 * LANES, add);
        DoubleVector c03 = first(out, o0 + 3 * LANES, add);
        DoubleVector c10 = first(out, o1, add);
        DoubleVector c11 = first(out, o1 + LANES, add);
        DoubleVector c12 = first(out, o1 + 2 * LANES, add);
        DoubleVector c13 = first(out, o1 + 3 * LANES, add);
        DoubleVector c20 = first(out, o2, add);
        DoubleVector c21 = first(out, o2 + LANES, add);
        DoubleVector c22 = first(out, o2 + 2 * LANES, add);
        DoubleVector c23 = first(out, o2 + 3 * LANES, add);
        DoubleVector c30 = first(out, o3, add);
        DoubleVector c31 = first(out, o3 + LANES, add);
        DoubleVector c32 = first(out, o3 + 2 * LANES, add);
        DoubleVector c33 = first(out, o3 + 3 * LANES, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, w, b + 2 * LANES);
            DoubleVector b3 = DoubleVector.fromArray(SPECIES, w, b + 3 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = x0.lanewise(VectorOperators.FMA, b1, c01);
            c02 = x0.lanewise(VectorOperators.FMA, b2, c02);
            c03 = x0.lanewise(VectorOperators.FMA, b3, c03);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[x + aRow]);
            c10 = x1.lanewise(VectorOperators.FMA, b0, c10);
            c11 = x1.lanewise(VectorOperators.FMA, b1, c11);
            c12 = x1.lanewise(VectorOperators.FMA, b2, c12);
            c13 = x1.lanewise(VectorOperators.FMA, b3, c13);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[x + 2 * aRow]);
            c20 = x2.lanewise(VectorOperators.FMA, b0, c20);
            c21 = x2.lanewise(VectorOperators.FMA, b1, c21);
            c22 = x2.lanewise(VectorOperators.FMA, b2, c22);
            c23 = x2.lanewise(VectorOperators.FMA, b3, c23);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[x + 3 * aRow]);
            c30 = x3.lanewise(VectorOperators.FMA, b0, c30);
            c31 = x3.lanewise(VectorOperators.FMA, b1, c31);
            c32 = x3.lanewise(VectorOperators.FMA, b2, c32);
            c33 = x3.lanewise(VectorOperators.FMA, b3, c33);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LANES);
        c02.intoArray(out, o0 + 2 * LANES);
        c03.intoArray(out, o0 + 3 * LANES);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LANES);
        c12.intoArray(out, o1 + 2 * LANES);
        c13.intoArray(out, o1 + 3 * LANES);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LANES);
        c22.intoArray(out, o2 + 2 * LANES);
        c23.intoArray(out, o2 + 3 * LANES);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LANES);
        c32.intoArray(out, o3 + 2 * LANES);
        c33.intoArray(out, o3 + 3 * LANES);
    }

    private static void tile4x3(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c02 = first(out, o0 + 2 * LANES, add);
        DoubleVector c10 = first(out, o1, add);
        DoubleVector c11 = first(out, o1 + LANES, add);
        DoubleVector c12 = first(out, o1 + 2 * LANES, add);
        DoubleVector c20 = first(out, o2, add);
        DoubleVector c21 = first(out, o2 + LANES, add);
        DoubleVector c22 = first(out, o2 + 2 * LANES, add);
        DoubleVector c30 = first(out, o3, add);
        DoubleVector c31 = first(out, o3 + LANES, add);
        DoubleVector c32 = first(out, o3 + 2 * LANES, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, w, b + 2 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = x0.lanewise(VectorOperators.FMA, b1, c01);
            c02 = x0.lanewise(VectorOperators.FMA, b2, c02);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[x + aRow]);
            c10 = x1.lanewise(VectorOperators.FMA, b0, c10);
            c11 = x1.lanewise(VectorOperators.FMA, b1, c11);
            c12 = x1.lanewise(VectorOperators.FMA, b2, c12);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[x + 2 * aRow]);
            c20 = x2.lanewise(VectorOperators.FMA, b0, c20);
            c21 = x2.lanewise(VectorOperators.FMA, b1, c21);
            c22 = x2.lanewise(VectorOperators.FMA, b2, c22);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[x + 3 * aRow]);
            c30 = x3.lanewise(VectorOperators.FMA, b0, c30);
            c31 = x3.lanewise(VectorOperators.FMA, b1, c31);
            c32 = x3.lanewise(VectorOperators.FMA, b2, c32);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LANES);
        c02.intoArray(out, o0 + 2 * LANES);
        c10.intoArray(out, o1);
        c11.intoArray(out, o1 + LANES);
        c12.intoArray(out, o1 + 2 * LANES);
        c20.intoArray(out, o2);
        c21.intoArray(out, o2 + LANES);
        c22.intoArray(out, o2 + 2 * LANES);
        c30.intoArray(out, o3);
        c31.intoArray(out, o3 + LANES);
        c32.intoArray(out, o3 + 2 * LANES);
    }

    private static void tile4x2(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c10 = first(out, o1, add);
        DoubleVector c11 = first(out, o1 + LANES, add);
        DoubleVector c20 = first(out, o2, add);
        DoubleVector c21 = first(out, o2 + LANES, add);
        DoubleVector c30 = first(out, o3, add);
        DoubleVector c31 = first(out, o3 + LANES, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = x0.lanewise(VectorOperators.FMA, b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[x + aRow]);
            c10 = x1.lanewise(VectorOperators.FMA, b0, c10);
            c11 = x1.lanewise(VectorOperators.FMA, b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[x + 2 * aRow]);
            c20 = x2.lanewise(VectorOperators.FMA, b0, c20);
            c21 = x2.lanewise(VectorOperators.FMA, b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[x + 3 * aRow]);
            c30 = x3.lanewise(VectorOperators.FMA, b0, c30);
            c31 = x3.lanewise(VectorOperators.FMA, b1, c31);
            b += wRow;
            x += aColumn;
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

    private static void tile4x1(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c10 = first(out, o1, add);
        DoubleVector c20 = first(out, o2, add);
        DoubleVector c30 = first(out, o3, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[x + aRow]);
            c10 = x1.lanewise(VectorOperators.FMA, b0, c10);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[x + 2 * aRow]);
            c20 = x2.lanewise(VectorOperators.FMA, b0, c20);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[x + 3 * aRow]);
            c30 = x3.lanewise(VectorOperators.FMA, b0, c30);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
        c10.intoArray(out, o1);
        c20.intoArray(out, o2);
        c30.intoArray(out, o3);
    }

    private static void tile1x4(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o0, boolean add) {
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c02 = first(out, o0 + 2 * LANES, add);
        DoubleVector c03 = first(out, o0 + 3 * LANES, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, w, b + 2 * LANES);
            DoubleVector b3 = DoubleVector.fromArray(SPECIES, w, b + 3 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = x0.lanewise(VectorOperators.FMA, b1, c01);
            c02 = x0.lanewise(VectorOperators.FMA, b2, c02);
            c03 = x0.lanewise(VectorOperators.FMA, b3, c03);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LANES);
        c02.intoArray(out, o0 + 2 * LANES);
        c03.intoArray(out, o0 + 3 * LANES);
    }

    private static void tile1x3(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o0, boolean add) {
        DoubleVector c00 = first(out, o0, add);
        DoubleVector c01 = first(out, o0 + LANES, add);
        DoubleVector c02 = first(out, o0 + 2 * LANES, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, w, b + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, w, b + 2 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = x0.lanewise(VectorOperators.FMA, b1, c01);
            c02 = x0.lanewise(VectorOperators.FMA, b2, c02);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
        c01.intoArray(out, o0 + LANES);
        c02.intoArray(out, o0 + 2 * LANES);
    }

    private static void tile1x1(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o0, boolean add) {
        DoubleVector c00 = first(out, o0, add);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, w, b);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[x]);
            c00 = x0.lanewise(VectorOperators.FMA, b0, c00);
            b += wRow;
            x += aColumn;
        }
        c00.intoArray(out, o0);
    }

    private static void tail4(double[] a, int from, int aRow, int aColumn, int k, double[] w, int wFrom, int wRow,
            double[] out, int o0, int outRow, boolean add, VectorMask<Double> tail) {
        int o1 = o0 + outRow;
        int o2 = o1 + outRow;
        int o3 = o2 + outRow;
        DoubleVector c0 = first(out, o0, add, tail);
        DoubleVector c1 = first(out, o1, add, tail);
        DoubleVector c2 = first(out, o2, add, tail);
        DoubleVector c3 = first(out, o3, add, tail);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, w, b, tail);
            c0 = DoubleVector.broadcast(SPECIES, a[x]).lanewise(VectorOperators.FMA, v, c0);
            c1 = DoubleVector.broadcast(SPECIES, a[x + aRow]).lanewise(VectorOperators.FMA, v, c1);
            c2 = DoubleVector.broadcast(SPECIES, a[x + 2 * aRow]).lanewise(VectorOperators.FMA, v, c2);
            c3 = DoubleVector.broadcast(SPECIES, a[x + 3 * aRow]).lanewise(VectorOperators.FMA, v, c3);
            b += wRow;
            x += aColumn;
        }
        c0.intoArray(out, o0, tail);
        c1.intoArray(out, o1, tail);
        c2.intoArray(out, o2, tail);
        c3.intoArray(out, o3, tail);
    }

    private static void tail1(double[] a, int from, int aColumn, int k, double[] w, int wFrom, int wRow, double[] out,
            int o0, boolean add, VectorMask<Double> tail) {
        DoubleVector c0 = first(out, o0, add, tail);
        int b = wFrom;
        int x = from;
        for (int p = 0; p < k; p++) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, w, b, tail);
            c0 = DoubleVector.broadcast(SPECIES, a[x]).lanewise(VectorOperators.FMA, v, c0);
            b += wRow;
            x += aColumn;
        }
        c0.intoArray(out, o0, tail);
    }
}
