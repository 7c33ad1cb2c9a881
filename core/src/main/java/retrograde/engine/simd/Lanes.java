package retrograde.engine.simd;

/**
 * The arithmetic of one format, float32 or float64, from which pointwise programs and elementary functions are built.
 *
 * <p>
 * The same description of a function is run by whoever implements this: an evaluator of single numbers, a writer of
 * bytecode on vectors, a writer of bytecode on scalars. Every operation rounds once, as IEEE 754 says, so all of them
 * give the same bits.
 *
 * @param <V> a value of the format
 * @param <N> an integer as wide as the format, 32 or 64 bits
 * @param <M> the outcome of a comparison
 */
interface Lanes<V, N, M> {
    /** Whether the format is float64. */
    boolean wide();

    /** A constant, rounded to the format. */
    V constant(double value);

    /** {@code a + b}. */
    V add(V a, V b);

    /** {@code a − b}. */
    V subtract(V a, V b);

    /** {@code a·b}. */
    V multiply(V a, V b);

    /** {@code a / b}. */
    V divide(V a, V b);

    /** {@code a·b + c}, rounded once. */
    V fma(V a, V b, V c);

    /** {@code −a}. */
    V negate(V a);

    /** {@code |a|}. */
    V abs(V a);

    /** {@code √a}. */
    V sqrt(V a);

    /** {@code a < b}; false if one is NaN. */
    M less(V a, V b);

    /** {@code a ≤ b}; false if one is NaN. */
    M lessOrEqual(V a, V b);

    /** {@code a = b}; false if one is NaN. */
    M equal(V a, V b);

    /** {@code condition ? a : b}. */
    V select(M condition, V a, V b);

    /** The bits of a value. */
    N bits(V a);

    /** The value with these bits. */
    V fromBits(N bits);

    /** An integer constant. */
    N integer(long value);

    /** {@code a + b}, wrapping. */
    N addIntegers(N a, N b);

    /** {@code a − b}, wrapping. */
    N subtractIntegers(N a, N b);

    /** Bitwise and. */
    N and(N a, N b);

    /** Bitwise or. */
    N or(N a, N b);

    /** {@code a · 2^distance}, wrapping. */
    N shiftLeft(N a, int distance);

    /** The bits moved right, zeros coming in: there is no arithmetic shift of 64-bit lanes before AVX-512. */
    N shiftRight(N a, int distance);
}
