package retrograde.train;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * RMSProp (Tieleman &amp; Hinton 2012; centered: Graves 2013) with PyTorch's constants and place of ε.
 *
 * <p>
 * {@code v ← αv + (1−α)g²}; centered: {@code a ← αa + (1−α)g} and {@code s = √(v − a²)}, else {@code s = √v}. Without
 * momentum {@code θ ← θ − rate·g/(s + ε)}, with it {@code w ← μw + g/(s + ε)}, {@code θ ← θ − rate·w}. Weight decay adds
 * {@code decay·θ} to g. Where rounding takes {@code v − a²} below 0 it counts as 0 (PyTorch's would be NaN).
 */
public final class RmsProp implements Optimiser {

    /**
     * The constants; PyTorch's where none are given.
     *
     * @param alpha α in [0,1), 0.99
     * @param epsilon ε ≥ 0, 1e-8
     * @param momentum μ in [0,1), 0
     * @param centered whether the mean gradient is taken out of the mean square, no
     * @param decay of weights, ≥ 0, 0
     */
    public record Settings(double alpha, double epsilon, double momentum, boolean centered, double decay)
            implements Optimiser.Settings {
        /** PyTorch's. */
        public static final Settings STANDARD = new Settings(0.99, 1e-8, 0, false, 0);

        /** Checks the ranges. */
        public Settings {
            String owner = Optimisers.OPTION + " rmsprop";
            Range.SHARE.check(owner, "alpha", alpha);
            Range.NOT_NEGATIVE.check(owner, "eps", epsilon);
            Range.SHARE.check(owner, "momentum", momentum);
            Range.NOT_NEGATIVE.check(owner, "decay", decay);
        }

        @Override
        public String name() {
            return "rmsprop";
        }

        @Override
        public String text() {
            return new NamedSettings.Text(name()).with("alpha", alpha, 0.99)
                    .with("eps", epsilon, 1e-8)
                    .with("momentum", momentum, 0)
                    .with("centered", centered)
                    .with("decay", decay, 0)
                    .toString();
        }

        @Override
        public Optimiser optimiser(Architecture architecture, Execution execution) {
            return new RmsProp(architecture, execution, this);
        }
    }

    private final Settings settings;
    private final Parameters squares;
    private final @Nullable Parameters means;
    private final @Nullable Parameters velocity;
    private final Execution execution;

    /** Means at zero; the threads of an execution share out the parameters. */
    public RmsProp(Architecture architecture, Execution execution, Settings settings) {
        this.settings = settings;
        this.squares = new Parameters(architecture);
        this.means = settings.centered ? new Parameters(architecture) : null;
        this.velocity = settings.momentum > 0 ? new Parameters(architecture) : null;
        this.execution = execution;
    }

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        Entries.share(execution, gradient,
                (name, g, from, to) -> move(Entries.array(parameters, name), g, Entries.array(squares, name),
                        means == null ? null : Entries.array(means, name),
                        velocity == null ? null : Entries.array(velocity, name), from, to, rate));
    }

    private void move(double[] p, double[] g, double[] v, double @Nullable [] a, double @Nullable [] w, int from,
            int to, double rate) {
        double alpha = settings.alpha;
        double epsilon = settings.epsilon;
        double momentum = settings.momentum;
        double decay = settings.decay;
        for (int i = from; i < to; i++) {
            double whole = g[i] + decay * p[i];
            v[i] = alpha * v[i] + (1 - alpha) * whole * whole;
            double variance = v[i];
            if (a != null) {
                a[i] = alpha * a[i] + (1 - alpha) * whole;
                double difference = variance - a[i] * a[i];
                variance = difference < 0 ? 0 : difference;
            }
            double step = whole / (Math.sqrt(variance) + epsilon);
            if (w != null) {
                w[i] = momentum * w[i] + step;
                step = w[i];
            }
            p[i] -= rate * step;
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        squares.named().forEach((array, values) -> state.put("rmsprop/squares/" + array, values));
        if (means != null) {
            means.named().forEach((array, values) -> state.put("rmsprop/means/" + array, values));
        }
        if (velocity != null) {
            velocity.named().forEach((array, values) -> state.put("rmsprop/velocity/" + array, values));
        }
        return state;
    }
}
