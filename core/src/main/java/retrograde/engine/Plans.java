package retrograde.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.PlanPrinter;
import retrograde.equation.Cell;
import retrograde.equation.Equation;
import retrograde.equation.Expression;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Moment;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;

/**
 * How compiled engines run a cell: the plan, to be read.
 *
 * <p>
 * Names are those of the cell's equations: {@code h} is an old state, {@code h'} the new one. {@code Σ_f} is the sum of
 * products in the equation of {@code f}, {@code ∂Σ_f} = {@code ∂ℓ/∂Σ_f}; {@code ∂h'} comes in from the step after and the
 * loss, {@code ∂h} goes out to the step before; what has no name is {@code t1}, {@code t2}, ….
 */
public final class Plans {
    private Plans() {}

    /**
     * The plan as a document of maps, lists, strings, numbers and truth values.
     *
     * <p>
     * {@code recurrence}: {@code productInLoop}, {@code linear}, {@code scan}; {@code phases[]}: {@code phase}
     * ({@code before}, {@code forward}, {@code backward}, {@code after}) and {@code stages[]} with {@code products[]}
     * ({@code sums}, {@code columns}, {@code dimension}), {@code programs[]} ({@code dimension}, {@code statements[]}:
     * {@code name}, {@code formula}, {@code kept}) and {@code reductions}; {@code gradients[]}: {@code parameter},
     * {@code formula}; {@code memory[]}: {@code kept}, {@code dimension}, {@code columns}; {@code numbersPerStep}, a
     * formula; {@code recomputed}, formulas.
     */
    public static Map<String, Object> document(Cell cell) {
        Map<String, Object> plan = PlanPrinter.document(cell);
        boolean product = Boolean.TRUE.equals(plan.remove("productInLoop"));
        boolean linear = linear(cell);
        Map<String, Object> recurrence = new LinkedHashMap<>();
        recurrence.put("productInLoop", product);
        recurrence.put("linear", linear);
        recurrence.put("scan", linear && !product);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("recurrence", recurrence);
        document.putAll(plan);
        return document;
    }

    /** Whether the new states are linear in the old ones: the step Jacobian contains no state. */
    public static boolean linear(Cell cell) {
        Set<Variable> dependent = new HashSet<>();
        for (Equation e : cell.evaluationOrder()) {
            if (dependsOnState(e.right(), cell, dependent)) {
                dependent.add(e.target());
            }
        }
        for (Path path : SymbolicJacobian.of(cell, View.FULL).paths()) {
            for (Expression coefficient : path.coefficients()) {
                if (dependsOnState(coefficient, cell, dependent)) {
                    return false;
                }
            }
            for (Path.Link link : path.links()) {
                if (link instanceof Path.Normalisation) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean dependsOnState(Expression e, Cell cell, Set<Variable> dependent) {
        if (e instanceof Variable v) {
            return dependent.contains(v) || (v.moment() == Moment.BEFORE && cell.isState(v.name()));
        }
        if (e instanceof MatrixProduct p) {
            return dependsOnState(p.operand(), cell, dependent);
        }
        for (Expression operand : e.operands()) {
            if (dependsOnState(operand, cell, dependent)) {
                return true;
            }
        }
        return false;
    }

    /** The plan as text. */
    public static String text(Cell cell) {
        return text(cell.name(), document(cell));
    }

    private static String text(String name, Map<String, Object> plan) {
        StringBuilder text = new StringBuilder("How compiled engines run ").append(name).append('\n');
        wrapped(text, "  ", recurrence(map(plan.get("recurrence"))));
        for (Object each : list(plan.get("phases"))) {
            Map<String, Object> phase = map(each);
            List<Object> stages = list(phase.get("stages"));
            boolean after = string(phase.get("phase")).equals("after");
            if (stages.isEmpty() && !after) {
                continue;
            }
            text.append('\n').append(switch (string(phase.get("phase"))) {
                case "before" -> "Before the loop over time, for all steps at once";
                case "forward" -> "Each step forward";
                case "backward" -> "Each step backward";
                default -> "After the loop, for all steps at once";
            }).append('\n');
            for (int i = 0; i < stages.size(); i++) {
                String head = stages.size() == 1 ? "  " : "  stage " + (i + 1) + "  ";
                stage(text, head, map(stages.get(i)));
            }
        }
        text.append("  gradients, summed over steps and sequences\n");
        List<String> gradients = new ArrayList<>();
        list(plan.get("gradients")).forEach(g -> gradients.add(string(map(g).get("formula"))));
        columns(text, "      ", gradients);
        memory(text, plan);
        return text.toString();
    }

    private static String recurrence(Map<String, Object> recurrence) {
        boolean linear = Boolean.TRUE.equals(recurrence.get("linear"));
        if (Boolean.TRUE.equals(recurrence.get("productInLoop"))) {
            return "The loop over time multiplies by matrices; the recurrence is " + (linear ? "" : "not ")
                    + "linear in its state.";
        }
        return "No matrix product inside the loop over time: every unit goes its own way. The recurrence is "
                + (linear ? "linear in its state, so that a scan could run it." : "not linear in its state.");
    }

    private static void stage(StringBuilder text, String head, Map<String, Object> stage) {
        String indent = " ".repeat(head.length());
        String now = head;
        for (Object each : list(stage.get("products"))) {
            Map<String, Object> block = map(each);
            int columns = (Integer) block.getOrDefault("columns", 1);
            text.append(now).append("product");
            text.append(columns == 1 ? "" : ", " + columns + string(block.get("dimension")) + " columns at once");
            text.append('\n');
            List<String> sums = new ArrayList<>();
            list(block.get("sums")).forEach(s -> sums.add(string(s)));
            columns(text, indent + "    ", sums);
            now = indent;
        }
        for (Object each : list(stage.get("programs"))) {
            Map<String, Object> program = map(each);
            text.append(now).append("entry by entry, ").append(string(program.get("dimension"))).append('\n');
            List<Object> statements = list(program.get("statements"));
            int width = 0;
            for (Object s : statements) {
                width = Math.max(width, string(map(s).get("name")).length());
            }
            for (Object s : statements) {
                String target = string(map(s).get("name"));
                text.append(indent)
                        .append("    ")
                        .append(target)
                        .repeat(' ', width - target.length())
                        .append(" = ")
                        .append(string(map(s).get("formula")))
                        .append('\n');
            }
            now = indent;
        }
        List<Object> reductions = list(stage.get("reductions"));
        if (!reductions.isEmpty()) {
            text.append(now).append("over the entries of a vector\n");
            reductions.forEach(r -> text.append(indent).append("    ").append(string(r)).append('\n'));
        }
    }

    private static void memory(StringBuilder text, Map<String, Object> plan) {
        text.append("\nMemory (→: one after the other in the same place)\n");
        Map<String, List<String>> kept = new LinkedHashMap<>();
        for (Object each : list(plan.get("memory"))) {
            Map<String, Object> buffer = map(each);
            list(buffer.get("columns")).forEach(
                    c -> kept.computeIfAbsent(string(buffer.get("kept")), k -> new ArrayList<>()).add(string(c)));
        }
        kept.forEach((life, names) -> {
            text.append("  ").append(switch (life) {
                case "every step" -> "kept for every step, " + string(plan.get("numbersPerStep"))
                        + " numbers a step and sequence";
                case "one step" -> "kept for one step";
                default -> "handed from step to step";
            }).append('\n');
            columns(text, "      ", names);
        });
        List<Object> recomputed = list(plan.get("recomputed"));
        if (!recomputed.isEmpty()) {
            text.append("  computed again rather than kept\n");
            List<String> formulas = new ArrayList<>();
            recomputed.forEach(r -> formulas.add(string(r)));
            columns(text, "      ", formulas);
        }
    }

    /** Entries side by side, as many as fit into a line. */
    private static void columns(StringBuilder text, String indent, List<String> entries) {
        int at = 0;
        for (String entry : entries) {
            boolean full = at > 0 && at + 3 + entry.length() > 100;
            if (at == 0 || full) {
                text.append(full ? "\n" : "").append(indent);
                at = indent.length();
            } else {
                text.append("   ");
                at += 3;
            }
            text.append(entry);
            at += entry.length();
        }
        text.append('\n');
    }

    private static void wrapped(StringBuilder text, String indent, String sentence) {
        int at = 0;
        for (String word : sentence.split(" ", -1)) {
            boolean full = at > 0 && at + 1 + word.length() > 100;
            text.append(at == 0 ? indent : full ? "\n" + indent : " ").append(word);
            at = (at == 0 || full ? indent.length() : at + 1) + word.length();
        }
        text.append('\n');
    }

    private static String string(@Nullable Object value) {
        return String.valueOf(value);
    }

    @SuppressWarnings("unchecked") // the printer's own document
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // the printer's own document
    private static List<Object> list(@Nullable Object value) {
        return value == null ? List.of() : (List<Object>) value;
    }
}
