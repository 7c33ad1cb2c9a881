// Long because forward, backward and tangent pass share one layout of the saved values, and are read together.
package retrograde.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;
import retrograde.equation.Parameter;

/**
 * The float64 reference engine: runs a cell's graph node by node over a batch of sequences.
 *
 * <p>
 * With {@link Functions#STRICT} it is the oracle for every faster engine: IEEE double arithmetic in one written order,
 * {@link StrictMath} for elementary functions, so its results are the same bits on every machine. With
 * {@link Functions#COMPILED}, which are the same bits everywhere, too, it is what the gradient's flow is measured on: the
 * elementary functions are most of what a forward pass costs, and its products run on vectors anyway. Costs one pass over
 * the graph a step; keeps every value the backward pass reads ({@link #bytes}).
 *
 * <p>
 * An instance belongs to one thread at a time.
 */
public final class Interpreter {
    private final LayerShape shape;
    private final Graph graph;
    private final List<Node> nodes;
    private final boolean[] saved;
    private final Graph.Tangent tangent;
    private final Functions functions;

    /** The reference engine for a layer. */
    public Interpreter(LayerShape shape) {
        this(shape, Functions.STRICT);
    }

    /**
     * An engine for a layer.
     *
     * @param functions with {@link Functions#STRICT} it is the reference
     */
    public Interpreter(LayerShape shape, Functions functions) {
        this.shape = shape;
        this.functions = functions;
        this.graph = new Graph(shape.cell());
        this.tangent = graph.tangent();
        this.nodes = graph.nodes();
        this.saved = savedNodes();
    }

    /** The layer executed. */
    public LayerShape shape() {
        return shape;
    }

    /** How elementary functions are evaluated. */
    public Functions functions() {
        return functions;
    }

    /** The same for another thread. */
    public Interpreter another() {
        return new Interpreter(shape, functions);
    }

    /** The operations executed. */
    public Graph graph() {
        return graph;
    }

    private boolean[] savedNodes() {
        boolean[] keep = new boolean[nodes.size()];
        int forward = graph.forwardCount();
        graph.targets().values().forEach(id -> keep[id] = true);
        for (int id = forward; id < nodes.size(); id++) {
            Node n = nodes.get(id);
            for (int operand : new int[] {n.a(), n.b()}) {
                if (operand >= 0 && operand < forward) {
                    keep[operand] = true;
                }
            }
        }
        for (Graph.MatrixGradient g : graph.reverse().matrices()) {
            if (g.operand() < forward) {
                keep[g.operand()] = true;
            }
        }
        for (int id = 0; id < forward; id++) {
            Kind kind = nodes.get(id).kind();
            keep[id] &= kind != Kind.VARIABLE && kind != Kind.CONSTANT && !nodes.get(id).dimension().isEmpty();
        }
        return keep;
    }

    /** The bytes of the activations of one pass over {@code T} steps of {@code B} sequences. */
    public long bytes(int steps, int batch) {
        long perRow = 0;
        for (int id = 0; id < graph.forwardCount(); id++) {
            perRow += saved[id] ? dimension(nodes.get(id)) : 0;
        }
        perRow += shape.stateSize();
        return 8L * perRow * steps * batch;
    }

    private int dimension(Node node) {
        return node.dimension().isEmpty() ? 1 : shape.size(node.dimension());
    }

    /**
     * Runs {@code T} steps: {@code s_t = f(x_t, s_{t−1}; θ)}.
     *
     * @param weights not modified
     * @param input {@code [T,B,I]}; not modified, kept by the result
     * @param initial for each state one row {@code [H]}: its value before the first step; not modified
     * @param steps {@code T ≥ 1}
     * @param batch {@code B ≥ 1}
     * @param starts for each sequence the step at which it starts from the initial state (what is computed before that
     *        step means nothing); null for 0
     */
    public Activations forward(Weights weights, double[] input, double[][] initial, int steps, int batch,
            int @Nullable [] starts) {
        return forward(weights, input, new double[0][], initial, steps, batch, starts);
    }

    /** The same where vectors are given to the cell: see {@link Engine.Sequence#given}. */
    Activations forward(Weights weights, double[] input, double[][] given, double[][] initial, int steps, int batch,
            int @Nullable [] starts) {
        int[] from = starts == null ? new int[batch] : starts.clone();
        Activations activations = room(input, given, initial.length, steps, batch, from);
        int hidden = shape.hidden();
        for (int s = 0; s < initial.length; s++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(initial[s], 0, activations.states[s], b * hidden, hidden);
            }
        }
        run(new Frame(weights, activations), activations, initial, steps);
        return activations;
    }

    /**
     * Runs one step from states of each sequence's own.
     *
     * @param weights not modified
     * @param input {@code [B,I]}; not modified, kept by the result
     * @param old for each state {@code [B,H]}: its value before the step; not modified
     * @param batch {@code B ≥ 1}
     */
    public Activations oneStep(Weights weights, double[] input, double[][] old, int batch) {
        Activations activations = room(input, new double[0][], old.length, 1, batch, new int[batch]);
        for (int s = 0; s < old.length; s++) {
            System.arraycopy(old[s], 0, activations.states[s], 0, old[s].length);
        }
        run(new Frame(weights, activations), activations, new double[0][], 1);
        return activations;
    }

    /** Activations of which nothing is computed yet. */
    private Activations room(double[] input, double[][] given, int stateCount, int steps, int batch, int[] starts) {
        if (input.length != (long) steps * batch * shape.inputs()) {
            throw new IllegalArgumentException("input has " + input.length + " entries, expected [T,B,I] = [" + steps
                    + "," + batch + "," + shape.inputs() + "]");
        }
        double[][] states = new double[stateCount][length(steps + 1, batch, shape.hidden())];
        double[][] values = new double[graph.forwardCount()][];
        for (int id = 0; id < graph.forwardCount(); id++) {
            values[id] = saved[id] ? new double[length(steps, batch, dimension(nodes.get(id)))] : new double[0];
        }
        return new Activations(this, steps, batch, input, given, states, values, starts);
    }

    /**
     * Runs the steps that follow those of activations, in their place: the states after the last step are those before the
     * first now. The same bits as in one go.
     *
     * @param weights those of {@link #forward}, unchanged since; not modified
     * @param activations of all {@code T} steps of {@link #forward} or of this, from sequences that start at step 0; modified.
     *        Whoever calls has put the next inputs into its {@link Activations#input}
     * @param steps how many of its T steps to run
     */
    public void resume(Weights weights, Activations activations, int steps) {
        int entries = activations.batch() * shape.hidden();
        for (double[] state : activations.states) {
            System.arraycopy(state, activations.steps() * entries, state, 0, entries);
        }
        activations.rerun();
        // Kept from piece to piece: transposing the matrices again would take as long as a step does.
        Frame frame = activations.frame;
        if (frame == null) {
            frame = new Frame(weights, activations);
            activations.frame = frame;
        }
        run(frame, activations, new double[0][], steps);
    }

    private void run(Frame frame, Activations activations, double[][] initial, int steps) {
        int hidden = shape.hidden();
        int batch = activations.batch();
        int[] targets = shape.cell().states().stream().mapToInt(graph::target).toArray();
        for (int t = 0; t < steps; t++) {
            frame.at(t);
            frame.run(0, graph.forwardCount());
            for (int s = 0; s < targets.length; s++) {
                int target = targets[s];
                for (int b = 0; b < batch; b++) {
                    int to = ((t + 1) * batch + b) * hidden;
                    if (t + 1 <= activations.starts[b]) {
                        System.arraycopy(initial[s], 0, activations.states[s], to, hidden);
                    } else {
                        System.arraycopy(frame.base(target), frame.offset(target) + b * frame.stride(target),
                                activations.states[s], to, hidden);
                    }
                }
            }
        }
    }

    private static int length(int steps, int batch, int d) {
        long entries = (long) steps * batch * d;
        if (entries > Integer.MAX_VALUE - 8L) {
            throw new InputException("one array of " + steps + " steps × " + batch + " sequences × " + d
                    + " entries is more than an array can hold; choose a smaller --batch or --steps");
        }
        return (int) entries;
    }

    /**
     * Runs the sequence backward (BPTT).
     *
     * @param weights the weights of the forward pass; not modified
     * @param activations what {@link #forward} returned; not modified
     * @param outputAdjoint {@code ∂ℓ/∂output} at every step, {@code [T,B,H]}; not modified
     * @param inputAdjoint receives {@code ∂ℓ/∂x}, {@code [T,B,I]}; null if not wanted
     * @param initialAdjoint for each state receives {@code ∂ℓ/∂s₀}, {@code [B,H]}; null if not wanted
     * @param sink is told each step's part of the gradient
     */
    public void backward(Weights weights, Activations activations, double[] outputAdjoint,
            double @Nullable [] inputAdjoint, double @Nullable [][] initialAdjoint, GradientSink sink) {
        backward(weights, activations, outputAdjoint, inputAdjoint, initialAdjoint, sink, Integer.MAX_VALUE);
    }

    /** The same, truncated: see {@link Engine.Wanted#window}. */
    void backward(Weights weights, Activations activations, double[] outputAdjoint, double @Nullable [] inputAdjoint,
            double @Nullable [][] initialAdjoint, GradientSink sink, int window) {
        int hidden = shape.hidden();
        int batch = activations.batch();
        Graph.Reverse reverse = graph.reverse();
        int stateCount = reverse.seeds().length;
        int output = shape.cell().states().indexOf(shape.cell().output());
        Frame frame = new Frame(weights, activations);
        double[][] carried = new double[stateCount][batch * hidden];
        for (int t = activations.steps() - 1; t >= 0; t--) {
            frame.at(t);
            for (int s = 0; s < stateCount; s++) {
                frame.bind(reverse.seeds()[s], carried[s], 0, hidden);
            }
            int o = t * batch * hidden;
            for (int j = 0; j < batch * hidden; j++) {
                carried[output][j] += outputAdjoint[o + j];
            }
            for (int b = 0; b < batch; b++) {
                if (activations.starts[b] > t) {
                    for (double[] c : carried) {
                        Arrays.fill(c, b * hidden, (b + 1) * hidden, 0);
                    }
                }
            }
            runReverse(frame, activations, t, inputAdjoint, t * batch * shape.inputs(), sink);
            carry(frame, activations, t, carried, initialAdjoint);
            if (Engine.Wanted.cutBefore(t, activations.steps(), window)) {
                for (double[] c : carried) {
                    Arrays.fill(c, 0);
                }
            }
        }
    }

    void runReverse(Frame frame, Activations activations, int t, double @Nullable [] inputAdjoint, int from,
            GradientSink sink) {
        Graph.Reverse reverse = graph.reverse();
        frame.run(graph.forwardCount(), reverse.end());
        for (Graph.MatrixGradient g : reverse.matrices()) {
            sink.matrix(t, g.matrix(), frame.view(g.adjoint()), frame.view(g.operand()));
        }
        for (Graph.VectorGradient g : reverse.vectors()) {
            sink.vector(t, g.parameter(), frame.view(g.adjoint()));
        }
        if (inputAdjoint != null && reverse.input() >= 0) {
            frame.view(reverse.input()).copyTo(inputAdjoint, from, activations.batch());
        }
    }

    /**
     * The vector–Jacobian product of one step, for every sequence of the batch.
     *
     * @param t the step
     * @param stateAdjoints for each state {@code [B,H]}: adjoints of the new state; not modified
     * @param inputAdjoint receives {@code [B,I]}; null if not wanted
     * @param sink is told the step's part of the gradient
     * @return for each state {@code [B,H]}: adjoints of the old state
     */
    public double[][] adjoint(Weights weights, Activations activations, int t, double[][] stateAdjoints,
            double @Nullable [] inputAdjoint, GradientSink sink) {
        double[][] old = new double[stateAdjoints.length][stateAdjoints[0].length];
        adjoints(weights, activations).at(t, stateAdjoints, inputAdjoint, sink, old);
        return old;
    }

    /** Such products at one step after the other. */
    public StepAdjoint adjoints(Weights weights, Activations activations) {
        return new StepAdjoint(this, weights, activations);
    }

    private void carry(Frame frame, Activations activations, int t, double[][] carried,
            double @Nullable [][] initialAdjoint) {
        Graph.Reverse reverse = graph.reverse();
        int hidden = shape.hidden();
        for (int s = 0; s < carried.length; s++) {
            double[] next = new double[carried[s].length];
            if (reverse.states()[s] >= 0) {
                frame.view(reverse.states()[s]).copyTo(next, 0, activations.batch());
            }
            carried[s] = next;
        }
        for (int s = 0; s < carried.length; s++) {
            for (int b = 0; b < activations.batch(); b++) {
                if (activations.starts[b] == t) {
                    if (initialAdjoint != null) {
                        System.arraycopy(carried[s], b * hidden, initialAdjoint[s], b * hidden, hidden);
                    }
                    Arrays.fill(carried[s], b * hidden, (b + 1) * hidden, 0);
                }
            }
        }
    }

    /**
     * The Jacobian–vector product of one step, for every sequence of the batch.
     *
     * @param t the step
     * @param stateTangents for each state {@code [B,H]}: tangents of the old state; not modified
     * @param inputTangent {@code [B,I]}, or null for zero
     * @return for each state {@code [B,H]}: tangents of the new state
     */
    public double[][] tangent(Weights weights, Activations activations, int t, double[][] stateTangents,
            double @Nullable [] inputTangent) {
        Graph.Tangent program = tangent;
        int hidden = shape.hidden();
        int batch = activations.batch();
        Frame frame = new Frame(weights, activations);
        frame.at(t);
        for (int s = 0; s < stateTangents.length; s++) {
            frame.bind(program.seeds()[s], stateTangents[s], 0, hidden);
        }
        frame.bind(program.input(), inputTangent == null ? new double[batch * shape.inputs()] : inputTangent, 0,
                shape.inputs());
        // Nodes that a tangent shares with the backward pass stand before its own; those that need seeds are not shared.
        frame.runNeeded(program.end(), program.states());
        double[][] result = new double[stateTangents.length][batch * hidden];
        for (int s = 0; s < result.length; s++) {
            if (program.states()[s] >= 0) {
                frame.view(program.states()[s]).copyTo(result[s], 0, batch);
            }
        }
        return result;
    }

    /** Evaluates expressions of the cell's variables at every step of a sequence; see {@link Probe}. */
    public Probe probe(Weights weights, Activations activations, List<retrograde.equation.Expression> expressions) {
        return new Probe(this, weights, activations, expressions);
    }

    /** A batch of vectors inside some array: row {@code b} starts at {@code offset + b·stride}. */
    @SuppressWarnings("ArrayRecordComponent") // a view of the array, not an owner
    public record Rows(double[] array, int offset, int stride, int dimension) {
        void copyTo(double[] to, int from, int batch) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(array, offset + b * stride, to, from + b * dimension, dimension);
            }
        }
    }

    /** Receives what each backward step adds to the gradient; the rows are valid until the next step is run. */
    public interface GradientSink {
        /** {@code ∂ℓ/∂M += Σ_b adjoint_b ⊗ operand_b}. */
        void matrix(int t, String matrix, Rows adjoint, Rows operand);

        /** {@code ∂ℓ/∂p += Σ_b adjoint_b}. */
        void vector(int t, String parameter, Rows adjoint);
    }

    /** A sink that adds everything to a gradient of the weights' shape. */
    public static GradientSink into(Weights gradient, int batch) {
        return new GradientSink() {
            @Override
            public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
                Gemm.addOuter(adjoint.array, adjoint.offset, adjoint.stride, operand.array, operand.offset,
                        operand.stride, batch, adjoint.dimension, operand.dimension, gradient.get(matrix));
            }

            @Override
            public void vector(int t, String parameter, Rows adjoint) {
                double[] g = gradient.get(parameter);
                for (int b = 0; b < batch; b++) {
                    int row = adjoint.offset + b * adjoint.stride;
                    for (int j = 0; j < g.length; j++) {
                        g[j] += adjoint.array[row + j];
                    }
                }
            }
        };
    }

    /** Where the operands of each node lie at one step, and the buffers of those that are not kept. */
    final class Frame {
        private final Weights weights;
        private final Activations activations;
        private final int batch;
        private List<Node> program = nodes;
        private double[][] base = new double[nodes.size()][];
        private int[] offset = new int[nodes.size()];
        private int[] stride = new int[nodes.size()];
        private boolean[] bound = new boolean[nodes.size()];
        /** For each matrix product the matrix as it is multiplied with. */
        private double[] @Nullable [] matrix = new double[nodes.size()][];
        /** Nodes whose values lie elsewhere at each step. */
        private int[] moving = new int[0];

        Frame(Weights weights, Activations activations) {
            this.weights = weights;
            this.activations = activations;
            this.batch = activations.batch();
            for (int id = 0; id < nodes.size(); id++) {
                place(id);
            }
            moving = moving();
            for (int id = 0; id < graph.forwardCount(); id++) {
                if (nodes.get(id).dimension().isEmpty()) {
                    execute(id);
                }
            }
        }

        /** Takes in nodes appended to the graph after this engine was made. */
        void extend(List<Node> longer) {
            int before = program.size();
            program = longer;
            base = Arrays.copyOf(base, longer.size());
            offset = Arrays.copyOf(offset, longer.size());
            stride = Arrays.copyOf(stride, longer.size());
            bound = Arrays.copyOf(bound, longer.size());
            matrix = Arrays.copyOf(matrix, longer.size());
            for (int id = before; id < longer.size(); id++) {
                place(id);
            }
            moving = moving();
        }

        private int[] moving() {
            return IntStream.range(0, program.size()).filter(id -> {
                Node n = program.get(id);
                boolean variable = n.kind() == Kind.VARIABLE && shape.cell().parameter(n.name()) == null;
                return (variable || activations.kept(id)) && stride[id] > 0;
            }).toArray();
        }

        private void place(int id) {
            Node n = program.get(id);
            int d = n.dimension().isEmpty() ? Math.max(shape.hidden(), shape.inputs()) : dimension(n);
            stride[id] = n.dimension().isEmpty() ? 0 : d;
            switch (n.kind()) {
                case CONSTANT -> {
                    base[id] = new double[longest()];
                    Arrays.fill(base[id], n.value());
                }
                case VARIABLE -> {
                    Parameter p = shape.cell().parameter(n.name());
                    if (p != null) {
                        base[id] = weights.get(n.name());
                        stride[id] = 0;
                    } else {
                        base[id] = activations.over(n.name());
                    }
                }
                case SEED -> base[id] = new double[0];
                default -> {
                    boolean kept = activations.kept(id);
                    base[id] = kept ? activations.saved[id]
                            : new double[n.dimension().isEmpty() ? longest() : batch * d];
                }
            }
        }

        private int longest() {
            int longest = Math.max(shape.hidden(), shape.inputs());
            for (int size : shape.dimensions().values()) {
                longest = Math.max(longest, size);
            }
            for (Parameter p : shape.cell().parameters()) {
                longest = Math.max(longest, Math.max(shape.rows(p), shape.columns(p)));
            }
            return longest;
        }

        void at(int t) {
            for (int id : moving) {
                offset[id] = t * batch * stride[id];
            }
        }

        void bind(int id, double[] array, int from, int rowStride) {
            base[id] = array;
            offset[id] = from;
            stride[id] = rowStride;
            bound[id] = true;
        }

        Rows view(int id) {
            return new Rows(base[id], offset[id], stride[id], dimension(program.get(id)));
        }

        double[] base(int id) {
            return base[id];
        }

        int offset(int id) {
            return offset[id];
        }

        int stride(int id) {
            return stride[id];
        }

        void run(int from, int to) {
            for (int id = from; id < to; id++) {
                execute(id);
            }
        }

        /** Runs the nodes that the wanted ones need; forward ones that were not kept too. */
        void runNeeded(int to, int[] wanted) {
            boolean[] need = new boolean[to];
            for (int w : wanted) {
                if (w >= 0) {
                    need[w] = true;
                }
            }
            for (int id = to - 1; id >= 0; id--) {
                Node n = program.get(id);
                boolean computed = activations.kept(id);
                if (need[id] && !computed && !bound[id]) {
                    if (n.a() >= 0) {
                        need[n.a()] = true;
                    }
                    if (n.b() >= 0) {
                        need[n.b()] = true;
                    }
                }
            }
            for (int id = 0; id < to; id++) {
                boolean computed = activations.kept(id);
                if (need[id] && !computed && !bound[id]) {
                    execute(id);
                }
            }
        }

        private double[] matrix(int id, Node n) {
            double[] w = matrix[id];
            if (w == null) {
                Parameter p = Objects.requireNonNull(shape.cell().parameter(n.name()));
                w = weights.get(n.name());
                if (n.kind() == Kind.PRODUCT) {
                    w = Gemm.transpose(w, shape.rows(p), shape.columns(p));
                }
                matrix[id] = w;
            }
            return w;
        }

        private void execute(int id) {
            Node n = program.get(id);
            int a = n.a();
            int b = n.b();
            boolean one = stride[id] == 0;
            int d = one ? base[id].length : stride[id];
            int rows = one ? 1 : batch;
            switch (n.kind()) {
                case CONSTANT, VARIABLE, SEED -> {}
                case PRODUCT, TRANSPOSED_PRODUCT -> {
                    double[] w = matrix(id, n);
                    Gemm.multiply(base[a], offset[a], stride[a], rows, w.length / d, w, d, base[id], offset[id], false);
                }
                default -> {
                    boolean flat = stride[a] == d && (b < 0 || stride[b] == d)
                            && (n.function() == null || n.function().elementwise());
                    int runs = flat ? 1 : rows;
                    int length = flat ? rows * d : d;
                    for (int r = 0; r < runs; r++) {
                        int oa = offset[a] + r * stride[a];
                        int o = offset[id] + r * d;
                        if (b < 0) {
                            Pointwise.unary(functions, n.kind(), n.function(), base[a], oa, base[id], o, length);
                        } else {
                            Pointwise.binary(n.kind(), n.function(), base[a], oa, base[b], offset[b] + r * stride[b],
                                    base[id], o, length);
                        }
                    }
                }
            }
        }
    }
}
