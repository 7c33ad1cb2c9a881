package retrograde.equation;

import retrograde.equation.Expression.Variable;

/**
 * One equation of a cell: {@code target = right}.
 *
 * @param target the gate or new state defined, always at {@link Moment#NOW}
 * @param right the right-hand side
 */
public record Equation(Variable target, Expression right) {
    /** Checks that the target is a value of this step. */
    public Equation {
        if (target.moment() != Moment.NOW) {
            throw new IllegalArgumentException(
                    "an equation defines a gate or a new state, not the old " + target.name());
        }
    }

    /** The target's name, without prime. */
    public String name() {
        return target.name();
    }
}
