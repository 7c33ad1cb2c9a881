package retrograde.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.model.Model;
import retrograde.model.Noise;
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
    private final List<Consumer<Update>> listeners = new ArrayList<>();
    private int updates;
    private double clipped;
    private @Nullable GradientWatch watch;
    private @Nullable ParameterClipping bounds;
    private @Nullable OmegaRegulariser omega;
    private @Nullable Averaging averaging;
    private Alarms alarms = new Alarms(List.of());

    /**
     * How to train.
     *
     * @param steps the data set's {@code T}
     * @param batch {@code B}
     * @param rate the learning rate, to be changed by the schedule
     * @param clipping how gradients are clipped; its state belongs to this training
     * @param seed of the data's order
     * @param schedule the course of the learning rate; its state belongs to this training
     * @param updates in all, for schedules that end
     * @param accumulated batches whose mean gradient makes one update
     */
    public record TrainingPlan(int steps, int batch, double rate, GradientClipping clipping, long seed,
            Schedule schedule, int updates, int accumulated) {
        /** Checks the sizes. */
        public TrainingPlan {
            if (batch < 1) {
                throw new InputException("--batch is " + batch + ": an update needs at least 1 sequence");
            }
            if (!(rate > 0) || Double.isInfinite(rate)) {
                throw new InputException("--lr is " + rate + ": the learning rate must be above 0");
            }
            if (accumulated < 1) {
                throw new InputException("--accumulate is " + accumulated + ": an update needs at least 1 batch");
            }
        }

        /** A constant learning rate, and one batch an update. */
        public TrainingPlan(int steps, int batch, double rate, GradientClipping clipping, long seed) {
            this(steps, batch, rate, clipping, seed, new Schedule.Constant(), 0, 1);
        }
    }

    /**
     * What an update did.
     *
     * @param update its number, from 1
     * @param loss of the batch before the update
     * @param gradientNorm before clipping
     * @param rate the learning rate of this update
     * @param finite whether loss and gradient were finite; if not, nothing was updated
     * @param raised the alarms that went off at it
     * @param stopped whether one of these ends the run
     */
    public record Update(int update, double loss, double gradientNorm, double rate, boolean finite, List<Raised> raised,
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
        model.requireOneDirection("the gradient by lag");
        watch = by;
    }

    /** From here on the gradient is that of the loss with this penalty; the loss told stays the data's own. */
    public void regularise(OmegaRegulariser by) {
        OmegaRegulariser.check(model);
        omega = by;
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
            watch(new GradientWatch());
        }
    }

    /** From here on the weights are averaged along the updates; {@link #heldOut} judges the average. */
    public void average(Averaging by) {
        averaging = by;
    }

    /** The schedule hears of a held-out loss. */
    public void observe(double heldOutLoss) {
        plan.schedule().observe(heldOutLoss);
    }

    /** Does something with the averaged weights in their place, where weights are averaged; they are put back after it. */
    public <T> T averaged(Supplier<T> work) {
        if (averaging == null) {
            return work.get();
        }
        Parameters own = model.parameters().copy();
        averaging.into(model.parameters());
        try {
            return work.get();
        } finally {
            own.named()
                    .forEach((name, array) -> System.arraycopy(array, 0, Entries.array(model.parameters(), name), 0,
                            array.length));
        }
    }

    /**
     * Everything but the parameters that must be kept for a run that goes on to be the same as one that never stopped:
     * named arrays, the optimiser's among them.
     */
    public Map<String, double[]> state() {
        Map<String, double[]> state = live();
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
     * @throws InputException where something that is needed is not in it
     */
    public void resume(int done, Map<String, double[]> state) {
        updates = done;
        live().forEach((name, array) -> {
            double[] from = state.get(name);
            if (from == null || from.length != array.length) {
                throw new InputException("the checkpoint lacks " + name + "; it cannot be resumed, only measured");
            }
            System.arraycopy(from, 0, array, 0, from.length);
        });
        clipped = state.getOrDefault("trainer/clipped", new double[1])[0];
        if (watch != null) {
            watch.restore(state);
        }
    }

    /** Arrays that change as the training goes on, and that must be there for it to go on. */
    private Map<String, double[]> live() {
        Map<String, double[]> live = new LinkedHashMap<>(optimiser.state());
        live.putAll(alarms.state());
        if (plan.schedule().state().length > 0) {
            live.put("schedule/state", plan.schedule().state());
        }
        if (plan.clipping().state().length > 0) {
            live.put("clipping/state", plan.clipping().state());
        }
        if (averaging != null) {
            live.putAll(averaging.state());
        }
        return live;
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

    /** From here on each update is told to a listener too, by the thread that trains, after it was made. */
    public void listen(Consumer<Update> listener) {
        listeners.add(listener);
    }

    /** So many more updates, or fewer where one of them ends the run; says whether all were made. */
    public boolean train(int count) {
        for (int i = 0; i < count; i++) {
            if (step().stopped()) {
                return false;
            }
        }
        return true;
    }

    /** One update. */
    public Update step() {
        Update update = update();
        for (Consumer<Update> listener : listeners) {
            listener.accept(update);
        }
        return update;
    }

    private Update update() {
        double rate = plan.schedule().rate(plan.rate(), updates, plan.updates());
        Parameters gradient = new Parameters(model.architecture());
        double loss = 0;
        for (int i = 0; i < plan.accumulated(); i++) {
            loss += gradient(i, gradient);
        }
        if (plan.accumulated() > 1) {
            loss /= plan.accumulated();
            gradient.named().values().forEach(g -> {
                for (int i = 0; i < g.length; i++) {
                    g[i] /= plan.accumulated();
                }
            });
        }
        double norm = gradient.norm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            return notFinite(loss, norm, rate);
        }
        List<Raised> raised = new ArrayList<>();
        alarms.norm(updates + 1, norm).ifPresent(raised::add);
        if (watch != null) {
            alarms.lags(updates + 1, watch).ifPresent(raised::add);
        }
        if (raised.stream().anyMatch(r -> r.alarm().action() == Action.STOP)) {
            return new Update(updates + 1, loss, norm, rate, true, raised, true);
        }
        boolean reduced = plan.clipping().apply(gradient, norm);
        for (Raised r : raised) {
            if (r.alarm().action() == Action.CLIP) {
                reduced |= new Clipping(r.limit()).apply(gradient).clipped();
            }
        }
        optimiser.update(model.parameters(), gradient, rate);
        if (bounds != null) {
            bounds.apply(model.parameters());
        }
        if (averaging != null) {
            averaging.update(model.parameters());
        }
        updates++;
        clipped += reduced ? 1 : 0;
        return new Update(updates, loss, norm, rate, true, raised, false);
    }

    /** The i-th batch of an update; the first is named as where there is only one. */
    private Batch batch(int i) {
        String purpose = "batch " + updates + (i == 0 ? "" : "/" + i);
        return data.train(Seeds.generator(plan.seed(), purpose), plan.steps(), plan.batch());
    }

    /** What the i-th batch of an update drops. */
    private Noise noise(int i) {
        return new Noise(plan.seed(), "dropout " + updates + (i == 0 ? "" : "/" + i));
    }

    private double gradient(int i, Parameters gradient) {
        Batch batch = batch(i);
        double loss = watch == null || i > 0 ? model.gradient(batch, gradient, null, noise(i))
                : watch.gradient(model, batch, gradient, plan.seed(), updates, noise(i));
        if (omega != null && Double.isFinite(loss)) {
            omega.addGradient(model, batch, gradient);
        }
        return loss;
    }

    private Update notFinite(double loss, double norm, double rate) {
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
        return new Update(stop ? updates + 1 : updates, loss, norm, rate, false, raised, stop);
    }

    /**
     * What made the last update's loss or gradient not finite, as a sentence without its full stop: the parameter, or the
     * gate or state with step, layer and unit, or how far before the loss the gradient left the range of its arithmetic.
     */
    private String culprit() {
        for (int i = 0; i < plan.accumulated() - 1; i++) {
            Parameters gradient = new Parameters(model.architecture());
            double loss = model.gradient(batch(i), gradient, null, noise(i));
            if (!Double.isFinite(loss) || !Double.isFinite(gradient.norm())) {
                return Culprit.name(model, batch(i), model.execution().kind());
            }
        }
        return Culprit.name(model, batch(plan.accumulated() - 1), model.execution().kind());
    }

    /** The mean loss over {@code count} held-out batches, the same ones every time; of the averaged weights, if there are. */
    public HeldOut heldOut(int count) {
        return averaged(() -> judge(count));
    }

    private HeldOut judge(int count) {
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
