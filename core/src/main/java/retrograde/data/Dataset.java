package retrograde.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where batches come from: a text, a series, a task that generates its sequences, or plain noise.
 *
 * <p>{@code T} is always the number given as {@code --steps}: the length of a window of a text or a series, and for a
 * task the number by which its paper calls it. {@link #length} says how long the sequences are then.
 *
 * <p>Data sets are immutable; the same generator state gives the same batch.
 */
public interface Dataset {
    /** The name in tables and file names: {@code adding}, {@code moby-dick}, or a file's name. */
    String name();

    /** Whether inputs are symbols for an embedding ({@link Batch.Symbols}), not vectors ({@link Batch.Vectors}). */
    boolean symbolic();

    /** The size of the vocabulary if {@link #symbolic}, else {@code I}, the width of a vector. */
    int inputs();

    /** The loss, the number of outputs and the steps that have a loss. */
    Objective objective();

    /** Whether what is to be predicted are the inputs to come, so that whoever reads them from the end knows it already. */
    default boolean predictsInputs() {
        return false;
    }

    /** The {@code T} that is used where none is given. */
    int defaultSteps();

    /** The smallest {@code T} for which the data set is defined. */
    default int minimumSteps() {
        return 1;
    }

    /** The length of the sequences for {@code T}: {@code T} itself, unless the data set says otherwise. */
    default int length(int T) {
        return T;
    }

    /** The {@code T} whose sequences have the given length: the inverse of {@link #length}. */
    default int stepsForLength(int length) {
        return length;
    }

    /** The longest sequence that {@link #train} can give; {@link Integer#MAX_VALUE} where sequences are generated. */
    default int longestTrain() {
        return Integer.MAX_VALUE;
    }

    /** The longest sequence that {@link #heldOut} can give; {@link Integer#MAX_VALUE} where sequences are generated. */
    default int longestHeldOut() {
        return Integer.MAX_VALUE;
    }

    /**
     * Sequences of {@code length(T)} steps to learn from, or of fewer where they differ in length.
     *
     * @param random drawn from in a fixed order, so that a seed gives the same sequences again
     * @param T at least {@link #minimumSteps}, and {@code length(T)} at most {@link #longestTrain}
     * @param B the number of sequences, at least 1
     * @throws retrograde.InputException where {@code T} is too small or too large for the data
     */
    Batch train(RandomGenerator random, int T, int B);

    /**
     * Sequences from the training part to measure the flow on: like {@link #train}, but each of exactly
     * {@code length(T)} steps.
     */
    default Batch window(RandomGenerator random, int T, int B) {
        return train(random, T, B);
    }

    /**
     * Sequences to judge by, from the part of the data that {@link #train} never shows; fresh draws where sequences are
     * generated.
     *
     * @param random drawn from in a fixed order
     * @param T at least {@link #minimumSteps}, and {@code length(T)} at most {@link #longestHeldOut}
     * @param B the number of sequences, at least 1
     * @throws retrograde.InputException where {@code T} is too small or too large for the data
     */
    Batch heldOut(RandomGenerator random, int T, int B);

    /** The loss that a trained network must beat at {@code T}; a lower loss is better. */
    Baseline baseline(int T);

    /** When it counts as learnt; empty for texts and series, where there is no end to that. */
    default Optional<Criterion> criterion() {
        return Optional.empty();
    }

    /** What symbols, columns and classes mean: what a model trained on these data needs to know of others. */
    default Encoding encoding() {
        return Encoding.NONE;
    }

    /** SHA-256, in hexadecimal, of the content or of the task's definition: what provenance records. */
    String hash();
}
