package retrograde.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.Objective;
import retrograde.data.TextDataset;
import retrograde.engine.Activations;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.ModelParser;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Against central differences of the loss and of the output, and where doubles would underflow. */
class SequenceGradientTest {
    private static final double STEP = 1e-5;
    /** Central differences: O(STEP²) truncation and 1e-16/STEP rounding, relative to derivatives of 1e-2 and above. */
    private static final double TOLERANCE = 1e-6;

    private static Model model(String cell, int layers) {
        return Initialisation.of(3)
                .model(Architecture.of(Zoo.cell(cell), Datasets.task("adding"), 4, 0, layers, Map.of()));
    }

    private static Model residual() {
        return Initialisation.of(3)
                .model(ModelParser.parse("layer lstm 4\nlayer gru 4 residual\nlayer rnn_tanh 4 residual", "residual")
                        .on(Datasets.task("adding")));
    }

    private static Batch adding(int steps) {
        return Datasets.task("adding").train(Seeds.generator(5, "at"), steps, 1);
    }

    private static Batch shifted(Batch batch, int entry, double by) {
        Batch.Vectors x = (Batch.Vectors) batch.inputs();
        double[] values = x.values().clone();
        values[entry] += by;
        return new Batch(new Batch.Vectors(x.steps(), 1, x.width(), values), batch.targets(), batch.starts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru_reset_last", "rnn_tanh", "residual"})
    void theInputsGradientIsThatOfDifferences(String cell) {
        Model model = cell.equals("residual") ? residual() : model(cell, 2);
        Batch batch = adding(7);
        SequenceGradient gradient = SequenceGradient.measure(model, batch, 6);
        assertThat(gradient.loss()).isCloseTo(model.loss(batch), within(1e-12));
        for (int s = 0; s < 7; s++) {
            double squares = 0;
            for (int i = 0; i < 2; i++) {
                double d = (model.loss(shifted(batch, 2 * s + i, STEP)) - model.loss(shifted(batch, 2 * s + i, -STEP)))
                        / (2 * STEP);
                squares += d * d;
            }
            assertThat(Math.exp(gradient.logInput()[s])).isCloseTo(Math.sqrt(squares), within(TOLERANCE));
        }
    }

    private static Model bothDirections(Dataset data) {
        return Initialisation.of(3)
                .model(ModelParser
                        .parse("layer rnn_tanh 2\nlayer gru 1 bidirectional residual\nlayer lstm 3 bidirectional",
                                "both")
                        .on(data));
    }

    /** One loss, of steps before and after it; and one loss for all, read at both ends. */
    @ParameterizedTest
    @CsvSource({"EVERY,3,0", "EVERY,0,0", "EVERY,6,0", "LAST,6,0", "LAST,6,2"})
    void withBothDirectionsTheInputsOfAllStepsHaveTheGradientOfDifferences(Objective.LossSteps losses, int step,
            int start) {
        Dataset data = new Uneven(7, losses);
        Model model = bothDirections(data);
        Batch drawn = data.train(Seeds.generator(5, "at"), 7, 1);
        Batch batch = new Batch(drawn.inputs(), drawn.targets(), new int[] {start});
        SequenceGradient gradient = SequenceGradient.measure(model, batch, step);
        assertThat(gradient.bothSides()).isTrue();
        assertThat(gradient.logInput()).hasSize(7);
        for (int s = 0; s < 7; s++) {
            double squares = 0;
            for (int i = 0; i < 2; i++) {
                double high = SequenceGradient.measure(model, shifted(batch, 2 * s + i, STEP), step).loss();
                double low = SequenceGradient.measure(model, shifted(batch, 2 * s + i, -STEP), step).loss();
                squares += (high - low) * (high - low) / (4 * STEP * STEP);
            }
            assertThat(Math.exp(gradient.logInput()[s])).as("step %d", s)
                    .isCloseTo(Math.sqrt(squares), within(TOLERANCE));
            assertThat(squares > 0).isEqualTo(s >= start);
        }
        if (losses == Objective.LossSteps.LAST) {
            assertThat(gradient.loss()).isCloseTo(model.loss(batch), within(1e-12));
        }
    }

    @Test
    void howFarAwayItComesFromCountsBothSides() {
        double[] logs = Arrays.stream(new double[] {1, 2, 4, 2, 1}).map(Math::log).toArray();
        SequenceGradient both = new SequenceGradient(2, 0, logs, new double[0], new double[0]);
        assertThat(both.within(0.4)).isEqualTo(1);
        assertThat(both.within(0.5)).isEqualTo(2);
        assertThat(both.within(0.8)).isEqualTo(2);
        assertThat(both.within(0.81)).isEqualTo(3);
        SequenceGradient end = new SequenceGradient(4, 0, logs, logs, logs);
        assertThat(end.within(0.5)).isEqualTo(3);
        assertThat(end.within(1)).isEqualTo(5);
    }

    @Test
    void withBothDirectionsNoLogarithmEndsWhereDoublesDo() {
        Dataset data = Networks.noise(2);
        Model model = new Initialisation(Map.of("U", DistributionParser.parse("identity:1e-3")), 3,
                Initialisation.of(3).files())
                .model(ModelParser.parse("layer rnn_tanh 2 bidirectional", "both").on(data));
        SequenceGradient gradient = SequenceGradient.measure(model, data.train(Seeds.generator(5, "at"), 300, 1), 299);
        // Each direction is read at its own end, and carries less than 1e-3 a step.
        assertThat(gradient.logInput()[150]).isBetween(-3000.0, 149 * Math.log(1e-3));
        assertThat(gradient.logInput()[0]).isGreaterThan(-20);
        assertThat(gradient.logInput()[299]).isGreaterThan(-20);
    }

    @Test
    void withBothDirectionsThereAreNoMatrices() {
        Model model = bothDirections(Datasets.task("adding"));
        assertThatThrownBy(() -> SequenceGradient.matrices(model, adding(6), 5, 2)).isInstanceOf(InputException.class)
                .hasMessageContaining("models that read in one direction");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCarriedAndTransportedIsWhatTheOtherQuantitiesSay(boolean residual) {
        Model model = residual ? residual() : model("lstm", 1);
        Batch batch = adding(9);
        SequenceGradient gradient = SequenceGradient.measure(model, batch, 8);
        double[] carried = new double[9];
        model.carried(batch, new int[] {8}, carried);
        double[] logNorms = Horizon.measure(Trajectories.run(model, batch), 9, 1, List.of(), 1e-3).logNorms();
        for (int s = 0; s < 9; s++) {
            assertThat(gradient.logState()[s]).isCloseTo(0.5 * Math.log(carried[s]), within(1e-12));
            assertThat(gradient.logTransport()[s]).isCloseTo(logNorms[8 - s], within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5})
    void theOutputsMatricesAreThoseOfDifferences(int from) {
        Model model = model("lstm", 2);
        Batch batch = adding(6);
        SequenceGradient.Matrices matrices = SequenceGradient.matrices(model, batch, 5, from);
        for (int i = 0; i < 2; i++) {
            double[] high = output(model, shifted(batch, 2 * from + i, STEP));
            double[] low = output(model, shifted(batch, 2 * from + i, -STEP));
            for (int row = 0; row < 4; row++) {
                assertThat(matrices.toInput()[row * 2 + i] * Math.exp(matrices.logScale()[row]))
                        .isCloseTo((high[row] - low[row]) / (2 * STEP), within(TOLERANCE));
            }
        }
        assertThat(matrices.toState()).extracting(SequenceGradient.StateMatrix::state)
                .containsExactly("h", "c", "h", "c");
        if (from == 0) {
            // The state before step 0 is the initial one, which can be shifted.
            for (SequenceGradient.StateMatrix block : matrices.toState()) {
                int state = block.state().equals("h") ? 0 : 1;
                double[] initial = model.stack().initial(block.layer() - 1)[state];
                for (int j = 0; j < 4; j++) {
                    initial[j] += STEP;
                    double[] high = output(model, batch);
                    initial[j] -= 2 * STEP;
                    double[] low = output(model, batch);
                    initial[j] += STEP;
                    for (int row = 0; row < 4; row++) {
                        assertThat(block.values()[row * 4 + j] * Math.exp(matrices.logScale()[row]))
                                .isCloseTo((high[row] - low[row]) / (2 * STEP), within(TOLERANCE));
                    }
                }
            }
        }
    }

    private static double[] output(Model model, Batch batch) {
        List<Activations> run = model.stack().forward(model.embed(batch.inputs()), batch.steps(), 1, null);
        double[] all = run.getLast().output();
        return java.util.Arrays.copyOfRange(all, all.length - 4, all.length);
    }

    @Test
    void aGradientTooSmallForADoubleStillHasItsLogarithm() {
        Initialisation still = new Initialisation(Map.of("U", DistributionParser.parse("identity:1e-3")), 1,
                Initialisation.of(1).files());
        Model model = still.model(Architecture.of(Zoo.cell("rnn_tanh"), Datasets.task("adding"), 4, 0, 1, Map.of()));
        SequenceGradient gradient = SequenceGradient.measure(model, adding(200), 199);
        // ‖∂s_t/∂s_{t−k}‖ ≤ 1e-3 a step: below e^−1300 at lag 199, where a double ends at e^−745.
        assertThat(gradient.logTransport()[0]).isBetween(-3000.0, 200 * Math.log(1e-3));
        assertThat(gradient.logState()[0]).isBetween(-3000.0, 199 * Math.log(1e-3));
        assertThat(gradient.logInput()[0]).isBetween(-3000.0, 198 * Math.log(1e-3));
    }

    @Test
    void aTextGivenByHandIsReadWithTheVocabularyOfTheData() {
        TextDataset text = (TextDataset) Datasets.bundled("moby-dick");
        Batch batch = text.sequence("the whale");
        assertThat(batch.steps()).isEqualTo(8);
        assertThat(((Batch.Symbols) batch.inputs()).values()[0]).isEqualTo(text.vocabulary().symbols().indexOf("t"));
        assertThat(((Batch.Classes) batch.targets()).values()[7]).isEqualTo(text.vocabulary().symbols().indexOf("e"));
    }
}
