package retrograde.engine;

import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Derivatives by central differences of fourth order, and the comparison of arrays.
 *
 * <p>
 * {@code f' ≈ (8 (f(+ε) − f(−ε)) − (f(+2ε) − f(−2ε))) / 12ε} with ε = 1e-4: the error of the formula is
 * {@code ε⁴ f⁽⁵⁾/30 ≈ 1e-17 f⁽⁵⁾}, that of rounding {@code 1.5/ε ≈ 1e4} times the error of f.
 */
public final class Differences {
    private static final double STEP = 1e-4;

    private Differences() {}

    /** Thrown where differences reach over a kink: the point is to be drawn again. */
    public static final class AcrossKink extends RuntimeException {
        private static final long serialVersionUID = 1;

        private AcrossKink() {}
    }

    /** {@code ∂f/∂point}; see {@link #jacobian}. */
    public static double[] gradient(DoubleSupplier f, IntSupplier sides, double[] point) {
        return jacobian(() -> new double[] {f.getAsDouble()}, sides, point);
    }

    /**
     * {@code ∂f/∂point}, {@code [entries of f, entries of the point]}; the point is moved and put back.
     *
     * @param sides of the kinks in the evaluation just made, as a hash
     * @throws AcrossKink where these differ
     */
    public static double[] jacobian(Supplier<double[]> f, IntSupplier sides, double[] point) {
        int rows = f.get().length;
        int here = sides.getAsInt();
        double[] out = new double[rows * point.length];
        for (int j = 0; j < point.length; j++) {
            double at = point[j];
            for (int k : new int[] {-2, -1, 1, 2}) {
                point[j] = at + k * STEP;
                double[] value = f.get();
                if (sides.getAsInt() != here) {
                    point[j] = at;
                    throw new AcrossKink();
                }
                double weight = Math.abs(k) == 1 ? 8.0 * k : -k / 2.0;
                for (int i = 0; i < rows; i++) {
                    out[i * point.length + j] += weight * value[i] / (12 * STEP);
                }
            }
            point[j] = at;
        }
        return out;
    }

    /** The largest absolute value; 0 of an empty array. */
    public static double largest(double[] values) {
        double largest = 0;
        for (double v : values) {
            largest = Double.isNaN(v) ? v : Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    /** Asserts that two arrays differ by at most {@code tolerance} times the largest entry expected. */
    public static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertWithin(what, actual, expected, tolerance * largest(expected));
    }

    /**
     * Asserts agreement with differences: 1e-8 of the largest entry, or what rounding leaves in a difference where the
     * entries are too small for that.
     *
     * @param magnitude the sum of the magnitudes of all that the values differenced were added up from; each of them
     *        is wrong by a few roundings
     */
    public static void assertDerivative(String what, double[] actual, double[] differences, double magnitude) {
        assertWithin(what, actual, differences,
                Math.max(1e-8 * largest(differences), 4 * Math.ulp(0.5) * magnitude / STEP));
    }

    /**
     * Asserts that two ways of adding up the same values agree: to 1e-14 of the largest entry, or a few roundings of what
     * the values were added up from, where they cancelled.
     *
     * @param magnitude the sum of the magnitudes of all that was added up
     */
    public static void assertValue(String what, double[] actual, double[] expected, double magnitude) {
        assertWithin(what, actual, expected, Math.max(1e-14 * largest(expected), 4 * Math.ulp(0.5) * magnitude));
    }

    private static void assertWithin(String what, double[] actual, double[] expected, double bound) {
        assertThat(actual.length).as(what + ": entries").isEqualTo(expected.length);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < actual.length; i++) {
            double d = Math.abs(actual[i] - expected[i]);
            if (!(d <= worst)) {
                worst = d;
                at = i;
            }
        }
        if (actual.length > 0) {
            assertThat(worst).as("%s: entry %d is %s, expected %s", what, at, actual[at], expected[at])
                    .isLessThanOrEqualTo(bound);
        }
    }
}
