package retrograde.equation;

import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Variable;

/** Prints in the cell language; {@link CellParser} reads a checked cell's text back as an equal cell. */
public final class TextPrinter extends FormulaPrinter {

    /** Prints formulas of one cell. */
    public TextPrinter(Cell cell) {
        super(cell, false);
    }

    /** The cell's text, as a {@code .cell} file holds it. */
    public static String print(Cell cell) {
        return new TextPrinter(cell).cell();
    }

    @Override
    public String equation(Equation equation) {
        return left(equation) + " = " + expression(equation.right());
    }

    private String left(Equation equation) {
        return variable(equation.target());
    }

    @Override
    public String cell() {
        Cell cell = source();
        StringBuilder text = new StringBuilder();
        cell.description().lines().forEach(l -> text.append(("# " + l).strip()).append('\n'));
        text.append("cell ").append(cell.name()).append('\n');
        text.append("state ").append(String.join(", ", cell.states())).append('\n');
        if (!cell.output().equals(cell.states().getFirst())) {
            text.append("output ").append(cell.output()).append('\n');
        }
        cell.parameters().stream().map(this::declaration).forEach(text::append);
        int width = cell.equations().stream().mapToInt(e -> left(e).length()).max().orElse(0);
        for (Equation e : cell.equations()) {
            text.append(left(e))
                    .repeat(' ', width - left(e).length())
                    .append(" = ")
                    .append(expression(e.right()))
                    .append('\n');
        }
        cell.initialisations()
                .forEach((name, d) -> text.append("init ")
                        .append(name)
                        .append(" = ")
                        .append(DistributionParser.print(d))
                        .append('\n'));
        return text.toString();
    }

    /** The line that declares a parameter; empty where its form or place says enough. */
    private String declaration(Parameter parameter) {
        String name = parameter.name();
        if (!parameter.matrix()) {
            return Names.bias(name) ? "" : "param " + name + "\n";
        }
        boolean square = parameter.shape().equals(List.of(Cell.HIDDEN, Cell.HIDDEN));
        boolean byPlace = parameter.shape().getFirst().equals(Cell.HIDDEN) && !Names.likeFunction(name)
                && (square || source().equations().stream().noneMatch(e -> multipliesNumber(e.right(), name)));
        return byPlace ? "" : "matrix " + name + " [" + String.join(",", parameter.shape()) + "]\n";
    }

    /** A number has no dimension from which the matrix's columns could be told. */
    private boolean multipliesNumber(Expression expression, String matrix) {
        boolean here = expression instanceof MatrixProduct p && p.matrix().equals(matrix)
                && dimension(p.operand()) == null;
        return here || expression.operands().stream().anyMatch(o -> multipliesNumber(o, matrix));
    }

    private @Nullable String dimension(Expression expression) {
        return source().dimension(expression);
    }

    @Override
    String entries(Expression coefficient) {
        return expression(coefficient);
    }

    @Override
    String number(double value) {
        return NumberText.of(value);
    }

    @Override
    String variable(Variable variable) {
        boolean state = source().isState(variable.name());
        boolean before = variable.moment() == Moment.BEFORE;
        // A gate held at its previous value occurs in the article's view only; no cell file can say it.
        return variable.name() + (state && !before ? "'" : !state && before ? "[t-1]" : "");
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
        return "-" + operand;
    }

    @Override
    String added(String left, boolean plus, String right) {
        return left + (plus ? " + " : " - ") + right;
    }

    @Override
    String multiplied(Expression left, String shownLeft, Expression right, String shownRight) {
        return shownLeft + " * " + shownRight;
    }

    @Override
    String quotient(Expression left, Expression right) {
        return at(left, PRODUCT) + " / " + at(right, SIGNED);
    }

    @Override
    String squared(String base) {
        return base + " * " + base;
    }

    @Override
    String call(Function function, List<Expression> arguments) {
        return function.text() + "(" + String.join(", ", arguments.stream().map(this::expression).toList()) + ")";
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
        return "layernorm'(" + operand + ")";
    }

    @Override
    String identity() {
        return "1";
    }

    @Override
    public String block(String to, String from) {
        return "d" + to + "'/d" + from;
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
