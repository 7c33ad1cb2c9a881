package retrograde.flow;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.AddingProblem;
import retrograde.data.Batch;
import retrograde.data.CopyMemory;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The map of loss and source steps against a closed form, differences, and the quantities it is made of. */
class PairMapTest {
    private static final long SEED = 7;

    private static Batch batch(Dataset data, int steps, int sequences) {
        return data.train(Seeds.generator(SEED, "pairs"), data.stepsForLength(steps), sequences);
    }

    private static PairMap map(Model model, Batch batch, boolean everyStep) {
        return PairMap.measure(model, batch, Trajectories.run(model, batch), everyStep);
    }

    @Test
    void aLinearCellHasAnExponentialOfTheLag() {
        double a = -0.8;
        Dataset data = new CopyMemory();
        Model model = Networks.model(Networks.cell("cell linear", "state h", "h' = U h + W x"), data, 1, 1, 3,
                "U=" + a);
        Batch batch = batch(data, 24, 1);
        PairMap map = map(model, batch, true);
        double[] x = model.embed(batch.inputs());
        double[] h = model.stack().forward(x, 24, 1, null).get(0).output();
        int width = x.length / 24;
        assertThat(map.lossSteps()).hasSize(24);
        for (int t = 0; t < 24; t++) {
            for (int s = 0; s <= t; s++) {
                double carried = map.logNorm()[t][t] + (t - s) * Math.log(Math.abs(a));
                assertThat(map.logNorm()[t][s]).isCloseTo(carried, within(1e-12));
                // ∂⁺s_s/∂θ holds the old state, for U, and the input, for W.
                double old = s == 0 ? 0 : h[s - 1];
                double squares = old * old;
                for (int i = 0; i < width; i++) {
                    squares += x[s * width + i] * x[s * width + i];
                }
                assertThat(map.logContribution()[t][s]).isCloseTo(carried + 0.5 * Math.log(squares), within(1e-12));
            }
            assertThat(Arrays.stream(map.logNorm()[t]).skip(t + 1)).allMatch(v -> Double.isNaN(v));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru_reset_last"})
    void itsLastRowIsTheGradientByLagOfTheSamePairs(String cell) {
        Dataset data = new AddingProblem();
        Model model = Networks.model(Zoo.cell(cell), data, 5, 2, 3);
        int steps = 12;
        LagPass pass = new LagPass(model, data, steps, false, 16, SEED);
        PairMap map = map(model, batch(data, steps, 16), true);
        assertThat(map.lossSteps()).containsExactly(steps - 1);
        double[] byLag = GradientByLag.of(pass.whole).logNorm();
        for (int k = 0; k < steps; k++) {
            // Sixteen norms in another order: a few units in the last place.
            assertThat(map.logContribution()[0][steps - 1 - k]).isCloseTo(pass.whole.logSummandNorm[k], within(1e-12));
            if (k > 0) {
                assertThat(map.logNorm()[0][steps - 1 - k]).isCloseTo(byLag[k - 1], within(1e-12));
            }
        }
    }

    @Test
    void eachRowIsWhatOneLossSendsBack() {
        Dataset data = new CopyMemory();
        Model model = Networks.model(Zoo.cell("gru"), data, 4, 2, 5);
        Batch batch = batch(data, 25, 1);
        PairMap map = map(model, batch, true);
        for (int t = 0; t < 25; t++) {
            SequenceGradient gradient = SequenceGradient.measure(model, batch, t);
            for (int s = 0; s < t; s++) {
                assertThat(map.logNorm()[t][s]).isCloseTo(gradient.logState()[s + 1], within(1e-12));
            }
        }
    }

    @Test
    void theNormIsThatOfDifferencesOfTheLoss() {
        Dataset data = new CopyMemory();
        Model model = Networks.model(Zoo.cell("lstm"), data, 3, 1, 5);
        Batch batch = batch(data, 22, 1);
        PairMap map = map(model, batch, true);
        double[] x = model.embed(batch.inputs());
        int width = x.length / 22;
        int t = 13;
        Activations run = model.stack().forward(x, 22, 1, null).get(0);
        for (int s = 9; s < t; s++) {
            double squares = 0;
            double[] rest = Arrays.copyOfRange(x, (s + 1) * width, (t + 1) * width);
            for (int state = 0; state < 2; state++) {
                for (int i = 0; i < 3; i++) {
                    double high = loss(model, batch, t, from(model, run, s, state, i, 1e-5), rest, t - s);
                    double low = loss(model, batch, t, from(model, run, s, state, i, -1e-5), rest, t - s);
                    squares += Math.pow((high - low) / 2e-5, 2);
                }
            }
            // Central differences: 1e-10 of truncation and 1e-11 of rounding beside norms above 1e-3.
            assertThat(Math.exp(map.logNorm()[t][s])).isCloseTo(Math.sqrt(squares), within(1e-8));
        }
    }

    /** The stack begun after step s, with one entry of its state shifted. */
    private static Stack from(Model model, Activations run, int s, int state, int unit, double by) {
        double[][] initial = new double[2][];
        for (int k = 0; k < 2; k++) {
            String name = run.shape().cell().states().get(k);
            initial[k] = Arrays.copyOfRange(run.state(name), (s + 1) * 3, (s + 2) * 3);
        }
        initial[state][unit] += by;
        return Networks.from(model.stack(), List.<double[][]>of(initial));
    }

    private static double loss(Model model, Batch batch, int t, Stack stack, double[] x, int steps) {
        double[] output = stack.forward(x, steps, 1, null).get(0).output();
        return model.readOut()
                .loss(batch.targets(), new int[] {t}, Arrays.copyOfRange(output, (steps - 1) * 3, steps * 3), 1, null,
                        null);
    }

    @Test
    void longSequencesAreBinnedAndSampledAndThreadsChangeNothing() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Zoo.cell("gru"), data, 3, 1, 5, "U=normal:0,0.3");
        Batch batch = batch(data, 300, 2);
        Trajectories run = Trajectories.run(model, batch);
        PairMap map = PairMap.measure(model, batch, run, true);
        PairMap last = PairMap.measure(model, batch, run, false);
        assertThat(map.binWidth()).isEqualTo(3);
        assertThat(map.sourceSteps()).hasSize(100).startsWith(0, 3, 6);
        assertThat(map.lossSteps().length).isLessThanOrEqualTo(PairMap.CELLS);
        assertThat(map.lossSteps()[map.lossSteps().length - 1]).isEqualTo(299);
        assertThat(last.logNorm()[0]).containsExactly(map.logNorm()[map.lossSteps().length - 1]);
        // A bin is a mean of norms: what three steps of one loss sends back has between them.
        for (int b = 0; b < 2; b++) {
            assertThat(last.logNorm()[0][b]).isLessThan(last.logNorm()[0][b + 1]);
        }
        try (Execution two = Execution.of(Kind.FLOAT64, 2)) {
            PairMap other = PairMap.measure(model, batch, run, true, two);
            assertThat(other.logNorm()).isDeepEqualTo(map.logNorm());
            assertThat(other.logContribution()).isDeepEqualTo(map.logContribution());
        }
    }

    @Test
    void nothingUnderflowsOverAThousandSteps() {
        Dataset data = new AddingProblem();
        Model model = Networks.model(Networks.cell("cell linear", "state h", "h' = U h + W x"), data, 1, 1, 3, "U=0.1");
        PairMap map = map(model, batch(data, 1000, 1), true);
        int last = map.sourceSteps().length - 1;
        int width = map.binWidth();
        // Bins of steps 0 … 7 and 8 … 15: each is 0.1⁸ of the next.
        assertThat(map.logNorm()[0][0] - map.logNorm()[0][1]).isCloseTo(width * Math.log(0.1), within(1e-9));
        assertThat(map.logNorm()[0][0]).isLessThan(map.logNorm()[0][last] - 2000);
    }
}
