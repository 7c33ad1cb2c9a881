package retrograde.engine.simd;

/**
 * A register tile of a matrix product: some rows by some vectors of columns, all sums held in registers.
 *
 * <p>
 * {@code c[r,·] = start[r,·] + Σ_s Σ_k a[r, s, k] · w[s·K + k, ·]}, in this order, each product and sum rounded once.
 * Rows of {@code a} are contiguous in k; {@code w} is packed in panels one vector wide.
 */
interface Tile {
    /**
     * Computes the tile.
     *
     * @param memory the array that holds everything
     * @param a where the first row of the operand begins
     * @param aRow numbers from a row to the next
     * @param aSegment numbers from a segment to the next
     * @param segments how many segments
     * @param k numbers of a segment
     * @param w where the first panel begins
     * @param wPanel numbers from a panel to the next
     * @param start where the first row of what is added to begins
     * @param startRow numbers from a row of it to the next; 0 for the same row each time
     * @param c where the first row of the result begins
     * @param cRow numbers from a row of the result to the next
     */
    void multiply(Object memory, int a, int aRow, int aSegment, int segments, int k, int w, int wPanel, int start,
            int startRow, int c, int cRow);
}
