package retrograde.equation.bound;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Function;
import retrograde.equation.bound.Base.Call;
import retrograde.equation.bound.Base.Sum;
import retrograde.equation.bound.Base.Symbol;
import retrograde.equation.bound.Base.TanhSlope;

/**
 * {@code coefficient · Π baseⁿ}: the normal form in which factors that share a variable are seen.
 *
 * <p>
 * Sums are flattened, and what all their addends share is taken out: {@code f − f·f} becomes {@code f · (1 − f)}.
 * {@code 1 − tanh² u} and {@code 1 − sigmoid u = sigmoid(−u)} are recognised.
 *
 * @param coefficient the constant, an interval where folding it was inexact
 * @param powers exponents, never 0; in the order in which the bases were met
 */
record Product(Interval coefficient, Map<Base, Integer> powers) {

    /** The number zero. */
    static final Product NOTHING = constant(Interval.ZERO);

    Product {
        powers = Collections.unmodifiableMap(new LinkedHashMap<>(powers));
    }

    static Product constant(Interval value) {
        return new Product(value, Map.of());
    }

    static Product of(Base base) {
        return new Product(Interval.ONE, Map.of(base, 1));
    }

    boolean isConstant() {
        return powers.isEmpty();
    }

    /** The base where there is one only, to the first power; else null. */
    @Nullable
    Base soleBase() {
        if (powers.size() != 1) {
            return null;
        }
        Map.Entry<Base, Integer> only = powers.entrySet().iterator().next();
        return only.getValue() == 1 ? only.getKey() : null;
    }

    Product times(Interval factor) {
        Interval c = coefficient.multiply(factor);
        return c.is(0) ? NOTHING : new Product(c, powers);
    }

    Product times(Product other) {
        Interval c = coefficient.multiply(other.coefficient);
        if (c.is(0)) {
            return NOTHING;
        }
        Map<Base, Integer> merged = new LinkedHashMap<>(powers);
        other.powers.forEach((base, n) -> merged.merge(base, n, Integer::sum));
        merged.values().removeIf(n -> n == 0);
        return new Product(c, merged).conjugatesJoined();
    }

    /** Writes {@code (1 − t)(1 + t)} as {@code 1 − t²}. */
    private Product conjugatesJoined() {
        for (Base minus : powers.keySet()) {
            if (minus instanceof Sum m && m.constant().is(1) && m.addends().size() == 1
                    && m.addends().values().iterator().next().is(-1)) {
                Map<Base, Integer> t = m.addends().keySet().iterator().next();
                Base plus = new Sum(Interval.ONE, Map.of(t, Interval.ONE));
                if (powers.getOrDefault(minus, 0) == 1 && powers.getOrDefault(plus, 0) == 1) {
                    Map<Base, Integer> rest = new LinkedHashMap<>(powers);
                    rest.keySet().removeAll(List.of(minus, plus));
                    Product square = new Product(Interval.ONE, t).times(new Product(Interval.ONE, t));
                    return new Product(coefficient, rest).times(constant(Interval.ONE).plus(square.negate()));
                }
            }
        }
        return this;
    }

    Product reciprocal() {
        Map<Base, Integer> inverted = new LinkedHashMap<>();
        powers.forEach((base, n) -> inverted.put(base, -n));
        return new Product(Interval.ONE.divide(coefficient), inverted);
    }

    Product negate() {
        return new Product(coefficient.negate(), powers);
    }

    Product plus(Product other) {
        Sum flat = new Sum(Interval.ZERO, Map.of());
        return factored(flattened(flattened(flat, this), other));
    }

    private static Sum flattened(Sum sum, Product p) {
        Interval constant = sum.constant();
        Map<Map<Base, Integer>, Interval> addends = new LinkedHashMap<>(sum.addends());
        if (p.isConstant()) {
            constant = constant.add(p.coefficient);
        } else if (p.soleBase() instanceof Sum inner) {
            constant = constant.add(p.coefficient.multiply(inner.constant()));
            inner.addends().forEach((powers, c) -> addends.merge(powers, p.coefficient.multiply(c), Interval::add));
        } else {
            addends.merge(p.powers, p.coefficient, Interval::add);
        }
        addends.values().removeIf(c -> c.is(0));
        return new Sum(constant, addends);
    }

    private static Product factored(Sum sum) {
        if (sum.addends().isEmpty()) {
            return constant(sum.constant());
        }
        List<Map<Base, Integer>> monomials = new ArrayList<>(sum.addends().keySet());
        if (sum.constant().is(0)) {
            Map<Base, Integer> common = common(monomials);
            if (monomials.size() == 1) {
                return new Product(sum.addends().values().iterator().next(), monomials.getFirst());
            }
            if (!common.isEmpty()) {
                Product shared = new Product(Interval.ONE, common);
                Product inverse = shared.reciprocal();
                Sum rest = new Sum(Interval.ZERO, Map.of());
                for (Map.Entry<Map<Base, Integer>, Interval> e : sum.addends().entrySet()) {
                    rest = flattened(rest, new Product(e.getValue(), e.getKey()).times(inverse));
                }
                return shared.times(factored(rest));
            }
        }
        Interval scale = scale(sum);
        Map<Map<Base, Integer>, Interval> scaled = new LinkedHashMap<>();
        sum.addends().forEach((powers, c) -> scaled.put(powers, c.divide(scale)));
        Sum unscaled = new Sum(sum.constant().divide(scale), scaled);
        Base recognised = complement(unscaled);
        return new Product(scale, Map.of(recognised == null ? unscaled : recognised, 1));
    }

    /** What every addend contains, with the exponent closest to 0. */
    private static Map<Base, Integer> common(List<Map<Base, Integer>> monomials) {
        Map<Base, Integer> common = new LinkedHashMap<>(monomials.getFirst());
        for (Map<Base, Integer> monomial : monomials) {
            common.replaceAll((base, n) -> {
                int m = monomial.getOrDefault(base, 0);
                return n > 0 ? Math.max(0, Math.min(n, m)) : Math.min(0, Math.max(n, m));
            });
        }
        common.values().removeIf(n -> n == 0);
        return common;
    }

    /** A point by which all numbers of the sum divide exactly: their common size, or 1, with the sign of the lead. */
    private static Interval scale(Sum sum) {
        List<Interval> numbers = new ArrayList<>(sum.addends().values());
        Interval lead = sum.constant();
        if (lead.is(0)) {
            // Any fixed choice makes g − h and h − g the same base.
            lead = sum.addends()
                    .entrySet()
                    .stream()
                    .min(Comparator.comparing(e -> sortedText(e.getKey())))
                    .orElseThrow()
                    .getValue();
        } else {
            numbers.add(lead);
        }
        double size = numbers.getFirst().magnitude();
        boolean shared = numbers.stream().allMatch(c -> c.isPoint() && c.magnitude() == size);
        return Interval.point((shared ? size : 1) * (lead.high() <= 0 ? -1 : 1));
    }

    private static String sortedText(Map<Base, Integer> powers) {
        return powers.entrySet().stream().map(Object::toString).sorted().collect(Collectors.joining());
    }

    private static @Nullable Base complement(Sum sum) {
        if (!sum.constant().is(1) || sum.addends().size() != 1) {
            return null;
        }
        Map.Entry<Map<Base, Integer>, Interval> only = sum.addends().entrySet().iterator().next();
        if (!only.getValue().is(-1) || only.getKey().size() != 1) {
            return null;
        }
        Map.Entry<Base, Integer> power = only.getKey().entrySet().iterator().next();
        if (power.getKey() instanceof Call call) {
            Product argument = call.arguments().getFirst();
            if (call.function() == Function.TANH && power.getValue() == 2) {
                return new TanhSlope(argument);
            }
            if (call.function() == Function.SIGMOID && power.getValue() == 1) {
                return new Call(Function.SIGMOID, List.of(argument.negate()));
            }
        }
        return null;
    }

    /** Adds to {@code counts} how often each symbol occurs; a power counts once. */
    void count(Map<Symbol, Integer> counts) {
        powers.keySet().forEach(b -> b.count(counts));
    }

    /** The symbols that occur, with their number of occurrences, in the order in which they are met. */
    Map<Symbol, Integer> symbols() {
        Map<Symbol, Integer> counts = new LinkedHashMap<>();
        count(counts);
        return counts;
    }

    /** The number of bases at any depth. */
    int size() {
        return powers.keySet().stream().mapToInt(b -> 1 + b.below().stream().mapToInt(Product::size).sum()).sum();
    }

    boolean contains(Symbol symbol) {
        return powers.keySet().stream().anyMatch(b -> b.contains(symbol));
    }

    /** Whether the value is affine in the symbol with all others held. */
    boolean affineIn(Symbol symbol) {
        List<Map.Entry<Base, Integer>> holders = powers.entrySet()
                .stream()
                .filter(e -> e.getKey().contains(symbol))
                .toList();
        if (holders.size() != 1) {
            return holders.isEmpty();
        }
        return holders.getFirst().getValue() == 1 && holders.getFirst().getKey().affineIn(symbol);
    }

    /**
     * The same product with {@code u/(c + u)} written as {@code 1/(c/u + 1)}, where the variable stands once; the magnitude of
     * a factor is what {@code u/(1 + |u|)} shares with its denominator.
     */
    Product distributed() {
        for (Map.Entry<Base, Integer> over : powers.entrySet()) {
            if (over.getValue() < 0 && over.getKey() instanceof Sum sum) {
                for (Map.Entry<Base, Integer> under : powers.entrySet()) {
                    Base base = under.getKey();
                    Base size = new Call(Function.ABS, List.of(of(base)));
                    boolean direct = sum.addends().containsKey(Map.of(base, 1));
                    if (under.getValue() > 0 && (direct || sum.addends().containsKey(Map.of(size, 1)))) {
                        Base shared = direct ? base : size;
                        Product rest = times(of(base).reciprocal()).times(of(sum));
                        Product sign = direct ? constant(Interval.ONE) : of(new Call(Function.SIGN, List.of(of(base))));
                        return rest.times(sign).times(of(sum.over(shared)).reciprocal());
                    }
                }
            }
        }
        return this;
    }

    /** Splits the factors into products that share no symbol; the constant is left out. */
    List<Product> independentGroups() {
        List<Map<Base, Integer>> groups = new ArrayList<>();
        powers.forEach((base, n) -> {
            Map<Symbol, Integer> mine = Product.of(base).symbols();
            Map<Base, Integer> joined = new LinkedHashMap<>();
            groups.removeIf(group -> {
                boolean shares = mine.keySet()
                        .stream()
                        .anyMatch(s -> group.keySet().stream().anyMatch(b -> b.contains(s)));
                if (shares) {
                    joined.putAll(group);
                }
                return shares;
            });
            joined.put(base, n);
            groups.add(joined);
        });
        return groups.stream().map(g -> new Product(Interval.ONE, g)).toList();
    }
}
