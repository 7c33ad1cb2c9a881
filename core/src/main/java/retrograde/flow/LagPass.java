package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.model.Model;
import retrograde.model.Seeds;

/**
 * The gradient of single losses, taken apart by lag: what {@link GradientByLag}, {@link Summands} and {@link Reach} read.
 *
 * <p>
 * Draws (sequence, loss step) pairs, one loss step for each sequence, uniformly from the steps that have a loss, and
 * shifts each sequence so that its loss step is the last: then one backward pass meets lag k of all of them at once. It
 * runs twice, first for the whole gradient, then to compare every partial sum with it. Pairs fall into groups whose
 * gradients are kept apart for the jackknife, and which threads share out; the figures are the same bits for any number of
 * threads.
 *
 * <p>
 * θ is every parameter of the recurrent layers; the states' lag k is that of the joint state. Cost: one forward and two
 * backward passes over all pairs, and {@code 2·groups + 3} norms of |θ| entries for each lag.
 */
final class LagPass {
    /** What it costs. */
    static final String COST = "O(T·S·H²): one forward and two backward passes over S ≥ 256 sequences of T steps";

    static final int GROUPS = 8;

    private final int steps;
    private final int pairs;
    private final int[] starts;

    /** ln ‖δ_{t,k}‖ of each pair, {@code [k−1][pair]}; NaN where the pair has no such lag, see {@link #reaches}. */
    final double[][] logDelta;
    /** The same of each layer's states alone, bottom first; empty for a single layer. */
    final List<double[][]> logDeltaByLayer = new ArrayList<>();
    /** For each lag k ≥ 0 the logarithm of the mean over pairs of the norm of the summand. */
    final double[] logSummandNorm;
    /** For each lag k ≥ 0 the cosine of G_k to G; NaN where one of them is zero. */
    final double[] cosine;
    /** For each lag K ≥ 0 {@code rest_K} of all pairs; 0 where G is. */
    final double[] rest;
    /** For each lag K ≥ 0 the cosine of {@code Σ_{k≤K} G_k} to G. */
    final double[] keptCosine;
    /** For each group rests with the group left out. */
    final double[][] restWithout;
    /** {@code ln ‖G‖}. */
    final double logGradientNorm;

    /** Runs it on one thread. */
    LagPass(Model model, Dataset data, int window, boolean everyStep, int wantedPairs, long seed) {
        this(model, data, window, everyStep, wantedPairs, seed, Execution.reference());
    }

    /**
     * Runs it.
     *
     * @param window {@code T}
     * @param everyStep whether loss steps are drawn from all steps that have a loss, else the last one is taken
     * @param wantedPairs how many pairs, rounded down to a multiple of the groups; at least 16 are drawn
     */
    LagPass(Model model, Dataset data, int window, boolean everyStep, int wantedPairs, long seed, Execution execution) {
        this.steps = window;
        this.pairs = Math.max(2, wantedPairs / GROUPS) * GROUPS;
        long gradients = 3L * GROUPS * 8 * model.architecture().parameterCount();
        Trajectories.checkMemory(model.stack().bytes(window, pairs) + gradients, window, pairs);
        RandomGenerator random = Seeds.generator(seed, "pairs");
        Batch batch = data.window(random, data.stepsForLength(window), pairs);
        int[] lossSteps = drawLossSteps(batch, everyStep, random);
        int[] moves = Arrays.stream(lossSteps).map(t -> steps - 1 - t).toArray();
        this.starts = IntStream.range(0, pairs).map(b -> batch.starts()[b] + moves[b]).toArray();
        logDelta = new double[steps][pairs];
        for (int l = 0; l < model.stack().depth() && model.stack().depth() > 1; l++) {
            logDeltaByLayer.add(new double[steps][pairs]);
        }
        logSummandNorm = new double[steps];
        cosine = new double[steps];
        rest = new double[steps];
        keptCosine = new double[steps];
        restWithout = new double[GROUPS][steps];
        List<PairGroup> groups = new ArrayList<>();
        for (int first = 0; first < pairs; first += pairs / GROUPS) {
            int end = first + pairs / GROUPS;
            groups.add(new PairGroup(model.stack().another(), steps, first, Arrays.copyOfRange(starts, first, end),
                    Arrays.copyOfRange(moves, first, end)));
        }
        double[] x = model.embed(batch.inputs());
        execution.each(GROUPS, (_, g) -> groups.get(g).forward(x, pairs));
        double[] adjoint = outputAdjoint(model, batch, lossSteps, groups);
        execution.each(GROUPS, (_, g) -> groups.get(g).backward(adjoint, logDelta, logDeltaByLayer));
        PartialSums sums = new PartialSums(groups, normalise(groups), execution);
        logGradientNorm = sums.logNorm(pairs);
        partialSums(groups, sums, execution);
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

    private double[] outputAdjoint(Model model, Batch batch, int[] lossSteps, List<PairGroup> groups) {
        double[] last = new double[pairs * model.architecture().topHidden()];
        groups.forEach(group -> group.copyLastOutput(last));
        int[] targetPairs = new int[pairs];
        for (int b = 0; b < pairs; b++) {
            targetPairs[b] = lossSteps[b] * pairs + b;
        }
        double[] adjoint = new double[last.length];
        model.readOut().loss(batch.targets(), targetPairs, last, 1, adjoint, null);
        return adjoint;
    }

    /**
     * Brings all gradients to the unit in which the largest entry is 1; to a common one where they are zero or not finite.
     *
     * @return its logarithm
     */
    private static double normalise(List<PairGroup> groups) {
        double logScale = groups.stream().mapToDouble(PairGroup::logScale).max().orElse(0);
        groups.forEach(group -> group.scaleTo(logScale));
        double largest = groups.stream().mapToDouble(PairGroup::largest).max().orElse(0);
        if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
            return logScale;
        }
        groups.forEach(group -> group.multiply(1 / largest));
        return logScale + StrictMath.log(largest);
    }

    private void partialSums(List<PairGroup> groups, PartialSums sums, Execution execution) {
        double[] logPair = new double[pairs];
        for (int lag = 0; lag < steps; lag++) {
            double logScale = Double.NEGATIVE_INFINITY;
            for (PairGroup group : groups) {
                logScale = Math.max(logScale, group.largestLogScale());
            }
            double scale = logScale;
            execution.each(GROUPS, (_, g) -> groups.get(g).summand(scale, logPair));
            logSummandNorm[lag] = Statistics.logMeanExp(logPair);
            cosine[lag] = sums.take(scale, execution);
            rest[lag] = sums.rest(GROUPS);
            keptCosine[lag] = sums.cosineOfTaken();
            for (int g = 0; g < GROUPS; g++) {
                restWithout[g][lag] = sums.rest(g);
            }
        }
    }
}
