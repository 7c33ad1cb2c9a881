package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The temporal order problem: which of two symbols came first, far apart among distractors.
 *
 * <p>A sequence of {@code T} symbols. At step {@code t₁}, uniform in {@code ⌊T/10⌋ … ⌊2T/10⌋}, and at step {@code t₂},
 * uniform in {@code ⌊4T/10⌋ … ⌊5T/10⌋} (ends included, steps counted from 0), stands an X or a Y, each with probability
 * one half; every other symbol is one of four distractors. The class, at the last step, is the order: XX, XY, YX or YY
 * (0 … 3). Cross-entropy; chance is {@code ln 4} nats. Symbols 0 … 3 are the distractors, 4 is X, 5 is Y.
 *
 * <p>Hochreiter &amp; Schmidhuber 1997 (experiment 6a), with the positions relative to {@code T} as in Pascanu, Mikolov
 * &amp; Bengio 2013, who count it as learnt where 99 of 100 sequences are right
 * (of 10,000, as Martens &amp; Sutskever 2011 do).
 */
public final class TemporalOrder extends Task {
    /** How many symbols mean nothing. */
    static final int DISTRACTORS = 4;

    /** The temporal order problem. */
    public TemporalOrder() {
        super("temporal-order",
                "4 distractors; X or Y at U{T/10..2T/10} and U{4T/10..5T/10}; "
                        + "classes XX, XY, YX, YY at the last step",
                Criterion.ofClasses(0.99, 10_000, "Pascanu, Mikolov & Bengio 2013"));
    }

    @Override
    public boolean symbolic() {
        return true;
    }

    @Override
    public int inputs() {
        return DISTRACTORS + 2;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, 4, Objective.LossSteps.LAST);
    }

    @Override
    public int defaultSteps() {
        return 100;
    }

    @Override
    public int minimumSteps() {
        return 10;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", StrictMath.log(4));
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        var inputs = new int[T * B];
        var targets = new int[T * B];
        Arrays.fill(targets, -1);
        for (int b = 0; b < B; b++) {
            for (int t = 0; t < T; t++) {
                inputs[t * B + b] = random.nextInt(DISTRACTORS);
            }
            int first = random.nextInt(2);
            int second = random.nextInt(2);
            inputs[position(random, T, 1) * B + b] = DISTRACTORS + first;
            inputs[position(random, T, 4) * B + b] = DISTRACTORS + second;
            targets[(T - 1) * B + b] = 2 * first + second;
        }
        return new Batch(new Batch.Symbols(T, B, DISTRACTORS + 2, inputs), new Batch.Classes(T, B, 4, targets));
    }

    /** Uniform between the given tenth of the sequence and the next, both included. */
    private static int position(RandomGenerator random, int T, int tenth) {
        return random.nextInt(tenth(T, tenth), tenth(T, tenth + 1) + 1);
    }

    private static int tenth(int T, int tenth) {
        return (int) ((long) T * tenth / 10);
    }
}
