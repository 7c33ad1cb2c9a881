package retrograde.bench;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for one {@link FlowProblem}; times are microseconds a step of one sequence.
 *
 * @param problem what was run
 * @param ours from the inputs on, as libtorch's
 * @param given ours from activations that are there already
 * @param threads ours
 * @param libtorch every setting
 * @param difference between ours and libtorch's values: for Jacobians the largest over the largest entry, for exponents the
 *        largest, in nats
 */
record FlowRow(FlowProblem problem, Timing ours, Timing given, int threads, List<Peer> libtorch, double difference) {
    /** What both may reach for a Jacobian. */
    static final double JACOBIAN = 1e-10;
    /** What both may reach for an exponent, nats per step. */
    static final double EXPONENT = 1e-6;

    /**
     * libtorch with a setting.
     *
     * @param setting thread counts
     * @param timing of a step
     */
    record Peer(Setting setting, Timing timing) {}

    /** The setting with the least median. */
    Peer best() {
        return libtorch.stream().min(Comparator.comparingDouble(p -> p.timing().median())).orElseThrow();
    }

    /** How many times faster ours is. */
    double ratio() {
        return best().timing().median() / ours.median();
    }

    /** How many times faster ours is with the activations given. */
    double ratioGiven() {
        return best().timing().median() / given.median();
    }

    /** Whether both compute the same; false where something is not a number. */
    boolean agrees() {
        return difference <= (problem.exponents() == 0 ? JACOBIAN : EXPONENT);
    }

    /** The difference of two sides' values; NaN where they cannot be compared. */
    static double difference(FlowProblem problem, double @Nullable [] ours, double @Nullable [] theirs) {
        if (ours == null || theirs == null || ours.length != theirs.length) {
            return Double.NaN;
        }
        double apart = 0;
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            double d = ours[i] == theirs[i] ? 0 : Math.abs(ours[i] - theirs[i]);
            if (Double.isNaN(d)) {
                return d;
            }
            apart = Math.max(apart, d);
            largest = Math.max(largest, Math.abs(theirs[i]));
        }
        return problem.exponents() > 0 || apart == 0 ? apart : apart / largest;
    }
}
