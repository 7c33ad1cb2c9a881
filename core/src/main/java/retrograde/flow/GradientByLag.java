package retrograde.flow;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code g_k}: the size of the gradient of one loss k steps back, {@code mean ‖∂ℓ_t/∂s_{t−k}‖₂} over sequences and loss
 * steps {@code t ≥ k}, kept as a logarithm.
 *
 * <p>
 * {@code δ_{t,k} = ∂ℓ_t/∂s_{t−k}} is what is carried across t−k → t−k+1, without what step t−k adds itself; ℓ_t is the loss
 * of one step, not divided by T.
 *
 * @param logNorm {@code ln g_k} for k = 1 … T; −∞ for zero
 * @param logError standard error of {@code ln g_k}: that of g_k divided by g_k; NaN with fewer than two sequences
 * @param count for each k how many (sequence, loss step) pairs reach that far
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record GradientByLag(double[] logNorm, double[] logError, int[] count) {
    /** What it costs. */
    public static final String COST = LagPass.COST;

    static GradientByLag of(LagPart part) {
        return of(part.logDelta, part.past);
    }

    /** That of the states after the loss in the layer's own time, for lags 0, −1, −2, … */
    static GradientByLag ahead(LagPart part) {
        return of(part.logAhead, part.ahead);
    }

    /**
     * Means over the pairs that have a lag.
     *
     * @param logDelta {@code [lag][pair]}
     * @param reach for each pair how many lags it has
     */
    private static GradientByLag of(double[][] logDelta, int[] reach) {
        int lags = logDelta.length;
        double[] logNorm = new double[lags];
        double[] logError = new double[lags];
        int[] count = new int[lags];
        for (int k = 0; k < lags; k++) {
            double[] logs = logs(logDelta[k], reach, k);
            count[k] = logs.length;
            double logMean = logs.length == 0 ? Double.NaN : Statistics.logMeanExp(logs);
            logNorm[k] = logMean;
            double[] relative = Arrays.stream(logs).map(log -> StrictMath.exp(log - logMean)).toArray();
            logError[k] = logs.length < 2 || Double.isInfinite(logMean) ? Double.NaN
                    : Statistics.standardError(relative);
        }
        return new GradientByLag(logNorm, logError, count);
    }

    private static double[] logs(double[] logDelta, int[] reach, int k) {
        return IntStream.range(0, reach.length).filter(b -> reach[b] > k).mapToDouble(b -> logDelta[b]).toArray();
    }
}
