package retrograde.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Differences;
import retrograde.engine.Interpreter;
import retrograde.equation.CellParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.ModelBuilder;
import retrograde.model.ModelParser;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The penalty Ω against its formula, its derivative against differences of the formula with states and adjoints held. */
class OmegaRegulariserTest {
    private static final Dataset ADDING = Datasets.task("adding");
    private static final double WEIGHT = 0.7;

    private static Model model(String text) {
        return Initialisation.of(3).model(ModelParser.parse(text, "test").on(ADDING));
    }

    private static Batch batch(int steps, int size) {
        return ADDING.train(Seeds.generator(2, "batch"), steps, size);
    }

    /** Ω of one layer, states and adjoints as given, by whatever weights the model has now. */
    private static double omega(Model model, int l, OmegaRegulariser.Rows rows, int batch) {
        Interpreter engine = new Interpreter(model.architecture().layers().get(l));
        double[][] carried = OmegaRegulariser.carried(engine, model.parameters().layer(l), rows);
        int hidden = engine.shape().hidden();
        double sum = 0;
        for (int k = 0; k < rows.count(); k++) {
            double excess = OmegaRegulariser.norm(carried, k, hidden)
                    / OmegaRegulariser.norm(rows.adjoints(), k, hidden) - 1;
            sum += excess * excess / batch;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"layer lstm 3", "layer gru 4\nlayer rnn_tanh 3", "layer rnn_sigmoid 3\nlayer lstm 3 residual"})
    void theDerivativeIsThatOfTheFormula(String text) {
        Model model = model(text);
        Batch batch = batch(6, 3);
        Parameters gradient = new Parameters(model.architecture());
        OmegaRegulariser regulariser = new OmegaRegulariser(WEIGHT);
        double omega = regulariser.addGradient(model, batch, gradient);
        List<OmegaRegulariser.Rows> rows = OmegaRegulariser.rows(model, batch);
        double sum = 0;
        for (int l = 0; l < rows.size(); l++) {
            int layer = l;
            sum += omega(model, l, rows.get(l), 3);
            for (Map.Entry<String, double[]> p : model.parameters().layer(l).arrays().entrySet()) {
                double[] expected = Differences.gradient(() -> WEIGHT * omega(model, layer, rows.get(layer), 3),
                        () -> 0, p.getValue());
                double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
                // The differences of the derivative itself are exact to ε² = 1e-10 and 1e-16/ε, those of the test beyond it.
                assertThat(gradient.layer(l).get(p.getKey())).as((l + 1) + "/" + p.getKey())
                        .containsExactly(expected, within(1e-8 * Math.max(1, largest)));
            }
        }
        assertThat(omega).isCloseTo(sum, within(1e-13 * Math.max(1, sum))).isPositive().isEqualTo(regulariser.last());
        assertThat(gradient.readoutWeights()).containsOnly(0);
    }

    /** One linear unit carries |u| of its adjoint at every step: {@code Ω = (T − 1)(|u| − 1)²}. */
    @Test
    void aLinearUnitHasAClosedForm() {
        Architecture a = new ModelBuilder().layer(CellParser.parse("cell linear\nstate h\nh' = W x + U h", "linear"), 1)
                .on(ADDING);
        Model model = Initialisation.of(3).model(a);
        model.parameters().layer(0).get("U")[0] = -0.6;
        Parameters gradient = new Parameters(a);
        double omega = new OmegaRegulariser(1).addGradient(model, batch(10, 4), gradient);
        assertThat(omega).isCloseTo(9 * 0.16, within(1e-13));
        assertThat(gradient.layer(0).get("U")[0]).isCloseTo(-9 * 2 * (0.6 - 1), within(1e-9));
        assertThat(gradient.layer(0).get("W")).containsExactly(new double[2], within(1e-9));
    }

    @Test
    void trainingWithItKeepsTheGradientsLength() {
        double without = ratio(Optional.empty());
        double with = ratio(Optional.of(new OmegaRegulariser(1)));
        assertThat(Math.abs(with - 1)).isLessThan(0.5 * Math.abs(without - 1));
    }

    /** The mean of ‖Jᵀv‖/‖v‖ after some updates of a tanh network. */
    private static double ratio(Optional<OmegaRegulariser> omega) {
        Model model = Initialisation.of(3).model(Architecture.of(Zoo.cell("rnn_tanh"), ADDING, 8, 0, 1, Map.of()));
        Trainer trainer = new Trainer(model, ADDING, new Trainer.TrainingPlan(20, 8, 0.01, new Clipping(1), 1),
                new Adam(model.architecture()));
        omega.ifPresent(trainer::regularise);
        for (int u = 0; u < 60; u++) {
            assertThat(trainer.step().finite()).isTrue();
        }
        OmegaRegulariser.Rows rows = OmegaRegulariser.rows(model, batch(20, 8)).getFirst();
        double sum = 0;
        for (int k = 0; k < rows.count(); k++) {
            sum += OmegaRegulariser.norm(rows.carried(), k, 8) / OmegaRegulariser.norm(rows.adjoints(), k, 8);
        }
        return sum / rows.count();
    }

    @Test
    void whatHasNoDerivativeOrNoDirectionIsRefused() {
        assertThatThrownBy(() -> OmegaRegulariser.check(model("layer rnn_relu 3"))).isInstanceOf(InputException.class)
                .hasMessageStartingWith("--omega needs cells whose Jacobian has a derivative, and rnn_relu has relu");
        assertThatThrownBy(() -> OmegaRegulariser.check(model("layer gru 3 bidirectional")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--omega is defined for models that read in one direction");
        assertThatThrownBy(() -> new OmegaRegulariser(0)).isInstanceOf(InputException.class)
                .hasMessageStartingWith("--omega is 0.0");
        assertThat(model("layer gru 3")).satisfies(OmegaRegulariser::check);
        // A matrix whose name ends so is no function.
        Model named = Initialisation.of(3)
                .model(new ModelBuilder()
                        .layer(CellParser.parse("cell c\nstate h\nh' = tanh(W x + U_relu (h + b_h))", "c"), 2)
                        .on(ADDING));
        assertThat(named).satisfies(OmegaRegulariser::check);
    }
}
