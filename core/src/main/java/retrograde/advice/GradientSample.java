package retrograde.advice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

/**
 * Gradients of fresh training batches at a model's present parameters.
 *
 * @param norms {@code ‖dL/dθ‖} of each batch, all parameters together, not clipped; may be infinite or NaN
 * @param bias for each window of truncated backpropagation asked for what it does to the mean gradient
 * @param batch {@code B}, sequences of each batch
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
record GradientSample(double[] norms, List<Bias> bias, int batch) {
    /** How many batches. */
    static final int BATCHES = 64;

    private static final int GROUPS = 8;

    /**
     * What truncation does to the gradient of the recurrent layers' parameters, both means over the same batches.
     *
     * @param relative {@code ‖ḡ_W − ḡ‖/‖ḡ‖}
     * @param error its jackknife standard error over 8 groups of batches
     * @param cosine of ḡ_W to ḡ
     */
    record Bias(double relative, double error, double cosine) {}

    /**
     * Draws batches as a run would, other ones than its own, and finds their gradients.
     *
     * @param steps the data's {@code T}
     * @param windows of truncated backpropagation
     */
    static GradientSample of(Model model, Dataset data, int steps, int batch, List<Integer> windows, long seed,
            Execution execution) {
        double[] norms = new double[BATCHES];
        int count = windows.isEmpty() ? 0
                : Math.toIntExact(model.architecture().layers().stream().mapToLong(LayerShape::parameterCount).sum());
        double[][][] sums = new double[windows.size() + 1][GROUPS][count];
        model.execute(execution);
        try {
            Parameters gradient = new Parameters(model.architecture());
            for (int i = 0; i < BATCHES; i++) {
                Batch drawn = data.train(Seeds.generator(seed, "advice " + i), steps, batch);
                gradient.clear();
                model.gradient(drawn, gradient);
                norms[i] = gradient.norm();
                if (count > 0) {
                    add(gradient, sums[0][i % GROUPS]);
                }
                for (int w = 0; w < windows.size(); w++) {
                    model.truncate(windows.get(w));
                    gradient.clear();
                    model.gradient(drawn, gradient);
                    model.truncate(Integer.MAX_VALUE);
                    add(gradient, sums[w + 1][i % GROUPS]);
                }
            }
        } finally {
            model.truncate(Integer.MAX_VALUE);
            model.execute(Execution.reference());
        }
        List<Bias> bias = new ArrayList<>();
        for (int w = 0; w < windows.size(); w++) {
            bias.add(bias(sums[0], sums[w + 1]));
        }
        return new GradientSample(norms, bias, batch);
    }

    private static void add(Parameters gradient, double[] to) {
        int at = 0;
        for (int l = 0; l < gradient.architecture().layers().size(); l++) {
            Weights layer = gradient.layer(l);
            for (double[] array : layer.arrays().values()) {
                for (double v : array) {
                    to[at++] += v;
                }
            }
        }
    }

    private static Bias bias(double[][] whole, double[][] truncated) {
        double[] without = new double[GROUPS];
        for (int g = 0; g < GROUPS; g++) {
            without[g] = compare(total(whole, g), total(truncated, g)).relative();
        }
        double mean = Arrays.stream(without).average().orElse(Double.NaN);
        double squares = Arrays.stream(without).map(v -> (v - mean) * (v - mean)).sum();
        Bias all = compare(total(whole, -1), total(truncated, -1));
        return new Bias(all.relative(), Math.sqrt(squares * (GROUPS - 1) / GROUPS), all.cosine());
    }

    /** The sum over all groups but one. */
    private static double[] total(double[][] groups, int without) {
        double[] sum = new double[groups[0].length];
        for (int g = 0; g < groups.length; g++) {
            for (int i = 0; i < sum.length && g != without; i++) {
                sum[i] += groups[g][i];
            }
        }
        return sum;
    }

    private static Bias compare(double[] whole, double[] truncated) {
        double distance = 0;
        double dot = 0;
        double squares = 0;
        double kept = 0;
        for (int i = 0; i < whole.length; i++) {
            distance += (whole[i] - truncated[i]) * (whole[i] - truncated[i]);
            dot += whole[i] * truncated[i];
            squares += whole[i] * whole[i];
            kept += truncated[i] * truncated[i];
        }
        return new Bias(Math.sqrt(distance / squares), Double.NaN, dot / Math.sqrt(squares * kept));
    }
}
