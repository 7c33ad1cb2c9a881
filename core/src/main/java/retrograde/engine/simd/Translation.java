package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.engine.simd.Value.Product;
import retrograde.equation.Cell;
import retrograde.equation.Function;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;

/**
 * Turns a cell's graph into values with a time to compute them: sums of products become one value, what depends on the
 * input only comes before the loop over time, what no old state needs comes after the backward one.
 */
final class Translation {
    private final Graph graph;
    private final List<Node> nodes;
    private final int[] uses;
    /** Which nodes the adjoints of the old states need. */
    private final boolean[] carried;
    private final @Nullable Value[] translated;
    private final List<Value> values = new ArrayList<>();
    private final Map<Integer, Value> means = new HashMap<>();
    private final Map<Integer, Value> deviations = new HashMap<>();

    Translation(Graph graph) {
        this.graph = graph;
        this.nodes = graph.nodes();
        this.uses = new int[nodes.size()];
        this.carried = new boolean[nodes.size()];
        this.translated = new Value[nodes.size()];
        Graph.Reverse reverse = graph.reverse();
        List<Integer> roots = new ArrayList<>();
        graph.cell().states().forEach(s -> roots.add(graph.target(s)));
        Arrays.stream(reverse.states()).filter(id -> id >= 0).forEach(id -> {
            roots.add(id);
            mark(id, carried);
        });
        if (reverse.input() >= 0) {
            roots.add(reverse.input());
        }
        for (Graph.MatrixGradient g : reverse.matrices()) {
            roots.add(g.adjoint());
            roots.add(g.operand());
        }
        reverse.vectors().forEach(g -> roots.add(g.adjoint()));
        boolean[] needed = new boolean[nodes.size()];
        for (int root : roots) {
            mark(root, needed);
            uses[root]++;
        }
        for (int id = 0; id < nodes.size(); id++) {
            if (needed[id]) {
                count(nodes.get(id).a());
                count(nodes.get(id).b());
            }
        }
    }

    private void count(int operand) {
        if (operand >= 0) {
            uses[operand]++;
        }
    }

    private void mark(int id, boolean[] marks) {
        if (id < 0 || marks[id]) {
            return;
        }
        marks[id] = true;
        mark(nodes.get(id).a(), marks);
        mark(nodes.get(id).b(), marks);
    }

    /** All values translated so far, each after its operands. */
    List<Value> values() {
        return values;
    }

    /** The value of a node that was translated; null where none needed it. */
    @Nullable
    Value known(int id) {
        return translated[id];
    }

    /** The value of a node of the graph. */
    Value value(int id) {
        Value known = translated[id];
        if (known == null) {
            known = translate(id);
            translated[id] = known;
        }
        return known;
    }

    private Value translate(int id) {
        Node n = nodes.get(id);
        return switch (n.kind()) {
            case CONSTANT -> leaf(Op.CONSTANT, "", n.value(), "", Phase.HOISTED);
            case VARIABLE -> variable(n);
            case SEED -> leaf(Op.SEED, n.name().substring("adjoint ".length()), 0, n.dimension(), Phase.BACKWARD);
            case NEGATE -> operation(id, Op.NEGATE, null, value(n.a()), null);
            case SUBTRACT -> operation(id, Op.SUBTRACT, null, value(n.a()), value(n.b()));
            case MULTIPLY -> operation(id, Op.MULTIPLY, null, value(n.a()), value(n.b()));
            case DIVIDE -> operation(id, Op.DIVIDE, null, value(n.a()), value(n.b()));
            case FUNCTION -> function(id, n);
            case ADD, PRODUCT, TRANSPOSED_PRODUCT -> total(id);
        };
    }

    private Value variable(Node n) {
        Cell cell = graph.cell();
        if (n.name().equals(Cell.INPUT) || cell.given().contains(n.name())) {
            return leaf(Op.INPUT, n.name(), 0, n.dimension(), Phase.HOISTED);
        }
        boolean state = cell.isState(n.name()) && cell.parameter(n.name()) == null;
        return leaf(state ? Op.STATE : Op.VECTOR, n.name(), 0, n.dimension(), state ? Phase.FORWARD : Phase.HOISTED);
    }

    private Value leaf(Op op, String name, double number, String dimension, Phase phase) {
        return keep(new Value(values.size(), op, null, name, number, null, null, dimension, phase, 0));
    }

    private Value keep(Value value) {
        values.add(value);
        return value;
    }

    private Value function(int id, Node n) {
        Function f = Objects.requireNonNull(n.function());
        Value a = value(n.a());
        return switch (f) {
            case MEAN -> reduction(means, Op.MEAN, a);
            case INVERSE_DEVIATION -> reduction(deviations, Op.INVERSE_DEVIATION, a);
            case LAYERNORM -> {
                Value centred = operation(id, Op.SUBTRACT, null, a, reduction(means, Op.MEAN, a));
                yield operation(id, Op.MULTIPLY, null, centred, reduction(deviations, Op.INVERSE_DEVIATION, a));
            }
            default -> operation(id, Op.FUNCTION, f, a, n.b() < 0 ? null : value(n.b()));
        };
    }

    private Value reduction(Map<Integer, Value> known, Op op, Value a) {
        Value value = known.get(a.id);
        if (value == null && a.dimension.isEmpty()) {
            // Of one number repeated: the number itself, and no deviation.
            value = op == Op.MEAN ? a
                    : leaf(Op.CONSTANT, "", 1 / Math.sqrt(Function.LAYERNORM_EPSILON), "", Phase.HOISTED);
            known.put(a.id, value);
        } else if (value == null) {
            value = keep(new Value(values.size(), op, null, "", 0, a, null, a.dimension, a.phase, a.stage + 1));
            known.put(a.id, value);
        }
        return value;
    }

    private Value operation(int id, Op op, @Nullable Function f, Value a, @Nullable Value b) {
        Phase phase = later(a.phase, b == null ? Phase.HOISTED : b.phase);
        if (phase == Phase.BACKWARD && !carried[id]) {
            phase = Phase.DEFERRED;
        }
        int stage = a.phase == phase ? a.stage : 0;
        if (b != null && b.phase == phase) {
            stage = Math.max(stage, b.stage);
        }
        String dimension = a.dimension.isEmpty() && b != null ? b.dimension : a.dimension;
        if (dimension.isEmpty()) {
            dimension = nodes.get(id).dimension();
        }
        return keep(new Value(values.size(), op, f, "", 0, a, b, dimension, phase, stage));
    }

    private static Phase later(Phase a, Phase b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    // ---- sums ----

    private void flatten(int id, List<Integer> leaves) {
        Node n = nodes.get(id);
        for (int child : new int[] {n.a(), n.b()}) {
            if (nodes.get(child).kind() == Kind.ADD && uses[child] == 1) {
                flatten(child, leaves);
            } else {
                leaves.add(child);
            }
        }
    }

    private boolean product(int id) {
        Kind kind = nodes.get(id).kind();
        return kind == Kind.PRODUCT || kind == Kind.TRANSPOSED_PRODUCT;
    }

    /** A sum with products in it, or a plain addition. */
    private Value total(int id) {
        List<Integer> leaves = new ArrayList<>();
        if (product(id)) {
            leaves.add(id);
        } else {
            flatten(id, leaves);
        }
        List<Integer> products = leaves.stream().filter(l -> product(l) && (l == id || uses[l] == 1)).toList();
        Node n = nodes.get(id);
        if (products.isEmpty()) {
            return operation(id, Op.ADD, null, value(n.a()), value(n.b()));
        }
        List<Value> vectors = new ArrayList<>();
        List<Value> others = new ArrayList<>();
        for (int leaf : leaves) {
            if (!products.contains(leaf)) {
                Value v = value(leaf);
                if (v.op == Op.VECTOR) {
                    vectors.add(v);
                } else if (v.op != Op.CONSTANT || v.number != 0) {
                    others.add(v);
                }
            }
        }
        List<Product> made = new ArrayList<>();
        Phase phase = Phase.HOISTED;
        for (int p : products) {
            phase = later(phase, value(nodes.get(p).a()).phase);
        }
        if (phase == Phase.BACKWARD && !carried[id]) {
            phase = Phase.DEFERRED;
        }
        int stage = 0;
        for (int p : products) {
            Node m = nodes.get(p);
            Value operand = value(m.a());
            boolean inMemory = operand.op == Op.INPUT || operand.op == Op.STATE;
            Phase at = operand.phase == Phase.HOISTED ? Phase.HOISTED : phase;
            int after = operand.phase != at ? 0 : inMemory ? operand.stage : operand.stage + 1;
            made.add(new Product(m.name(), m.kind() == Kind.TRANSPOSED_PRODUCT, operand, at, after));
            stage = at == phase ? Math.max(stage, after) : stage;
        }
        return sum(id, made, vectors, others, phase, stage);
    }

    private Value sum(int id, List<Product> products, List<Value> vectors, List<Value> others, Phase phase, int stage) {
        @Nullable
        Value rest = null;
        for (Value other : others) {
            rest = rest == null ? other : operation(id, Op.ADD, null, rest, other);
        }
        // What is there before the products are may be what they are added to, which saves a pass over the sum.
        Phase at = phase;
        boolean begins = rest != null && vectors.isEmpty() && !rest.leaf() && rest.op != Op.SUM && rest.phase == phase
                && phase != Phase.FORWARD && rest.stage < stage && products.stream().allMatch(p -> p.phase == at);
        Value sum = keep(
                new Value(values.size(), Op.SUM, null, "", 0, null, null, nodes.get(id).dimension(), phase, stage));
        sum.products.addAll(products);
        sum.vectors.addAll(vectors);
        if (begins) {
            sum.initial = rest;
            int first = Objects.requireNonNull(rest).stage + 1;
            sum.products.forEach(p -> p.stage = Math.max(p.stage, first));
        }
        return rest == null || begins ? sum : operation(id, Op.ADD, null, sum, rest);
    }
}
