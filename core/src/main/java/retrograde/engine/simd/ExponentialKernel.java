package retrograde.engine.simd;

/** {@code e^x} of many numbers, compiled. */
interface ExponentialKernel {
    /**
     * Replaces numbers by their exponentials.
     *
     * @param values modified
     * @param from the first
     * @param to the end; {@code to − from} a multiple of the lanes
     */
    void run(double[] values, int from, int to);
}
