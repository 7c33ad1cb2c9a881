package retrograde.flow;

import java.util.List;

/**
 * The flow of one layer of a model that reads in both directions, in the layer's own time: its steps in the order in which it
 * reads them.
 *
 * <p>
 * Such a model has no joint state that is carried from step to step. Each of its layers has:
 * {@code s_τ = f(x_τ, s_{τ−1})}, driven by what it reads, with {@code τ = t} or, reading from the end, {@code τ = T−1−t}. All
 * that is said of a flow is said of each layer so. Where all layers read forward these are the diagonal blocks of the joint
 * Jacobian, which is block triangular: their exponents together are those of the whole, and the largest of their horizons is
 * that of the slowest.
 *
 * <p>
 * The loss of step t is at {@code τ_ℓ} in the layer's own time, or, where a sequence has a single loss, at the layer's last
 * step: there each direction has read all of it. It arrives at the states before it: lag {@code k = τ_ℓ − τ ≥ 1},
 * {@link Flow#gradientByLag}. Below a layer that reads the other way it also arrives at those after it, lags
 * {@code 0, −1, −2, …}: {@link Flow#gradientAhead}. Summands and reach of the flow count lags k and −k as one.
 *
 * @param layer its number, from 1
 * @param reverse whether it reads from the end
 * @param flow of the layer alone; its {@code summands} and {@code reach} are those of its own parameters
 */
public record LayerFlow(int layer, boolean reverse, Flow flow) {
    /** What is measured of a joint state or a joint time alone, and so not of a model that reads in both directions. */
    public static final List<String> LEFT_OUT = List.of("layers", "pairMap", "advice");

    /** What it is called beside others: its cell, its number and an arrow in the direction in which it reads. */
    public String name() {
        return flow.cells().get(0) + " " + layer + (reverse ? "←" : "→");
    }
}
