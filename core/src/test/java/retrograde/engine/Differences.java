package retrograde.engine;

import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Derivatives by central differences of fourth order, and the comparison of arrays.
 *
 * <p>
 * {@code f' ≈ (8 (f(+ε) − f(−ε)) − (f(+2ε) − f(−2ε))) / 12ε} with ε = 1e-4: the error of the formula is
 * {@code ε⁴ f⁽⁵⁾/30 ≈ 1e-17 f⁽⁵⁾}, that of rounding some {@code 1e-15 |f| / ε = 1e-11 |f|}.
 */
public final class Differences {
    private static final double STEP = 1e-4;

    private Differences() {}

    /** {@code ∂f/∂point}; the point is moved and put back. */
    public static double[] gradient(DoubleSupplier f, double[] point) {
        return jacobian(() -> new double[] {f.getAsDouble()}, point);
    }

    /** {@code ∂f/∂point}, {@code [entries of f, entries of the point]}; the point is moved and put back. */
    public static double[] jacobian(Supplier<double[]> f, double[] point) {
        int rows = f.get().length;
        double[] out = new double[rows * point.length];
        for (int j = 0; j < point.length; j++) {
            double at = point[j];
            for (int k : new int[] {-2, -1, 1, 2}) {
                point[j] = at + k * STEP;
                double[] value = f.get();
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
     * Asserts agreement with differences: 1e-8 of the largest entry. An array whose entries are all below 1e-3 is held to
     * the absolute 1e-11 that rounding leaves in a difference.
     */
    public static void assertDerivative(String what, double[] actual, double[] differences) {
        assertDerivative(what, actual, differences, 1);
    }

    /** The same where the differences were made of numbers as large as {@code size}, 1 or more. */
    public static void assertDerivative(String what, double[] actual, double[] differences, double size) {
        assertWithin(what, actual, differences, 1e-8 * Math.max(1e-3 * size, largest(differences)));
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
