package retrograde.train;

/**
 * Keeps the lowest held-out loss, and says when it has not been beaten for too long (Prechelt 1998).
 *
 * <p>
 * What is not a number is no better than any.
 */
public final class EarlyStopping {
    private static final int BEST = 0;
    private static final int UPDATE = 1;
    private static final int SINCE = 2;

    private final int patience;
    private final double[] state = {Double.POSITIVE_INFINITY, 0, 0};

    /**
     * Nothing heard of yet.
     *
     * @param patience losses in a row that are not lower and yet do not end the training, at least 1; a large number for
     *        never
     */
    public EarlyStopping(int patience) {
        if (patience < 1) {
            throw new retrograde.InputException("--patience is " + patience
                    + ": a training may go on for at least 1 held-out loss that is not lower than the best");
        }
        this.patience = patience;
    }

    /** Hears of a held-out loss after so many updates; says whether it is the lowest so far. */
    public boolean observe(int update, double loss) {
        if (loss < state[BEST]) {
            state[BEST] = loss;
            state[UPDATE] = update;
            state[SINCE] = 0;
            return true;
        }
        state[SINCE]++;
        return false;
    }

    /** Whether so many losses in a row were not lower. */
    public boolean exhausted() {
        return state[SINCE] >= patience;
    }

    /** The lowest loss; infinity before the first. */
    public double best() {
        return state[BEST];
    }

    /** The updates after which it was lowest. */
    public int bestUpdate() {
        return (int) state[UPDATE];
    }

    /** Live: what must be kept to go on as if nothing had happened. */
    public double[] state() {
        return state;
    }
}
