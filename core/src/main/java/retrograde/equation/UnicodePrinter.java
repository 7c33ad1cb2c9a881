package retrograde.equation;

import java.util.List;

import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.Variable;

/** Prints formulas to be read in a terminal: {@code fₜ = σ(W_f xₜ + U_f hₜ₋₁ + b_f)}. */
public final class UnicodePrinter extends FormulaPrinter {
    private final boolean insideDiagonal;

    /** Prints formulas of one cell. */
    public UnicodePrinter(Cell cell) {
        this(cell, false);
    }

    private UnicodePrinter(Cell cell, boolean insideDiagonal) {
        super(cell, true);
        this.insideDiagonal = insideDiagonal;
    }

    @Override
    public String equation(Equation equation) {
        return variable(equation.target()) + " = " + expression(equation.right());
    }

    @Override
    public String cell() {
        List<Equation> equations = source().equations();
        int width = equations.stream().mapToInt(e -> variable(e.target()).length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Equation e : equations) {
            String left = variable(e.target());
            text.append(left)
                    .repeat(' ', width - left.length())
                    .append(" = ")
                    .append(expression(e.right()))
                    .append('\n');
        }
        return text.toString();
    }

    @Override
    String entries(Expression coefficient) {
        return new UnicodePrinter(source(), true).expression(coefficient);
    }

    @Override
    String number(double value) {
        return NumberText.of(value).replace('-', '−');
    }

    @Override
    String variable(Variable variable) {
        String name = variable.name();
        return source().parameter(name) != null ? name : name + (variable.moment() == Moment.BEFORE ? "ₜ₋₁" : "ₜ");
    }

    @Override
    String matrix(String name) {
        return name;
    }

    @Override
    String brackets(String inner) {
        return "(" + inner + ")";
    }

    @Override
    String negated(String operand) {
        return "−" + operand;
    }

    @Override
    String added(String left, boolean plus, String right) {
        return left + (plus ? " + " : " − ") + right;
    }

    @Override
    String multiplied(Expression left, String shownLeft, Expression right, String shownRight) {
        if (left instanceof Constant || right instanceof Constant) {
            return leftFactor(left, shownLeft) + "·" + shownRight;
        }
        return insideDiagonal ? leftFactor(left, shownLeft) + " " + shownRight : shownLeft + " ⊙ " + shownRight;
    }

    @Override
    String quotient(Expression left, Expression right) {
        return at(left, PRODUCT) + " / " + right(right, SIGNED);
    }

    @Override
    String squared(String base) {
        return base + "²";
    }

    @Override
    String call(Function function, List<Expression> arguments) {
        String inner = String.join(", ", arguments.stream().map(this::expression).toList());
        return switch (function) {
            case SIGMOID -> "σ(" + inner + ")";
            case RELU -> "ReLU(" + inner + ")";
            case LOG -> "ln(" + inner + ")";
            case ABS -> "|" + inner + "|";
            case SQRT -> "√(" + inner + ")";
            case LAYERNORM -> "LN(" + inner + ")";
            case STEP -> "[" + inner + " > 0]";
            case TANH, EXP, SOFTPLUS, MIN, MAX, SIGN, MEAN, INVERSE_DEVIATION -> function.text() + "(" + inner + ")";
        };
    }

    @Override
    String juxtaposed(List<String> factors) {
        return String.join(" ", factors);
    }

    @Override
    String diagonal(String entries) {
        return "D(" + entries + ")";
    }

    @Override
    String normalisation(String operand) {
        return "LN′(" + operand + ")";
    }

    @Override
    String identity() {
        return "I";
    }

    @Override
    public String block(String to, String from) {
        return "∂" + to + "ₜ/∂" + from + (from.equals(Cell.INPUT) ? "ₜ" : "ₜ₋₁");
    }

    @Override
    String labelled(String block, String sum) {
        return block + ": " + sum;
    }

    @Override
    String listed(List<String> parts) {
        return String.join("; ", parts);
    }
}
