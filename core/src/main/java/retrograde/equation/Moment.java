package retrograde.equation;

/** The moment at which a variable is taken: before the step ({@code h}) or after it ({@code h'}, and every gate, input and parameter). */
public enum Moment {
    /** The value at {@code t−1}: an old state {@code h}, or in the article's view a gate held at its previous value. */
    BEFORE,
    /** The value at {@code t}: a new state {@code h'}, a gate, the input {@code x} or a parameter. */
    NOW
}
