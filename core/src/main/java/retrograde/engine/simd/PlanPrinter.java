package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Place.Buffer;
import retrograde.engine.simd.Place.Life;
import retrograde.engine.simd.Plan.Block;
import retrograde.engine.simd.Plan.Output;
import retrograde.engine.simd.Plan.Program;
import retrograde.engine.simd.Plan.Segment;
import retrograde.engine.simd.Plan.Stage;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.engine.simd.Value.Product;
import retrograde.equation.Cell;
import retrograde.equation.Graph;

/**
 * Describes a plan by formulas in the names of the cell's equations, as a document of maps, lists, strings and numbers.
 *
 * <p>
 * {@code h} is an old state and {@code h'} the new one, as in a cell file; {@link PlanNames} says what the others mean.
 */
public final class PlanPrinter {
    private final Plan plan;
    private final PlanNames names;
    /** For each value that is not kept the programs that compute it. */
    private final Map<Value, Set<Program>> computed = new LinkedHashMap<>();

    private PlanPrinter(Plan plan) {
        this.plan = plan;
        this.names = new PlanNames(plan);
        for (Phase phase : Phase.values()) {
            for (Stage stage : stages(phase)) {
                for (Program program : stage.programs()) {
                    for (Output o : program.outputs()) {
                        reach(program, o.value(), true);
                    }
                }
            }
        }
    }

    /**
     * The plan of a cell: {@code phases}, {@code gradients}, {@code memory}, {@code numbersPerStep}, {@code recomputed},
     * {@code productInLoop}.
     */
    public static Map<String, Object> document(Cell cell) {
        return new PlanPrinter(new Plan(new Graph(cell))).document();
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        List<Object> phases = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("phase", switch (phase) {
                case HOISTED -> "before";
                case FORWARD -> "forward";
                case BACKWARD -> "backward";
                case DEFERRED -> "after";
            });
            List<Object> list = new ArrayList<>();
            for (Stage stage : stages(phase)) {
                list.add(stage(stage));
            }
            entry.put("stages", list);
            phases.add(entry);
        }
        document.put("productInLoop", productInLoop());
        document.put("phases", phases);
        document.put("gradients", gradients());
        document.put("memory", memory());
        document.put("numbersPerStep", numbersPerStep());
        document.put("recomputed", recomputed());
        return document;
    }

    private List<Stage> stages(Phase phase) {
        return Objects.requireNonNull(plan.stages.get(phase));
    }

    private boolean productInLoop() {
        for (Phase phase : List.of(Phase.FORWARD, Phase.BACKWARD)) {
            for (Stage stage : stages(phase)) {
                if (!stage.blocks().isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    // ---- stages ----

    private Map<String, Object> stage(Stage stage) {
        Map<String, Object> entry = new LinkedHashMap<>();
        List<Object> products = new ArrayList<>();
        for (Block block : stage.blocks()) {
            products.add(block(block));
        }
        List<Object> programs = new ArrayList<>();
        for (Program program : stage.programs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("dimension", program.dimension());
            one.put("statements", statements(program));
            programs.add(one);
        }
        List<Object> reductions = new ArrayList<>();
        for (Value v : stage.reductions()) {
            reductions.add(names.of(v) + " = " + names.definition(v));
        }
        entry.put("products", products);
        entry.put("programs", programs);
        entry.put("reductions", reductions);
        return entry;
    }

    private Map<String, Object> block(Block block) {
        List<Object> sums = new ArrayList<>();
        for (int i = 0; i < block.columns(); i++) {
            Value sum = block.sums().get(i);
            List<String> parts = new ArrayList<>();
            for (Segment segment : block.segments()) {
                Product p = segment.products().get(i);
                parts.add(p.matrix + (p.transposed ? "ᵀ " : " ") + names.of(p.operand));
            }
            if (!block.inPlace()) {
                for (Value vector : sum.vectors) {
                    parts.add(names.of(vector));
                }
            }
            sums.add(names.of(sum) + (block.inPlace() ? " += " : " = ") + String.join(" + ", parts));
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("sums", sums);
        entry.put("columns", block.columns());
        entry.put("dimension", block.target().buffer().dimension);
        return entry;
    }

    /** What a program computes, in order; values of registers that it needs twice or that have a name stand by themselves. */
    private List<Object> statements(Program program) {
        List<Output> ordered = new ArrayList<>(program.outputs());
        ordered.sort(Comparator.comparingInt(o -> o.value().id));
        Map<Value, Integer> uses = new HashMap<>();
        for (Output o : ordered) {
            count(program, o.value(), uses, true);
        }
        Set<Value> shown = new HashSet<>();
        List<Object> statements = new ArrayList<>();
        for (Output o : ordered) {
            Value v = o.value();
            boolean here = !v.leaf() && plan.computedBy(v, program);
            if (here) {
                inRegisters(program, v, uses, shown, statements);
            }
            String target = names.target(o);
            String formula = here && shown.add(v) ? names.definition(v) : names.of(v);
            if (!target.equals(formula)) {
                statements.add(statement(target, formula, life(o.to())));
            }
        }
        return statements;
    }

    private void inRegisters(Program program, Value v, Map<Value, Integer> uses, Set<Value> shown,
            List<Object> statements) {
        for (Value operand : operands(v)) {
            if (operand.leaf() || !plan.computedBy(operand, program) || shown.contains(operand)) {
                continue;
            }
            inRegisters(program, operand, uses, shown, statements);
            boolean twice = uses.getOrDefault(operand, 0) > 1;
            if (!plan.kept.contains(operand) && (names.has(operand) || twice)) {
                shown.add(operand);
                String formula = names.definition(operand);
                statements.add(statement(names.nameNow(operand), formula, "registers"));
            }
        }
    }

    private void count(Program program, Value v, Map<Value, Integer> uses, boolean root) {
        if (v.leaf() || !plan.computedBy(v, program) || (plan.kept.contains(v) && !root)) {
            return;
        }
        if (uses.merge(v, root ? 0 : 1, Integer::sum) > 1) {
            return;
        }
        for (Value operand : operands(v)) {
            count(program, operand, uses, false);
        }
    }

    private static Map<String, Object> statement(String name, String formula, String kept) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("formula", formula);
        entry.put("kept", kept);
        return entry;
    }

    private static String life(Place place) {
        return switch (place.buffer().life) {
            case TIME -> "every step";
            case STEP -> "one step";
            case CARRIED -> "next step";
            case PARAMETER -> "parameter";
        };
    }

    private static List<Value> operands(Value v) {
        List<Value> found = new ArrayList<>();
        if (v.a != null) {
            found.add(v.a);
        }
        if (v.b != null && v.b != v.a) {
            found.add(v.b);
        }
        return found;
    }

    // ---- gradients and memory ----

    private List<Object> gradients() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (Plan.Gradient g : plan.gradients) {
            parts.computeIfAbsent(g.name(), n -> new ArrayList<>())
                    .add(names.of(g.adjoint()) + (g.operand() == null ? "" : " " + names.of(g.operand()) + "ᵀ"));
        }
        List<Object> list = new ArrayList<>();
        parts.forEach((name, sums) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("parameter", name);
            entry.put("formula",
                    "∂" + name + " = Σ " + (sums.size() == 1 ? sums.get(0) : "(" + String.join(" + ", sums) + ")"));
            list.add(entry);
        });
        return list;
    }

    /** Buffers with what stands in each of their columns, one after the other. */
    private List<Object> memory() {
        List<Object> list = new ArrayList<>();
        for (Buffer b : plan.buffers) {
            if (b.life == Life.PARAMETER) {
                continue;
            }
            List<Object> columns = new ArrayList<>();
            for (int c = 0; c < Math.max(1, b.columns); c++) {
                columns.add(names.at(b, c));
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("kept", life(new Place(b, 0)));
            entry.put("dimension", b.dimension);
            entry.put("columns", columns);
            list.add(entry);
        }
        return list;
    }

    /** What is kept for each step of each sequence, as a formula. */
    private String numbersPerStep() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Buffer b : plan.buffers) {
            if (b.life == Life.TIME) {
                counts.merge(b.dimension, Math.max(1, b.columns), Integer::sum);
            }
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((dimension,
                n) -> parts.add(dimension.equals("1") ? String.valueOf(n)
                        : Character.isDigit(dimension.charAt(0)) ? n + "·" + dimension
                                : (n == 1 ? "" : String.valueOf(n)) + dimension));
        return String.join(" + ", parts);
    }

    // ---- what is computed again ----

    private void reach(Program program, @Nullable Value v, boolean root) {
        if (v == null || v.leaf() || !plan.computedBy(v, program) || (plan.kept.contains(v) && !root)) {
            return;
        }
        if (!plan.kept.contains(v) && !computed.computeIfAbsent(v, k -> new LinkedHashSet<>()).add(program)) {
            return;
        }
        reach(program, v.a, false);
        reach(program, v.b, false);
    }

    /** The largest expressions that several programs compute, and that are more than a sign. */
    private List<Object> recomputed() {
        Set<Value> parts = new HashSet<>();
        computed.forEach((v, programs) -> {
            if (programs.size() > 1) {
                for (Value operand : operands(v)) {
                    if (computed.getOrDefault(operand, Set.of()).size() <= programs.size()) {
                        parts.add(operand);
                    }
                }
            }
        });
        List<Object> list = new ArrayList<>();
        computed.forEach((v, programs) -> {
            if (programs.size() > 1 && !parts.contains(v) && v.op != Op.NEGATE) {
                list.add(names.definition(v));
            }
        });
        return list;
    }
}
