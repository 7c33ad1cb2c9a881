package retrograde.flow;

import java.util.Arrays;
import java.util.List;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.engine.Activations;
import retrograde.engine.Functions;
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

    /** Runs a model over a batch by the reference interpreter. */
    public static Trajectories run(Model model, Batch batch) {
        return run(model, batch, Functions.STRICT);
    }

    /**
     * Runs a model over a batch; refuses what does not fit into the memory at hand.
     *
     * <p>
     * Sequences that are all the same, as those of zero inputs are, are run once: copies are not independent, and an error
     * estimated from them would be zero.
     *
     * @param functions how elementary functions are evaluated
     */
    public static Trajectories run(Model model, Batch batch, Functions functions) {
        int sequences = distinct(model, batch);
        checkMemory(model.stack().bytes(batch.steps(), sequences), batch.steps(), sequences);
        Stack stack = model.stack().with(functions);
        return new Trajectories(stack, stack.forward(input(model, batch, sequences), batch.steps(), sequences, null));
    }

    /**
     * The same of a model with layers of both directions: each layer by itself, run over what it reads in the order in which it
     * reads.
     *
     * @return bottom layer first
     */
    static List<Trajectories> byLayer(Model model, Batch batch, Functions functions) {
        int sequences = distinct(model, batch);
        int steps = batch.steps();
        checkMemory(model.bytes(steps, sequences), steps, sequences);
        int[] last = new int[sequences];
        Arrays.fill(last, steps - 1);
        return new OwnTimes(model, input(model, batch, sequences),
                new OwnTime.Extent(steps, new int[sequences], last, last), functions).layers()
                .stream()
                .map(OwnTime::trajectories)
                .toList();
    }

    /** What the bottom layer reads of the sequences that are run. */
    private static double[] input(Model model, Batch batch, int sequences) {
        if (sequences == batch.size()) {
            return model.embed(batch.inputs());
        }
        double[] input = new double[batch.steps() * model.architecture().embedding()];
        model.embed(batch.inputs(), 0, 0, batch.steps(), input);
        return input;
    }

    /** How many sequences of a batch are to be run: all of them, or 1 where all are the same. */
    static int distinct(Model model, Batch batch) {
        double[] first = new double[model.architecture().embedding()];
        double[] other = first.clone();
        for (int t = 0; t < batch.steps(); t++) {
            model.embed(batch.inputs(), 0, t, 1, first);
            for (int s = 1; s < batch.size(); s++) {
                model.embed(batch.inputs(), s, t, 1, other);
                if (!Arrays.equals(first, other)) {
                    return batch.size();
                }
            }
        }
        return 1;
    }

    static void checkMemory(long bytes, int steps, int sequences) {
        checkMemory(bytes, steps, sequences, "a shorter --window");
    }

    static void checkMemory(long bytes, int steps, int sequences, String choose) {
        // Not what is free now: that would count garbage which nobody has collected yet as used.
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > 0.9 * heap) {
            throw new InputException("the activations of " + sequences + " sequences of " + steps + " steps need "
                    + bytes / (1 << 20) + " MiB, and there are " + heap / (1 << 20) + " MiB; choose " + choose
                    + " or a smaller --hidden");
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
