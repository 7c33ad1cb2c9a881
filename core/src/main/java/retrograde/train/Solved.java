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
        Criterion criterion = data.criterion()
                .orElseThrow(() -> new IllegalArgumentException(data.name() + " has no criterion of success"));
        long right = 0;
        for (int i = 0; i < batches; i++) {
            Batch judged = data.heldOut(Seeds.generator(seed, "held-out " + i), steps, batch);
            for (boolean each : criterion.right(judged.targets(), judged.lossPairs(), model.answers(judged))) {
                right += each ? 1 : 0;
            }
        }
        return new Solved(right, (long) batch * batches, criterion);
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
