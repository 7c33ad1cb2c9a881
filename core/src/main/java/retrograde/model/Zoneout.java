package retrograde.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import retrograde.InputException;
import retrograde.equation.Cell;
import retrograde.equation.Equation;
import retrograde.equation.Expression;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Moment;

/**
 * Zoneout: while it is trained, each unit of a state keeps its old value at each step with probability {@code z}; as it is
 * used, a unit gets the mean of that (Krueger et al. 2017).
 *
 * <p>A cell with zoneout is a cell: {@code s' = F} becomes
 *
 * <pre>{@code
 * s_new = F
 * s' = z * s + (1 - z) * s_new
 * }</pre>
 *
 * and whatever else reads {@code s'} reads {@code s_new}. So its flow, its terms and its bounds are those of these equations.
 */
final class Zoneout {
    private static final String NEW = "_new";
    private static final String KEEP = "keep_";

    private Zoneout() {}

    /**
     * A cell with zoneout as it is used.
     *
     * @param probabilities {@code z} by state, each in {@code [0,1)}
     * @throws InputException where a name is no state of the cell, or a name that is needed is taken
     */
    static Cell used(Cell cell, Map<String, Double> probabilities) {
        Map<String, String> renamed = new LinkedHashMap<>();
        probabilities.forEach((state, z) -> {
            if (!cell.isState(state)) {
                throw new InputException("zoneout " + state + ":" + z + ": " + state + " is no state of " + cell.name()
                        + "; its states are " + String.join(", ", cell.states()));
            }
            checkFree(cell, state + NEW, "for the new value of " + state);
            checkFree(cell, given(state), "for what is kept of " + state);
            renamed.put(state, state + NEW);
        });
        List<Equation> equations = new ArrayList<>();
        for (Equation e : cell.equations()) {
            Expression right = renamed(e.right(), renamed);
            String name = renamed.get(e.name());
            if (name == null) {
                equations.add(new Equation(e.target(), right));
            } else {
                double z = Objects.requireNonNull(probabilities.get(e.name()));
                equations.add(new Equation(new Variable(name, Moment.NOW), right));
                equations.add(new Equation(e.target(), mixed(new Constant(z), e.name(), new Constant(1 - z))));
            }
        }
        return new Cell(cell.name() + "_zoneout", cell.description(), cell.states(), cell.output(), cell.parameters(),
                equations, cell.initialisations());
    }

    private static void checkFree(Cell cell, String name, String what) {
        if (cell.equation(name) != null || cell.parameter(name) != null) {
            throw new InputException("zoneout needs the name " + name + " " + what + ", and " + cell.name()
                    + " has one of its own; give that another name");
        }
    }

    /** Refuses a cell that is not what {@link #used} makes for such states. */
    static void check(Cell used, Set<String> states) {
        for (String state : states) {
            if (!used.isState(state) || !used.isGate(state + NEW)) {
                throw new IllegalArgumentException("cell " + used.name() + " has no state " + state + " with zoneout");
            }
        }
    }

    /**
     * The same cell as it is trained: for each of the states it is given a vector of ones, where the new value is taken, and
     * zeros.
     *
     * @param used what {@link #used} made
     * @param states with zoneout, in the order in which the vectors are given
     */
    static Cell trained(Cell used, List<String> states) {
        List<Equation> equations = used.equations().stream().map(e -> {
            if (!states.contains(e.name())) {
                return e;
            }
            Variable taken = new Variable(given(e.name()), Moment.NOW);
            return new Equation(e.target(),
                    mixed(new Binary(Operator.SUBTRACT, new Constant(1), taken), e.name(), taken));
        }).toList();
        return new Cell(used.name(), used.description(), used.states(), used.output(), used.parameters(), equations,
                used.initialisations(), states.stream().map(Zoneout::given).toList());
    }

    private static String given(String state) {
        return KEEP + state;
    }

    /** {@code old ⊙ s + taken ⊙ s_new}. */
    private static Expression mixed(Expression old, String state, Expression taken) {
        return new Binary(Operator.ADD, new Binary(Operator.MULTIPLY, old, new Variable(state, Moment.BEFORE)),
                new Binary(Operator.MULTIPLY, taken, new Variable(state + NEW, Moment.NOW)));
    }

    private static Expression renamed(Expression e, Map<String, String> states) {
        return switch (e) {
            case Variable v -> v.moment() == Moment.NOW && states.containsKey(v.name())
                    ? new Variable(states.get(v.name()), Moment.NOW)
                    : v;
            case Constant c -> c;
            case Negation n -> new Negation(renamed(n.operand(), states));
            case Binary b -> new Binary(b.operator(), renamed(b.left(), states), renamed(b.right(), states));
            case Application a -> new Application(a.function(),
                    a.arguments().stream().map(x -> renamed(x, states)).toList());
            case MatrixProduct p -> new MatrixProduct(p.matrix(), renamed(p.operand(), states));
        };
    }
}
