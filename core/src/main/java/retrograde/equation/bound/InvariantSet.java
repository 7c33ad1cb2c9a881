package retrograde.equation.bound;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Cell;
import retrograde.equation.Equation;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Moment;
import retrograde.equation.bound.Base.Symbol;

/**
 * Finds intervals of the states that contain the initial values and that the equations map into themselves.
 *
 * <p>
 * The image of the set is joined to it until it no longer grows. Where that takes for ever, because a contraction
 * approaches its limit step by step, the limit is extrapolated, widened a little, and accepted only if its image lies
 * inside. Where that fails, the end that grew most is given up (±∞) and the search starts again. A set once found is
 * replaced by the initial values joined with its image, which is invariant too, as long as that shrinks it.
 *
 * <p>
 * Rump, <i>Verification methods</i>, Acta Numerica 19, 2010 (ε-inflation).
 */
final class InvariantSet {

    /** Boxes a right-hand side may be split into, each time; what its sharing variables need, and little more. */
    private static final int WORK = 60;

    private static final int STEPS = 40;
    private static final int TIGHTENINGS = 400;
    private static final double[] WIDENINGS = {1e-15, 1e-12, 1e-9, 1e-6, 1e-2};

    /** Steps that shrink more slowly than this are not taken for a contraction. */
    private static final double CONTRACTION = 1 - 1e-9;

    private final List<String> states;
    private final List<RightSide> rightSides;
    private final Map<String, Interval> initial;
    private final Map<String, Interval> measured;

    /** A right-hand side, which remembers its last range, because few inputs change from step to step. */
    private static final class RightSide {
        private final Variable target;
        private final Product product;
        private final List<Symbol> symbols;
        private List<Interval> inputs = List.of();
        private @Nullable Interval last;

        RightSide(Equation equation) {
            target = equation.target();
            product = NormalForm.of(equation.right());
            symbols = List.copyOf(product.symbols().keySet());
        }

        Interval range(Ranges ranges) {
            List<Interval> now = symbols.stream().map(ranges::of).toList();
            Interval range = last;
            if (range == null || !now.equals(inputs)) {
                range = Supremum.range(product, ranges::of, WORK);
                last = range;
                inputs = now;
            }
            return range;
        }
    }

    /** One end of a state's interval. */
    private record End(String state, boolean upper) {
        double of(Map<String, Interval> set) {
            Interval range = set.getOrDefault(state, Interval.WHOLE);
            return upper ? range.high() : range.low();
        }
    }

    InvariantSet(Cell cell, Map<String, Interval> initial, Map<String, Interval> measured) {
        this.states = cell.states();
        this.initial = new LinkedHashMap<>(initial);
        this.measured = measured;
        states.stream().filter(measured::containsKey).forEach(s -> this.initial.put(s, measured.get(s)));
        rightSides = cell.evaluationOrder().stream().map(RightSide::new).toList();
    }

    /** The ranges of all states, before and after a step, and of all gates. */
    Map<Variable, Interval> ranges() {
        Map<String, Interval> start = initial;
        Map<String, Interval> found = null;
        while (found == null) {
            Map<String, Interval> next = new LinkedHashMap<>(start);
            found = grown(start, next);
            start = next;
        }
        return variables(tightened(found));
    }

    /**
     * An invariant set that contains {@code start}; or null after making one end of {@code restart} infinite, or several
     * that grew alike.
     */
    private @Nullable Map<String, Interval> grown(Map<String, Interval> start, Map<String, Interval> restart) {
        Map<String, Interval> before = start;
        Map<String, Interval> now = start;
        Map<String, Interval> next = start;
        for (int i = 0; i < STEPS; i++) {
            before = now;
            now = next;
            next = joined(now, image(now));
            if (next.equals(now)) {
                return now;
            }
            if (i % 16 == 3) {
                Map<String, Interval> simple = joined(start, simplified(next));
                if (inside(image(simple), simple)) {
                    return simple;
                }
            }
        }
        Set<End> growing = new TreeSet<>((a, b) -> a.state.equals(b.state) ? Boolean.compare(a.upper, b.upper)
                : Integer.compare(states.indexOf(a.state), states.indexOf(b.state)));
        double most = 0;
        for (String state : states) {
            for (boolean upper : new boolean[] {false, true}) {
                End end = new End(state, upper);
                if (end.of(next) != end.of(now)) {
                    growing.add(end);
                    most = Math.max(most, Math.abs(end.of(next) - end.of(now)));
                }
            }
        }
        Map<String, Interval> limit = extrapolated(before, now, next, growing);
        if (limit != null) {
            Map<String, Interval> simple = joined(start, simplified(limit));
            if (inside(image(simple), simple)) {
                return simple;
            }
        }
        for (double widening : WIDENINGS) {
            Map<String, Interval> candidate = limit;
            for (int i = 0; i < STEPS && candidate != null; i++) {
                Map<String, Interval> wide = widened(candidate, widening, growing);
                candidate = joined(start, image(wide));
                if (inside(candidate, wide)) {
                    return candidate;
                }
            }
        }
        for (End end : growing) {
            if (Math.abs(end.of(next) - end.of(now)) >= most / 2) {
                restart.computeIfPresent(end.state,
                        (s, range) -> end.upper ? new Interval(range.low(), Double.POSITIVE_INFINITY)
                                : new Interval(Double.NEGATIVE_INFINITY, range.high()));
            }
        }
        return null;
    }

    /** Where three successive ends tend if their steps shrink by a constant factor; null if one does not shrink. */
    private static @Nullable Map<String, Interval> extrapolated(Map<String, Interval> before, Map<String, Interval> now,
            Map<String, Interval> next, Set<End> growing) {
        Map<String, Interval> limit = new LinkedHashMap<>(next);
        for (End end : growing) {
            double step = end.of(next) - end.of(now);
            double ratio = step / (end.of(now) - end.of(before));
            if (!(ratio >= 0 && ratio < CONTRACTION)) {
                return null;
            }
            double to = end.of(next) + step * ratio / (1 - ratio);
            if (!Double.isFinite(to)) {
                return null;
            }
            limit.computeIfPresent(end.state, (s, range) -> range.hull(Interval.point(to)));
        }
        return limit;
    }

    private static Map<String, Interval> widened(Map<String, Interval> set, double by, Set<End> growing) {
        Map<String, Interval> wide = new LinkedHashMap<>(set);
        for (End end : growing) {
            wide.computeIfPresent(end.state, (s, range) -> {
                double more = by * Math.max(range.magnitude(), Double.MIN_NORMAL);
                return range.hull(Interval.point(end.upper ? range.high() + more : range.low() - more));
            });
        }
        return wide;
    }

    /** The nearest ends of 12 digits: a limit such as 1 is a whole number more often than its neighbour. */
    private static Map<String, Interval> simplified(Map<String, Interval> set) {
        Map<String, Interval> simple = new LinkedHashMap<>();
        set.forEach((state, range) -> {
            double largest = Math.max(Double.isInfinite(range.low()) ? 0 : Math.abs(range.low()),
                    Double.isInfinite(range.high()) ? 0 : Math.abs(range.high()));
            BigDecimal size = new BigDecimal(largest);
            int scale = 12 - (size.precision() - size.scale());
            simple.put(state, new Interval(rounded(range.low(), scale), rounded(range.high(), scale)));
        });
        return simple;
    }

    private static double rounded(double end, int scale) {
        return Double.isInfinite(end) ? end : new BigDecimal(end).setScale(scale, RoundingMode.HALF_EVEN).doubleValue();
    }

    private Map<String, Interval> tightened(Map<String, Interval> found) {
        Map<String, Interval> set = found;
        Map<String, Interval> smaller = joined(initial, image(set));
        for (int i = 0; i < TIGHTENINGS && !smaller.equals(set); i++) {
            Map<String, Interval> image = joined(initial, image(smaller));
            if (!inside(image, smaller)) {
                break;
            }
            set = smaller;
            smaller = image;
        }
        return set;
    }

    private Map<String, Interval> image(Map<String, Interval> set) {
        Map<Variable, Interval> all = variables(set);
        Map<String, Interval> image = new LinkedHashMap<>();
        states.forEach(s -> image.put(s, all.getOrDefault(new Variable(s, Moment.NOW), Interval.WHOLE)));
        return image;
    }

    private Map<Variable, Interval> variables(Map<String, Interval> set) {
        Map<Variable, Interval> known = new LinkedHashMap<>();
        set.forEach((state, range) -> known.put(new Variable(state, Moment.BEFORE), range));
        Ranges ranges = new Ranges(known);
        for (RightSide right : rightSides) {
            Interval given = measured.get(right.target.name());
            known.put(right.target, given != null ? given : right.range(ranges));
        }
        return known;
    }

    private static Map<String, Interval> joined(Map<String, Interval> left, Map<String, Interval> right) {
        Map<String, Interval> joined = new LinkedHashMap<>();
        left.forEach((state, range) -> joined.put(state, range.hull(right.getOrDefault(state, range))));
        return joined;
    }

    private static boolean inside(Map<String, Interval> inner, Map<String, Interval> outer) {
        return inner.entrySet()
                .stream()
                .allMatch(e -> outer.getOrDefault(e.getKey(), e.getValue()).contains(e.getValue()));
    }
}
