package retrograde.data;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import retrograde.InputException;

/**
 * Which labelled sequences are learnt from and which are held out, each in the order of their length; those whose class is
 * not known are in neither part.
 *
 * @param train their numbers
 * @param heldOut their numbers
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record SequenceParts(int[] train, int[] heldOut) {
    static SequenceParts of(int[] labels, IntPredicate heldOut, IntUnaryOperator length) {
        return new SequenceParts(part(labels, heldOut.negate(), length), part(labels, heldOut, length));
    }

    private static int[] part(int[] labels, IntPredicate in, IntUnaryOperator length) {
        return IntStream.range(0, labels.length)
                .filter(s -> labels[s] >= 0 && in.test(s))
                .boxed()
                .sorted(Comparator.comparingInt(length::applyAsInt))
                .mapToInt(s -> s)
                .toArray();
    }

    /**
     * That there is something to learn from and to judge by, unless they are for a model that was trained on others.
     *
     * @throws InputException where there is not
     */
    void check(String name, List<String> classes, Encoding encoding) {
        if (encoding.ofSequences()) {
            return; // nothing is to be learnt from them
        }
        if (classes.size() < 2) {
            throw new InputException("The sequences of '" + name + "' are all of the class " + String.join("", classes)
                    + ": there is nothing to tell apart.");
        }
        if (train.length == 0 || heldOut.length < 2) {
            throw new InputException("The data '" + name + "' have " + (train.length + heldOut.length)
                    + " sequences, but at least 20 are needed: every"
                    + " tenth is held out, and that must be two of them or more. Give more.");
        }
    }
}
