// Long because the reverse and the tangent rules extend the same numbered list of operations as the equations.
package retrograde.equation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;
import retrograde.equation.Expression.Variable;

/**
 * A cell as a list of operations, each computed once: what engines execute.
 *
 * <p>
 * Nodes stand in an order in which each uses earlier ones only. The first {@link #forwardCount()} nodes compute one
 * step; {@link #reverse()} appends the nodes of its vector–Jacobian product, derived from the same table as the symbolic
 * Jacobian. Equal operations are one node, so what the backward pass needs of the forward pass is found, not computed
 * again.
 */
public final class Graph {

    /** What a node computes. */
    public enum Kind {
        /** A number. */
        CONSTANT,
        /** The input, an old state or a vector parameter, by name. */
        VARIABLE,
        /** A value handed in from outside the step: {@code adjoint h} is {@code ∂ℓ/∂h'}. */
        SEED,
        /** {@code −a}. */
        NEGATE,
        /** {@code a + b}. */
        ADD,
        /** {@code a − b}. */
        SUBTRACT,
        /** {@code a ⊙ b}. */
        MULTIPLY,
        /** {@code a / b}. */
        DIVIDE,
        /** A function of {@code a}, or of {@code a} and {@code b}. */
        FUNCTION,
        /** Matrix {@code name} times {@code a}. */
        PRODUCT,
        /** The transpose of matrix {@code name} times {@code a}. */
        TRANSPOSED_PRODUCT
    }

    /**
     * One operation.
     *
     * @param kind what is computed
     * @param function the function of a {@link Kind#FUNCTION} node, else null
     * @param name of the variable, matrix or seed, else empty
     * @param value of a constant
     * @param a index of the first operand, or −1
     * @param b index of the second operand, or −1
     * @param dimension symbolic length of the value; empty for a constant, which fits any
     */
    public record Node(Kind kind, @Nullable Function function, String name, double value, int a, int b,
            String dimension) {}

    /** {@code ∂ℓ/∂M} gains {@code adjoint ⊗ operand}: node indices. */
    public record MatrixGradient(String matrix, int adjoint, int operand) {}

    /** {@code ∂ℓ/∂p} gains the sum of {@code adjoint} over the batch: a node index. */
    public record VectorGradient(String parameter, int adjoint) {}

    /**
     * The vector–Jacobian product of one step.
     *
     * @param seeds for each state, the node that holds {@code ∂ℓ/∂(new state)}
     * @param states for each state, the node of {@code ∂ℓ/∂(old state)}, or −1 where it is zero
     * @param input the node of {@code ∂ℓ/∂x}, or −1
     * @param matrices what each matrix product adds to the matrices' gradients
     * @param vectors what each use adds to the vectors' gradients
     * @param end one past the last node needed
     */
    @SuppressWarnings("ArrayRecordComponent") // read at every step by engines, compared by nobody
    public record Reverse(int[] seeds, int[] states, int input, List<MatrixGradient> matrices,
            List<VectorGradient> vectors, int end) {}

    /**
     * The Jacobian–vector product of one step.
     *
     * @param seeds for each state, the node that holds the tangent of the old state
     * @param input the node that holds the tangent of x
     * @param states for each state, the node of the new state's tangent, or −1 where it is zero
     * @param begin the first node appended
     * @param end one past the last node needed
     */
    @SuppressWarnings("ArrayRecordComponent") // read at every step by engines, compared by nobody
    public record Tangent(int[] seeds, int input, int[] states, int begin, int end) {}

    private final Cell cell;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> index = new HashMap<>();
    private final Map<Variable, Integer> named = new LinkedHashMap<>();
    private final int forwardCount;
    private final Reverse reverse;

    /** Builds the forward and the backward nodes of a cell. */
    public Graph(Cell cell) {
        this.cell = cell;
        for (Equation equation : cell.evaluationOrder()) {
            int id = node(equation.right());
            Node n = nodes.get(id);
            if (n.dimension().isEmpty()) {
                id = vector(id, Cell.HIDDEN);
            } else if (n.kind() == Kind.VARIABLE) {
                // Another name for a value from outside the step: it needs a node to have values over time of its own.
                id = vector(id, n.dimension());
            }
            named.put(equation.target(), id);
        }
        forwardCount = nodes.size();
        reverse = buildReverse();
    }

    /** The cell. */
    public Cell cell() {
        return cell;
    }

    /** All nodes: forward ones first. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** How many nodes one step forward takes. */
    public int forwardCount() {
        return forwardCount;
    }

    /** The node of a gate or new state. */
    public int target(String name) {
        Integer id = named.get(new Variable(name, Moment.NOW));
        if (id == null) {
            throw new IllegalArgumentException("cell " + cell.name() + " defines no " + name);
        }
        return id;
    }

    /** The gates and new states with their nodes, in evaluation order. */
    public Map<Variable, Integer> targets() {
        return java.util.Collections.unmodifiableMap(named);
    }

    /** The backward nodes. */
    public Reverse reverse() {
        return reverse;
    }

    /**
     * Appends the nodes of an expression over the cell's variables and returns the index of its value; engines use it
     * to evaluate a path's coefficients. A gate at {@link Moment#BEFORE} becomes a {@link Kind#SEED} named {@code "before f"}.
     */
    public int extend(Expression expression) {
        return node(expression);
    }

    private int constant(double value) {
        return add(Kind.CONSTANT, null, "", value, -1, -1, "");
    }

    private int add(Kind kind, @Nullable Function function, String name, double value, int a, int b, String dimension) {
        Node node = new Node(kind, function, name, value, a, b, dimension);
        Integer known = index.get(node);
        if (known != null) {
            return known;
        }
        nodes.add(node);
        index.put(node, nodes.size() - 1);
        return nodes.size() - 1;
    }

    private String dimensionOf(int a, int b) {
        String d = nodes.get(a).dimension();
        return d.isEmpty() && b >= 0 ? nodes.get(b).dimension() : d;
    }

    private int node(Expression e) {
        return switch (e) {
            case Constant c -> constant(c.value());
            case Variable v -> variable(v);
            case Negation n -> negate(node(n.operand()));
            case Binary b -> binary(kind(b.operator()), node(b.left()), node(b.right()));
            case Application a -> {
                int first = node(a.arguments().get(0));
                int second = a.arguments().size() > 1 ? node(a.arguments().get(1)) : -1;
                yield function(a.function(), first, second);
            }
            case MatrixProduct p -> product(p.matrix(), node(p.operand()));
        };
    }

    private static Kind kind(Operator operator) {
        return switch (operator) {
            case ADD -> Kind.ADD;
            case SUBTRACT -> Kind.SUBTRACT;
            case MULTIPLY -> Kind.MULTIPLY;
            case DIVIDE -> Kind.DIVIDE;
        };
    }

    private int variable(Variable v) {
        Integer id = v.moment() == Moment.NOW ? named.get(v) : null;
        if (id != null) {
            return id;
        }
        if (v.name().equals(Cell.INPUT)) {
            return add(Kind.VARIABLE, null, Cell.INPUT, 0, -1, -1, Cell.INPUTS);
        }
        if (cell.given().contains(v.name())) {
            return add(Kind.VARIABLE, null, v.name(), 0, -1, -1, Cell.HIDDEN);
        }
        Parameter p = cell.parameter(v.name());
        if (p != null) {
            return add(Kind.VARIABLE, null, v.name(), 0, -1, -1, p.shape().get(0));
        }
        if (v.moment() == Moment.BEFORE && cell.isState(v.name())) {
            return add(Kind.VARIABLE, null, v.name(), 0, -1, -1, Cell.HIDDEN);
        }
        if (v.moment() == Moment.BEFORE && cell.isGate(v.name())) {
            String d = cell.dimension(new Variable(v.name(), Moment.NOW));
            return add(Kind.SEED, null, "before " + v.name(), 0, -1, -1, d == null ? Cell.HIDDEN : d);
        }
        throw new IllegalArgumentException("unknown variable " + v + " in cell " + cell.name());
    }

    private int negate(int a) {
        Node n = nodes.get(a);
        if (n.kind() == Kind.CONSTANT) {
            return constant(-n.value());
        }
        return n.kind() == Kind.NEGATE ? n.a() : add(Kind.NEGATE, null, "", 0, a, -1, n.dimension());
    }

    private int function(Function f, int a, int b) {
        return add(Kind.FUNCTION, f, "", 0, a, b, dimensionOf(a, b));
    }

    private int binary(Kind kind, int a, int b) {
        return add(kind, null, "", 0, a, b, dimensionOf(a, b));
    }

    private int product(String matrix, int operand) {
        Parameter m = cell.parameter(matrix);
        if (m == null) {
            throw new IllegalArgumentException("unknown matrix " + matrix + " in cell " + cell.name());
        }
        int vector = nodes.get(operand).dimension().isEmpty() ? vector(operand, m.shape().get(1)) : operand;
        return add(Kind.PRODUCT, null, matrix, 0, vector, -1, m.shape().get(0));
    }

    /** A node for the same value with a length of its own: adding zeros makes a plain number a vector. */
    private int vector(int node, String dimension) {
        return add(Kind.ADD, null, "", 0, node, constant(0), dimension);
    }

    // ---- reverse mode ----

    private Reverse buildReverse() {
        int[] adjoint = new int[forwardCount];
        Arrays.fill(adjoint, -1);
        int[] seeds = new int[cell.states().size()];
        for (int s = 0; s < seeds.length; s++) {
            String state = cell.states().get(s);
            seeds[s] = add(Kind.SEED, null, "adjoint " + state, 0, -1, -1, Cell.HIDDEN);
            accumulate(adjoint, target(state), seeds[s]);
        }
        List<MatrixGradient> matrices = new ArrayList<>();
        List<VectorGradient> vectors = new ArrayList<>();
        int[] states = new int[seeds.length];
        Arrays.fill(states, -1);
        int input = -1;
        for (int id = forwardCount - 1; id >= 0; id--) {
            int up = adjoint[id];
            if (up < 0) {
                continue;
            }
            Node n = nodes.get(id);
            switch (n.kind()) {
                case CONSTANT, SEED, TRANSPOSED_PRODUCT -> {}
                case VARIABLE -> {
                    if (n.name().equals(Cell.INPUT)) {
                        input = up;
                    } else if (cell.isState(n.name())) {
                        states[cell.states().indexOf(n.name())] = up;
                    } else if (!cell.given().contains(n.name())) {
                        vectors.add(new VectorGradient(n.name(), up));
                    }
                }
                case NEGATE -> accumulate(adjoint, n.a(), negate(up));
                case ADD -> {
                    accumulate(adjoint, n.a(), up);
                    accumulate(adjoint, n.b(), up);
                }
                case SUBTRACT -> {
                    accumulate(adjoint, n.a(), up);
                    accumulate(adjoint, n.b(), negate(up));
                }
                case MULTIPLY -> {
                    accumulate(adjoint, n.a(), times(up, n.b()));
                    accumulate(adjoint, n.b(), times(up, n.a()));
                }
                case DIVIDE -> {
                    int quotient = binary(Kind.DIVIDE, up, n.b());
                    accumulate(adjoint, n.a(), quotient);
                    accumulate(adjoint, n.b(), negate(times(quotient, id)));
                }
                case PRODUCT -> {
                    matrices.add(new MatrixGradient(n.name(), up, n.a()));
                    String d = nodes.get(n.a()).dimension();
                    accumulate(adjoint, n.a(), add(Kind.TRANSPOSED_PRODUCT, null, n.name(), 0, up, -1, d));
                }
                case FUNCTION -> functionReverse(adjoint, n, id, up);
            }
        }
        return new Reverse(seeds, states, input, matrices, vectors, nodes.size());
    }

    private void functionReverse(int[] adjoint, Node n, int id, int up) {
        if (n.function() == Function.LAYERNORM) {
            accumulate(adjoint, n.a(), normalisationTimes(id, n.a(), up));
            return;
        }
        int[] partials = partials(n, id);
        accumulate(adjoint, n.a(), times(up, partials[0]));
        if (n.b() >= 0) {
            accumulate(adjoint, n.b(), times(up, partials[1]));
        }
    }

    /** The Jacobian of layernorm is symmetric: {@code v ↦ (v − mean v − y · mean(v y)) / deviation}. */
    private int normalisationTimes(int output, int operand, int v) {
        int inverseDeviation = function(Function.INVERSE_DEVIATION, operand, -1);
        int centred = binary(Kind.SUBTRACT, v, function(Function.MEAN, v, -1));
        int along = times(output, function(Function.MEAN, times(v, output), -1));
        return times(inverseDeviation, binary(Kind.SUBTRACT, centred, along));
    }

    /** The nodes of a function's partial derivatives: the table's expressions, stand-ins bound to the nodes at hand. */
    private int[] partials(Node n, int id) {
        int[] operands = n.b() < 0 ? new int[] {n.a()} : new int[] {n.a(), n.b()};
        List<Expression> arguments = new ArrayList<>();
        Map<Variable, Integer> bound = new HashMap<>();
        for (int i = 0; i < operands.length; i++) {
            Variable standIn = new Variable("argument " + i, Moment.NOW);
            arguments.add(standIn);
            bound.put(standIn, operands[i]);
        }
        Variable output = new Variable("output", Moment.NOW);
        bound.put(output, id);
        named.putAll(bound);
        int[] partials = new int[operands.length];
        for (int i = 0; i < operands.length; i++) {
            partials[i] = node(Derivatives.partial(Objects.requireNonNull(n.function()), i, arguments, output));
        }
        named.keySet().removeAll(bound.keySet());
        return partials;
    }

    // ---- tangents ----

    /**
     * Appends the Jacobian–vector product of one step: seeds {@code tangent s} for each old state and
     * {@code tangent x}.
     */
    public Tangent tangent() {
        int[] tangent = new int[forwardCount];
        int begin = nodes.size();
        int[] seeds = new int[cell.states().size()];
        for (int s = 0; s < seeds.length; s++) {
            seeds[s] = add(Kind.SEED, null, "tangent " + cell.states().get(s), 0, -1, -1, Cell.HIDDEN);
        }
        int input = add(Kind.SEED, null, "tangent x", 0, -1, -1, Cell.INPUTS);
        for (int id = 0; id < forwardCount; id++) {
            Node n = nodes.get(id);
            int a = n.a() < 0 ? -1 : tangent[n.a()];
            int b = n.b() < 0 ? -1 : tangent[n.b()];
            tangent[id] = switch (n.kind()) {
                case CONSTANT, SEED, TRANSPOSED_PRODUCT -> -1;
                case VARIABLE -> n.name().equals(Cell.INPUT) ? input
                        : cell.isState(n.name()) ? seeds[cell.states().indexOf(n.name())] : -1;
                case NEGATE -> a < 0 ? -1 : negate(a);
                case ADD -> plus(a, b);
                case SUBTRACT -> plus(a, b < 0 ? -1 : negate(b));
                case MULTIPLY -> plus(a < 0 ? -1 : times(a, n.b()), b < 0 ? -1 : times(b, n.a()));
                case DIVIDE -> plus(a < 0 ? -1 : binary(Kind.DIVIDE, a, n.b()),
                        b < 0 ? -1 : negate(times(id, binary(Kind.DIVIDE, b, n.b()))));
                case PRODUCT -> a < 0 ? -1 : product(n.name(), a);
                case FUNCTION -> {
                    if (a < 0 && b < 0) {
                        yield -1;
                    }
                    if (n.function() == Function.LAYERNORM) {
                        yield normalisationTimes(id, n.a(), a);
                    }
                    int[] partials = partials(n, id);
                    yield plus(a < 0 ? -1 : times(a, partials[0]), b < 0 ? -1 : times(b, partials[1]));
                }
            };
        }
        int[] states = new int[seeds.length];
        for (int s = 0; s < seeds.length; s++) {
            states[s] = tangent[target(cell.states().get(s))];
        }
        return new Tangent(seeds, input, states, begin, nodes.size());
    }

    private int plus(int a, int b) {
        return a < 0 ? b : b < 0 ? a : binary(Kind.ADD, a, b);
    }

    private int times(int a, int b) {
        Node left = nodes.get(a);
        Node right = nodes.get(b);
        if (left.kind() == Kind.CONSTANT && right.kind() == Kind.CONSTANT) {
            return constant(left.value() * right.value());
        }
        if (right.kind() == Kind.CONSTANT && right.value() == 1) {
            return a;
        }
        if (left.kind() == Kind.CONSTANT && left.value() == 1) {
            return b;
        }
        return binary(Kind.MULTIPLY, a, b);
    }

    private void accumulate(int[] adjoint, int node, int contribution) {
        Node n = nodes.get(node);
        if (n.dimension().isEmpty()) {
            return;
        }
        adjoint[node] = adjoint[node] < 0 ? contribution : binary(Kind.ADD, adjoint[node], contribution);
    }
}
