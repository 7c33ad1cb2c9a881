package retrograde.equation.bound;

import java.util.List;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.Expression;
import retrograde.equation.Function;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.equation.Expression.add;
import static retrograde.equation.Expression.apply;
import static retrograde.equation.Expression.constant;
import static retrograde.equation.Expression.divide;
import static retrograde.equation.Expression.multiply;
import static retrograde.equation.Expression.subtract;
import static retrograde.equation.Expression.variable;

class PathBoundsTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static final Ranges FREE = Ranges.of(Map.of());

    /** The text of the zoo's LSTM with another equation for h. */
    private static Cell lstm(String output) {
        return CellParser.parse(Zoo.text("lstm").replaceAll("h' = .*", "h' = " + output), "own");
    }

    private static List<Path> paths(Cell cell, View view, String term) {
        Term found = SymbolicJacobian.of(cell, view).term(term);
        assertThat(found).as("%s of %s", term, cell.name()).isNotNull();
        return found == null ? List.of() : found.paths();
    }

    private static PathBounds only(Cell cell, View view, String term) {
        List<Path> paths = paths(cell, view, term);
        assertThat(paths).hasSize(1);
        return PathBounds.of(paths.getFirst(), Ranges.of(cell));
    }

    @ParameterizedTest
    @CsvSource({"o * tanh(c'),0.111935801173576", "o * sigmoid(c'),0.055967900586788",
            "o * tanh(2*c'),0.111935801173576", "tanh(c' * 2) * o,0.111935801173576"})
    void theArticlesViewOfAnLstmBoundsTheTermViaF(String output, double expected) {
        PathBounds bounds = only(lstm(output), View.ARTICLE, "via f");
        assertThat(bounds.unitBound()).isCloseTo(expected, Offset.offset(expected * 1e-12));
        assertThat(bounds.bound()).isEqualTo(INFINITY);
    }

    @Test
    void theLargestValueOfCTimesTheSlopeOfTanhIsFound() {
        Expression c = variable("b");
        Expression tanh = apply(Function.TANH, c);
        Interval sup = FREE.largestMagnitude(multiply(c, subtract(constant(1), multiply(tanh, tanh))));
        assertThat(sup.high()).isCloseTo(0.447743204694303, Offset.offset(1e-15));
        assertThat(sup.width()).isBetween(0.0, 1e-12 * sup.high());
        Expression sigmoid = apply(Function.SIGMOID, c);
        Interval half = FREE.largestMagnitude(multiply(c, multiply(sigmoid, subtract(constant(1), sigmoid))));
        assertThat(half.high()).isCloseTo(0.223871602347151, Offset.offset(1e-15));
        assertThat(half.width()).isBetween(0.0, 1e-12 * half.high());
    }

    @ParameterizedTest
    @CsvSource({"0,.447743204694", ".5,.787337354773", "1,1.19845190431", "2,2.11607856683", "3,3.08046539241",
            "-3,3.08046539241"})
    void theScalarJacobianOfATanhNetworkIsBoundedByF(double a, double expected) {
        Expression y = variable("b");
        Expression tanh = apply(Function.TANH, y);
        Interval sup = FREE
                .largestMagnitude(multiply(subtract(y, constant(a)), subtract(constant(1), multiply(tanh, tanh))));
        // The table has 12 digits.
        assertThat(sup.high()).isCloseTo(expected, Offset.offset(5e-12 * expected));
        assertThat(sup.width()).isBetween(0.0, 1e-12 * sup.high());
    }

    @ParameterizedTest
    @CsvSource({"lstm,ARTICLE,via f,4", "lstm,ARTICLE,via i,5", "lstm,ARTICLE,via g,4", "lstm,FULL,via o,3",
            "lstm,ARTICLE,main,1", "gru,FULL,main,1", "gru,FULL,via z,3", "gru,FULL,via g,3", "gru,FULL,'via r,g',5",
            "rnn_tanh,FULL,main,1", "rnn_relu,FULL,main,1", "rnn_sigmoid,FULL,main,2"})
    void gateFactorsAreThoseOfTheDefinition(String cell, View view, String term, int expected) {
        assertThat(only(Zoo.cell(cell), view, term).gateFactors()).isEqualTo(expected);
    }

    @Test
    void anUnboundedFactorAndAllThatIsNeededToBoundItCountAsOne() {
        // c · s(1 − s) next to f, 1 − f and o: neither s nor 1 − s alone bounds c on both sides.
        assertThat(only(lstm("o * sigmoid(c')"), View.ARTICLE, "via f").gateFactors()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"lstm,ARTICLE,via i,0.25,0.25", "lstm,ARTICLE,via g,1,1", "lstm,FULL,via o,0.25,0.25",
            "gru,FULL,via z,0.5,0.5", "gru,FULL,'via r,g',0.25,0.25", "rnn_tanh,FULL,main,1,1",
            "rnn_relu,FULL,main,1,1", "rnn_sigmoid,FULL,main,0.25,0.25", "gru_merged,FULL,via r,0.5,0.5"})
    void boundsThatAreSimpleNumbersAreExact(String cell, View view, String term, double bound, double unitBound) {
        PathBounds bounds = only(Zoo.cell(cell), view, term);
        assertThat(bounds.bound()).isEqualTo(bound);
        assertThat(bounds.unitBound()).isEqualTo(unitBound);
    }

    @Test
    void aGateMetTwiceIsBoundedOnceForAUnitButTwiceForManyUnits() {
        PathBounds merged = only(Zoo.cell("gru_merged"), View.FULL, "via r,g");
        assertThat(merged.bound()).isEqualTo(0.25);
        // max r²(1 − r) at r = 2/3.
        assertThat(merged.unitBound()).isCloseTo(4.0 / 27, Offset.offset(1e-15));
    }

    @Test
    void theFullViewOfAnLstmIsUnboundedInTheCellState() {
        for (Path path : paths(Zoo.cell("lstm"), View.FULL, "via f")) {
            PathBounds bounds = PathBounds.of(path, Ranges.of(Zoo.cell("lstm")));
            assertThat(bounds.bound()).isEqualTo(INFINITY);
            assertThat(bounds.unitBound()).isEqualTo(INFINITY);
        }
    }

    @Test
    void aMeasuredRangeMakesTheBoundFinite() {
        Cell lstm = Zoo.cell("lstm");
        Ranges measured = Ranges.of(lstm, Map.of(), Map.of("c", Interval.symmetric(12)));
        PathBounds bounds = PathBounds.of(paths(lstm, View.ARTICLE, "via f").getFirst(), measured);
        assertThat(bounds.bound()).isEqualTo(3);
        assertThat(bounds.unitBound()).isCloseTo(0.111935801173576, Offset.offset(1e-15));
        Ranges small = Ranges.of(lstm, Map.of(), Map.of("c", Interval.symmetric(0.5)));
        double atTheEnd = 0.25 * 0.5 * (1 - StrictMath.pow(StrictMath.tanh(0.5), 2));
        assertThat(PathBounds.of(paths(lstm, View.ARTICLE, "via f").getFirst(), small).unitBound()).isCloseTo(atTheEnd,
                Offset.offset(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"softplus(W x + U h),1", "exp(W x + U h),Infinity", "U h + b,1", "relu(U h),0", "relu(W x + U h + b),1",
            "abs(W x + U h),1", "min(W x + U h; 1),1", "sqrt(softplus(W x + U h)),Infinity",
            "3 * tanh(W x + U h) / 4,0.75", "tanh(W x + U h) / sigmoid(b),Infinity", "tanh(layernorm(W x + U h)),1"})
    void boundsOfSimpleNetworks(String right, double expected) {
        Cell cell = CellParser.parse("cell own\nstate h\nh' = " + right.replace(';', ','), "own");
        assertThat(only(cell, View.FULL, "main").bound()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"u * sigmoid(u),1.0998393201288668", "log(1 + exp(u)),1", "u / (1 + abs(u)),2"})
    void infiniteTailsThatNaturalArithmeticLeavesOpenAreClosed(String right, double expected) {
        // In the last one the value h' = u/(1 + |u|) of [−1, 1] in the derivative counts as independent of u.
        Cell cell = CellParser.parse("cell own\nstate h\nu = W x + U h + b\nh' = " + right, "own");
        assertThat(only(cell, View.FULL, "via u").bound()).isCloseTo(expected, Offset.offset(5e-15));
    }

    @Test
    void aVariableThatCancelsIsSeen() {
        Expression z = variable("z");
        Expression g = variable("g");
        Ranges ranges = Ranges
                .of(Map.of((Expression.Variable) z, Interval.UNIT, (Expression.Variable) g, Interval.SYMMETRIC_UNIT));
        assertThat(ranges.largestMagnitude(subtract(z, multiply(z, z))).high()).isEqualTo(0.25);
        assertThat(ranges.largestMagnitude(divide(multiply(g, z), z)).high()).isEqualTo(1);
        assertThat(ranges.largestMagnitude(subtract(z, z)).high()).isZero();
        assertThat(ranges.largestMagnitude(multiply(subtract(constant(1), g), add(constant(1), g))).high())
                .isEqualTo(1);
        assertThat(ranges.largestMagnitude(divide(g, z)).high()).isEqualTo(INFINITY);
    }
}
