package retrograde.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.TextDataset;
import retrograde.engine.Activations;
import retrograde.engine.Functions;
import retrograde.equation.DistributionParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

/** One step at a time gives what the whole sequence gives. */
class StepperTest {
    private static final TextDataset TEXT = new TextDataset("text", "the sea is wide and the sea is deep. ".repeat(20));

    private static Model text(String cell, int layers) {
        return new Initialisation(Map.of("h", DistributionParser.parse("normal:0,1")), 3, Initialisation.of(1).files())
                .model(Architecture.of(Zoo.cell(cell), TEXT, 5, 4, layers, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "gru_reset_last", "rnn_tanh"})
    void statesAreTheBitsOfTheWholeSequence(String cell) {
        Model model = text(cell, 2);
        Batch batch = TEXT.sequence("the deep sea is wide");
        Batch.Symbols symbols = (Batch.Symbols) batch.inputs();
        List<Activations> whole = model.stack()
                .with(Functions.COMPILED)
                .forward(model.embed(symbols), symbols.steps(), 1, null);
        Stepper stepper = new Stepper(model);
        double loss = 0;
        for (int round = 0; round < 2; round++) {
            loss = 0;
            for (int t = 0; t < symbols.steps(); t++) {
                double[] logits = stepper.step(symbols.values()[t]);
                loss -= Sampling.logProbability(logits, ((Batch.Classes) batch.targets()).values()[t]);
                assertThat(stepper.state()).as("step %d", t).isEqualTo(joint(whole, t));
            }
            // From the beginning again.
            stepper.reset();
        }
        // Sums of 5 products and 20 losses: a rounding each.
        assertThat(loss / symbols.steps()).isCloseTo(model.loss(batch), offset(1e-13));
    }

    private static double[] joint(List<Activations> run, int t) {
        return run.stream().flatMapToDouble(a -> a.shape().cell().states().stream().flatMapToDouble(s -> {
            int hidden = a.shape().hidden();
            return Arrays.stream(a.named(s), t * hidden, (t + 1) * hidden);
        })).toArray();
    }

    /** What is kept from step to step is of one run through the model: the next begins with the weights there are then. */
    @Test
    void fromTheBeginningItTakesTheWeightsAsTheyAre() {
        Model model = text("lstm", 2);
        Stepper stepper = new Stepper(model);
        for (int t = 0; t < 3; t++) {
            stepper.step(t);
        }
        for (double[] array : model.parameters().named().values()) {
            for (int i = 0; i < array.length; i++) {
                array[i] *= 1.25;
            }
        }
        stepper.reset();
        Stepper fresh = new Stepper(model);
        for (int t = 0; t < 3; t++) {
            assertThat(stepper.step(t)).isEqualTo(fresh.step(t));
        }
        assertThat(stepper.state()).isEqualTo(fresh.state());
    }

    @Test
    void vectorsArePredictedAsTheModelPredictsThem() {
        Dataset series = Datasets.bundled("nino-sst");
        Model model = Initialisation.of(2).model(Architecture.of(Zoo.cell("gru"), series, 6, 0, 1, Map.of()));
        Batch batch = series.heldOut(Seeds.generator(1, "test"), 12, 1);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        Batch.Values targets = (Batch.Values) batch.targets();
        Stepper stepper = new Stepper(model);
        int width = series.inputs();
        double squares = 0;
        for (int t = 0; t < 12; t++) {
            double[] y = stepper.step(Arrays.copyOfRange(x, t * width, (t + 1) * width));
            for (int i = 0; i < width; i++) {
                double d = y[i] - targets.values()[t * width + i];
                squares += d * d;
            }
        }
        assertThat(squares / (12 * width)).isCloseTo(model.loss(batch), offset(1e-13));
    }

    @Test
    void manyThreadsShareOneModel() throws Exception {
        Model model = text("lstm", 1);
        double[][] alone = new double[8][];
        for (int k = 0; k < alone.length; k++) {
            alone[k] = run(model, k);
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<double[]>> together = new ArrayList<>();
            for (int k = 0; k < alone.length; k++) {
                int seed = k;
                together.add(pool.submit(() -> run(model, seed)));
            }
            for (int k = 0; k < alone.length; k++) {
                assertThat(together.get(k).get()).isEqualTo(alone[k]);
            }
        }
    }

    private static double[] run(Model model, int seed) {
        RandomGenerator random = Seeds.generator(seed, "thread");
        Stepper stepper = new Stepper(model);
        for (int t = 0; t < 200; t++) {
            stepper.step(random.nextInt(TEXT.inputs()));
        }
        return stepper.state();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Stepper stepper = new Stepper(text("gru", 1));
        assertThatThrownBy(() -> stepper.step(TEXT.inputs())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stepper.step(new double[4])).isInstanceOf(IllegalArgumentException.class);
        assertThat(stepper.state()).isEmpty();
    }

    /** Frequencies of many draws against the probabilities, five standard errors. */
    @Test
    void classesAreDrawnByTheirProbabilities() {
        double[] logits = {1, -2, 0.5, 3};
        for (double temperature : new double[] {0.5, 1, 3}) {
            double[] p = new double[4];
            double all = 0;
            for (int i = 0; i < 4; i++) {
                p[i] = Math.exp(logits[i] / temperature);
                all += p[i];
            }
            int[] counts = new int[4];
            RandomGenerator random = Seeds.generator(1, "draws " + temperature);
            int draws = 200_000;
            for (int k = 0; k < draws; k++) {
                counts[Sampling.draw(logits, temperature, random)]++;
            }
            for (int i = 0; i < 4; i++) {
                double expected = p[i] / all;
                assertThat(counts[i] / (double) draws).isCloseTo(expected,
                        offset(5 * Math.sqrt(expected * (1 - expected) / draws)));
            }
        }
        assertThat(Sampling.draw(logits, 0, Seeds.generator(1, "none"))).isEqualTo(3);
        assertThat(Sampling.logProbability(new double[] {1000, 1000}, 0)).isCloseTo(-Math.log(2), offset(1e-15));
    }
}
