package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import retrograde.engine.Gemm;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;

/** One layer's part of the summand of one lag: its sum over the pairs of each group, and each pair's norm. */
final class SummandSink implements GradientSink {
    private static final Rows ONE = new Rows(new double[] {1}, 0, 0, 1);

    private final Map<String, double[][]> into;
    private final int pairs;
    private final double[] factor;
    private final Map<String, List<Use>> uses = new LinkedHashMap<>();
    private boolean scaled;

    /** A product that adds {@code adjoint ⊗ operand} to a parameter's gradient. */
    private record Use(Rows adjoint, Rows operand) {}

    /** Adds to the arrays given: {@code [group][entry]} for each parameter. */
    SummandSink(Map<String, double[][]> into, int pairs) {
        this.into = into;
        this.pairs = pairs;
        this.factor = new double[pairs];
    }

    /** Prepares for the next step of a backward pass, to be added in units of {@code e^logScale}. */
    void begin(BackwardByLag back, double logScale) {
        uses.clear();
        for (int b = 0; b < pairs; b++) {
            factor[b] = back.active(b) ? StrictMath.exp(back.logScale(b) - logScale) : 0;
        }
        scaled = Arrays.stream(factor).anyMatch(f -> f != 1);
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
        uses.computeIfAbsent(matrix, m -> new ArrayList<>()).add(new Use(adjoint, operand));
        Rows actual = scaled(adjoint);
        double[][] groups = Objects.requireNonNull(into.get(matrix));
        int size = pairs / groups.length;
        for (int g = 0; g < groups.length; g++) {
            int first = g * size;
            Gemm.addOuter(actual.array(), actual.offset() + first * actual.stride(), actual.stride(), operand.array(),
                    operand.offset() + first * operand.stride(), operand.stride(), size, actual.dimension(),
                    operand.dimension(), groups[g]);
        }
    }

    @Override
    public void vector(int t, String parameter, Rows adjoint) {
        uses.computeIfAbsent(parameter, p -> new ArrayList<>()).add(new Use(adjoint, ONE));
        double[][] groups = Objects.requireNonNull(into.get(parameter));
        int size = pairs / groups.length;
        for (int b = 0; b < pairs; b++) {
            double[] to = groups[b / size];
            int row = adjoint.offset() + b * adjoint.stride();
            for (int i = 0; i < to.length && factor[b] != 0; i++) {
                to[i] += factor[b] * adjoint.array()[row + i];
            }
        }
    }

    private Rows scaled(Rows adjoint) {
        if (!scaled) {
            return adjoint;
        }
        int d = adjoint.dimension();
        double[] rows = new double[pairs * d];
        for (int b = 0; b < pairs; b++) {
            for (int i = 0; i < d && factor[b] != 0; i++) {
                rows[b * d + i] = factor[b] * adjoint.array()[adjoint.offset() + b * adjoint.stride() + i];
            }
        }
        return new Rows(rows, 0, d, d);
    }

    private static double dot(Rows a, Rows c, int b) {
        int from = a.offset() + b * a.stride();
        int other = c.offset() + b * c.stride();
        double sum = 0;
        for (int i = 0; i < a.dimension(); i++) {
            sum += a.array()[from + i] * c.array()[other + i];
        }
        return sum;
    }
}
