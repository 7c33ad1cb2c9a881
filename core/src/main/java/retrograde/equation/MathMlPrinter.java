package retrograde.equation;

import java.util.List;
import java.util.stream.Collectors;

import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.Variable;

/**
 * Prints formulas as presentation MathML, within MathML Core, for web pages.
 *
 * <p>
 * {@link #equation} and {@link #cell} give whole {@code <math>} elements; {@link #expression}, {@link #path} and
 * {@link #term} give rows to put into one with {@link #math}. Chromium sets scripts well only in a font made for
 * mathematics, so a page names some: {@code math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math",
 * "DejaVu Math TeX Gyre", math }}.
 */
public final class MathMlPrinter extends FormulaPrinter {
    private static final String APPLY = "<mo>\u2061</mo>";
    private static final String INVISIBLE_TIMES = "<mo>\u2062</mo>";
    private final boolean insideDiagonal;

    /** Prints formulas of one cell. */
    public MathMlPrinter(Cell cell) {
        this(cell, false);
    }

    private MathMlPrinter(Cell cell, boolean insideDiagonal) {
        super(cell, true);
        this.insideDiagonal = insideDiagonal;
    }

    /** A {@code <math>} element that holds the row. */
    public static String math(String row) {
        return "<math>" + row + "</math>";
    }

    @Override
    public String equation(Equation equation) {
        return math(row(variable(equation.target()) + "<mo>=</mo>" + expression(equation.right())));
    }

    @Override
    public String cell() {
        String rows = source().equations()
                .stream()
                .map(e -> "<mtr><mtd style=\"text-align:right\">" + variable(e.target())
                        + "</mtd><mtd style=\"text-align:left\"><mo form=\"infix\">=</mo>" + expression(e.right())
                        + "</mtd></mtr>")
                .collect(Collectors.joining("\n"));
        return "<math display=\"block\"><mtable>\n" + rows + "\n</mtable></math>\n";
    }

    @Override
    String entries(Expression coefficient) {
        return new MathMlPrinter(source(), true).expression(coefficient);
    }

    @Override
    int quotientBinding() {
        return MATRIX;
    }

    @Override
    String number(double value) {
        String text = NumberText.of(value).replace('-', '−');
        int e = text.indexOf('e');
        if (e < 0) {
            return signed(text);
        }
        return row(signed(text.substring(0, e)) + "<mo>·</mo><msup><mn>10</mn>" + row(signed(text.substring(e + 1)))
                + "</msup>");
    }

    private static String signed(String digits) {
        return digits.startsWith("−") ? "<mo form=\"prefix\">−</mo><mn>" + digits.substring(1) + "</mn>"
                : "<mn>" + digits + "</mn>";
    }

    @Override
    String variable(Variable variable) {
        boolean parameter = source().parameter(variable.name()) != null;
        return named(variable.name(), parameter ? "" : variable.moment() == Moment.BEFORE ? "−1" : "0");
    }

    @Override
    String matrix(String name) {
        return named(name, "");
    }

    private static String named(String given, String time) {
        // A cell built in Java may hold any name until it is checked; a page must not take it for markup.
        String name = given.replace("&", "&amp;").replace("<", "&lt;");
        int underscore = name.endsWith("_") ? -1 : name.indexOf('_');
        String head = "<mi>" + (underscore < 0 ? name : name.substring(0, underscore)) + "</mi>";
        String subscript = underscore < 0 ? ""
                : "<mi>" + name.substring(underscore + 1).replaceAll("_+", ",") + "</mi>";
        String at = switch (time) {
            case "" -> "";
            case "0" -> "<mi>t</mi>";
            default -> "<mi>t</mi><mo>−</mo><mn>1</mn>";
        };
        String comma = subscript.isEmpty() || at.isEmpty() ? "" : "<mo>,</mo>";
        String all = subscript + comma + at;
        return all.isEmpty() ? head : "<msub>" + head + row(all) + "</msub>";
    }

    /** One element from several. */
    private static String row(String inner) {
        return "<mrow>" + inner + "</mrow>";
    }

    @Override
    String brackets(String inner) {
        // Around one line, stretching only makes the brackets' sizes restless.
        String form = inner.contains("<mfrac>") ? "" : " stretchy=\"false\"";
        return row("<mo" + form + ">(</mo>" + row(inner) + "<mo" + form + ">)</mo>");
    }

    @Override
    String negated(String operand) {
        return "<mo form=\"prefix\">−</mo>" + operand;
    }

    @Override
    String added(String left, boolean plus, String right) {
        return left + (plus ? "<mo>+</mo>" : "<mo>−</mo>") + right;
    }

    @Override
    String multiplied(Expression left, String shownLeft, Expression right, String shownRight) {
        boolean scaled = left instanceof Constant || right instanceof Constant;
        return shownLeft + (scaled ? "<mo>·</mo>" : insideDiagonal ? INVISIBLE_TIMES : "<mo>⊙</mo>") + shownRight;
    }

    @Override
    String quotient(Expression left, Expression right) {
        return "<mfrac>" + row(expression(left)) + row(expression(right)) + "</mfrac>";
    }

    @Override
    String squared(String base) {
        return "<msup>" + row(base) + "<mn>2</mn></msup>";
    }

    @Override
    String call(Function function, List<Expression> arguments) {
        String inner = arguments.stream().map(this::expression).collect(Collectors.joining("<mo>,</mo>"));
        return switch (function) {
            case SIGMOID -> named("σ", "") + APPLY + brackets(inner);
            case LOG -> named("ln", "") + APPLY + brackets(inner);
            case RELU -> named("ReLU", "") + APPLY + brackets(inner);
            case LAYERNORM -> named("LN", "") + APPLY + brackets(inner);
            case ABS -> row("<mo form=\"prefix\">|</mo>" + row(inner) + "<mo form=\"postfix\">|</mo>");
            case SQRT -> "<msqrt>" + row(inner) + "</msqrt>";
            case STEP -> row("<mo>[</mo>" + row(inner + "<mo>&gt;</mo><mn>0</mn>") + "<mo>]</mo>");
            case TANH, EXP, SOFTPLUS, MIN, MAX, SIGN, MEAN,
                    INVERSE_DEVIATION -> named(function.text(), "") + APPLY + brackets(inner);
        };
    }

    @Override
    String juxtaposed(List<String> factors) {
        return String.join(INVISIBLE_TIMES, factors);
    }

    @Override
    String diagonal(String entries) {
        return "<mi>D</mi>" + APPLY + brackets(entries);
    }

    @Override
    String normalisation(String operand) {
        return "<msup><mi>LN</mi><mo>′</mo></msup>" + APPLY + brackets(operand);
    }

    @Override
    String identity() {
        return "<mi>I</mi>";
    }

    @Override
    public String block(String to, String from) {
        return "<mfrac>" + row("<mo>∂</mo>" + named(to, "0"))
                + row("<mo>∂</mo>" + named(from, from.equals(Cell.INPUT) ? "0" : "−1")) + "</mfrac>";
    }

    @Override
    String labelled(String block, String sum) {
        return row(block + "<mo>:</mo>" + row(sum));
    }

    @Override
    String listed(List<String> parts) {
        return String.join("<mo>;</mo><mspace width=\"1em\"></mspace>", parts);
    }
}
