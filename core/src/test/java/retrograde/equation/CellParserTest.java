package retrograde.equation;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static retrograde.equation.Expression.add;
import static retrograde.equation.Expression.after;
import static retrograde.equation.Expression.before;
import static retrograde.equation.Expression.constant;
import static retrograde.equation.Expression.divide;
import static retrograde.equation.Expression.multiply;
import static retrograde.equation.Expression.negate;
import static retrograde.equation.Expression.product;
import static retrograde.equation.Expression.subtract;
import static retrograde.equation.Expression.variable;

/** The rules of the cell language; {@link CellMistakesTest} has what breaks them. */
class CellParserTest {

    /** A right-hand side, and the tree it must give, in a cell with states h, c, gate f and matrices U, V. */
    record Case(String text, Expression tree) {}

    static List<Case> expressions() {
        Expression h = before("h");
        Expression f = variable("f");
        return List.of(
                // Juxtaposition binds tightest, to the right.
                new Case("U V h", product("U", product("V", h))), new Case("U f * h", multiply(product("U", f), h)),
                new Case("U (f * h)", product("U", multiply(f, h))),
                new Case("U h + V c", add(product("U", h), product("V", before("c")))),
                new Case("-U h", negate(product("U", h))), new Case("-h * f", multiply(negate(h), f)),
                new Case("- -h", negate(negate(h))), new Case("h * -f", multiply(h, negate(f))),
                new Case("U tanh(h)", product("U", Expression.apply(Function.TANH, h))),
                new Case("U 2", product("U", constant(2))),
                // A minus before a number belongs to the number.
                new Case("-2 * h", multiply(constant(-2), h)), new Case("-(2) * h", multiply(negate(constant(2)), h)),
                new Case("h -2", subtract(h, constant(2))), new Case("--2", negate(constant(-2))),
                // Operators of one rank group from the left; products before sums.
                new Case("h - f - c", subtract(subtract(h, f), before("c"))),
                new Case("h / f * c", multiply(divide(h, f), before("c"))),
                new Case("h - (f - c)", subtract(h, subtract(f, before("c")))),
                new Case("1 - h * f", subtract(constant(1), multiply(h, f))),
                // Old and new states, numbers.
                new Case("h * c'", multiply(h, after("c"))), new Case(".5", constant(0.5)), new Case("5.", constant(5)),
                new Case("2.5e-3", constant(0.0025)), new Case("1E2", constant(100)), new Case("0", constant(0)),
                new Case("max(h, f + 1)", Expression.apply(Function.MAX, h, add(f, constant(1)))),
                // A line that ends in an operator or in a bracket goes on; comments and empty lines may lie between.
                new Case("h + # first\n\n  # more\n  f", add(h, f)), new Case("(\nh +\nf\n)", add(h, f)),
                new Case("max(h\n,\nf)", Expression.apply(Function.MAX, h, f)),
                new Case("h *\n-\nf", multiply(h, negate(f))), new Case("\th\t+\tf\t", add(h, f)));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void expressionsReadAsTheGrammarSays(Case given) {
        Cell cell = parse("state h, c\nf = U V h\nc' = V U h\nh' = " + given.text());
        assertThat(right(cell, "h")).isEqualTo(given.tree());
    }

    @Test
    void namesWithoutEquationAreParametersByTheirPlaceOrForm() {
        Cell cell = parse("state h\nparam peep\nh' = tanh(W_x x + rec (h * peep) + b + b_2)");
        assertThat(cell.parameters()).containsExactly(matrix("W_x", "H", "I"), matrix("rec", "H", "H"), vector("peep"),
                vector("b"), vector("b_2"));
    }

    @Test
    void definedNameIsNoParameterWhateverItsForm() {
        Cell cell = parse("state h\nb_f = W x\nh' = b_f");
        assertThat(cell.parameters()).containsExactly(matrix("W", "H", "I"));
        assertThat(cell.gates()).containsExactly("b_f");
    }

    @Test
    void matrixShapesFollowFromPlaceOrDeclaration() {
        Cell cell = parse(
                "state h\nmatrix D [R,H]\nz = tanh(D h + V x)\nmatrix V [R,I]\nh' = U z + A B h\nmatrix B [3,H]");
        assertThat(cell.parameters()).containsExactly(matrix("D", "R", "H"), matrix("V", "R", "I"),
                matrix("U", "H", "R"), matrix("A", "H", "3"), matrix("B", "3", "H"));
        assertThat(cell.freeDimensions()).containsExactly("R");
    }

    @Test
    void statementsStandInAnyOrder() {
        Cell cell = parse("h' = o * tanh(c')\nc' = f * c\no = U h\ninit U = orthogonal\nf = p * h\noutput c'\nparam p\n"
                + "state h, c");
        assertThat(cell.output()).isEqualTo("c");
        assertThat(cell.states()).containsExactly("h", "c");
        assertThat(cell.equations()).extracting(Equation::name).containsExactly("h", "c", "o", "f");
        assertThat(cell.evaluationOrder()).extracting(Equation::name).containsExactly("o", "f", "c", "h");
    }

    @Test
    void statesMayBeDeclaredOnSeveralLinesAndTheFirstIsTheOutput() {
        Cell cell = parse("state a\nstate d, e\na' = a\nd' = d\ne' = e");
        assertThat(cell.states()).containsExactly("a", "d", "e");
        assertThat(cell.output()).isEqualTo("a");
    }

    @Test
    void initialValuesMayNameParametersFamiliesStatesAndAll() {
        Cell cell = parse("state h\nh' = U_f h + b\ninit U_f = orthogonal:2 # scaled\ninit U = he\ninit h = .5\n"
                + "init * = uniform:-1,1\ninit b = file:\"a #1.npy\" # quoted");
        assertThat(cell.initialisations()).containsExactly(Map.entry("U_f", new Distribution.Orthogonal(2)),
                Map.entry("U", new Distribution.Scheme(Distribution.Scheme.Name.HE)),
                Map.entry("h", new Distribution.Constant(0.5)), Map.entry("*", new Distribution.Uniform(-1, 1)),
                Map.entry("b", new Distribution.File("a #1.npy")));
    }

    @Test
    void leadingCommentIsTheDescription() {
        String rest = "cell a # not this\nstate h\n# nor this\nh' = h\n";
        assertThat(CellParser.parse("\n# One.\n#\n#   Two.\n\n# Apart.\n" + rest, "a").description())
                .isEqualTo("One.\n\nTwo.");
        assertThat(CellParser.parse(rest, "a").description()).isEmpty();
    }

    @Test
    void byteOrderMarkAndAllLineEndsAreAccepted() {
        String text = "# Note\ncell a\nstate h\nh' = h +\n  1\n";
        Cell cell = CellParser.parse(text, "a");
        assertThat(CellParser.parse("\uFEFF" + text, "a")).isEqualTo(cell);
        assertThat(CellParser.parse(text.replace("\n", "\r\n"), "a")).isEqualTo(cell);
        assertThat(CellParser.parse(text.replace("\n", "\r"), "a")).isEqualTo(cell);
        assertThat(CellParser.parse(text.strip(), "a")).isEqualTo(cell);
    }

    @Test
    void lowerCaseMatrixLikeAFunctionNeedsItsDeclaration() {
        Cell cell = parse("state h\nmatrix tan [H,H]\nh' = tan(h)");
        assertThat(right(cell, "h")).isEqualTo(product("tan", before("h")));
        assertThat(CellParser.parse(TextPrinter.print(cell), "a")).isEqualTo(cell);
    }

    @Test
    void nestingToTheLimitIsReadAndPrintedAndBeyondIsRefused() {
        int deepest = CellChecker.DEEPEST;
        Cell cell = parse("state h\nh' = " + "-".repeat(deepest - 1) + "h");
        assertThat(CellParser.parse(TextPrinter.print(cell), "a")).isEqualTo(cell);
        String expected = "expressions nest at most 200 deep; name a part by an equation of its own";
        for (String tall : List.of("-".repeat(100_000) + "h", "(".repeat(100_000) + "h" + ")".repeat(100_000),
                "tanh(".repeat(100_000) + "h" + ")".repeat(100_000), "U ".repeat(100_000) + "h",
                "h" + " + h".repeat(100_000), "h" + " / h".repeat(deepest))) {
            assertThatThrownBy(() -> parse("state h\nh' = " + tall)).isInstanceOf(CellSyntaxException.class)
                    .hasMessageStartingWith("a.cell, line 3: " + expected);
        }
    }

    @Test
    void tooManyEquationsAreRefused() {
        StringBuilder text = new StringBuilder("state h\nh' = g0\n");
        for (int i = 0; i < 1000; i++) {
            text.append("g").append(i).append(" = g").append(i + 1).append('\n');
        }
        assertThatThrownBy(() -> parse(text + "g1000 = h")).isInstanceOf(CellSyntaxException.class)
                .hasMessageStartingWith("a.cell, line 1003: a cell has at most 1000 equations, this has 1002");
        Cell longest = parse(text.toString().replace("g998 = g999\ng999 = g1000\n", "g998 = h\n"));
        assertThat(longest.evaluationOrder()).hasSize(1000);
    }

    @Test
    void tooLargeTextIsRefused() {
        assertThatThrownBy(() -> CellParser.parse("#".repeat((1 << 20) + 1), "big.cell")).hasMessage(
                "big.cell: a cell's text has at most 1048576 characters, this has 1048577; is it a cell file?");
    }

    private static Cell parse(String statements) {
        return CellParser.parse("cell a\n" + statements, "a.cell");
    }

    private static Expression right(Cell cell, String name) {
        return cell.equations().stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow().right();
    }

    private static Parameter matrix(String name, String rows, String columns) {
        return new Parameter(name, List.of(rows, columns));
    }

    private static Parameter vector(String name) {
        return new Parameter(name, List.of("H"));
    }
}
