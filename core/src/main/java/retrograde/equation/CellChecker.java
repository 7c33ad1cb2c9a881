package retrograde.equation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import retrograde.InputException;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Variable;

/**
 * Says what is wrong with a cell, and finds its parameters.
 *
 * <p>
 * The rules: each name has one definition; every name is the input, a state, a gate or a parameter; a name that is
 * once a matrix is everywhere a matrix; no equation depends on itself; shapes agree. The same rules hold for a cell
 * read from text and for one built in Java.
 */
public final class CellChecker {

    /** The greatest height of an expression's tree. */
    public static final int DEEPEST = 200;

    /** The greatest number of equations. */
    public static final int MOST_EQUATIONS = 1000;

    /** Said of a cell without a state. */
    static final String NO_STATE = "the cell has no state; expected 'state h' or more, as 'state h, c'";

    private final Draft draft;
    private final Blame blame;
    private final Map<String, Equation> equations = new LinkedHashMap<>();
    private final Map<String, Parameter> declared = new LinkedHashMap<>();
    private final Map<String, Expression> matrixUses = new LinkedHashMap<>();
    private final Map<String, Expression> vectorUses = new LinkedHashMap<>();
    private final Set<String> parametersInOrder = new LinkedHashSet<>();

    CellChecker(Draft draft, Blame blame) {
        this.draft = draft;
        this.blame = blame;
    }

    /**
     * Checks a cell built in Java.
     *
     * @return the same cell
     * @throws InputException naming the cell, the equation and the mistake
     */
    public static Cell check(Cell cell) {
        Cell found = complete(cell.name(), cell.description(), cell.states(), cell.output(), cell.parameters(),
                cell.equations(), cell.initialisations());
        if (!found.parameters().equals(cell.parameters())) {
            throw new InputException("cell " + cell.name() + ": expected the parameters in the order of the equations, "
                    + found.parameters() + ", got " + cell.parameters());
        }
        return cell;
    }

    /**
     * Builds and checks a cell from its equations; its parameters are found as for a cell's text.
     *
     * @param declared parameters that the rules alone would not find, or find with another shape; may be empty
     * @throws InputException naming the cell, the equation and the mistake
     */
    public static Cell complete(String name, String description, List<String> states, String output,
            List<Parameter> declared, List<Equation> equations, Map<String, Distribution> initialisations) {
        Draft draft = new Draft(name, description, List.copyOf(states), output, List.copyOf(declared),
                List.copyOf(equations), initialisations);
        return new CellChecker(draft, new BlameByName(name, equations)).cell();
    }

    /** The whole check. */
    Cell cell() {
        definitions();
        states();
        for (Equation equation : draft.equations()) {
            limitHeight(equation);
            uses(equation.right());
        }
        for (Parameter parameter : declared.values()) {
            if (!parametersInOrder.contains(parameter.name())) {
                throw blame.at(kind(parameter) + " " + parameter.name(),
                        parameter.name() + " is declared, but no equation uses it");
            }
        }
        List<Equation> ordered = ordered();
        Map<String, Parameter> shapes = new Shapes(draft, Map.copyOf(declared), blame).parameters(ordered);
        List<Parameter> parameters = new ArrayList<>();
        for (String parameter : parametersInOrder) {
            Parameter matrix = shapes.get(parameter);
            parameters.add(matrix == null ? new Parameter(parameter, List.of(Cell.HIDDEN)) : matrix);
        }
        initialisations(parameters);
        String output = draft.output() == null ? draft.states().getFirst() : draft.output();
        return new Cell(draft.name(), draft.description(), draft.states(), output, parameters, draft.equations(),
                draft.initialisations());
    }

    private void definitions() {
        if (!Names.wellFormed(draft.name())) {
            throw blame.at("cell", Names.refusalOfForm(draft.name()));
        }
        if (draft.equations().size() > MOST_EQUATIONS) {
            throw blame.at(draft.equations().get(MOST_EQUATIONS),
                    "a cell has at most " + MOST_EQUATIONS + " equations, this has " + draft.equations().size());
        }
        for (Parameter parameter : draft.declared()) {
            String part = kind(parameter) + " " + parameter.name();
            refuseReserved(part, parameter.name());
            if (declared.put(parameter.name(), parameter) != null) {
                throw blame.at(part, parameter.name() + " is declared twice");
            }
            if (draft.states().contains(parameter.name())) {
                throw blame.at(part, parameter.name() + " is a state" + blame.line("state " + parameter.name())
                        + " and cannot be a parameter");
            }
            if (!parameter.matrix() && !parameter.shape().getFirst().equals(Cell.HIDDEN)) {
                throw blame.at(part,
                        "a vector has H entries, " + parameter.name() + " has " + parameter.shape().getFirst());
            }
            for (String dimension : parameter.shape()) {
                if (!Names.dimension(dimension)) {
                    throw blame.at(part, "'" + dimension + "' is no dimension; expected a name or a positive number");
                }
            }
        }
        for (Equation equation : draft.equations()) {
            String name = equation.name();
            refuseReserved(equation, name);
            Equation earlier = equations.putIfAbsent(name, equation);
            if (earlier != null) {
                throw blame.at(equation,
                        shown(name) + " already has an equation" + blame.line(earlier) + "; each name is defined once");
            }
            Parameter parameter = declared.get(name);
            if (parameter != null) {
                throw blame.at(equation, name + " is declared by '" + kind(parameter) + "'"
                        + blame.line(kind(parameter) + " " + name) + " and cannot have an equation");
            }
        }
    }

    private void refuseReserved(Object part, String name) {
        String refusal = Names.refusal(name);
        if (refusal != null) {
            throw blame.at(part, refusal);
        }
    }

    private void states() {
        if (draft.states().isEmpty()) {
            throw blame.at("cell", NO_STATE);
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String state : draft.states()) {
            refuseReserved("state " + state, state);
            if (!seen.add(state)) {
                throw blame.at("state " + state, state + " is declared twice");
            }
            if (!equations.containsKey(state)) {
                throw blame.at("state " + state,
                        "the state " + state + " has no equation; expected " + state + "' = …");
            }
        }
        String output = draft.output();
        if (output != null && !draft.states().contains(output)) {
            throw blame.at("output", "the output must be a state, and " + output + " is none"
                    + meant(output, draft.states()) + "states: " + String.join(", ", draft.states()));
        }
    }

    /** Refuses a tall tree without recursion: a cell built in Java may be of any height. */
    private void limitHeight(Equation equation) {
        record Step(Expression expression, int height) {}
        Deque<Step> open = new ArrayDeque<>();
        open.push(new Step(equation.right(), 1));
        while (!open.isEmpty()) {
            Step step = open.pop();
            if (step.height() > DEEPEST) {
                throw blame.at(equation,
                        "expressions nest at most " + DEEPEST + " deep; name a part by an equation of its own");
            }
            step.expression().operands().forEach(o -> open.push(new Step(o, step.height() + 1)));
        }
    }

    /** Walks in written order: that is the order of the parameters. */
    private void uses(Expression expression) {
        switch (expression) {
            case Variable v -> variable(v);
            case MatrixProduct p -> matrix(p);
            case Application a when !a.function().inLanguage() -> throw blame.at(a, a.function().text()
                    + " appears in derivatives only; expected one of " + String.join(" ", Names.FUNCTIONS));
            case Constant c when !Double.isFinite(c.value()) -> throw blame.at(c, c.value() + " is no finite number");
            default -> {
                // Operators and functions name nothing.
            }
        }
        expression.operands().forEach(this::uses);
    }

    private void matrix(MatrixProduct product) {
        String name = product.matrix();
        String what = name.equals(Cell.INPUT) ? "the input"
                : draft.states().contains(name) ? "a state" : equations.containsKey(name) ? "a gate" : null;
        if (what != null) {
            throw blame.at(product,
                    name + " is " + what + ", not a matrix; the elementwise product is written " + name + " * …");
        }
        refuseReserved(product, name);
        Parameter parameter = declared.get(name);
        if (parameter != null && !parameter.matrix()) {
            throw blame.at(product, name + " is a vector, declared by 'param'" + blame.line("param " + name)
                    + "; the elementwise product is written " + name + " * …");
        }
        Expression vector = vectorUses.get(name);
        if (vector != null) {
            throw blame.at(vector, asVector(name, product));
        }
        matrixUses.putIfAbsent(name, product);
        parametersInOrder.add(name);
    }

    private void variable(Variable variable) {
        String name = variable.name();
        if (draft.states().contains(name)) {
            return;
        }
        if (variable.moment() == Moment.BEFORE) {
            throw blame.at(variable, "only a state has an old value, and " + name + " is none");
        }
        if (name.equals(Cell.INPUT) || equations.containsKey(name)) {
            return;
        }
        Parameter parameter = declared.get(name);
        Object matrix = parameter != null && parameter.matrix() ? "matrix " + name : matrixUses.get(name);
        if (matrix != null) {
            throw blame.at(variable, asVector(name, matrix));
        }
        if (parameter == null && !Names.bias(name)) {
            throw unknown(variable);
        }
        vectorUses.putIfAbsent(name, variable);
        parametersInOrder.add(name);
    }

    private String asVector(String name, Object matrix) {
        return name + " is a matrix" + blame.line(matrix)
                + " and cannot stand here as a vector; a matrix times a vector " + "is written " + name
                + " h, without *";
    }

    private InputException unknown(Variable variable) {
        String name = variable.name();
        Set<String> known = new LinkedHashSet<>(equations.keySet());
        known.addAll(draft.states());
        known.add(Cell.INPUT);
        known.addAll(declared.keySet());
        known.addAll(vectorUses.keySet());
        String meant = Suggestion.phrase(name, known);
        if (Names.function(name) != null) {
            meant = "; a function takes its argument in brackets";
        } else if (meant.isEmpty()) {
            meant = "; known: " + String.join(", ", known) + ". A matrix stands before a vector (" + name
                    + " h), a trained vector is named b, b_… or declared by 'param " + name + "'";
        }
        return blame.at(variable, "unknown name " + name + meant);
    }

    /** The equations in the order of evaluation, or the circle they go in. */
    private List<Equation> ordered() {
        List<Equation> ordered = new ArrayList<>();
        Map<String, Boolean> finished = new HashMap<>();
        for (Equation equation : draft.equations()) {
            order(equation, finished, new ArrayList<>(), ordered);
        }
        return ordered;
    }

    private void order(Equation equation, Map<String, Boolean> finished, List<String> trail, List<Equation> ordered) {
        String name = equation.name();
        Boolean done = finished.put(name, trail.contains(name) ? Boolean.FALSE : finished.getOrDefault(name, false));
        if (Boolean.TRUE.equals(done)) {
            return;
        }
        if (trail.contains(name)) {
            List<String> circle = new ArrayList<>(trail.subList(trail.indexOf(name), trail.size()));
            circle.add(name);
            throw blame.at(equation,
                    "the equations go in a circle: " + String.join(" → ", circle.stream().map(this::shown).toList())
                            + (draft.states().isEmpty() ? ""
                                    : "; an old state, as " + draft.states().getFirst() + ", breaks it"));
        }
        trail.add(name);
        for (Variable used : Cell.variables(equation.right())) {
            Equation next = used.moment() == Moment.NOW ? equations.get(used.name()) : null;
            if (next != null) {
                order(next, finished, trail, ordered);
            }
        }
        trail.removeLast();
        finished.put(name, true);
        ordered.add(equation);
    }

    private void initialisations(List<Parameter> parameters) {
        Set<String> known = new LinkedHashSet<>();
        for (Parameter parameter : parameters) {
            known.add(parameter.name());
            known.add(parameter.family());
        }
        known.addAll(draft.states());
        for (String name : draft.initialisations().keySet()) {
            if (!name.equals("*") && !known.contains(name)) {
                String meant = Suggestion.phrase(name, known);
                throw blame.at("init " + name,
                        (equations.containsKey(name) ? name + " is a gate and has no first value"
                                : "init " + name + " matches no parameter or state" + meant)
                                + (meant.isEmpty() ? "; " : " ") + "expected one of " + String.join(", ", known)
                                + ", *");
            }
        }
    }

    private String meant(String name, List<String> known) {
        String phrase = Suggestion.phrase(name, known);
        return phrase.isEmpty() ? "; " : phrase + " ";
    }

    private String shown(String name) {
        return draft.states().contains(name) ? name + "'" : name;
    }

    private static String kind(Parameter parameter) {
        return parameter.matrix() ? "matrix" : "param";
    }
}
