package retrograde.train;

import retrograde.model.Parameters;

/** Keeps the step of one update within bounds, by changing its gradient. May hold state for one training. */
public sealed interface GradientClipping permits Clipping, LayerClipping, AdaptiveClipping {
    /**
     * Clips in place.
     *
     * @param norm of the whole gradient; finite
     * @return whether a threshold was passed
     */
    boolean apply(Parameters gradient, double norm);

    /** Everything that must be saved to go on as if nothing had happened; live; empty where nothing is kept. */
    default double[] state() {
        return new double[0];
    }
}
