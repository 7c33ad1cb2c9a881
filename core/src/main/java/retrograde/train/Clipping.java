package retrograde.train;

import retrograde.model.Parameters;

/**
 * Clipping by the global norm (Pascanu, Mikolov &amp; Bengio 2013): {@code g ← g · min(1, θ/(‖g‖ + 1e-6))}, PyTorch's form.
 *
 * <p>
 * It bounds the update, not the gradient's flow through time.
 *
 * @param threshold {@code θ}; infinity for no clipping
 */
public record Clipping(double threshold) {
    private static final double EPSILON = 1e-6;

    /** Checks that the threshold is positive. */
    public Clipping {
        if (!(threshold > 0)) {
            throw new retrograde.InputException("--clip is " + threshold
                    + ": the largest allowed gradient norm must be above 0; give --clip 0 for no clipping");
        }
    }

    /**
     * Clipping as an option gives it.
     *
     * @param threshold above 0, or 0 for no clipping
     */
    public static Clipping of(double threshold) {
        return threshold == 0 ? none() : new Clipping(threshold);
    }

    /** No clipping. */
    public static Clipping none() {
        return new Clipping(Double.POSITIVE_INFINITY);
    }

    /**
     * Clips in place.
     *
     * @return the norm before clipping; not finite if an entry is not, in which case nothing is changed
     */
    public double apply(Parameters gradient) {
        double norm = gradient.norm();
        double factor = threshold / (norm + EPSILON);
        if (factor < 1 && Double.isFinite(norm)) {
            gradient.named().values().forEach(a -> {
                for (int i = 0; i < a.length; i++) {
                    a[i] *= factor;
                }
            });
        }
        return norm;
    }
}
