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
 * @param cosine of G_k to G
 * @param rest {@code rest_K = ‖Σ_{k>K} G_k‖/‖G‖}
 * @param gradientNorm {@code ‖G‖}
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record Summands(double[] share, double[] cosine, double[] rest, double gradientNorm) {
    /** What it costs. */
    public static final String COST = LagPass.COST;

    static Summands of(LagPass pass) {
        double sum = 0;
        for (double norm : pass.summandNorm) {
            sum += norm;
        }
        double[] share = new double[pass.steps()];
        for (int k = 0; k < share.length; k++) {
            share[k] = pass.summandNorm[k] / sum;
        }
        return new Summands(share, pass.cosine, pass.rest, pass.gradientNorm);
    }
}
