package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Noisy counting: how many marked symbols were among the noise?
 *
 * <p>A number {@code n}, uniform in {@code 0 … 9}, of marked symbols stands at different steps drawn evenly from all but the
 * last; every other symbol is one of four distractors. The class, at the last step, is {@code n}. Cross-entropy. The last
 * symbol is always a distractor, so that whoever remembers nothing knows nothing: chance is {@code ln 10} nats. Symbols
 * 0 … 3 are the distractors, 4 is the mark.
 *
 * <p>Counting as such is studied by Gers &amp; Schmidhuber 2001 and Weiss, Goldberg &amp; Yahav 2018; this form, with noise
 * between what is to be counted, is ours. Learnt where 99 of 100 sequences are right.
 */
public final class NoisyCounting extends Task {
    /** How many symbols mean nothing. */
    static final int DISTRACTORS = 4;
    /** The symbol to be counted. */
    static final int MARK = DISTRACTORS;
    /** The largest number of marks. */
    static final int MOST = 9;

    /** Noisy counting. */
    public NoisyCounting() {
        super("noisy-counting",
                "4 distractors; n = U{0..9} marks at different steps of [0,T-1); class n at the last step",
                Criterion.ofClasses(0.99, Criterion.SEQUENCES, "ours"));
    }

    @Override
    public boolean symbolic() {
        return true;
    }

    @Override
    public int inputs() {
        return DISTRACTORS + 1;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, MOST + 1, Objective.LossSteps.LAST);
    }

    @Override
    public int defaultSteps() {
        return 50;
    }

    @Override
    public int minimumSteps() {
        return MOST + 1;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", StrictMath.log(MOST + 1));
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        var inputs = new int[T * B];
        var targets = new int[T * B];
        Arrays.fill(targets, -1);
        for (int b = 0; b < B; b++) {
            int count = random.nextInt(MOST + 1);
            int left = count;
            for (int t = 0; t < T; t++) {
                // Of the steps that are left before the last one, each is as likely to be marked.
                boolean mark = t < T - 1 && random.nextInt(T - 1 - t) < left;
                inputs[t * B + b] = mark ? MARK : random.nextInt(DISTRACTORS);
                left -= mark ? 1 : 0;
            }
            targets[(T - 1) * B + b] = count;
        }
        return new Batch(new Batch.Symbols(T, B, DISTRACTORS + 1, inputs), new Batch.Classes(T, B, MOST + 1, targets));
    }
}
