package retrograde.engine.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rows of a sum of row-scaled matrices, one to four matrices in one pass over the result. */
public final class VectorScaledRows {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorScaledRows() {}

    /** The columns that the kernels do: whole vectors; the caller does the rest. */
    public static int columns(int width) {
        return width - width % LANES;
    }

    /** {@code out[o+j] (+)= x0·m0[f0+j]}, each rounded once, from the left. */
    public static void row(double[] out, int o, int width, boolean add, double[] m0, int f0, double x0) {
        int whole = columns(width);
        DoubleVector v0 = DoubleVector.broadcast(SPECIES, x0);
        if (add) {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, out, o + j);
                sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).lanewise(VectorOperators.FMA, v0, sum);
                sum.intoArray(out, o + j);
            }
        } else {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).mul(v0);
                sum.intoArray(out, o + j);
            }
        }
    }

    /** {@code out[o+j] (+)= x0·m0[f0+j] + x1·m1[f1+j]}, each rounded once, from the left. */
    public static void row(double[] out, int o, int width, boolean add, double[] m0, int f0, double x0, double[] m1,
            int f1, double x1) {
        int whole = columns(width);
        DoubleVector v0 = DoubleVector.broadcast(SPECIES, x0);
        DoubleVector v1 = DoubleVector.broadcast(SPECIES, x1);
        if (add) {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, out, o + j);
                sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).lanewise(VectorOperators.FMA, v0, sum);
                sum = DoubleVector.fromArray(SPECIES, m1, f1 + j).lanewise(VectorOperators.FMA, v1, sum);
                sum.intoArray(out, o + j);
            }
        } else {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).mul(v0);
                sum = DoubleVector.fromArray(SPECIES, m1, f1 + j).lanewise(VectorOperators.FMA, v1, sum);
                sum.intoArray(out, o + j);
            }
        }
    }

    /** {@code out[o+j] (+)= x0·m0[f0+j] + x1·m1[f1+j] + x2·m2[f2+j]}, each rounded once, from the left. */
    public static void row(double[] out, int o, int width, boolean add, double[] m0, int f0, double x0, double[] m1,
            int f1, double x1, double[] m2, int f2, double x2) {
        int whole = columns(width);
        DoubleVector v0 = DoubleVector.broadcast(SPECIES, x0);
        DoubleVector v1 = DoubleVector.broadcast(SPECIES, x1);
        DoubleVector v2 = DoubleVector.broadcast(SPECIES, x2);
        if (add) {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, out, o + j);
                sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).lanewise(VectorOperators.FMA, v0, sum);
                sum = DoubleVector.fromArray(SPECIES, m1, f1 + j).lanewise(VectorOperators.FMA, v1, sum);
                sum = DoubleVector.fromArray(SPECIES, m2, f2 + j).lanewise(VectorOperators.FMA, v2, sum);
                sum.intoArray(out, o + j);
            }
        } else {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).mul(v0);
                sum = DoubleVector.fromArray(SPECIES, m1, f1 + j).lanewise(VectorOperators.FMA, v1, sum);
                sum = DoubleVector.fromArray(SPECIES, m2, f2 + j).lanewise(VectorOperators.FMA, v2, sum);
                sum.intoArray(out, o + j);
            }
        }
    }

    /** {@code out[o+j] (+)= x0·m0[f0+j] + x1·m1[f1+j] + x2·m2[f2+j] + x3·m3[f3+j]}, each rounded once, from the left. */
    public static void row(double[] out, int o, int width, boolean add, double[] m0, int f0, double x0, double[] m1,
            int f1, double x1, double[] m2, int f2, double x2, double[] m3, int f3, double x3) {
        int whole = columns(width);
        DoubleVector v0 = DoubleVector.broadcast(SPECIES, x0);
        DoubleVector v1 = DoubleVector.broadcast(SPECIES, x1);
        DoubleVector v2 = DoubleVector.broadcast(SPECIES, x2);
        DoubleVector v3 = DoubleVector.broadcast(SPECIES, x3);
        if (add) {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, out, o + j);
                sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).lanewise(VectorOperators.FMA, v0, sum);
                sum = DoubleVector.fromArray(SPECIES, m1, f1 + j).lanewise(VectorOperators.FMA, v1, sum);
                sum = DoubleVector.fromArray(SPECIES, m2, f2 + j).lanewise(VectorOperators.FMA, v2, sum);
                sum = DoubleVector.fromArray(SPECIES, m3, f3 + j).lanewise(VectorOperators.FMA, v3, sum);
                sum.intoArray(out, o + j);
            }
        } else {
            for (int j = 0; j < whole; j += LANES) {
                DoubleVector sum = DoubleVector.fromArray(SPECIES, m0, f0 + j).mul(v0);
                sum = DoubleVector.fromArray(SPECIES, m1, f1 + j).lanewise(VectorOperators.FMA, v1, sum);
                sum = DoubleVector.fromArray(SPECIES, m2, f2 + j).lanewise(VectorOperators.FMA, v2, sum);
                sum = DoubleVector.fromArray(SPECIES, m3, f3 + j).lanewise(VectorOperators.FMA, v3, sum);
                sum.intoArray(out, o + j);
            }
        }
    }

    /** Whether {@link #solve} can be used: eight columns are one vector. */
    public static boolean solves() {
        return LANES == 8;
    }

    /**
     * Eight columns of {@code X ← (X + Y N) T} for rows of one array: Y stands {@code k} columns to the left of X.
     *
     * @param w rows of Y and X one after the other, from {@code from} on
     * @param row entries from one row to the next
     * @param n rows
     * @param k columns of Y
     * @param negative N, its row {@code p} at {@code nFrom + p·nRow}
     * @param t {@code [8,8]}
     */
    public static void solve(double[] w, int from, int row, int n, int k, double[] negative, int nFrom, int nRow,
            double[] t) {
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            solve8(w, from + i * row, row, k, negative, nFrom, nRow, t);
        }
        for (; i < n; i++) {
            int x = from + i * row;
            DoubleVector c = DoubleVector.fromArray(SPECIES, w, x + k);
            for (int p = 0; p < k; p++) {
                c = DoubleVector.broadcast(SPECIES, w[x + p])
                        .lanewise(VectorOperators.FMA, DoubleVector.fromArray(SPECIES, negative, nFrom + p * nRow), c);
            }
            c.intoArray(w, x + k);
            c = DoubleVector.zero(SPECIES);
            for (int p = 0; p < 8; p++) {
                c = DoubleVector.broadcast(SPECIES, w[x + k + p])
                        .lanewise(VectorOperators.FMA, DoubleVector.fromArray(SPECIES, t, p * 8), c);
            }
            c.intoArray(w, x + k);
        }
    }

    private static void solve8(double[] w, int x, int row, int k, double[] negative, int nFrom, int nRow, double[] t) {
        int x0 = x;
        int x1 = x0 + row;
        int x2 = x1 + row;
        int x3 = x2 + row;
        int x4 = x3 + row;
        int x5 = x4 + row;
        int x6 = x5 + row;
        int x7 = x6 + row;
        DoubleVector c0 = DoubleVector.fromArray(SPECIES, w, x0 + k);
        DoubleVector c1 = DoubleVector.fromArray(SPECIES, w, x1 + k);
        DoubleVector c2 = DoubleVector.fromArray(SPECIES, w, x2 + k);
        DoubleVector c3 = DoubleVector.fromArray(SPECIES, w, x3 + k);
        DoubleVector c4 = DoubleVector.fromArray(SPECIES, w, x4 + k);
        DoubleVector c5 = DoubleVector.fromArray(SPECIES, w, x5 + k);
        DoubleVector c6 = DoubleVector.fromArray(SPECIES, w, x6 + k);
        DoubleVector c7 = DoubleVector.fromArray(SPECIES, w, x7 + k);
        int b = nFrom;
        for (int p = 0; p < k; p++) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, negative, b);
            c0 = DoubleVector.broadcast(SPECIES, w[x0 + p]).lanewise(VectorOperators.FMA, v, c0);
            c1 = DoubleVector.broadcast(SPECIES, w[x1 + p]).lanewise(VectorOperators.FMA, v, c1);
            c2 = DoubleVector.broadcast(SPECIES, w[x2 + p]).lanewise(VectorOperators.FMA, v, c2);
            c3 = DoubleVector.broadcast(SPECIES, w[x3 + p]).lanewise(VectorOperators.FMA, v, c3);
            c4 = DoubleVector.broadcast(SPECIES, w[x4 + p]).lanewise(VectorOperators.FMA, v, c4);
            c5 = DoubleVector.broadcast(SPECIES, w[x5 + p]).lanewise(VectorOperators.FMA, v, c5);
            c6 = DoubleVector.broadcast(SPECIES, w[x6 + p]).lanewise(VectorOperators.FMA, v, c6);
            c7 = DoubleVector.broadcast(SPECIES, w[x7 + p]).lanewise(VectorOperators.FMA, v, c7);
            b += nRow;
        }
        c0.intoArray(w, x0 + k);
        c1.intoArray(w, x1 + k);
        c2.intoArray(w, x2 + k);
        c3.intoArray(w, x3 + k);
        c4.intoArray(w, x4 + k);
        c5.intoArray(w, x5 + k);
        c6.intoArray(w, x6 + k);
        c7.intoArray(w, x7 + k);
        c0 = DoubleVector.zero(SPECIES);
        c1 = DoubleVector.zero(SPECIES);
        c2 = DoubleVector.zero(SPECIES);
        c3 = DoubleVector.zero(SPECIES);
        c4 = DoubleVector.zero(SPECIES);
        c5 = DoubleVector.zero(SPECIES);
        c6 = DoubleVector.zero(SPECIES);
        c7 = DoubleVector.zero(SPECIES);
        for (int p = 0; p < 8; p++) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, t, p * 8);
            c0 = DoubleVector.broadcast(SPECIES, w[x0 + k + p]).lanewise(VectorOperators.FMA, v, c0);
            c1 = DoubleVector.broadcast(SPECIES, w[x1 + k + p]).lanewise(VectorOperators.FMA, v, c1);
            c2 = DoubleVector.broadcast(SPECIES, w[x2 + k + p]).lanewise(VectorOperators.FMA, v, c2);
            c3 = DoubleVector.broadcast(SPECIES, w[x3 + k + p]).lanewise(VectorOperators.FMA, v, c3);
            c4 = DoubleVector.broadcast(SPECIES, w[x4 + k + p]).lanewise(VectorOperators.FMA, v, c4);
            c5 = DoubleVector.broadcast(SPECIES, w[x5 + k + p]).lanewise(VectorOperators.FMA, v, c5);
            c6 = DoubleVector.broadcast(SPECIES, w[x6 + k + p]).lanewise(VectorOperators.FMA, v, c6);
            c7 = DoubleVector.broadcast(SPECIES, w[x7 + k + p]).lanewise(VectorOperators.FMA, v, c7);
        }
        c0.intoArray(w, x0 + k);
        c1.intoArray(w, x1 + k);
        c2.intoArray(w, x2 + k);
        c3.intoArray(w, x3 + k);
        c4.intoArray(w, x4 + k);
        c5.intoArray(w, x5 + k);
        c6.intoArray(w, x6 + k);
        c7.intoArray(w, x7 + k);
    }
}
