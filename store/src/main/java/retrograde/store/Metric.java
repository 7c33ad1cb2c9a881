package retrograde.store;

/**
 * One value of one metric.
 *
 * @param update how many updates had been made
 * @param name of the metric
 * @param value with the bits that were given, NaN (in its usual form) and infinities included
 */
public record Metric(int update, String name, double value) {
    /** The loss of an update, on what it was trained on. */
    public static final String LOSS = "loss";
    /** The loss on data that are not trained on; the least is the best. */
    public static final String HELD_OUT = "heldOut";
    /** The norm of an update's gradient, before it was clipped. */
    public static final String GRADIENT_NORM = "gradientNorm";
}
