package retrograde.model;

/**
 * Entries set to zero at random while a model is trained; those kept are divided by {@code 1 − p}, so that nothing changes
 * on average and nothing needs to be done when it is used (Srivastava et al. 2014).
 *
 * @param probability {@code p} of an entry to be dropped, in {@code [0,1)}
 * @param variational whether a sequence drops the same entries at all its steps (Gal &amp; Ghahramani 2016), else new ones at
 *        each step
 */
public record Dropout(double probability, boolean variational) {
    /** Nothing is dropped. */
    public static final Dropout NONE = new Dropout(0, false);

    /** Checks the probability. */
    public Dropout {
        check(probability);
    }

    static void check(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("a dropout of " + probability + "; it must be at least 0 and below 1");
        }
    }

    /** Whether anything is dropped. */
    public boolean drops() {
        return probability > 0;
    }
}
