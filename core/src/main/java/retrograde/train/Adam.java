package retrograde.train;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * Adam (Kingma &amp; Ba 2015) with PyTorch's constants and place of ε.
 *
 * <p>
 * {@code m ← β₁m + (1−β₁)g}, {@code v ← β₂v + (1−β₂)g²}, {@code θ ← θ − rate/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)}. The first
 * step is {@code −rate·sign g} as ε → 0. Weight decay adds {@code decay·θ} to g (L2), so that √v divides it too;
 * {@link AdamW} keeps it out of that.
 */
public final class Adam implements Optimiser {

    /**
     * The constants; PyTorch's where none are given.
     *
     * @param beta1 β₁ in [0,1), 0.9
     * @param beta2 β₂ in [0,1), 0.999
     * @param epsilon ε ≥ 0, 1e-8
     * @param decay of weights, ≥ 0, 0
     */
    public record Settings(double beta1, double beta2, double epsilon, double decay) implements Optimiser.Settings {
        /** PyTorch's. */
        public static final Settings STANDARD = new Settings(0.9, 0.999, 1e-8, 0);

        /** Checks the ranges. */
        public Settings {
            Optimisers.checkMoments("adam", beta1, beta2, epsilon, decay);
        }

        @Override
        public String name() {
            return "adam";
        }

        @Override
        public String text() {
            return Optimisers.momentsText(name(), beta1, beta2, epsilon).with("decay", decay, 0).toString();
        }

        @Override
        public Optimiser optimiser(Architecture architecture, Execution execution) {
            return new Adam(architecture, execution, this);
        }
    }

    private final Settings settings;
    private final Parameters first;
    private final Parameters second;
    private final double[] steps = new double[1];
    private final Execution execution;

    /** PyTorch's constants; moments at zero. */
    public Adam(Architecture architecture) {
        this(architecture, Execution.reference());
    }

    /** PyTorch's constants; moments at zero; the threads of an execution share out the parameters. */
    public Adam(Architecture architecture, Execution execution) {
        this(architecture, execution, Settings.STANDARD);
    }

    /** Moments at zero; the threads of an execution share out the parameters. */
    public Adam(Architecture architecture, Execution execution, Settings settings) {
        this.settings = settings;
        this.first = new Parameters(architecture);
        this.second = new Parameters(architecture);
        this.execution = execution;
    }

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        Step step = step(++steps[0], settings.beta1, settings.beta2, settings.epsilon, rate);
        double decay = settings.decay;
        Entries.share(execution, gradient, (name, g, from, to) -> {
            double[] p = Entries.array(parameters, name);
            double[] m = Entries.array(first, name);
            double[] v = Entries.array(second, name);
            if (decay == 0) {
                move(p, g, m, v, from, to, step);
            } else {
                moveWithDecay(p, g, m, v, from, to, step, decay);
            }
        });
    }

    /** What one update uses: ε and the rate with the corrections of the moments' bias in them. */
    record Step(double beta1, double beta2, double size, double epsilon) {}

    static Step step(double steps, double beta1, double beta2, double epsilon, double rate) {
        double correction1 = 1 - StrictMath.pow(beta1, steps);
        double rootCorrection2 = Math.sqrt(1 - StrictMath.pow(beta2, steps));
        // Both multiplied by √(1−β₂ᵗ): one division an entry less.
        return new Step(beta1, beta2, rate / correction1 * rootCorrection2, epsilon * rootCorrection2);
    }

    static void move(double[] p, double[] g, double[] m, double[] v, int from, int to, Step step) {
        double beta1 = step.beta1;
        double beta2 = step.beta2;
        double rest1 = 1 - beta1;
        double rest2 = 1 - beta2;
        double size = step.size;
        double epsilon = step.epsilon;
        for (int i = from; i < to; i++) {
            double first = beta1 * m[i] + rest1 * g[i];
            double second = beta2 * v[i] + rest2 * g[i] * g[i];
            m[i] = first;
            v[i] = second;
            p[i] -= size * first / (Math.sqrt(second) + epsilon);
        }
    }

    private static void moveWithDecay(double[] p, double[] g, double[] m, double[] v, int from, int to, Step step,
            double decay) {
        double rest1 = 1 - step.beta1;
        double rest2 = 1 - step.beta2;
        for (int i = from; i < to; i++) {
            double whole = g[i] + decay * p[i];
            double first = step.beta1 * m[i] + rest1 * whole;
            double second = step.beta2 * v[i] + rest2 * whole * whole;
            m[i] = first;
            v[i] = second;
            p[i] -= step.size * first / (Math.sqrt(second) + step.epsilon);
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, double[]> state() {
        return state("adam", steps, first, second);
    }

    static Map<String, double[]> state(String name, double[] steps, Parameters first, Parameters second) {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put(name + "/steps", steps);
        first.named().forEach((array, values) -> state.put(name + "/first/" + array, values));
        second.named().forEach((array, values) -> state.put(name + "/second/" + array, values));
        return state;
    }
}
