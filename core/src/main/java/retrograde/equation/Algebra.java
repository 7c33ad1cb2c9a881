package retrograde.equation;

import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;

/**
 * Sums and products that drop the zeros and ones that differentiation leaves behind.
 *
 * <p>
 * Only identities that hold for finite values are used; nothing is expanded or reordered, so that a formula still
 * reads like the equation it came from.
 */
public final class Algebra {
    /** The number zero. */
    public static final Constant ZERO = new Constant(0);

    /** The number one. */
    public static final Constant ONE = new Constant(1);

    private Algebra() {}

    /** {@code left · right}, simplified. */
    public static Expression product(Expression left, Expression right) {
        if (left instanceof Constant a && right instanceof Constant b) {
            return new Constant(a.value() * b.value());
        }
        if (isConstant(left, 0) || isConstant(right, 0)) {
            return ZERO;
        }
        if (isConstant(left, 1)) {
            return right;
        }
        if (isConstant(right, 1)) {
            return left;
        }
        if (isConstant(left, -1)) {
            return negative(right);
        }
        if (isConstant(right, -1)) {
            return negative(left);
        }
        if (left instanceof Negation n) {
            return negative(product(n.operand(), right));
        }
        if (right instanceof Negation n) {
            return negative(product(left, n.operand()));
        }
        if (right instanceof Constant) {
            return Expression.multiply(right, left);
        }
        return Expression.multiply(left, right);
    }

    /** {@code left + right}, simplified. */
    public static Expression sum(Expression left, Expression right) {
        if (left instanceof Constant a && right instanceof Constant b) {
            return new Constant(a.value() + b.value());
        }
        if (isConstant(left, 0)) {
            return right;
        }
        if (isConstant(right, 0)) {
            return left;
        }
        if (right instanceof Negation n) {
            return difference(left, n.operand());
        }
        if (left instanceof Negation n) {
            return difference(right, n.operand());
        }
        return Expression.add(left, right);
    }

    /** {@code left − right}, simplified. */
    public static Expression difference(Expression left, Expression right) {
        if (left instanceof Constant a && right instanceof Constant b) {
            return new Constant(a.value() - b.value());
        }
        if (isConstant(right, 0)) {
            return left;
        }
        if (isConstant(left, 0)) {
            return negative(right);
        }
        if (right instanceof Negation n) {
            return sum(left, n.operand());
        }
        return Expression.subtract(left, right);
    }

    /** {@code left / right}, simplified. */
    public static Expression quotient(Expression left, Expression right) {
        if (isConstant(right, 1)) {
            return left;
        }
        if (left instanceof Negation n) {
            return negative(quotient(n.operand(), right));
        }
        return Expression.divide(left, right);
    }

    /** {@code −operand}, simplified. */
    public static Expression negative(Expression operand) {
        return switch (operand) {
            case Constant c -> new Constant(-c.value());
            case Negation n -> n.operand();
            case Binary b when b.operator() == Operator.SUBTRACT -> Expression.subtract(/* left= */ b.right(),
                    /* right= */ b.left());
            default -> Expression.negate(operand);
        };
    }

    private static boolean isConstant(Expression e, double value) {
        return e instanceof Constant c && c.value() == value;
    }
}
