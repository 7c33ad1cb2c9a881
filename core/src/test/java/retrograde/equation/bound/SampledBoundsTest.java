package retrograde.equation.bound;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import retrograde.equation.Expression;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Function;
import retrograde.equation.Moment;

import static org.assertj.core.api.Assertions.assertThat;

/** Random expressions in bounded and unbounded variables, evaluated at random points. */
class SampledBoundsTest {

    private static final int EXPRESSIONS = 400;
    private static final int SAMPLES = 1000;
    private static final List<Function> FUNCTIONS = List.of(Function.SIGMOID, Function.TANH, Function.TANH,
            Function.RELU, Function.EXP, Function.SOFTPLUS, Function.ABS, Function.SQRT, Function.LOG, Function.STEP,
            Function.SIGN, Function.MIN, Function.MAX);
    private static final List<Operator> OPERATORS = List.of(Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY);
    private static final Map<Variable, Interval> RANGES = Map.of(new Variable("z", Moment.NOW), Interval.UNIT,
            new Variable("g", Moment.NOW), Interval.SYMMETRIC_UNIT, new Variable("c", Moment.BEFORE), Interval.WHOLE,
            new Variable("d", Moment.NOW), Interval.of(-3, 0.5));
    private static final List<Variable> VARIABLES = RANGES.keySet()
            .stream()
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .toList();

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2020);

    @Test
    void noSampleExceedsItsBoundAndMostBoundsAreApproached() {
        Ranges ranges = Ranges.of(RANGES);
        int finite = 0;
        int approached = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            Expression e = expression(4);
            Interval bound = ranges.largestMagnitude(e);
            Interval range = ranges.of(e);
            double largest = 0;
            for (int s = 0; s < SAMPLES; s++) {
                Map<Variable, Double> point = point(s);
                double value = value(e, point);
                if (!Double.isFinite(value)) {
                    continue;
                }
                // Rounding of the sample itself: a few operations on terms that may cancel.
                double error = 1e-9 * Math.max(1, Math.abs(value));
                assertThat(Math.abs(value)).as("%s at %s", e, point).isLessThanOrEqualTo(bound.high() + error);
                assertThat(value).as("%s at %s", e, point).isBetween(range.low() - error, range.high() + error);
                largest = Math.max(largest, Math.abs(value));
            }
            if (bound.high() < Double.POSITIVE_INFINITY) {
                finite++;
                assertThat(bound.low()).as("%s", e).isLessThanOrEqualTo(bound.high());
                // Samples come near the attained value in few dimensions, which so is not invented.
                if (largest >= 0.9 * bound.high() - 1e-9) {
                    approached++;
                }
            }
        }
        assertThat(finite).isGreaterThan(EXPRESSIONS / 3);
        assertThat(approached).isGreaterThan(finite * 3 / 4);
    }

    private Map<Variable, Double> point(int sample) {
        Map<Variable, Double> point = new LinkedHashMap<>();
        for (Variable v : VARIABLES) {
            Interval range = RANGES.getOrDefault(v, Interval.WHOLE);
            double value = range.bounded() ? random.nextDouble(range.low(), range.high())
                    : random.nextGaussian() * (sample % 3 == 0 ? 30 : 1.5);
            boolean end = range.bounded() && random.nextInt(4) == 0;
            point.put(v, end ? random.nextBoolean() ? range.low() : range.high() : value);
        }
        return point;
    }

    private Expression expression(int depth) {
        int kind = depth == 0 ? random.nextInt(5) : random.nextInt(12);
        if (kind == 0) {
            return Expression.constant(random.nextInt(-2, 3) * 0.5);
        }
        if (kind < 5) {
            return VARIABLES.get(random.nextInt(VARIABLES.size()));
        }
        if (kind < 10) {
            Operator operator = random.nextInt(20) == 0 ? Operator.DIVIDE : OPERATORS.get(random.nextInt(3));
            return new Binary(operator, expression(depth - 1), expression(depth - 1));
        }
        if (kind == 10) {
            return Expression.negate(expression(depth - 1));
        }
        Function function = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
        return new Application(function, function.arity() == 1 ? List.of(expression(depth - 1))
                : List.of(expression(depth - 1), expression(depth - 1)));
    }

    private static double value(Expression e, Map<Variable, Double> at) {
        return switch (e) {
            case Constant c -> c.value();
            case Variable v -> at.getOrDefault(v, Double.NaN);
            case Negation n -> -value(n.operand(), at);
            case Binary b -> {
                double l = value(b.left(), at);
                double r = value(b.right(), at);
                yield switch (b.operator()) {
                    case ADD -> l + r;
                    case SUBTRACT -> l - r;
                    case MULTIPLY -> l * r;
                    case DIVIDE -> l / r;
                };
            }
            case Application a -> value(a.function(), a.arguments().stream().mapToDouble(x -> value(x, at)).toArray());
            case MatrixProduct p -> throw new IllegalArgumentException("no matrices here");
        };
    }

    private static double value(Function function, double[] u) {
        return switch (function) {
            case SIGMOID -> 1 / (1 + StrictMath.exp(-u[0]));
            case TANH -> StrictMath.tanh(u[0]);
            case RELU -> Math.max(u[0], 0);
            case EXP -> StrictMath.exp(u[0]);
            case LOG -> StrictMath.log(u[0]);
            case SOFTPLUS -> Math.max(u[0], 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(u[0])));
            case ABS -> Math.abs(u[0]);
            case SQRT -> Math.sqrt(u[0]);
            case STEP -> u[0] > 0 ? 1 : 0;
            case SIGN -> Math.signum(u[0]);
            case MIN -> Math.min(u[0], u[1]);
            case MAX -> Math.max(u[0], u[1]);
            default -> throw new IllegalArgumentException(function.text());
        };
    }
}
