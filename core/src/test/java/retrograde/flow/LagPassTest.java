package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.AddingProblem;
import retrograde.data.Baseline;
import retrograde.data.Batch;
import retrograde.data.CopyMemory;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.Activations;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The gradient by lag against single sequences, Jacobians by differences and their products. */
class LagPassTest {
    private static final int STEPS = 6;
    private static final int PAIRS = 16;
    private static final long SEED = 11;
    /** Central differences at 1e-6 of functions of size 1 are right to 1e-9; a product of six and a sum stay below this. */
    private static final double DIFFERENCES = 1e-7;

    /** One pair as the definitions have it: ‖δ_k‖ for k = 1 …, and the summand of each lag k = 0 …, flat. */
    private record Pair(double[] deltaNorm, double[][] summand) {}

    private static List<Pair> naive(Model model, Dataset data, boolean everyStep) {
        RandomGenerator random = Seeds.generator(SEED, "pairs");
        Batch batch = data.train(random, data.stepsForLength(STEPS), PAIRS);
        double[] x = model.embed(batch.inputs());
        int width = x.length / STEPS / PAIRS;
        Stack stack = model.stack();
        List<Pair> pairs = new ArrayList<>();
        for (int b = 0; b < PAIRS; b++) {
            int[] losses = lossSteps(batch, b);
            int last = everyStep ? losses[random.nextInt(losses.length)] : losses[losses.length - 1];
            double[] own = new double[STEPS * width];
            for (int t = 0; t < STEPS; t++) {
                System.arraycopy(x, (t * PAIRS + b) * width, own, t * width, width);
            }
            pairs.add(pair(model, batch, b, last, Arrays.copyOf(own, (last + 1) * width), stack));
        }
        return pairs;
    }

    private static int[] lossSteps(Batch batch, int b) {
        return java.util.stream.IntStream.range(0, STEPS).filter(t -> batch.lossAt(t, b)).toArray();
    }

    private static Pair pair(Model model, Batch batch, int b, int last, double[] x, Stack stack) {
        int steps = last + 1;
        int width = x.length / steps;
        List<Activations> run = stack.forward(x, steps, 1, null);
        double[] output = run.get(stack.depth() - 1).output();
        int hidden = output.length / steps;
        double[] adjoint = new double[hidden];
        model.readOut()
                .loss(batch.targets(), new int[] {last * PAIRS + b},
                        Arrays.copyOfRange(output, last * hidden, steps * hidden), new int[] {0}, 1, adjoint, null);
        var top = stack.layer(stack.depth() - 1).shape().cell();
        double[] delta = new double[stack.stateSize()];
        System.arraycopy(adjoint, 0, delta,
                stack.stateOffset(stack.depth() - 1) + top.states().indexOf(top.output()) * hidden, hidden);
        double[] norms = new double[steps];
        double[][] summands = new double[steps][];
        for (int k = 0; k < steps; k++) {
            double[] old = Dense.state(stack, run, last - k, 0);
            double[] input = Arrays.copyOfRange(x, (last - k) * width, (last - k + 1) * width);
            double[] direct = Dense.direct(stack, old, input);
            summands[k] = Dense.rowTimes(delta, direct, direct.length / delta.length);
            delta = Dense.rowTimes(delta, Dense.jacobian(stack, old, input), delta.length);
            norms[k] = Dense.norm(delta);
        }
        return new Pair(norms, summands);
    }

    private static double[][] meanSummands(List<Pair> pairs, List<Integer> used) {
        double[][] mean = new double[STEPS][pairs.get(0).summand()[0].length];
        for (int b : used) {
            for (int k = 0; k < pairs.get(b).summand().length; k++) {
                for (int i = 0; i < mean[k].length; i++) {
                    mean[k][i] += pairs.get(b).summand()[k][i] / used.size();
                }
            }
        }
        return mean;
    }

    private static double[] rest(double[][] mean) {
        double[] rest = new double[STEPS];
        for (int k = 0; k < STEPS; k++) {
            rest[k] = Dense.norm(sum(mean, k + 1)) / Dense.norm(sum(mean, 0));
        }
        return rest;
    }

    private static double[] sum(double[][] mean, int from) {
        double[] sum = new double[mean[0].length];
        for (int k = from; k < mean.length; k++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += mean[k][i];
            }
        }
        return sum;
    }

    private static int reach(double[] rest, double q) {
        for (int k = STEPS - 1; k >= 0; k--) {
            if (rest[k] > 1 - q) {
                return k + 1;
            }
        }
        return 0;
    }

    private static IntPredicate losses(String where) {
        return switch (where) {
            case "last" -> t -> t == STEPS - 1;
            case "every" -> t -> true;
            default -> t -> t >= 3 && t != 4;
        };
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,last", "rnn_tanh,2,every", "rnn_sigmoid,1,some", "lstm,1,every", "lstm,2,last",
            "gru,2,some", "gru_merged,1,every", "gru_reset_last,2,every", "gru_reset_after,1,last"})
    void equalsTheDefinitionsPairByPair(String cell, int layers, String where) {
        Dataset data = new Draws(2, 2, losses(where));
        Model model = Networks.model(Networks.named(cell), data, 4 - layers, layers, 5, "*=normal:0,0.8");
        boolean everyStep = !where.equals("last");
        List<Pair> naive = naive(model, data, everyStep);
        LagPass pass = new LagPass(model, data, STEPS, everyStep, PAIRS, SEED);

        double[][] mean = meanSummands(naive, java.util.stream.IntStream.range(0, PAIRS).boxed().toList());
        double[] whole = sum(mean, 0);
        double sumOfNorms = 0;
        for (Pair pair : naive) {
            for (double[] summand : pair.summand()) {
                sumOfNorms += Dense.norm(summand) / PAIRS;
            }
        }
        GradientByLag byLag = GradientByLag.of(pass.whole);
        Summands summands = Summands.of(pass.whole);
        assertThat(summands.logGradientNorm()).isCloseTo(Math.log(Dense.norm(whole)), within(DIFFERENCES));
        for (int lag = 1; lag <= STEPS; lag++) {
            int k = lag;
            double[] norms = naive.stream()
                    .filter(p -> p.deltaNorm().length >= k)
                    .mapToDouble(p -> p.deltaNorm()[k - 1])
                    .toArray();
            assertThat(byLag.count()[k - 1]).isEqualTo(norms.length);
            double average = Arrays.stream(norms).average().orElse(Double.NaN);
            assertThat(byLag.logNorm()[k - 1]).isCloseTo(Math.log(average), within(DIFFERENCES));
            double squares = Arrays.stream(norms).map(v -> (v - average) * (v - average)).sum();
            double error = Math.sqrt(squares / (norms.length - 1) / norms.length) / average;
            if (norms.length > 1) {
                assertThat(byLag.logError()[k - 1]).isCloseTo(error, within(DIFFERENCES));
            }
        }
        double[] rest = rest(mean);
        for (int lag = 0; lag < STEPS; lag++) {
            int k = lag;
            double norm = naive.stream()
                    .filter(p -> p.summand().length > k)
                    .mapToDouble(p -> Dense.norm(p.summand()[k]))
                    .sum() / PAIRS;
            assertThat(summands.share()[k]).isCloseTo(norm / sumOfNorms, within(DIFFERENCES));
            double dot = 0;
            for (int i = 0; i < whole.length; i++) {
                dot += whole[i] * mean[k][i];
            }
            assertThat(summands.cosine()[k]).isCloseTo(dot / Dense.norm(whole) / Dense.norm(mean[k]), within(1e-5));
            assertThat(summands.rest()[k]).isCloseTo(rest[k], within(DIFFERENCES));
        }
        compareReach(Reach.of(pass.whole), naive, rest);
    }

    private static void compareReach(Reach reach, List<Pair> naive, double[] rest) {
        assertThat(new int[] {reach.k50(), reach.k90(), reach.k99()}).containsExactly(reach(rest, 0.5),
                reach(rest, 0.9), reach(rest, 0.99));
        assertThat(reach.censored()).isEqualTo(rest[STEPS / 2] > 0.1);
        double[] without = new double[8];
        for (int g = 0; g < 8; g++) {
            List<Integer> others = new ArrayList<>();
            for (int b = 0; b < PAIRS; b++) {
                if (b / (PAIRS / 8) != g) {
                    others.add(b);
                }
            }
            without[g] = reach(rest(meanSummands(naive, others)), 0.9);
        }
        double mean = Arrays.stream(without).average().orElse(Double.NaN);
        double squares = Arrays.stream(without).map(k -> (k - mean) * (k - mean)).sum();
        assertThat(reach.error()).isCloseTo(Math.sqrt(7.0 / 8 * squares), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"rnn_relu,1", "lstm,2", "gru,1"})
    void summandsOfAllLagsAreTheGradientOfTheLoss(String cell, int layers) {
        AddingProblem data = new AddingProblem();
        Model model = Networks.model(Networks.named(cell), data, 5, layers, 3);
        Batch batch = data.train(Seeds.generator(SEED, "pairs"), 20, 256);
        Parameters gradient = new Parameters(model.architecture());
        model.gradient(batch, gradient);
        java.util.Arrays.fill(gradient.readoutWeights(), 0);
        java.util.Arrays.fill(gradient.readoutBias(), 0);
        LagPass pass = new LagPass(model, data, 20, false, 256, SEED);
        assertThat(pass.whole.logGradientNorm).isCloseTo(Math.log(gradient.norm()), within(1e-12));
        // What is left when every lag has been taken away is the rounding of the sums.
        assertThat(pass.whole.rest[19]).isLessThan(1e-12);
    }

    @Test
    void theDrawnLossStepsAreUniform() {
        CopyMemory data = new CopyMemory();
        Model model = Networks.model(Networks.named("rnn_tanh"), data, 2, 1, 3);
        int steps = 24;
        int pairs = 2048;
        int[] count = GradientByLag.of(new LagPass(model, data, steps, true, pairs, 7).whole).count();
        for (int k = 1; k <= steps; k++) {
            double expected = (steps - k + 1) / (double) steps;
            double deviation = Math.sqrt(expected * (1 - expected) / pairs);
            assertThat(count[k - 1] / (double) pairs).isCloseTo(expected, within(4 * deviation + 1e-12));
        }
    }

    @Test
    void theLastStepIsTakenWhereLossesAreNotDrawn() {
        CopyMemory data = new CopyMemory();
        Model model = Networks.model(Networks.named("rnn_tanh"), data, 2, 1, 3);
        int[] count = GradientByLag.of(new LagPass(model, data, 24, false, 64, 7).whole).count();
        assertThat(count).containsOnly(64);
    }

    /** Sequences that begin later are their own steps alone, whatever stands before them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatStandsBeforeASequenceChangesNothing(boolean everyStep) {
        Dataset data = new Draws(2, 2, _ -> true);
        Model model = Networks.model(Networks.named("lstm"), data, 3, 2, 5, "*=normal:0,0.8");
        LagPass alone = new LagPass(model, data, STEPS, everyStep, PAIRS, SEED);
        LagPass padded = new LagPass(model, new Padded(data, 3), STEPS + 3, everyStep, PAIRS, SEED);
        assertThat(padded.whole.logGradientNorm).isEqualTo(alone.whole.logGradientNorm);
        for (int pair = 0; pair < PAIRS; pair++) {
            for (int lag = 1; lag <= STEPS + 3; lag++) {
                boolean reaches = lag <= STEPS && alone.whole.reaches(lag, pair);
                assertThat(padded.whole.reaches(lag, pair)).isEqualTo(reaches);
                if (reaches) {
                    assertThat(padded.whole.logDelta[lag - 1][pair]).isEqualTo(alone.whole.logDelta[lag - 1][pair]);
                }
            }
        }
    }

    /** The same sequences after so many steps of noise without a loss. */
    private record Padded(Dataset inner, int before) implements Dataset {
        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public boolean symbolic() {
            return false;
        }

        @Override
        public int inputs() {
            return inner.inputs();
        }

        @Override
        public Objective objective() {
            return inner.objective();
        }

        @Override
        public int defaultSteps() {
            return inner.defaultSteps();
        }

        @Override
        public Batch train(RandomGenerator random, int steps, int size) {
            Batch own = inner.train(random, steps - before, size);
            Batch.Vectors x = (Batch.Vectors) own.inputs();
            Batch.Values y = (Batch.Values) own.targets();
            double[] noise = new Random(1).doubles((long) before * size * x.width(), -9, 9).toArray();
            int from = before * size;
            boolean[] mask = new boolean[steps * size];
            System.arraycopy(y.mask(), 0, mask, from, y.mask().length);
            int[] starts = new int[size];
            Arrays.fill(starts, before);
            double[] values = DoubleStream
                    .concat(Arrays.stream(new double[from * y.width()]), Arrays.stream(y.values()))
                    .toArray();
            return new Batch(
                    new Batch.Vectors(steps, size, x.width(),
                            DoubleStream.concat(Arrays.stream(noise), Arrays.stream(x.values())).toArray()),
                    new Batch.Values(steps, size, y.width(), values, mask), starts);
        }

        @Override
        public Batch heldOut(RandomGenerator random, int steps, int size) {
            return train(random, steps, size);
        }

        @Override
        public Baseline baseline(int steps) {
            return inner.baseline(steps);
        }

        @Override
        public String hash() {
            return inner.hash();
        }
    }
}
