package retrograde.equation;

/** Which recurrence a Jacobian describes. */
public enum View {
    /** The whole state, exactly: {@code ∂s_t/∂s_{t−1}}. The default. */
    FULL,
    /**
     * The source article's: a new state that is a function of other new states and gates is eliminated by writing the
     * old one through them with the gate held at its previous value. Exact for one step, not for products of steps.
     */
    ARTICLE
}
