package retrograde.train;

import java.util.Arrays;

/** The gradient's norms at the last updates, to tell what is usual; kept as one array that a checkpoint holds. */
final class RecentNorms {
    /** The norms seen, and the last of them in a ring: number k (from 0) is at {@code 1 + k mod N}. */
    private final double[] state;

    /**
     * None seen yet.
     *
     * @param kept N, the norms looked back on
     */
    RecentNorms(int kept) {
        state = new double[kept + 1];
    }

    /** Live: what must be kept to go on as if nothing had happened. */
    double[] state() {
        return state;
    }

    /** Takes in a finite norm. */
    void add(double norm) {
        state[1 + (int) (state[0] % (state.length - 1))] = norm;
        state[0]++;
    }

    /** How many are known, at most N. */
    int known() {
        return (int) Math.min(state[0], state.length - 1);
    }

    /**
     * A quantile of the norms known, between two of them by the straight line.
     *
     * @param part in [0,1]; 0.5 for the median
     */
    double quantile(double part) {
        double[] sorted = Arrays.copyOfRange(state, 1, 1 + known());
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        double rest = place - below;
        return rest == 0 ? sorted[below] : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
    }
}
