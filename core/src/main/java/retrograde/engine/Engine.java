package retrograde.engine;

import org.jspecify.annotations.Nullable;

/**
 * Runs one layer forward and backward over sequences {@code [T,B,I]}.
 *
 * <p>
 * The reference engine and the compiled ones give the same results within rounding; {@link Execution} makes them. A
 * backward pass follows the forward pass it belongs to, once. An instance belongs to one thread at a time; it may use
 * others inside.
 */
public interface Engine {
    /** The layer executed. */
    LayerShape shape();

    /**
     * Runs {@code T} steps.
     *
     * @param weights not modified; kept until the backward pass
     * @param sequence what is run; kept until the backward pass
     * @param pairs the indices {@code t·B + b} of the outputs wanted, ascending; null for all
     * @param outputs receives them, {@code [pairs,H]}; with {@code pairs} null {@code [T,B,H]}
     */
    void forward(Weights weights, Sequence sequence, int @Nullable [] pairs, double[] outputs);

    /**
     * Runs the sequence of the last forward pass backward.
     *
     * @param pairs the indices {@code t·B + b} of the outputs with an adjoint, ascending; null for all
     * @param outputAdjoints {@code ∂ℓ/∂output}, {@code [pairs,H]}; not modified
     * @param wanted what is to be found
     */
    void backward(int @Nullable [] pairs, double[] outputAdjoints, Wanted wanted);

    /**
     * What a backward pass is to find; null for what is not wanted.
     *
     * @param gradient {@code ∂ℓ/∂θ} is added to it; without it the pass costs less than half
     * @param input receives {@code ∂ℓ/∂x}, {@code [T,B,I]}
     * @param initial receives for each state {@code ∂ℓ/∂s_0}, {@code [B,H]}
     * @param carried to it is added, for each step t and sequence, {@code Σ_states ‖∂ℓ/∂s_{t−1}‖²}, {@code [T,B]}: what is
     *        carried from step t to the step before
     * @param window truncated backpropagation: nothing is carried back from one window of so many steps to the one before,
     *        the last window ending with the last step; {@link Integer#MAX_VALUE} for the whole gradient
     */
    @SuppressWarnings("ArrayRecordComponent") // receives results
    record Wanted(@Nullable Weights gradient, double @Nullable [] input, double @Nullable [][] initial,
            double @Nullable [] carried, int window) {
        /** What is found of the whole sequence. */
        public Wanted(@Nullable Weights gradient, double @Nullable [] input, double @Nullable [][] initial,
                double @Nullable [] carried) {
            this(gradient, input, initial, carried, Integer.MAX_VALUE);
        }

        /** The gradient alone. */
        public static Wanted gradient(Weights gradient) {
            return new Wanted(gradient, null, null, null);
        }

        /** Whether a window begins with a step: of sequences of {@code T} steps, not their first. */
        public static boolean cutBefore(int t, int steps, int window) {
            return t > 0 && (steps - t) % window == 0;
        }
    }

    /**
     * Both passes for {@code ℓ = ½ mean output²} over all {@code [T,B,H]}: what benchmarks run, for it needs no arrays
     * beside the engine's own.
     *
     * @param gradient {@code ∂ℓ/∂θ} is added to it
     * @return ℓ
     */
    double halfMeanSquare(Weights weights, Sequence sequence, Weights gradient);

    /** The bytes that a pass over {@code T} steps of {@code B} sequences keeps. */
    long bytes(int steps, int batch);

    /**
     * A batch of sequences.
     *
     * @param input {@code [T,B,I]}
     * @param initial for each state its value before the first step, {@code [H]}
     * @param steps {@code T ≥ 1}
     * @param batch {@code B ≥ 1}
     * @param starts for each sequence the step at which it starts from the initial state; what is computed before means
     *        nothing
     * @param given for each vector that is given to the cell beside its input {@code [T,B,H]}
     */
    @SuppressWarnings("ArrayRecordComponent") // large, read once, compared by nobody
    record Sequence(double[] input, double[][] initial, int steps, int batch, int[] starts, double[][] given) {
        /** Sequences that start at steps of their own, of a cell that is given its input alone. */
        public Sequence(double[] input, double[][] initial, int steps, int batch, int[] starts) {
            this(input, initial, steps, batch, starts, new double[0][]);
        }

        /** Sequences that all start at the first step. */
        public Sequence(double[] input, double[][] initial, int steps, int batch) {
            this(input, initial, steps, batch, new int[batch]);
        }
    }
}
