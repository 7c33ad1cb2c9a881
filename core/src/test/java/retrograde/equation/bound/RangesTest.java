package retrograde.equation.bound;

import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.Expression;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Function;
import retrograde.equation.Moment;

import static org.assertj.core.api.Assertions.assertThat;

class RangesTest {

    private static Cell cell(String text) {
        return CellParser.parse("cell own\n" + text, "own");
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,h", "gru,h", "gru_merged,h", "gru_reset_after,h", "gru_reset_last,h", "gru_reset_last,c",
            "lstm,h"})
    void theseStatesAreProvedToStayBetweenMinusOneAndOne(String name, String state) {
        assertThat(Ranges.of(Zoo.cell(name)).ofState(state)).isEqualTo(Interval.SYMMETRIC_UNIT);
    }

    @Test
    void theSameHoldsForAnyStartBetweenMinusOneAndOne() {
        Ranges ranges = Ranges.of(Zoo.cell("gru"), Map.of("h", Interval.SYMMETRIC_UNIT), Map.of());
        assertThat(ranges.ofState("h")).isEqualTo(Interval.SYMMETRIC_UNIT);
    }

    @Test
    void otherStatesOfTheZooHaveTheRangeOfTheirEquations() {
        assertThat(Ranges.of(Zoo.cell("rnn_sigmoid")).ofState("h")).isEqualTo(Interval.UNIT);
        assertThat(Ranges.of(Zoo.cell("rnn_relu")).ofState("h")).isEqualTo(Interval.NON_NEGATIVE);
        assertThat(Ranges.of(Zoo.cell("lstm")).ofState("c")).isEqualTo(Interval.WHOLE);
    }

    @Test
    void aStartOutsideIsContained() {
        Map<String, Interval> two = Map.of("h", Interval.point(2));
        assertThat(Ranges.of(Zoo.cell("gru"), two, Map.of()).ofState("h")).isEqualTo(Interval.of(-1, 2));
        Ranges tanh = Ranges.of(Zoo.cell("rnn_tanh"), two, Map.of());
        assertThat(tanh.ofState("h")).isEqualTo(Interval.of(-1, 2));
        assertThat(tanh.of(new Variable("h", Moment.NOW))).isEqualTo(Interval.SYMMETRIC_UNIT);
        assertThat(Ranges.of(cell("state h\nh' = tanh(U h)\ninit h = uniform:-3,0")).ofState("h"))
                .isEqualTo(Interval.of(-3, 1));
    }

    @Test
    void aGateWrittenInlineIsTheSameGateEachTime() {
        Cell inline = cell("state h\nh' = (1 - sigmoid(W_z x + U_z h)) * h + sigmoid(W_z x + U_z h) * tanh(W x + U h)");
        assertThat(Ranges.of(inline).ofState("h")).isEqualTo(Interval.SYMMETRIC_UNIT);
    }

    @Test
    void contractionsHaveTheirLimit() {
        assertThat(Ranges.of(cell("state h\nh' = 0.5 * h + 0.5 * tanh(W x)")).ofState("h"))
                .isEqualTo(Interval.SYMMETRIC_UNIT);
        Interval leaky = Ranges.of(cell("state h\nh' = 0.9 * h + 0.3 * tanh(W x)")).ofState("h");
        // The rounding of one step is multiplied by 1/(1 − 0.9).
        assertThat(leaky.high()).isBetween(3.0, 3.0 + 1e-13);
        assertThat(leaky.low()).isEqualTo(-leaky.high());
    }

    @Test
    void chainsOfContractionsAreBoundedTogether() {
        Ranges ranges = Ranges.of(cell("state h, c\nc' = 0.75 * c + tanh(W x)\nh' = 0.5 * h + c'"));
        assertThat(ranges.ofState("c").high()).isCloseTo(4, Offset.offset(1e-9));
        assertThat(ranges.ofState("h").high()).isCloseTo(8, Offset.offset(1e-9));
    }

    @Test
    void aStateThatGrowsDoesNotTakeTheOthersAlong() {
        Ranges ranges = Ranges
                .of(cell("state h, c, d\nc' = c + tanh(W x)\nh' = 0.5 * h + 0.5 * tanh(c')\nd' = relu(d + c)"));
        assertThat(ranges.ofState("c")).isEqualTo(Interval.WHOLE);
        assertThat(ranges.ofState("h")).isEqualTo(Interval.SYMMETRIC_UNIT);
        assertThat(ranges.ofState("d")).isEqualTo(Interval.NON_NEGATIVE);
    }

    @Test
    void aMatrixTimesNothingIsNothing() {
        Ranges ranges = Ranges.of(cell("state h\nh' = U h"));
        assertThat(ranges.ofState("h")).isEqualTo(Interval.ZERO);
        assertThat(Ranges.of(cell("state h\nh' = U h + b")).ofState("h")).isEqualTo(Interval.WHOLE);
    }

    @Test
    void theLogisticMapStaysInTheUnitInterval() {
        assertThat(Ranges.of(cell("state h\nr = sigmoid(W x)\nh' = 4 * r * h * (1 - h)\ninit h = 0.25")).ofState("h"))
                .isEqualTo(Interval.UNIT);
    }

    @Test
    void aMeasuredRangeReplacesTheProvedOne() {
        Ranges ranges = Ranges.of(Zoo.cell("lstm"), Map.of(), Map.of("c", Interval.symmetric(3)));
        assertThat(ranges.ofState("c")).isEqualTo(Interval.of(-3, 3));
        assertThat(ranges.of(new Variable("c", Moment.NOW))).isEqualTo(Interval.of(-3, 3));
        assertThat(ranges.of(new Variable("h", Moment.NOW)).high()).isCloseTo(StrictMath.tanh(3), Offset.offset(1e-15));
    }

    @Test
    void aFunctionWithAnInteriorMinimumIsEnclosedTightly() {
        Expression u = Expression.variable("b");
        Interval swish = Ranges.of(Map.of()).of(Expression.multiply(u, Expression.apply(Function.SIGMOID, u)));
        // min u·σ(u) = −W(1/e), Lambert's function.
        assertThat(swish.low()).isCloseTo(-0.2784645427610738, Offset.offset(1e-14));
        assertThat(swish.high()).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
