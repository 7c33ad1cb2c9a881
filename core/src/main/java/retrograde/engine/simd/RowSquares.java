package retrograde.engine.simd;

/**
 * Sums of squares of rows, in as many parts as a cache line has numbers: part {@code i} is the sum over entries {@code i},
 * {@code i + line}, … in order, whatever the vectors' width.
 */
interface RowSquares {
    /**
     * Computes the parts.
     *
     * @param memory the array that holds everything
     * @param from where the first row begins
     * @param stride numbers from a row to the next
     * @param rows how many
     * @param columns entries of a row, whole cache lines
     * @param to where the parts of the first row go; those of the others follow
     */
    void run(Object memory, int from, int stride, int rows, int columns, int to);
}
