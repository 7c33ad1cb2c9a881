package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
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

    static final int GROUPS = 8;

    private final Stack stack;
    private final int steps;
    private final int pairs;
    private final int[] starts;
    private final List<Activations> run;
    private final double[] outputAdjoint;

    /** ln ‖δ_{t,k}‖ of each pair, {@code [k−1][pair]}; NaN where the pair has no such lag, see {@link #reaches}. */
    final double[][] logDelta;
    /** For each lag k ≥ 0 the logarithm of the mean over pairs of the norm of the summand. */
    final double[] logSummandNorm;
    /** For each lag k ≥ 0 the cosine of G_k to G; NaN where one of them is zero. */
    final double[] cosine;
    /** For each lag K ≥ 0 {@code rest_K} of all pairs; 0 where G is. */
    final double[] rest;
    /** For each group the same with the group left out. */
    final double[][] restWithout;
    /** {@code ln ‖G‖}. */
    final double logGradientNorm;

    /**
     * Runs it.
     *
     * @param window {@code T}
     * @param everyStep whether loss steps are drawn from all steps that have a loss, else the last one is taken
     * @param wantedPairs how many pairs, rounded down to a multiple of the groups; at least 16 are drawn
     */
    LagPass(Model model, Dataset data, int window, boolean everyStep, int wantedPairs, long seed) {
        this.stack = model.stack();
        this.steps = window;
        this.pairs = Math.max(2, wantedPairs / GROUPS) * GROUPS;
        long gradients = 3L * GROUPS * 8 * model.architecture().parameterCount();
        Trajectories.checkMemory(stack.bytes(window, pairs) + gradients, window, pairs);
        RandomGenerator random = Seeds.generator(seed, "pairs");
        Batch batch = data.train(random, data.stepsForLength(window), pairs);
        int[] lossSteps = drawLossSteps(batch, everyStep, random);
        this.starts = Arrays.stream(lossSteps).map(t -> steps - 1 - t).toArray();
        this.run = stack.forward(shift(model.embed(batch.inputs())), steps, pairs, starts);
        this.outputAdjoint = outputAdjoint(model, batch, lossSteps);
        logDelta = new double[steps][pairs];
        logSummandNorm = new double[steps];
        cosine = new double[steps];
        rest = new double[steps];
        restWithout = new double[GROUPS][steps];
        GroupedGradient whole = wholeGradient();
        logGradientNorm = whole.logNorm();
        partialSums(whole);
    }

    /** {@code T}: the number of lags measured, k = 0 … T−1 for summands, 1 … T for δ. */
    int steps() {
        return steps;
    }

    int pairs() {
        return pairs;
    }

    /** Whether a pair's loss step has at least {@code lag} steps up to and including it. */
    boolean reaches(int lag, int pair) {
        return lag <= steps - starts[pair];
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

    /** Each sequence moved to its start; before it stands its first input, so that nothing there is less finite. */
    private double[] shift(double[] x) {
        int width = x.length / steps / pairs;
        double[] shifted = new double[x.length];
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < pairs; b++) {
                int from = Math.max(0, t - starts[b]);
                System.arraycopy(x, (from * pairs + b) * width, shifted, (t * pairs + b) * width, width);
            }
        }
        return shifted;
    }

    private double[] outputAdjoint(Model model, Batch batch, int[] lossSteps) {
        double[] output = run.get(run.size() - 1).output();
        int[] targetPairs = new int[pairs];
        int[] rows = new int[pairs];
        for (int b = 0; b < pairs; b++) {
            targetPairs[b] = lossSteps[b] * pairs + b;
            rows[b] = b;
        }
        int width = model.architecture().topHidden();
        double[] last = Arrays.copyOfRange(output, (steps - 1) * pairs * width, steps * pairs * width);
        double[] adjoint = new double[last.length];
        model.readOut().loss(batch.targets(), targetPairs, last, rows, 1, adjoint, null);
        return adjoint;
    }

    private GroupedGradient wholeGradient() {
        GroupedGradient whole = new GroupedGradient(stack, pairs);
        BackwardByLag back = new BackwardByLag(stack, run, outputAdjoint);
        List<SummandSink> sinks = sinks(whole);
        for (int lag = 0; lag < steps; lag++) {
            whole.raiseLogScale(back.largestLogScale());
            sinks.forEach(s -> s.begin(back, whole.logScale()));
            back.step(sinks);
            for (int b = 0; b < pairs; b++) {
                logDelta[lag][b] = back.logCarried(b);
            }
        }
        whole.normalise();
        return whole;
    }

    private void partialSums(GroupedGradient whole) {
        GroupedGradient.Comparison comparison = whole.compare();
        GroupedGradient summand = new GroupedGradient(stack, pairs);
        BackwardByLag back = new BackwardByLag(stack, run, outputAdjoint);
        List<SummandSink> sinks = sinks(summand);
        double[] logPair = new double[pairs];
        for (int lag = 0; lag < steps; lag++) {
            double logScale = back.largestLogScale();
            summand.begin(logScale);
            for (int b = 0; b < pairs; b++) {
                logPair[b] = back.active(b) ? back.logScale(b) : Double.NEGATIVE_INFINITY;
            }
            sinks.forEach(s -> s.begin(back, logScale));
            back.step(sinks);
            for (int b = 0; b < pairs; b++) {
                double squares = 0;
                for (SummandSink sink : sinks) {
                    squares += sink.squares(b);
                }
                logPair[b] += 0.5 * StrictMath.log(squares);
            }
            logSummandNorm[lag] = Statistics.logMeanExp(logPair);
            cosine[lag] = comparison.add(summand);
            rest[lag] = comparison.rest(GROUPS);
            for (int g = 0; g < GROUPS; g++) {
                restWithout[g][lag] = comparison.rest(g);
            }
        }
    }

    private List<SummandSink> sinks(GroupedGradient into) {
        List<SummandSink> sinks = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            sinks.add(new SummandSink(into.layer(l), pairs));
        }
        return sinks;
    }
}
