package retrograde.bench;

import java.util.Map;

/**
 * How far two sides are apart after some updates.
 *
 * @param updates how many
 * @param loss {@code |ℓ₁ − ℓ₂| / |ℓ₂|}
 * @param gradient the largest, over all parameters, of the largest difference of an entry over the largest entry
 * @param worst the parameter in which that is
 */
record Difference(int updates, double loss, double gradient, String worst) {
    /** What both may reach: float32 sums in another order. */
    static final double TOLERANCE = 1e-4;

    /** Ours against theirs. */
    static Difference between(int updates, Evaluation ours, Evaluation theirs) {
        double largest = 0;
        String worst = "";
        for (Map.Entry<String, float[]> each : ours.gradient().entrySet()) {
            float[] other = theirs.gradient().get(each.getKey());
            double relative = other == null || other.length != each.getValue().length ? Double.NaN
                    : relative(each.getValue(), other);
            // A comparison that NaN does not pass: what cannot be compared is the worst.
            if (!(relative <= largest)) {
                largest = relative;
                worst = each.getKey();
                if (Double.isNaN(relative)) {
                    break;
                }
            }
        }
        return new Difference(updates, loss(ours, theirs), largest, worst);
    }

    /** {@code |ℓ₁ − ℓ₂| / |ℓ₂|}, 0 where both are the same. */
    static double loss(Evaluation ours, Evaluation theirs) {
        double difference = Math.abs(ours.loss() - theirs.loss());
        return difference == 0 ? 0 : difference / Math.abs(theirs.loss());
    }

    private static double relative(float[] ours, float[] theirs) {
        double apart = 0;
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            double d = Math.abs((double) ours[i] - theirs[i]);
            if (!(d <= apart)) {
                apart = d;
            }
            largest = Math.max(largest, Math.abs(theirs[i]));
            if (Double.isNaN(apart)) {
                return apart;
            }
        }
        return apart == 0 ? 0 : apart / largest;
    }

    /** Whether both agree within float32's rounding; false where something is not a number. */
    boolean agrees() {
        return loss <= TOLERANCE && gradient <= TOLERANCE;
    }
}
