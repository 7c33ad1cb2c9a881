package retrograde.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * When a task counts as learnt: so large a share of fresh sequences is answered right. A sequence is right if all its
 * answers are.
 *
 * @param tolerance a number is right if it is off by less; of classes the largest output must be the right one, and this is
 *        NaN
 * @param share of sequences, in (0,1]
 * @param sequences of which so large a share must be right, at least 1
 * @param source who asks for it
 */
public record Criterion(double tolerance, double share, int sequences, String source) {
    /** How many sequences are judged where nobody says. */
    public static final int SEQUENCES = 1_000;

    /** Checks share and count. */
    public Criterion {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share);
        }
        if (sequences < 1) {
            throw new IllegalArgumentException(sequences + " sequences");
        }
    }

    /** Of classes. */
    public static Criterion ofClasses(double share, int sequences, String source) {
        return new Criterion(Double.NaN, share, sequences, source);
    }

    /** Of numbers. */
    public static Criterion ofNumbers(double tolerance, double share, int sequences, String source) {
        return new Criterion(tolerance, share, sequences, source);
    }

    /** In words: {@code every answer off by less than 0.08 in all of 2000 sequences (Hochreiter & Schmidhuber 1997)}. */
    public String text() {
        String answers = Double.isNaN(tolerance) ? "every answer right" : "every answer off by less than " + tolerance;
        // The share in per cent, without the rounding of 1 − 13/2000 and the like.
        BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2).round(new MathContext(6)).stripTrailingZeros();
        return answers + " in " + (share == 1 ? "all" : percent.toPlainString() + " %") + " of " + sequences
                + " sequences (" + source + ")";
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
