package retrograde.equation;

import java.util.List;

/**
 * The right-hand side of an equation: an immutable tree.
 *
 * <p>
 * All operations are elementwise except {@link MatrixProduct} and the vector functions of {@link Function}. Two trees
 * are equal when they are written the same.
 */
public sealed interface Expression {

    /** A number, the same for every entry. */
    record Constant(double value) implements Expression {}

    /** A named vector at a moment: {@code x}, a state, a gate or a vector parameter. */
    record Variable(String name, Moment moment) implements Expression {}

    /** {@code −operand}. */
    record Negation(Expression operand) implements Expression {}

    /** {@code left ∘ right}, entry by entry. */
    record Binary(Operator operator, Expression left, Expression right) implements Expression {}

    /** A function of one or two arguments. */
    record Application(Function function, List<Expression> arguments) implements Expression {
        /** Checks the number of arguments. */
        public Application {
            arguments = List.copyOf(arguments);
            if (arguments.size() != function.arity()) {
                throw new IllegalArgumentException(
                        function.text() + " takes " + function.arity() + " argument(s), got " + arguments.size());
            }
        }
    }

    /** {@code matrix · operand}: a parameter matrix times a vector. */
    record MatrixProduct(String matrix, Expression operand) implements Expression {}

    /** The elementwise operators. */
    enum Operator {
        /** {@code +}. */
        ADD("+"),
        /** {@code −}. */
        SUBTRACT("-"),
        /** {@code *}. */
        MULTIPLY("*"),
        /** {@code /}. */
        DIVIDE("/");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** The sign as written in a cell file. */
        public String text() {
            return text;
        }
    }

    /** A number. */
    static Expression constant(double value) {
        return new Constant(value);
    }

    /** A gate, the input or a vector parameter; for a new state see {@link #after}. */
    static Expression variable(String name) {
        return new Variable(name, Moment.NOW);
    }

    /** An old state {@code h}. */
    static Expression before(String state) {
        return new Variable(state, Moment.BEFORE);
    }

    /** A new state {@code h'}. */
    static Expression after(String state) {
        return new Variable(state, Moment.NOW);
    }

    /** {@code left + right}. */
    static Expression add(Expression left, Expression right) {
        return new Binary(Operator.ADD, left, right);
    }

    /** {@code left − right}. */
    static Expression subtract(Expression left, Expression right) {
        return new Binary(Operator.SUBTRACT, left, right);
    }

    /** {@code left ⊙ right}. */
    static Expression multiply(Expression left, Expression right) {
        return new Binary(Operator.MULTIPLY, left, right);
    }

    /** {@code left / right}. */
    static Expression divide(Expression left, Expression right) {
        return new Binary(Operator.DIVIDE, left, right);
    }

    /** {@code −operand}. */
    static Expression negate(Expression operand) {
        return new Negation(operand);
    }

    /** {@code function(arguments)}. */
    static Expression apply(Function function, Expression... arguments) {
        return new Application(function, List.of(arguments));
    }

    /** {@code matrix · operand}. */
    static Expression product(String matrix, Expression operand) {
        return new MatrixProduct(matrix, operand);
    }

    /** The expressions directly below this one, in written order. */
    default List<Expression> operands() {
        return switch (this) {
            case Constant c -> List.of();
            case Variable v -> List.of();
            case Negation n -> List.of(n.operand());
            case Binary b -> List.of(b.left(), b.right());
            case Application a -> a.arguments();
            case MatrixProduct p -> List.of(p.operand());
        };
    }

    /** The same operation on other operands, in the order of {@link #operands()}. */
    default Expression withOperands(List<Expression> operands) {
        return switch (this) {
            case Constant c -> c;
            case Variable v -> v;
            case Negation n -> new Negation(operands.get(0));
            case Binary b -> new Binary(b.operator(), operands.get(0), operands.get(1));
            case Application a -> new Application(a.function(), operands);
            case MatrixProduct p -> new MatrixProduct(p.matrix(), operands.get(0));
        };
    }
}
