package retrograde.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * Adam (Kingma &amp; Ba 2015) with PyTorch's constants and place of ε.
 *
 * <p>
 * {@code m ← β₁m + (1−β₁)g}, {@code v ← β₂v + (1−β₂)g²}, {@code θ ← θ − rate/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)}, with
 * β₁ = 0.9, β₂ = 0.999, ε = 1e-8. The first step is {@code −rate·sign g} as ε → 0.
 */
public final class Adam implements Optimiser {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Parameters first;
    private final Parameters second;
    private final double[] steps = new double[1];
    private final Execution execution;

    /** Moments at zero. */
    public Adam(Architecture architecture) {
        this(architecture, Execution.reference());
    }

    /** Moments at zero; the threads of an execution share out the parameters. */
    public Adam(Architecture architecture, Execution execution) {
        this.first = new Parameters(architecture);
        this.second = new Parameters(architecture);
        this.execution = execution;
    }

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        steps[0]++;
        double correction1 = 1 - StrictMath.pow(BETA1, steps[0]);
        double rootCorrection2 = Math.sqrt(1 - StrictMath.pow(BETA2, steps[0]));
        // Both multiplied by √(1−β₂ᵗ): one division an entry less.
        double size = rate / correction1 * rootCorrection2;
        double epsilon = EPSILON * rootCorrection2;
        execution.run((thread, threads) -> gradient.named().forEach((name, g) -> {
            double[] p = Objects.requireNonNull(parameters.named().get(name));
            double[] m = Objects.requireNonNull(first.named().get(name));
            double[] v = Objects.requireNonNull(second.named().get(name));
            int from = (int) ((long) g.length * thread / threads);
            int to = (int) ((long) g.length * (thread + 1) / threads);
            update(p, g, m, v, from, to, size, epsilon);
        }));
    }

    private static void update(double[] p, double[] g, double[] m, double[] v, int from, int to, double size,
            double epsilon) {
        for (int i = from; i < to; i++) {
            double first = BETA1 * m[i] + (1 - BETA1) * g[i];
            double second = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
            m[i] = first;
            v[i] = second;
            p[i] -= size * first / (Math.sqrt(second) + epsilon);
        }
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put("adam/steps", steps);
        first.named().forEach((name, array) -> state.put("adam/first/" + name, array));
        second.named().forEach((name, array) -> state.put("adam/second/" + name, array));
        return state;
    }
}
