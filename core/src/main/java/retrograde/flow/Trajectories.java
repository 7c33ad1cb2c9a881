package retrograde.flow;

import java.util.Arrays;
import java.util.List;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.engine.Activations;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * {@code S} sequences of {@code T} steps, run from the initial state: what most quantities are measured on.
 *
 * @param stack the layers
 * @param activations one a layer, bottom first
 */
public record Trajectories(Stack stack, List<Activations> activations) {
    /** Copies the list. */
    public Trajectories {
        activations = List.copyOf(activations);
    }

    /**
     * Runs a model over a batch; refuses what does not fit into the memory at hand.
     *
     * <p>
     * Sequences that are all the same, as those of zero inputs are, are run once: copies are not independent, and an error
     * estimated from them would be zero.
     */
    public static Trajectories run(Model model, Batch batch) {
        double[] input = model.embed(batch.inputs());
        int width = model.architecture().embedding();
        int sequences = batch.size();
        if (allTheSame(input, sequences, width)) {
            double[] first = new double[batch.steps() * width];
            for (int t = 0; t < batch.steps(); t++) {
                System.arraycopy(input, t * sequences * width, first, t * width, width);
            }
            input = first;
            sequences = 1;
        }
        checkMemory(model.stack().bytes(batch.steps(), sequences), batch.steps(), sequences);
        return new Trajectories(model.stack(), model.stack().forward(input, batch.steps(), sequences, null));
    }

    private static boolean allTheSame(double[] input, int sequences, int width) {
        for (int i = 0; i < input.length; i += width) {
            int first = i - i / width % sequences * width;
            if (!Arrays.equals(input, i, i + width, input, first, first + width)) {
                return false;
            }
        }
        return true;
    }

    static void checkMemory(long bytes, int steps, int sequences) {
        // Not what is free now: that would count garbage which nobody has collected yet as used.
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > 0.9 * heap) {
            throw new InputException("the activations of " + sequences + " sequences of " + steps + " steps need "
                    + bytes / (1 << 20) + " MiB, and there are " + heap / (1 << 20)
                    + " MiB; choose a shorter --window or a smaller --hidden");
        }
    }

    /** {@code T}. */
    public int steps() {
        return activations.get(0).steps();
    }

    /** {@code S}: those run, 1 where all were the same. */
    public int sequences() {
        return activations.get(0).batch();
    }
}
