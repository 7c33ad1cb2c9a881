package retrograde.flow;

import java.util.Arrays;
import java.util.List;

/**
 * What a {@link LagPass} found of one layer, or of all together; in the layer's own time, see {@link OwnTime}.
 *
 * <p>
 * Lag k is k steps before the loss in the order in which the layer reads. The states after the loss in that order, lags 0, −1,
 * −2, …, reach the loss through a layer above that reads the other way; summands of lags k and −k are told together.
 */
final class LagPart {
    /** ln ‖δ_{t,k}‖ of each pair, {@code [k−1][pair]}; means nothing beyond {@link #past}. */
    final double[][] logDelta;
    /** ln ‖δ_{t,−j}‖ of each pair, {@code [j][pair]}; means nothing from {@link #ahead} on. Empty where it is zero. */
    final double[][] logAhead;
    /** For each pair the number of lags k ≥ 1 that it has. */
    final int[] past;
    /** For each pair the number of lags k ≤ 0 that it has. */
    final int[] ahead;
    /** For each lag k ≥ 0 the logarithm of the mean over pairs of the norm of the summand. */
    final double[] logSummandNorm;
    /** For each lag k ≥ 0 the cosine of G_k to G; NaN where one of them is zero. */
    final double[] cosine;
    /** For each lag K ≥ 0 {@code rest_K} of all pairs; 0 where G is. */
    final double[] rest;
    /** For each lag K ≥ 0 the cosine of {@code Σ_{k≤K} G_k} to G. */
    final double[] keptCosine;
    /** For each group rests with the group left out. */
    final double[][] restWithout;
    /** {@code ln ‖G‖}. */
    double logGradientNorm;

    /**
     * Room for it.
     *
     * @param steps {@code T}
     * @param aheadLags how many lags k ≤ 0
     */
    LagPart(int steps, int pairs, int aheadLags) {
        logDelta = new double[steps][pairs];
        logAhead = new double[aheadLags][pairs];
        past = new int[pairs];
        ahead = new int[pairs];
        logSummandNorm = new double[steps];
        cosine = new double[steps];
        rest = new double[steps];
        keptCosine = new double[steps];
        restWithout = new double[LagPass.GROUPS][steps];
    }

    /** Takes in what is carried in all layers together: {@code ‖δ_k‖² = Σ ‖δ_k^{(l)}‖²} over those that have the lag. */
    void join(List<LagPart> layers) {
        for (double[] logs : logDelta) {
            Arrays.fill(logs, Double.NEGATIVE_INFINITY);
        }
        for (LagPart layer : layers) {
            for (int pair = 0; pair < past.length; pair++) {
                past[pair] = Math.max(past[pair], layer.past[pair]);
                for (int k = 0; k < layer.past[pair]; k++) {
                    logDelta[k][pair] = Statistics.logNorm(logDelta[k][pair], layer.logDelta[k][pair]);
                }
            }
        }
    }

    /** {@code T}: the number of lags measured, k = 0 … T−1 for summands, 1 … T for δ. */
    int steps() {
        return rest.length;
    }

    int pairs() {
        return past.length;
    }

    /** Whether a pair's loss step has at least {@code lag} steps up to and including it. */
    boolean reaches(int lag, int pair) {
        return lag <= past[pair];
    }
}
