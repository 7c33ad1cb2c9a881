package retrograde.engine.simd;

/** An elementary function of many numbers, compiled. */
interface FunctionKernel {
    /**
     * {@code into[to + i] = f(a[from + i])} for all {@code from + i < end}.
     *
     * @param a not modified, unless it is {@code into} as well and the numbers take their own places
     * @param end {@code end − from} is a multiple of the lanes
     */
    void run(double[] a, int from, int end, double[] into, int to);
}
