package retrograde.article;

/** One claim of the article, made into an experiment. */
public interface Claim {
    /** Its number, {@code C1} … {@code C22}. */
    String id();

    /**
     * Runs experiment and control. The figures depend on the laboratory's extent and seed alone, not on its threads.
     */
    Finding examine(Laboratory laboratory);
}
