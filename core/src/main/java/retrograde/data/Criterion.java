package retrograde.data;

import java.util.Arrays;

/**
 * When a task counts as learnt: so large a share of fresh sequences is answered right. A sequence is right if all its
 * answers are.
 *
 * @param tolerance a number is right if it is off by less; of classes the largest output must be the right one, and this is
 *        NaN
 * @param share of sequences, in (0,1]
 * @param source who asks for it
 */
public record Criterion(double tolerance, double share, String source) {
    /** Checks the share. */
    public Criterion {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share);
        }
    }

    /** Of classes. */
    public static Criterion ofClasses(double share, String source) {
        return new Criterion(Double.NaN, share, source);
    }

    /** Of numbers. */
    public static Criterion ofNumbers(double tolerance, double share, String source) {
        return new Criterion(tolerance, share, source);
    }

    /**
     * Which sequences are answered right.
     *
     * @param pairs the indices {@code t·B + b} with a loss, as {@link Batch#lossPairs} gives them
     * @param outputs {@code [pairs,O]} of the network; not modified
     * @return {@code [B]}; an output that is not a number is wrong
     */
    public boolean[] right(Batch.Targets targets, int[] pairs, double[] outputs) {
        boolean[] right = new boolean[targets.size()];
        Arrays.fill(right, true);
        int width = outputs.length / Math.max(1, pairs.length);
        for (int k = 0; k < pairs.length; k++) {
            int from = k * width;
            right[pairs[k] % targets.size()] &= switch (targets) {
                case Batch.Classes c -> largest(outputs, from, width) == c.values()[pairs[k]];
                case Batch.Values v -> near(outputs, from, v.values(), pairs[k] * width, width);
                case Batch.Absent _ -> throw new IllegalArgumentException("there is nothing to answer");
            };
        }
        return right;
    }

    /** Whether so many right sequences of all are enough. */
    public boolean met(long right, long sequences) {
        return sequences > 0 && right >= share * sequences;
    }

    private static int largest(double[] outputs, int from, int width) {
        int best = 0;
        for (int o = 0; o < width; o++) {
            if (Double.isNaN(outputs[from + o])) {
                return -1;
            }
            best = outputs[from + o] > outputs[from + best] ? o : best;
        }
        return best;
    }

    private boolean near(double[] outputs, int from, double[] targets, int at, int width) {
        boolean near = true;
        for (int o = 0; o < width; o++) {
            near &= Math.abs(outputs[from + o] - targets[at + o]) < tolerance;
        }
        return near;
    }
}
