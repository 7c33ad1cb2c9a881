package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Brackets: which one must close next?
 *
 * <p>The first {@code T} symbols of a well-formed word of four kinds of brackets, at most five of them open at a time
 * (Dyck-(4,5)), whose first bracket stays open and whose last symbol closes one. After every closing bracket the class is
 * the kind of the innermost bracket that is still open, the only one that may be closed next. Cross-entropy at these steps;
 * after an opening bracket the answer is the bracket just seen and is not asked for. Kinds are drawn evenly: to whoever
 * remembers nothing all are as likely, and chance is {@code ln 4} nats. Symbols 0 … 3 open, 4 … 7 close, in the same order.
 *
 * <p>Up to their kinds all such sequences of a length are equally likely. Hewitt, Hahn, Ganguli, Liang &amp; Manning 2020
 * (bounded Dyck languages); Skachkova, Trost &amp; Klakow 2018 (the closing bracket as the answer). Learnt where all answers of
 * 99 of 100 sequences are right.
 */
public final class Dyck extends Task {
    /** The kinds of brackets. */
    static final int KINDS = 4;
    /** The most brackets open at a time. */
    static final int DEPTH = 5;

    /** Brackets. */
    public Dyck() {
        super("dyck",
                "prefixes of Dyck-(4,5), 0..3 open, 4..7 close, first never closed, last closes, uniform; "
                        + "class after each closing one: kind of the innermost open",
                Criterion.ofClasses(0.99, Criterion.SEQUENCES, "ours"));
    }

    @Override
    public boolean symbolic() {
        return true;
    }

    @Override
    public int inputs() {
        return 2 * KINDS;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, KINDS, Objective.LossSteps.EVERY);
    }

    @Override
    public int defaultSteps() {
        return 50;
    }

    @Override
    public int minimumSteps() {
        return 3;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", StrictMath.log(KINDS));
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        double[][] opening = opening(T);
        var inputs = new int[T * B];
        var targets = new int[T * B];
        Arrays.fill(targets, -1);
        var open = new int[DEPTH];
        for (int b = 0; b < B; b++) {
            int depth = 0;
            for (int t = 0; t < T; t++) {
                if (depth == 0 || random.nextDouble() < opening[T - t][depth]) {
                    int kind = random.nextInt(KINDS);
                    open[depth++] = kind;
                    inputs[t * B + b] = kind;
                } else {
                    inputs[t * B + b] = KINDS + open[--depth];
                    targets[t * B + b] = open[depth - 1];
                }
            }
        }
        return new Batch(new Batch.Symbols(T, B, 2 * KINDS, inputs), new Batch.Classes(T, B, KINDS, targets));
    }

    /**
     * The probability of opening one more bracket, by the symbols left and the brackets open: the share of ways to go on
     * that begin so. Ways are counted from the end, each count relative to the largest, so that none is too large.
     */
    private static double[][] opening(int T) {
        var opening = new double[T + 1][DEPTH + 1];
        // Before the last symbol, which closes a bracket and leaves one.
        var ways = new double[DEPTH + 2];
        Arrays.fill(ways, 2, DEPTH + 1, 1);
        for (int left = 2; left <= T; left++) {
            var longer = new double[DEPTH + 2];
            double largest = 0;
            for (int depth = 1; depth <= DEPTH; depth++) {
                double all = ways[depth + 1] + ways[depth - 1];
                opening[left][depth] = all == 0 ? 0 : ways[depth + 1] / all;
                longer[depth] = all;
                largest = Math.max(largest, all);
            }
            for (int depth = 1; depth <= DEPTH; depth++) {
                longer[depth] /= largest;
            }
            ways = longer;
        }
        return opening;
    }
}
