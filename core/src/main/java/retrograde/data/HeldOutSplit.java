package retrograde.data;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

import retrograde.InputException;

/**
 * How a sequence of {@code N} items (characters, rows) is split in time: {@code ⌊N/10⌋} items are held out, the last ones
 * but for those of a test part, which nobody draws from. A window of {@code T} steps takes {@code T + 1} items, since each
 * step predicts the next item, and all of them lie in one part.
 *
 * @param what what the data are, for messages: {@code "text 'x.txt'"}
 * @param items what the items are, for messages: {@code "characters"}
 * @param count {@code N}, at least 20, so that there is one prediction to judge by
 * @param test how many items, at the end, are the test part
 */
record HeldOutSplit(String what, String items, int count, int test) {
    /** Windows drawn before one that can be used is looked for from where the last one began. */
    private static final int TRIES = 100;

    HeldOutSplit {
        if (count < 20) {
            throw new InputException("The " + what + " has " + count + " " + items
                    + ", but at least 20 are needed: the last 10 % are held out, and that must be two of them or more. Give"
                    + " longer data.");
        }
    }

    /** Without a test part. */
    HeldOutSplit(String what, String items, int count) {
        this(what, items, count, 0);
    }

    /** The number of items in the training part, which is also the index of the first one held out. */
    int cut() {
        return count - test - count / 10;
    }

    /** Where the part held out ends, which is where the test part begins. */
    int end() {
        return count - test;
    }

    /** The longest window of the training part. */
    int longestTrain() {
        return cut() - 1;
    }

    /** The longest window of the held-out part. */
    int longestHeldOut() {
        return count / 10 - 1;
    }

    /** The first items of {@code B} windows of the training part, uniform over all places where one fits. */
    int[] trainStarts(RandomGenerator random, int T, int B) {
        return trainStarts(random, T, B, _ -> true);
    }

    /** The same over the places of windows that can be used. */
    int[] trainStarts(RandomGenerator random, int T, int B, IntPredicate usable) {
        checkSteps(T);
        if (T > longestTrain()) {
            double share = 0.9 - (double) test / count;
            throw new InputException(tooShort(T, "The first " + Math.round(100 * share) + " % (" + cut() + ") are",
                    (long) Math.ceil((T + 1) / share), longestTrain()));
        }
        return starts(random, 0, cut() - T, B, usable);
    }

    /** The first items of {@code B} windows of the held-out part, uniform over all places where one fits. */
    int[] heldOutStarts(RandomGenerator random, int T, int B) {
        return heldOutStarts(random, T, B, _ -> true);
    }

    /** The same over the places of windows that can be used. */
    int[] heldOutStarts(RandomGenerator random, int T, int B, IntPredicate usable) {
        checkSteps(T);
        if (T > longestHeldOut()) {
            throw new InputException(
                    tooShort(T,
                            test > 0 ? "The 10 % before the test part (" + count / 10 + ") are held out,"
                                    : "The last 10 % (" + count / 10 + ") are held out,",
                            10L * (T + 1), longestHeldOut()));
        }
        return starts(random, cut(), end() - T, B, usable);
    }

    private int[] starts(RandomGenerator random, int from, int to, int B, IntPredicate usable) {
        var starts = new int[B];
        for (int b = 0; b < B; b++) {
            starts[b] = random.nextInt(from, to);
            for (int tries = 1; tries < TRIES && !usable.test(starts[b]); tries++) {
                starts[b] = random.nextInt(from, to);
            }
            int left = to - from;
            while (!usable.test(starts[b])) {
                if (--left == 0) {
                    throw new InputException("The " + what + " has no window of that length with a value to predict"
                            + " among its " + items + " " + (from + 1) + " to " + (from == 0 ? cut() : end())
                            + ". Give longer windows with --steps, or data with fewer gaps.");
                }
                starts[b] = starts[b] + 1 == to ? from : starts[b] + 1;
            }
        }
        return starts;
    }

    private void checkSteps(int T) {
        if (T < 1) {
            throw new InputException("Windows of the " + what + " need at least one step, but " + T
                    + " were asked for. Give --steps 1 or more.");
        }
    }

    private String tooShort(int T, String part, long needed, int longest) {
        return "The " + what + " has " + count + " " + items + ". " + part + " too few for windows of " + T
                + " steps. Give at least " + needed + " " + items + ", or --steps " + longest + " or less.";
    }
}
