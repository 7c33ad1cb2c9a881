package retrograde.equation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;
import retrograde.equation.Expression.Variable;

/**
 * The gate that decides how long a state is carried along its main path, found from the equations.
 *
 * <p>
 * The coefficient of the path from an old state to itself is {@code a = closed + (open − closed)·σ(u)}, where u is a sum that
 * contains a bias: {@code f} of an LSTM, {@code 1 − z} of a GRU. A cell whose coefficient reads anything else, or the bias of
 * whose gate stands inside of a product, has no such gate.
 *
 * @param state the state carried
 * @param bias the bias, a vector parameter
 * @param sign of the bias in u: 1 or −1
 * @param closed {@code a} for {@code σ = 0}
 * @param open {@code a} for {@code σ = 1}
 */
public record CarryGate(String state, String bias, int sign, double closed, double open) {

    /** The gates of a cell's states, in the order of the states that have one. */
    public static List<CarryGate> of(Cell cell) {
        Term main = SymbolicJacobian.of(cell, View.FULL).term("main");
        List<CarryGate> gates = new ArrayList<>();
        if (main != null) {
            for (Path path : main.paths()) {
                if (path.links().isEmpty() && path.to().equals(path.from())) {
                    of(cell, path.to(), path.coefficients().getFirst()).ifPresent(gates::add);
                }
            }
        }
        return gates;
    }

    /** The gate that a bias belongs to. */
    public static Optional<CarryGate> ofBias(Cell cell, String bias) {
        return of(cell).stream().filter(g -> g.bias().equals(bias)).findFirst();
    }

    private static Optional<CarryGate> of(Cell cell, String state, Expression coefficient) {
        Set<Application> sigmoids = new LinkedHashSet<>();
        if (!collect(cell, coefficient, sigmoids) || sigmoids.size() != 1) {
            return Optional.empty();
        }
        double closed = value(cell, coefficient, 0);
        double open = value(cell, coefficient, 1);
        boolean straight = value(cell, coefficient, 0.5) == (closed + open) / 2;
        Application sigmoid = sigmoids.iterator().next();
        return straight && closed != open ? bias(cell, sigmoid.arguments().getFirst(), 1)
                .map(b -> new CarryGate(state, b.name(), b.sign(), closed, open)) : Optional.empty();
    }

    /** Collects the sigmoids that a coefficient is made of; false where it is made of anything else, too. */
    private static boolean collect(Cell cell, Expression e, Set<Application> into) {
        return switch (e) {
            case Constant _ -> true;
            case Application a when a.function() == Function.SIGMOID -> {
                into.add(a);
                yield true;
            }
            case Application _,MatrixProduct _ -> false;
            case Negation n -> collect(cell, n.operand(), into);
            case Binary b -> collect(cell, b.left(), into) && collect(cell, b.right(), into);
            case Variable v -> {
                Equation definition = v.moment() == Moment.NOW && cell.isGate(v.name()) ? cell.equation(v.name())
                        : null;
                yield definition != null && collect(cell, definition.right(), into);
            }
        };
    }

    /** The value of a coefficient where every sigmoid in it is {@code sigmoid}. */
    private static double value(Cell cell, Expression e, double sigmoid) {
        return switch (e) {
            case Constant c -> c.value();
            case Negation n -> -value(cell, n.operand(), sigmoid);
            case Binary b -> {
                double left = value(cell, b.left(), sigmoid);
                double right = value(cell, b.right(), sigmoid);
                yield switch (b.operator()) {
                    case ADD -> left + right;
                    case SUBTRACT -> left - right;
                    case MULTIPLY -> left * right;
                    case DIVIDE -> left / right;
                };
            }
            case Variable v -> {
                Equation definition = cell.equation(v.name());
                yield definition == null ? Double.NaN : value(cell, definition.right(), sigmoid);
            }
            case Application _ -> sigmoid;
            case MatrixProduct _ -> Double.NaN;
        };
    }

    private record Signed(String name, int sign) {}

    /** The first vector parameter that stands in a sum by itself. */
    private static Optional<Signed> bias(Cell cell, Expression e, int sign) {
        return switch (e) {
            case Variable v -> {
                Parameter parameter = cell.parameter(v.name());
                Equation definition = v.moment() == Moment.NOW && cell.isGate(v.name()) ? cell.equation(v.name())
                        : null;
                yield parameter != null && !parameter.matrix() ? Optional.of(new Signed(v.name(), sign))
                        : definition == null ? Optional.empty() : bias(cell, definition.right(), sign);
            }
            case Negation n -> bias(cell, n.operand(), -sign);
            case Binary b when b.operator() == Operator.ADD || b.operator() == Operator.SUBTRACT -> bias(cell, b.left(),
                    sign).or(() -> bias(cell, b.right(), b.operator() == Operator.ADD ? sign : -sign));
            default -> Optional.empty();
        };
    }

    /** Whether a larger bias carries the state for longer. */
    public boolean opensByBias() {
        return sign * (open - closed) > 0;
    }

    /** Whether the coefficient is {@code σ} or {@code 1 − σ}, so that chrono initialisation is meant for it. */
    public boolean plain() {
        return Math.min(open, closed) == 0 && Math.max(open, closed) == 1;
    }

    /**
     * The bias at which the coefficient is {@code a = 1 − 1/T}, all else in the gate being zero: then what is carried has a
     * mean lifetime {@code 1/(1−a) = T} steps. {@code ±ln(T−1)} where the coefficient is {@code σ} or {@code 1 − σ}.
     *
     * @param lifetime {@code T > 1}, steps
     * @return NaN where no bias gives that
     */
    public double biasFor(double lifetime) {
        double a = 1 - 1 / lifetime;
        double odds = (a - closed) / (open - a);
        return odds > 0 ? sign * StrictMath.log(odds) : Double.NaN;
    }
}
