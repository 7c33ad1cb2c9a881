package retrograde.train;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.AddingProblem;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.NoiseData;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.DistributionParser;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.Trajectories;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.train.CriticalInitialisation.Layer;
import retrograde.train.CriticalInitialisation.Measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CriticalInitialisationTest {
    private static final Measurement SHORT = new Measurement(400, 8, 3);

    private static Model model(Cell cell, Dataset data, int hidden, int layers, String... settings) {
        Map<String, retrograde.equation.Distribution> init = new java.util.LinkedHashMap<>();
        for (String s : settings) {
            init.put(s.split("=", 2)[0], DistributionParser.parse(s.split("=", 2)[1]));
        }
        return new Initialisation(init, 5, _ -> new double[0][])
                .model(Architecture.of(cell, data, hidden, 3, layers, Map.of()));
    }

    /** All eigenvalues of an orthogonal matrix times g have the size g, and so has every step of a linear network. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 7})
    void aLinearNetworkOfOrthogonalMatricesIsBroughtToSizeOne(double gain) {
        Cell linear = CellParser.parse("cell linear\nstate h\nh' = U h + W x + b\n", "linear.cell");
        Dataset noise = NoiseData.parse("noise:1", 2);
        Model model = model(linear, noise, 5, 1, "U=orthogonal:" + gain);
        List<Layer> done = CriticalInitialisation.apply(model, noise, SHORT, Execution.reference());
        assertThat(done).hasSize(1);
        assertThat(done.getFirst().scale()).isCloseTo(1 / gain, within(2e-9 / gain));
        double[] u = model.parameters().layer(0).get("U");
        double norm = 0;
        for (double v : u) {
            norm += v * v;
        }
        assertThat(norm).isCloseTo(5, within(1e-7));
    }

    /** Their sequences have 64 steps, too few for an exponent: they are laid end to end. */
    @Test
    void dataOfShortSequencesDriveALayerForAsLongAsItTakes() {
        Dataset digits = Datasets.bundled("digits");
        Cell linear = CellParser.parse("cell linear\nstate h\nh' = U h + W x + b\n", "linear.cell");
        assertThat(CriticalInitialisation
                .apply(model(linear, digits, 5, 1, "U=orthogonal:3"), digits, SHORT, Execution.reference())
                .getFirst()
                .scale()).isCloseTo(1.0 / 3, within(1e-9));
        Model model = model(Zoo.cell("lstm"), digits, 10, 1);
        Layer layer = CriticalInitialisation.apply(model, digits, SHORT, Execution.reference()).getFirst();
        assertThat(Math.abs(layer.exponent())).isLessThanOrEqualTo(2 * layer.error());
        assertThat(layer.error()).isBetween(1e-6, 0.1);
        assertThat(layer.scale()).isNotEqualTo(1);
    }

    /** On sequences that the search never saw. */
    private static double[] measured(Model model, Dataset data) {
        Trajectories run = Trajectories.run(model, data.train(retrograde.model.Seeds.generator(99, "fresh"),
                data.stepsForLength(SHORT.window()), SHORT.sequences()));
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 1, 1, 99);
        return new double[] {spectrum.values()[0], spectrum.errors()[0]};
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "lstm", "gru"})
    void everyLayersExponentIsZeroWithinTwoErrorsAndOnOtherDataToo(String cell) {
        AddingProblem adding = new AddingProblem();
        Model model = model(Zoo.cell(cell), adding, 10, 2);
        Parameters before = model.parameters().copy();
        List<Layer> done;
        try (Execution two = Execution.of(Execution.Kind.FLOAT64, 2)) {
            done = CriticalInitialisation.apply(model, adding, SHORT, two);
        }
        assertThat(done).extracting(Layer::layer).containsExactly(1, 2);
        for (Layer layer : done) {
            assertThat(Math.abs(layer.exponent())).isLessThanOrEqualTo(2 * layer.error());
            assertThat(layer.error()).isLessThan(0.1);
            assertThat(layer.measurements()).isLessThan(25);
        }
        double[] fresh = measured(model, adding);
        // The larger of the two layers' exponents: each within two errors here, and again within three of its own.
        assertThat(fresh[0]).isCloseTo(0,
                within(3 * fresh[1] + 2 * Math.max(done.get(0).error(), done.get(1).error())));
        // Recurrent matrices are scaled, everything else is as it was.
        before.named().forEach((name, values) -> {
            double[] after = Entries.array(model.parameters(), name);
            double scale = name.startsWith("1/U") ? done.get(0).scale()
                    : name.startsWith("2/U") ? done.get(1).scale() : 1;
            for (int i = 0; i < values.length; i++) {
                assertThat(after[i]).as(name).isEqualTo(scale * values[i]);
            }
        });
    }

    @Test
    void whereThereIsNoEdgeItIsSaidAndNothingIsChanged() {
        Dataset noise = NoiseData.parse("noise:1", 2);
        Cell still = CellParser.parse("cell still\nstate h\nh' = .5 * h + relu(min(U h, -1)) + W x\n", "still.cell");
        Model model = model(still, noise, 4, 1);
        Parameters before = model.parameters().copy();
        assertThatThrownBy(() -> CriticalInitialisation.apply(model, noise, SHORT, Execution.reference()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "the largest Lyapunov exponent of layer 1 stays below 0 for recurrent matrices of up "
                                + "to 1024 times their size (-0.693 ± ");
        assertThat(model.parameters().layer(0).get("U")).containsExactly(before.layer(0).get("U"));
        Cell without = CellParser.parse("cell gated\nstate h\nz = sigmoid(W_z x)\nh' = z * h + W x\n", "gated.cell");
        Model other = model(without, noise, 4, 1);
        assertThatThrownBy(() -> CriticalInitialisation.apply(other, noise, SHORT, Execution.reference()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("cell gated of layer 1 has no recurrent matrix");
    }
}
