package retrograde.equation;

/**
 * The functions of the cell language, and the few that only derivatives need.
 *
 * <p>
 * All act elementwise except {@link #LAYERNORM}, {@link #MEAN} and {@link #INVERSE_DEVIATION}, which act on a whole
 * vector; the last two give one number, repeated over the vector's entries.
 */
public enum Function {
    /** {@code 1 / (1 + e⁻ᵘ)}. */
    SIGMOID("sigmoid", 1, true),
    /** {@code tanh u}. */
    TANH("tanh", 1, true),
    /** {@code max(u, 0)}; derivative 0 at 0. */
    RELU("relu", 1, true),
    /** {@code eᵘ}. */
    EXP("exp", 1, true),
    /** Natural logarithm. */
    LOG("log", 1, true),
    /** {@code ln(1 + eᵘ)}. */
    SOFTPLUS("softplus", 1, true),
    /** {@code |u|}; derivative 0 at 0. */
    ABS("abs", 1, true),
    /** {@code √u}. */
    SQRT("sqrt", 1, true),
    /** The smaller of two; at a tie the derivative goes to the first. */
    MIN("min", 2, true),
    /** The larger of two; at a tie the derivative goes to the first. */
    MAX("max", 2, true),
    /** {@code (v − mean)/√(var + 1e-5)} over the entries of one vector. */
    LAYERNORM("layernorm", 1, true),
    /** {@code 1} where {@code u > 0}, else 0; appears in derivatives only. */
    STEP("step", 1, false),
    /** {@code −1, 0, 1}; appears in derivatives only. */
    SIGN("sign", 1, false),
    /** The mean of a vector's entries, repeated; appears in the derivative of layernorm only. */
    MEAN("mean", 1, false),
    /** {@code 1/√(var + 1e-5)} of a vector, repeated; appears in the derivative of layernorm only. */
    INVERSE_DEVIATION("inverseDeviation", 1, false);

    /** The variance offset of {@link #LAYERNORM} and {@link #INVERSE_DEVIATION}. */
    public static final double LAYERNORM_EPSILON = 1e-5;

    private final String text;
    private final int arity;
    private final boolean inLanguage;

    Function(String text, int arity, boolean inLanguage) {
        this.text = text;
        this.arity = arity;
        this.inLanguage = inLanguage;
    }

    /** The name as written in a cell file. */
    public String text() {
        return text;
    }

    /** The number of arguments. */
    public int arity() {
        return arity;
    }

    /** Whether a cell file may use it; false for those that only derivatives need. */
    public boolean inLanguage() {
        return inLanguage;
    }

    /** Whether its derivative jumps somewhere. */
    public boolean kinked() {
        return this == RELU || this == ABS || this == MIN || this == MAX;
    }

    /** Whether entry {@code i} of the result depends on entry {@code i} of the arguments only. */
    public boolean elementwise() {
        return this != LAYERNORM && this != MEAN && this != INVERSE_DEVIATION;
    }
}
