package retrograde.flow;

import java.util.Map;
import java.util.Objects;

import retrograde.engine.Gemm;
import retrograde.engine.Interpreter.Rows;

/** One layer's part of the summand of one lag: its sum over the pairs of a group, and each pair's norm. */
final class SummandSink extends NormSink {
    private final Map<String, double[]> into;
    private final int pairs;
    private final double[] factor;
    private boolean scaled;
    private double[] rows = new double[0];

    /** Adds to the arrays given, one for each parameter. */
    SummandSink(Map<String, double[]> into, int pairs) {
        super(into.keySet());
        this.into = into;
        this.pairs = pairs;
        this.factor = new double[pairs];
    }

    /** Prepares for an own step of a layer, to be added in units of {@code e^logScale}. */
    void begin(OwnTime layer, int step, double logScale) {
        begin();
        scaled = false;
        for (int b = 0; b < pairs; b++) {
            double own = layer.logScale(step, b);
            factor[b] = own == Double.NEGATIVE_INFINITY ? 0 : Adjoints.factor(own, logScale);
            scaled |= factor[b] != 1;
        }
    }

    @Override
    public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
        super.matrix(t, matrix, adjoint, operand);
        Rows actual = scaled(adjoint);
        Rows read = readable(operand);
        Gemm.addOuter(actual.array(), actual.offset(), actual.stride(), read.array(), read.offset(), read.stride(),
                pairs, actual.dimension(), read.dimension(), Objects.requireNonNull(into.get(matrix)));
    }

    @Override
    public void vector(int t, String parameter, Rows adjoint) {
        super.vector(t, parameter, adjoint);
        double[] to = Objects.requireNonNull(into.get(parameter));
        for (int b = 0; b < pairs; b++) {
            int row = adjoint.offset() + b * adjoint.stride();
            for (int i = 0; i < to.length && factor[b] != 0; i++) {
                to[i] += factor[b] * adjoint.array()[row + i];
            }
        }
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

    /** What stands after a sequence's end may be anything, and zero times that must be zero. */
    private Rows readable(Rows operand) {
        for (int b = 0; b < pairs; b++) {
            if (factor[b] == 0 && !finite(operand, b)) {
                return copied(operand);
            }
        }
        return operand;
    }

    private static boolean finite(Rows rows, int b) {
        for (int i = 0; i < rows.dimension(); i++) {
            if (!Double.isFinite(rows.array()[rows.offset() + b * rows.stride() + i])) {
                return false;
            }
        }
        return true;
    }

    private Rows copied(Rows operand) {
        int d = operand.dimension();
        double[] copy = new double[pairs * d];
        for (int b = 0; b < pairs; b++) {
            if (factor[b] != 0) {
                System.arraycopy(operand.array(), operand.offset() + b * operand.stride(), copy, b * d, d);
            }
        }
        return new Rows(copy, 0, d, d);
    }
}
