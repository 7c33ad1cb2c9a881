package retrograde.equation.bound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Expression;
import retrograde.equation.Function;
import retrograde.equation.bound.Base.Call;
import retrograde.equation.bound.Base.Sum;
import retrograde.equation.bound.Base.Symbol;
import retrograde.equation.bound.Base.TanhSlope;

/**
 * Replaces a subexpression whose symbols occur nowhere else by one new symbol that has its range, so that fewer
 * coordinates are searched: {@code W x + U h + b} under a sigmoid becomes one number in (−∞, ∞), the sigmoid itself one
 * in [0, 1].
 *
 * @param product the product in the new symbols
 * @param ranges the ranges of all its symbols
 */
record Merging(Product product, Map<Symbol, Interval> ranges) {

    static Merging of(Product product, java.util.function.Function<Symbol, Interval> ranges) {
        Map<Symbol, Interval> known = new LinkedHashMap<>();
        product.symbols().keySet().forEach(s -> known.put(s, ranges.apply(s)));
        Product merged = product;
        Product part = closed(merged, merged);
        while (part != null) {
            merged = replaced(merged, part, added(known, Evaluation.natural(part, s -> range(known, s))));
            part = closed(merged, merged);
        }
        for (Symbol u : List.copyOf(merged.symbols().keySet())) {
            merged = squashed(merged, u, known);
        }
        return new Merging(merged, known);
    }

    private static Symbol added(Map<Symbol, Interval> known, Interval range) {
        // No cell can name a variable like this.
        Symbol symbol = new Symbol(Expression.variable("#" + known.size()));
        known.put(symbol, range);
        return symbol;
    }

    /**
     * Makes a product that knows a symbol by its sigmoid or its tanh only a polynomial in that: {@code sigmoid(−u)} is
     * {@code 1 − s} again, {@code 1 − tanh² u} is {@code 1 − t²}.
     */
    private static Product squashed(Product product, Symbol u, Map<Symbol, Interval> known) {
        Product argument = Product.of(u);
        for (Function function : List.of(Function.SIGMOID, Function.TANH)) {
            Base direct = new Call(function, List.of(argument));
            Base other = function == Function.TANH ? new TanhSlope(argument)
                    : new Call(function, List.of(argument.negate()));
            Symbol value = new Symbol(Expression.variable("#" + known.size()));
            int n = function == Function.TANH ? 2 : 1;
            Base complement = new Sum(Interval.ONE, Map.of(Map.of(value, n), Interval.point(-1)));
            Product written = replaced(replaced(product, Product.of(direct), value), Product.of(other), complement);
            if (!written.contains(u)) {
                known.put(value, range(known, u).apply(function));
                return written;
            }
        }
        return product;
    }

    /** The range of a symbol of the merged product. */
    Interval range(Symbol symbol) {
        return range(ranges, symbol);
    }

    private static Interval range(Map<Symbol, Interval> known, Symbol symbol) {
        return known.getOrDefault(symbol, Interval.WHOLE);
    }

    /** A largest part, below {@code within}, whose symbols occur once in it and nowhere else in the whole; or null. */
    private static @Nullable Product closed(Product within, Product whole) {
        for (Base base : within.powers().keySet()) {
            List<Product> candidates = new ArrayList<>();
            candidates.add(Product.of(base));
            if (!(base instanceof Sum)) {
                candidates.addAll(base.below());
            }
            for (Product candidate : candidates) {
                if (isClosed(candidate, whole)) {
                    return candidate;
                }
            }
            for (Product below : base.below()) {
                Product found = closed(below, whole);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean isClosed(Product part, Product whole) {
        Map<Symbol, Integer> inside = part.symbols();
        boolean symbol = part.coefficient().is(1) && part.soleBase() instanceof Symbol;
        if (symbol || inside.isEmpty() || inside.values().stream().anyMatch(n -> n != 1)) {
            return false;
        }
        Map<Symbol, Integer> outside = replaced(whole, part, new Symbol(Expression.variable("#"))).symbols();
        return inside.keySet().stream().noneMatch(outside::containsKey);
    }

    private static Product replaced(Product in, Product part, Base by) {
        if (in.equals(part)) {
            return Product.of(by);
        }
        Map<Base, Integer> powers = new LinkedHashMap<>();
        in.powers().forEach((base, n) -> powers.put(replaced(base, part, by), n));
        return new Product(in.coefficient(), powers);
    }

    private static Base replaced(Base base, Product part, Base by) {
        if (part.equals(Product.of(base))) {
            return by;
        }
        return switch (base) {
            case Symbol s -> s;
            case Sum s -> {
                Map<Map<Base, Integer>, Interval> addends = new LinkedHashMap<>();
                s.addends()
                        .forEach((powers, c) -> addends
                                .put(replaced(new Product(Interval.ONE, powers), part, by).powers(), c));
                yield new Sum(s.constant(), addends);
            }
            case Call c -> new Call(c.function(), c.arguments().stream().map(p -> replaced(p, part, by)).toList());
            case TanhSlope t -> new TanhSlope(replaced(t.argument(), part, by));
        };
    }
}
