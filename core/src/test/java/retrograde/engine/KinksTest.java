package retrograde.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.equation.CellParser;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Derivatives where differences say nothing: at kinks, and where functions saturate. Three ways, one answer. */
class KinksTest {

    /** {@code ∂h'/∂h} of a cell of one unit at {@code h}: by adjoint, tangent and symbolic Jacobian. */
    private static double[] derivatives(String right, double h) {
        LayerShape shape = new LayerShape(CellParser.parse("cell a\nstate h\nh' = " + right + "\n", "a"), 1, 1);
        Interpreter engine = new Interpreter(shape);
        Weights weights = new Weights(shape);
        Activations run = engine.forward(weights, new double[] {0}, new double[][] {{h}}, 1, 1, null);
        double[][] one = {{1}};
        double adjoint = engine.adjoint(weights, run, 0, one, null, Interpreter.into(new Weights(shape), 1))[0][0];
        double tangent = engine.tangent(weights, run, 0, one, null)[0][0];
        LayerJacobian jacobian = new LayerJacobian(engine, weights, run, SymbolicJacobian.of(shape.cell(), View.FULL));
        jacobian.at(0);
        double[] j = new double[1];
        jacobian.addTo(0, j);
        return new double[] {adjoint, tangent, j[0]};
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"relu(h)|0|0", "relu(-h)|0|0", "abs(h)|0|0", "abs(h)|-2|-1", "min(h, 2 * h)|0|1",
                    "min(2 * h, h)|0|2", "max(h, 2 * h)|0|1", "max(2 * h, h)|0|2", "min(h, 1)|1|1", "min(1, h)|1|0",
                    "max(h, 1)|1|1", "max(1, h)|1|0", "relu(h)|-0.0|0", "h * relu(h)|3|6"})
    void atAKinkTheDerivativeIsTheOneAgreed(String right, double h, double expected) {
        assertThat(derivatives(right, h)).containsExactly(new double[] {expected, expected, expected}, within(0.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1000, -40, 40, 1000})
    void saturatedFunctionsHaveFiniteDerivatives(double h) {
        assertThat(derivatives("tanh(h)", h)).containsExactly(new double[] {0, 0, 0}, within(1e-15));
        assertThat(derivatives("sigmoid(h)", h)).containsExactly(new double[] {0, 0, 0}, within(1e-15));
        double step = h > 0 ? 1 : 0;
        assertThat(derivatives("softplus(h)", h)).containsExactly(new double[] {step, step, step}, within(1e-15));
    }

    @Test
    void softplusNeitherOverflowsNorLosesSmallValues() {
        LayerShape shape = new LayerShape(CellParser.parse("cell a\nstate h\nh' = softplus(h)\n", "a"), 2, 1);
        double[] out = new Interpreter(shape)
                .forward(new Weights(shape), new double[] {0}, new double[][] {{800, -40}}, 1, 1, null)
                .output();
        assertThat(out[0]).isEqualTo(800);
        assertThat(out[1]).isCloseTo(StrictMath.exp(-40), within(1e-32));
    }

    /** A layer normalisation of equal entries divides by √1e-5, not by zero. */
    @Test
    void layernormOfEqualEntriesIsFinite() {
        LayerShape shape = new LayerShape(CellParser.parse("cell a\nstate h\nh' = layernorm(h)\n", "a"), 4, 1);
        Interpreter engine = new Interpreter(shape);
        Weights weights = new Weights(shape);
        Activations run = engine.forward(weights, new double[] {0}, new double[][] {{3, 3, 3, 3}}, 1, 1, null);
        assertThat(run.output()).containsOnly(0.0);
        double[] adjoint = engine.adjoint(weights, run, 0, new double[][] {{1, 0, 0, 0}}, null,
                Interpreter.into(new Weights(shape), 1))[0];
        double scale = 1 / Math.sqrt(1e-5);
        assertThat(adjoint).containsExactly(new double[] {0.75 * scale, -0.25 * scale, -0.25 * scale, -0.25 * scale},
                within(1e-12));
    }

    @Test
    void aNaNInTheInputIsNotHidden() {
        LayerShape shape = new LayerShape(CellParser.parse("cell a\nstate h\nh' = max(relu(W x), h)\n", "a"), 1, 1);
        Weights weights = new Weights(shape);
        weights.get("W")[0] = 1;
        Interpreter engine = new Interpreter(shape);
        Activations run = engine.forward(weights, new double[] {Double.NaN}, new double[][] {{0}}, 1, 1, null);
        assertThat(run.output()).containsOnly(Double.NaN);
        Weights gradient = new Weights(shape);
        engine.adjoint(weights, run, 0, new double[][] {{1}}, null, Interpreter.into(gradient, 1));
        assertThat(gradient.get("W")).containsOnly(Double.NaN);
    }
}
