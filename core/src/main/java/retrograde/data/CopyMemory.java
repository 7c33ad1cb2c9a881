package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The copy memory problem: repeat ten symbols after a long wait.
 *
 * <p>Ten symbols uniform in {@code 0 … 7}; then {@code T − 1} blanks; one delimiter; ten blanks, during which the ten
 * symbols are to be answered in order. Before that the answer is the blank. So a sequence has {@code T + 20} steps with
 * a loss at each, and what is seen at step {@code k} is asked for at step {@code T + 10 + k}. Symbol 8 is the blank,
 * symbol 9 the delimiter; both are classes too, so that inputs and outputs share one alphabet of ten.
 *
 * <p>Without memory the best is to answer blanks for certain and then any of the eight symbols: a mean loss of
 * {@code 10 ln 8 / (T + 20)} nats, the chance level.
 *
 * <p>Hochreiter &amp; Schmidhuber 1997 (the idea); Arjovsky, Shah &amp; Bengio 2016 (this form). Learnt where all
 * answers of 99 of 100 sequences are right.
 */
public final class CopyMemory extends Task {
    /** How many symbols are to be recalled. */
    static final int RECALLED = 10;
    /** How many different symbols they are drawn from. */
    static final int ALPHABET = 8;
    /** The symbol that stands for nothing. */
    static final int BLANK = ALPHABET;
    /** The symbol after which the answer is due. */
    static final int DELIMITER = ALPHABET + 1;

    /** The copy memory problem. */
    public CopyMemory() {
        super("copy-memory",
                "10 symbols U{0..7}, T-1 blanks (8), delimiter (9), 10 blanks; "
                        + "targets T+10 blanks, then the 10 symbols; cross-entropy at every step",
                Criterion.ofClasses(0.99, Criterion.SEQUENCES, "ours"));
    }

    @Override
    public boolean symbolic() {
        return true;
    }

    @Override
    public int inputs() {
        return ALPHABET + 2;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, ALPHABET + 2, Objective.LossSteps.EVERY);
    }

    @Override
    public int defaultSteps() {
        return 100;
    }

    @Override
    public int length(int T) {
        return T + 2 * RECALLED;
    }

    @Override
    public int stepsForLength(int length) {
        return length - 2 * RECALLED;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", RECALLED * StrictMath.log(ALPHABET) / length(T));
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        int length = length(T);
        var inputs = new int[length * B];
        var targets = new int[length * B];
        Arrays.fill(inputs, BLANK);
        Arrays.fill(targets, BLANK);
        for (int b = 0; b < B; b++) {
            for (int k = 0; k < RECALLED; k++) {
                int symbol = random.nextInt(ALPHABET);
                inputs[k * B + b] = symbol;
                targets[(T + RECALLED + k) * B + b] = symbol;
            }
            inputs[(T + RECALLED - 1) * B + b] = DELIMITER;
        }
        return new Batch(new Batch.Symbols(length, B, ALPHABET + 2, inputs),
                new Batch.Classes(length, B, ALPHABET + 2, targets));
    }
}
