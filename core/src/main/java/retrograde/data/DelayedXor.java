package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Delayed exclusive or: of a stream of bits, combine two that lie {@code T} steps back.
 *
 * <p>Bits {@code x_t}, each 0 or 1 with probability one half. The class at step t is {@code x_{t−T} ⊕ x_{t−T−1}}, as soon as
 * there are such bits: at 20 steps, so that sequences have {@code T + 21}. Cross-entropy. The class has nothing to do with
 * the bit just seen nor with any {@code T} last ones: chance is {@code ln 2} nats. All of the last {@code T + 2} bits must be
 * kept at any time.
 *
 * <p>The delayed parity of Bertschinger &amp; Natschläger 2004, of two bits in place of three. Learnt where all answers of 99
 * of 100 sequences are right.
 */
public final class DelayedXor extends Task {
    /** The answers of a sequence. */
    static final int ANSWERS = 20;

    /** Delayed exclusive or. */
    public DelayedXor() {
        super("delayed-xor", "bits with probability 1/2, class at t > T: x(t-T) xor x(t-T-1); T+21 steps",
                Criterion.ofClasses(0.99, Criterion.SEQUENCES, "ours"));
    }

    @Override
    public boolean symbolic() {
        return true;
    }

    @Override
    public int inputs() {
        return 2;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, 2, Objective.LossSteps.EVERY);
    }

    @Override
    public int defaultSteps() {
        return 5;
    }

    @Override
    public int length(int T) {
        return T + 1 + ANSWERS;
    }

    @Override
    public int stepsForLength(int length) {
        return length - 1 - ANSWERS;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", StrictMath.log(2));
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        int length = length(T);
        var inputs = new int[length * B];
        var targets = new int[length * B];
        Arrays.fill(targets, -1);
        for (int b = 0; b < B; b++) {
            for (int t = 0; t < length; t++) {
                inputs[t * B + b] = random.nextInt(2);
                if (t > T) {
                    targets[t * B + b] = inputs[(t - T) * B + b] ^ inputs[(t - T - 1) * B + b];
                }
            }
        }
        return new Batch(new Batch.Symbols(length, B, 2, inputs), new Batch.Classes(length, B, 2, targets));
    }
}
