package retrograde.engine.simd;

/** A pointwise program, compiled. */
interface PointwiseKernel {
    /**
     * Runs it on rows of one step.
     *
     * @param memory the array that holds everything
     * @param step the step's slot
     * @param row the first row
     * @param rows how many
     * @param columns entries of a row, whole vectors
     * @param base for each access, where row 0 of step 0 begins
     * @param stepStride for each access, numbers from a step to the next
     * @param rowStride for each access, numbers from a row to the next
     */
    void run(Object memory, int step, int row, int rows, int columns, int[] base, int[] stepStride, int[] rowStride);
}
