package retrograde.article;

import retrograde.data.Baseline;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.train.Trainer.HeldOut;

/**
 * A training run that is over.
 *
 * @param recipe how it was trained
 * @param parameters what it learnt; shared by all who asked for the same recipe, not to be modified
 * @param losses of each update's batch, before the update; shorter than asked for if a value was not finite
 * @param norms of each update's gradient, before clipping
 * @param heldOut the loss held out, after the last update
 * @param baseline what it must beat
 * @param finite whether all losses and gradients were finite
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record Trained(Recipe recipe, Parameters parameters, double[] losses, double[] norms, HeldOut heldOut,
        Baseline baseline, boolean finite) {

    /** The trained model: a copy of one's own, run by the reference engine. */
    public Model model() {
        Model model = recipe.fresh();
        parameters.named()
                .forEach((name, values) -> System.arraycopy(values, 0, model.parameters().named().get(name), 0,
                        values.length));
        return model;
    }

    /** Whether it beats the data's baseline, by two standard errors. */
    public boolean learnt() {
        return finite && baseline.beatenBy(heldOut.loss(), heldOut.error());
    }

    /** The fraction of updates whose gradient was above the recipe's threshold; 0 without one. */
    public double clipped() {
        if (recipe.clip() == 0) {
            return 0;
        }
        int count = 0;
        for (double norm : norms) {
            count += norm > recipe.clip() ? 1 : 0;
        }
        return (double) count / norms.length;
    }
}
