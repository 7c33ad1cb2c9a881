package retrograde.model;

import java.util.random.RandomGenerator;

/** Draws a class from logits: {@code P(i) = exp(y_i/τ) / Σ_j exp(y_j/τ)}; the likeliest at temperature {@code τ = 0}. */
public final class Sampling {
    private Sampling() {}

    /**
     * Draws one.
     *
     * @param logits {@code [O]}; not modified
     * @param temperature τ ≥ 0
     */
    public static int draw(double[] logits, double temperature, RandomGenerator random) {
        int likeliest = 0;
        for (int i = 1; i < logits.length; i++) {
            likeliest = logits[i] > logits[likeliest] ? i : likeliest;
        }
        if (temperature == 0) {
            return likeliest;
        }
        double all = 0;
        for (double logit : logits) {
            all += StrictMath.exp((logit - logits[likeliest]) / temperature);
        }
        double left = random.nextDouble() * all;
        for (int i = 0; i < logits.length; i++) {
            left -= StrictMath.exp((logits[i] - logits[likeliest]) / temperature);
            if (left < 0) {
                return i;
            }
        }
        // Rounding left a little over.
        return likeliest;
    }

    /** {@code ln P(i)} at temperature 1. */
    public static double logProbability(double[] logits, int i) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }
        double all = 0;
        for (double logit : logits) {
            all += StrictMath.exp(logit - largest);
        }
        return logits[i] - largest - StrictMath.log(all);
    }
}
