package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

import retrograde.InputException;

/**
 * Inputs without meaning, to measure the flow of a network that nothing drives but noise: independent Gaussian entries
 * of mean 0, or zeros.
 *
 * <p>There is nothing to learn; the loss is {@link Objective.Kind#PROJECTION}.
 */
public final class NoiseData implements Dataset {
    private final double deviation;
    private final int width;

    /**
     * Gaussian inputs.
     *
     * @param deviation the standard deviation, finite and at least 0; 0 gives zeros
     * @param width {@code I}, at least 1
     */
    public NoiseData(double deviation, int width) {
        if (!(deviation >= 0) || Double.isInfinite(deviation)) {
            throw new InputException("The standard deviation of noise must be a number of at least 0, but is "
                    + deviation + ". Write for example noise:1, or zero for no input at all.");
        }
        if (width < 1) {
            throw new InputException(
                    "Noise needs at least one input, but --input is " + width + ". Give --input 1 or more.");
        }
        this.deviation = deviation;
        this.width = width;
    }

    /** Whether a text names noise: {@code zero}, {@code noise} or {@code noise:…}. */
    public static boolean named(String text) {
        return text.equals("zero") || text.equals("noise") || text.startsWith("noise:");
    }

    /**
     * Reads {@code noise:STD} or {@code zero}.
     *
     * @throws InputException where the deviation is missing or no number
     */
    public static NoiseData parse(String text, int width) {
        if (text.equals("zero")) {
            return new NoiseData(0, width);
        }
        if (!text.startsWith("noise:")) {
            throw new InputException("Expected noise:STD or zero, got '" + text + "'. Write for example noise:1.");
        }
        String number = text.substring("noise:".length());
        try {
            return new NoiseData(Double.parseDouble(number), width);
        } catch (NumberFormatException e) {
            throw new InputException("Expected a standard deviation after noise:, got '" + number
                    + "'. Write for example noise:1, or zero for no input at all.", e);
        }
    }

    @Override
    public String name() {
        return deviation == 0 ? "zero" : "noise:" + deviation;
    }

    @Override
    public boolean symbolic() {
        return false;
    }

    @Override
    public int inputs() {
        return width;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.PROJECTION, 0, Objective.LossSteps.LAST);
    }

    @Override
    public int defaultSteps() {
        return 256;
    }

    @Override
    public Batch train(RandomGenerator random, int T, int B) {
        if (T < 1) {
            throw new InputException(
                    "Sequences need at least one step, but " + T + " were asked for. Give --steps 1 or more.");
        }
        var values = new double[T * B * width];
        if (deviation > 0) {
            for (int k = 0; k < values.length; k++) {
                values[k] = deviation * random.nextGaussian();
            }
        }
        return new Batch(new Batch.Vectors(T, B, width, values), new Batch.Absent(T, B));
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return train(random, T, B);
    }

    /** Nothing is learnt, so any loss is as good as any other. */
    @Override
    public Baseline baseline(int T) {
        return new Baseline("none", Double.NEGATIVE_INFINITY);
    }

    @Override
    public String hash() {
        return Hash.sha256((name() + "\ninputs " + width).getBytes(StandardCharsets.UTF_8));
    }
}
