package retrograde.model;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/** Which entries of rows {@code [n,width]} a dropout keeps. */
final class Mask {
    private final boolean[] kept;
    private final double factor;
    private final int batch;
    private final int width;
    private final boolean variational;

    /**
     * Draws a mask.
     *
     * @param rows n; for variational dropout each sequence has one row of the mask whatever n is
     * @param batch {@code B}
     */
    Mask(Dropout dropout, int rows, int batch, int width, RandomGenerator random) {
        this.variational = dropout.variational();
        this.batch = batch;
        this.width = width;
        this.factor = 1 / (1 - dropout.probability());
        this.kept = draw((variational ? batch : rows) * width, dropout.probability(), random);
    }

    /** Entries that are kept with probability {@code 1 − p}, to one part in 2³². */
    static boolean[] draw(int count, double probability, RandomGenerator random) {
        boolean[] kept = new boolean[count];
        long limit = Math.round(probability * 0x1p32);
        for (int i = 0; i < count; i += 2) {
            long bits = random.nextLong();
            kept[i] = bits >>> 32 >= limit;
            if (i + 1 < count) {
                kept[i + 1] = (bits & 0xffff_ffffL) >= limit;
            }
        }
        return kept;
    }

    /**
     * Drops from rows what is not kept, and divides the rest by {@code 1 − p}.
     *
     * @param pairs for each row its index {@code t·B + b}, ascending; null where all rows are there, in order
     */
    void apply(double[] rows, int @Nullable [] pairs) {
        int n = rows.length / width;
        for (int k = 0; k < n; k++) {
            int from = (variational ? (pairs == null ? k : pairs[k]) % batch : k) * width;
            for (int j = 0; j < width; j++) {
                rows[k * width + j] *= kept[from + j] ? factor : 0;
            }
        }
    }
}
