package retrograde.bench;

/** One side of a comparison of {@link FlowProblem}s. Belongs to one thread at a time. */
interface FlowContestant extends AutoCloseable {
    /** Runs the next stretch of the problem and returns its steps, those of all sequences together. This is what is timed. */
    int run();

    /**
     * The same from activations that are there already: without the forward pass.
     *
     * @return 0 where this side cannot, and nothing was run
     */
    int runGiven();

    /** The Jacobian of every sequence at the last step, {@code [S,n,n]}; or the exponents, descending. Not timed. */
    double[] values();

    @Override
    void close();
}
