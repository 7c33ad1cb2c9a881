package retrograde.model;

import org.jspecify.annotations.Nullable;

import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.Gemm;

/**
 * The linear read-out {@code y = W h + b} and the loss of one step.
 *
 * <p>
 * Softmax cross-entropy {@code ln Σⱼ e^{yⱼ} − y_class} in nats, squared error {@code (1/O) Σⱼ (yⱼ − targetⱼ)²}, or
 * without a read-out the projection {@code v·h}.
 */
public final class ReadOut {
    private final Parameters parameters;
    private final Objective objective;
    private final double[] projection;
    private final int hidden;

    ReadOut(Parameters parameters, double[] projection) {
        this.parameters = parameters;
        this.objective = parameters.architecture().objective();
        this.projection = projection;
        this.hidden = parameters.architecture().topHidden();
        if (objective.kind() == Objective.Kind.PROJECTION && projection.length != hidden) {
            throw new IllegalArgumentException(
                    "a projection of " + projection.length + " entries for " + hidden + " hidden units");
        }
    }

    /** The unit vector of a projection; empty for other objectives. Not to be modified. */
    public double[] projection() {
        return projection;
    }

    /**
     * The losses of chosen pairs, summed and scaled.
     *
     * @param targetPairs indices {@code t·B + b} of the targets
     * @param outputs of the top layer, {@code [T,B,H]}; not modified
     * @param pairs for each target the index {@code t·B + b} of the output that predicts it
     * @param scale multiplies the sum and all derivatives
     * @param adjoint {@code ∂loss/∂outputs} is added to it; null if not wanted
     * @param gradient the read-out's part is added; null if not wanted
     */
    public double loss(Batch.Targets targets, int[] targetPairs, double[] outputs, int[] pairs, double scale,
            double @Nullable [] adjoint, @Nullable Parameters gradient) {
        int n = pairs.length;
        double[] rows = new double[n * hidden];
        for (int k = 0; k < n; k++) {
            System.arraycopy(outputs, pairs[k] * hidden, rows, k * hidden, hidden);
        }
        double[] rowAdjoint = adjoint == null ? null : new double[rows.length];
        double loss = loss(targets, targetPairs, rows, scale, rowAdjoint, gradient);
        if (adjoint != null && rowAdjoint != null) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < hidden; j++) {
                    adjoint[pairs[k] * hidden + j] += rowAdjoint[k * hidden + j];
                }
            }
        }
        return loss;
    }

    /**
     * The losses of chosen pairs, summed and scaled, from their outputs alone.
     *
     * @param targetPairs indices {@code t·B + b} of the targets
     * @param rows the output that predicts each, {@code [pairs,H]}; not modified
     * @param scale multiplies the sum and all derivatives
     * @param rowAdjoint receives {@code ∂loss/∂rows}; null if not wanted
     * @param gradient the read-out's part is added; null if not wanted
     */
    public double loss(Batch.Targets targets, int[] targetPairs, double[] rows, double scale,
            double @Nullable [] rowAdjoint, @Nullable Parameters gradient) {
        double sum = objective.kind() == Objective.Kind.PROJECTION
                ? project(rows, targetPairs.length, scale, rowAdjoint)
                : readOut(targets, rows, targetPairs, scale, rowAdjoint, gradient);
        return sum * scale;
    }

    private double project(double[] rows, int n, double scale, double @Nullable [] rowAdjoint) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < hidden; j++) {
                sum += projection[j] * rows[k * hidden + j];
                if (rowAdjoint != null) {
                    rowAdjoint[k * hidden + j] = scale * projection[j];
                }
            }
        }
        return sum;
    }

    private double readOut(Batch.Targets targets, double[] rows, int[] pairs, double scale,
            double @Nullable [] rowAdjoint, @Nullable Parameters gradient) {
        int n = pairs.length;
        int outputs = objective.outputs();
        double[] y = Model.timesTransposed(rows, n, hidden, parameters.readoutWeights(), outputs);
        double sum = 0;
        for (int k = 0; k < n; k++) {
            for (int o = 0; o < outputs; o++) {
                y[k * outputs + o] += parameters.readoutBias()[o];
            }
            sum += switch (targets) {
                case Batch.Classes c -> crossEntropy(y, k * outputs, outputs, c.values()[pairs[k]], scale);
                case Batch.Values v -> squaredError(y, k * outputs, outputs, v.values(), pairs[k] * outputs, scale);
                case Batch.Absent a -> throw new IllegalArgumentException(
                        "a batch without targets has no " + objective.kind());
            };
        }
        // y now holds ∂loss/∂y.
        if (gradient != null) {
            Gemm.addOuter(y, 0, outputs, rows, 0, hidden, n, outputs, hidden, gradient.readoutWeights());
            for (int k = 0; k < n; k++) {
                for (int o = 0; o < outputs; o++) {
                    gradient.readoutBias()[o] += y[k * outputs + o];
                }
            }
        }
        if (rowAdjoint != null) {
            Gemm.multiply(y, 0, outputs, n, outputs, parameters.readoutWeights(), hidden, rowAdjoint, 0, false);
        }
        return sum;
    }

    /** The loss of one row; replaces the row by its scaled derivative. */
    private static double crossEntropy(double[] y, int from, int n, int target, double scale) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            largest = Math.max(largest, y[from + j]);
        }
        double right = y[from + target];
        double sum = 0;
        for (int j = 0; j < n; j++) {
            y[from + j] = StrictMath.exp(y[from + j] - largest);
            sum += y[from + j];
        }
        for (int j = 0; j < n; j++) {
            y[from + j] = scale * (y[from + j] / sum - (j == target ? 1 : 0));
        }
        return StrictMath.log(sum) + largest - right;
    }

    private static double squaredError(double[] y, int from, int n, double[] target, int targetFrom, double scale) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            double e = y[from + j] - target[targetFrom + j];
            sum += e * e;
            y[from + j] = scale * 2 * e / n;
        }
        return sum / n;
    }
}
