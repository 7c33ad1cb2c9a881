package retrograde.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.data.Objective.Kind;
import retrograde.data.Objective.LossSteps;
import retrograde.engine.Differences;
import retrograde.engine.Execution;
import retrograde.engine.NaiveCell;
import retrograde.sequence.Specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** How layers are connected, against a plain evaluation and differences. */
class WiringTest {
    private static final int STEPS = 5;
    private static final int BATCH = 3;
    private static final int SYMBOLS = 6;

    private final RandomGenerator random = Seeds.generator(3, "wiring");

    static Stream<Named<Architecture>> models() {
        return Stream.of(named("mixed", "embedding 3\nlayer lstm 4\nlayer gru 5\nlayer rnn_tanh 2"),
                named("residual", "embedding 4\nlayer lstm 4 residual\nlayer gru 4 residual"),
                named("bidirectional", "embedding 3\nlayer lstm 2 bidirectional\nlayer gru 3 bidirectional"),
                named("bidirectional below, residual above",
                        "embedding 3\nlayer gru 2 bidirectional\nlayer gru 2 bidirectional residual\nlayer lstm 4 residual"),
                named("tied", "embedding 4\nlayer gru 5\nlayer lstm 4\nreadout tied"),
                named("trained start",
                        "embedding 3\nlayer lstm 3 trained-start\nlayer gru 2 trained-start bidirectional"),
                named("everything dropped",
                        "embedding 4\ndropout 0.3\nlayer lstm 4 residual recurrent-dropout=0.4\n"
                                + "dropout 0.5 variational\nlayer gru 2 bidirectional recurrent-dropout=0.2\n"
                                + "dropout 0.25\nreadout tied"),
                Named.of("zoneout",
                        new ModelBuilder().embedding(3)
                                .layer("lstm", 4)
                                .zoneout("h", 0.3)
                                .zoneout("c", 0.5)
                                .layer("gru", 3)
                                .zoneout(0.4)
                                .bidirectional()
                                .on(DataShape.symbols(SYMBOLS))),
                last("bidirectional, read once",
                        "embedding 4\nlayer lstm 2 bidirectional\nlayer gru 2 bidirectional residual"));
    }

    /** With a loss at the last step alone. */
    private static Named<Architecture> last(String name, String text) {
        Architecture a = ModelParser.parse(text, name).on(DataShape.symbols(SYMBOLS));
        return Named.of(name, new Architecture(a.layers(), true, SYMBOLS,
                new Objective(Kind.CROSS_ENTROPY, SYMBOLS, LossSteps.LAST), a.wirings(), a.outputDropout(), a.tied()));
    }

    private static Named<Architecture> named(String name, String text) {
        return Named.of(name, ModelParser.parse(text, name).on(DataShape.symbols(SYMBOLS)));
    }

    private Batch batch(Architecture architecture) {
        int[] symbols = random.ints(STEPS * BATCH, 0, SYMBOLS).toArray();
        int[] classes = random.ints(STEPS * BATCH, 0, SYMBOLS).toArray();
        if (architecture.objective().lossSteps() == LossSteps.LAST) {
            Arrays.fill(classes, 0, (STEPS - 1) * BATCH, -1);
        }
        // A shorter sequence, and a step without a loss.
        classes[2] = -1;
        classes[BATCH + 2] = -1;
        classes[3 * BATCH] = -1;
        return new Batch(new Batch.Symbols(STEPS, BATCH, SYMBOLS, symbols),
                new Batch.Classes(STEPS, BATCH, SYMBOLS, classes), new int[] {0, 0, 2});
    }

    private Model model(Architecture architecture) {
        Model model = Initialisation.of(5).model(architecture);
        for (int l = 0; l < architecture.layers().size(); l++) {
            for (double[] state : model.initial(l)) {
                Specimen.gaussian(state, 0.5, random);
            }
        }
        return model;
    }

    @ParameterizedTest
    @MethodSource("models")
    void theLossIsThatOfThePlainEvaluation(Architecture architecture) {
        Model model = model(architecture);
        Batch batch = batch(architecture);
        // At most some hundred roundings of numbers around 1.
        assertThat(model.loss(batch)).isCloseTo(plainLoss(model, batch), within(1e-14));
        assertThat(model.gradient(batch, new Parameters(architecture))).isEqualTo(model.loss(batch));
    }

    /** With the same noise a model that drops is a function like any other. */
    @ParameterizedTest
    @MethodSource("models")
    void theGradientIsThatOfDifferences(Architecture architecture) {
        Model model = model(architecture);
        Batch batch = batch(architecture);
        Noise noise = new Noise(7, "dropout 1");
        Parameters gradient = new Parameters(architecture);
        model.gradient(batch, gradient, null, noise);
        Parameters ignored = new Parameters(architecture);
        model.parameters()
                .named()
                .forEach((name, array) -> Differences.assertDerivative(name,
                        Objects.requireNonNull(gradient.named().get(name)),
                        Differences.gradient(() -> model.gradient(batch, ignored, null, noise), () -> 0, array), 4));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyExecutionFindsTheSameOnAnyNumberOfThreads(Architecture architecture) {
        Batch batch = batch(architecture);
        double[] expected = lossAndGradient(architecture, batch, Execution.reference());
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double[] once = lossAndGradient(architecture, batch, Execution.of(Execution.Kind.FLOAT64, 1));
        // Five steps of three small layers: some hundred roundings, of which few act in one direction.
        assertThat(once).containsExactly(expected, within(1e-13 * largest));
        assertThat(lossAndGradient(architecture, batch, Execution.of(Execution.Kind.FLOAT64, 3))).isEqualTo(once);
        assertThat(lossAndGradient(architecture, batch, Execution.of(Execution.Kind.FLOAT32, 2)))
                .containsExactly(expected, within(1e-5 * largest));
    }

    private static double[] lossAndGradient(Architecture architecture, Batch batch, Execution execution) {
        try (execution) {
            Model model = Initialisation.of(5).model(architecture);
            model.execute(execution);
            Parameters gradient = new Parameters(architecture);
            DoubleStream loss = DoubleStream.of(model.gradient(batch, gradient, null, new Noise(7, "dropout 1")));
            return DoubleStream.concat(loss, gradient.named().values().stream().flatMapToDouble(DoubleStream::of))
                    .toArray();
        }
    }

    private static double plainLoss(Model model, Batch batch) {
        double sum = 0;
        for (int b = 0; b < BATCH; b++) {
            Architecture a = model.architecture();
            int start = batch.starts()[b];
            List<double[]> x = new ArrayList<>();
            for (int t = start; t < STEPS; t++) {
                int symbol = ((Batch.Symbols) batch.inputs()).values()[t * BATCH + b];
                x.add(Specimen.row(model.parameters().embedding(), symbol, a.embedding()));
            }
            for (int first = 0; first < a.layers().size(); first = a.levelEnd(first)) {
                List<double[]> above = plain(model, first, x);
                int forward = a.layers().get(first).hidden();
                if (a.levelEnd(first) > first + 1) {
                    List<double[]> back = plain(model, first + 1, x.reversed()).reversed();
                    for (int t = 0; t < above.size(); t++) {
                        above.set(t,
                                DoubleStream.concat(Arrays.stream(above.get(t)), Arrays.stream(back.get(t))).toArray());
                    }
                }
                for (int t = 0; t < above.size() && a.wirings().get(first).residual(); t++) {
                    for (int j = 0; j < above.get(t).length; j++) {
                        above.get(t)[j] += x.get(t)[j];
                    }
                }
                x = above;
                if (a.levelEnd(first) == a.layers().size() && a.objective().lossSteps() == LossSteps.LAST) {
                    // Each direction is read where it has read the whole sequence.
                    double[] begin = x.get(0);
                    double[] end = x.get(x.size() - 1);
                    for (int j = forward; j < end.length; j++) {
                        end[j] = begin[j];
                    }
                }
            }
            for (int t = start; t < STEPS; t++) {
                if (batch.lossAt(t, b)) {
                    double[] y = answers(model, x.get(t - start));
                    int right = ((Batch.Classes) batch.targets()).values()[t * BATCH + b];
                    sum += StrictMath.log(Arrays.stream(y).map(StrictMath::exp).sum()) - y[right];
                }
            }
        }
        return sum / batch.lossCount();
    }

    /** The outputs of one layer over inputs in the order in which it reads them. */
    private static List<double[]> plain(Model model, int l, List<double[]> x) {
        NaiveCell cell = new NaiveCell(model.parameters().layer(l));
        List<String> names = model.architecture().layers().get(l).cell().states();
        Map<String, double[]> states = new HashMap<>();
        for (int s = 0; s < names.size(); s++) {
            states.put(names.get(s), model.initial(l)[s]);
        }
        List<double[]> outputs = new ArrayList<>();
        for (double[] input : x) {
            states = cell.step(input, states, Map.of());
            outputs.add(
                    Objects.requireNonNull(states.get(model.architecture().layers().get(l).cell().output())).clone());
        }
        return outputs;
    }

    private static double[] answers(Model model, double[] h) {
        boolean tied = model.architecture().tied();
        double[] w = tied ? model.parameters().embedding() : model.parameters().readoutWeights();
        double[] y = model.parameters().readoutBias().clone();
        for (int o = 0; o < y.length; o++) {
            for (int j = 0; j < h.length; j++) {
                y[o] += w[o * h.length + j] * h[j];
            }
        }
        return y;
    }

    @Test
    void theSameNoiseDropsTheSameAndAnotherDropsOtherwise() {
        Architecture a = models().filter(n -> n.getName().equals("everything dropped"))
                .findFirst()
                .orElseThrow()
                .getPayload();
        Model model = Initialisation.of(5).model(a);
        Batch batch = batch(a);
        double first = model.gradient(batch, new Parameters(a), null, new Noise(7, "dropout 1"));
        assertThat(model.gradient(batch, new Parameters(a), null, new Noise(7, "dropout 1"))).isEqualTo(first);
        assertThat(model.gradient(batch, new Parameters(a), null, new Noise(7, "dropout 2"))).isNotEqualTo(first);
        assertThat(model.gradient(batch, new Parameters(a), null, new Noise(8, "dropout 1"))).isNotEqualTo(first);
        assertThat(model.loss(batch)).isNotEqualTo(first);
    }

    /** Of 100,000 entries a fraction p is dropped, within 4.5 standard deviations; the others are divided by 1 − p. */
    @Test
    void aMaskDropsSoManyAndKeepsTheMean() {
        for (double p : new double[] {0.1, 0.5, 0.9}) {
            double[] rows = new double[100_000];
            Arrays.fill(rows, 1);
            new Mask(new Dropout(p, false), 2_500, 5, 40, random).apply(rows, null);
            long kept = Arrays.stream(rows).filter(v -> v != 0).count();
            assertThat(1 - kept / 1e5).isCloseTo(p, within(4.5 * Math.sqrt(p * (1 - p) / 1e5)));
            assertThat(Arrays.stream(rows).filter(v -> v != 0)).containsOnly(1 / (1 - p));
        }
    }

    @Test
    void variationalDropoutKeepsItsChoiceThroughASequence() {
        double[] rows = new double[6 * 2 * 40];
        Arrays.fill(rows, 1);
        Mask mask = new Mask(new Dropout(0.5, true), 12, 2, 40, random);
        mask.apply(rows, null);
        for (int k = 2; k < 12; k++) {
            assertThat(Specimen.row(rows, k, 40)).isEqualTo(Specimen.row(rows, k % 2, 40));
        }
        assertThat(Specimen.row(rows, 0, 40)).isNotEqualTo(Specimen.row(rows, 1, 40));
        double[] some = new double[2 * 40];
        Arrays.fill(some, 1);
        mask.apply(some, new int[] {3, 6});
        assertThat(some).isEqualTo(
                DoubleStream.concat(Arrays.stream(Specimen.row(rows, 1, 40)), Arrays.stream(Specimen.row(rows, 0, 40)))
                        .toArray());
    }

    @ParameterizedTest
    @EnumSource(names = {"SQUARED_ERROR", "HUBER", "BINARY", "BINARY_SUM"})
    void lossesOfNumbersAreTheirFormulas(Kind kind) {
        int outputs = 3;
        Objective objective = new Objective(kind, outputs, LossSteps.LAST, kind == Kind.HUBER ? 0.7 : 0);
        Architecture a = new Architecture(
                ModelParser.parse("layer gru 4", "test").on(DataShape.numbers(2, outputs)).layers(), false, 2,
                objective);
        Model model = Initialisation.of(5).model(a);
        double[] x = new double[4 * 2 * 2];
        Specimen.gaussian(x, 1, random);
        double[] targets = random.doubles(8L * outputs).toArray();
        targets[targets.length - 1] = kind.ofProbabilities() ? 1 : 3;
        Batch batch = new Batch(new Batch.Vectors(4, 2, 2, x),
                new Batch.Values(4, 2, outputs, targets, Batch.lastStepMask(4, 2)));
        double[] y = model.answers(batch);
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            double wanted = targets[3 * 2 * outputs + k];
            double e = y[k] - wanted;
            double p = 1 / (1 + StrictMath.exp(-y[k]));
            sum += switch (kind) {
                case HUBER -> Math.abs(e) <= 0.7 ? e * e / 2 : 0.7 * (Math.abs(e) - 0.35);
                case BINARY, BINARY_SUM -> -wanted * StrictMath.log(p) - (1 - wanted) * StrictMath.log(1 - p);
                default -> e * e;
            };
        }
        double parts = kind == Kind.BINARY_SUM ? 1 : outputs;
        assertThat(model.loss(batch)).isCloseTo(sum / 2 / parts, within(1e-14));
        Parameters gradient = new Parameters(a);
        model.gradient(batch, gradient);
        model.parameters()
                .named()
                .forEach((name, array) -> Differences.assertDerivative(name,
                        Objects.requireNonNull(gradient.named().get(name)),
                        Differences.gradient(() -> model.loss(batch), () -> 0, array), 4));
    }

    @Test
    void binaryLossesStandLargeLogitsAndRefuseOtherTargets() {
        Architecture a = new Architecture(ModelParser.parse("layer gru 1", "test").on(DataShape.numbers(1, 2)).layers(),
                false, 1, new Objective(Kind.BINARY_SUM, 2, LossSteps.LAST));
        Model model = Initialisation.of(5).model(a);
        model.parameters().clear();
        model.parameters().readoutBias()[0] = 2000;
        model.parameters().readoutBias()[1] = -2000;
        boolean[] mask = {true};
        Batch wrong = new Batch(new Batch.Vectors(1, 1, 1, new double[1]),
                new Batch.Values(1, 1, 2, new double[] {0, 1}, mask));
        Parameters gradient = new Parameters(a);
        assertThat(model.gradient(wrong, gradient)).isEqualTo(4000);
        assertThat(gradient.readoutBias()).containsExactly(1, -1);
        Batch outside = new Batch(new Batch.Vectors(1, 1, 1, new double[1]),
                new Batch.Values(1, 1, 2, new double[] {0, 1.5}, mask));
        assertThatThrownBy(() -> model.loss(outside)).isInstanceOf(InputException.class)
                .hasMessage(
                        "a target is 1.5, and a binary loss needs targets from 0 to 1; choose squared-error or huber");
    }

    @Test
    void aJointStateOfBothDirectionsIsRefusedByName() {
        Model model = Initialisation.of(1)
                .model(ModelParser.parse("layer gru 2 bidirectional", "test").on(DataShape.symbols(SYMBOLS)));
        assertThatThrownBy(model::stack).isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "a joint state that is followed from step to step is defined for models that read in one direction");
    }
}
