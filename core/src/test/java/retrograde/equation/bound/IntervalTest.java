package retrograde.equation.bound;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.BinaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import retrograde.equation.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IntervalTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final MathContext EXACT = new MathContext(800);

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    @Test
    void exactResultsAreNotWidened() {
        assertThat(Interval.ONE.subtract(Interval.UNIT)).isEqualTo(Interval.UNIT);
        assertThat(Interval.of(-3, 0.5).multiply(Interval.of(2, 4))).isEqualTo(Interval.of(-12, 2));
        assertThat(Interval.of(1, 9).sqrt()).isEqualTo(Interval.of(1, 3));
        assertThat(Interval.of(1, 3).divide(Interval.of(2, 4))).isEqualTo(Interval.of(0.25, 1.5));
        assertThat(Interval.of(-2, 1).power(2)).isEqualTo(Interval.of(0, 4));
        assertThat(Interval.of(-2, 1).power(3)).isEqualTo(Interval.of(-8, 1));
        assertThat(Interval.ZERO.sigmoid()).isEqualTo(Interval.point(0.5));
        assertThat(Interval.ZERO.tanhSlope()).isEqualTo(Interval.ONE);
    }

    @Test
    void inexactResultsAreEnclosedByNeighbours() {
        Interval tenth = Interval.ONE.divide(Interval.point(10));
        assertThat(tenth.high()).isEqualTo(Math.nextUp(tenth.low()));
        assertThat(Interval.point(2).sqrt().high()).isEqualTo(Math.nextUp(Interval.point(2).sqrt().low()));
    }

    @Test
    void arithmeticEnclosesTheExactResultAtEveryScale() {
        for (int i = 0; i < 5000; i++) {
            double a = number();
            double b = number();
            encloses(a, b, Interval::add, BigDecimal::add);
            encloses(a, b, Interval::subtract, BigDecimal::subtract);
            encloses(a, b, Interval::multiply, BigDecimal::multiply);
            encloses(a, b, Interval::divide, (x, y) -> x.divide(y, EXACT));
        }
    }

    private double number() {
        int scale = random.nextInt(10) == 0 ? random.nextInt(-1070, 1020) : random.nextInt(-4, 4);
        double value = Math.scalb(random.nextInt(4) == 0 ? random.nextInt(1, 9) : random.nextDouble(0.5, 1), scale);
        return Math.max(value, Double.MIN_VALUE) * (random.nextBoolean() ? 1 : -1);
    }

    private static void encloses(double a, double b, BinaryOperator<Interval> operation,
            BinaryOperator<BigDecimal> exact) {
        Interval result = operation.apply(Interval.point(a), Interval.point(b));
        BigDecimal value = exact.apply(new BigDecimal(a), new BigDecimal(b));
        assertThat(result.low() == -INFINITY || new BigDecimal(result.low()).compareTo(value) <= 0)
                .as("%s below %s", result, value)
                .isTrue();
        assertThat(result.high() == INFINITY || new BigDecimal(result.high()).compareTo(value) >= 0)
                .as("%s above %s", result, value)
                .isTrue();
        // The exact result lies between two neighbours, or is one of them.
        assertThat(result.high() == result.low() || result.high() <= Math.nextUp(Math.nextUp(result.low())))
                .as("%s is tight", result)
                .isTrue();
    }

    @Test
    void functionsOfAnIntervalContainTheFunctionOfEveryMember() {
        for (Function function : Function.values()) {
            if (function.arity() == 2 || !function.elementwise()) {
                continue;
            }
            for (int i = 0; i < 500; i++) {
                double a = random.nextGaussian() * 5;
                double b = a + random.nextDouble(3);
                Interval range = Interval.of(a, b).apply(function);
                for (int j = 0; j <= 8; j++) {
                    double u = Math.min(b, a + (b - a) * j / 8);
                    double value = value(function, u);
                    // StrictMath's own error, so that only a misplaced end fails.
                    double error = 4 * Math.ulp(value);
                    assertThat(Double.isNaN(value) || (range.low() <= value + error && value - error <= range.high()))
                            .as("%s of %s in %s is %s", function, u, range, value)
                            .isTrue();
                }
            }
        }
    }

    private static double value(Function function, double u) {
        return switch (function) {
            case SIGMOID -> 1 / (1 + StrictMath.exp(-u));
            case TANH -> StrictMath.tanh(u);
            case RELU -> Math.max(u, 0);
            case EXP -> StrictMath.exp(u);
            case LOG -> StrictMath.log(u);
            case SOFTPLUS -> Math.max(u, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(u)));
            case ABS -> Math.abs(u);
            case SQRT -> Math.sqrt(u);
            case STEP -> u > 0 ? 1 : 0;
            case SIGN -> Math.signum(u);
            default -> throw new IllegalArgumentException(function.text());
        };
    }

    @Test
    void functionsStayInTheirRanges() {
        assertThat(Interval.WHOLE.sigmoid()).isEqualTo(Interval.UNIT);
        assertThat(Interval.of(-1e300, 1e300).sigmoid()).isEqualTo(Interval.UNIT);
        assertThat(Interval.WHOLE.tanh()).isEqualTo(Interval.SYMMETRIC_UNIT);
        assertThat(Interval.of(-800, 800).tanh()).isEqualTo(Interval.SYMMETRIC_UNIT);
        assertThat(Interval.WHOLE.tanhSlope()).isEqualTo(Interval.UNIT);
        assertThat(Interval.of(-1000, -900).exp().low()).isZero();
        assertThat(Interval.of(900, 1000).exp().low()).isBetween(1e308, Double.MAX_VALUE);
        assertThat(Interval.of(900, 1000).exp().high()).isEqualTo(INFINITY);
        assertThat(Interval.WHOLE.exp()).isEqualTo(Interval.NON_NEGATIVE);
        assertThat(Interval.WHOLE.softplus()).isEqualTo(Interval.NON_NEGATIVE);
        assertThat(Interval.WHOLE.relu()).isEqualTo(Interval.NON_NEGATIVE);
        assertThat(Interval.WHOLE.step()).isEqualTo(Interval.UNIT);
        assertThat(Interval.WHOLE.sign()).isEqualTo(Interval.SYMMETRIC_UNIT);
        assertThat(Interval.NON_NEGATIVE.log()).isEqualTo(Interval.WHOLE);
        assertThat(Interval.of(-4, 4).sqrt()).isEqualTo(Interval.of(0, 2));
    }

    @Test
    void anInfiniteEndStandsForFiniteValues() {
        assertThat(Interval.ZERO.multiply(Interval.WHOLE)).isEqualTo(Interval.ZERO);
        assertThat(Interval.UNIT.multiply(Interval.NON_NEGATIVE)).isEqualTo(Interval.NON_NEGATIVE);
        assertThat(Interval.ONE.divide(Interval.UNIT)).isEqualTo(Interval.of(1, INFINITY));
        assertThat(Interval.ONE.divide(Interval.SYMMETRIC_UNIT)).isEqualTo(Interval.WHOLE);
        assertThat(Interval.of(1, 2).divide(Interval.of(4, INFINITY))).isEqualTo(Interval.of(0, 0.5));
        assertThat(Interval.WHOLE.add(Interval.ONE)).isEqualTo(Interval.WHOLE);
    }

    @Test
    void vectorFunctionsHoldForVectorsOfAnyLength() {
        assertThat(Interval.UNIT.apply(Function.LAYERNORM)).isEqualTo(Interval.WHOLE);
        assertThat(Interval.UNIT.apply(Function.MEAN)).isEqualTo(Interval.UNIT);
        Interval inverse = Interval.WHOLE.apply(Function.INVERSE_DEVIATION);
        assertThat(inverse.low()).isZero();
        assertThat(inverse.high()).isBetween(1 / Math.sqrt(1e-5) * (1 - 1e-15), 1 / Math.sqrt(1e-5) * (1 + 1e-15));
    }

    @Test
    void endsInTheWrongOrderAreRefused() {
        assertThatThrownBy(() -> Interval.of(1, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an interval needs low ≤ high, got [1.0, 0.0]");
        assertThatThrownBy(() -> Interval.point(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
