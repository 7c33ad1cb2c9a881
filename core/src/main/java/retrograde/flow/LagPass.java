package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.engine.Gemm;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

/**
 * The gradient of single losses, taken apart by lag: what {@link GradientByLag}, {@link Summands} and {@link Reach} read.
 *
 * <p>
 * Draws (sequence, loss step) pairs, one loss step for each sequence, uniformly from the steps that have a loss, and
 * shifts each sequence so that its loss step is the last: then one backward pass meets lag k of all of them at once. It
 * runs twice, first for the whole gradient, then to compare every partial sum with it. Pairs fall into groups whose
 * gradients are kept apart for the jackknife.
 *
 * <p>
 * θ is every parameter of the recurrent layers; the states' lag k is that of the joint state. Cost: one forward and two
 * backward passes over all pairs, and {@code 2·groups + 3} norms of |θ| entries for each lag.
 */
final class LagPass {
    /** What it costs. */
    static final String COST = "O(T·S·H²): one forward and two backward passes over S ≥ 256 sequences of T steps";

    private static final int GROUPS = 8;
    /** Rows outside these lengths are rescaled, so that no adjoint overflows or underflows at any lag. */
    private static final double TINY = 1e-100;
    private static final double HUGE = 1e100;

    private final Stack stack;
    private final int steps;
    private final int pairs;
    private final int groupSize;
    private final int[] starts;
    private final List<Activations> run;
    private final double[] outputAdjoint;

    /** ln ‖δ_{t,k}‖ of each pair, {@code [k−1][pair]}; NaN where the pair has no such lag. */
    final double[][] logDelta;
    /** For each lag k ≥ 0 the mean over pairs of the norm of the summand. */
    final double[] summandNorm;
    /** For each lag k ≥ 0 the cosine of G_k to G. */
    final double[] cosine;
    /** For each lag K ≥ 0 {@code rest_K}, all pairs; then with each group left out. */
    final double[] rest;
    final double[][] restWithout;
    /** ‖G‖. */
    double gradientNorm;
    private final List<Map<String, double[][]>> total = new ArrayList<>();

    /**
     * Runs it.
     *
     * @param window {@code T}
     * @param everyStep whether loss steps are drawn from all steps that have a loss, else the last one is taken
     * @param pairs at least 16
     */
    LagPass(Model model, Dataset data, int window, boolean everyStep, int pairs, long seed) {
        this.stack = model.stack();
        this.steps = window;
        this.groupSize = Math.max(2, pairs / GROUPS);
        this.pairs = groupSize * GROUPS;
        Trajectories.checkMemory(stack.bytes(window, this.pairs), window, this.pairs);
        RandomGenerator random = Seeds.generator(seed, "pairs");
        Batch batch = data.train(random, data.stepsForLength(window), this.pairs);
        int[] lossSteps = drawLossSteps(batch, everyStep, random);
        this.starts = Arrays.stream(lossSteps).map(t -> steps - 1 - t).toArray();
        this.run = stack.forward(shift(model.embed(batch.inputs()), starts), steps, this.pairs, starts);
        this.outputAdjoint = new double[run.get(run.size() - 1).output().length];
        int[] targetPairs = new int[this.pairs];
        int[] outputPairs = new int[this.pairs];
        for (int b = 0; b < this.pairs; b++) {
            targetPairs[b] = lossSteps[b] * this.pairs + b;
            outputPairs[b] = (steps - 1) * this.pairs + b;
        }
        model.readOut()
                .loss(batch.targets(), targetPairs, run.get(run.size() - 1).output(), outputPairs, 1, outputAdjoint,
                        null);
        logDelta = new double[steps][this.pairs];
        summandNorm = new double[steps];
        cosine = new double[steps];
        rest = new double[steps];
        restWithout = new double[GROUPS][steps];
        wholeGradient();
        partialSums();
    }

    /** {@code T}: the number of lags measured, k = 0 … T−1 for summands, 1 … T for δ. */
    int steps() {
        return steps;
    }

    int pairs() {
        return pairs;
    }

    private int[] drawLossSteps(Batch batch, boolean everyStep, RandomGenerator random) {
        int[] drawn = new int[pairs];
        for (int b = 0; b < pairs; b++) {
            int[] candidates = new int[steps];
            int count = 0;
            for (int t = 0; t < steps; t++) {
                if (batch.lossAt(t, b)) {
                    candidates[count++] = t;
                }
            }
            if (count == 0) {
                throw new InputException("the data has no loss at any step, so it has no gradient");
            }
            drawn[b] = everyStep ? candidates[random.nextInt(count)] : candidates[count - 1];
        }
        return drawn;
    }

    private double[] shift(double[] x, int[] by) {
        int width = x.length / steps / pairs;
        double[] shifted = new double[x.length];
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < pairs; b++) {
                if (t >= by[b]) {
                    System.arraycopy(x, ((t - by[b]) * pairs + b) * width, shifted, (t * pairs + b) * width, width);
                }
            }
        }
        return shifted;
    }

    private void wholeGradient() {
        for (double[] row : logDelta) {
            Arrays.fill(row, Double.NaN);
        }
        List<Sink> sinks = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            sinks.add(new Sink(l));
        }
        stack.backward(run, outputAdjoint, null, null, sinks);
        sinks.forEach(s -> total.add(s.sum));
    }

    private void partialSums() {
        Norms norms = new Norms();
        List<ComparingSink> sinks = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            sinks.add(new ComparingSink(l, norms));
        }
        stack.backward(run, outputAdjoint, null, null, sinks);
        gradientNorm = Math.sqrt(norms.gradient[GROUPS]) / pairs;
        for (int k = 0; k < steps; k++) {
            double sum = 0;
            for (int b = 0; b < pairs; b++) {
                sum += Math.sqrt(norms.pair[k][b]);
            }
            summandNorm[k] = sum / pairs;
            cosine[k] = norms.dot[k] / Math.sqrt(norms.summand[k] * norms.gradient[GROUPS]);
            rest[k] = Math.sqrt(norms.rest[GROUPS][k] / norms.gradient[GROUPS]);
            for (int g = 0; g < GROUPS; g++) {
                restWithout[g][k] = Math.sqrt(norms.rest[g][k] / norms.gradient[g]);
            }
        }
    }

    /** Squares of norms, summed over layers: index {@link #GROUPS} is all pairs, g is all but group g. */
    private final class Norms {
        final double[] gradient = new double[GROUPS + 1];
        final double[][] rest = new double[GROUPS + 1][steps];
        final double[] summand = new double[steps];
        final double[] dot = new double[steps];
        final double[][] pair = new double[steps][pairs];
    }

    /** First pass: one layer's whole gradient by group, and the norms of what is carried. */
    private class Sink implements GradientSink {
        final Map<String, double[][]> sum = new LinkedHashMap<>();
        private final double[] logRow = new double[pairs];
        private final int hidden;
        private boolean rescaled;

        Sink(int layer) {
            this.hidden = stack.layer(layer).shape().hidden();
            stack.weights(layer).arrays().forEach((name, array) -> sum.put(name, new double[GROUPS][array.length]));
        }

        @Override
        public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
            addMatrix(Objects.requireNonNull(sum.get(matrix)), actual(adjoint), operand);
        }

        @Override
        public void vector(int t, String parameter, Rows adjoint) {
            addVector(Objects.requireNonNull(sum.get(parameter)), actual(adjoint));
        }

        final void addMatrix(double[][] into, Rows adjoint, Rows operand) {
            for (int g = 0; g < GROUPS; g++) {
                int first = g * groupSize;
                Gemm.addOuter(adjoint.array(), adjoint.offset() + first * adjoint.stride(), adjoint.stride(),
                        operand.array(), operand.offset() + first * operand.stride(), operand.stride(), groupSize,
                        adjoint.dimension(), operand.dimension(), into[g]);
            }
        }

        final void addVector(double[][] into, Rows adjoint) {
            for (int b = 0; b < pairs; b++) {
                double[] to = into[b / groupSize];
                int row = adjoint.offset() + b * adjoint.stride();
                for (int i = 0; i < to.length; i++) {
                    to[i] += adjoint.array()[row + i];
                }
            }
        }

        /** The adjoints with the scale that was taken out of them put back. */
        final Rows actual(Rows adjoint) {
            if (!rescaled) {
                return adjoint;
            }
            int d = adjoint.dimension();
            double[] scaled = new double[pairs * d];
            for (int b = 0; b < pairs; b++) {
                double factor = StrictMath.exp(logRow[b]);
                for (int i = 0; i < d && factor != 0; i++) {
                    scaled[b * d + i] = factor * adjoint.array()[adjoint.offset() + b * adjoint.stride() + i];
                }
            }
            return new Rows(scaled, 0, d, d);
        }

        @Override
        public void carried(int t, double[][] adjoints) {
            int lag = steps - t;
            for (int b = 0; b < pairs; b++) {
                if (starts[b] > t) {
                    continue;
                }
                double squares = 0;
                for (double[] state : adjoints) {
                    for (int i = b * hidden; i < (b + 1) * hidden; i++) {
                        squares += state[i] * state[i];
                    }
                }
                double norm = Math.sqrt(squares);
                record(lag, b, StrictMath.log(norm) + logRow[b]);
                boolean extreme = norm != 0 && (norm < TINY || norm > HUGE) && Double.isFinite(norm);
                // Only a single layer's backward pass is linear in one row of adjoints at a time.
                if (extreme && stack.depth() == 1) {
                    rescale(adjoints, b, norm);
                }
            }
        }

        void record(int lag, int pair, double log) {
            double known = logDelta[lag - 1][pair];
            double larger = Math.max(known, log);
            logDelta[lag - 1][pair] = Double.isNaN(known) || known == log && Double.isInfinite(log) ? log
                    : larger + 0.5
                            * StrictMath.log(StrictMath.exp(2 * (known - larger)) + StrictMath.exp(2 * (log - larger)));
        }

        private void rescale(double[][] adjoints, int b, double norm) {
            rescaled = true;
            logRow[b] += StrictMath.log(norm);
            for (double[] state : adjoints) {
                for (int i = b * hidden; i < (b + 1) * hidden; i++) {
                    state[i] /= norm;
                }
            }
        }
    }

    /** Second pass: each lag's summand and each partial sum against the whole. */
    private final class ComparingSink extends Sink {
        private final Map<String, double[][]> step = new LinkedHashMap<>();
        private final Map<String, List<Rows[]>> uses = new LinkedHashMap<>();
        private final Map<String, double[][]> whole;
        private final Norms norms;

        ComparingSink(int layer, Norms norms) {
            super(layer);
            this.norms = norms;
            this.whole = total.get(layer);
            sum.forEach((name, groups) -> step.put(name, new double[GROUPS][groups[0].length]));
            whole.values().forEach(groups -> {
                for (int i = 0; i < groups[0].length; i++) {
                    double all = all(groups, i);
                    norms.gradient[GROUPS] += all * all;
                    for (int g = 0; g < GROUPS; g++) {
                        double without = all - groups[g][i];
                        norms.gradient[g] += without * without;
                    }
                }
            });
        }

        private static double all(double[][] groups, int i) {
            double sum = 0;
            for (double[] group : groups) {
                sum += group[i];
            }
            return sum;
        }

        @Override
        public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
            Rows actual = actual(adjoint);
            addMatrix(Objects.requireNonNull(step.get(matrix)), actual, operand);
            uses.computeIfAbsent(matrix, m -> new ArrayList<>()).add(new Rows[] {actual, operand});
        }

        @Override
        public void vector(int t, String parameter, Rows adjoint) {
            Rows actual = actual(adjoint);
            addVector(Objects.requireNonNull(step.get(parameter)), actual);
            uses.computeIfAbsent(parameter, p -> new ArrayList<>()).add(new Rows[] {actual, ONE});
        }

        private static final Rows ONE = new Rows(new double[] {1}, 0, 0, 1);

        @Override
        void record(int lag, int pair, double log) {
            // The first pass has recorded what is carried.
        }

        @Override
        public void carried(int t, double[][] adjoints) {
            int lag = steps - 1 - t;
            step.forEach((name, groups) -> compare(lag, groups, Objects.requireNonNull(sum.get(name)),
                    Objects.requireNonNull(whole.get(name))));
            uses.values().forEach(list -> addPairSquares(lag, list));
            uses.clear();
            super.carried(t, adjoints);
        }

        private void compare(int lag, double[][] now, double[][] partial, double[][] gradient) {
            double[] without = new double[GROUPS];
            for (int i = 0; i < now[0].length; i++) {
                double summand = 0;
                double left = 0;
                double all = 0;
                for (int g = 0; g < GROUPS; g++) {
                    summand += now[g][i];
                    partial[g][i] += now[g][i];
                    now[g][i] = 0;
                    without[g] = gradient[g][i] - partial[g][i];
                    left += without[g];
                    all += gradient[g][i];
                }
                norms.summand[lag] += summand * summand;
                norms.dot[lag] += summand * all;
                norms.rest[GROUPS][lag] += left * left;
                for (int g = 0; g < GROUPS; g++) {
                    double others = left - without[g];
                    norms.rest[g][lag] += others * others;
                }
            }
        }

        /** {@code ‖Σ_i a_i ⊗ v_i‖² = Σ_ij (a_i·a_j)(v_i·v_j)} for each pair. */
        private void addPairSquares(int lag, List<Rows[]> list) {
            for (int b = 0; b < pairs; b++) {
                double squares = 0;
                for (Rows[] one : list) {
                    for (Rows[] other : list) {
                        squares += dot(one[0], other[0], b) * dot(one[1], other[1], b);
                    }
                }
                norms.pair[lag][b] += Math.max(0, squares);
            }
        }

        private static double dot(Rows a, Rows c, int b) {
            int from = a.offset() + b * a.stride();
            int other = c.offset() + b * c.stride();
            double sum = 0;
            for (int i = 0; i < a.dimension(); i++) {
                sum += a.array()[from + i] * c.array()[other + i];
            }
            return sum;
        }
    }
}
