package retrograde.flow;

import java.util.Optional;

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
 * The loss of step t, {@code τ_ℓ} in the layer's own time, arrives at the states before it: lag {@code k = τ_ℓ − τ ≥ 1},
 * {@link Flow#gradientByLag}. Below a layer that reads the other way it also arrives at those after it, lags
 * {@code 0, −1, −2, …}: {@link #ahead}. Summands and reach of the flow count lags k and −k as one.
 *
 * @param layer its number, from 1
 * @param reverse whether it reads from the end
 * @param flow of the layer alone; its {@code summands} and {@code reach} are those of its own parameters
 * @param ahead {@code mean ‖∂ℓ_t/∂s_τ‖₂} for {@code τ = τ_ℓ + j}, j = 0, 1, …, s the state that is carried on to
 *        {@code τ + 1}; empty where no layer above reads the other way
 */
public record LayerFlow(int layer, boolean reverse, Flow flow, Optional<GradientByLag> ahead) {
    /** What it is called beside others: its cell, its number and an arrow in the direction in which it reads. */
    public String name() {
        return flow.cells().get(0) + " " + layer + (reverse ? "←" : "→");
    }
}
