package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Place.Buffer;
import retrograde.engine.simd.Place.Life;
import retrograde.engine.simd.Plan.Block;
import retrograde.engine.simd.Value.Phase;

/**
 * Where everything lies in the one memory of a compiled cell: addresses of buffers, packed weights and gradients.
 *
 * <p>
 * With {@code C} steps kept at a time and {@code P} pieces, its length is {@code B·((C + 1)·row + P·state + step) + fixed}
 * numbers: {@code row} what is kept for one step of one sequence, {@code state} its states, {@code step} what lives for
 * one step, {@code fixed} packed weights and gradients.
 */
final class Layout {
    /** Weights of a block: where its panels begin, and the row of vectors it begins with (−1 if in place). */
    record Packed(int panels, int panelStride, int weights, int start) {}

    /** A gradient as a sum of outer products; {@code swapped} where the result is the transpose. */
    record Outer(String name, @Nullable Place left, int leftLength, Place right, int rightLength, boolean swapped,
            int result, int resultRow) {}

    final int batch;
    final int capacity;
    final int pieces;
    /** Where the number 1 is. */
    final int one;
    /** A cache line for each sequence, for the parts of a sum. */
    final int parts;
    final List<Outer> outers = new ArrayList<>();
    /** For each state, where its value before each piece is kept. */
    final List<Integer> checkpoints = new ArrayList<>();

    private final ToIntFunction<String> size;
    private final Format format;
    private final int lanes;
    private final Map<Buffer, Integer> bases = new HashMap<>();
    private final Map<Buffer, Integer> strides = new HashMap<>();
    private final IdentityHashMap<Block, Packed> packed = new IdentityHashMap<>();
    private long length;

    /**
     * Lays out the memory.
     *
     * @param size the size of a symbolic dimension
     * @param capacity steps kept in memory at a time
     * @param pieces how many times the capacity the longest sequence has
     */
    Layout(Plan plan, ToIntFunction<String> size, Format format, int lanes, int batch, int capacity, int pieces) {
        this.size = size;
        this.format = format;
        this.lanes = lanes;
        this.batch = batch;
        this.capacity = capacity;
        this.pieces = pieces;
        length = Memory.origin(format);
        one = allocate(format.perLine());
        parts = allocate((long) batch * format.perLine());
        plan.buffers.forEach(this::layOut);
        for (Place p : plan.states) {
            checkpoints.add(allocate((long) pieces * batch * stride(p)));
        }
        for (Phase phase : Phase.values()) {
            Objects.requireNonNull(plan.stages.get(phase)).forEach(stage -> stage.blocks().forEach(this::layOut));
        }
        layOutGradients(plan);
    }

    /** The length of the memory, in numbers; addresses mean something only if it fits an array. */
    long length() {
        return length;
    }

    private int allocate(long numbers) {
        long at = length;
        length += (numbers + format.perLine() - 1) / format.perLine() * format.perLine();
        return (int) at;
    }

    private void layOut(Buffer b) {
        int stride = Math.max(1, b.columns) * format.padded(width(b));
        int lines = stride / format.perLine();
        if (b.life != Life.PARAMETER && lines >= 8 && lines % 2 == 0) {
            // An odd number of cache lines from row to row spreads a column over all sets of the cache.
            stride += format.perLine();
        }
        long rows = switch (b.life) {
            case TIME -> (capacity + 1L) * batch;
            case STEP -> batch;
            case CARRIED -> 2L * batch;
            case PARAMETER -> 1;
        };
        strides.put(b, b.life == Life.PARAMETER ? 0 : stride);
        bases.put(b, allocate(rows * stride));
    }

    private void layOut(Block block) {
        int columns = format.padded(width(block.target().buffer()));
        int panels = block.columns() * columns / lanes;
        int total = block.segments().size() * size.applyAsInt(block.segments().get(0).dimension());
        int weights = allocate((long) panels * total * lanes);
        packed.put(block,
                new Packed(panels, total * lanes, weights, block.inPlace() ? -1 : allocate((long) panels * lanes)));
    }

    private void layOutGradients(Plan plan) {
        for (Plan.MatrixGradient g : plan.matrixGradients) {
            int n = size.applyAsInt(g.rows());
            int k = size.applyAsInt(g.columns());
            // The lanes run over the side that wastes fewer of them.
            boolean swapped = (long) k * ((n + lanes - 1) / lanes) < (long) n * ((k + lanes - 1) / lanes);
            int left = swapped ? k : n;
            int right = swapped ? n : k;
            int row = format.padded(right);
            outers.add(new Outer(g.matrix(), swapped ? g.operand() : g.adjoint(), left,
                    swapped ? g.adjoint() : g.operand(), right, swapped, allocate((long) left * row), row));
        }
        for (Plan.VectorGradient g : plan.vectorGradients) {
            int n = size.applyAsInt(g.dimension());
            outers.add(new Outer(g.vector(), null, 1, g.adjoint(), n, false, allocate(format.padded(n)),
                    format.padded(n)));
        }
    }

    /** Where the weights of a block lie. */
    Packed packed(Block block) {
        return Objects.requireNonNull(packed.get(block));
    }

    /** Entries of one of the values side by side in a buffer. */
    int width(Buffer b) {
        return b.dimension.equals("1") ? 1 : size.applyAsInt(b.dimension);
    }

    /** Where row 0 of step 0 begins, of a carried adjoint the first of its two rows. */
    int base(Place p) {
        Buffer b = p.buffer();
        int shift = b.life == Life.CARRIED ? 0 : p.shift() * batch * stride(p);
        return Objects.requireNonNull(bases.get(b)) + p.column() * format.padded(width(b)) + shift;
    }

    /** Where row 0 of step 0 begins; {@code parity} says which of the two rows of a carried adjoint is read. */
    int base(Place p, int parity) {
        return p.buffer().life == Life.CARRIED ? base(p) + (parity ^ p.shift()) * batch * stride(p) : base(p);
    }

    /** Numbers from a row to the next. */
    int stride(Place p) {
        return Objects.requireNonNull(strides.get(p.buffer()));
    }

    /** Numbers from a step to the next; 0 for what lives for one step only. */
    int stepStride(Place p) {
        return p.buffer().life == Life.TIME ? batch * stride(p) : 0;
    }
}
