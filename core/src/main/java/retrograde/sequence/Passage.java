package retrograde.sequence;

import java.util.List;

import retrograde.engine.Activations;

/**
 * Sequences run through a stack piece by piece, in the memory of one piece: the states go over from each piece to the
 * next, and the values are the same bits as those of {@link Stack#forward} in one go.
 */
public final class Passage {
    private final Stack stack;
    private final int steps;
    private final Source source;
    private final double[] input;
    private final List<Activations> activations;
    private int first;
    private int length;

    /** Gives the inputs of one piece after the other. */
    @FunctionalInterface
    public interface Source {
        /** Writes those of steps {@code first … first + steps − 1} into {@code into}, {@code [steps,B,I]} from its start. */
        void write(int first, int steps, double[] into);
    }

    /**
     * Runs the first piece.
     *
     * @param steps {@code T}
     * @param batch {@code B}
     * @param piece the steps of a piece; the last one has what is left
     */
    public Passage(Stack stack, int steps, int batch, int piece, Source source) {
        this.stack = stack;
        this.steps = steps;
        this.source = source;
        this.length = Math.min(piece, steps);
        this.input = new double[length * batch * stack.layer(0).shape().inputs()];
        source.write(0, length, input);
        this.activations = stack.forward(input, length, batch, null);
    }

    /** Runs the next piece in the place of the one before; false if that was the last. */
    public boolean advance() {
        if (first + length == steps) {
            return false;
        }
        first += length;
        length = Math.min(length, steps - first);
        source.write(first, length, input);
        stack.resume(activations, length);
        return true;
    }

    /** The first step of the piece, of T. */
    public int first() {
        return first;
    }

    /** How many steps of the activations are of this piece: all but in the last piece. */
    public int length() {
        return length;
    }

    /** What was computed in this piece, bottom layer first; step 0 is {@link #first}. The same objects for every piece. */
    public List<Activations> activations() {
        return activations;
    }
}
