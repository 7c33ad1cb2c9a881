package retrograde.data;

import java.util.random.RandomGenerator;

import retrograde.InputException;

/**
 * How a sequence of {@code N} items (characters, rows) is split in time: the last tenth, {@code ⌊N/10⌋} items, is held
 * out. A window of {@code T} steps takes {@code T + 1} items, since each step predicts the next item, and all of them
 * lie on one side of the cut.
 *
 * @param what what the data are, for messages: {@code "text 'x.txt'"}
 * @param items what the items are, for messages: {@code "characters"}
 * @param count {@code N}, at least 20, so that there is one prediction to judge by
 */
record HeldOutSplit(String what, String items, int count) {
    HeldOutSplit {
        if (count < 20) {
            throw new InputException("The " + what + " has " + count + " " + items
                    + ", but at least 20 are needed: the last 10 % are held out, and that must be two of them or more. Give"
                    + " longer data.");
        }
    }

    /** The number of items in the training part, which is also the index of the first one held out. */
    int cut() {
        return count - count / 10;
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
        checkSteps(T);
        if (T > longestTrain()) {
            throw new InputException(
                    tooShort(T, "The first 90 % (" + cut() + ") are", (long) Math.ceil((T + 1) / 0.9), longestTrain()));
        }
        return starts(random, 0, cut() - T, B);
    }

    /** The first items of {@code B} windows of the held-out part, uniform over all places where one fits. */
    int[] heldOutStarts(RandomGenerator random, int T, int B) {
        checkSteps(T);
        if (T > longestHeldOut()) {
            throw new InputException(
                    tooShort(T, "The last 10 % (" + count / 10 + ") are held out,", 10L * (T + 1), longestHeldOut()));
        }
        return starts(random, cut(), count - T, B);
    }

    private static int[] starts(RandomGenerator random, int from, int to, int B) {
        var starts = new int[B];
        for (int b = 0; b < B; b++) {
            starts[b] = random.nextInt(from, to);
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
