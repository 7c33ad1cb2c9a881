package retrograde.engine.simd;

/**
 * A register tile of a sum of outer products: {@code c[r,·] += Σ_i a[i, r] · b[i, ·]} over rows {@code i}, the last
 * first.
 *
 * <p>
 * Last first, because the backward pass comes by there last first: the sum is the same whether the rows are all in
 * memory or arrive in pieces.
 */
interface OuterTile {
    /**
     * Computes the tile.
     *
     * @param memory the array that holds everything
     * @param a where the last row of the left operand begins
     * @param aRow numbers from a row to the next
     * @param b where the last row of the right operand begins
     * @param bRow numbers from a row to the next
     * @param rows how many
     * @param c where the first row of the result begins
     * @param cRow numbers from a row of the result to the next
     */
    void add(Object memory, int a, int aRow, int b, int bRow, int rows, int c, int cRow);
}
