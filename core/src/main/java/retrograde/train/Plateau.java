package retrograde.train;

/**
 * A learning rate that is cut when the held-out loss stops falling (ReduceLROnPlateau, mode min).
 *
 * <p>
 * A loss is better than the best so far if it is below {@code (1 − 1e-4)·best}. After more than {@code patience} losses in
 * a row that are not, {@code rate ← max(factor·rate, least)}; a cut of 1e-8 or less is not made.
 */
public final class Plateau implements Schedule {
    private static final double THRESHOLD = 1e-4;
    private static final double LEAST_CUT = 1e-8;
    private static final int BEST = 0;
    private static final int NOT_BETTER = 1;
    private static final int CUTS = 2;

    private final int patience;
    private final double factor;
    private final double least;
    private final double[] state = {Double.POSITIVE_INFINITY, 0, 0};

    /**
     * Nothing heard of yet.
     *
     * @param patience losses that are not better and yet change nothing, at least 0
     * @param factor in (0,1)
     * @param least the lowest rate, at least 0
     */
    public Plateau(int patience, double factor, double least) {
        Range.NOT_NEGATIVE.check(Schedules.OPTION + " plateau", "patience", patience);
        Range.INSIDE_ONE.check(Schedules.OPTION + " plateau", "factor", factor);
        Range.NOT_NEGATIVE.check(Schedules.OPTION + " plateau", "least", least);
        this.patience = patience;
        this.factor = factor;
        this.least = least;
    }

    @Override
    public double rate(double base, int update, int total) {
        double rate = base;
        for (int k = 0; k < state[CUTS]; k++) {
            double cut = Math.max(rate * factor, least);
            if (rate - cut <= LEAST_CUT) {
                // So will every later one be.
                break;
            }
            rate = cut;
        }
        return rate;
    }

    @Override
    public void observe(double loss) {
        if (loss < state[BEST] * (1 - THRESHOLD)) {
            state[BEST] = loss;
            state[NOT_BETTER] = 0;
        } else {
            state[NOT_BETTER]++;
        }
        if (state[NOT_BETTER] > patience) {
            state[CUTS]++;
            state[NOT_BETTER] = 0;
        }
    }

    /** The best loss, the losses since that were not better, and the cuts. */
    @Override
    public double[] state() {
        return state;
    }

    @Override
    public String text() {
        return new NamedSettings.Text("plateau").with("patience", patience, Schedules.STANDARD_PATIENCE)
                .with("factor", factor, Schedules.STANDARD_FACTOR)
                .with("least", least, 0)
                .toString();
    }
}
