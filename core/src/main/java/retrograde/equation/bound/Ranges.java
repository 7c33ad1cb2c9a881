package retrograde.equation.bound;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Cell;
import retrograde.equation.Distribution;
import retrograde.equation.Expression;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Moment;
import retrograde.equation.bound.Base.Symbol;

/**
 * The interval in which each variable of a cell stays, for all parameters, inputs and lengths.
 *
 * <p>
 * Inputs and parameters are unbounded, a matrix product too (unless its operand is 0). A gate has the range of its
 * equation. An old state {@code h} has the smallest interval found that contains its initial value and that the
 * equations map into itself, else {@code (−∞, ∞)} or a half line; the new state {@code h'} has that interval's image. So
 * {@code h' = (1 − z)·h + z·tanh(..)} stays in [−1, 1] when it starts there. Different variables vary independently, so
 * that an interval may be wider than what the cell reaches, never narrower.
 */
public final class Ranges {

    private final Map<Variable, Interval> known;

    /** A view of the given ranges, which may still be added to. */
    Ranges(Map<Variable, Interval> known) {
        this.known = known;
    }

    /** The ranges of a cell whose states start as its file says, by default at 0. */
    public static Ranges of(Cell cell) {
        return of(cell, Map.of(), Map.of());
    }

    /**
     * The ranges of a cell.
     *
     * @param initialStates the values a state may start from; those left out start as the cell's file says
     * @param measured ranges to take for granted instead of the proved ones, by state or gate; for a state at both
     *        moments
     */
    public static Ranges of(Cell cell, Map<String, Interval> initialStates, Map<String, Interval> measured) {
        Map<String, Interval> initial = new LinkedHashMap<>();
        for (String state : cell.states()) {
            Interval given = initialStates.get(state);
            initial.put(state, given != null ? given : initial(cell.initialisations().get(state)));
        }
        return new Ranges(new InvariantSet(cell, initial, measured).ranges());
    }

    /** Given ranges; every variable not among them is unbounded. */
    public static Ranges of(Map<Variable, Interval> ranges) {
        return new Ranges(new LinkedHashMap<>(ranges));
    }

    private static Interval initial(@Nullable Distribution distribution) {
        return switch (distribution) {
            case null -> Interval.ZERO;
            case Distribution.Constant c -> Interval.point(c.value());
            case Distribution.Uniform u -> new Interval(u.low(), u.high());
            case Distribution.Values v -> v.rows()
                    .stream()
                    .flatMap(List::stream)
                    .map(Interval::point)
                    .reduce(Interval::hull)
                    .orElse(Interval.ZERO);
            case Distribution.Identity i -> Interval.ZERO.hull(Interval.point(i.scale()));
            case Distribution.Orthogonal o -> Interval.symmetric(Math.abs(o.gain()));
            case Distribution.Normal n -> n.deviation() == 0 ? Interval.point(n.mean()) : Interval.WHOLE;
            case Distribution.File f -> Interval.WHOLE;
            case Distribution.Chrono c -> Interval.WHOLE;
            case Distribution.Scheme s -> Interval.WHOLE;
        };
    }

    /** The range of a variable. A gate at {@link Moment#BEFORE} has the range it has now. */
    public Interval of(Variable variable) {
        Interval range = known.get(variable);
        if (range == null && variable.moment() == Moment.BEFORE) {
            range = known.get(new Variable(variable.name(), Moment.NOW));
        }
        return range == null ? Interval.WHOLE : range;
    }

    /** The range of an old state: it contains the initial value and everything reached later. */
    public Interval ofState(String state) {
        return of(new Variable(state, Moment.BEFORE));
    }

    /** The range of an expression, as tight as {@link PathBounds} are. */
    public Interval of(Expression expression) {
        return Supremum.range(NormalForm.of(expression), this::of, Supremum.WORK);
    }

    /**
     * An enclosure of the largest magnitude of an expression: its lower end is attained or approached, its upper end a
     * proved bound, {@code +∞} where there is none.
     */
    public Interval largestMagnitude(Expression expression) {
        return Supremum.ofMagnitude(NormalForm.of(expression), this::of, Supremum.WORK);
    }

    private Interval rangeOf(Expression operand) {
        return operand instanceof Variable v ? of(v) : of(operand);
    }

    Interval of(Symbol symbol) {
        return switch (symbol.source()) {
            case Variable v -> of(v);
            case MatrixProduct p -> rangeOf(p.operand()).is(0) ? Interval.ZERO : Interval.WHOLE;
            case Application a when !a.function().elementwise() -> rangeOf(a.arguments().getFirst())
                    .apply(a.function());
            default -> throw new IllegalArgumentException("no range for " + symbol.source());
        };
    }
}
