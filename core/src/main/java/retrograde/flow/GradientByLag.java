package retrograde.flow;

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

    static GradientByLag of(LagPass pass) {
        int lags = pass.steps();
        double[] logNorm = new double[lags];
        double[] logError = new double[lags];
        int[] count = new int[lags];
        for (int k = 0; k < lags; k++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double log : pass.logDelta[k]) {
                if (!Double.isNaN(log)) {
                    count[k]++;
                    largest = Math.max(largest, log);
                }
            }
            double sum = 0;
            double squares = 0;
            for (double log : pass.logDelta[k]) {
                if (!Double.isNaN(log) && log > Double.NEGATIVE_INFINITY) {
                    double scaled = StrictMath.exp(log - largest);
                    sum += scaled;
                    squares += scaled * scaled;
                }
            }
            int n = count[k];
            double mean = sum / n;
            logNorm[k] = n == 0 ? Double.NaN
                    : largest == Double.NEGATIVE_INFINITY ? largest : StrictMath.log(mean) + largest;
            double variance = Math.max(0, squares / n - mean * mean) * n / (n - 1.0);
            logError[k] = n < 2 || mean == 0 ? Double.NaN : Math.sqrt(variance / n) / mean;
        }
        return new GradientByLag(logNorm, logError, count);
    }
}
