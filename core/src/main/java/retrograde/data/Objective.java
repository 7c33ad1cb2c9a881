package retrograde.data;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;

/**
 * What a network is trained to do on a data set.
 *
 * @param kind the loss
 * @param outputs {@code O}: classes or predicted numbers; 0 for {@link Kind#PROJECTION}, which has no read-out
 * @param lossSteps at which steps there is a loss
 * @param delta {@code δ > 0}, where {@link Kind#HUBER} turns from a square into a straight line; 0 for others
 */
public record Objective(Kind kind, int outputs, LossSteps lossSteps, double delta) {
    private static final String CHOICES = "squared-error, huber or huber:δ, binary, binary-sum (targets from 0 to 1)";

    /** The loss of one step; {@code p = 1/(1 + e^{−y})}. */
    public enum Kind {
        /** {@code −ln softmax(y)_class}, in nats; its mean over all steps that have a loss. */
        CROSS_ENTROPY,
        /** {@code (1/O) Σᵢ (yᵢ − targetᵢ)²}; its mean over all steps that have a loss. */
        SQUARED_ERROR,
        /**
         * {@code (1/O) Σᵢ huber(yᵢ − targetᵢ)} with {@code huber(e) = e²/2} for {@code |e| ≤ δ}, else {@code δ(|e| − δ/2)}
         * (Huber 1964): errors in the data beyond δ pull no harder the larger they are.
         */
        HUBER,
        /**
         * {@code −(1/O) Σᵢ [targetᵢ ln pᵢ + (1 − targetᵢ) ln(1 − pᵢ)]}, in nats: the mean binary cross-entropy of O
         * independent yes-or-no outputs, targets in [0,1].
         */
        BINARY,
        /** The same without {@code 1/O}: the negative log-likelihood of all O at once, as for the notes of a chord. */
        BINARY_SUM,
        /** {@code v·output_T}, {@code v} a unit vector drawn from the seed: what is measured where there is no task. */
        PROJECTION;

        /** Whether targets are numbers ({@link Batch.Values}). */
        public boolean ofNumbers() {
            return this != CROSS_ENTROPY && this != PROJECTION;
        }

        /** Whether targets must lie in [0,1]. */
        public boolean ofProbabilities() {
            return this == BINARY || this == BINARY_SUM;
        }
    }

    /** Where losses are. */
    public enum LossSteps {
        /** At the last step only. */
        LAST,
        /** At every step. */
        EVERY;

        /** As it is written on the command line. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * That of a name.
         *
         * @throws InputException where there is none
         */
        public static LossSteps of(String text) {
            for (LossSteps steps : values()) {
                if (steps.text().equals(text)) {
                    return steps;
                }
            }
            throw new InputException("--loss-steps is '" + text + "'; choose last or every");
        }
    }

    /** Checks the number of outputs and δ. */
    public Objective {
        if (kind == Kind.PROJECTION ? outputs != 0 : outputs < 1) {
            throw new IllegalArgumentException(kind + " with " + outputs + " outputs");
        }
        if (kind == Kind.HUBER ? !(delta > 0) || Double.isInfinite(delta) : delta != 0) {
            throw new IllegalArgumentException(kind + " with delta " + delta);
        }
    }

    /** A loss without δ. */
    public Objective(Kind kind, int outputs, LossSteps lossSteps) {
        this(kind, outputs, lossSteps, 0);
    }

    /** The loss as models name it: {@code cross-entropy}, {@code squared-error}, {@code huber:1}, {@code binary}, … */
    public String loss() {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return kind == Kind.HUBER ? name + ":" + delta : name;
    }

    /**
     * The same outputs and steps with another loss.
     *
     * @param loss as {@link #loss} writes it; {@code huber} alone has δ = 1
     * @throws InputException where there is no such loss, or it is none for these targets
     */
    public Objective withLoss(String loss) {
        if (loss.equals(loss())) {
            return this;
        }
        int colon = loss.indexOf(':');
        String name = colon < 0 ? loss : loss.substring(0, colon);
        Kind wanted = kind(name);
        if (wanted == null || !wanted.ofNumbers() || !kind.ofNumbers()) {
            throw new InputException(
                    "loss " + loss + (wanted == null ? " is not known" : " does not fit") + ": the data's own loss is "
                            + loss() + (kind.ofNumbers() ? "; for predicted numbers there are " + CHOICES
                                    : ", and for such targets there is no other"));
        }
        if (colon >= 0 && wanted != Kind.HUBER) {
            throw new InputException("loss " + loss + ": " + name + " takes nothing after a colon");
        }
        double width = wanted != Kind.HUBER ? 0 : colon < 0 ? 1 : number(loss, loss.substring(colon + 1));
        return new Objective(wanted, outputs, lossSteps, width);
    }

    private static @Nullable Kind kind(String name) {
        for (Kind k : Kind.values()) {
            if (k.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return k;
            }
        }
        return null;
    }

    private static double number(String loss, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new InputException("loss " + loss + ": δ must be a number above 0, as in huber:1", e);
        }
        throw new InputException("loss " + loss + ": δ must be a number above 0, as in huber:1");
    }

    /** The unit of the loss, for tables: nats, or empty for the square of the target's unit. */
    public String unit() {
        return kind == Kind.CROSS_ENTROPY || kind.ofProbabilities() ? "nats" : "";
    }
}
