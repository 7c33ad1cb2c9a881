package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

import retrograde.engine.simd.Plan.Block;
import retrograde.engine.simd.Plan.Segment;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.engine.simd.Value.Product;

/**
 * The stages of a plan with their kernels and addresses: runs a phase on rows of one step.
 *
 * <p>
 * Either a thread runs all units of rows of its own, or all threads run the same rows and each the units of its share:
 * whole vectors of units, the same ones of every value, so that pointwise programs read only what their own thread
 * computed, and threads meet only before products, which read all units.
 */
final class LinkedStages {
    private final Plan plan;
    private final ToIntFunction<String> size;
    private final Format format;
    private final Kernels kernels;
    private final Layout layout;
    private final Memory memory;
    private final Object array;
    private final int threads;
    private final Map<Phase, List<LinkedStage>> stages = new EnumMap<>(Phase.class);

    /** A block with its addresses. */
    private record LinkedBlock(Block block, Place operand, int segments, int segmentLength, int segmentStride,
            Place target, int panels, int weights, int panelStride, int start) {}

    /**
     * A program with the addresses of its accesses, for even and odd steps back from the end: for each thread that of the
     * first unit of its share, and after these that of the first unit of all.
     */
    @SuppressWarnings("ArrayRecordComponent") // addresses, compared by nobody
    private record LinkedProgram(PointwiseKernel kernel, int columns, int[][] even, int[][] odd, int[] stepStride,
            int[] rowStride) {}

    private record LinkedReduction(boolean mean, Place from, int length, Place to) {}

    private record LinkedStage(List<LinkedBlock> blocks, List<LinkedProgram> programs,
            List<LinkedReduction> reductions) {}

    LinkedStages(Plan plan, ToIntFunction<String> size, Kernels kernels, Layout layout, Memory memory, int threads) {
        this.plan = plan;
        this.size = size;
        this.kernels = kernels;
        this.format = kernels.format();
        this.layout = layout;
        this.memory = memory;
        this.array = memory.array();
        this.threads = threads;
        for (Phase phase : Phase.values()) {
            List<LinkedStage> linked = new ArrayList<>();
            Objects.requireNonNull(plan.stages.get(phase)).forEach(stage -> linked.add(link(stage)));
            stages.put(phase, linked);
        }
    }

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
        ProgramWriter.Compiled compiled = plan.compiled(program, kernels);
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
        return new LinkedProgram(compiled.kernel(), columns, shares(even, columns), shares(odd, columns), stepStride,
                rowStride);
    }

    /** For each thread the addresses of its first unit; after those of all threads those of the first unit of all. */
    private int[][] shares(int[] base, int columns) {
        int[][] all = new int[threads + 1][];
        for (int thread = 0; thread < threads; thread++) {
            int first = share(columns / kernels.lanes(), thread) * kernels.lanes();
            all[thread] = Arrays.stream(base).map(at -> at + first).toArray();
        }
        all[threads] = base;
        return all;
    }

    private int share(int count, int thread) {
        return thread == threads ? count : (int) ((long) count * thread / threads);
    }

    /** Packs a thread's share of the weights, once for an update: all products of all steps then read them in order. */
    void pack(Map<String, double[]> weights, int thread) {
        if (thread == 0) {
            plan.parameters.forEach((name, place) -> {
                double[] vector = Objects.requireNonNull(weights.get(name));
                memory.copyIn(vector, 0, layout.base(place), vector.length);
            });
        }
        for (Phase phase : Phase.values()) {
            for (LinkedStage stage : Objects.requireNonNull(stages.get(phase))) {
                for (LinkedBlock b : stage.blocks) {
                    pack(b, weights, thread);
                }
            }
        }
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

    /** Runs all units of rows. */
    void run(Phase phase, int t, int row, int rows, int parity) {
        List<LinkedStage> all = Objects.requireNonNull(stages.get(phase));
        for (int i = 0; i < all.size(); i++) {
            LinkedStage stage = all.get(i);
            products(stage, t, row, rows, parity);
            programs(stage, t, row, rows, parity);
            for (int j = 0; j < stage.reductions.size(); j++) {
                reduce(stage.reductions.get(j), t, row, rows, parity);
            }
        }
    }

    private void products(LinkedStage stage, int t, int row, int rows, int parity) {
        for (int j = 0; j < stage.blocks.size(); j++) {
            LinkedBlock b = stage.blocks.get(j);
            multiply(b, t, row, rows, parity, 0, b.panels);
        }
    }

    private void programs(LinkedStage stage, int t, int row, int rows, int parity) {
        for (int j = 0; j < stage.programs.size(); j++) {
            LinkedProgram p = stage.programs.get(j);
            p.kernel.run(array, t, row, rows, p.columns, (parity == 0 ? p.even : p.odd)[threads], p.stepStride,
                    p.rowStride);
        }
    }

    /** Runs the products of a phase alone, on rows of the first step. */
    void products(Phase phase, int rows) {
        List<LinkedStage> all = Objects.requireNonNull(stages.get(phase));
        for (int i = 0; i < all.size(); i++) {
            products(all.get(i), 0, 0, rows, 0);
        }
    }

    /** Runs the pointwise programs of a phase alone, on rows of the first step. */
    void programs(Phase phase, int rows) {
        List<LinkedStage> all = Objects.requireNonNull(stages.get(phase));
        for (int i = 0; i < all.size(); i++) {
            programs(all.get(i), 0, 0, rows, 0);
        }
    }

    /**
     * Runs a thread's share of the units of rows; every thread of the team does. Waits for the others at the beginning,
     * not at the end.
     */
    void runShare(Phase phase, int t, int row, int rows, int parity, int thread, Team team) {
        List<LinkedStage> all = Objects.requireNonNull(stages.get(phase));
        for (int i = 0; i < all.size(); i++) {
            LinkedStage stage = all.get(i);
            if (i == 0 || !stage.blocks.isEmpty()) {
                team.barrier();
            }
            for (int j = 0; j < stage.blocks.size(); j++) {
                LinkedBlock b = stage.blocks.get(j);
                int perColumn = b.panels / b.block.columns();
                for (int column = 0; column < b.panels; column += perColumn) {
                    multiply(b, t, row, rows, parity, column + share(perColumn, thread),
                            column + share(perColumn, thread + 1));
                }
            }
            for (int j = 0; j < stage.programs.size(); j++) {
                LinkedProgram p = stage.programs.get(j);
                int vectors = p.columns / kernels.lanes();
                int columns = (share(vectors, thread + 1) - share(vectors, thread)) * kernels.lanes();
                p.kernel.run(array, t, row, rows, columns, (parity == 0 ? p.even : p.odd)[thread], p.stepStride,
                        p.rowStride);
            }
        }
    }

    /**
     * Whether threads may share the units of a step: nothing is computed from whole rows but products, and no product reads
     * what another thread writes between two meetings.
     */
    boolean sharable(Phase phase) {
        List<Plan.Stage> all = Objects.requireNonNull(plan.stages.get(phase));
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).reductions().isEmpty()) {
                return false;
            }
            for (Block block : all.get(i).blocks()) {
                for (Segment segment : block.segments()) {
                    if (overwritten(segment.operand(), all, i)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Whether an operand of a stage's product is written before the next stage with products. */
    private static boolean overwritten(Place operand, List<Plan.Stage> all, int from) {
        if (all.get(from).blocks().stream().anyMatch(b -> conflict(b.target(), operand))) {
            return true;
        }
        for (int i = from; i < all.size() && (i == from || all.get(i).blocks().isEmpty()); i++) {
            for (Plan.Program program : all.get(i).programs()) {
                if (program.outputs().stream().anyMatch(o -> conflict(o.to(), operand))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Rows of states and carried adjoints for this step and for the next lie apart. */
    private static boolean conflict(Place written, Place read) {
        return written.buffer().equals(read.buffer()) && written.shift() == read.shift();
    }

    /** Numbers of weights that the products of one step of a phase read. */
    long weights(Phase phase) {
        return Objects.requireNonNull(stages.get(phase))
                .stream()
                .flatMap(stage -> stage.blocks.stream())
                .mapToLong(b -> (long) b.panels * b.panelStride)
                .sum();
    }

    private void multiply(LinkedBlock b, int t, int row, int rows, int parity, int from, int to) {
        int aStride = layout.stride(b.operand);
        int cStride = layout.stride(b.target);
        int a = layout.base(b.operand, parity) + t * layout.stepStride(b.operand) + row * aStride;
        int c = layout.base(b.target, parity) + t * layout.stepStride(b.target) + row * cStride;
        int lanes = kernels.lanes();
        int tiles = kernels.tiles(rows);
        int vectors = kernels.vectors((rows + tiles - 1) / tiles);
        for (int p = from; p < to; p += vectors) {
            int v = Math.min(vectors, to - p);
            int w = b.weights + p * b.panelStride;
            for (int i = 0; i < tiles; i++) {
                int r = (int) ((long) rows * i / tiles);
                int n = (int) ((long) rows * (i + 1) / tiles) - r;
                int result = c + r * cStride + p * lanes;
                kernels.tile(n, v)
                        .multiply(array, a + r * aStride, aStride, b.segmentStride, b.segments, b.segmentLength, w,
                                b.panelStride, b.start < 0 ? result : b.start + p * lanes, b.start < 0 ? cStride : 0,
                                result, cStride);
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
}
