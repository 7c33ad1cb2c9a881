package retrograde.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

import retrograde.equation.Cell;
import retrograde.equation.Expression;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Function;
import retrograde.equation.Moment;

/**
 * One step of a cell computed straight from its equations, one vector at a time: what the interpreter is compared with.
 *
 * <p>
 * Shares nothing with the graph and the derivative table: it walks the trees. A number is a vector of one entry that fits
 * any length.
 */
public final class NaiveCell {
    private final Cell cell;
    private final Map<String, Right> rights = new HashMap<>();
    private final Map<String, Array> arrays = new HashMap<>();
    private double nearestKink = Double.POSITIVE_INFINITY;
    private int sides;

    /** A cell with weights, read at every step. */
    public NaiveCell(Weights weights) {
        this.cell = weights.shape().cell();
        for (var equation : cell.equations()) {
            String dimension = Objects.requireNonNull(cell.dimension(equation.target()));
            rights.put(equation.name(), new Right(equation.right(), weights.shape().size(dimension)));
        }
        for (var p : cell.parameters()) {
            arrays.put(p.name(), new Array(weights.get(p.name()), weights.shape().rows(p), weights.shape().columns(p)));
        }
    }

    private record Right(Expression expression, int length) {}

    @SuppressWarnings("ArrayRecordComponent") // the live weights
    private record Array(double[] values, int rows, int columns) {}

    /** The smallest distance of an argument of relu, abs, min or max from the kink, over all steps so far. */
    public double nearestKink() {
        return nearestKink;
    }

    /** On which sides of all kinks the arguments were, as a hash: differences must not cross one. */
    public int sides() {
        return sides;
    }

    /** Forgets the kinks met so far. */
    public void forgetKinks() {
        nearestKink = Double.POSITIVE_INFINITY;
        sides = 0;
    }

    /**
     * Every gate and new state of one step.
     *
     * @param old the old states by name, {@code [H]} each
     * @param held gates (or new states) taken as given instead of computed
     */
    public Map<String, double[]> step(double[] x, Map<String, double[]> old, Map<String, double[]> held) {
        Map<String, double[]> now = new HashMap<>(held);
        cell.equations().forEach(e -> named(e.name(), x, old, now));
        return now;
    }

    /** The right-hand side of one equation where everything it reads is given. */
    public double[] right(String name, double[] x, Map<String, double[]> now) {
        return named(name, x, Map.of(), new HashMap<>(now));
    }

    private double[] named(String name, double[] x, Map<String, double[]> old, Map<String, double[]> now) {
        double[] known = now.get(name);
        if (known == null) {
            Right right = Objects.requireNonNull(rights.get(name), name);
            known = full(evaluate(right.expression, x, old, now), right.length);
            now.put(name, known);
        }
        return known;
    }

    private static double[] full(double[] value, int n) {
        if (value.length == n) {
            return value;
        }
        double[] repeated = new double[n];
        Arrays.fill(repeated, value[0]);
        return repeated;
    }

    private double[] evaluate(Expression e, double[] x, Map<String, double[]> old, Map<String, double[]> now) {
        return switch (e) {
            case Constant c -> new double[] {c.value()};
            case Variable v when v.name().equals(Cell.INPUT) -> x;
            case Variable v when v.moment() == Moment.BEFORE -> Objects.requireNonNull(old.get(v.name()), v.name());
            case Variable v when arrays.containsKey(v.name()) -> array(v.name()).values;
            case Variable v -> named(v.name(), x, old, now);
            case Negation n -> entrywise(evaluate(n.operand(), x, old, now), ZERO, (a, b) -> -a);
            case Binary b -> {
                DoubleBinaryOperator f = switch (b.operator()) {
                    case ADD -> (p, q) -> p + q;
                    case SUBTRACT -> (p, q) -> p - q;
                    case MULTIPLY -> (p, q) -> p * q;
                    case DIVIDE -> (p, q) -> p / q;
                };
                yield entrywise(evaluate(b.left(), x, old, now), evaluate(b.right(), x, old, now), f);
            }
            case MatrixProduct p -> product(p.matrix(), evaluate(p.operand(), x, old, now));
            case Application a -> {
                double[] u = evaluate(a.arguments().get(0), x, old, now);
                double[] v = a.arguments().size() > 1 ? evaluate(a.arguments().get(1), x, old, now) : ZERO;
                yield a.function() == Function.LAYERNORM ? layernorm(u)
                        : entrywise(u, v, (p, q) -> apply(a.function(), p, q));
            }
        };
    }

    private static final double[] ZERO = {0};

    private static double[] entrywise(double[] a, double[] b, DoubleBinaryOperator f) {
        double[] out = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < out.length; i++) {
            out[i] = f.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
        }
        return out;
    }

    private Array array(String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    private double[] product(String matrix, double[] v) {
        Array m = array(matrix);
        double[] out = new double[m.rows];
        for (int r = 0; r < m.rows; r++) {
            for (int c = 0; c < m.columns; c++) {
                out[r] += m.values[r * m.columns + c] * v[v.length == 1 ? 0 : c];
            }
        }
        return out;
    }

    private static double[] layernorm(double[] v) {
        double mean = Arrays.stream(v).sum() / v.length;
        double variance = Arrays.stream(v).map(a -> (a - mean) * (a - mean)).sum() / v.length;
        return Arrays.stream(v).map(a -> (a - mean) / StrictMath.sqrt(variance + 1e-5)).toArray();
    }

    private double apply(Function f, double u, double v) {
        return switch (f) {
            case SIGMOID -> 1 / (1 + StrictMath.exp(-u));
            case TANH -> StrictMath.tanh(u);
            case RELU -> kink(u) > 0 ? u : 0;
            case EXP -> StrictMath.exp(u);
            case LOG -> StrictMath.log(u);
            case SOFTPLUS -> u > 30 ? u + StrictMath.log1p(StrictMath.exp(-u)) : StrictMath.log1p(StrictMath.exp(u));
            case ABS -> kink(u) < 0 ? -u : u;
            case SQRT -> StrictMath.sqrt(u);
            case MIN -> kink(u - v) < 0 ? u : v;
            case MAX -> kink(u - v) > 0 ? u : v;
            default -> throw new IllegalArgumentException(f + " is not in the language");
        };
    }

    private double kink(double distance) {
        // Exactly on a kink, as in abs(relu(u)) for u < 0: flat around, else the side tells.
        nearestKink = distance == 0 ? nearestKink : Math.min(nearestKink, Math.abs(distance));
        sides = 31 * sides + (distance > 0 ? 1 : distance < 0 ? 2 : 3);
        return distance;
    }
}
