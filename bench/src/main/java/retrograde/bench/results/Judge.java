package retrograde.bench.results;

import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.train.Solved;

/** Says whether a network has learnt its task. */
@FunctionalInterface
interface Judge {
    /** By fresh sequences, drawn by the seed. */
    boolean satisfied(Model model, Dataset data, int steps, int batch, long seed);

    /** By the task's own criterion, as {@code train --until solved} does. */
    static Judge criterion() {
        return (model, data, steps, batch, seed) -> Solved.decide(model, data, steps, batch, seed).met();
    }

    /**
     * As Hochreiter and Schmidhuber judge classes: every output of every sequence is off by less than 0.3, the outputs being
     * probabilities here.
     *
     * @param sequences so many, whole batches of them
     */
    static Judge everyOutput(int sequences) {
        return (model, data, steps, batch, seed) -> {
            boolean right = true;
            for (int i = 0; i < Math.ceilDiv(sequences, batch) && right; i++) {
                Batch judged = data.heldOut(Seeds.generator(seed, "held-out " + i), steps, batch);
                right = everyOutput(judged, model.answers(judged), data.objective().outputs());
            }
            return right;
        };
    }

    private static boolean everyOutput(Batch batch, double[] answers, int outputs) {
        int[] pairs = batch.lossPairs();
        int[] classes = ((Batch.Classes) batch.targets()).values();
        boolean right = true;
        for (int k = 0; k < pairs.length; k++) {
            // The probability of the class; the others are off by no more than it is.
            double sum = 0;
            double own = answers[k * outputs + classes[pairs[k]]];
            for (int o = 0; o < outputs; o++) {
                sum += StrictMath.exp(answers[k * outputs + o] - own);
            }
            right &= 1 / sum > 1 - Criteria.OUTPUT;
        }
        return right;
    }

    /** Figures of the criteria that no task holds. */
    final class Criteria {
        /** Hochreiter &amp; Schmidhuber 1997, experiment 6. */
        static final double OUTPUT = 0.3;

        private Criteria() {}
    }
}
