package retrograde.train;

import java.util.Map;

import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019), PyTorch's form: {@code θ ← (1 − rate·decay)·θ}, then
 * {@link Adam}'s update. The decay follows the learning rate's schedule but is not divided by √v.
 */
public final class AdamW implements Optimiser {

    /**
     * The constants; PyTorch's where none are given.
     *
     * @param beta1 β₁ in [0,1), 0.9
     * @param beta2 β₂ in [0,1), 0.999
     * @param epsilon ε ≥ 0, 1e-8
     * @param decay of weights, ≥ 0, 0.01
     */
    public record Settings(double beta1, double beta2, double epsilon, double decay) implements Optimiser.Settings {
        /** PyTorch's. */
        public static final Settings STANDARD = new Settings(0.9, 0.999, 1e-8, 0.01);

        /** Checks the ranges. */
        public Settings {
            Optimisers.checkMoments("adamw", beta1, beta2, epsilon, decay);
        }

        @Override
        public String name() {
            return "adamw";
        }

        @Override
        public String text() {
            return Optimisers.momentsText(name(), beta1, beta2, epsilon).with("decay", decay, 0.01).toString();
        }

        @Override
        public Optimiser optimiser(Architecture architecture, Execution execution) {
            return new AdamW(architecture, execution, this);
        }
    }

    private final Settings settings;
    private final Parameters first;
    private final Parameters second;
    private final double[] steps = new double[1];
    private final Execution execution;

    /** Moments at zero; the threads of an execution share out the parameters. */
    public AdamW(Architecture architecture, Execution execution, Settings settings) {
        this.settings = settings;
        this.first = new Parameters(architecture);
        this.second = new Parameters(architecture);
        this.execution = execution;
    }

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        Adam.Step step = Adam.step(++steps[0], settings.beta1, settings.beta2, settings.epsilon, rate);
        double kept = 1 - rate * settings.decay;
        Entries.share(execution, gradient, (name, g, from, to) -> {
            double[] p = Entries.array(parameters, name);
            for (int i = from; i < to; i++) {
                p[i] *= kept;
            }
            Adam.move(p, g, Entries.array(first, name), Entries.array(second, name), from, to, step);
        });
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, double[]> state() {
        return Adam.state("adamw", steps, first, second);
    }
}
