package retrograde.equation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Variable;

/**
 * A recurrent cell: its equations, and what follows from them.
 *
 * <p>
 * A cell is complete and checked when it exists: every state has one equation, every name is known, shapes agree and
 * no equation depends on itself ({@link CellChecker} says what is wrong otherwise).
 *
 * @param name the cell's name
 * @param description the comment at the head of the file, lines separated by {@code \n}; may be empty
 * @param states the recurrent states in written order
 * @param output the state that the next layer reads
 * @param parameters matrices and vectors, in the order in which the equations name them
 * @param equations in written order
 * @param initialisations distributions given in the file, by parameter, family, {@code *} or state
 * @param given vectors of H entries that come from outside at each step as x does, and that nothing is differentiated by; the
 *        language has none
 */
public record Cell(String name, String description, List<String> states, String output, List<Parameter> parameters,
        List<Equation> equations, Map<String, Distribution> initialisations, List<String> given) {

    /** The name of the input vector. */
    public static final String INPUT = "x";

    /** The dimension of every state and of most gates. */
    public static final String HIDDEN = "H";

    /** The dimension of the input. */
    public static final String INPUTS = "I";

    /** Copies the lists and refuses a state without equation or an output that is no state. */
    public Cell {
        states = List.copyOf(states);
        parameters = List.copyOf(parameters);
        equations = List.copyOf(equations);
        initialisations = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(initialisations));
        given = List.copyOf(given);
        if (states.isEmpty()) {
            throw new IllegalArgumentException("cell " + name + " has no state");
        }
        if (!states.contains(output)) {
            throw new IllegalArgumentException("output " + output + " of cell " + name + " is none of its states");
        }
        for (String state : states) {
            if (equations.stream().filter(e -> e.name().equals(state)).count() != 1) {
                throw new IllegalArgumentException("state " + state + " of cell " + name + " needs one equation");
            }
        }
    }

    /** A cell to which nothing but x is given. */
    public Cell(String name, String description, List<String> states, String output, List<Parameter> parameters,
            List<Equation> equations, Map<String, Distribution> initialisations) {
        this(name, description, states, output, parameters, equations, initialisations, List.of());
    }

    /** Whether the name is a recurrent state. */
    public boolean isState(String variable) {
        return states.contains(variable);
    }

    /** Whether the name is a gate: a left-hand side that is not a state. */
    public boolean isGate(String variable) {
        return !isState(variable) && equation(variable) != null;
    }

    /** The gates in written order. */
    public List<String> gates() {
        return equations.stream().map(Equation::name).filter(n -> !isState(n)).toList();
    }

    /** The equation that defines a gate or new state, or null. */
    public @Nullable Equation equation(String variable) {
        for (Equation equation : equations) {
            if (equation.name().equals(variable)) {
                return equation;
            }
        }
        return null;
    }

    /** The parameter of that name, or null. */
    public @Nullable Parameter parameter(String parameter) {
        for (Parameter p : parameters) {
            if (p.name().equals(parameter)) {
                return p;
            }
        }
        return null;
    }

    /** The symbolic dimensions besides H and I that a user must give, in order of appearance. */
    public List<String> freeDimensions() {
        List<String> found = new ArrayList<>();
        for (Parameter p : parameters) {
            for (String d : p.shape()) {
                boolean number = Character.isDigit(d.charAt(0));
                if (!d.equals(HIDDEN) && !d.equals(INPUTS) && !number && !found.contains(d)) {
                    found.add(d);
                }
            }
        }
        return found;
    }

    /** The equations in an order in which each uses only old states, inputs, parameters and earlier results. */
    public List<Equation> evaluationOrder() {
        List<Equation> ordered = new ArrayList<>();
        Map<String, Integer> mark = new LinkedHashMap<>();
        for (Equation e : equations) {
            visit(e, mark, ordered, new ArrayDeque<>());
        }
        return ordered;
    }

    private void visit(Equation equation, Map<String, Integer> mark, List<Equation> ordered, Deque<String> trail) {
        int state = mark.getOrDefault(equation.name(), 0);
        if (state == 2) {
            return;
        }
        trail.addLast(equation.name());
        if (state == 1) {
            throw new IllegalArgumentException(
                    "the equations of cell " + name + " go in a circle: " + String.join(" → ", trail));
        }
        mark.put(equation.name(), 1);
        for (Variable v : variables(equation.right())) {
            Equation used = v.moment() == Moment.NOW ? equation(v.name()) : null;
            if (used != null) {
                visit(used, mark, ordered, trail);
            }
        }
        trail.removeLast();
        mark.put(equation.name(), 2);
        ordered.add(equation);
    }

    /** The distinct variables of an expression in written order. */
    public static List<Variable> variables(Expression expression) {
        List<Variable> found = new ArrayList<>();
        collect(expression, found);
        return found;
    }

    private static void collect(Expression expression, List<Variable> found) {
        if (expression instanceof Variable v) {
            if (!found.contains(v)) {
                found.add(v);
            }
            return;
        }
        for (Expression operand : expression.operands()) {
            collect(operand, found);
        }
    }

    /** Whether every equation has a derivative that does not jump. */
    public boolean smooth() {
        return equations.stream().allMatch(e -> smooth(e.right()));
    }

    private static boolean smooth(Expression expression) {
        return !(expression instanceof Expression.Application a && a.function().kinked())
                && expression.operands().stream().allMatch(Cell::smooth);
    }

    /** The symbolic dimension of an expression's value; null where it is a number that fits any. */
    public @Nullable String dimension(Expression expression) {
        return switch (expression) {
            case Variable v -> dimension(v);
            case MatrixProduct p -> {
                Parameter m = parameter(p.matrix());
                if (m == null) {
                    throw new IllegalArgumentException("unknown matrix " + p.matrix());
                }
                yield m.shape().get(0);
            }
            default -> {
                String dimension = null;
                for (Expression operand : expression.operands()) {
                    String d = dimension(operand);
                    dimension = dimension == null ? d : dimension;
                }
                yield dimension;
            }
        };
    }

    private @Nullable String dimension(Variable v) {
        if (v.name().equals(INPUT)) {
            return INPUTS;
        }
        if (isState(v.name()) || given.contains(v.name())) {
            return HIDDEN;
        }
        Parameter p = parameter(v.name());
        if (p != null) {
            return p.shape().get(0);
        }
        Equation e = equation(v.name());
        if (e == null) {
            throw new IllegalArgumentException("unknown name " + v.name());
        }
        String d = dimension(e.right());
        return d == null ? HIDDEN : d;
    }
}
