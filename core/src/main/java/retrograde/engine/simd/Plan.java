// Long because every rule that decides where a value is kept reads the same lists of who reads what.
package retrograde.engine.simd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Place.Buffer;
import retrograde.engine.simd.Place.Life;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.engine.simd.Value.Product;
import retrograde.equation.Cell;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Graph;

/**
 * How a cell is run: which products are taken out of the loop over time, which run at each step and in how many stages,
 * what is kept for the backward pass and what is computed again.
 *
 * <p>
 * A value is kept if it is the result or the operand of a matrix product, the operand of a gradient, a state, or costly
 * (an elementary function, a quotient) and read elsewhere. All else is computed again where it is needed. The backward
 * plan comes from the same graph by reverse mode.
 */
final class Plan {

    /**
     * A matrix product as it is run: {@code target += Σ_segments M_segment · operand_segment}, for one or several columns
     * of a buffer.
     *
     * @param target the first column
     * @param columns how many
     * @param segments what is multiplied
     * @param inPlace whether the products are added to what the target holds; else to the vectors of the sums
     * @param sums the sums computed, one a column
     */
    record Block(Place target, int columns, List<Segment> segments, boolean inPlace, List<Value> sums) {}

    /** One operand of a block, and for each target column the product it takes part in. */
    record Segment(Place operand, String dimension, List<Product> products) {}

    /** What a pointwise program computes and where it puts it. */
    record Output(Value value, Place to) {}

    /** A pointwise program: all outputs have its dimension. */
    record Program(Phase phase, int stage, String dimension, List<Output> outputs) {}

    /** One stage: products, then programs, then reductions. */
    record Stage(List<Block> blocks, List<Program> programs, List<Value> reductions) {}

    /** {@code ∂ℓ/∂M += adjointᵀ operand}, summed over steps and sequences. */
    record MatrixGradient(String matrix, Place adjoint, String rows, Place operand, String columns) {}

    /** {@code ∂ℓ/∂p += adjoint}, summed over steps and sequences. */
    record VectorGradient(String vector, Place adjoint, String dimension) {}

    private static final int MOST_PLANS = 64;

    final Graph graph;
    final Cell cell;
    final List<Value> values;
    final Place input;
    final List<Place> given = new ArrayList<>();
    final List<Place> states = new ArrayList<>();
    final List<Place> adjoints = new ArrayList<>();
    final boolean[] carriedWritten;
    final Map<String, Place> parameters = new LinkedHashMap<>();
    final @Nullable Place inputAdjoint;
    final List<MatrixGradient> matrixGradients = new ArrayList<>();
    final List<VectorGradient> vectorGradients = new ArrayList<>();
    final Map<Phase, List<Stage>> stages = new EnumMap<>(Phase.class);
    final Set<Buffer> buffers = new LinkedHashSet<>();
    /** Whether a gradient of a parameter needs what is computed after the loop; else only ∂ℓ/∂x does. */
    final boolean deferredForGradients;

    /** The values that the cell's equations name, as far as they are computed. */
    final Map<Variable, Value> named = new LinkedHashMap<>();
    final List<Gradient> gradients = new ArrayList<>();

    /** What is kept, beside the leaves that are in memory anyway. */
    final Set<Value> kept = new LinkedHashSet<>();
    /** What must be there for every step and sequence: operands of products and gradients. */
    private final Set<Value> overTime = new HashSet<>();
    private final List<Copy> copies = new ArrayList<>();
    private final Map<Moment, List<Output>> programs = new TreeMap<>();
    private final Map<Value, Set<Root>> readers = new HashMap<>();

    /** Results that are written to a place beside, or instead of, one of their own. */
    private record Copy(Value value, Place to, Phase phase, int stage) {}

    /** When a program runs, and on which dimension. */
    private record Moment(Phase phase, int stage, String dimension) implements Comparable<Moment> {
        private static final Comparator<Moment> ORDER = Comparator.comparing(Moment::phase)
                .thenComparingInt(Moment::stage)
                .thenComparing(Moment::dimension);

        @Override
        public int compareTo(Moment other) {
            return ORDER.compare(this, other);
        }
    }

    /** One output of one program. */
    private record Root(Moment moment, Value value) {}

    /** A gradient: of a vector where there is no operand. */
    record Gradient(String name, Value adjoint, @Nullable Value operand) {}

    /** What was compiled for it, so that layers of one cell share their kernels: a shared one is optimised once. */
    private final Map<Compilation, ProgramWriter.Compiled> compiled = new ConcurrentHashMap<>();

    /** A program for a kind of kernels. */
    private record Compilation(Kernels kernels, Program program) {}

    /** Plans of the cells met last. */
    private static final Map<Cell, Plan> LAST = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cell, Plan> eldest) {
            return size() > MOST_PLANS;
        }
    };

    /** The plan of a cell, shared by all who ask for it: nothing in it changes once it is made. */
    static Plan of(Cell cell) {
        synchronized (LAST) {
            return LAST.computeIfAbsent(cell, c -> new Plan(new Graph(c)));
        }
    }

    /** A program of this plan, compiled. */
    ProgramWriter.Compiled compiled(Program program, Kernels kernels) {
        return compiled.computeIfAbsent(new Compilation(kernels, program), c -> kernels.program(this, program));
    }

    /** The plan of a cell. */
    Plan(Graph graph) {
        this.graph = graph;
        this.cell = graph.cell();
        Translation translation = new Translation(graph);
        Graph.Reverse reverse = graph.reverse();
        List<Value> news = cell.states().stream().map(s -> translation.value(graph.target(s))).toList();
        List<@Nullable Value> olds = new ArrayList<>();
        for (int id : reverse.states()) {
            olds.add(id < 0 ? null : translation.value(id));
        }
        Value dx = reverse.input() < 0 ? null : translation.value(reverse.input());
        for (Graph.MatrixGradient g : reverse.matrices()) {
            gradients.add(new Gradient(g.matrix(), translation.value(g.adjoint()), translation.value(g.operand())));
        }
        for (Graph.VectorGradient g : reverse.vectors()) {
            gradients.add(new Gradient(g.parameter(), translation.value(g.adjoint()), null));
        }
        values = translation.values();
        graph.targets().forEach((variable, id) -> {
            Value v = translation.known(id);
            if (v != null) {
                named.put(variable, v);
            }
        });
        input = new Place(buffer("x", Life.TIME, Cell.INPUTS, 1), 0);
        for (String g : cell.given()) {
            given.add(new Place(buffer(g, Life.TIME, Cell.HIDDEN, 1), 0));
        }
        for (String s : cell.states()) {
            states.add(new Place(buffer(s, Life.TIME, Cell.HIDDEN, 1), 0));
            adjoints.add(new Place(buffer("adjoint of " + s, Life.CARRIED, Cell.HIDDEN, 1), 0));
        }
        placeLeaves();
        keepOperands(gradients, dx);
        bindStates(news);
        carriedWritten = bindAdjoints(olds);
        keepWhatOtherProgramsRead();
        formPrograms();
        placeSums();
        placeAdjoints(gradients);
        placeTheRest();
        programs.replaceAll((moment, outputs) -> outputs.stream()
                .map(o -> o.to().equals(UNPLACED) ? new Output(o.value(), place(o.value())) : o)
                .toList());
        inputAdjoint = dx == null ? null : place(dx);
        for (Gradient g : gradients) {
            if (g.operand() == null) {
                vectorGradients.add(new VectorGradient(g.name(), place(g.adjoint()), g.adjoint().dimension));
            } else {
                matrixGradients.add(new MatrixGradient(g.name(), place(g.adjoint()), g.adjoint().dimension,
                        place(g.operand()), g.operand().dimension));
            }
        }
        deferredForGradients = gradients.stream().anyMatch(g -> g.adjoint().phase == Phase.DEFERRED);
        for (Phase phase : Phase.values()) {
            stages.put(phase, schedule(phase));
        }
    }

    private static final Place UNPLACED = new Place(new Buffer("", Life.STEP, "", 0), 0);

    private static Place place(Value v) {
        return Objects.requireNonNull(v.place);
    }

    private Buffer buffer(String name, Life life, String dimension, int columns) {
        Buffer b = new Buffer(name, life, dimension, columns);
        buffers.add(b);
        return b;
    }

    private void placeLeaves() {
        for (Value v : values) {
            if (v.op == Op.INPUT) {
                v.place = v.name.equals(Cell.INPUT) ? input : given.get(cell.given().indexOf(v.name));
            } else if (v.op == Op.STATE) {
                v.place = states.get(cell.states().indexOf(v.name));
            } else if (v.op == Op.VECTOR) {
                parameters.computeIfAbsent(v.name, n -> new Place(buffer(n, Life.PARAMETER, v.dimension, 1), 0));
            }
        }
    }

    // ---- what is kept ----

    private void keepOperands(List<Gradient> gradients, @Nullable Value dx) {
        for (Value v : values) {
            if (v.op == Op.SUM) {
                kept.add(v);
                v.products.forEach(p -> keep(p.operand));
            } else if (v.rowScalar()) {
                kept.add(v);
                keep(Objects.requireNonNull(v.a));
            }
        }
        for (Gradient g : gradients) {
            keep(g.adjoint());
            overTime.add(g.adjoint());
            if (g.operand() != null) {
                keep(g.operand());
                overTime.add(g.operand());
            }
        }
        if (dx != null) {
            keep(dx);
            overTime.add(dx);
        }
    }

    private void keep(Value v) {
        if (v.op != Op.INPUT && v.op != Op.STATE) {
            kept.add(v);
        }
    }

    private void bindStates(List<Value> news) {
        for (int s = 0; s < news.size(); s++) {
            Value v = news.get(s);
            Place to = new Place(states.get(s).buffer(), 0, 1);
            if (v.place == null && !v.leaf() && v.op != Op.SUM && !v.rowScalar() && v.phase == Phase.FORWARD) {
                v.place = to;
                kept.add(v);
            } else {
                copies.add(new Copy(v, to, Phase.FORWARD, v.phase == Phase.FORWARD ? v.stage : 0));
            }
        }
    }

    private boolean[] bindAdjoints(List<@Nullable Value> olds) {
        boolean[] written = new boolean[olds.size()];
        for (int s = 0; s < written.length; s++) {
            Value v = olds.get(s);
            if (v == null) {
                continue;
            }
            written[s] = true;
            Place to = new Place(adjoints.get(s).buffer(), 0, 1);
            boolean own = v.place == null && !v.leaf() && !v.rowScalar() && v.phase == Phase.BACKWARD
                    && !overTime.contains(v) && values.stream().noneMatch(u -> u.initial == v);
            if (own) {
                v.place = to;
                kept.add(v);
            } else {
                copies.add(new Copy(v, to, Phase.BACKWARD, v.phase == Phase.BACKWARD ? v.stage : 0));
            }
        }
        return written;
    }

    /** The moment at which a kept value is written by a program; null for what products and reductions write. */
    private static @Nullable Moment written(Value v) {
        if (v.op == Op.SUM || v.rowScalar()) {
            return null;
        }
        return new Moment(v.phase, v.stage, v.dimension);
    }

    private void keepWhatOtherProgramsRead() {
        Deque<Root> open = new ArrayDeque<>();
        for (Value v : kept) {
            Moment m = written(v);
            if (m != null) {
                open.add(new Root(m, v));
            }
            if (v.initial != null) {
                Value i = v.initial;
                open.add(new Root(new Moment(i.phase, i.stage, i.dimension), i));
            }
        }
        copies.forEach(c -> open.add(new Root(new Moment(c.phase(), c.stage(), Cell.HIDDEN), c.value())));
        while (!open.isEmpty()) {
            Root root = open.remove();
            if (root.value().leaf()) {
                visit(root.value(), root.moment(), open);
            } else if (root.value().op != Op.SUM && !root.value().rowScalar()) {
                visit(root.value().a, root.moment(), open);
                visit(root.value().b, root.moment(), open);
            }
        }
    }

    private void visit(@Nullable Value v, Moment reader, Deque<Root> open) {
        if (v == null) {
            return;
        }
        if (v.place != null && v.place.buffer().life == Life.CARRIED && reader.phase() == Phase.DEFERRED) {
            // The adjoint of an old state lives for one step; what is read later needs a place of its own.
            copies.add(new Copy(v, v.place, Phase.BACKWARD, v.stage));
            v.place = null;
            overTime.add(v);
        }
        if (v.leaf()) {
            if (v.op == Op.SEED && reader.phase() == Phase.DEFERRED && kept.add(v)) {
                overTime.add(v);
            }
            return;
        }
        if (kept.contains(v)) {
            return;
        }
        if (v.expensive() && (v.phase != reader.phase() || v.stage != reader.stage())) {
            kept.add(v);
            open.add(new Root(Objects.requireNonNull(written(v)), v));
            return;
        }
        visit(v.a, reader, open);
        visit(v.b, reader, open);
    }

    // ---- programs, and who reads what ----

    private void formPrograms() {
        for (Value v : kept) {
            Moment m = written(v);
            if (m != null) {
                programs.computeIfAbsent(m, k -> new ArrayList<>()).add(new Output(v, UNPLACED));
            }
        }
        for (Copy c : copies) {
            programs.computeIfAbsent(new Moment(c.phase(), c.stage(), Cell.HIDDEN), k -> new ArrayList<>())
                    .add(new Output(c.value(), c.to()));
        }
        for (Value v : kept) {
            if (v.initial != null) {
                Value i = v.initial;
                programs.computeIfAbsent(new Moment(i.phase, i.stage, i.dimension), k -> new ArrayList<>())
                        .add(new Output(i, UNPLACED));
            }
        }
        programs.forEach(
                (moment, outputs) -> outputs.forEach(o -> reach(new Root(moment, o.value()), o.value(), true)));
    }

    private void reach(Root root, @Nullable Value v, boolean first) {
        if (v == null || v.op == Op.CONSTANT) {
            return;
        }
        boolean written = kept.contains(v) && !(v.op == Op.SEED || v.op == Op.VECTOR);
        boolean here = written && root.moment().equals(written(v));
        if (v.leaf() || (written && !(first && here))) {
            readers.computeIfAbsent(v, k -> new LinkedHashSet<>()).add(root);
            return;
        }
        reach(root, v.a, false);
        reach(root, v.b, false);
    }

    private Set<Root> readers(Value v) {
        return readers.getOrDefault(v, Set.of());
    }

    /** Whether the value must be there for every step and sequence. */
    private boolean livesOverTime(Value v) {
        if (v.phase == Phase.HOISTED || v.phase == Phase.DEFERRED || overTime.contains(v)) {
            return true;
        }
        if (v.op == Op.SUM && v.products.stream().anyMatch(p -> p.phase != v.phase)) {
            return true;
        }
        for (Root r : readers(v)) {
            if (r.moment().phase() != v.phase) {
                return true;
            }
        }
        for (Value u : kept) {
            if (u.phase != v.phase && ((u.rowScalar() && u.a == v)
                    || (u.op == Op.SUM && u.products.stream().anyMatch(p -> p.operand == v)))) {
                return true;
            }
        }
        return false;
    }

    private boolean operand(Value v) {
        return overTime.contains(v) || kept.stream()
                .anyMatch(u -> (u.a == v && u.rowScalar()) || u.products.stream().anyMatch(p -> p.operand == v));
    }

    // ---- places ----

    /** Sums of one dimension stand side by side; what is computed from one of them alone takes its place. */
    private void placeSums() {
        Map<String, List<Value>> groups = new LinkedHashMap<>();
        Map<Value, Value> heirs = new HashMap<>();
        for (Value z : kept) {
            if (z.op != Op.SUM || z.place != null) {
                continue;
            }
            Value heir = heir(z);
            boolean time = livesOverTime(z) || (heir != null && livesOverTime(heir));
            if (heir != null) {
                heirs.put(z, heir);
            }
            String side = z.phase == Phase.HOISTED || z.phase == Phase.FORWARD ? "forward" : z.phase.name();
            groups.computeIfAbsent(side + (time ? " sums over time, " : " sums, ") + z.dimension,
                    k -> new ArrayList<>()).add(z);
        }
        groups.forEach((name, sums) -> {
            Life life = name.contains("over time") ? Life.TIME : Life.STEP;
            Buffer b = buffer(name, life, sums.get(0).dimension, sums.size());
            for (int i = 0; i < sums.size(); i++) {
                sums.get(i).place = new Place(b, i);
                Value heir = heirs.get(sums.get(i));
                if (heir != null) {
                    heir.place = sums.get(i).place;
                }
            }
        });
    }

    /** The one result that is computed from a sum nobody else reads. */
    private @Nullable Value heir(Value z) {
        Set<Root> roots = readers(z);
        if (roots.size() != 1 || operand(z)) {
            return null;
        }
        Root root = roots.iterator().next();
        Value v = root.value();
        boolean fits = v.place == null && kept.contains(v) && v.phase == z.phase && v.dimension.equals(z.dimension)
                && root.moment().equals(written(v));
        return fits ? v : null;
    }

    /** The adjoint of a sum is written over what the forward pass kept of it, where nobody else reads that any more. */
    private void placeAdjoints(List<Gradient> gradients) {
        Map<String, Value> sums = new HashMap<>();
        for (Value z : kept) {
            if (z.op == Op.SUM) {
                z.products.stream().filter(p -> !p.transposed).forEach(p -> sums.put(p.matrix, z));
            }
        }
        Set<Place> taken = new HashSet<>();
        for (Gradient g : gradients) {
            Value u = g.adjoint();
            Value z = sums.get(g.name());
            if (g.operand() == null || u.place != null || z == null || written(u) == null || u.leaf()
                    || u.phase != Phase.BACKWARD) {
                continue;
            }
            Place p = place(z);
            Moment program = Objects.requireNonNull(written(u));
            boolean free = p.buffer().life == Life.TIME && p.shift() == 0 && !taken.contains(p)
                    && kept.stream()
                            .filter(v -> p.equals(v.place))
                            .allMatch(v -> !operand(v) && onlyReadBackwardBy(v, program));
            if (free) {
                u.place = p;
                taken.add(p);
            }
        }
    }

    private boolean onlyReadBackwardBy(Value v, Moment program) {
        return readers(v).stream()
                .filter(r -> r.moment().phase().compareTo(Phase.BACKWARD) >= 0)
                .allMatch(r -> r.moment().equals(program));
    }

    private void placeTheRest() {
        Map<String, List<Value>> groups = new LinkedHashMap<>();
        for (Value v : kept) {
            if (v.place != null) {
                continue;
            }
            String name;
            if (v.rowScalar()) {
                name = "row numbers " + v.id + (livesOverTime(v) ? " over time" : "");
            } else if (overTime.contains(v) && v.phase == Phase.BACKWARD) {
                name = "adjoints over time, " + v.dimension;
            } else {
                name = "value " + v.id + (livesOverTime(v) ? " over time" : "");
            }
            groups.computeIfAbsent(name, k -> new ArrayList<>()).add(v);
        }
        groups.forEach((name, members) -> {
            Value first = members.get(0);
            Buffer b = buffer(name, name.contains("over time") ? Life.TIME : Life.STEP,
                    first.rowScalar() ? "1" : first.dimension, members.size());
            for (int i = 0; i < members.size(); i++) {
                members.get(i).place = new Place(b, i);
            }
        });
        for (Value v : kept) {
            if (v.initial != null) {
                Value i = v.initial;
                Moment m = new Moment(i.phase, i.stage, i.dimension);
                List<Output> outputs = Objects.requireNonNull(programs.get(m));
                outputs.remove(new Output(i, UNPLACED));
                outputs.add(new Output(i, place(v)));
                if (kept.contains(i)) {
                    outputs.add(new Output(i, place(i)));
                }
            }
        }
    }

    // ---- schedule ----

    private List<Stage> schedule(Phase phase) {
        int last = -1;
        for (Value v : kept) {
            for (Product p : v.products) {
                last = p.phase == phase ? Math.max(last, p.stage) : last;
            }
            if (v.rowScalar() && v.phase == phase) {
                last = Math.max(last, v.stage - 1);
            }
        }
        for (Moment m : programs.keySet()) {
            last = m.phase() == phase ? Math.max(last, m.stage()) : last;
        }
        List<Stage> result = new ArrayList<>();
        for (int stage = 0; stage <= last; stage++) {
            int now = stage;
            List<Program> due = new ArrayList<>();
            programs.forEach((m, outputs) -> {
                if (m.phase() == phase && m.stage() == now) {
                    due.add(new Program(phase, now, m.dimension(), outputs));
                }
            });
            List<Value> reductions = kept.stream()
                    .filter(v -> v.rowScalar() && v.phase == phase && v.stage == now + 1)
                    .toList();
            result.add(new Stage(blocks(phase, stage), due, reductions));
        }
        return result;
    }

    private List<Block> blocks(Phase phase, int stage) {
        List<Block> made = new ArrayList<>();
        for (Value sum : kept) {
            // In the order in which their operands stand, so that operands side by side are one pass over the sum.
            List<Product> due = sum.products.stream()
                    .filter(p -> p.phase == phase && p.stage == stage)
                    .sorted(Comparator.comparing((Product p) -> place(p.operand).buffer().name)
                            .thenComparingInt(p -> place(p.operand).column()))
                    .toList();
            boolean begun = sum.initial != null || sum.products.stream()
                    .anyMatch(p -> p.phase.compareTo(phase) < 0 || (p.phase == phase && p.stage < stage));
            List<Segment> segments = new ArrayList<>();
            for (Product p : due) {
                Segment s = new Segment(place(p.operand), p.operand.dimension, List.of(p));
                if (!segments.isEmpty() && !follows(segments.get(segments.size() - 1), s)) {
                    made.add(new Block(place(sum), 1, List.copyOf(segments), begun, List.of(sum)));
                    segments.clear();
                    begun = true;
                }
                segments.add(s);
            }
            if (!segments.isEmpty()) {
                made.add(new Block(place(sum), 1, List.copyOf(segments), begun, List.of(sum)));
            }
        }
        return merged(made);
    }

    private static boolean follows(Segment before, Segment after) {
        return before.operand().buffer() == after.operand().buffer()
                && before.operand().column() + 1 == after.operand().column()
                && before.operand().shift() == after.operand().shift();
    }

    /** Sums side by side with the same single operand are one block. */
    private static List<Block> merged(List<Block> blocks) {
        List<Block> result = new ArrayList<>();
        for (Block next : blocks) {
            Block last = result.isEmpty() ? null : result.get(result.size() - 1);
            boolean joins = last != null && last.target().buffer() == next.target().buffer()
                    && last.target().shift() == next.target().shift()
                    && last.target().column() + last.columns() == next.target().column()
                    && last.inPlace() == next.inPlace() && last.segments().size() == 1 && next.segments().size() == 1
                    && last.segments().get(0).operand().equals(next.segments().get(0).operand());
            if (joins && last != null) {
                List<Product> products = new ArrayList<>(last.segments().get(0).products());
                products.addAll(next.segments().get(0).products());
                Segment s = last.segments().get(0);
                List<Value> sums = new ArrayList<>(last.sums());
                sums.addAll(next.sums());
                result.set(result.size() - 1,
                        new Block(last.target(), last.columns() + 1,
                                List.of(new Segment(s.operand(), s.dimension(), List.copyOf(products))), last.inPlace(),
                                List.copyOf(sums)));
            } else {
                result.add(next);
            }
        }
        return result;
    }

    /** Whether a program computes the value, because it is its own or because nobody keeps it. */
    boolean computedBy(Value v, Program program) {
        return !kept.contains(v)
                || new Moment(program.phase(), program.stage(), program.dimension()).equals(written(v));
    }
}
