package retrograde.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A side with its thread counts.
 *
 * @param side who
 * @param threads libtorch's intra-op threads, DL4J's OpenMP threads, our own threads
 * @param blas OpenBLAS' threads
 */
record Setting(Side side, int threads, int blas) {
    /** Ours first, then all settings of the others that might be their best. */
    static List<Setting> all(int threads) {
        List<Setting> all = new ArrayList<>();
        all.add(new Setting(Side.OURS, threads, 1));
        List<Integer> counts = threads == 1 ? List.of(1) : List.of(1, threads);
        for (int intra : counts) {
            for (int blas : counts) {
                all.add(new Setting(Side.LIBTORCH, intra, blas));
            }
        }
        for (int count : counts) {
            all.add(new Setting(Side.DL4J, count, count));
        }
        return all;
    }

    /** As in a result: {@code "intra-op 1, OpenBLAS 2"}. */
    @Override
    public String toString() {
        return switch (side) {
            case OURS -> "threads " + threads;
            case LIBTORCH -> "intra-op " + threads + ", OpenBLAS " + blas;
            case DL4J -> "OpenMP " + threads + ", OpenBLAS " + blas;
        };
    }
}
