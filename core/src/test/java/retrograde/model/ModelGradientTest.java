package retrograde.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.data.Objective.Kind;
import retrograde.data.Objective.LossSteps;
import retrograde.engine.Differences;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.engine.NaiveCell;
import retrograde.sequence.Specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Losses and gradients of whole models against a plain evaluation of the formulas. */
class ModelGradientTest {
    private static final int STEPS = 5;
    private static final int BATCH = 3;
    private static final int OUTPUTS = 4;

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);

    private static Architecture architecture(Kind kind, LossSteps steps) {
        boolean symbolic = kind == Kind.CROSS_ENTROPY;
        List<LayerShape> layers = List.of(new LayerShape(Zoo.cell("lstm"), 5, 3),
                new LayerShape(Zoo.cell("gru_reset_last"), 4, 5));
        return new Architecture(layers, symbolic, symbolic ? OUTPUTS : 3,
                new Objective(kind, kind == Kind.PROJECTION ? 0 : OUTPUTS, steps));
    }

    private Batch batch(Kind kind, LossSteps steps) {
        int[] symbols = random.ints(STEPS * BATCH, 0, OUTPUTS).toArray();
        double[] numbers = new double[STEPS * BATCH * 3];
        Specimen.gaussian(numbers, 1, random);
        int[] classes = random.ints(STEPS * BATCH, 0, OUTPUTS).toArray();
        double[] values = new double[STEPS * BATCH * OUTPUTS];
        Specimen.gaussian(values, 1, random);
        boolean[] mask = new boolean[STEPS * BATCH];
        for (int i = 0; i < mask.length; i++) {
            // With a loss at every step one pair still has none.
            mask[i] = steps == LossSteps.LAST ? i >= (STEPS - 1) * BATCH : i != 4;
            classes[i] = mask[i] ? classes[i] : -1;
        }
        return switch (kind) {
            case CROSS_ENTROPY -> new Batch(new Batch.Symbols(STEPS, BATCH, OUTPUTS, symbols),
                    new Batch.Classes(STEPS, BATCH, OUTPUTS, classes));
            case SQUARED_ERROR, HUBER, BINARY, BINARY_SUM -> new Batch(new Batch.Vectors(STEPS, BATCH, 3, numbers),
                    new Batch.Values(STEPS, BATCH, OUTPUTS, values, mask));
            case PROJECTION -> new Batch(new Batch.Vectors(STEPS, BATCH, 3, numbers), new Batch.Absent(STEPS, BATCH));
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"CROSS_ENTROPY", "SQUARED_ERROR", "PROJECTION"})
    void lossAndGradientWithALossAtTheLastStep(Kind kind) {
        check(kind, LossSteps.LAST);
    }

    @ParameterizedTest
    @EnumSource(names = {"CROSS_ENTROPY", "SQUARED_ERROR", "PROJECTION"})
    void lossAndGradientWithLossesAtManySteps(Kind kind) {
        check(kind, LossSteps.EVERY);
    }

    /** Five steps of two small layers: some hundred roundings, of which few act in one direction. */
    @ParameterizedTest
    @CsvSource({"CROSS_ENTROPY, FLOAT64, 1e-13", "CROSS_ENTROPY, FLOAT32, 1e-5", "SQUARED_ERROR, FLOAT64, 1e-13",
            "SQUARED_ERROR, FLOAT32, 1e-5", "PROJECTION, FLOAT64, 1e-13", "PROJECTION, FLOAT32, 1e-5"})
    void everyExecutionFindsTheSameOnAnyNumberOfThreads(Kind kind, Execution.Kind by, double tolerance) {
        Architecture architecture = architecture(kind, LossSteps.EVERY);
        Batch batch = batch(kind, LossSteps.EVERY);
        double[] expected = lossAndGradient(architecture, batch, Execution.reference());
        double[] once = lossAndGradient(architecture, batch, Execution.of(by, 1));
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat(once[i]).isCloseTo(expected[i], within(tolerance * largest));
        }
        for (int threads : new int[] {2, 3, 7}) {
            assertThat(lossAndGradient(architecture, batch, Execution.of(by, threads))).isEqualTo(once);
        }
    }

    private static double[] lossAndGradient(Architecture architecture, Batch batch, Execution execution) {
        try (execution) {
            Model model = Initialisation.of(5).model(architecture);
            model.execute(execution);
            Parameters gradient = new Parameters(architecture);
            DoubleStream loss = DoubleStream.of(model.gradient(batch, gradient), model.loss(batch));
            return DoubleStream.concat(loss, gradient.named().values().stream().flatMapToDouble(DoubleStream::of))
                    .toArray();
        }
    }

    private void check(Kind kind, LossSteps steps) {
        Model model = Initialisation.of(5).model(architecture(kind, steps));
        Specimen.gaussian(model.stack().initial(0)[0], 0.5, random);
        Specimen.gaussian(model.stack().initial(1)[1], 0.5, random);
        Batch batch = batch(kind, steps);
        Parameters gradient = new Parameters(model.architecture());
        double loss = model.gradient(batch, gradient);
        // At most some hundred roundings of numbers around 1.
        assertThat(loss).isCloseTo(plainLoss(model, batch), within(1e-14));
        assertThat(model.loss(batch)).isEqualTo(loss);
        model.parameters()
                .named()
                .forEach((name, array) -> Differences.assertDerivative(name,
                        Objects.requireNonNull(gradient.named().get(name)),
                        Differences.gradient(() -> plainLoss(model, batch), () -> 0, array), 4));

        Parameters once = gradient.copy();
        model.gradient(batch, gradient);
        gradient.named()
                .forEach((name, twice) -> assertThat(twice).as("gradients add up: %s", name)
                        .containsExactly(
                                Arrays.stream(Objects.requireNonNull(once.named().get(name))).map(v -> 2 * v).toArray(),
                                within(1e-15)));
    }

    private static double plainLoss(Model model, Batch batch) {
        double sum = 0;
        for (int b = 0; b < BATCH; b++) {
            List<Map<String, double[]>> old = new ArrayList<>();
            for (int l = 0; l < 2; l++) {
                Map<String, double[]> first = new HashMap<>();
                List<String> states = model.architecture().layers().get(l).cell().states();
                for (int s = 0; s < states.size(); s++) {
                    first.put(states.get(s), model.stack().initial(l)[s]);
                }
                old.add(first);
            }
            for (int t = 0; t < STEPS; t++) {
                int pair = t * BATCH + b;
                double[] x = switch (batch.inputs()) {
                    case Batch.Symbols s -> Specimen.row(model.parameters().embedding(), s.values()[pair], 3);
                    case Batch.Vectors v -> Specimen.row(v.values(), pair, 3);
                };
                for (int l = 0; l < 2; l++) {
                    old.set(l, new NaiveCell(model.parameters().layer(l)).step(x, old.get(l), Map.of()));
                    String output = model.architecture().layers().get(l).cell().output();
                    x = Objects.requireNonNull(old.get(l).get(output));
                }
                sum += batch.lossAt(t, b) ? plainLoss(model, batch.targets(), pair, x) : 0;
            }
        }
        return sum / batch.lossCount();
    }

    private static double plainLoss(Model model, Batch.Targets targets, int pair, double[] h) {
        double[] y = new double[model.architecture().objective().outputs()];
        for (int o = 0; o < y.length; o++) {
            y[o] = model.parameters().readoutBias()[o];
            for (int j = 0; j < h.length; j++) {
                y[o] += model.parameters().readoutWeights()[o * h.length + j] * h[j];
            }
        }
        return switch (targets) {
            case Batch.Classes c -> StrictMath.log(Arrays.stream(y).map(StrictMath::exp).sum()) - y[c.values()[pair]];
            case Batch.Values v -> {
                double squares = 0;
                for (int o = 0; o < y.length; o++) {
                    squares += StrictMath.pow(y[o] - v.values()[pair * y.length + o], 2);
                }
                yield squares / y.length;
            }
            case Batch.Absent a -> {
                double projected = 0;
                for (int j = 0; j < h.length; j++) {
                    projected += model.readOut().projection()[j] * h[j];
                }
                yield projected;
            }
        };
    }

    /** What stands before a shorter sequence changes nothing; losses and gradients are those of the sequences alone. */
    @ParameterizedTest
    @EnumSource
    void sequencesOfDifferentLengthGiveWhatEachGivesAlone(Execution.Kind by) {
        Architecture architecture = architecture(Kind.SQUARED_ERROR, LossSteps.LAST);
        int[] starts = {0, 2, 4};
        double[] x = new double[STEPS * BATCH * 3];
        Specimen.gaussian(x, 1, random);
        double[] targets = new double[STEPS * BATCH * OUTPUTS];
        Specimen.gaussian(targets, 1, random);
        Batch together = new Batch(new Batch.Vectors(STEPS, BATCH, 3, x),
                new Batch.Values(STEPS, BATCH, OUTPUTS, targets, Batch.lastStepMask(STEPS, BATCH)), starts);
        double[] sum = null;
        for (int b = 0; b < BATCH; b++) {
            int steps = STEPS - starts[b];
            double[] own = new double[steps * 3];
            double[] target = new double[steps * OUTPUTS];
            for (int t = 0; t < steps; t++) {
                System.arraycopy(x, ((starts[b] + t) * BATCH + b) * 3, own, t * 3, 3);
                System.arraycopy(targets, ((starts[b] + t) * BATCH + b) * OUTPUTS, target, t * OUTPUTS, OUTPUTS);
            }
            double[] alone = lossAndGradient(architecture,
                    new Batch(new Batch.Vectors(steps, 1, 3, own),
                            new Batch.Values(steps, 1, OUTPUTS, target, Batch.lastStepMask(steps, 1))),
                    Execution.of(by, 1));
            sum = sum == null ? new double[alone.length] : sum;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += alone[i] / BATCH;
            }
        }
        double largest = Arrays.stream(Objects.requireNonNull(sum)).map(Math::abs).max().orElseThrow();
        // Five steps of two small layers, as above.
        assertThat(lossAndGradient(architecture, together, Execution.of(by, 2))).containsExactly(sum,
                within((by == Execution.Kind.FLOAT32 ? 1e-5 : 1e-13) * largest));
    }

    @Test
    void theProjectionIsAUnitVectorFromTheSeed() {
        Architecture a = architecture(Kind.PROJECTION, LossSteps.LAST);
        double[] v = Initialisation.of(5).model(a).readOut().projection();
        assertThat(Arrays.stream(v).map(u -> u * u).sum()).isCloseTo(1, within(1e-15));
        assertThat(v).hasSize(4).isEqualTo(Initialisation.of(5).model(a).readOut().projection());
        assertThat(v).isNotEqualTo(Initialisation.of(6).model(a).readOut().projection());
    }

    /** Logits of ±2000 neither overflow nor lose the loss. */
    @Test
    void crossEntropyStandsLargeLogits() {
        Model model = Initialisation.of(5).model(architecture(Kind.CROSS_ENTROPY, LossSteps.LAST));
        model.parameters().clear();
        System.arraycopy(new double[] {2000, -2000, 0, 1999}, 0, model.parameters().readoutBias(), 0, 4);
        Batch batch = new Batch(new Batch.Symbols(1, 1, 4, new int[1]), new Batch.Classes(1, 1, 4, new int[] {1}));
        Parameters gradient = new Parameters(model.architecture());
        double rest = StrictMath.log1p(StrictMath.exp(-1));
        assertThat(model.gradient(batch, gradient)).isCloseTo(4000 + rest, within(1e-12));
        double p = 1 / (1 + StrictMath.exp(-1));
        assertThat(gradient.readoutBias()).containsExactly(new double[] {p, -1, 0, 1 - p}, within(1e-15));
    }

    @Test
    void targetsOfAnotherKindAreRefused() {
        Model model = Initialisation.of(5).model(architecture(Kind.SQUARED_ERROR, LossSteps.LAST));
        Batch batch = batch(Kind.PROJECTION, LossSteps.LAST);
        assertThatThrownBy(() -> model.loss(batch)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without targets");
    }
}
