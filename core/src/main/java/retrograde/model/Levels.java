package retrograde.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.Engine;
import retrograde.engine.Engine.Sequence;
import retrograde.engine.Engine.Wanted;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;

/**
 * Runs the levels of a model over a batch, forward and then backward.
 *
 * <p>
 * A layer that reads from the end gets every sequence turned round in time, and its outputs are turned back. A backward pass
 * follows the forward pass it belongs to, once.
 */
final class Levels {
    private final Architecture architecture;
    private final Parameters parameters;
    private final List<double[][]> initial;
    private final List<Engine> engines;
    private final List<@Nullable Mask> masks = new ArrayList<>();
    private final List<@Nullable DroppedWeights> dropped = new ArrayList<>();
    /** Of layers with zoneout those that are given what keeps its value; null for others. */
    private final List<@Nullable Engine> trained = new ArrayList<>();
    /** By which each layer was run last. */
    private final List<Engine> running = new ArrayList<>();
    private @Nullable Mask outputMask;

    /**
     * Levels of engines.
     *
     * @param initial one a layer: for each state its first value {@code [H]}; used, not copied
     * @param engines of the layers as they are used
     * @param execution makes the others
     */
    Levels(Parameters parameters, List<double[][]> initial, List<Engine> engines, Execution execution) {
        this.architecture = parameters.architecture();
        this.parameters = parameters;
        this.initial = initial;
        this.engines = engines;
        for (int l = 0; l < engines.size(); l++) {
            trained.add(
                    zonedOut(l).isEmpty() ? null : execution.engine(trainedShape(engines.get(l).shape(), zonedOut(l))));
        }
    }

    private static LayerShape trainedShape(LayerShape used, List<String> states) {
        return new LayerShape(Zoneout.trained(used.cell(), states), used.hidden(), used.inputs(), used.dimensions());
    }

    /** The states of a layer with zoneout, in the cell's order. */
    private List<String> zonedOut(int l) {
        Map<String, Double> zoneout = architecture.wirings().get(l).zoneout();
        return architecture.layers().get(l).cell().states().stream().filter(zoneout::containsKey).toList();
    }

    /** For each state with zoneout ones, where the new value is taken, and zeros, {@code [T,B,H]}. */
    private double[][] taken(int l, int rows, Noise noise) {
        return zonedOut(l).stream().map(state -> {
            double z = Objects.requireNonNull(architecture.wirings().get(l).zoneout().get(state));
            boolean[] taken = Mask.draw(rows * hidden(l), z, noise.at("zoneout " + (l + 1) + "/" + state));
            double[] ones = new double[taken.length];
            for (int i = 0; i < ones.length; i++) {
                ones[i] = taken[i] ? 1 : 0;
            }
            return ones;
        }).toArray(double[][]::new);
    }

    /**
     * Runs all levels.
     *
     * @param x what the bottom level reads, {@code [T,B,I]}; not modified
     * @param pairs the indices {@code t·B + b} wanted, ascending
     * @param noise what is dropped; null for the model as it is used
     * @return the top outputs of the pairs, {@code [pairs,width]}
     */
    double[] forward(Batch batch, double[] x, int[] pairs, @Nullable Noise noise) {
        masks.clear();
        dropped.clear();
        running.clear();
        double[] below = x;
        for (int first = 0; first < engines.size(); first = architecture.levelEnd(first)) {
            boolean top = architecture.levelEnd(first) == engines.size();
            below = level(first, batch, below, top ? pairs : null, noise);
        }
        outputMask = noise == null || !architecture.outputDropout().drops() ? null
                : new Mask(architecture.outputDropout(), pairs.length, batch.size(), architecture.topHidden(),
                        noise.at("output"));
        if (outputMask != null) {
            outputMask.apply(below, pairs);
        }
        return below;
    }

    private double[] level(int first, Batch batch, double[] x, int @Nullable [] pairs, @Nullable Noise noise) {
        LayerWiring wiring = architecture.wirings().get(first);
        int rows = batch.steps() * batch.size();
        Mask mask = null;
        double[] input = x;
        if (noise != null && wiring.dropout().drops()) {
            mask = new Mask(wiring.dropout(), rows, batch.size(), x.length / rows, noise.at("input " + (first + 1)));
            input = x.clone();
            mask.apply(input, null);
        }
        masks.add(mask);
        int end = architecture.levelEnd(first);
        int wanted = pairs == null ? rows : pairs.length;
        double[] outputs;
        if (end == first + 1) {
            outputs = run(first, batch, input, pairs, noise);
        } else {
            int width = width(first);
            outputs = new double[wanted * width];
            for (int l = first, column = 0; l < end; column += hidden(l), l++) {
                double[] part = run(l, batch, input, pairs, noise);
                for (int k = 0; k < wanted; k++) {
                    System.arraycopy(part, k * hidden(l), outputs, k * width + column, hidden(l));
                }
            }
        }
        if (wiring.residual()) {
            int width = width(first);
            for (int l = first, column = 0; l < end; column += hidden(l), l++) {
                int[] from = rowsRead(l, batch, pairs);
                for (int k = 0; k < wanted; k++) {
                    int row = (from == null ? k : from[k]) * width;
                    for (int j = column; j < column + hidden(l); j++) {
                        outputs[k * width + j] += x[row + j];
                    }
                }
            }
        }
        return outputs;
    }

    /** The outputs of one layer, {@code [pairs,H]}. */
    private double[] run(int l, Batch batch, double[] input, int @Nullable [] pairs, @Nullable Noise noise) {
        double p = architecture.wirings().get(l).recurrentDropout();
        DroppedWeights drop = noise == null || p == 0 ? null : new DroppedWeights(parameters.layer(l), p, noise, l + 1);
        dropped.add(drop);
        Weights weights = drop == null ? parameters.layer(l) : drop.weights();
        int rows = batch.steps() * batch.size();
        Engine zoned = noise == null ? null : trained.get(l);
        Engine engine = zoned == null ? engines.get(l) : zoned;
        double[][] given = noise == null || zoned == null ? new double[0][] : taken(l, rows, noise);
        running.add(engine);
        if (!architecture.wirings().get(l).reverse()) {
            double[] outputs = new double[(pairs == null ? rows : pairs.length) * hidden(l)];
            engine.forward(weights,
                    new Sequence(input, initial.get(l), batch.steps(), batch.size(), batch.starts(), given), pairs,
                    outputs);
            return outputs;
        }
        double[] all = new double[rows * hidden(l)];
        engine.forward(weights,
                new Sequence(turned(input, batch), initial.get(l), batch.steps(), batch.size(), batch.starts(), given),
                null, all);
        double[] outputs = turned(all, batch);
        int[] rowsRead = rowsRead(l, batch, pairs);
        return rowsRead == null ? outputs : gathered(outputs, rowsRead, hidden(l));
    }

    /**
     * Runs all levels backward.
     *
     * @param adjoint {@code ∂ℓ/∂(top outputs)} of the pairs; modified
     * @param gradient what is found is added to it; null if not wanted
     * @param carried as in {@link Wanted}; null if not wanted
     * @param window as in {@link Wanted}
     * @param inputs whether {@code ∂ℓ/∂x} is wanted
     * @return {@code ∂ℓ/∂x}, {@code [T,B,I]}, if it is wanted
     */
    double @Nullable [] backward(Batch batch, int[] pairs, double[] adjoint, @Nullable Parameters gradient,
            double @Nullable [] carried, int window, boolean inputs) {
        if (outputMask != null) {
            outputMask.apply(adjoint, pairs);
        }
        double[] above = adjoint;
        int end = engines.size();
        for (int level = masks.size() - 1; level >= 0; level--) {
            int first = end - 1;
            while (architecture.wirings().get(first).reverse()) {
                first--;
            }
            boolean further = first > 0 || inputs;
            double[] below = further ? new double[batch.steps() * batch.size() * engines.get(first).shape().inputs()]
                    : null;
            int[] wanted = end == engines.size() ? pairs : null;
            int width = width(first);
            for (int l = first, column = 0; l < end; column += hidden(l), l++) {
                double[] part = end == first + 1 ? above : columns(above, width, column, hidden(l));
                runBack(l, batch, wanted, part, gradient, below, carried, window);
            }
            if (below == null) {
                return null;
            }
            Mask mask = masks.get(level);
            if (mask != null) {
                mask.apply(below, null);
            }
            if (architecture.wirings().get(first).residual()) {
                int n = above.length / width;
                for (int l = first, column = 0; l < end; column += hidden(l), l++) {
                    int[] rows = rowsRead(l, batch, wanted);
                    for (int k = 0; k < n; k++) {
                        int to = (rows == null ? k : rows[k]) * width;
                        for (int j = column; j < column + hidden(l); j++) {
                            below[to + j] += above[k * width + j];
                        }
                    }
                }
            }
            above = below;
            end = first;
        }
        return above;
    }

    /** One layer backward; adds {@code ∂ℓ/∂x} to {@code below}. */
    private void runBack(int l, Batch batch, int @Nullable [] pairs, double[] adjoint, @Nullable Parameters gradient,
            double @Nullable [] below, double @Nullable [] carried, int window) {
        DroppedWeights drop = dropped.get(l);
        Weights weights = gradient == null ? null : drop == null ? gradient.layer(l) : drop.gradient();
        double[][] start = gradient == null || gradient.start(l).length == 0 ? null
                : new double[gradient.start(l).length][batch.size() * hidden(l)];
        if (architecture.wirings().get(l).reverse()) {
            double[] all = new double[batch.steps() * batch.size() * hidden(l)];
            int[] rows = rowsRead(l, batch, pairs);
            for (int k = 0; k < adjoint.length / hidden(l); k++) {
                System.arraycopy(adjoint, k * hidden(l), all, (rows == null ? k : rows[k]) * hidden(l), hidden(l));
            }
            double[] input = below == null ? null : new double[below.length];
            running.get(l).backward(null, turned(all, batch), new Wanted(weights, input, start, null, window));
            if (below != null && input != null) {
                double[] back = turned(input, batch);
                for (int i = 0; i < below.length; i++) {
                    below[i] += back[i];
                }
            }
        } else {
            // The forward layer is the first of its level, so nothing has been added to below yet.
            running.get(l).backward(pairs, adjoint, new Wanted(weights, below, start, carried, window));
        }
        if (gradient != null && drop != null) {
            drop.addTo(gradient.layer(l));
        }
        if (gradient != null && start != null) {
            addRows(start, gradient.start(l));
        }
    }

    /**
     * The rows {@code t·B + b} at which a layer is read for pairs with a loss: at these; but one that reads from the end at the
     * sequence's first step, where it has read all of it, if the loss is at the last step alone.
     */
    private int @Nullable [] rowsRead(int l, Batch batch, int @Nullable [] pairs) {
        if (pairs == null || !architecture.wirings().get(l).reverse()
                || architecture.objective().lossSteps() == Objective.LossSteps.EVERY) {
            return pairs;
        }
        int[] rows = new int[pairs.length];
        for (int k = 0; k < rows.length; k++) {
            int b = pairs[k] % batch.size();
            rows[k] = batch.starts()[b] * batch.size() + b;
        }
        return rows;
    }

    /** Adds the rows of each state to its first value's gradient, in their order. */
    private static void addRows(double[][] rows, double[][] to) {
        for (int s = 0; s < to.length; s++) {
            int width = to[s].length;
            for (int i = 0; i < rows[s].length; i++) {
                to[s][i % width] += rows[s][i];
            }
        }
    }

    private int hidden(int l) {
        return engines.get(l).shape().hidden();
    }

    private int width(int first) {
        int width = 0;
        for (int l = first; l < architecture.levelEnd(first); l++) {
            width += hidden(l);
        }
        return width;
    }

    /** Every sequence of {@code [T,B,…]} turned round, so that they still end together; zeros before they begin. */
    private static double[] turned(double[] values, Batch batch) {
        int size = batch.size();
        int width = values.length / batch.steps() / size;
        double[] turned = new double[values.length];
        for (int b = 0; b < size; b++) {
            int start = batch.starts()[b];
            for (int t = start; t < batch.steps(); t++) {
                int mirror = start + batch.steps() - 1 - t;
                System.arraycopy(values, (t * size + b) * width, turned, (mirror * size + b) * width, width);
            }
        }
        return turned;
    }

    private static double[] gathered(double[] values, int[] rows, int width) {
        double[] gathered = new double[rows.length * width];
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(values, rows[k] * width, gathered, k * width, width);
        }
        return gathered;
    }

    private static double[] columns(double[] values, int width, int first, int count) {
        double[] columns = new double[values.length / width * count];
        for (int k = 0; k < values.length / width; k++) {
            System.arraycopy(values, k * width + first, columns, k * count, count);
        }
        return columns;
    }
}
