package retrograde.equation;

import java.util.List;

import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.Variable;

/** Prints formulas as LaTeX for mathematics mode; needs the package {@code amsmath}, or KaTeX or MathJax. */
public final class LatexPrinter extends FormulaPrinter {
    private final boolean insideDiagonal;

    /** Prints formulas of one cell. */
    public LatexPrinter(Cell cell) {
        this(cell, false);
    }

    private LatexPrinter(Cell cell, boolean insideDiagonal) {
        super(cell, true);
        this.insideDiagonal = insideDiagonal;
    }

    @Override
    public String equation(Equation equation) {
        return variable(equation.target()) + " = " + expression(equation.right());
    }

    @Override
    public String cell() {
        List<String> rows = source().equations()
                .stream()
                .map(e -> variable(e.target()) + " &= " + expression(e.right()))
                .toList();
        return "\\begin{aligned}\n" + String.join(" \\\\\n", rows) + "\n\\end{aligned}\n";
    }

    @Override
    String entries(Expression coefficient) {
        return new LatexPrinter(source(), true).expression(coefficient);
    }

    @Override
    int quotientBinding() {
        return MATRIX;
    }

    @Override
    String number(double value) {
        String text = NumberText.of(value);
        int e = text.indexOf('e');
        return e < 0 ? text : text.substring(0, e) + " \\cdot 10^{" + text.substring(e + 1) + "}";
    }

    @Override
    String variable(Variable variable) {
        boolean parameter = source().parameter(variable.name()) != null;
        return named(variable.name(), parameter ? "" : variable.moment() == Moment.BEFORE ? "t-1" : "t");
    }

    @Override
    String matrix(String name) {
        return named(name, "");
    }

    private static String named(String name, String time) {
        int underscore = name.endsWith("_") ? -1 : name.indexOf('_');
        String head = underscore < 0 ? name : name.substring(0, underscore);
        String subscript = underscore < 0 ? "" : name.substring(underscore + 1).replaceAll("_+", ",");
        String all = subscript.isEmpty() || time.isEmpty() ? subscript + time : subscript + "," + time;
        return (head.length() == 1 ? head : "\\mathrm{" + head.replace("_", "\\_") + "}")
                + (all.isEmpty() ? "" : "_{" + all + "}");
    }

    @Override
    String brackets(String inner) {
        return "\\left(" + inner + "\\right)";
    }

    @Override
    String negated(String operand) {
        return "-" + operand;
    }

    @Override
    String added(String left, boolean plus, String right) {
        return left + (plus ? " + " : " - ") + right;
    }

    @Override
    String multiplied(Expression left, String shownLeft, Expression right, String shownRight) {
        boolean scaled = left instanceof Constant || right instanceof Constant;
        return shownLeft + (scaled ? " \\cdot " : insideDiagonal ? " \\, " : " \\odot ") + shownRight;
    }

    @Override
    String quotient(Expression left, Expression right) {
        return "\\frac{" + expression(left) + "}{" + expression(right) + "}";
    }

    @Override
    String squared(String base) {
        return base + "^{2}";
    }

    @Override
    String call(Function function, List<Expression> arguments) {
        String inner = String.join(", ", arguments.stream().map(this::expression).toList());
        return switch (function) {
            case SIGMOID -> "\\sigma" + brackets(inner);
            case TANH, EXP, MIN, MAX -> "\\" + function.text() + brackets(inner);
            case LOG -> "\\ln" + brackets(inner);
            case ABS -> "\\left|" + inner + "\\right|";
            case SQRT -> "\\sqrt{" + inner + "}";
            case STEP -> "\\left[" + inner + " > 0\\right]";
            case RELU -> "\\operatorname{ReLU}" + brackets(inner);
            case LAYERNORM -> "\\operatorname{LN}" + brackets(inner);
            case SOFTPLUS, SIGN, MEAN, INVERSE_DEVIATION -> "\\operatorname{" + function.text() + "}" + brackets(inner);
        };
    }

    @Override
    String juxtaposed(List<String> factors) {
        return String.join(" ", factors);
    }

    @Override
    String diagonal(String entries) {
        return "D" + brackets(entries);
    }

    @Override
    String normalisation(String operand) {
        return "\\operatorname{LN}'" + brackets(operand);
    }

    @Override
    String identity() {
        return "I";
    }

    @Override
    public String block(String to, String from) {
        String now = from.equals(Cell.INPUT) ? "t" : "t-1";
        return "\\frac{\\partial " + named(to, "t") + "}{\\partial " + named(from, now) + "}";
    }

    @Override
    String labelled(String block, String sum) {
        return block + ":\\ " + sum;
    }

    @Override
    String listed(List<String> parts) {
        return String.join(";\\quad ", parts);
    }
}
