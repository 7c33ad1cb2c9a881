package retrograde.train;

import java.util.Arrays;

/**
 * The gradient's norms at the last updates, to tell what is usual. A ring of {@link #KEPT}, kept as one array that a
 * checkpoint holds: the number seen, then the norms.
 */
final class RecentNorms {
    /** Norms kept. */
    static final int KEPT = 100;
    /** Norms from which it is known what is usual. */
    static final int FEWEST = 20;

    private final double[] state = new double[KEPT + 1];

    /** Live: what must be kept to go on as if nothing had happened. */
    double[] state() {
        return state;
    }

    /** Takes in a finite norm. */
    void add(double norm) {
        state[1 + (int) (state[0] % KEPT)] = norm;
        state[0]++;
    }

    /** Whether there are enough to tell. */
    boolean enough() {
        return state[0] >= FEWEST;
    }

    /**
     * The smallest of the kept norms that at least a part of them does not exceed.
     *
     * @param part in (0, 1]; 0.5 for the (lower) median
     */
    double quantile(double part) {
        int n = (int) Math.min(state[0], KEPT);
        double[] sorted = Arrays.copyOfRange(state, 1, 1 + n);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(part * n) - 1)];
    }
}
