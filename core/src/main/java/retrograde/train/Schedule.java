package retrograde.train;

/**
 * The course of the learning rate: a function of the update and of how many there are in all. {@link Plateau} alone also
 * hears of held-out losses, and what it keeps of them is its {@link #state}.
 *
 * <p>
 * Conventions are PyTorch's, its scheduler stepped after every update. {@link Schedules#read} makes one from a text.
 */
public sealed interface Schedule
        permits Schedule.Constant, Schedule.Steps, Schedule.Exponential, Schedule.Cosine, Schedule.Warmup, Plateau {
    /**
     * The learning rate of an update.
     *
     * @param base the rate given, above 0
     * @param update updates made before it, from 0
     * @param total updates in all; where more are made, the course stays where it ends
     */
    double rate(double base, int update, int total);

    /** Hears of a held-out loss; what is not a number is no better than any. */
    default void observe(double loss) {}

    /** Everything that must be saved to go on as if nothing had happened; live; empty where nothing is kept. */
    default double[] state() {
        return new double[0];
    }

    /** The shortest text that reads back as the same course: {@code warmup:100+cosine}. */
    String text();

    /** {@code base}. */
    record Constant() implements Schedule {
        @Override
        public double rate(double base, int update, int total) {
            return base;
        }

        @Override
        public String text() {
            return "constant";
        }
    }

    /**
     * {@code base · factor^⌊u/every⌋} (StepLR).
     *
     * @param every updates of one rate, at least 1
     * @param factor above 0
     */
    record Steps(int every, double factor) implements Schedule {
        /** Checks the ranges. */
        public Steps {
            Schedules.checkCount("step", "every", every);
            Range.POSITIVE.check(Schedules.OPTION + " step", "factor", factor);
        }

        @Override
        public double rate(double base, int update, int total) {
            int stair = update / every;
            return base * StrictMath.pow(factor, stair);
        }

        @Override
        public String text() {
            return new NamedSettings.Text("step").with("every", every, 0)
                    .with("factor", factor, Schedules.STANDARD_FACTOR)
                    .toString();
        }
    }

    /**
     * {@code base · factor^u} (ExponentialLR).
     *
     * @param factor above 0
     */
    record Exponential(double factor) implements Schedule {
        /** Checks the range. */
        public Exponential {
            Range.POSITIVE.check(Schedules.OPTION + " exponential", "factor", factor);
        }

        @Override
        public double rate(double base, int update, int total) {
            return base * StrictMath.pow(factor, update);
        }

        @Override
        public String text() {
            return new NamedSettings.Text("exponential").with("factor", factor, 0).toString();
        }
    }

    /**
     * {@code to + (base − to)·(1 + cos(π u/total))/2} (CosineAnnealingLR without restarts; Loshchilov &amp; Hutter 2017).
     *
     * @param to the rate it falls to, at least 0; the last update is one short of it
     */
    record Cosine(double to) implements Schedule {
        /** Checks the range. */
        public Cosine {
            Range.NOT_NEGATIVE.check(Schedules.OPTION + " cosine", "to", to);
        }

        @Override
        public double rate(double base, int update, int total) {
            if (update >= total) {
                return to;
            }
            return to + (base - to) * (1 + StrictMath.cos(Math.PI * update / total)) / 2;
        }

        @Override
        public String text() {
            return new NamedSettings.Text("cosine").with("to", to, 0).toString();
        }
    }

    /**
     * {@code base · (u + 1)/N} for the first N updates (LinearLR from 1/N over N − 1 steps), then another course from its
     * own beginning, over the updates that are left.
     *
     * @param updates N, at least 1
     * @param then what follows
     */
    record Warmup(int updates, Schedule then) implements Schedule {
        /** Checks N. */
        public Warmup {
            Schedules.checkCount("warmup", "updates", updates);
        }

        @Override
        public double rate(double base, int update, int total) {
            return update < updates ? base * (update + 1) / updates
                    : then.rate(base, update - updates, Math.max(1, total - updates));
        }

        @Override
        public void observe(double loss) {
            then.observe(loss);
        }

        @Override
        public double[] state() {
            return then.state();
        }

        @Override
        public String text() {
            return "warmup:" + updates + (then instanceof Constant ? "" : "+" + then.text());
        }
    }
}
