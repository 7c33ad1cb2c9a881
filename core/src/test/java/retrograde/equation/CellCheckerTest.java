package retrograde.equation;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.equation.Expression.Variable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static retrograde.equation.Expression.add;
import static retrograde.equation.Expression.after;
import static retrograde.equation.Expression.apply;
import static retrograde.equation.Expression.before;
import static retrograde.equation.Expression.constant;
import static retrograde.equation.Expression.multiply;
import static retrograde.equation.Expression.product;
import static retrograde.equation.Expression.variable;

/** A cell built in Java obeys the rules that a cell read from text obeys. */
class CellCheckerTest {
    private static final Expression X = variable("x");
    private static final Expression H = before("h");

    @Test
    void sameEquationsGiveTheSameCellAsText() {
        Expression right = apply(Function.TANH, add(add(product("W", X), product("U", H)), variable("b")));
        Cell built = complete("", List.of(), equation("h", right));
        assertThat(built).isEqualTo(CellParser.parse("cell java\nstate h\nh' = tanh(W x + U h + b)", "java"));
        assertThat(CellChecker.check(built)).isSameAs(built);
        assertThat(CellChecker.check(Zoo.cell("lstm"))).isEqualTo(Zoo.cell("lstm"));
    }

    @Test
    void mistakesNameTheCellAndTheEquation() {
        refuse("cell java, equation of h: unknown name ff; did you mean f?", List.of(), equation("f", H),
                equation("h", multiply(variable("ff"), H)));
        refuse("cell java, equation of h: W is a matrix (equation of f) and cannot stand here as a vector; a matrix times a "
                + "vector is written W h, without *", List.of(), equation("f", product("W", X)),
                equation("h", multiply(variable("W"), variable("f"))));
        refuse("cell java, equation of h: shapes clash: I entries on the left, H on the right; x has I entries and comes to "
                + "H through a matrix, as W x", List.of(), equation("h", add(X, H)));
        refuse("cell java, equation of f: the equations go in a circle: f → h' → f; an old state, as h, breaks it",
                List.of(), equation("f", after("h")), equation("h", variable("f")));
        refuse("cell java, equation of h: h' already has an equation (equation of h); each name is defined once",
                List.of(), equation("h", H), equation("h", X));
        refuse("cell java, equation of h: NaN is no finite number", List.of(), equation("h", constant(Double.NaN)));
        refuse("cell java, equation of h: step appears in derivatives only; expected one of sigmoid tanh relu exp log "
                + "softplus abs sqrt min max layernorm", List.of(), equation("h", apply(Function.STEP, H)));
        refuse("cell java, equation of h: only a state has an old value, and f is none", List.of(), equation("f", H),
                equation("h", before("f")));
        refuse("cell java, equation of a b: 'a b' is no name; a name is a letter followed by letters, digits or _, at most "
                + "64", List.of(), equation("h", H), equation("a b", H));
        refuse("cell java, equation of h: '<U>' is no name; a name is a letter followed by letters, digits or _, at most 64",
                List.of(), equation("h", product("<U>", H)));
    }

    @Test
    void declarationsAreChecked() {
        Equation sum = equation("h", add(H, variable("p")));
        refuse("cell java: p is declared, but no equation uses it", List.of(vector("p", "H")), equation("h", H));
        refuse("cell java: a vector has H entries, p has R", List.of(vector("p", "R")), sum);
        refuse("cell java: p is declared twice", List.of(vector("p", "H"), vector("p", "H")), sum);
        refuse("cell java: h is a state and cannot be a parameter", List.of(vector("h", "H")), equation("h", H));
        refuse("cell java: '-1' is no dimension; expected a name or a positive number",
                List.of(new Parameter("U", List.of("H", "-1"))), equation("h", product("U", H)));
    }

    @Test
    void tallTreeIsRefusedWithoutRecursion() {
        Expression tall = H;
        for (int i = 0; i < 100_000; i++) {
            tall = Expression.negate(tall);
        }
        refuse("cell java, equation of h: expressions nest at most 200 deep; name a part by an equation of its own",
                List.of(), equation("h", tall));
    }

    @Test
    void parametersMustBeThoseThatTheEquationsName() {
        Cell cell = Zoo.cell("rnn_tanh");
        Cell shuffled = new Cell(cell.name(), "", cell.states(), "h", cell.parameters().reversed(), cell.equations(),
                Map.of());
        assertThatThrownBy(() -> CellChecker.check(shuffled)).isInstanceOf(InputException.class)
                .hasMessageStartingWith("cell rnn_tanh: expected the parameters in the order of the equations, ");
        Cell missing = new Cell(cell.name(), "", cell.states(), "h", List.of(), cell.equations(), Map.of());
        assertThatThrownBy(() -> CellChecker.check(missing)).isInstanceOf(InputException.class);
    }

    private static void refuse(String message, List<Parameter> declared, Equation... equations) {
        assertThatThrownBy(() -> complete("", declared, equations)).isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private static Cell complete(String description, List<Parameter> declared, Equation... equations) {
        return CellChecker.complete("java", description, List.of("h"), "h", declared, List.of(equations), Map.of());
    }

    private static Equation equation(String name, Expression right) {
        return new Equation((Variable) variable(name), right);
    }

    private static Parameter vector(String name, String size) {
        return new Parameter(name, List.of(size));
    }
}
