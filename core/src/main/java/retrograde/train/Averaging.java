package retrograde.train;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * The exponential average of the weights along the updates, without bias: the weights after update k of t count
 * {@code dᵗ⁻ᵏ}, divided by the sum of these, so that the weights before training have no part in it.
 *
 * <p>
 * {@code θ̄ ← θ̄ + (1−d)/(1−dᵗ)·(θ − θ̄)}: the same as Adam's corrected first moment, kept corrected. (PyTorch's
 * {@code get_ema_multi_avg_fn} starts as the first weights instead, which then count more than any later ones.)
 */
public final class Averaging {
    private final double decay;
    private final Parameters mean;
    private final double[] updates = new double[1];
    private final Execution execution;

    /**
     * Nothing averaged yet.
     *
     * @param decay d in [0,1); about {@code 1/(1−d)} updates count
     */
    public Averaging(Architecture architecture, Execution execution, double decay) {
        Range.SHARE.check("--average", "the decay", decay);
        this.decay = decay;
        this.mean = new Parameters(architecture);
        this.execution = execution;
    }

    /** {@code d}. */
    public double decay() {
        return decay;
    }

    /** Takes in the weights after an update; call it once after each. */
    public void update(Parameters parameters) {
        updates[0]++;
        double part = (1 - decay) / (1 - StrictMath.pow(decay, updates[0]));
        Entries.share(execution, parameters, (name, p, from, to) -> {
            double[] m = Entries.array(mean, name);
            for (int i = from; i < to; i++) {
                m[i] += part * (p[i] - m[i]);
            }
        });
    }

    /** Overwrites weights by the average; before the first update there is none, and they stay as they are. */
    public void into(Parameters parameters) {
        if (updates[0] > 0) {
            mean.named().forEach((name, m) -> System.arraycopy(m, 0, Entries.array(parameters, name), 0, m.length));
        }
    }

    /** Everything that must be saved to go on as if nothing had happened: named arrays; live. */
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put("average/updates", updates);
        mean.named().forEach((name, values) -> state.put("average/mean/" + name, values));
        return state;
    }
}
