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
}
