package retrograde.equation;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CarryGateTest {

    private static List<CarryGate> own(String equations) {
        return CarryGate.of(CellParser.parse("cell own\nstate h\n" + equations + "\n", "own.cell"));
    }

    @ParameterizedTest
    @CsvSource({"lstm,c,b_f,true", "gru,h,b_z,false", "gru_merged,h,b_r,false", "gru_reset_last,c,b_z,false",
            "gru_reset_after,h,b_z,true"})
    void isFoundInTheCellsOfTheZoo(String cell, String state, String bias, boolean opens) {
        assertThat(CarryGate.of(Zoo.cell(cell))).singleElement().satisfies(gate -> {
            assertThat(gate.state()).isEqualTo(state);
            assertThat(gate.bias()).isEqualTo(bias);
            assertThat(gate.opensByBias()).isEqualTo(opens);
            assertThat(gate.plain()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "rnn_sigmoid"})
    void simpleNetworksHaveNone(String cell) {
        assertThat(CarryGate.of(Zoo.cell(cell))).isEmpty();
    }

    @Test
    void isFoundHoweverTheEquationsAreWritten() {
        assertThat(own("h' = sigmoid(U h - b) * h + W x")).containsExactly(new CarryGate("h", "b", -1, 0, 1));
        assertThat(own("a = b_k + W x\nk = 1 - sigmoid(a)\nh' = h * k + W_h x"))
                .containsExactly(new CarryGate("h", "b_k", 1, 1, 0));
        assertThat(own("s = sigmoid(-(W x + b))\nh' = (0.25 + 0.5 * s) * h + W_h x"))
                .containsExactly(new CarryGate("h", "b", -1, 0.25, 0.75));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h' = 0.9 * h + W x", "h' = h + W x + b", "h' = tanh(W x + b) * h + W_h x",
                    "h' = sigmoid(W x) * h + b", "h' = sigmoid(2 * (W x + b)) * h + W_h x",
                    "h' = sigmoid(W_f x + b_f) * sigmoid(W_g x + b_g) * h + W_h x",
                    "s = sigmoid(W x + b)\nh' = s * s * h + W_h x"})
    void whatIsNoSingleSigmoidOfASumWithABiasIsNone(String equations) {
        assertThat(own(equations)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "0,1,-1", "1,0,1", "1,0,-1", "0.25,1,1"})
    void atItsBiasTheLifetimeIsTheOneWished(double closed, double open, int sign) {
        CarryGate gate = new CarryGate("h", "b", sign, closed, open);
        for (double lifetime : new double[] {2, 10, 100, 1e4, 1e6}) {
            double sigmoid = 1 / (1 + StrictMath.exp(-sign * gate.biasFor(lifetime)));
            double a = closed + (open - closed) * sigmoid;
            // a is right to some roundings of numbers up to 1, and 1 − a is 1/T.
            assertThat(1 / (1 - a)).isCloseTo(lifetime, within(8 * 0x1p-52 * lifetime * lifetime));
        }
        assertThat(new CarryGate("h", "b", 1, 0, 1).biasFor(101)).isCloseTo(StrictMath.log(100), within(1e-13));
        assertThat(new CarryGate("h", "b", 1, 1, 0).biasFor(101)).isCloseTo(-StrictMath.log(100), within(1e-13));
    }

    @Test
    void whatNoBiasReachesIsNotANumber() {
        assertThat(new CarryGate("h", "b", 1, 0.25, 0.75).biasFor(100)).isNaN();
        assertThat(new CarryGate("h", "b", 1, 0.25, 0.75).biasFor(2)).isFinite();
    }
}
