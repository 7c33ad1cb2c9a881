package retrograde.engine.simd;

import java.util.Arrays;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Cell;

/** A layer run by compiled kernels: lays out memory for the batch at hand, and hands rows in and out. */
public final class CompiledLayer {
    private final Plan plan;
    private final ToIntFunction<String> size;
    private final Kernels kernels;
    private final Team team;
    private final long budget;
    private final int hidden;
    private @Nullable CompiledCell compiled;
    private int lastSteps;
    private CompiledCell.@Nullable Sequence running;
    /** For each pair {@code t·B + b} its row among those wanted, or −1; kept so that passes allocate nothing for a step. */
    private int[] rows = {};

    /**
     * A layer.
     *
     * @param size the size of a symbolic dimension
     * @param wide whether in float64, else float32
     * @param budget bytes that activations may take
     */
    public CompiledLayer(Cell cell, ToIntFunction<String> size, boolean wide, Workers workers, long budget) {
        this.plan = Plan.of(cell);
        this.size = size;
        this.kernels = Kernels.of(wide ? Format.FLOAT64 : Format.FLOAT32);
        this.team = workers.team();
        this.budget = budget;
        this.hidden = size.applyAsInt(Cell.HIDDEN);
    }

    /** The bytes that a pass over {@code T} steps of {@code B} sequences takes, within the budget; see {@link Layout}. */
    public long bytes(int steps, int batch) {
        return bytes(steps, batch, capacity(steps, batch));
    }

    private long bytes(int steps, int batch, int kept) {
        return layout(steps, batch, kept).length() * kernels.format().bytes;
    }

    private Layout layout(int steps, int batch, int kept) {
        return new Layout(plan, size, kernels.format(), kernels.lanes(), batch, kept, (steps + kept - 1) / kept);
    }

    /** The steps kept at a time: all, or if the budget or an array does not hold them, the most pieces of √T that fit. */
    private int capacity(int steps, int batch) {
        long most = Math.min(budget, Memory.LARGEST * kernels.format().bytes);
        if (bytes(steps, batch, steps) <= most) {
            return steps;
        }
        int kept = Math.max(1, (int) Math.ceil(Math.sqrt(steps)));
        while (kept * 2 < steps && bytes(steps, batch, kept * 2) <= most) {
            kept *= 2;
        }
        while (kept > 1 && bytes(steps, batch, kept) > most) {
            kept /= 2;
        }
        return kept;
    }

    private CompiledCell prepare(int steps, int batch) {
        CompiledCell c = compiled;
        if (c == null || lastSteps != steps || c.layout().batch != batch) {
            compiled = null;
            c = new CompiledCell(plan, size, kernels, team, layout(steps, batch, capacity(steps, batch)));
            compiled = c;
            lastSteps = steps;
        }
        return c;
    }

    /** Runs forward; see {@code Engine.forward}. */
    public void forward(Map<String, double[]> weights, double[] input, double[][] initial, int steps, int batch,
            int[] starts, double[][] given, int @Nullable [] pairs, double[] outputs) {
        CompiledCell c = prepare(steps, batch);
        var sequence = new CompiledCell.Sequence(steps, input, initial, starts, given);
        running = sequence;
        c.pack(weights);
        int[] index = pairs == null ? null : index(pairs, steps * batch);
        c.forward(sequence, (memory, t, b, at) -> {
            int pair = t * batch + b;
            int row = index == null ? pair : index[pair];
            if (row >= 0) {
                memory.copyOut(at, outputs, row * hidden, hidden);
            }
        });
    }

    /** For each pair the row that belongs to it, or −1. */
    private int[] index(int[] pairs, int count) {
        if (rows.length < count) {
            rows = new int[count];
        }
        int[] index = rows;
        Arrays.fill(index, 0, count, -1);
        for (int k = 0; k < pairs.length; k++) {
            index[pairs[k]] = k;
        }
        return index;
    }

    /** Runs backward; see {@code Engine.backward}. */
    public void backward(int @Nullable [] pairs, double[] outputAdjoints, @Nullable Map<String, double[]> gradient,
            double @Nullable [] inputAdjoint, double @Nullable [][] initialAdjoint, double @Nullable [] carried,
            int window) {
        CompiledCell c = compiled;
        CompiledCell.Sequence sequence = running;
        if (c == null || sequence == null) {
            throw new IllegalStateException("a backward pass follows a forward pass");
        }
        running = null;
        int batch = c.layout().batch;
        int[] index = pairs == null ? null : index(pairs, sequence.steps() * batch);
        c.backward(sequence, (memory, t, b, at, output) -> {
            int pair = t * batch + b;
            int row = index == null ? pair : index[pair];
            if (row >= 0) {
                memory.add(outputAdjoints, row * hidden, at, hidden);
            }
        }, new CompiledCell.Wanted(gradient != null, inputAdjoint, initialAdjoint, carried, window));
        if (gradient != null) {
            c.addGradients(gradient);
        }
    }

    /** Runs both passes for {@code ½ mean output²}; see {@code Engine.halfMeanSquare}. */
    public double halfMeanSquare(Map<String, double[]> weights, double[] input, double[][] initial, int steps,
            int batch, int[] starts, Map<String, double[]> gradient) {
        CompiledCell c = prepare(steps, batch);
        var sequence = new CompiledCell.Sequence(steps, input, initial, starts, new double[0][]);
        c.pack(weights);
        double[] squares = new double[batch];
        c.forward(sequence, (memory, t, b, at) -> squares[b] += memory.squares(at, hidden));
        double count = (double) steps * batch * hidden;
        c.backward(sequence, (memory, t, b, at, output) -> memory.addScaled(1 / count, output, at, hidden),
                new CompiledCell.Wanted(true, null, null, null, Integer.MAX_VALUE));
        c.addGradients(gradient);
        double sum = 0;
        for (double s : squares) {
            sum += s;
        }
        return sum / 2 / count;
    }
}
