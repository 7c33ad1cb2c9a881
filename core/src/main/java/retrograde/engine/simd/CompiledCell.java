// Long because the passes over time share the layout of one memory.
package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Layout.Outer;
import retrograde.engine.simd.Plan.Block;
import retrograde.engine.simd.Plan.Segment;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.engine.simd.Value.Product;
import retrograde.equation.Cell;

/**
 * A cell compiled for its sizes: runs forward and backward over {@code [T,B,I]} on a team of threads.
 *
 * <p>
 * Threads share out the sequences of the batch for the whole loop over time, and the entries of the gradients; never
 * parts of one sum. So the bits do not depend on their number.
 */
final class CompiledCell {
    /** Rows between two meetings of the threads: few enough that what one phase wrote the next finds in the cache. */
    private static final int CHUNK_ROWS = 512;
    private static final double SMALL_SQUARES = 1e-24;
    private static final double LARGE_SQUARES = 1e30;

    private final Plan plan;
    private final ToIntFunction<String> size;
    private final Format format;
    private final Kernels kernels;
    private final Team team;
    private final Layout layout;
    private final int batch;
    /** Steps whose activations are in memory at a time; a longer sequence is computed again piece by piece. */
    private final int capacity;
    private final Memory memory;
    private final Object array;
    private final Map<Phase, List<LinkedStage>> stages = new EnumMap<>(Phase.class);
    private final List<Unit> units = new ArrayList<>();

    /** A block with its addresses. */
    private record LinkedBlock(Block block, Place operand, int segments, int segmentLength, int segmentStride,
            Place target, int panels, int weights, int panelStride, int start) {}

    /** A program with the addresses of its accesses, for even and odd steps back from the end. */
    @SuppressWarnings("ArrayRecordComponent") // addresses, compared by nobody
    private record LinkedProgram(PointwiseKernel kernel, int columns, int[] even, int[] odd, int[] stepStride,
            int[] rowStride) {}

    private record LinkedReduction(boolean mean, Place from, int length, Place to) {}

    private record LinkedStage(List<LinkedBlock> blocks, List<LinkedProgram> programs,
            List<LinkedReduction> reductions) {}

    /** Some rows of a gradient: what one thread does. */
    private record Unit(Outer outer, int row, int rows) {}

    CompiledCell(Plan plan, ToIntFunction<String> size, Kernels kernels, Team team, Layout layout) {
        this.plan = plan;
        this.size = size;
        this.kernels = kernels;
        this.format = kernels.format();
        this.team = team;
        this.layout = layout;
        this.batch = layout.batch;
        this.capacity = layout.capacity;
        memory = Memory.of(format, layout.length());
        array = memory.array();
        for (Phase phase : Phase.values()) {
            List<LinkedStage> linked = new ArrayList<>();
            Objects.requireNonNull(plan.stages.get(phase)).forEach(stage -> linked.add(link(stage)));
            stages.put(phase, linked);
        }
        shareOutGradients();
        memory.set(layout.one, 1);
    }

    // ---- linking ----

    private LinkedStage link(Plan.Stage stage) {
        List<LinkedBlock> blocks = new ArrayList<>();
        stage.blocks().forEach(b -> blocks.add(link(b)));
        List<LinkedProgram> programs = new ArrayList<>();
        stage.programs().forEach(p -> programs.add(link(p)));
        List<LinkedReduction> reductions = new ArrayList<>();
        for (Value v : stage.reductions()) {
            Value a = Objects.requireNonNull(v.a);
            reductions.add(new LinkedReduction(v.op == Op.MEAN, Objects.requireNonNull(a.place),
                    size.applyAsInt(a.dimension), Objects.requireNonNull(v.place)));
        }
        return new LinkedStage(blocks, programs, reductions);
    }

    private LinkedBlock link(Block block) {
        Segment first = block.segments().get(0);
        Layout.Packed packed = layout.packed(block);
        return new LinkedBlock(block, first.operand(), block.segments().size(), size.applyAsInt(first.dimension()),
                format.padded(layout.width(first.operand().buffer())), block.target(), packed.panels(),
                packed.weights(), packed.panelStride(), packed.start());
    }

    private LinkedProgram link(Plan.Program program) {
        ProgramWriter.Compiled compiled = kernels.program(plan, program);
        int n = compiled.accesses().size();
        int[] even = new int[n];
        int[] odd = new int[n];
        int[] stepStride = new int[n];
        int[] rowStride = new int[n];
        for (int i = 0; i < n; i++) {
            Place p = compiled.accesses().get(i);
            even[i] = layout.base(p, 0);
            odd[i] = layout.base(p, 1);
            stepStride[i] = layout.stepStride(p);
            rowStride[i] = layout.stride(p);
        }
        int columns = format.padded(size.applyAsInt(compiled.dimension()));
        return new LinkedProgram(compiled.kernel(), columns, even, odd, stepStride, rowStride);
    }

    private void shareOutGradients() {
        for (Outer o : layout.outers) {
            int tiles = (o.leftLength() + kernels.outerRows() - 1) / kernels.outerRows();
            for (int i = 0; i < tiles; i++) {
                int from = o.leftLength() * i / tiles;
                units.add(new Unit(o, from, o.leftLength() * (i + 1) / tiles - from));
            }
        }
    }

    Layout layout() {
        return layout;
    }

    // ---- weights ----

    /** Packs the weights, once for an update: all products of all steps then read them in order. */
    void pack(Map<String, double[]> weights) {
        team.run(thread -> {
            plan.parameters.forEach((name, place) -> {
                if (thread == 0) {
                    double[] vector = Objects.requireNonNull(weights.get(name));
                    memory.copyIn(vector, 0, layout.base(place), vector.length);
                }
            });
            for (Phase phase : Phase.values()) {
                for (LinkedStage stage : Objects.requireNonNull(stages.get(phase))) {
                    for (LinkedBlock b : stage.blocks) {
                        pack(b, weights, thread);
                    }
                }
            }
        });
    }

    private void pack(LinkedBlock linked, Map<String, double[]> weights, int thread) {
        Block block = linked.block;
        int lanes = kernels.lanes();
        int width = layout.width(block.target().buffer());
        int perColumn = linked.panels / block.columns();
        for (int p = share(linked.panels, thread); p < share(linked.panels, thread + 1); p++) {
            int column = p / perColumn;
            int first = p % perColumn * lanes;
            int have = Math.min(lanes, width - first);
            if (have <= 0) {
                continue;
            }
            for (int s = 0; s < linked.segments; s++) {
                Product product = block.segments().get(s).products().get(column);
                double[] m = Objects.requireNonNull(weights.get(product.matrix));
                int to = linked.weights + p * linked.panelStride + s * linked.segmentLength * lanes;
                if (product.transposed) {
                    for (int k = 0; k < linked.segmentLength; k++) {
                        memory.copyIn(m, k * width + first, to + k * lanes, have);
                    }
                } else {
                    for (int j = 0; j < have; j++) {
                        memory.scatter(m, (first + j) * linked.segmentLength, to + j, lanes, linked.segmentLength);
                    }
                }
            }
            if (linked.start >= 0) {
                for (int j = 0; j < have; j++) {
                    double sum = 0;
                    for (Value v : block.sums().get(column).vectors) {
                        sum += Objects.requireNonNull(weights.get(v.name))[first + j];
                    }
                    memory.set(linked.start + p * lanes + j, sum);
                }
            }
        }
    }

    private int share(int count, int thread) {
        return (int) ((long) count * thread / team.size());
    }

    // ---- forward ----

    /** Where a row of a state is: slot {@code t} is the old state of step {@code t} of the piece in memory. */
    int stateRow(int state, int slot, int sequence) {
        Place p = plan.states.get(state);
        return layout.base(p) + (slot * batch + sequence) * layout.stride(p);
    }

    Memory memory() {
        return memory;
    }

    /**
     * A sequence to be run.
     *
     * @param steps {@code T}
     * @param input {@code [T,B,I]}
     * @param initial for each state its first value {@code [H]}
     * @param starts for each sequence the step at which it starts
     */
    @SuppressWarnings("ArrayRecordComponent") // read by the engine, compared by nobody
    record Sequence(int steps, double[] input, double[][] initial, int[] starts) {}

    /** Is told, while a piece is in memory, where the outputs of a step are. */
    interface OutputReader {
        /** The output of step {@code t} of a sequence begins at {@code at}. */
        void read(Memory memory, int t, int sequence, int at);
    }

    /** Runs all steps. */
    void forward(Sequence sequence, OutputReader reader) {
        int output = plan.cell.states().indexOf(plan.cell.output());
        team.run(thread -> {
            int b0 = share(batch, thread);
            int b1 = share(batch, thread + 1);
            for (int from = 0; from < sequence.steps; from += capacity) {
                int to = Math.min(from + capacity, sequence.steps);
                forward(sequence, from, to, thread);
                for (int t = from; t < to; t++) {
                    for (int b = b0; b < b1; b++) {
                        reader.read(memory, t, b, stateRow(output, t + 1 - from, b));
                    }
                }
            }
        });
    }

    /** One piece forward, from its checkpoint, which the piece before it left. */
    private void forward(Sequence sequence, int from, int to, int thread) {
        int b0 = share(batch, thread);
        int b1 = share(batch, thread + 1);
        restore(sequence, from, b0, b1);
        // Another thread may still read what this piece is going to overwrite.
        team.barrier();
        for (int c = from; c < to; c += chunk()) {
            int end = Math.min(c + chunk(), to);
            int rows = (end - c) * batch;
            int first = share(rows, thread);
            int last = share(rows, thread + 1);
            input(sequence.input, c, c - from, first, last);
            run(Phase.HOISTED, c - from, first, last - first, 0, thread);
            team.barrier();
            for (int t = c; t < end && b1 > b0; t++) {
                start(sequence, t, t - from, b0, b1);
                run(Phase.FORWARD, t - from, b0, b1 - b0, 0, thread);
            }
        }
        if (to < sequence.steps) {
            for (int s = 0; s < layout.checkpoints.size(); s++) {
                int stride = layout.stride(plan.states.get(s));
                memory.move(stateRow(s, to - from, b0), checkpoint(s, to / capacity) + b0 * stride, (b1 - b0) * stride);
            }
        }
    }

    private int checkpoint(int state, int piece) {
        return layout.checkpoints.get(state) + piece * batch * layout.stride(plan.states.get(state));
    }

    private void restore(Sequence sequence, int from, int b0, int b1) {
        for (int s = 0; s < layout.checkpoints.size(); s++) {
            int stride = layout.stride(plan.states.get(s));
            if (from > 0) {
                memory.move(checkpoint(s, from / capacity) + b0 * stride, stateRow(s, 0, b0), (b1 - b0) * stride);
            } else {
                for (int b = b0; b < b1; b++) {
                    memory.copyIn(sequence.initial[s], 0, stateRow(s, 0, b), sequence.initial[s].length);
                }
            }
        }
    }

    private void input(double[] x, int step, int slot, int first, int last) {
        int width = size.applyAsInt(Cell.INPUTS);
        int to = layout.base(plan.input) + slot * layout.stepStride(plan.input);
        for (int r = first; r < last; r++) {
            memory.copyIn(x, (step * batch + r) * width, to + r * layout.stride(plan.input), width);
        }
    }

    private int chunk() {
        return Math.max(1, CHUNK_ROWS / batch);
    }

    private void start(Sequence sequence, int t, int slot, int b0, int b1) {
        for (int b = b0; b < b1; b++) {
            if (sequence.starts[b] == t && t > 0) {
                for (int s = 0; s < sequence.initial.length; s++) {
                    memory.copyIn(sequence.initial[s], 0, stateRow(s, slot, b), sequence.initial[s].length);
                }
            }
        }
    }

    private void run(Phase phase, int t, int row, int rows, int parity, int thread) {
        if (rows == 0) {
            return;
        }
        List<LinkedStage> all = Objects.requireNonNull(stages.get(phase));
        for (int i = 0; i < all.size(); i++) {
            LinkedStage stage = all.get(i);
            for (int j = 0; j < stage.blocks.size(); j++) {
                multiply(stage.blocks.get(j), t, row, rows, parity);
            }
            for (int j = 0; j < stage.programs.size(); j++) {
                LinkedProgram p = stage.programs.get(j);
                p.kernel.run(array, t, row, rows, p.columns, parity == 0 ? p.even : p.odd, p.stepStride, p.rowStride);
            }
            for (int j = 0; j < stage.reductions.size(); j++) {
                reduce(stage.reductions.get(j), t, row, rows, parity);
            }
        }
        team.count(thread, rows);
    }

    private void multiply(LinkedBlock b, int t, int row, int rows, int parity) {
        int aStride = layout.stride(b.operand);
        int cStride = layout.stride(b.target);
        int a = layout.base(b.operand, parity) + t * layout.stepStride(b.operand) + row * aStride;
        int c = layout.base(b.target, parity) + t * layout.stepStride(b.target) + row * cStride;
        int lanes = kernels.lanes();
        int tiles = kernels.tiles(rows);
        int vectors = kernels.vectors((rows + tiles - 1) / tiles);
        for (int p = 0; p < b.panels; p += vectors) {
            int v = Math.min(vectors, b.panels - p);
            int w = b.weights + p * b.panelStride;
            for (int i = 0; i < tiles; i++) {
                int r = (int) ((long) rows * i / tiles);
                int n = (int) ((long) rows * (i + 1) / tiles) - r;
                int to = c + r * cStride + p * lanes;
                kernels.tile(n, v)
                        .multiply(array, a + r * aStride, aStride, b.segmentStride, b.segments, b.segmentLength, w,
                                b.panelStride, b.start < 0 ? to : b.start + p * lanes, b.start < 0 ? cStride : 0, to,
                                cStride);
            }
        }
    }

    private void reduce(LinkedReduction r, int t, int row, int rows, int parity) {
        for (int i = row; i < row + rows; i++) {
            int from = layout.base(r.from, parity) + t * layout.stepStride(r.from) + i * layout.stride(r.from);
            int to = layout.base(r.to, parity) + t * layout.stepStride(r.to) + i * layout.stride(r.to);
            memory.set(to, r.mean ? memory.mean(from, r.length) : memory.inverseDeviation(from, r.length));
        }
    }

    // ---- backward ----

    /** Adds rows of {@code ∂ℓ/∂output}. */
    interface OutputAdjoint {
        /**
         * Adds {@code ∂ℓ/∂output} of step {@code t} of a sequence to the row that begins at {@code at}.
         *
         * @param output where the output itself begins
         */
        void addTo(Memory memory, int t, int sequence, int at, int output);
    }

    /** What a backward pass is to find: the parameters' gradients, and arrays as in {@code Engine.Wanted}. */
    @SuppressWarnings("ArrayRecordComponent") // receives results
    record Wanted(boolean gradients, double @Nullable [] input, double @Nullable [][] initial,
            double @Nullable [] carried) {}

    /**
     * Runs all steps backward, after {@link #forward}, once: adjoints are written over what the forward pass kept.
     *
     * @param outputAdjoint adds the adjoints of the outputs
     */
    void backward(Sequence sequence, OutputAdjoint outputAdjoint, Wanted wanted) {
        int steps = sequence.steps;
        int output = plan.cell.states().indexOf(plan.cell.output());
        boolean deferred = wanted.input != null || (wanted.gradients && plan.deferredForGradients);
        team.run(thread -> {
            int b0 = share(batch, thread);
            int b1 = share(batch, thread + 1);
            clearGradients(thread);
            for (Place p : plan.adjoints) {
                memory.clear(layout.base(p, 0) + b0 * layout.stride(p), (b1 - b0) * layout.stride(p));
            }
            Place h = plan.adjoints.get(output);
            for (int to = steps; to > 0;) {
                int from = (to - 1) / capacity * capacity;
                if (to < steps) {
                    forward(sequence, from, to, thread);
                }
                for (int end = to; end > from;) {
                    int begin = Math.max(from, end - chunk());
                    for (int t = end - 1; t >= begin && b1 > b0; t--) {
                        int parity = (steps - 1 - t) & 1;
                        for (int b = b0; b < b1; b++) {
                            outputAdjoint.addTo(memory, t, b, layout.base(h, parity) + b * layout.stride(h),
                                    stateRow(output, t + 1 - from, b));
                            if (sequence.starts[b] > t) {
                                clearCarried(parity, b);
                            }
                        }
                        run(Phase.BACKWARD, t - from, b0, b1 - b0, parity, thread);
                        finish(sequence, t, b0, b1, parity, wanted);
                    }
                    team.barrier();
                    int rows = (end - begin) * batch;
                    if (deferred) {
                        int first = share(rows, thread);
                        int last = share(rows, thread + 1);
                        run(Phase.DEFERRED, begin - from, first, last - first, 0, thread);
                        if (wanted.input != null) {
                            inputAdjoint(wanted.input, begin, begin - from, first, last);
                        }
                        team.barrier();
                    }
                    if (wanted.gradients) {
                        accumulate((begin - from) * batch, rows, thread);
                    }
                    end = begin;
                }
                to = from;
                team.barrier();
            }
        });
    }

    private void inputAdjoint(double[] target, int step, int slot, int first, int last) {
        int width = size.applyAsInt(Cell.INPUTS);
        Place p = plan.inputAdjoint;
        for (int r = first; r < last; r++) {
            int to = (step * batch + r) * width;
            if (p == null) {
                Arrays.fill(target, to, to + width, 0);
            } else {
                memory.copyOut(layout.base(p, 0) + slot * layout.stepStride(p) + r * layout.stride(p), target, to,
                        width);
            }
        }
    }

    private void clearCarried(int parity, int b) {
        for (Place p : plan.adjoints) {
            memory.clear(layout.base(p, parity) + b * layout.stride(p), layout.stride(p));
        }
    }

    private void finish(Sequence sequence, int t, int b0, int b1, int parity, Wanted wanted) {
        int hidden = size.applyAsInt(Cell.HIDDEN);
        for (int s = 0; s < plan.adjoints.size(); s++) {
            Place p = plan.adjoints.get(s);
            if (!plan.carriedWritten[s]) {
                memory.clear(layout.base(p, 1 - parity) + b0 * layout.stride(p), (b1 - b0) * layout.stride(p));
            }
        }
        if (wanted.carried != null) {
            for (Place p : plan.adjoints) {
                addSquares(layout.base(p, 1 - parity) + b0 * layout.stride(p), layout.stride(p), hidden, b0, b1,
                        wanted.carried, t * batch);
            }
        }
        for (int b = b0; b < b1; b++) {
            if (sequence.starts[b] == t) {
                for (int s = 0; s < plan.adjoints.size() && wanted.initial != null; s++) {
                    Place p = plan.adjoints.get(s);
                    memory.copyOut(layout.base(p, 1 - parity) + b * layout.stride(p), wanted.initial[s], b * hidden,
                            hidden);
                }
                clearCarried(1 - parity, b);
            }
        }
    }

    /** Adds the sums of squares of rows to {@code target[to + b]}. */
    private void addSquares(int from, int stride, int length, int b0, int b1, double[] target, int to) {
        int line = format.perLine();
        int whole = length / line * line;
        int parts = layout.parts + b0 * line;
        kernels.squares().run(array, from, stride, b1 - b0, whole, parts);
        for (int b = b0; b < b1; b++) {
            int row = from + (b - b0) * stride;
            double sum = memory.sum(parts + (b - b0) * line, line);
            // Squares leave the format's range long before the values do; those are added up in float64.
            target[to + b] += sum > SMALL_SQUARES && sum < LARGE_SQUARES
                    ? sum + memory.squares(row + whole, length - whole)
                    : memory.squares(row, length);
        }
    }

    // ---- gradients ----

    private int firstUnit(int thread) {
        long total = 0;
        for (Unit u : units) {
            total += cost(u);
        }
        long before = 0;
        for (int i = 0; i < units.size(); i++) {
            if (before >= total * thread / team.size()) {
                return i;
            }
            before += cost(units.get(i));
        }
        return units.size();
    }

    private long cost(Unit u) {
        return (long) (u.rows + 1) * u.outer.resultRow();
    }

    private void clearGradients(int thread) {
        for (int i = firstUnit(thread); i < firstUnit(thread + 1); i++) {
            Unit u = units.get(i);
            memory.clear(u.outer.result() + u.row * u.outer.resultRow(), u.rows * u.outer.resultRow());
        }
    }

    /** Adds the outer products of rows to the gradients, the last row first. */
    private void accumulate(int row, int rows, int thread) {
        int lanes = kernels.lanes();
        int vectors = kernels.outerVectors();
        int from = firstUnit(thread);
        int to = firstUnit(thread + 1);
        for (int end = row + rows; end > row; end -= kernels.outerBlock()) {
            int count = Math.min(kernels.outerBlock(), end - row);
            int i = from;
            while (i < to) {
                Outer o = units.get(i).outer;
                int last = i;
                while (last < to && units.get(last).outer.equals(o)) {
                    last++;
                }
                int panels = o.resultRow() / lanes;
                int groups = o.left() == null ? 8 : vectors;
                int b = layout.base(o.right(), 0) + (end - 1) * layout.stride(o.right());
                int a = o.left() == null ? layout.one : layout.base(o.left(), 0) + (end - 1) * layout.stride(o.left());
                int aStride = o.left() == null ? 0 : layout.stride(o.left());
                for (int p = 0; p < panels; p += groups) {
                    int v = Math.min(groups, panels - p);
                    for (int u = i; u < last; u++) {
                        Unit unit = units.get(u);
                        kernels.outer(unit.rows, v)
                                .add(array, a + unit.row, aStride, b + p * lanes, layout.stride(o.right()), count,
                                        o.result() + unit.row * o.resultRow() + p * lanes, o.resultRow());
                    }
                }
                i = last;
            }
        }
        team.count(thread, to - from);
    }

    /** Adds the gradients of the last backward pass to arrays of the parameters' shape. */
    void addGradients(Map<String, double[]> gradient) {
        team.run(thread -> {
            for (int i = 0; i < layout.outers.size(); i++) {
                // Two gradients of one matrix go to one array: the same thread adds both.
                if (Math.floorMod(firstOf(layout.outers.get(i).name()), team.size()) == thread) {
                    add(layout.outers.get(i), Objects.requireNonNull(gradient.get(layout.outers.get(i).name())));
                }
            }
        });
    }

    private int firstOf(String name) {
        for (int i = 0; i < layout.outers.size(); i++) {
            if (layout.outers.get(i).name().equals(name)) {
                return i;
            }
        }
        return 0;
    }

    private void add(Outer o, double[] gradient) {
        for (int r = 0; r < o.leftLength(); r++) {
            int from = o.result() + r * o.resultRow();
            if (o.swapped()) {
                for (int j = 0; j < o.rightLength(); j++) {
                    gradient[j * o.leftLength() + r] += memory.get(from + j);
                }
            } else {
                memory.addTo(from, gradient, r * o.rightLength(), o.rightLength());
            }
        }
    }
}
