package retrograde.equation.bound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

import retrograde.equation.bound.Base.Call;
import retrograde.equation.bound.Base.Sum;
import retrograde.equation.bound.Base.Symbol;
import retrograde.equation.bound.Base.TanhSlope;

import static retrograde.equation.Function.EXP;
import static retrograde.equation.Function.MIN;
import static retrograde.equation.Function.SIGMOID;

/**
 * Values and derivatives of a product over a box: forward differentiation in interval arithmetic.
 *
 * <p>
 * At kinks the derivative is the interval between the one-sided ones, for which the mean value theorem still holds; at
 * jumps it is the whole line.
 */
final class Evaluation {

    private final List<Symbol> symbols;
    private final Interval[] box;

    /**
     * An evaluation on a box.
     *
     * @param symbols the coordinates
     * @param box their ranges, in the same order; not modified
     */
    Evaluation(List<Symbol> symbols, Interval[] box) {
        this.symbols = symbols;
        this.box = box;
    }

    /** The range of a product by replacing every symbol by its range; exact where every symbol occurs once. */
    static Interval natural(Product product, Function<Symbol, Interval> ranges) {
        Interval value = product.coefficient();
        for (Map.Entry<Base, Integer> e : product.powers().entrySet()) {
            value = value.multiply(natural(e.getKey(), ranges).power(e.getValue()));
        }
        return value;
    }

    private static Interval natural(Base base, Function<Symbol, Interval> ranges) {
        return switch (base) {
            case Symbol s -> ranges.apply(s);
            case Sum s -> {
                Interval value = s.constant();
                for (Map.Entry<Map<Base, Integer>, Interval> e : s.addends().entrySet()) {
                    value = value.add(natural(new Product(e.getValue(), e.getKey()), ranges));
                }
                yield value;
            }
            case TanhSlope t -> natural(t.argument(), ranges).tanhSlope();
            case Call c -> {
                Interval u = natural(c.arguments().getFirst(), ranges);
                yield switch (c.function()) {
                    case MIN -> u.min(natural(c.arguments().get(1), ranges));
                    case MAX -> u.max(natural(c.arguments().get(1), ranges));
                    default -> u.apply(c.function());
                };
            }
        };
    }

    /** A value and its derivatives by the coordinates, 0 for coordinates that are points. */
    record Slope(Interval value, Interval[] gradient) {}

    /** The value and derivatives of the product. */
    Slope of(Product product) {
        List<Interval> values = new ArrayList<>();
        List<Interval[]> gradients = new ArrayList<>();
        product.powers().forEach((base, n) -> {
            Slope s = of(base);
            values.add(s.value.power(n));
            gradients.add(scaled(s.gradient, outerDerivative(s.value, n)));
        });
        Interval value = product.coefficient();
        for (Interval v : values) {
            value = value.multiply(v);
        }
        if (product.powers().values().stream().anyMatch(n -> n < 0)) {
            Product distributed = product.distributed();
            value = distributed.equals(product) ? value : value.intersect(of(distributed).value);
        }
        if (!value.bounded() && product.powers().size() > 1) {
            value = value.intersect(multipliedOut(product)).intersect(onTails(product));
        }
        Interval[] gradient = constant();
        for (int i = 0; i < values.size(); i++) {
            Interval others = product.coefficient();
            for (int j = 0; j < values.size(); j++) {
                others = j == i ? others : others.multiply(values.get(j));
            }
            gradient = added(gradient, scaled(gradients.get(i), others));
        }
        return new Slope(value, gradient);
    }

    /** The sum over a factor's addends: {@code s + u·s·(1 − s)} is bounded where {@code s · (1 + u·(1 − s))} is 0 · ∞. */
    private Interval multipliedOut(Product product) {
        for (Map.Entry<Base, Integer> e : product.powers().entrySet()) {
            if (e.getValue() == 1 && e.getKey() instanceof Sum sum) {
                Product rest = product.times(Product.of(sum).reciprocal());
                Interval value = of(rest).value.multiply(sum.constant());
                for (Map.Entry<Map<Base, Integer>, Interval> addend : sum.addends().entrySet()) {
                    value = value.add(of(rest.times(new Product(addend.getValue(), addend.getKey()))).value);
                }
                return value;
            }
        }
        return Interval.WHOLE;
    }

    /** A bound from the near end of an infinite range, where the magnitude falls from there, as for {@code u · σ(−u)}. */
    private Interval onTails(Product product) {
        Interval value = Interval.WHOLE;
        for (int v = 0; v < box.length; v++) {
            boolean right = box[v].high() == Double.POSITIVE_INFINITY;
            boolean left = box[v].low() == Double.NEGATIVE_INFINITY;
            if (right != left && product.contains(symbols.get(v))) {
                Interval growth = logarithmic(product)[v];
                if (right ? growth.high() <= 0 : growth.low() >= 0) {
                    Interval[] nearEnd = box.clone();
                    nearEnd[v] = Interval.point(right ? box[v].low() : box[v].high());
                    double largest = new Evaluation(symbols, nearEnd).of(product).value.magnitude();
                    value = Double.isInfinite(largest) ? value : value.intersect(Interval.symmetric(largest));
                }
            }
        }
        return value;
    }

    /** {@code (uⁿ)′ = n·uⁿ⁻¹}; beyond a pole the power jumps, and no derivative bounds it. */
    private static Interval outerDerivative(Interval u, int n) {
        boolean pole = n < 0 && u.low() < 0 && u.high() > 0;
        return n == 1 ? Interval.ONE : pole ? Interval.WHOLE : u.power(n - 1).multiply(Interval.point(n));
    }

    /** The derivatives of {@code ln |product|}: {@code Σ n · base′/base}. */
    Interval[] logarithmic(Product product) {
        Interval[] sum = constant();
        for (Map.Entry<Base, Integer> e : product.powers().entrySet()) {
            sum = added(sum, scaled(logarithmic(e.getKey()), Interval.point(e.getValue())));
        }
        return sum;
    }

    private Interval[] logarithmic(Base base) {
        // The quotients that cancel are written out, because they decide the sign on infinite tails.
        if (base instanceof TanhSlope t) {
            Slope u = of(t.argument());
            return scaled(u.gradient, u.value.tanh().multiply(Interval.point(-2)));
        }
        if (base instanceof Call c && c.function() == SIGMOID) {
            Slope u = of(c.arguments().getFirst());
            return scaled(u.gradient, u.value.negate().sigmoid());
        }
        if (base instanceof Call c && c.function() == EXP) {
            return of(c.arguments().getFirst()).gradient;
        }
        Slope s = of(base);
        Interval[] quotient = s.gradient.clone();
        for (int v = 0; v < quotient.length; v++) {
            quotient[v] = quotient[v].is(0) ? Interval.ZERO : quotient[v].divide(s.value);
        }
        return quotient;
    }

    private Slope of(Base base) {
        return switch (base) {
            case Symbol s -> {
                int v = symbols.indexOf(s);
                Interval[] gradient = constant();
                gradient[v] = box[v].isPoint() ? Interval.ZERO : Interval.ONE;
                yield new Slope(box[v], gradient);
            }
            case Sum s -> {
                Interval value = s.constant();
                Interval[] gradient = constant();
                for (Map.Entry<Map<Base, Integer>, Interval> e : s.addends().entrySet()) {
                    Slope addend = of(new Product(e.getValue(), e.getKey()));
                    value = value.add(addend.value);
                    gradient = added(gradient, addend.gradient);
                }
                yield new Slope(value, gradient);
            }
            case TanhSlope t -> {
                Slope u = of(t.argument());
                Interval value = u.value.tanhSlope();
                yield new Slope(value, scaled(u.gradient, value.multiply(u.value.tanh()).multiply(Interval.point(-2))));
            }
            case Call c -> call(c);
        };
    }

    private Slope call(Call call) {
        Slope u = of(call.arguments().getFirst());
        if (call.arguments().size() == 2) {
            Slope v = of(call.arguments().get(1));
            boolean smaller = call.function() == MIN;
            Interval value = smaller ? u.value.min(v.value) : u.value.max(v.value);
            boolean first = smaller ? u.value.high() < v.value.low() : u.value.low() > v.value.high();
            boolean second = smaller ? v.value.high() < u.value.low() : v.value.low() > u.value.high();
            return new Slope(value,
                    first ? u.gradient : second ? v.gradient : combined(u.gradient, v.gradient, Interval::hull));
        }
        Interval value = u.value.apply(call.function());
        Interval derivative = switch (call.function()) {
            case SIGMOID -> value.multiply(u.value.negate().sigmoid());
            case TANH -> u.value.tanhSlope();
            case EXP -> value;
            case LOG -> Interval.ONE.divide(u.value.intersect(Interval.NON_NEGATIVE));
            case SOFTPLUS -> u.value.sigmoid();
            case SQRT -> {
                Interval inside = Interval.ONE.divide(value.multiply(Interval.point(2)));
                yield u.value.low() < 0 ? inside.hull(Interval.ZERO) : inside;
            }
            case RELU -> u.value.step();
            case ABS -> u.value.sign();
            case STEP, SIGN -> u.value.contains(0) ? Interval.WHOLE : Interval.ZERO;
            case MIN, MAX, LAYERNORM, MEAN, INVERSE_DEVIATION -> throw new IllegalArgumentException(
                    call.function().text() + " is no elementwise function of one argument");
        };
        return new Slope(value, scaled(u.gradient, derivative));
    }

    private Interval[] constant() {
        Interval[] zero = new Interval[symbols.size()];
        Arrays.fill(zero, Interval.ZERO);
        return zero;
    }

    private static Interval[] scaled(Interval[] gradient, Interval factor) {
        Interval[] scaled = gradient.clone();
        for (int v = 0; v < scaled.length; v++) {
            scaled[v] = scaled[v].multiply(factor);
        }
        return scaled;
    }

    private static Interval[] added(Interval[] left, Interval[] right) {
        return combined(left, right, Interval::add);
    }

    private static Interval[] combined(Interval[] left, Interval[] right, BinaryOperator<Interval> operation) {
        Interval[] result = left.clone();
        for (int v = 0; v < result.length; v++) {
            result[v] = operation.apply(result[v], right[v]);
        }
        return result;
    }
}
