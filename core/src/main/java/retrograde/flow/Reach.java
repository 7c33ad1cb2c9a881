package retrograde.flow;

/**
 * How many steps back the gradient must be followed to be had to within {@code 1−q}: {@code K_q}, the smallest K with
 * {@code rest_j ≤ 1−q} for every {@code j ≥ K}.
 *
 * <p>
 * It is also the window of truncated backpropagation that reproduces the gradient to within 1−q. A reach beyond half of
 * the window cannot be told from a longer one and is censored: "≥ T/2".
 *
 * @param k50 {@code K_0.5}, steps
 * @param k90 {@code K_0.9}
 * @param k99 {@code K_0.99}
 * @param error jackknife standard error of {@code K_0.9} over 8 groups of pairs
 * @param censored whether {@code rest_{T/2} > 0.1}
 * @param window {@code T}
 * @param pairs the number of (sequence, loss step) pairs
 */
public record Reach(int k50, int k90, int k99, double error, boolean censored, int window, int pairs) {
    /** What it costs. */
    public static final String COST = LagPass.COST;

    static Reach of(LagPart part) {
        int groups = part.restWithout.length;
        double[] k90 = new double[groups];
        double mean = 0;
        for (int g = 0; g < groups; g++) {
            k90[g] = smallest(part.restWithout[g], 0.9);
            mean += k90[g] / groups;
        }
        double squares = 0;
        for (double k : k90) {
            squares += (k - mean) * (k - mean);
        }
        double error = Math.sqrt(squares * (groups - 1) / groups);
        boolean censored = !(part.rest[part.steps() / 2] <= 0.1);
        return new Reach(smallest(part.rest, 0.5), smallest(part.rest, 0.9), smallest(part.rest, 0.99), error, censored,
                part.steps(), part.pairs());
    }

    /** The smallest K from which on every rest is at most {@code 1−q}. */
    public static int smallest(double[] rest, double q) {
        int k = rest.length;
        while (k > 0 && rest[k - 1] <= 1 - q + 1e-12) {
            k--;
        }
        return k;
    }
}
