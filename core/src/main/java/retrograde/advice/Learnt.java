package retrograde.advice;

import retrograde.data.Baseline;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.model.Model;
import retrograde.model.Seeds;

/**
 * Whether a model beats the data's baseline by two standard errors.
 *
 * @param loss held out, of the sequences' length that it was trained on
 * @param error its standard error over batches
 * @param baseline to beat
 */
public record Learnt(double loss, double error, Baseline baseline) {
    private static final int BATCHES = 16;

    static Learnt of(Model model, Dataset data, int steps, int batch, long seed, Execution execution) {
        double sum = 0;
        double squares = 0;
        model.execute(execution);
        try {
            for (int i = 0; i < BATCHES; i++) {
                double loss = model.loss(data.heldOut(Seeds.generator(seed, "advice held-out " + i), steps, batch));
                sum += loss;
                squares += loss * loss;
            }
        } finally {
            model.execute(Execution.reference());
        }
        double mean = sum / BATCHES;
        double variance = Math.max(0, (squares - BATCHES * mean * mean) / (BATCHES - 1));
        return new Learnt(mean, Math.sqrt(variance / BATCHES), data.baseline(steps));
    }

    /** Whether it does. */
    public boolean yes() {
        return baseline.beatenBy(loss, error);
    }
}
