package retrograde.engine.simd;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ElementaryFunctionsTest {
    private static final FloatLanes FLOATS = new FloatLanes();
    private static final DoubleLanes DOUBLES = new DoubleLanes();

    interface Description {
        <V, N, M> V of(Lanes<V, N, M> lanes, V x);
    }

    interface Exact {
        double of(double x);
    }

    interface Precise {
        BigDecimal of(double x);
    }

    /** A function with the bounds stated, and the arguments about which something changes. */
    static final class Function {
        private final String name;
        private final Description description;
        private final Exact exact;
        private final Precise precise;
        private final double boundFloat;
        private final double boundDouble;
        private final double[] edges;

        Function(String name, Description description, Exact exact, Precise precise, double boundFloat,
                double boundDouble, double... edges) {
            this.name = name;
            this.description = description;
            this.exact = exact;
            this.precise = precise;
            this.boundFloat = boundFloat;
            this.boundDouble = boundDouble;
            this.edges = edges;
        }

        @Override
        public String toString() {
            return name;
        }

        float single(float x) {
            return description.of(FLOATS, x);
        }

        double wide(double x) {
            return description.of(DOUBLES, x);
        }
    }

    private static final Function EXP = new Function("exp", ElementaryFunctions::exp, StrictMath::exp,
            PreciseFunctions::exp, 2, 2, -746, -745.13, -708.4, -105, -103.97, -87.34, 88.72, 89, 709.78, 710);
    private static final Function LOG = new Function("log", ElementaryFunctions::log, StrictMath::log,
            PreciseFunctions::log, 3, 4, Double.MIN_NORMAL, Float.MIN_NORMAL, 0.5, Math.sqrt(0.5), 1, 1.1318,
            Math.sqrt(2), 2);
    private static final Function TANH = new Function("tanh", ElementaryFunctions::tanh, StrictMath::tanh,
            PreciseFunctions::tanh, 4, 4, 0.125335, 0.1733, 0.5199, 8.318, 9.01, 18.02, 18.37, 18.71, 19.06, 20);
    private static final Function SIGMOID = new Function("sigmoid", ElementaryFunctions::sigmoid,
            ElementaryFunctionsTest::sigmoid, PreciseFunctions::sigmoid, 4, 4, -746, -745.13, -708.4, -105, -103.97,
            -87.34, -1.9461, 16.6, 36.7, 40, 300);
    private static final Function SOFTPLUS = new Function("softplus", ElementaryFunctions::softplus,
            ElementaryFunctionsTest::softplus, PreciseFunctions::softplus, 4, 5, -746, -745.13, -708.4, -105, -103.97,
            -87.34, -0.43618, 16.6, 36.7, 105, 746);

    static List<Function> functions() {
        return List.of(EXP, LOG, TANH, SIGMOID, SOFTPLUS);
    }

    private static double sigmoid(double x) {
        return x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
    }

    private static double softplus(double x) {
        return x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyRegionOfFloat32IsWithinTheBound(Function f) {
        Worst worst = new Worst();
        for (long bits = 0; bits < 1L << 32; bits += 9973) {
            addFloat(worst, f, Float.intBitsToFloat((int) bits));
        }
        // Where the functions bend: 2⁻¹⁰ to 128, four times as densely.
        for (int bits = Float.floatToIntBits(0x1p-10f); bits < Float.floatToIntBits(128); bits += 2467) {
            addFloat(worst, f, Float.intBitsToFloat(bits));
            addFloat(worst, f, -Float.intBitsToFloat(bits));
        }
        for (double edge : f.edges) {
            int bits = Float.floatToIntBits((float) edge);
            for (int i = -2000; i <= 2000; i++) {
                addFloat(worst, f, Float.intBitsToFloat(bits + i));
                addFloat(worst, f, -Float.intBitsToFloat(bits + i));
            }
        }
        assertThat(worst.error).as("error of %s in float32, at %s", f, worst.at).isLessThanOrEqualTo(f.boundFloat);
        assertThat(worst.error).as("the search found the errors of %s", f).isGreaterThan(0.5);
    }

    private static void addFloat(Worst worst, Function f, float x) {
        float y = f.single(x);
        double exact = f.exact.of(x);
        if (Double.isNaN(exact) || Float.isInfinite((float) exact)) {
            assertThat(y).as("%s(%s)", f, x).isEqualTo(Float.valueOf((float) exact));
            return;
        }
        double unit = Math.max(Float.MIN_VALUE, Math.scalb(1.0, Math.getExponent(exact) - 23));
        // float64 values and their difference: the reference adds 1e-8 units at most.
        worst.add(Math.abs(y - exact) / unit, x);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void float64IsWithinTheBound(Function f) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        List<Double> arguments = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            // Beyond 1000 everything but ln has reached its limit, and a decimal power would have too many digits.
            arguments.add(f == LOG || Math.abs(x) < 1000 ? x : random.nextDouble(-1000, 1000));
        }
        for (int i = 0; i < 1500; i++) {
            arguments.add(random.nextGaussian());
            arguments.add(1 + random.nextGaussian() / 16);
            arguments.add(random.nextDouble(-25, 25));
            arguments.add(random.nextDouble(-750, 750));
        }
        for (double edge : f.edges) {
            for (int i = -40; i <= 40; i++) {
                arguments.add(edge + i * Math.ulp(edge));
                arguments.add(edge * (1 + i / 4096.0));
                arguments.add(-edge * (1 + i / 4096.0));
            }
        }
        Worst worst = new Worst();
        for (double x : arguments) {
            addDouble(worst, f, x);
        }
        assertThat(worst.error).as("error of %s in float64, at %s", f, worst.at).isLessThanOrEqualTo(f.boundDouble);
        assertThat(worst.error).as("the search found the errors of %s", f).isGreaterThan(0.5);
    }

    private static void addDouble(Worst worst, Function f, double x) {
        double y = f.wide(x);
        double near = f.exact.of(x);
        if (Double.isNaN(near) || Double.isInfinite(near)) {
            assertThat(y).as("%s(%s)", f, x).isEqualTo(Double.valueOf(near));
            return;
        }
        BigDecimal exact = f.precise.of(x);
        BigDecimal unit = new BigDecimal(Math.scalb(1.0, Math.max(Math.getExponent(exact.doubleValue()) - 52, -1074)));
        worst.add(new BigDecimal(y).subtract(exact).divide(unit, MathContext.DECIMAL64).doubleValue(), x);
    }

    private static final class Worst {
        private double error;
        private double at;

        void add(double e, double x) {
            assertThat(e).isNotNaN();
            if (Math.abs(e) > error) {
                error = Math.abs(e);
                at = x;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyNanGivesNan(Function f) {
        for (int bits : new int[] {0x7fc00000, 0x7f800001, 0x7fffffff, 0xffc00000, 0xff800001, 0xffffffff}) {
            assertThat(f.single(Float.intBitsToFloat(bits))).isNaN();
        }
        for (long bits : new long[] {0x7ff8000000000000L, 0x7ff0000000000001L, -1, 0xfff0000000000001L}) {
            assertThat(f.wide(Double.longBitsToDouble(bits))).isNaN();
        }
    }

    @Test
    void limitsAreReachedExactly() {
        double inf = Double.POSITIVE_INFINITY;
        double max = Double.MAX_VALUE;
        limits(EXP, new double[][] {{-inf, 0}, {-max, 0}, {0, 1}, {-0.0, 1}, {max, inf}, {inf, inf}});
        limits(LOG, new double[][] {{-inf, Double.NaN}, {-1e-30, Double.NaN}, {-1, Double.NaN}, {0, -inf}, {-0.0, -inf},
                {1, 0}, {inf, inf}});
        limits(TANH,
                new double[][] {{-inf, -1}, {-max, -1}, {-20, -1}, {0, 0}, {-0.0, -0.0}, {20, 1}, {max, 1}, {inf, 1}});
        limits(SIGMOID, new double[][] {{-inf, 0}, {-max, 0}, {0, 0.5}, {-0.0, 0.5}, {40, 1}, {inf, 1}});
        limits(SOFTPLUS, new double[][] {{-inf, 0}, {-max, 0}, {1e6, 1e6}, {max, max}, {inf, inf}});
    }

    /** Compares as objects do: NaN equals NaN, and −0 is not 0. */
    private static void limits(Function f, double[][] pairs) {
        for (double[] pair : pairs) {
            assertThat(f.wide(pair[0])).as("%s(%s) in float64", f, pair[0]).isEqualTo(Double.valueOf(pair[1]));
            assertThat(f.single((float) pair[0])).as("%s(%s) in float32", f, pair[0])
                    .isEqualTo(Float.valueOf((float) pair[1]));
        }
    }

    @Test
    void tanhAndSigmoidStayInTheirRangeAndTanhIsOdd() {
        for (int bits = 0; bits < Float.floatToIntBits(64); bits += 4999) {
            float x = Float.intBitsToFloat(bits);
            float y = TANH.single(x);
            assertThat(y).isBetween(0f, 1f);
            assertThat(TANH.single(-x)).isEqualTo(Float.valueOf(-y));
            assertThat(SIGMOID.single(x)).isBetween(0.5f, 1f);
            assertThat(SIGMOID.single(-x)).isBetween(0f, 0.5f);
        }
        // Finely over 16 to 20, where the last bits of float64 fill up.
        for (int i = 0; i < 200_000; i++) {
            double x = 16 + i * 0x1.47ae147ae147bp-16;
            double y = TANH.wide(x);
            assertThat(y).isBetween(0.0, 1.0);
            assertThat(TANH.wide(-x)).isEqualTo(-y);
            assertThat(SIGMOID.wide(2 * x)).isBetween(0.5, 1.0);
        }
    }

    @Test
    void tanhOfATinyNumberIsTheNumber() {
        for (float x : new float[] {Float.MIN_VALUE, 3 * Float.MIN_VALUE, Float.MIN_NORMAL, 1e-30f, 1e-12f, 1e-5f}) {
            assertThat(TANH.single(x)).isEqualTo(x);
        }
        for (double x : new double[] {Double.MIN_VALUE, 3 * Double.MIN_VALUE, Double.MIN_NORMAL, 1e-200, 1e-9}) {
            assertThat(TANH.wide(x)).isEqualTo(x);
        }
    }
}
