package retrograde.data;

/**
 * What a network is trained to do on a data set.
 *
 * @param kind the loss
 * @param outputs {@code O}: classes or predicted numbers; 0 for {@link Kind#PROJECTION}, which has no read-out
 * @param lossSteps at which steps there is a loss
 */
public record Objective(Kind kind, int outputs, LossSteps lossSteps) {
    /** The loss of one step. */
    public enum Kind {
        /** {@code −ln softmax(y)_class}, in nats; its mean over all steps that have a loss. */
        CROSS_ENTROPY,
        /** {@code (1/O) Σᵢ (yᵢ − targetᵢ)²}; its mean over all steps that have a loss. */
        SQUARED_ERROR,
        /** {@code v·output_T}, {@code v} a unit vector drawn from the seed: what is measured where there is no task. */
        PROJECTION
    }

    /** Where losses are. */
    public enum LossSteps {
        /** At the last step only. */
        LAST,
        /** At every step. */
        EVERY
    }

    /** Checks the number of outputs. */
    public Objective {
        if (kind == Kind.PROJECTION ? outputs != 0 : outputs < 1) {
            throw new IllegalArgumentException(kind + " with " + outputs + " outputs");
        }
    }

    /** The unit of the loss, for tables: nats, or the square of the target's unit. */
    public String unit() {
        return kind == Kind.CROSS_ENTROPY ? "nats" : "";
    }
}
