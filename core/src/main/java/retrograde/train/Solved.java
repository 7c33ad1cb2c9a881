package retrograde.train;

import retrograde.data.Batch;
import retrograde.data.Criterion;
import retrograde.data.Dataset;
import retrograde.model.Model;
import retrograde.model.Seeds;

/**
 * How many held-out sequences a model answers right, by its task's criterion.
 *
 * @param right those of which all answers are right
 * @param sequences those judged
 * @param criterion what counts as right, and how many must be
 */
public record Solved(long right, long sequences, Criterion criterion) {

    /**
     * Judges a model on the first batches that {@link Trainer#heldOut} measures the loss of.
     *
     * @param steps the data set's {@code T}
     * @param batch {@code B}
     * @param batches how many
     * @param seed of the training
     * @throws IllegalArgumentException where the data set has no criterion
     */
    public static Solved measure(Model model, Dataset data, int steps, int batch, int batches, long seed) {
        return measure(criterion(data), model, data, steps, batch, batches, seed);
    }

    /** The same by a criterion that is not the data's own. */
    public static Solved measure(Criterion criterion, Model model, Dataset data, int steps, int batch, int batches,
            long seed) {
        long right = 0;
        for (int i = 0; i < batches; i++) {
            right += right(criterion, model, data, steps, batch, i, seed);
        }
        return new Solved(right, (long) batch * batches, criterion);
    }

    /**
     * Judges a model on as many sequences as the criterion asks for, whole batches of them, or on as many as decide that it
     * is not met: a network that has learnt nothing is judged by a few.
     *
     * @param steps the data set's {@code T}
     * @param batch {@code B}
     * @param seed of the training
     * @throws IllegalArgumentException where the data set has no criterion
     */
    public static Solved decide(Model model, Dataset data, int steps, int batch, long seed) {
        Criterion criterion = criterion(data);
        int batches = Math.ceilDiv(criterion.sequences(), batch);
        long right = 0;
        for (int i = 0; i < batches; i++) {
            right += right(criterion, model, data, steps, batch, i, seed);
            long wrong = (i + 1L) * batch - right;
            if (!criterion.met((long) batches * batch - wrong, (long) batches * batch)) {
                return new Solved(right, (i + 1L) * batch, criterion);
            }
        }
        return new Solved(right, (long) batches * batch, criterion);
    }

    private static Criterion criterion(Dataset data) {
        return data.criterion()
                .orElseThrow(() -> new IllegalArgumentException(data.name() + " has no criterion of success"));
    }

    /** Of the i-th batch. */
    private static long right(Criterion criterion, Model model, Dataset data, int steps, int batch, int i, long seed) {
        Batch judged = data.heldOut(Seeds.generator(seed, "held-out " + i), steps, batch);
        long right = 0;
        for (boolean each : criterion.right(judged.targets(), judged.lossPairs(), model.answers(judged))) {
            right += each ? 1 : 0;
        }
        return right;
    }

    /** The share of sequences answered right. */
    public double share() {
        return (double) right / sequences;
    }

    /** Whether the task counts as learnt. */
    public boolean met() {
        return criterion.met(right, sequences);
    }
}
