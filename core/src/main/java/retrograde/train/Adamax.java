package retrograde.train;

import java.util.Map;

import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * Adamax (Kingma &amp; Ba 2015, §7.1): Adam with the largest gradient in place of the mean square, and PyTorch's place of
 * ε.
 *
 * <p>
 * {@code m ← β₁m + (1−β₁)g}, {@code u ← max(β₂u, |g| + ε)}, {@code θ ← θ − rate/(1−β₁ᵗ) · m/u}. The paper has no ε; with
 * it an entry whose gradient has always been 0 divides by ε, not by 0. Weight decay adds {@code decay·θ} to g.
 */
public final class Adamax implements Optimiser {

    /**
     * The constants; PyTorch's where none are given.
     *
     * @param beta1 β₁ in [0,1), 0.9
     * @param beta2 β₂ in [0,1), 0.999
     * @param epsilon ε &gt; 0, 1e-8
     * @param decay of weights, ≥ 0, 0
     */
    public record Settings(double beta1, double beta2, double epsilon, double decay) implements Optimiser.Settings {
        /** PyTorch's. */
        public static final Settings STANDARD = new Settings(0.9, 0.999, 1e-8, 0);

        /** Checks the ranges. */
        public Settings {
            Optimisers.checkMoments("adamax", beta1, beta2, epsilon, decay);
            // Nothing else keeps 0/0 away.
            Range.POSITIVE.check(Optimisers.OPTION + " adamax", "eps", epsilon);
        }

        @Override
        public String name() {
            return "adamax";
        }

        @Override
        public String text() {
            return Optimisers.momentsText(name(), beta1, beta2, epsilon).with("decay", decay, 0).toString();
        }

        @Override
        public Optimiser optimiser(Architecture architecture, Execution execution) {
            return new Adamax(architecture, execution, this);
        }
    }

    private final Settings settings;
    private final Parameters first;
    private final Parameters largest;
    private final double[] steps = new double[1];
    private final Execution execution;

    /** Moments at zero; the threads of an execution share out the parameters. */
    public Adamax(Architecture architecture, Execution execution, Settings settings) {
        this.settings = settings;
        this.first = new Parameters(architecture);
        this.largest = new Parameters(architecture);
        this.execution = execution;
    }

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        steps[0]++;
        double size = rate / (1 - StrictMath.pow(settings.beta1, steps[0]));
        Entries.share(execution, gradient, (name, g, from, to) -> move(Entries.array(parameters, name), g,
                Entries.array(first, name), Entries.array(largest, name), from, to, size));
    }

    private void move(double[] p, double[] g, double[] m, double[] u, int from, int to, double size) {
        double beta1 = settings.beta1;
        double beta2 = settings.beta2;
        double epsilon = settings.epsilon;
        double decay = settings.decay;
        for (int i = from; i < to; i++) {
            double whole = g[i] + decay * p[i];
            double first = beta1 * m[i] + (1 - beta1) * whole;
            double bound = Math.max(beta2 * u[i], Math.abs(whole) + epsilon);
            m[i] = first;
            u[i] = bound;
            p[i] -= size * first / bound;
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, double[]> state() {
        return Adam.state("adamax", steps, first, largest);
    }
}
