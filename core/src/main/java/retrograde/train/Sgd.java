package retrograde.train;

import java.util.Map;
import java.util.Objects;

import retrograde.model.Parameters;

/** Plain gradient descent: {@code θ ← θ − rate·g}. */
public final class Sgd implements Optimiser {
    /** Keeps nothing between updates. */
    public Sgd() {}

    @Override
    public void update(Parameters parameters, Parameters gradient, double rate) {
        gradient.named().forEach((name, g) -> {
            double[] p = Objects.requireNonNull(parameters.named().get(name));
            for (int i = 0; i < g.length; i++) {
                p[i] -= rate * g[i];
            }
        });
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public Map<String, double[]> state() {
        return Map.of();
    }
}
