package retrograde.train;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * Gradient descent, with PyTorch's momentum: {@code v ← μv + g}, {@code θ ← θ − rate·v}; Nesterov's form:
 * {@code θ ← θ − rate·(g + μv)} with the new v (Sutskever, Martens, Dahl &amp; Hinton 2013). Weight decay adds
 * {@code decay·θ} to g. There is no dampening.
 */
public final class Sgd implements Optimiser {

    /**
     * The constants.
     *
     * @param momentum μ in [0,1), 0
     * @param nesterov whether the step looks ahead; needs momentum above 0
     * @param decay of weights, ≥ 0, 0
     */
    public record Settings(double momentum, boolean nesterov, double decay) implements Optimiser.Settings {
        /** Neither momentum nor decay. */
        public static final Settings STANDARD = new Settings(0, false, 0);

        /** Checks the ranges. */
        public Settings {
            String owner = Optimisers.OPTION + " sgd";
            Range.SHARE.check(owner, "momentum", momentum);
            Range.NOT_NEGATIVE.check(owner, "decay", decay);
            if (nesterov && momentum == 0) {
                throw new InputException(owner + ": nesterov=true looks ahead along the momentum, and there is none; "
                        + "give one, as sgd:momentum=0.9,nesterov=true");
            }
        }

        @Override
        public String name() {
            return "sgd";
        }

        @Override
        public String text() {
            return new NamedSettings.Text(name()).with("momentum", momentum, 0)
                    .with("nesterov", nesterov)
                    .with("decay", decay, 0)
                    .toString();
        }

        @Override
        public Optimiser optimiser(Architecture architecture, Execution execution) {
            return new Sgd(architecture, execution, this);
        }
    }

    private final Settings settings;
    private final @Nullable Parameters velocity;
    private final Execution execution;

    /** Plain: {@code θ ← θ − rate·g}; keeps nothing between updates. */
    public Sgd() {
        settings = Settings.STANDARD;
        velocity = null;
        execution = Execution.reference();
    }

    /** Momentum at zero; the threads of an execution share out the parameters. */
    public Sgd(Architecture architecture, Execution execution, Settings settings) {
        this.settings = settings;
        this.velocity = settings.momentum > 0 ? new Parameters(architecture) : null;
        this.execution = execution;
    }

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        Entries.share(execution, gradient, (name, g, from, to) -> {
            double[] p = Entries.array(parameters, name);
            if (velocity == null) {
                move(p, g, from, to, rate);
            } else {
                moveWithMomentum(p, g, Entries.array(velocity, name), from, to, rate);
            }
        });
    }

    private void move(double[] p, double[] g, int from, int to, double rate) {
        double decay = settings.decay;
        for (int i = from; i < to; i++) {
            p[i] -= rate * (g[i] + decay * p[i]);
        }
    }

    private void moveWithMomentum(double[] p, double[] g, double[] v, int from, int to, double rate) {
        double momentum = settings.momentum;
        double decay = settings.decay;
        boolean nesterov = settings.nesterov;
        for (int i = from; i < to; i++) {
            double whole = g[i] + decay * p[i];
            v[i] = momentum * v[i] + whole;
            p[i] -= rate * (nesterov ? whole + momentum * v[i] : v[i]);
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        if (velocity != null) {
            velocity.named().forEach((array, values) -> state.put("sgd/velocity/" + array, values));
        }
        return state;
    }
}
