package retrograde.flow;

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

    /** Runs a model over a batch; refuses what does not fit into the memory at hand. */
    public static Trajectories run(Model model, Batch batch) {
        checkMemory(model.stack().bytes(batch.steps(), batch.size()), batch.steps(), batch.size());
        return new Trajectories(model.stack(),
                model.stack().forward(model.embed(batch.inputs()), batch.steps(), batch.size(), null));
    }

    static void checkMemory(long bytes, int steps, int sequences) {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        if (bytes > 0.9 * free) {
            throw new InputException("the activations of " + sequences + " sequences of " + steps + " steps need "
                    + bytes / (1 << 20) + " MiB and " + free / (1 << 20)
                    + " MiB are free; choose a shorter --window or a smaller --hidden");
        }
    }

    /** {@code T}. */
    public int steps() {
        return activations.get(0).steps();
    }

    /** {@code S}. */
    public int sequences() {
        return activations.get(0).batch();
    }
}
