package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Place.Buffer;
import retrograde.engine.simd.Place.Life;
import retrograde.engine.simd.Plan.Output;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.engine.simd.Value.Product;
import retrograde.equation.Cell;

/**
 * Names for the values of a plan.
 *
 * <p>
 * Gates and states have their own. {@code Σ_f} is the sum of products in the equation of {@code f}; {@code ∂Σ_f} is
 * {@code ∂ℓ/∂Σ_f}; {@code ∂h'} comes in from later steps and the loss, {@code ∂h} goes out to the step before; all others
 * are {@code t1}, {@code t2}, ….
 */
final class PlanNames {
    private static final int SUM = 1;
    private static final int PRODUCT = 2;
    private static final int SIGNED = 3;

    private final Plan plan;
    private final Map<Value, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private int others;

    PlanNames(Plan plan) {
        this.plan = plan;
        Cell cell = plan.cell;
        taken.addAll(cell.states());
        taken.addAll(cell.gates());
        cell.parameters().forEach(p -> taken.add(p.name()));
        plan.named.forEach((variable, v) -> {
            int state = cell.states().indexOf(variable.name());
            boolean own = state < 0 || v.place == null || v.place.buffer() == plan.states.get(state).buffer();
            if (!v.leaf() && own) {
                names.putIfAbsent(v, variable.name() + (state < 0 ? "" : "'"));
            }
        });
        plan.named.forEach((variable, v) -> nameSums(v, variable.name(), new HashSet<>()));
        nameAdjoints();
        for (Value v : plan.kept) {
            if (!v.leaf()) {
                nameNow(v);
            }
        }
    }

    private void nameSums(@Nullable Value v, String target, Set<Value> seen) {
        if (v == null || v.leaf() || !seen.add(v) || (v.op != Op.SUM && names.containsKey(v) && seen.size() > 1)) {
            return;
        }
        if (v.op == Op.SUM && !names.containsKey(v)) {
            String name = "Σ_" + target;
            for (int n = 2; !taken.add(name); n++) {
                name = "Σ_" + target + n;
            }
            names.put(v, name);
        }
        nameSums(v.a, target, seen);
        nameSums(v.b, target, seen);
        for (Product p : v.products) {
            nameSums(p.operand, target, seen);
        }
    }

    private void nameAdjoints() {
        for (Plan.Gradient g : plan.gradients) {
            Value sum = sumOf(g);
            if (sum != null && !g.adjoint().leaf() && !names.containsKey(g.adjoint()) && taken.add("∂" + of(sum))) {
                names.put(g.adjoint(), "∂" + of(sum));
            }
        }
        for (Value v : plan.kept) {
            if (v.place != null && v.place.buffer().life == Life.CARRIED && !v.leaf()) {
                names.putIfAbsent(v, of(v.place));
            }
        }
        for (Value v : plan.kept) {
            if (v.place != null && v.place.equals(plan.inputAdjoint) && v.phase.compareTo(Phase.BACKWARD) >= 0) {
                names.putIfAbsent(v, "∂x");
            }
        }
    }

    /** The sum of the forward pass in which the parameter of a gradient takes part. */
    private @Nullable Value sumOf(Plan.Gradient g) {
        for (Value v : plan.kept) {
            if (v.op == Op.SUM && v.phase.compareTo(Phase.FORWARD) <= 0) {
                for (Product p : v.products) {
                    if (p.matrix.equals(g.name()) && p.operand == g.operand()) {
                        return v;
                    }
                }
                for (Value vector : v.vectors) {
                    if (g.operand() == null && vector.name.equals(g.name())) {
                        return v;
                    }
                }
            }
        }
        return null;
    }

    /** The name of a place that is a state's or an adjoint's own. */
    private String of(Place place) {
        for (int s = 0; s < plan.states.size(); s++) {
            String state = plan.cell.states().get(s);
            if (place.buffer() == plan.states.get(s).buffer()) {
                return state + (place.shift() == 1 ? "'" : "");
            }
            if (place.buffer() == plan.adjoints.get(s).buffer()) {
                return "∂" + state + (place.shift() == 1 ? "" : "'");
            }
        }
        return "";
    }

    boolean has(Value v) {
        return names.containsKey(v);
    }

    /** The name of a value, a new one if it has none. */
    String nameNow(Value v) {
        return names.computeIfAbsent(v, k -> {
            String name;
            do {
                others++;
                name = "t" + others;
            } while (taken.contains(name));
            return name;
        });
    }

    /** The name of what an output writes. */
    String target(Output o) {
        String special = of(o.to());
        if (!special.isEmpty()) {
            return special;
        }
        if (o.to().equals(o.value().place)) {
            return of(o.value());
        }
        for (Value v : plan.kept) {
            if (v.initial == o.value() && o.to().equals(v.place)) {
                return of(v);
            }
        }
        return of(o.value());
    }

    /** A value by its name, or by its formula if it has none. */
    String of(Value v) {
        return at(v, SUM);
    }

    private String at(Value v, int level) {
        String name = names.get(v);
        if (name != null) {
            return name;
        }
        return switch (v.op) {
            case CONSTANT -> v.number < 0 && level > SUM ? "(" + number(v.number) + ")" : number(v.number);
            case INPUT, STATE, VECTOR -> v.name;
            case SEED -> "∂" + v.name + "'";
            default -> {
                String formula = definition(v);
                yield level(v) < level ? "(" + formula + ")" : formula;
            }
        };
    }

    private static int level(Value v) {
        return switch (v.op) {
            case ADD, SUBTRACT -> SUM;
            case MULTIPLY, DIVIDE -> PRODUCT;
            default -> SIGNED;
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    /** How a value is computed, from those below it. */
    String definition(Value v) {
        return switch (v.op) {
            case CONSTANT, INPUT, STATE, VECTOR, SEED -> of(v);
            case NEGATE -> "-" + at(a(v), SIGNED);
            case ADD -> of(a(v)) + plus(b(v));
            case SUBTRACT -> of(a(v)) + " - " + at(b(v), PRODUCT);
            case MULTIPLY -> at(a(v), PRODUCT) + " * " + at(b(v), PRODUCT);
            case DIVIDE -> at(a(v), PRODUCT) + " / " + at(b(v), SIGNED);
            case FUNCTION -> Objects.requireNonNull(v.function).text() + "(" + of(a(v))
                    + (v.b == null ? "" : ", " + of(v.b)) + ")";
            case SUM -> of(v);
            case MEAN -> "mean(" + of(a(v)) + ")";
            case INVERSE_DEVIATION -> "inverseDeviation(" + of(a(v)) + ")";
        };
    }

    private String plus(Value v) {
        boolean negated = v.op == Op.NEGATE && !names.containsKey(v);
        return negated ? " - " + at(a(v), PRODUCT) : " + " + of(v);
    }

    private static Value a(Value v) {
        return Objects.requireNonNull(v.a);
    }

    private static Value b(Value v) {
        return Objects.requireNonNull(v.b);
    }

    /** What stands in a column of a buffer, in the order in which it is written. */
    String at(Buffer buffer, int column) {
        Set<String> found = new LinkedHashSet<>();
        Place place = new Place(buffer, column);
        if (place.equals(plan.input)) {
            found.add(Cell.INPUT);
        }
        String own = of(place);
        if (!own.isEmpty()) {
            return own;
        }
        List<Value> values = new ArrayList<>();
        for (Value v : plan.kept) {
            if (place.equals(v.place)) {
                values.add(v);
            }
        }
        values.sort(Comparator.comparingInt(v -> v.id));
        values.forEach(v -> found.add(of(v)));
        return String.join(" → ", found);
    }
}
