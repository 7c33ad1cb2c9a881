package retrograde.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.model.Model;
import retrograde.model.Noise;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

/**
 * Watches the gradient by lag while a model is trained: {@code g_k = mean ‖∂ℓ_t/∂s_{t−k}‖₂}, ℓ_t the loss of one step.
 *
 * <p>
 * With a loss at the last step only it falls out of the backward pass, at every update. With a loss at every step that
 * pass carries the sum over loss steps and cannot be split by lag: at every n-th update a second pass over the same batch,
 * without the parameters' gradients, follows one drawn loss step of each sequence; its mean is unbiased. An instance
 * belongs to one thread at a time.
 */
public final class GradientWatch {
    /** Updates from one second pass to the next: one costs about half an update, so this keeps the cost near 3 %. */
    public static final int EVERY = 16;

    private final int every;
    private final LagSums shown = new LagSums();
    /** The same for whoever judges while it goes on, who resets at other times. */
    private final LagSums judged = new LagSums();
    /** The first update seen since the last reset, from 1; 0 for none. */
    private int since;
    private double[] carried = new double[0];

    /**
     * What has been seen since the last {@link #reset}.
     *
     * @param norm {@code g_k} for k = 1, 2, …; NaN where no loss reaches so far
     * @param error its standard error over (sequence, loss step) pairs; NaN with fewer than two
     * @param count the pairs
     */
    @SuppressWarnings("ArrayRecordComponent") // results are read, not compared
    public record Estimate(double[] norm, double[] error, int[] count) {}

    /** Watches with a second pass, where one is needed, at every n-th update. */
    public GradientWatch(int every) {
        if (every < 1) {
            throw new IllegalArgumentException("every " + every + " updates");
        }
        this.every = every;
    }

    /** Watches at the usual cost. */
    public GradientWatch() {
        this(EVERY);
    }

    /** Forgets what has been seen. */
    public void reset() {
        shown.reset();
        since = 0;
    }

    /** The first update seen since the last {@link #reset}, counted from 1; 0 if none was. */
    public int since() {
        return since;
    }

    /** Loss and gradient of a batch, as {@link Model#gradient(Batch, Parameters)}, watched. */
    double gradient(Model model, Batch batch, Parameters gradient, long seed, int update, Noise noise) {
        since = since == 0 ? update + 1 : since;
        int steps = batch.steps();
        if (carried.length < steps * batch.size()) {
            carried = new double[steps * batch.size()];
        }
        if (model.architecture().objective().lossSteps() == Objective.LossSteps.LAST) {
            Arrays.fill(carried, 0);
            double loss = model.gradient(batch, gradient, carried, noise);
            addLast(batch);
            return loss;
        }
        double loss = model.gradient(batch, gradient, null, noise);
        if (update % every == 0) {
            sample(model, batch, Seeds.generator(seed, "watch " + update));
        }
        return loss;
    }

    /** Follows one drawn loss step of each sequence back; the drawn steps are uniform over those with a loss. */
    void sample(Model model, Batch batch, RandomGenerator random) {
        int size = batch.size();
        if (carried.length < batch.steps() * size) {
            carried = new double[batch.steps() * size];
        }
        Arrays.fill(carried, 0);
        int[] all = batch.lossPairs();
        int[] drawn = new int[size];
        for (int b = 0; b < size; b++) {
            int sequence = b;
            int[] own = Arrays.stream(all).filter(p -> p % size == sequence).toArray();
            drawn[b] = own[random.nextInt(own.length)];
        }
        int[] pairs = drawn.clone();
        Arrays.sort(pairs);
        model.carried(batch, pairs, carried);
        for (int b = 0; b < size; b++) {
            makeRoom(batch.steps());
            int last = drawn[b] / size;
            for (int t = last; t >= batch.starts()[b]; t--) {
                double square = carried[t * size + b];
                add(last - t, Math.sqrt(square), square, 1);
            }
        }
    }

    /** All sequences have their loss at the last step; the loss is their mean, so each norm is so many times larger. */
    private void addLast(Batch batch) {
        int steps = batch.steps();
        int size = batch.size();
        makeRoom(steps);
        for (int t = 0; t < steps; t++) {
            double norms = 0;
            double all = 0;
            int begun = 0;
            for (int b = 0; b < size; b++) {
                if (batch.starts()[b] <= t) {
                    norms += Math.sqrt(carried[t * size + b]);
                    all += carried[t * size + b];
                    begun++;
                }
            }
            int k = steps - 1 - t;
            add(k, size * norms, (double) size * size * all, begun);
        }
    }

    private void makeRoom(int lags) {
        shown.makeRoom(lags);
        judged.makeRoom(lags);
    }

    private void add(int index, double norms, double squared, int pairs) {
        shown.add(index, norms, squared, pairs);
        judged.add(index, norms, squared, pairs);
    }

    /** What has been seen. */
    public Estimate estimate() {
        return shown.estimate();
    }

    /** What has been seen since the last judgement; the judge resets it. */
    LagSums judged() {
        return judged;
    }

    /** All that must be kept so that a run which goes on shows what it would have shown. */
    Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        shown.save("watch", state);
        judged.save("judged", state);
        state.put("watch/since", new double[] {since});
        return state;
    }

    void restore(Map<String, double[]> state) {
        shown.restore("watch", state);
        judged.restore("judged", state);
        since = (int) state.getOrDefault("watch/since", new double[1])[0];
    }
}
