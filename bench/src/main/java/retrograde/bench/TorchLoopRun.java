package retrograde.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import retrograde.bench.StepPlan.Base;
import retrograde.bench.StepPlan.Group;
import retrograde.bench.StepPlan.Level;
import retrograde.bench.StepPlan.Sum;
import retrograde.equation.Function;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;

/** One pass over a sequence by a {@link StepPlan}. Everything it makes belongs to the caller's pointer scope. */
final class TorchLoopRun {
    private final Problem problem;
    private final Graph graph;
    private final StepPlan plan;
    private final List<Node> nodes;
    private final Map<String, Tensor> parameters;
    private final Tensor input;
    private final List<String> states;

    private final @Nullable Tensor[] before;
    private final Map<Integer, TensorVector> slices = new LinkedHashMap<>();
    private final Map<Group, Tensor> matrices = new LinkedHashMap<>();
    private final Map<Group, Tensor> constantBases = new LinkedHashMap<>();
    private final Map<Group, TensorVector> slicedBases = new LinkedHashMap<>();
    private final Map<Integer, Tensor> constantSums = new LinkedHashMap<>();
    private final Map<Integer, TensorVector> slicedSums = new LinkedHashMap<>();
    private final @Nullable Tensor[] now;

    TorchLoopRun(Problem problem, Graph graph, StepPlan plan, Map<String, Tensor> parameters, Tensor input) {
        this.problem = problem;
        this.graph = graph;
        this.plan = plan;
        this.nodes = plan.nodes();
        this.parameters = parameters;
        this.input = input;
        this.states = problem.shape().cell().states();
        this.before = new Tensor[nodes.size()];
        this.now = new Tensor[nodes.size()];
    }

    /** {@code [T,B,H]}. */
    Tensor output() {
        prepare();
        int[] order = plan.stepOrder();
        int output = states.indexOf(problem.shape().cell().output());
        TensorVector outputs = new TensorVector((long) problem.steps());
        TensorVector old = zeros();
        TensorVector next = new TensorVector((long) states.size());
        for (int t = 0; t < problem.steps(); t++) {
            // Frees at once what autograd does not keep, as a local variable would.
            try (PointerScope _ = new PointerScope()) {
                for (int id : order) {
                    run(id, t, old);
                }
                for (int s = 0; s < states.size(); s++) {
                    next.put(s, rows(at(graph.target(states.get(s)), t)));
                }
                outputs.put(t, next.get(output));
                java.util.Arrays.fill(now, null);
            }
            TensorVector spare = old;
            old = next;
            next = spare;
        }
        return torch.stack(outputs);
    }

    private TensorVector zeros() {
        TensorVector zeros = new TensorVector((long) states.size());
        Tensor zero = torch.zeros(problem.batch(), problem.shape().hidden());
        for (int s = 0; s < states.size(); s++) {
            zeros.put(s, zero);
        }
        return zeros;
    }

    /** A state that depends on no state may be one row for all. */
    private Tensor rows(Tensor state) {
        return state.dim() == 2 ? state : state.expand(problem.batch(), problem.shape().hidden());
    }

    // ---- before the loop ----

    private void prepare() {
        for (int id : plan.stepOrder()) {
            Sum sum = plan.sums().get(id);
            Node n = nodes.get(id);
            if (n.kind() == Kind.PRODUCT) {
                group(Objects.requireNonNull(plan.groups().get(id)));
            } else if (sum == null) {
                slice(n.a());
                slice(n.b());
            } else if (sum.folded() < 0 && !sum.before().isEmpty()) {
                Tensor base = total(sum.before());
                if (sum.before().stream().anyMatch(t -> plan.level(t) == Level.SEQUENCE)) {
                    slicedSums.put(id, base.unbind(0));
                } else {
                    constantSums.put(id, base);
                }
            }
        }
        states.forEach(state -> slice(graph.target(state)));
    }

    private void slice(int id) {
        if (id >= 0 && plan.level(id) == Level.SEQUENCE) {
            slices.computeIfAbsent(id, i -> before(i).unbind(0));
        } else if (id >= 0 && plan.level(id) == Level.WEIGHTS) {
            before(id);
        }
    }

    private void group(Group group) {
        if (matrices.containsKey(group)) {
            return;
        }
        List<Tensor> blocks = group.products().stream().map(p -> parameter(nodes.get(p).name())).toList();
        matrices.put(group, below(blocks, 0).t());
        List<Tensor> bases = new ArrayList<>();
        switch (group.base()) {
            case NONE -> {}
            case WEIGHTS -> {
                group.products().forEach(p -> bases.add(vector(p, plan.before(p))));
                constantBases.put(group, below(bases, 0));
            }
            case LINEAR -> slicedBases.put(group, linear(group).unbind(0));
            case SEQUENCE -> {
                group.products().forEach(p -> bases.add(total(plan.before(p)).expand(shape(p))));
                slicedBases.put(group, below(bases, 2).unbind(0));
            }
        }
    }

    /** The products with one vector of the sequence, for all steps and gates at once, biases added. */
    private Tensor linear(Group group) {
        List<Tensor> blocks = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        int operand = -1;
        boolean biased = false;
        for (int p : group.products()) {
            int product = plan.linear(plan.before(p));
            operand = nodes.get(product).a();
            blocks.add(parameter(nodes.get(product).name()));
            List<Integer> rest = plan.before(p).stream().filter(t -> t != product).toList();
            biased |= !rest.isEmpty();
            biases.add(rest.isEmpty() ? torch.zeros(size(p)) : vector(p, rest));
        }
        Tensor x = before(operand);
        Tensor w = below(blocks, 0);
        return biased ? torch.linear(x, w, below(biases, 0)) : torch.linear(x, w);
    }

    private Tensor vector(int product, List<Integer> terms) {
        return total(terms).expand(size(product));
    }

    private long size(int id) {
        return problem.shape().size(nodes.get(id).dimension());
    }

    private long[] shape(int id) {
        return new long[] {problem.steps(), problem.batch(), size(id)};
    }

    private static Tensor below(List<Tensor> tensors, long dimension) {
        return tensors.size() == 1 ? tensors.getFirst()
                : torch.cat(new TensorVector(tensors.toArray(Tensor[]::new)), dimension);
    }

    private Tensor total(List<Integer> terms) {
        Tensor sum = before(terms.getFirst());
        for (int term : terms.subList(1, terms.size())) {
            sum = sum.add(before(term));
        }
        return sum;
    }

    private Tensor parameter(String name) {
        return Objects.requireNonNull(parameters.get(name));
    }

    /** The value of a node that depends on no state. */
    private Tensor before(int id) {
        Tensor known = before[id];
        if (known != null) {
            return known;
        }
        Node n = nodes.get(id);
        Tensor value = switch (n.kind()) {
            case CONSTANT -> torch.scalar_tensor(new Scalar((float) n.value()));
            case VARIABLE -> plan.level(id) == Level.SEQUENCE ? input : parameter(n.name());
            case PRODUCT -> torch.linear(before(n.a()), parameter(n.name()));
            default -> pointwise(n, before(n.a()), n.b() < 0 ? null : before(n.b()));
        };
        before[id] = value;
        return value;
    }

    // ---- one step ----

    private Tensor at(int id, int t) {
        return switch (plan.level(id)) {
            case WEIGHTS -> before(id);
            case SEQUENCE -> Objects.requireNonNull(slices.get(id)).get(t);
            case STEP -> Objects.requireNonNull(now[id]);
        };
    }

    private void run(int id, int t, TensorVector old) {
        Node n = nodes.get(id);
        Sum sum = plan.sums().get(id);
        if (n.kind() == Kind.VARIABLE) {
            now[id] = old.get(states.indexOf(n.name()));
        } else if (n.kind() == Kind.PRODUCT) {
            if (now[id] == null) {
                product(Objects.requireNonNull(plan.groups().get(id)), n.a(), t);
            }
        } else if (sum != null) {
            now[id] = sum(id, sum, t);
        } else {
            now[id] = pointwise(n, at(n.a(), t), n.b() < 0 ? null : at(n.b(), t));
        }
    }

    private void product(Group group, int operand, int t) {
        Tensor vector = at(operand, t);
        Tensor matrix = Objects.requireNonNull(matrices.get(group));
        Tensor all;
        if (group.base() == Base.NONE) {
            all = torch.mm(vector, matrix);
        } else {
            Tensor base = group.base() == Base.WEIGHTS ? Objects.requireNonNull(constantBases.get(group))
                    : Objects.requireNonNull(slicedBases.get(group)).get(t);
            all = torch.addmm(base, vector, matrix);
        }
        int count = group.products().size();
        if (count == 1) {
            now[group.products().getFirst()] = all;
            return;
        }
        TensorVector parts = all.chunk(count, 1);
        for (int i = 0; i < count; i++) {
            now[group.products().get(i)] = parts.get(i);
        }
    }

    private Tensor sum(int id, Sum sum, int t) {
        Tensor total = constantSums.get(id);
        TensorVector sliced = slicedSums.get(id);
        if (sliced != null) {
            total = sliced.get(t);
        }
        for (int term : sum.step()) {
            total = total == null ? at(term, t) : total.add(at(term, t));
        }
        return Objects.requireNonNull(total);
    }

    private Tensor pointwise(Node n, Tensor a, @Nullable Tensor second) {
        if (n.kind() == Kind.NEGATE) {
            return a.neg();
        }
        if (n.kind() == Kind.FUNCTION) {
            return function(Objects.requireNonNull(n.function()), a, second);
        }
        Tensor b = Objects.requireNonNull(second);
        return switch (n.kind()) {
            case ADD -> {
                Tensor sum = plan.zero(n.b()) ? a : a.add(b);
                yield sum.dim() == 0 && !n.dimension().isEmpty() ? sum.expand(problem.shape().size(n.dimension()))
                        : sum;
            }
            case SUBTRACT -> a.sub(b);
            case MULTIPLY -> a.mul(b);
            case DIVIDE -> a.div(b);
            default -> throw new IllegalStateException("no operation of a step: " + n.kind());
        };
    }

    private static Tensor function(Function function, Tensor a, @Nullable Tensor b) {
        return switch (function) {
            case SIGMOID -> torch.sigmoid(a);
            case TANH -> torch.tanh(a);
            case RELU -> torch.relu(a);
            case EXP -> a.exp();
            case LOG -> a.log();
            case SOFTPLUS -> torch.softplus(a);
            case ABS -> a.abs();
            case SQRT -> a.sqrt();
            case MIN -> torch.minimum(a, Objects.requireNonNull(b));
            case MAX -> torch.maximum(a, Objects.requireNonNull(b));
            case LAYERNORM -> torch.layer_norm(a, a.size(a.dim() - 1));
            case STEP, SIGN, MEAN, INVERSE_DEVIATION -> throw new IllegalStateException(
                    function.text() + " is no function of a cell file");
        };
    }
}
