package retrograde.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import retrograde.engine.Gemm;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;

/** One layer's part of the summand of one lag: its sum over the pairs of a group, and each pair's norm. */
final class SummandSink implements GradientSink {
    private static final Rows ONE = new Rows(new double[] {1}, 0, 0, 1);

    private final Map<String, double[]> into;
    private final int pairs;
    private final double[] factor;
    private final Map<String, List<Use>> uses = new LinkedHashMap<>();
    private boolean scaled;
    private double[] rows = new double[0];

    /** A product that adds {@code adjoint ⊗ operand} to a parameter's gradient. */
    private record Use(Rows adjoint, Rows operand) {}

    /** Adds to the arrays given, one for each parameter. */
    SummandSink(Map<String, double[]> into, int pairs) {
        this.into = into;
        this.pairs = pairs;
        this.factor = new double[pairs];
        into.keySet().forEach(name -> uses.put(name, new ArrayList<>()));
    }

    /** Prepares for the next step of a backward pass, to be added in units of {@code e^logScale}. */
    void begin(BackwardByLag back, double logScale) {
        for (List<Use> list : uses.values()) {
            list.clear();
        }
        scaled = false;
        for (int b = 0; b < pairs; b++) {
            double log = back.logScale(b) - logScale;
            factor[b] = !back.active(b) ? 0 : log == 0 ? 1 : StrictMath.exp(log);
            scaled |= factor[b] != 1;
        }
    }

    /** {@code ‖summand‖²} of one pair in this layer, without its scale: {@code ‖Σ a_i⊗v_i‖² = Σ_ij (a_i·a_j)(v_i·v_j)}. */
    double squares(int pair) {
        double squares = 0;
        for (List<Use> list : uses.values()) {
            double parameter = 0;
            for (int i = 0; i < list.size(); i++) {
                for (int j = 0; j <= i; j++) {
                    double product = dot(list.get(i).adjoint(), list.get(j).adjoint(), pair)
                            * dot(list.get(i).operand(), list.get(j).operand(), pair);
                    parameter += i == j ? product : 2 * product;
                }
            }
            squares += Math.max(0, parameter);
        }
        return squares;
    }

    @Override
    public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
        use(matrix, adjoint, operand);
        Rows actual = scaled(adjoint);
        Gemm.addOuter(actual.array(), actual.offset(), actual.stride(), operand.array(), operand.offset(),
                operand.stride(), pairs, actual.dimension(), operand.dimension(),
                Objects.requireNonNull(into.get(matrix)));
    }

    @Override
    public void vector(int t, String parameter, Rows adjoint) {
        use(parameter, adjoint, ONE);
        double[] to = Objects.requireNonNull(into.get(parameter));
        for (int b = 0; b < pairs; b++) {
            int row = adjoint.offset() + b * adjoint.stride();
            for (int i = 0; i < to.length && factor[b] != 0; i++) {
                to[i] += factor[b] * adjoint.array()[row + i];
            }
        }
    }

    private void use(String parameter, Rows adjoint, Rows operand) {
        Objects.requireNonNull(uses.get(parameter)).add(new Use(adjoint, operand));
    }

    /** The adjoint times the factors, valid until the next call. */
    private Rows scaled(Rows adjoint) {
        if (!scaled) {
            return adjoint;
        }
        int d = adjoint.dimension();
        if (rows.length < pairs * d) {
            rows = new double[pairs * d];
        }
        for (int b = 0; b < pairs; b++) {
            for (int i = 0; i < d; i++) {
                // What is not active may be anything times zero.
                rows[b * d + i] = factor[b] == 0 ? 0
                        : factor[b] * adjoint.array()[adjoint.offset() + b * adjoint.stride() + i];
            }
        }
        return new Rows(rows, 0, d, d);
    }

    private static double dot(Rows a, Rows c, int b) {
        return Sums.dot(a.array(), a.offset() + b * a.stride(), c.array(), c.offset() + b * c.stride(), a.dimension());
    }
}
