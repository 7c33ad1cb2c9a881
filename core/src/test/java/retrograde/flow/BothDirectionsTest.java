// Long because one evaluation of a model in plain Java serves all its tests.
package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.AddingProblem;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Objective.LossSteps;
import retrograde.engine.Differences;
import retrograde.engine.Execution;
import retrograde.engine.Functions;
import retrograde.engine.NaiveCell;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.View;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.ModelParser;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Models with layers of both directions, against a plain evaluation in which single states and weights are moved. */
class BothDirectionsTest {
    private static final int STEPS = 4;
    private static final int PAIRS = 16;
    private static final long SEED = 11;
    /** Differences of fourth order at 1e-4 of functions of size 1 are right to 1e-11; norms below 1e-3 of that lose three digits. */
    private static final double DIFFERENCES = 1e-8;

    private static final String ONE = "layer rnn_tanh 2 bidirectional";
    private static final String TWO = "layer rnn_tanh 2 bidirectional; layer gru 2 bidirectional residual";
    private static final String BELOW = "layer lstm 2 bidirectional; layer rnn_tanh 3";
    private static final String ABOVE = "layer rnn_tanh 2 residual; layer rnn_tanh 3 bidirectional";

    private static Model model(String text, Dataset data) {
        return Initialisation.of(5).model(ModelParser.parse(text.replace("; ", "\n"), "test").on(data));
    }

    /** What is moved in an evaluation: a state that a step hands on to the next, or the weights of one step. */
    private static final class Moved {
        final int layer;
        final int step;
        final Map<String, double[]> state = new HashMap<>();
        final NaiveCell cell;
        final Parameters parameters;

        Moved(Model model, int layer, int step) {
            this.layer = layer;
            this.step = step;
            this.parameters = new Parameters(model.architecture());
            Weights own = model.parameters().layer(layer);
            own.arrays().forEach((name, from) -> {
                double[] to = Objects.requireNonNull(parameters.layer(layer).arrays().get(name));
                System.arraycopy(from, 0, to, 0, to.length);
            });
            this.cell = new NaiveCell(parameters.layer(layer));
            for (String name : own.shape().cell().states()) {
                state.put(name, new double[own.shape().hidden()]);
            }
        }
    }

    /** The loss of step t of a sequence that begins at its start, with something moved. */
    private static double loss(Model model, Batch batch, int b, int t, Moved moved) {
        Architecture a = model.architecture();
        double[] all = model.embed(batch.inputs());
        int width = a.embedding();
        List<double[]> x = new ArrayList<>();
        for (int s = batch.starts()[b]; s < batch.steps(); s++) {
            int from = (s * batch.size() + b) * width;
            x.add(Arrays.copyOfRange(all, from, from + width));
        }
        for (int first = 0; first < a.layers().size(); first = a.levelEnd(first)) {
            List<double[]> above = outputs(model, first, x, moved);
            if (a.levelEnd(first) > first + 1) {
                List<double[]> back = outputs(model, first + 1, x.reversed(), moved).reversed();
                for (int s = 0; s < above.size(); s++) {
                    above.set(s,
                            DoubleStream.concat(Arrays.stream(above.get(s)), Arrays.stream(back.get(s))).toArray());
                }
            }
            for (int s = 0; s < above.size() && a.wirings().get(first).residual(); s++) {
                for (int j = 0; j < above.get(s).length; j++) {
                    above.get(s)[j] += x.get(s)[j];
                }
            }
            if (a.levelEnd(first) == a.layers().size() && a.objective().lossSteps() == LossSteps.LAST) {
                // Each direction is read where it has read the whole sequence.
                int forward = a.layers().get(first).hidden();
                double[] end = above.get(above.size() - 1);
                System.arraycopy(above.get(0), forward, end, forward, end.length - forward);
            }
            x = above;
        }
        return model.readOut()
                .loss(batch.targets(), new int[] {t * batch.size() + b}, x.get(t - batch.starts()[b]), 1, null, null);
    }

    private static List<double[]> outputs(Model model, int l, List<double[]> x, Moved moved) {
        Cell cell = model.architecture().layers().get(l).cell();
        NaiveCell plain = new NaiveCell(model.parameters().layer(l));
        Map<String, double[]> states = new HashMap<>();
        for (int s = 0; s < cell.states().size(); s++) {
            states.put(cell.states().get(s), model.initial(l)[s]);
        }
        List<double[]> outputs = new ArrayList<>();
        for (int step = 0; step < x.size(); step++) {
            if (l == moved.layer && step == moved.step + 1) {
                for (String name : cell.states()) {
                    double[] by = Objects.requireNonNull(moved.state.get(name));
                    double[] from = Objects.requireNonNull(states.get(name));
                    states.put(name, IntStream.range(0, by.length).mapToDouble(i -> from[i] + by[i]).toArray());
                }
            }
            NaiveCell used = l == moved.layer && step == moved.step ? moved.cell : plain;
            states = used.step(x.get(step), states, Map.of());
            outputs.add(Objects.requireNonNull(states.get(cell.output())).clone());
        }
        return outputs;
    }

    /** {@code ‖∂ℓ/∂s‖} of the state that a layer's own step hands on; −1 is the initial state. */
    private static double carried(Model model, Batch batch, int b, int t, int l, int step) {
        Moved moved = new Moved(model, l, step);
        double squares = 0;
        for (double[] state : moved.state.values()) {
            for (double d : Differences.gradient(() -> loss(model, batch, b, t, moved), () -> 0, state)) {
                squares += d * d;
            }
        }
        return Math.sqrt(squares);
    }

    /** The part of the gradient of a layer's parameters that its own step adds. */
    private static double[] summand(Model model, Batch batch, int b, int t, int l, int step) {
        Moved moved = new Moved(model, l, step);
        return moved.parameters.layer(l)
                .arrays()
                .values()
                .stream()
                .flatMapToDouble(array -> DoubleStream
                        .of(Differences.gradient(() -> loss(model, batch, b, t, moved), () -> 0, array)))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {ONE + "|last of every", ONE + "|every", TWO + "|every", BELOW + "|every", ABOVE + "|every",
                    ONE + "|single", TWO + "|single", ABOVE + "|single"})
    void equalsDifferencesOfTheLossPairByPair(String text, String losses) {
        boolean single = losses.equals("single");
        boolean everyStep = losses.equals("every");
        Uneven data = new Uneven(STEPS, single ? LossSteps.LAST : LossSteps.EVERY);
        Model model = model(text, data);
        LagPass pass = new LagPass(model, data, STEPS, everyStep, PAIRS, SEED);
        RandomGenerator random = Seeds.generator(SEED, "pairs");
        Batch batch = data.train(random, STEPS, PAIRS);
        int depth = model.architecture().layers().size();
        double[][][] mean = new double[depth + 1][STEPS][];
        double[][] norms = new double[depth + 1][STEPS];
        for (int b = 0; b < PAIRS; b++) {
            int pair = b;
            int[] all = IntStream.range(0, STEPS).filter(t -> batch.lossAt(t, pair)).toArray();
            int t = everyStep ? all[random.nextInt(all.length)] : all[all.length - 1];
            int length = STEPS - batch.starts()[b];
            double[][][] wholeBySide = new double[2][STEPS][0];
            for (int l = 0; l < depth; l++) {
                boolean reverse = model.architecture().wirings().get(l).reverse();
                int own = single ? length - 1 : reverse ? STEPS - 1 - t : t - batch.starts()[b];
                LagPart part = pass.layers.get(l);
                assertThat(part.past[b]).isEqualTo(own + 1);
                for (int k = 1; k <= own + 1; k++) {
                    assertThat(Math.exp(part.logDelta[k - 1][b])).isCloseTo(carried(model, batch, b, t, l, own - k),
                            within(DIFFERENCES));
                }
                for (int j = 0; j < length - own - 1; j++) {
                    double expected = carried(model, batch, b, t, l, own + j);
                    if (part.logAhead.length == 0) {
                        assertThat(expected).isLessThan(DIFFERENCES);
                    } else {
                        assertThat(part.ahead[b]).isEqualTo(length - own - 1);
                        assertThat(Math.exp(part.logAhead[j][b])).isCloseTo(expected, within(DIFFERENCES));
                    }
                }
                for (int step = 0; step < length; step++) {
                    double[] g = summand(model, batch, b, t, l, step);
                    int lag = Math.abs(own - step);
                    norms[l][lag] += Dense.norm(g) / PAIRS;
                    mean[l][lag] = plus(mean[l][lag], g, 1.0 / PAIRS);
                    double[][] side = wholeBySide[step <= own ? 0 : 1];
                    side[lag] = DoubleStream.concat(Arrays.stream(side[lag]), Arrays.stream(g)).toArray();
                }
            }
            for (double[][] side : wholeBySide) {
                for (int lag = 0; lag < STEPS; lag++) {
                    norms[depth][lag] += Dense.norm(side[lag]) / PAIRS;
                }
            }
        }
        for (int lag = 0; lag < STEPS; lag++) {
            mean[depth][lag] = new double[0];
            for (int l = 0; l < depth; l++) {
                mean[l][lag] = mean[l][lag] == null ? new double[mean[l][0].length] : mean[l][lag];
                mean[depth][lag] = DoubleStream.concat(Arrays.stream(mean[depth][lag]), Arrays.stream(mean[l][lag]))
                        .toArray();
            }
        }
        for (int p = 0; p <= depth; p++) {
            compare(p < depth ? pass.layers.get(p) : pass.whole, mean[p], norms[p]);
        }
    }

    private static double[] plus(double[] sum, double[] g, double factor) {
        double[] out = sum == null ? new double[g.length] : sum;
        for (int i = 0; i < g.length; i++) {
            out[i] += factor * g[i];
        }
        return out;
    }

    private static void compare(LagPart part, double[][] mean, double[] norms) {
        double[] whole = new double[mean[0].length];
        for (double[] g : mean) {
            plus(whole, g, 1);
        }
        Summands summands = Summands.of(part);
        assertThat(summands.logGradientNorm()).isCloseTo(Math.log(Dense.norm(whole)), within(DIFFERENCES));
        double sum = Arrays.stream(norms).sum();
        double[] rest = whole.clone();
        for (int lag = 0; lag < STEPS; lag++) {
            plus(rest, mean[lag], -1);
            assertThat(summands.rest()[lag]).isCloseTo(Dense.norm(rest) / Dense.norm(whole), within(DIFFERENCES));
            assertThat(summands.share()[lag]).isCloseTo(norms[lag] / sum, within(DIFFERENCES));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, TWO, BELOW, ABOVE})
    void summandsOfAllLagsAreTheGradientOfTheLoss(String text) {
        AddingProblem data = new AddingProblem();
        Model model = model(text, data);
        Batch batch = data.train(Seeds.generator(SEED, "pairs"), 20, 256);
        Parameters gradient = new Parameters(model.architecture());
        model.gradient(batch, gradient);
        Arrays.fill(gradient.readoutWeights(), 0);
        Arrays.fill(gradient.readoutBias(), 0);
        LagPass pass = new LagPass(model, data, 20, false, 256, SEED);
        assertThat(pass.whole.logGradientNorm).isCloseTo(Math.log(gradient.norm()), within(1e-12));
        // What is left when every lag has been taken away is the rounding of the sums.
        assertThat(pass.whole.rest[19]).isLessThan(1e-12);
    }

    /** Where there is a loss at every step, that of the last one reads one step of a layer that reads from the end. */
    @Test
    void aLayerThatReadsFromTheEndHasReadOneStepAtTheLastOne() {
        Dataset data = new Draws(2, 2, _ -> true);
        LagPass pass = new LagPass(model(ONE, data), data, 20, false, 16, SEED);
        assertThat(pass.layers.get(1).past).containsOnly(1);
        assertThat(pass.layers.get(1).rest[0]).isLessThan(1e-15);
        assertThat(pass.layers.get(0).past).containsOnly(20);
        assertThat(pass.layers.get(0).rest[0]).isGreaterThan(0.1);
    }

    @Test
    void gradientsFarOutsideADoublesRangeStandBesideOthers() {
        Dataset data = Networks.zero();
        Model model = Networks.model(Networks.cell("cell linear", "state h", "h' = U h + W x + b"), data, 1, 1, 1);
        Model both = Initialisation.of(1)
                .model(new Architecture(
                        List.of(model.architecture().layers().get(0), model.architecture().layers().get(0)), false, 1,
                        data.objective(), ModelParser.parse(ONE, "test").on(new Draws(2, 2, _ -> true)).wirings(),
                        model.architecture().outputDropout(), false));
        for (int l = 0; l < 2; l++) {
            Objects.requireNonNull(both.parameters().layer(l).arrays().get("U"))[0] = l == 0 ? 10 : 0.1;
            Objects.requireNonNull(both.parameters().layer(l).arrays().get("b"))[0] = 0;
        }
        LagPass pass = new LagPass(both, data, 1000, false, 16, 1);
        double[] logs = GradientByLag.of(pass.layers.get(0)).logNorm();
        for (int k = 1; k < 1000; k++) {
            // One rounding of 1e-16 each step in the product, some more in the logarithms' sum of up to 2,300.
            assertThat(logs[k] - logs[0]).isCloseTo(k * Math.log(10), within(1e-10));
        }
        // Both directions are read at their last step: the gradient that grew is all there is.
        double[] fading = GradientByLag.of(pass.layers.get(1)).logNorm();
        assertThat(fading[999] - fading[0]).isCloseTo(999 * Math.log(0.1), within(1e-10));
        assertThat(Reach.of(pass.whole).k90()).isEqualTo(999);
    }

    /** Where all layers read forward each by itself is a diagonal block of the whole. */
    @Test
    void layersByThemselvesAreTheDiagonalBlocks() {
        Dataset data = new AddingProblem();
        Model model = Networks.model(Networks.named("gru"), data, 3, 2, 4);
        Batch batch = data.train(Seeds.generator(3, "blocks"), 150, 2);
        Trajectories joint = Trajectories.run(model, batch);
        LayerBlocks.Norms norms = new LayerBlocks.Norms(joint.stack(), List.of(), 2, 20);
        Horizon.logNorms(joint, 20, 2, List.of(), Execution.reference(), norms);
        List<Horizon> diagonal = norms.blocks(1e-3)
                .blocks()
                .stream()
                .filter(block -> block.to() == block.from())
                .map(LayerBlocks.Block::horizon)
                .toList();
        List<Trajectories> alone = Trajectories.byLayer(model, batch, Functions.STRICT);
        double sum = 0;
        for (int l = 0; l < 2; l++) {
            // Products of 20 matrices in another order of sums.
            assertThat(Horizon.measure(alone.get(l), 20, 2, List.of(), 1e-3).logNorms())
                    .containsExactly(diagonal.get(l).logNorms(), within(1e-12));
            sum += LyapunovSpectrum.measure(alone.get(l), 3, 1, 1).sumRule().logDet();
        }
        assertThat(LyapunovSpectrum.measure(joint, 6, 1, 1).sumRule().logDet()).isCloseTo(sum, within(1e-12));
    }

    private static FlowOptions options(Set<String> quantities) {
        return new FlowOptions(quantities, View.FULL, List.of(), 130, 20, false, 20, 1, 1e-3, 4, 2, 16, 5);
    }

    @Test
    void everyLayerHasAFlowOfItsOwn() {
        Dataset data = new AddingProblem();
        Flow flow = Flow.measure(model(BELOW, data), data, options(Set.copyOf(FlowOptions.QUANTITIES)),
                Execution.reference());
        assertThat(flow.layers()).extracting(LayerFlow::name).containsExactly("lstm 1→", "lstm 2←", "rnn_tanh 3→");
        assertThat(flow.reach()).isPresent();
        assertThat(flow.lyapunov()).isEmpty();
        for (LayerFlow layer : flow.layers()) {
            Flow own = layer.flow();
            assertThat(own.lyapunov().orElseThrow().values()).hasSize(layer.layer() < 3 ? 4 : 3);
            assertThat(own.horizon()).isPresent();
            assertThat(own.reach()).isPresent();
            assertThat(own.productSpectrum()).isPresent();
            assertThat(own.terms().orElseThrow().layers().get(0).layer()).isEqualTo(layer.layer());
            assertThat(own.lyapunov().orElseThrow().direction().states().get(0).layer()).isEqualTo(layer.layer());
        }
        assertThat(flow.verdict().why()).startsWith(flow.layers()
                .stream()
                .filter(layer -> layer.flow().verdict().state() == flow.verdict().state())
                .findFirst()
                .orElseThrow()
                .name());
        double largest = flow.parts()
                .stream()
                .mapToDouble(own -> own.lyapunov().orElseThrow().values()[0])
                .max()
                .orElseThrow();
        assertThat(FlowFigure.named("lambda1").value().apply(flow).orElseThrow().low()).isEqualTo(largest);
        // As in FlowTest, with as many steps.
        Flow one = compiled(1);
        assertThat(one).usingRecursiveComparison(Networks.within(5e-10))
                .ignoringFieldsMatchingRegexes(".*keptCosine")
                .isEqualTo(flow);
        for (int l = 0; l < 3; l++) {
            // Where 1e-8 of the gradient's square is taken, that is a difference of 130 roundings of the whole: 1.5e-6 of it.
            assertThat(one.layers().get(l).flow().summands().orElseThrow().keptCosine())
                    .containsExactly(flow.layers().get(l).flow().summands().orElseThrow().keptCosine(), within(1.5e-6));
        }
        assertThat(compiled(3)).usingRecursiveComparison(Networks.BITS).isEqualTo(one);
    }

    private static Flow compiled(int threads) {
        Dataset data = new AddingProblem();
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, threads)) {
            return Flow.measure(model(BELOW, data), data, options(Set.copyOf(FlowOptions.QUANTITIES)), execution);
        }
    }

    @Test
    void aLayerThatReadsFromTheEndIsOneThatReadsTheTurnedSequence() {
        Dataset data = new AddingProblem();
        Model both = model(ONE, data);
        Model one = model("layer rnn_tanh 2", data);
        one.parameters()
                .layer(0)
                .arrays()
                .forEach((name, to) -> System.arraycopy(
                        Objects.requireNonNull(both.parameters().layer(1).arrays().get(name)), 0, to, 0, to.length));
        Batch batch = data.train(Seeds.generator(3, "turned"), 130, 4);
        Batch.Vectors x = (Batch.Vectors) batch.inputs();
        int step = x.size() * x.width();
        double[] turned = new double[x.values().length];
        for (int t = 0; t < x.steps(); t++) {
            System.arraycopy(x.values(), t * step, turned, (x.steps() - 1 - t) * step, step);
        }
        Batch backward = new Batch(new Batch.Vectors(x.steps(), x.size(), x.width(), turned), batch.targets());
        assertThat(
                LyapunovSpectrum.measure(Trajectories.byLayer(both, batch, Functions.STRICT).get(1), 2, 1, 1).values())
                .isEqualTo(LyapunovSpectrum.measure(Trajectories.run(one, backward), 2, 1, 1).values());
    }
}
