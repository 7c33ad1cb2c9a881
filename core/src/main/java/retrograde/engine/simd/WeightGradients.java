package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import retrograde.engine.simd.Layout.Outer;

/** The gradients of the parameters: sums of outer products over rows, of which each thread adds up entries of its own. */
final class WeightGradients {
    private final Kernels kernels;
    private final Team team;
    private final Layout layout;
    private final Memory memory;
    private final Object array;
    private final List<Unit> units = new ArrayList<>();

    /** Some rows of a gradient: what one thread does. */
    private record Unit(Outer outer, int row, int rows) {}

    WeightGradients(Kernels kernels, Team team, Layout layout, Memory memory) {
        this.kernels = kernels;
        this.team = team;
        this.layout = layout;
        this.memory = memory;
        this.array = memory.array();
        shareOut();
    }

    private void shareOut() {
        for (Outer o : layout.outers) {
            int tiles = (o.leftLength() + kernels.outerRows() - 1) / kernels.outerRows();
            for (int i = 0; i < tiles; i++) {
                int from = o.leftLength() * i / tiles;
                units.add(new Unit(o, from, o.leftLength() * (i + 1) / tiles - from));
            }
        }
    }

    private int firstUnit(int thread) {
        long total = 0;
        for (int i = 0; i < units.size(); i++) {
            total += cost(units.get(i));
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

    /** Sets a thread's share to zero. */
    void clear(int thread) {
        for (int i = firstUnit(thread); i < firstUnit(thread + 1); i++) {
            Unit u = units.get(i);
            memory.clear(u.outer.result() + u.row * u.outer.resultRow(), u.rows * u.outer.resultRow());
        }
    }

    /** Adds the outer products of rows to a thread's share, the last row first. */
    void accumulate(int row, int rows, int thread) {
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

    /** Adds a thread's share of what the last backward pass found to arrays of the parameters' shape. */
    void addTo(Map<String, double[]> gradient, int thread) {
        for (int i = 0; i < layout.outers.size(); i++) {
            // Two gradients of one matrix go to one array: the same thread adds both.
            if (Math.floorMod(firstOf(layout.outers.get(i).name()), team.size()) == thread) {
                add(layout.outers.get(i), Objects.requireNonNull(gradient.get(layout.outers.get(i).name())));
            }
        }
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
