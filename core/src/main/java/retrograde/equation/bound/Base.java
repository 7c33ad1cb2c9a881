package retrograde.equation.bound;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.equation.Expression;
import retrograde.equation.Function;

/** One factor of a {@link Product}, not itself a product. */
sealed interface Base {

    /** A quantity that varies freely in its range: a variable, a matrix product, a function of a whole vector. */
    record Symbol(Expression source) implements Base {}

    /** {@code constant + Σ coefficient · Π baseⁿ}. */
    record Sum(Interval constant, Map<Map<Base, Integer>, Interval> addends) implements Base {
        public Sum {
            // Keeps the written order: every evaluation must round alike.
            addends = Collections.unmodifiableMap(new LinkedHashMap<>(addends));
        }

        /** The sum divided by one of its addends. */
        Sum over(Base addend) {
            Product inverse = Product.of(addend).reciprocal();
            Interval number = Interval.ZERO;
            Map<Map<Base, Integer>, Interval> divided = new LinkedHashMap<>();
            if (!constant.is(0)) {
                divided.put(inverse.powers(), constant);
            }
            for (Map.Entry<Map<Base, Integer>, Interval> e : addends.entrySet()) {
                Product quotient = new Product(e.getValue(), e.getKey()).times(inverse);
                if (quotient.isConstant()) {
                    number = number.add(quotient.coefficient());
                } else {
                    divided.merge(quotient.powers(), quotient.coefficient(), Interval::add);
                }
            }
            return new Sum(number, divided);
        }
    }

    /** An elementwise function. */
    record Call(Function function, List<Product> arguments) implements Base {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code 1 − tanh² argument}. */
    record TanhSlope(Product argument) implements Base {}

    /** The products directly below. */
    default List<Product> below() {
        return switch (this) {
            case Symbol s -> List.of();
            case Sum s -> s.addends().keySet().stream().map(powers -> new Product(Interval.ONE, powers)).toList();
            case Call c -> c.arguments();
            case TanhSlope t -> List.of(t.argument());
        };
    }

    /** Adds to {@code counts} how often each symbol occurs; a power counts once. */
    default void count(Map<Symbol, Integer> counts) {
        if (this instanceof Symbol s) {
            counts.merge(s, 1, Integer::sum);
        }
        below().forEach(p -> p.count(counts));
    }

    /** Whether the symbol occurs. */
    default boolean contains(Symbol symbol) {
        return equals(symbol) || below().stream().anyMatch(p -> p.contains(symbol));
    }

    /** Whether the value is affine in the symbol with all others held. */
    default boolean affineIn(Symbol symbol) {
        return switch (this) {
            case Symbol s -> true;
            case Sum s -> below().stream().allMatch(p -> p.affineIn(symbol));
            case Call c -> !contains(symbol);
            case TanhSlope t -> !contains(symbol);
        };
    }
}
