package retrograde.train;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

/**
 * The loop: draw a batch, backpropagate through time, clip the gradient, update, clip the parameters.
 *
 * <p>
 * Each update draws from a generator made of the seed and the update's number, so that the data's order depends on
 * nothing else and a resumed run goes on as if it had not stopped. A non-finite gradient never touches the weights: the
 * run ends there and says so.
 */
public final class Trainer {
    private final Model model;
    private final Dataset data;
    private final TrainingPlan plan;
    private final Optimiser optimiser;
    private int updates;
    private double clipped;
    private @Nullable GradientWatch watch;
    private @Nullable ParameterClipping bounds;

    /**
     * How to train.
     *
     * @param steps the data set's {@code T}
     * @param batch {@code B}
     * @param rate the learning rate
     * @param clipping how gradients are clipped
     * @param seed of the data's order
     */
    public record TrainingPlan(int steps, int batch, double rate, Clipping clipping, long seed) {
        /** Checks the sizes. */
        public TrainingPlan {
            if (batch < 1) {
                throw new retrograde.InputException("--batch is " + batch + ": an update needs at least 1 sequence");
            }
            if (!(rate > 0) || Double.isInfinite(rate)) {
                throw new retrograde.InputException("--lr is " + rate + ": the learning rate must be above 0");
            }
        }
    }

    /**
     * What an update did.
     *
     * @param update its number, from 1
     * @param loss of the batch before the update
     * @param gradientNorm before clipping
     * @param finite whether loss and gradient were finite; if not, nothing was updated
     */
    public record Update(int update, double loss, double gradientNorm, boolean finite) {}

    /** A trainer of a model; the model's parameters will be modified. */
    public Trainer(Model model, Dataset data, TrainingPlan plan, Optimiser optimiser) {
        this.model = model;
        this.data = data;
        this.plan = plan;
        this.optimiser = optimiser;
    }

    /** From here on the gradient by lag is watched. */
    public void watch(GradientWatch by) {
        watch = by;
    }

    /** Brings the parameters within bounds, and keeps them there after each update. */
    public void clipParameters(ParameterClipping by) {
        bounds = by;
        by.apply(model.parameters());
    }

    /** Goes on after {@code updates} updates made earlier. */
    public void resumeAfter(int done) {
        updates = done;
    }

    /** The updates made. */
    public int updates() {
        return updates;
    }

    /** The fraction of updates whose gradient was clipped. */
    public double clippedFraction() {
        return updates == 0 ? 0 : clipped / updates;
    }

    /** The model trained. */
    public Model model() {
        return model;
    }

    /** The optimiser, with its state. */
    public Optimiser optimiser() {
        return optimiser;
    }

    /** One update. */
    public Update step() {
        RandomGenerator random = Seeds.generator(plan.seed(), "batch " + updates);
        Batch batch = data.train(random, plan.steps(), plan.batch());
        Parameters gradient = new Parameters(model.architecture());
        double loss = watch == null ? model.gradient(batch, gradient)
                : watch.gradient(model, batch, gradient, plan.seed(), updates);
        Clipping.Applied applied = plan.clipping().apply(gradient);
        boolean finite = Double.isFinite(loss) && Double.isFinite(applied.norm());
        if (finite) {
            optimiser.update(model.parameters(), gradient, plan.rate());
            if (bounds != null) {
                bounds.apply(model.parameters());
            }
            updates++;
            clipped += applied.clipped() ? 1 : 0;
        }
        return new Update(finite ? updates : updates + 1, loss, applied.norm(), finite);
    }

    /**
     * What made the last update's loss or gradient not finite, as a sentence without its full stop: the parameter, or the
     * gate or state with step, layer and unit, or how far before the loss the gradient left the range of its arithmetic.
     */
    public String culprit(Execution.Kind kind) {
        RandomGenerator random = Seeds.generator(plan.seed(), "batch " + updates);
        return Culprit.name(model, data.train(random, plan.steps(), plan.batch()), kind);
    }

    /** The mean loss over {@code count} held-out batches, the same ones every time. */
    public HeldOut heldOut(int count) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            RandomGenerator random = Seeds.generator(plan.seed(), "held-out " + i);
            double loss = model.loss(data.heldOut(random, plan.steps(), plan.batch()));
            sum += loss;
            squares += loss * loss;
        }
        double mean = sum / count;
        double variance = count < 2 ? 0 : Math.max(0, (squares - count * mean * mean) / (count - 1));
        return new HeldOut(mean, Math.sqrt(variance / count));
    }

    /**
     * A held-out loss.
     *
     * @param loss the mean over batches
     * @param error its standard error
     */
    public record HeldOut(double loss, double error) {}
}
