package retrograde.flow;

/**
 * The gradient of the parameters by lag: {@code G_k = mean δ_{t,k} ∂⁺s_{t−k}/∂θ}, {@code Σ_k G_k = dL/dθ} of the recurrent
 * layers' parameters (∂⁺: direct dependence only).
 *
 * <p>
 * Sums of norms ({@code share}) count a small flat tail as much as a large part that points one way; {@code rest} does
 * not, and defines {@link Reach}.
 *
 * @param share for k = 0 … T−1 the mean norm of the summand over the sum of mean norms
 * @param cosine of G_k to G; NaN where one of them is zero
 * @param rest {@code rest_K = ‖Σ_{k>K} G_k‖/‖G‖}; 0 where G is zero
 * @param restError jackknife standard error of each over 8 groups of pairs
 * @param keptCosine for each K the cosine of what truncation leaves, {@code Σ_{k≤K} G_k}, to G; NaN where G is zero or what is left is
 *        less than 1e-4 of it
 * @param logGradientNorm {@code ln ‖G‖}
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record Summands(double[] share, double[] cosine, double[] rest, double[] restError, double[] keptCosine,
        double logGradientNorm) {
    /** What it costs. */
    public static final String COST = LagPass.COST;

    static Summands of(LagPart part) {
        double[] share = new double[part.steps()];
        double logSum = Statistics.logMeanExp(part.logSummandNorm) + StrictMath.log(share.length);
        for (int k = 0; k < share.length; k++) {
            share[k] = StrictMath.exp(part.logSummandNorm[k] - logSum);
        }
        return new Summands(share, part.cosine, part.rest, restError(part), part.keptCosine, part.logGradientNorm);
    }

    private static double[] restError(LagPart part) {
        double[] error = new double[part.steps()];
        for (int k = 0; k < error.length; k++) {
            error[k] = Statistics.jackknife(part.restWithout, k);
        }
        return error;
    }
}
