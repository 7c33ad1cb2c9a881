package retrograde.model;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.engine.Gemm;

/**
 * The linear read-out {@code y = W h + b} and the loss of one step.
 *
 * <p>
 * The losses are those of {@link Objective.Kind}; without a read-out the projection {@code v·h}.
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
        return loss(targets, targetPairs, rows, scale, rowAdjoint, gradient, Execution.reference());
    }

    /**
     * The same by the threads of an execution, which share the rows; always in float64. The bits do not depend on how many
     * threads there are.
     */
    double loss(Batch.Targets targets, int[] targetPairs, double[] rows, double scale, double @Nullable [] rowAdjoint,
            @Nullable Parameters gradient, Execution execution) {
        double sum = objective.kind() == Objective.Kind.PROJECTION
                ? project(rows, targetPairs.length, scale, rowAdjoint)
                : readOut(targets, rows, targetPairs, scale, rowAdjoint, gradient, execution);
        return sum * scale;
    }

    /** {@code W·row + b} of each row, {@code [n,O]}. */
    double[] answers(double[] rows) {
        int outputs = objective.outputs();
        int n = rows.length / hidden;
        double[] w = parameters.readoutWeights();
        double[] answers = new double[n * outputs];
        for (int k = 0; k < n; k++) {
            for (int o = 0; o < outputs; o++) {
                double sum = parameters.readoutBias()[o];
                for (int j = 0; j < hidden; j++) {
                    sum += w[o * hidden + j] * rows[k * hidden + j];
                }
                answers[k * outputs + o] = sum;
            }
        }
        return answers;
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
            double @Nullable [] rowAdjoint, @Nullable Parameters gradient, Execution execution) {
        int n = pairs.length;
        int outputs = objective.outputs();
        if (objective.kind().ofProbabilities() && targets instanceof Batch.Values v) {
            checkProbabilities(v.values(), pairs, outputs);
        }
        int lanes = execution.lanes();
        int stride = (outputs + lanes - 1) / lanes * lanes;
        double[] weights = weightsByInput(outputs, stride);
        double[] y = new double[n * stride];
        double[] losses = new double[n];
        execution.run((thread, threads) -> {
            int first = (int) ((long) n * thread / threads);
            int end = (int) ((long) n * (thread + 1) / threads);
            Gemm.multiply(rows, first * hidden, hidden, end - first, hidden, weights, stride, y, first * stride, false);
            addBias(y, first, end, outputs, stride);
            switch (targets) {
                case Batch.Classes c -> crossEntropy(y, first, end, stride, c.values(), pairs, scale, losses,
                        execution);
                case Batch.Values v -> numbers(y, first, end, stride, v.values(), pairs, scale, losses);
                case Batch.Absent _ -> throw new IllegalArgumentException(
                        "a batch without targets has no " + objective.kind());
            }
            if (rowAdjoint != null) {
                Gemm.multiply(y, first * stride, stride, end - first, outputs, parameters.readoutWeights(), hidden,
                        rowAdjoint, first * hidden, false);
            }
        });
        // y now holds ∂loss/∂y.
        if (gradient != null) {
            execution.run((thread, threads) -> addGradient(y, stride, rows, n, outputs * thread / threads,
                    outputs * (thread + 1) / threads, gradient));
        }
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    /** {@code Wᵀ [H,O]}, each row filled up with zeros to whole vectors. */
    private double[] weightsByInput(int outputs, int stride) {
        double[] w = parameters.readoutWeights();
        double[] turned = new double[hidden * stride];
        for (int o = 0; o < outputs; o++) {
            for (int j = 0; j < hidden; j++) {
                turned[j * stride + o] = w[o * hidden + j];
            }
        }
        return turned;
    }

    private void addBias(double[] y, int first, int end, int outputs, int stride) {
        double[] bias = parameters.readoutBias();
        for (int k = first; k < end; k++) {
            for (int o = 0; o < outputs; o++) {
                y[k * stride + o] += bias[o];
            }
        }
    }

    /** The part of outputs {@code first … end−1}. */
    private void addGradient(double[] y, int stride, double[] rows, int n, int first, int end, Parameters gradient) {
        Gemm.multiplyTransposed(y, first, stride, end - first, n, rows, 0, hidden, hidden, gradient.readoutWeights(),
                first * hidden, hidden, true);
        double[] bias = gradient.readoutBias();
        for (int k = 0; k < n; k++) {
            for (int o = first; o < end; o++) {
                bias[o] += y[k * stride + o];
            }
        }
    }

    /** The losses of rows; replaces the rows by their scaled derivatives. */
    private void crossEntropy(double[] y, int first, int end, int stride, int[] target, int[] pairs, double scale,
            double[] losses, Execution execution) {
        int n = objective.outputs();
        for (int k = first; k < end; k++) {
            int from = k * stride;
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = from; j < from + n; j++) {
                largest = Math.max(largest, y[j]);
            }
            for (int j = from; j < from + n; j++) {
                y[j] -= largest;
            }
            int right = from + target[pairs[k]];
            double toRight = y[right];
            execution.exponentials(y, from, from + stride);
            double sum = 0;
            for (int j = from; j < from + n; j++) {
                sum += y[j];
            }
            double factor = scale / sum;
            for (int j = from; j < from + n; j++) {
                y[j] *= factor;
            }
            y[right] -= scale;
            losses[k] = StrictMath.log(sum) - toRight;
        }
    }

    /** Losses of predicted numbers; what was predicted is replaced by its derivative. */
    private void numbers(double[] y, int first, int end, int stride, double[] target, int[] pairs, double scale,
            double[] losses) {
        int n = objective.outputs();
        double parts = objective.kind() == Objective.Kind.BINARY_SUM ? 1 : n;
        double delta = objective.delta();
        for (int k = first; k < end; k++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                int at = k * stride + j;
                double wanted = target[pairs[k] * n + j];
                double e = y[at] - wanted;
                switch (objective.kind()) {
                    case SQUARED_ERROR -> {
                        sum += e * e;
                        y[at] = scale * 2 * e / parts;
                    }
                    case HUBER -> {
                        double size = Math.abs(e);
                        sum += size <= delta ? e * e / 2 : delta * (size - delta / 2);
                        y[at] = scale * Math.clamp(e, -delta, delta) / parts;
                    }
                    default -> {
                        // ln(1 + e^y) − target·y, written so that no y is too large.
                        double small = StrictMath.exp(-Math.abs(y[at]));
                        sum += Math.max(y[at], 0) + StrictMath.log1p(small) - wanted * y[at];
                        y[at] = scale * ((y[at] >= 0 ? 1 : small) / (1 + small) - wanted) / parts;
                    }
                }
            }
            losses[k] = sum / parts;
        }
    }

    /** Probabilities outside [0,1] would make a loss that has no least value. */
    private static void checkProbabilities(double[] target, int[] pairs, int outputs) {
        for (int pair : pairs) {
            for (int j = pair * outputs; j < (pair + 1) * outputs; j++) {
                if (!(target[j] >= 0 && target[j] <= 1)) {
                    throw new InputException("a target is " + target[j]
                            + ", and a binary loss needs targets from 0 to 1; choose squared-error or huber");
                }
            }
        }
    }
}
