package retrograde.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import retrograde.engine.Interpreter.Rows;
import retrograde.equation.Expression;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;
import retrograde.equation.Parameter;

/**
 * Evaluates expressions over a cell's variables along a sequence that was run: the coefficients of a Jacobian's paths.
 *
 * <p>
 * What the forward pass kept is read in place; the rest is computed for a stretch of steps at once, since one step's
 * values alone are too few to be worth a call each. Moving to another step of the stretch costs nothing.
 *
 * <p>
 * A gate taken {@link retrograde.equation.Moment#BEFORE} the step is its value at the step before; at the first step of
 * a sequence, where there is none, it reads zero, as at the first step of a piece that {@link Interpreter#resume} ran.
 */
public final class Probe {
    /** Entries of a value over one stretch: a score of such arrays fits the second-level cache. */
    private static final int STRETCH = 2048;

    private final LayerShape shape;
    private final Functions functions;
    private final Weights weights;
    private final Activations activations;
    private final int batch;
    private final int stretch;
    private final List<Node> nodes;
    private final int[] wanted;
    /** What is to be computed for each stretch, in order. */
    private final int[] program;
    private final double[][] base;
    /** Entries from one row of the batch to the next; 0 where all rows read one. */
    private final int[] stride;
    /** Where step {@code t} begins: {@code t·perStep}, counted from the stretch's first step if {@code local}. */
    private final int[] perStep;
    private final boolean[] local;
    private final int[] gateBefore;
    private final Map<String, double[]> transposed = new HashMap<>();
    private int first;
    private int steps;
    private int run;
    private int now;

    Probe(Interpreter interpreter, Weights weights, Activations activations, List<Expression> expressions) {
        Graph graph = interpreter.graph();
        this.shape = interpreter.shape();
        this.functions = interpreter.functions();
        this.weights = weights;
        this.activations = activations;
        this.batch = activations.batch();
        this.stretch = Math.clamp(STRETCH / ((long) batch * shape.hidden()), 1, activations.steps());
        this.wanted = expressions.stream().mapToInt(graph::extend).toArray();
        this.nodes = graph.nodes();
        int count = nodes.size();
        base = new double[count][];
        stride = new int[count];
        perStep = new int[count];
        local = new boolean[count];
        gateBefore = new int[count];
        Arrays.fill(gateBefore, -1);
        boolean[] need = needed();
        int[] order = new int[count];
        int length = 0;
        for (int id = 0; id < count; id++) {
            if (need[id]) {
                place(id, graph);
                if (local[id]) {
                    order[length++] = id;
                }
            }
        }
        program = Arrays.copyOf(order, length);
        for (int id = 0; id < count; id++) {
            Node n = nodes.get(id);
            if (need[id] && number(n) && n.kind() != Kind.CONSTANT) {
                pointwise(n, n.a(), n.b(), id, 0, 0, 0, base[id].length);
            }
        }
    }

    private boolean[] needed() {
        boolean[] need = new boolean[nodes.size()];
        for (int w : wanted) {
            need[w] = true;
        }
        for (int id = nodes.size() - 1; id >= 0; id--) {
            Node n = nodes.get(id);
            if (need[id] && !activations.kept(id)) {
                if (n.a() >= 0) {
                    need[n.a()] = true;
                }
                if (n.b() >= 0) {
                    need[n.b()] = true;
                }
            }
        }
        return need;
    }

    /** Whether a value is one number, which fits any length. */
    private static boolean number(Node n) {
        return n.dimension().isEmpty();
    }

    private void place(int id, Graph graph) {
        Node n = nodes.get(id);
        int d = number(n) ? 0 : shape.size(n.dimension());
        stride[id] = d;
        perStep[id] = batch * d;
        if (number(n)) {
            base[id] = new double[longest()];
            Arrays.fill(base[id], n.value());
        } else if (activations.kept(id)) {
            base[id] = activations.saved[id];
        } else if (n.kind() == Kind.VARIABLE) {
            if (shape.cell().parameter(n.name()) != null) {
                base[id] = weights.get(n.name());
                stride[id] = 0;
                perStep[id] = 0;
            } else {
                base[id] = activations.over(n.name());
            }
        } else {
            base[id] = new double[stretch * batch * d];
            local[id] = true;
            if (n.kind() == Kind.SEED) {
                gateBefore[id] = graph.target(n.name().substring("before ".length()));
            }
        }
    }

    private int longest() {
        int longest = Math.max(shape.hidden(), shape.inputs());
        for (Parameter p : shape.cell().parameters()) {
            longest = Math.max(longest, Math.max(shape.rows(p), shape.columns(p)));
        }
        return longest * stretch * batch;
    }

    /** Moves to step {@code t}. */
    public void at(int t) {
        now = t;
        if (t >= first && t < first + steps && run == activations.runs()) {
            return;
        }
        run = activations.runs();
        first = t - t % stretch;
        steps = Math.min(stretch, activations.steps() - first);
        for (int id : program) {
            execute(id);
        }
    }

    /** The value of expression {@code i} at the step of the last {@link #at}; not to be modified, valid until the next. */
    public Rows value(int i) {
        int id = wanted[i];
        return new Rows(base[id], offset(id), stride[id], number(nodes.get(id)) ? shape.hidden() : stride(id));
    }

    /** The array that holds expression {@code i}: the row of a sequence begins at {@link #row}. */
    double[] array(int i) {
        return base[wanted[i]];
    }

    /** Where the row of a sequence begins in {@link #array} at the step of the last {@link #at}. */
    int row(int i, int sequence) {
        int id = wanted[i];
        return offset(id) + sequence * stride[id];
    }

    private int stride(int id) {
        return shape.size(nodes.get(id).dimension());
    }

    private int offset(int id) {
        return (local[id] ? now - first : now) * perStep[id];
    }

    /** Where the stretch begins in a node's array. */
    private int start(int id) {
        return local[id] ? 0 : first * perStep[id];
    }

    private void execute(int id) {
        Node n = nodes.get(id);
        int rows = steps * batch;
        int d = stride[id];
        switch (n.kind()) {
            case CONSTANT, VARIABLE -> throw new IllegalStateException(n + " is read in place");
            case SEED -> before(id, d);
            case PRODUCT -> {
                Parameter p = Objects.requireNonNull(shape.cell().parameter(n.name()));
                double[] w = transposed.computeIfAbsent(n.name(),
                        m -> Gemm.transpose(weights.get(m), shape.rows(p), shape.columns(p)));
                Gemm.multiply(base[n.a()], start(n.a()), stride[n.a()], rows, shape.columns(p), w, shape.rows(p),
                        base[id], 0, false);
            }
            case TRANSPOSED_PRODUCT -> {
                Parameter p = Objects.requireNonNull(shape.cell().parameter(n.name()));
                Gemm.multiply(base[n.a()], start(n.a()), stride[n.a()], rows, shape.rows(p), weights.get(n.name()),
                        shape.columns(p), base[id], 0, false);
            }
            default -> {
                boolean flat = (n.function() == null || n.function().elementwise()) && flat(n.a(), d)
                        && (n.b() < 0 || flat(n.b(), d));
                if (flat) {
                    pointwise(n, n.a(), n.b(), id, start(n.a()), n.b() < 0 ? 0 : start(n.b()), 0, rows * d);
                    return;
                }
                for (int r = 0; r < rows; r++) {
                    pointwise(n, n.a(), n.b(), id, start(n.a()) + r * stride[n.a()],
                            n.b() < 0 ? 0 : start(n.b()) + r * stride[n.b()], r * d, d);
                }
            }
        }
    }

    /** Whether an operand's rows follow each other as the result's do; a number's array is long enough to do so too. */
    private boolean flat(int operand, int d) {
        return stride[operand] == d || number(nodes.get(operand));
    }

    private void pointwise(Node n, int a, int b, int id, int oa, int ob, int o, int length) {
        if (b < 0) {
            Pointwise.unary(functions, n.kind(), n.function(), base[a], oa, base[id], o, length);
        } else {
            Pointwise.binary(n.kind(), n.function(), base[a], oa, base[b], ob, base[id], o, length);
        }
    }

    private void before(int id, int d) {
        double[] gate = activations.saved[gateBefore[id]];
        for (int s = 0; s < steps; s++) {
            int t = first + s;
            for (int b = 0; b < batch; b++) {
                int to = (s * batch + b) * d;
                if (t > activations.starts[b]) {
                    System.arraycopy(gate, ((t - 1) * batch + b) * d, base[id], to, d);
                } else {
                    Arrays.fill(base[id], to, to + d, 0);
                }
            }
        }
    }

    /** Whether expression {@code i} is the number {@code value} at every step. */
    boolean is(int i, double value) {
        Node n = nodes.get(wanted[i]);
        return n.kind() == Kind.CONSTANT && n.value() == value;
    }
}
