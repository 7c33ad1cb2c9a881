package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The parity problem: is the number of ones odd?
 *
 * <p>{@code T} bits, each 0 or 1 with probability one half. The class, at the last step, is their sum modulo 2.
 * Cross-entropy. Whoever misses a single bit knows nothing of the class: chance is {@code ln 2} nats for every predictor
 * that does not remember all of them, so that there is nothing to learn from on the way.
 *
 * <p>Bengio, Simard &amp; Frasconi 1994. (Hochreiter &amp; Schmidhuber 1997 showed that guessing weights at random solves it:
 * a hard problem for gradients, not for networks.) Learnt where 99 of 100 sequences are right.
 */
public final class Parity extends Task {
    /** The parity problem. */
    public Parity() {
        super("parity", "T bits with probability 1/2, class at the last step: their sum modulo 2",
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
        return new Objective(Objective.Kind.CROSS_ENTROPY, 2, Objective.LossSteps.LAST);
    }

    @Override
    public int defaultSteps() {
        return 20;
    }

    @Override
    public int minimumSteps() {
        return 2;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", StrictMath.log(2));
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        var inputs = new int[T * B];
        var targets = new int[T * B];
        Arrays.fill(targets, -1);
        for (int b = 0; b < B; b++) {
            int parity = 0;
            for (int t = 0; t < T; t++) {
                int bit = random.nextInt(2);
                inputs[t * B + b] = bit;
                parity ^= bit;
            }
            targets[(T - 1) * B + b] = parity;
        }
        return new Batch(new Batch.Symbols(T, B, 2, inputs), new Batch.Classes(T, B, 2, targets));
    }
}
