package retrograde.train;

import retrograde.InputException;
import retrograde.model.Parameters;

/**
 * Clipping of gradients: by the global norm (Pascanu, Mikolov &amp; Bengio 2013), {@code g ← g · min(1, θ/(‖g‖ + 1e-6))},
 * PyTorch's form; or by value (Mikolov 2012), {@code g_i ← max(−θ, min(θ, g_i))}, which may turn the gradient.
 *
 * <p>
 * Either bounds the update, not the gradient's flow through time; {@link ParameterClipping} bounds that.
 *
 * @param kind by what
 * @param threshold {@code θ}; infinity for no clipping
 */
public record Clipping(Kind kind, double threshold) implements GradientClipping {
    private static final double EPSILON = 1e-6;

    /** What is held to the threshold. */
    public enum Kind {
        /** The norm of all entries together; the direction stays. */
        NORM,
        /** Every entry by itself. */
        VALUE
    }

    /**
     * What clipping did.
     *
     * @param norm of the whole gradient before clipping; not finite if an entry is not
     * @param clipped whether the threshold was passed
     */
    public record Applied(double norm, boolean clipped) {}

    /** Checks that the threshold is positive. */
    public Clipping {
        if (!(threshold > 0)) {
            throw new InputException(kind == Kind.NORM
                    ? "--clip is " + threshold
                            + ": the largest allowed gradient norm must be above 0; give --clip 0 for no clipping"
                    : "--clip-value is " + threshold
                            + ": the largest allowed entry of a gradient must be above 0; leave it out for no clipping by"
                            + " value");
        }
    }

    /** Clipping by the norm. */
    public Clipping(double threshold) {
        this(Kind.NORM, threshold);
    }

    /** Clipping by value. */
    public static Clipping byValue(double threshold) {
        return new Clipping(Kind.VALUE, threshold);
    }

    /**
     * Clipping by the norm as an option gives it.
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

    /** Clips in place; a gradient whose norm is not finite is left as it is. */
    public Applied apply(Parameters gradient) {
        double norm = gradient.norm();
        return new Applied(norm, Double.isFinite(norm) && apply(gradient, norm));
    }

    @Override
    public boolean apply(Parameters gradient, double norm) {
        return switch (kind) {
            case NORM -> byNorm(gradient, norm);
            case VALUE -> byValue(gradient);
        };
    }

    private boolean byNorm(Parameters gradient, double norm) {
        double factor = threshold / (norm + EPSILON);
        if (factor < 1) {
            gradient.named().values().forEach(a -> {
                for (int i = 0; i < a.length; i++) {
                    a[i] *= factor;
                }
            });
        }
        return norm > threshold;
    }

    private boolean byValue(Parameters gradient) {
        boolean clipped = false;
        for (double[] a : gradient.named().values()) {
            for (int i = 0; i < a.length; i++) {
                if (Math.abs(a[i]) > threshold) {
                    a[i] = Math.copySign(threshold, a[i]);
                    clipped = true;
                }
            }
        }
        return clipped;
    }
}
