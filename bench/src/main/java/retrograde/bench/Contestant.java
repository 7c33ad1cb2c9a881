package retrograde.bench;

/**
 * One side of a comparison: trains a {@link Problem}, one step at a time. Belongs to one thread at a time.
 *
 * <p>
 * A new side starts from the problem's first weights and from Adam's moments at zero.
 */
interface Contestant extends AutoCloseable {
    /** What runs the cell, for the result. */
    String name();

    /** One training step: forward, backward, Adam. This is what is timed. */
    void step();

    /** What a step leaves to be put right and its timing shall not hold; by default nothing. */
    default void afterStep() {}

    /** Loss and gradient at the present weights; moves nothing. Not timed. */
    Evaluation evaluate();

    @Override
    void close();
}
