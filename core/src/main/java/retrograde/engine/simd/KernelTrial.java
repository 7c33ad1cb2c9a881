package retrograde.engine.simd;

import java.util.function.ToIntFunction;

import retrograde.engine.simd.Layout.Outer;
import retrograde.engine.simd.Value.Phase;
import retrograde.equation.Cell;
import retrograde.equation.Graph;

/**
 * A cell's kernels run one kind at a time on one thread, as the engine runs them: for benchmarks. The numbers they run on
 * mean nothing.
 */
public final class KernelTrial implements AutoCloseable {
    /** As many rows of gradients as the engine takes between two meetings of its threads. */
    private static final int ROWS = 512;

    private final Team team = new Team(1);
    private final LinkedStages stages;
    private final WeightGradients gradients;
    private final int batch;
    private final int rows;
    private final long units;
    private final long productOperations;
    private final long gradientOperations;

    /**
     * Kernels of a cell.
     *
     * @param size the size of a symbolic dimension
     * @param wide whether in float64, else float32
     * @param batch sequences, the rows of a step
     */
    public KernelTrial(Cell cell, ToIntFunction<String> size, boolean wide, int batch) {
        this.batch = batch;
        Kernels kernels = Kernels.of(wide ? Format.FLOAT64 : Format.FLOAT32);
        int steps = Math.max(1, ROWS / batch);
        rows = steps * batch;
        Plan plan = new Plan(new Graph(cell));
        Layout layout = new Layout(plan, size, kernels.format(), kernels.lanes(), batch, steps, 1);
        Memory memory = Memory.of(kernels.format(), layout.length());
        // Neither zero nor denormal, and in the domain of every function.
        for (int i = Memory.origin(kernels.format()); i < layout.length(); i++) {
            memory.set(i, 0.5 + i % 13 / 32.0);
        }
        stages = new LinkedStages(plan, size, kernels, layout, memory, 1);
        gradients = new WeightGradients(kernels, team, layout, memory);
        units = (long) batch * size.applyAsInt(Cell.HIDDEN);
        productOperations = 2L * batch * stages.weights(Phase.FORWARD);
        long sum = 0;
        for (Outer o : layout.outers) {
            sum += 2L * rows * o.leftLength() * o.rightLength();
        }
        gradientOperations = sum;
    }

    /** The products of one step with the old state, forward. */
    public void products() {
        stages.products(Phase.FORWARD, batch);
    }

    /** The floating-point operations of {@link #products()}; units that only fill up a cache line count. */
    public long productOperations() {
        return productOperations;
    }

    /** The sums of outer products of some 512 rows, for all gradients. */
    public void gradients() {
        gradients.accumulate(0, rows, 0);
    }

    /** The floating-point operations of {@link #gradients()}. */
    public long gradientOperations() {
        return gradientOperations;
    }

    /** The pointwise programs of one step, forward. */
    public void forward() {
        stages.programs(Phase.FORWARD, batch);
    }

    /** The pointwise programs of one step, backward. */
    public void backward() {
        stages.programs(Phase.BACKWARD, batch);
    }

    /** The units of a step: what {@link #forward()} and {@link #backward()} run over. */
    public long units() {
        return units;
    }

    @Override
    public void close() {
        team.close();
    }
}
