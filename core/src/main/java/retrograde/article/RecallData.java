package retrograde.article;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

import retrograde.data.Baseline;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Hash;
import retrograde.data.Objective;

/**
 * One number to be told at the last step: that of the only pulse, which is in the first half, or the last one of a series
 * that runs beside it. The inputs are the same; only the need for history differs.
 *
 * <p>
 * {@code x_t = (series, pulse)}, uniform on [−1, 1), the pulse 0 at all other steps. The sequences have a fixed length; of each the last {@code T}
 * steps are shown, so that a smaller {@code T} is a truncation: neither state nor gradient reaches further back.
 *
 * @param length of the sequences, even
 * @param history whether the pulse is asked for, at least {@code length/2} steps ago, not the last one
 */
record RecallData(int length, boolean history) implements Dataset {
    @Override
    public String name() {
        return history ? "d ≥ " + length / 2 : "d = 0";
    }

    @Override
    public boolean symbolic() {
        return false;
    }

    @Override
    public int inputs() {
        return 2;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.SQUARED_ERROR, 1, Objective.LossSteps.LAST);
    }

    @Override
    public int defaultSteps() {
        return length;
    }

    @Override
    public Batch train(RandomGenerator random, int T, int B) {
        double[] inputs = new double[T * B * 2];
        double[] targets = new double[T * B];
        for (int b = 0; b < B; b++) {
            int marked = random.nextInt(length / 2);
            double target = 0;
            for (int t = 0; t < length; t++) {
                double value = 2 * random.nextDouble() - 1;
                double pulse = t == marked ? 2 * random.nextDouble() - 1 : 0;
                target = history ? target + pulse : value;
                int row = (t - (length - T)) * B + b;
                if (row >= 0) {
                    inputs[2 * row] = value;
                    inputs[2 * row + 1] = pulse;
                }
            }
            targets[(T - 1) * B + b] = target;
        }
        return new Batch(new Batch.Vectors(T, B, 2, inputs),
                new Batch.Values(T, B, 1, targets, Batch.lastStepMask(T, B)));
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return train(random, T, B);
    }

    /** The variance of a value. */
    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", 1.0 / 3.0);
    }

    @Override
    public String hash() {
        return Hash.sha256(("recall\n" + length + "\n" + history).getBytes(StandardCharsets.UTF_8));
    }
}
