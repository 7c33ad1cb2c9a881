package retrograde.data;

import java.util.Arrays;

/**
 * Some sequences of one length with what is to be predicted from them: {@code T} steps times {@code B} sequences.
 *
 * <p>All arrays are flat and time-major: entry {@code (t,b)} of {@code [T,B]} is at {@code t·B + b}, entry
 * {@code (t,b,i)} of {@code [T,B,I]} at {@code (t·B + b)·I + i}. They are not copied, and nobody modifies them.
 *
 * <p>Sequences of different length end together: a shorter one begins at a later step, and what stands before means
 * nothing.
 *
 * @param inputs what the network sees
 * @param targets what it is to predict, and where
 * @param starts for each sequence the step at which it begins, in {@code 0 … T − 1}; no loss lies before it
 */
@SuppressWarnings("ArrayRecordComponent") // batches are compared by nobody
public record Batch(Inputs inputs, Targets targets, int[] starts) {
    /** What the network sees at every step. */
    public sealed interface Inputs {
        /** {@code T}. */
        int steps();

        /** {@code B}. */
        int size();
    }

    /**
     * One symbol a step, for an embedding.
     *
     * @param steps {@code T}, at least 1
     * @param size {@code B}, at least 1
     * @param vocabulary the number of symbols
     * @param values {@code [T,B]}, each in {@code 0 … vocabulary − 1}
     */
    @SuppressWarnings("ArrayRecordComponent") // batches are compared by nobody, and copying them would cost
    public record Symbols(int steps, int size, int vocabulary, int[] values) implements Inputs {
        /** Checks the shape and the range of the symbols. */
        public Symbols {
            checkLength("symbols", values.length, steps, size, 1);
            for (int k = 0; k < values.length; k++) {
                if (values[k] < 0 || values[k] >= vocabulary) {
                    throw new IllegalArgumentException("symbol " + values[k] + " at step " + k / size + " of sequence "
                            + k % size + " is not in 0.." + (vocabulary - 1));
                }
            }
        }
    }

    /**
     * One vector a step.
     *
     * @param steps {@code T}, at least 1
     * @param size {@code B}, at least 1
     * @param width {@code I}, at least 1
     * @param values {@code [T,B,I]}
     */
    @SuppressWarnings("ArrayRecordComponent") // batches are compared by nobody, and copying them would cost
    public record Vectors(int steps, int size, int width, double[] values) implements Inputs {
        /** Checks the shape. */
        public Vectors {
            checkLength("vectors", values.length, steps, size, width);
        }
    }

    /** What is to be predicted, and at which steps. */
    public sealed interface Targets {
        /** {@code T}. */
        int steps();

        /** {@code B}. */
        int size();

        /** Whether step {@code t} of sequence {@code b} has a loss. */
        boolean lossAt(int t, int b);
    }

    /**
     * One class a step.
     *
     * @param steps {@code T}
     * @param size {@code B}
     * @param count the number of classes
     * @param values {@code [T,B]}, each in {@code 0 … count − 1}, or −1 where there is no loss
     */
    @SuppressWarnings("ArrayRecordComponent") // batches are compared by nobody, and copying them would cost
    public record Classes(int steps, int size, int count, int[] values) implements Targets {
        /** Checks the shape and the range of the classes. */
        public Classes {
            checkLength("classes", values.length, steps, size, 1);
            for (int k = 0; k < values.length; k++) {
                if (values[k] < -1 || values[k] >= count) {
                    throw new IllegalArgumentException("class " + values[k] + " at step " + k / size + " of sequence "
                            + k % size + " is neither -1 (no loss) nor in 0.." + (count - 1));
                }
            }
        }

        @Override
        public boolean lossAt(int t, int b) {
            return values[t * size + b] >= 0;
        }
    }

    /**
     * One vector of real numbers a step.
     *
     * @param steps {@code T}
     * @param size {@code B}
     * @param width {@code O}, the outputs of the network
     * @param values {@code [T,B,O]}; entries without a loss are ignored
     * @param mask {@code [T,B]}, true where there is a loss
     */
    @SuppressWarnings("ArrayRecordComponent") // batches are compared by nobody, and copying them would cost
    public record Values(int steps, int size, int width, double[] values, boolean[] mask) implements Targets {
        /** Checks the shapes. */
        public Values {
            checkLength("values", values.length, steps, size, width);
            checkLength("mask", mask.length, steps, size, 1);
        }

        @Override
        public boolean lossAt(int t, int b) {
            return mask[t * size + b];
        }
    }

    /**
     * No target: the loss is the projection of the last output on a fixed vector ({@link Objective.Kind#PROJECTION}).
     *
     * @param steps {@code T}
     * @param size {@code B}
     */
    public record Absent(int steps, int size) implements Targets {
        @Override
        public boolean lossAt(int t, int b) {
            return t == steps - 1;
        }
    }

    /** Sequences that all begin at the first step. */
    public Batch(Inputs inputs, Targets targets) {
        this(inputs, targets, new int[inputs.size()]);
    }

    /** Checks that inputs and targets have the same steps and sequences, and that losses lie within the sequences. */
    public Batch {
        if (inputs.steps() != targets.steps() || inputs.size() != targets.size()) {
            throw new IllegalArgumentException("inputs are [" + inputs.steps() + "," + inputs.size() + "] but targets ["
                    + targets.steps() + "," + targets.size() + "]");
        }
        if (starts.length != inputs.size()) {
            throw new IllegalArgumentException(starts.length + " starts for " + inputs.size() + " sequences");
        }
        for (int b = 0; b < starts.length; b++) {
            checkStart(targets, starts[b], b);
        }
    }

    private static void checkStart(Targets targets, int start, int b) {
        if (start < 0 || start >= targets.steps()) {
            throw new IllegalArgumentException("sequence " + b + " begins at step " + start + " of " + targets.steps());
        }
        for (int t = 0; t < start; t++) {
            if (targets.lossAt(t, b)) {
                throw new IllegalArgumentException(
                        "sequence " + b + " has a loss at step " + t + ", before its first step " + start);
            }
        }
    }

    /** {@code T}, the number of steps. */
    public int steps() {
        return inputs.steps();
    }

    /** {@code B}, the number of sequences. */
    public int size() {
        return inputs.size();
    }

    /** Whether step {@code t} of sequence {@code b} has a loss. */
    public boolean lossAt(int t, int b) {
        return targets.lossAt(t, b);
    }

    /** Whether step {@code t} has a loss in any sequence. */
    public boolean lossAt(int t) {
        for (int b = 0; b < size(); b++) {
            if (targets.lossAt(t, b)) {
                return true;
            }
        }
        return false;
    }

    /** The number of (step, sequence) pairs with a loss: the mean loss divides by it. */
    public int lossCount() {
        int count = 0;
        for (int t = 0; t < steps(); t++) {
            for (int b = 0; b < size(); b++) {
                count += targets.lossAt(t, b) ? 1 : 0;
            }
        }
        return count;
    }

    /** The indices {@code t·B + b} of the pairs with a loss, ascending. */
    public int[] lossPairs() {
        int[] pairs = new int[lossCount()];
        int k = 0;
        for (int t = 0; t < steps(); t++) {
            for (int b = 0; b < size(); b++) {
                if (targets.lossAt(t, b)) {
                    pairs[k++] = t * size() + b;
                }
            }
        }
        return pairs;
    }

    /** A mask {@code [T,B]} that is true at the last step only. */
    public static boolean[] lastStepMask(int steps, int size) {
        var mask = new boolean[steps * size];
        Arrays.fill(mask, (steps - 1) * size, steps * size, true);
        return mask;
    }

    private static void checkLength(String what, int length, int steps, int size, int width) {
        if (steps < 1 || size < 1 || width < 1) {
            throw new IllegalArgumentException("a batch needs at least one step, one sequence and one entry, got "
                    + steps + ", " + size + ", " + width);
        }
        if (length != (long) steps * size * width) {
            throw new IllegalArgumentException(
                    what + " have " + length + " entries instead of " + steps + " x " + size + " x " + width);
        }
    }
}
