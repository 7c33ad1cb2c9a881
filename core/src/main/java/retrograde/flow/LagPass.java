package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.LayerWiring;
import retrograde.model.Model;
import retrograde.model.Seeds;

/**
 * The gradient of single losses, taken apart by lag: what {@link GradientByLag}, {@link Summands} and {@link Reach} read.
 *
 * <p>
 * Draws (sequence, loss step) pairs, one loss step for each sequence, uniformly from the steps that have a loss, and
 * shifts each sequence so that its loss step is the same for all: then one backward pass meets lag k of all of them at once.
 * What each step adds to the gradient is told twice, first for the whole gradient, then to compare every partial sum with it.
 * Pairs fall into groups whose gradients are kept apart for the jackknife, and which threads share out; the figures are the
 * same bits for any number of threads.
 *
 * <p>
 * θ is every parameter of the recurrent layers; lag k counts steps in the order in which each layer reads. Cost: one forward
 * and two backward passes over all pairs, and {@code 2·groups + 3} norms of |θ| entries for each lag; with layers of both
 * directions and losses at every step, sequences lie in a time up to twice as long.
 */
final class LagPass {
    /** What it costs. */
    static final String COST = "O(T·S·H²): one forward and two backward passes over S ≥ 256 sequences of T steps";

    static final int GROUPS = 8;

    private final int steps;
    private final int pairs;

    /** What was found of all layers together. */
    final LagPart whole;
    /** The same of each layer alone, bottom first; empty for a single layer. */
    final List<LagPart> layers;

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
        Architecture architecture = model.architecture();
        RandomGenerator random = Seeds.generator(seed, "pairs");
        checkMemory(model, steps);
        Batch batch = data.window(random, data.stepsForLength(window), pairs);
        int[] lossSteps = drawLossSteps(batch, everyStep, random);
        int[] moves = Arrays.stream(lossSteps).map(t -> steps - 1 - t).toArray();
        // What follows a loss does not matter where all layers read forward.
        int after = architecture.bidirectional() ? Arrays.stream(moves).max().orElse(0) : 0;
        int time = steps + after;
        int[] starts = IntStream.range(0, pairs).map(b -> batch.starts()[b] + moves[b]).toArray();
        int[] ends = Arrays.stream(moves).map(move -> steps - 1 + Math.min(move, after)).toArray();
        // A single loss reads each direction where it has read the whole sequence.
        boolean whenRead = architecture.objective().lossSteps() != Objective.LossSteps.EVERY;
        int[] turns = IntStream.range(0, pairs).map(b -> whenRead ? starts[b] + ends[b] : time - 1).toArray();
        PairGroup.Sequences moved = new PairGroup.Sequences(new OwnTime.Extent(time, starts, ends, turns), moves,
                steps - 1, whenRead ? steps - 1 : after);
        if (time > steps) {
            checkMemory(model, time);
        }
        int depth = architecture.layers().size();
        whole = new LagPart(steps, pairs, 0);
        List<LagPart> parts = IntStream.range(0, depth)
                .mapToObj(l -> new LagPart(steps, pairs, bothSides(architecture, l) ? steps - 1 : 0))
                .toList();
        layers = depth > 1 ? parts : List.of();
        List<PairGroup> groups = new ArrayList<>();
        for (int first = 0; first < pairs; first += pairs / GROUPS) {
            groups.add(new PairGroup(model, moved, first, pairs / GROUPS));
        }
        double[] x = model.embed(batch.inputs());
        execution.each(GROUPS, (_, g) -> groups.get(g).forward(x, pairs, execution.functions()));
        double[] adjoint = outputAdjoint(model, batch, lossSteps, groups);
        execution.each(GROUPS, (_, g) -> groups.get(g).backward(adjoint, parts));
        whole.join(parts);
        int[] layerOf = IntStream.range(0, depth)
                .flatMap(l -> model.parameters().layer(l).arrays().keySet().stream().mapToInt(_ -> l))
                .toArray();
        PartialSums sums = new PartialSums(groups, layerOf, depth, normalise(groups), execution);
        List<LagPart> all = new ArrayList<>(parts);
        all.add(whole);
        for (int p = 0; p <= depth; p++) {
            all.get(p).logGradientNorm = sums.logNorm(p, pairs);
        }
        partialSums(groups, sums, all, execution);
    }

    /** Whether a layer above reads the other way, so that steps after a loss, as this layer reads, reach it, too. */
    private static boolean bothSides(Architecture architecture, int l) {
        List<LayerWiring> wirings = architecture.wirings();
        return architecture.objective().lossSteps() == Objective.LossSteps.EVERY
                && wirings.subList(architecture.levelEnd(architecture.levelStart(l + 1)), wirings.size())
                        .stream()
                        .anyMatch(above -> above.reverse() != wirings.get(l).reverse());
    }

    private void checkMemory(Model model, int time) {
        long gradients = 3L * GROUPS * 8 * model.architecture().parameterCount();
        long adjoints = 8L * model.architecture().layers().stream().mapToInt(s -> s.stateSize() + s.inputs()).sum();
        Trajectories.checkMemory((model.bytes(1, 1) + adjoints) * time * pairs + gradients, time, pairs,
                "fewer --pairs, a shorter --window");
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
        groups.forEach(group -> group.copyOutput(last));
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

    private void partialSums(List<PairGroup> groups, PartialSums sums, List<LagPart> parts, Execution execution) {
        double[][] logPair = new double[parts.size()][pairs];
        for (int lag = 0; lag < steps; lag++) {
            double logScale = Double.NEGATIVE_INFINITY;
            for (PairGroup group : groups) {
                logScale = Math.max(logScale, group.largestLogScale(lag));
            }
            int k = lag;
            double scale = logScale;
            execution.each(GROUPS, (_, g) -> groups.get(g).summand(k, scale, logPair));
            sums.take(scale, execution);
            for (int p = 0; p < parts.size(); p++) {
                LagPart part = parts.get(p);
                part.logSummandNorm[lag] = Statistics.logMeanExp(logPair[p]);
                part.cosine[lag] = sums.cosine(p);
                part.rest[lag] = sums.rest(p, GROUPS);
                part.keptCosine[lag] = sums.cosineOfTaken(p);
                for (int g = 0; g < GROUPS; g++) {
                    part.restWithout[g][lag] = sums.rest(p, g);
                }
            }
        }
    }
}
