package retrograde.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;
import retrograde.train.Alarm.Action;
import retrograde.train.Alarm.Raised;

/**
 * The loop: draw a batch, backpropagate through time, clip the gradient, update, clip the parameters.
 *
 * <p>
 * Each update draws from a generator made of the seed and the update's number, so that the data's order depends on
 * nothing else and a resumed run goes on as if it had not stopped. A non-finite gradient never touches the weights: unless
 * an {@link Alarm} says otherwise the run ends there and says so.
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
    private Alarms alarms = new Alarms(List.of());

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
     * @param raised the alarms that went off at it
     * @param stopped whether one of these ends the run
     */
    public record Update(int update, double loss, double gradientNorm, boolean finite, List<Raised> raised,
            boolean stopped) {
        /** Copies the list. */
        public Update {
            raised = List.copyOf(raised);
        }
    }

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

    /** From here on these alarms may go off, at most one of a kind; without any, a value that is not finite stops. */
    public void alarm(List<Alarm> by) {
        alarms = new Alarms(by);
        if (alarms.needWatch() && watch == null) {
            watch = new GradientWatch();
        }
    }

    /**
     * Everything but the parameters that must be kept for a run that goes on to be the same as one that never stopped:
     * named arrays, the optimiser's among them.
     */
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>(optimiser.state());
        state.putAll(alarms.state());
        state.put("trainer/clipped", new double[] {clipped});
        if (watch != null) {
            state.putAll(watch.state());
        }
        return state;
    }

    /**
     * Goes on after {@code done} updates made earlier.
     *
     * @param state what {@link #state} gave then
     * @throws retrograde.InputException where something that is needed is not in it
     */
    public void resume(int done, Map<String, double[]> state) {
        updates = done;
        Map<String, double[]> live = new LinkedHashMap<>(optimiser.state());
        live.putAll(alarms.state());
        live.forEach((name, array) -> {
            double[] from = state.get(name);
            if (from == null || from.length != array.length) {
                throw new retrograde.InputException(
                        "the checkpoint lacks " + name + "; it cannot be resumed, only measured");
            }
            System.arraycopy(from, 0, array, 0, from.length);
        });
        clipped = state.getOrDefault("trainer/clipped", new double[1])[0];
        if (watch != null) {
            watch.restore(state);
        }
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
        double norm = gradient.norm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            return notFinite(loss, norm);
        }
        List<Raised> raised = new ArrayList<>();
        alarms.norm(updates + 1, norm).ifPresent(raised::add);
        if (watch != null) {
            alarms.lags(updates + 1, watch).ifPresent(raised::add);
        }
        if (raised.stream().anyMatch(r -> r.alarm().action() == Action.STOP)) {
            return new Update(updates + 1, loss, norm, true, raised, true);
        }
        boolean reduced = plan.clipping().apply(gradient, norm);
        for (Raised r : raised) {
            if (r.alarm().action() == Action.CLIP) {
                reduced |= new Clipping(r.limit()).apply(gradient).clipped();
            }
        }
        optimiser.update(model.parameters(), gradient, plan.rate());
        if (bounds != null) {
            bounds.apply(model.parameters());
        }
        updates++;
        clipped += reduced ? 1 : 0;
        return new Update(updates, loss, norm, true, raised, false);
    }

    private Update notFinite(double loss, double norm) {
        boolean stop = alarms.onNonFinite() == Action.STOP;
        String message = String.format(Locale.ROOT,
                "loss %s and gradient norm %s are not both finite at update %d: %s. The weights were left as they were",
                loss, norm, updates + 1, culprit());
        Alarm alarm = new Alarm(Alarm.Kind.NON_FINITE, Double.NaN, 0, alarms.onNonFinite());
        List<Raised> raised = List.of(new Raised(alarm, updates + 1, norm, Double.POSITIVE_INFINITY, message));
        if (!stop) {
            // The batch is left out; the next update draws another one.
            updates++;
        }
        return new Update(stop ? updates + 1 : updates, loss, norm, false, raised, stop);
    }

    /**
     * What made the last update's loss or gradient not finite, as a sentence without its full stop: the parameter, or the
     * gate or state with step, layer and unit, or how far before the loss the gradient left the range of its arithmetic.
     */
    private String culprit() {
        RandomGenerator random = Seeds.generator(plan.seed(), "batch " + updates);
        return Culprit.name(model, data.train(random, plan.steps(), plan.batch()), model.execution().kind());
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
