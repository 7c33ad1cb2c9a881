package retrograde.model;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.Engine;
import retrograde.engine.Execution;
import retrograde.engine.Interpreter;
import retrograde.sequence.Stack;

/**
 * A network with its parameters: losses and gradients on batches.
 *
 * <p>
 * {@code ℓ = mean over (step, sequence) pairs with a loss of the loss of one step}. Nothing is dropped unless a gradient is
 * asked for with a {@link Noise}. An instance belongs to one thread at
 * a time.
 */
public final class Model {
    private final Architecture architecture;
    private final Parameters parameters;
    private final @Nullable Stack stack;
    private final List<double[][]> initial;
    private final ReadOut readOut;
    private Execution execution;
    private List<Engine> engines;
    private Levels levels;
    private int window = Integer.MAX_VALUE;

    /**
     * A model around given parameters.
     *
     * @param parameters used, not copied
     * @param initial the first values of the states, one a layer, for each state {@code [H]}; used, not copied. Where they
     *        are trained those of the parameters are used instead
     * @param projection the unit vector {@code v[H]} of {@link Objective.Kind#PROJECTION}; empty otherwise
     */
    public Model(Parameters parameters, List<double[][]> initial, double[] projection) {
        this.architecture = parameters.architecture();
        this.parameters = parameters;
        this.initial = IntStream.range(0, architecture.layers().size())
                .mapToObj(l -> architecture.wirings().get(l).startTrained() ? parameters.start(l) : initial.get(l))
                .toList();
        this.stack = architecture.bidirectional() ? null
                : new Stack(architecture.layers(),
                        IntStream.range(0, architecture.layers().size()).mapToObj(parameters::layer).toList(),
                        this.initial, architecture.wirings().stream().map(LayerWiring::residual).toList());
        this.readOut = new ReadOut(parameters, projection);
        this.execution = Execution.reference();
        this.engines = architecture.layers().stream().map(execution::engine).toList();
        this.levels = new Levels(parameters, this.initial, engines, execution);
    }

    /** What the model consists of. */
    public Architecture architecture() {
        return architecture;
    }

    /** The parameters; live. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * The recurrent layers as they are used, nothing dropped, run by the reference interpreter; they share the parameters.
     *
     * @throws InputException where layers read in both directions: then there is no state carried through time
     */
    public Stack stack() {
        if (stack == null) {
            requireOneDirection("a joint state that is followed from step to step");
            throw new IllegalStateException("only bidirectional models have no stack");
        }
        return stack;
    }

    /** The bytes of what the reference engine computes over {@code T} steps of {@code B} sequences, all layers. */
    public long bytes(int steps, int batch) {
        return architecture.layers().stream().mapToLong(shape -> new Interpreter(shape).bytes(steps, batch)).sum();
    }

    /** The first values of a layer's states, for each {@code [H]}; live. */
    public double[][] initial(int l) {
        return initial.get(l);
    }

    /** The read-out and the loss. */
    public ReadOut readOut() {
        return readOut;
    }

    /** What the bottom layer reads, {@code [T,B,I]}: symbols looked up in the embedding, vectors as they are. */
    public double[] embed(Batch.Inputs inputs) {
        return switch (inputs) {
            case Batch.Vectors v -> v.values();
            case Batch.Symbols s -> {
                int width = architecture.embedding();
                double[] x = new double[s.values().length * width];
                for (int i = 0; i < s.values().length; i++) {
                    System.arraycopy(parameters.embedding(), s.values()[i] * width, x, i * width, width);
                }
                yield x;
            }
        };
    }

    /**
     * The same of one sequence and some of its steps.
     *
     * @param into receives {@code [steps,I]} from its start
     */
    public void embed(Batch.Inputs inputs, int sequence, int first, int steps, double[] into) {
        int width = architecture.embedding();
        for (int t = 0; t < steps; t++) {
            int row = (first + t) * inputs.size() + sequence;
            switch (inputs) {
                case Batch.Vectors v -> System.arraycopy(v.values(), row * width, into, t * width, width);
                case Batch.Symbols s -> System.arraycopy(parameters.embedding(), s.values()[row] * width, into,
                        t * width, width);
            }
        }
    }

    /** From here on losses and gradients are computed so; until then by the reference engine. */
    public void execute(Execution by) {
        execution = by;
        engines = architecture.layers().stream().map(by::engine).toList();
        levels = new Levels(parameters, initial, engines, by);
    }

    /**
     * From here on gradients are truncated (Williams &amp; Peng 1990): states are handed on through the whole sequence,
     * gradients are carried back within windows of so many steps, of which the last ends with the sequence.
     *
     * @param steps at least 1; {@link Integer#MAX_VALUE} for whole gradients
     */
    public void truncate(int steps) {
        if (steps < 1) {
            throw new InputException("a window of " + steps
                    + " steps holds no gradient; truncated backpropagation needs windows of at least 1 step");
        }
        window = steps;
    }

    /** How losses and gradients are computed. */
    public Execution execution() {
        return execution;
    }

    /** The engines of the layers, bottom layer first. */
    public List<Engine> engines() {
        return engines;
    }

    /** The mean loss of a batch. */
    public double loss(Batch batch) {
        int[] pairs = batch.lossPairs();
        return readOut.loss(batch.targets(), pairs, forward(batch, pairs), 1.0 / pairs.length, null, null, execution);
    }

    /**
     * What the read-out answers at the pairs with a loss, in their order: predicted numbers, or for each class the logarithm
     * of its odds but for a constant.
     *
     * @return {@code [pairs,O]}; empty for {@link Objective.Kind#PROJECTION}
     */
    public double[] answers(Batch batch) {
        return readOut.answers(forward(batch, batch.lossPairs()));
    }

    private double[] forward(Batch batch, int[] pairs) {
        return levels.forward(batch, embed(batch.inputs()), pairs, null);
    }

    /**
     * The mean loss of a batch and its gradient by backpropagation through time.
     *
     * @param gradient what is found is added to it
     */
    public double gradient(Batch batch, Parameters gradient) {
        return gradient(batch, gradient, null);
    }

    /**
     * The mean loss of a batch and its gradient by backpropagation through time.
     *
     * @param gradient what is found is added to it
     * @param carried to it is added {@code ‖∂loss/∂s_{t−1}‖²} of the joint state, for each step t and sequence,
     *        {@code [T,B]}; null if not wanted
     */
    public double gradient(Batch batch, Parameters gradient, double @Nullable [] carried) {
        return gradient(batch, gradient, carried, null);
    }

    /**
     * The same while entries are dropped.
     *
     * @param noise what is dropped, where the architecture drops anything; null for nothing
     */
    public double gradient(Batch batch, Parameters gradient, double @Nullable [] carried, @Nullable Noise noise) {
        int[] pairs = batch.lossPairs();
        double[] outputs = levels.forward(batch, embed(batch.inputs()), pairs, noise);
        double[] adjoint = new double[outputs.length];
        double loss = readOut.loss(batch.targets(), pairs, outputs, 1.0 / pairs.length, adjoint, gradient, execution);
        double[] below = backward(batch, pairs, adjoint, gradient, carried);
        if (below != null && batch.inputs() instanceof Batch.Symbols s) {
            int width = architecture.embedding();
            for (int i = 0; i < s.values().length; i++) {
                int to = s.values()[i] * width;
                for (int j = 0; j < width; j++) {
                    gradient.embedding()[to + j] += below[i * width + j];
                }
            }
        }
        return loss;
    }

    /**
     * The size of what one loss of each sequence carries back, without the parameters' gradients.
     *
     * @param pairs of one step for each sequence the index {@code t·B + b}, ascending
     * @param carried to it is added {@code ‖∂ℓ_b/∂s_{t−1}‖²} of the joint state, {@code [T,B]}, ℓ_b the loss of the chosen
     *        step of sequence b, not divided by anything
     */
    public void carried(Batch batch, int[] pairs, double[] carried) {
        double[] outputs = forward(batch, pairs);
        double[] adjoint = new double[outputs.length];
        readOut.loss(batch.targets(), pairs, outputs, 1, adjoint, null, execution);
        backward(batch, pairs, adjoint, null, carried);
    }

    /** Runs all levels backward; returns the adjoints of the inputs if they are symbols. */
    private double @Nullable [] backward(Batch batch, int[] pairs, double[] outputAdjoint,
            @Nullable Parameters gradient, double @Nullable [] carried) {
        if (carried != null) {
            requireOneDirection("the gradient by lag");
        }
        return levels.backward(batch, pairs, outputAdjoint, gradient, carried, window,
                architecture.symbolic() && gradient != null);
    }

    /**
     * Refuses what is not defined where layers read in both directions: together they have no state that is carried from
     * one step to the next.
     *
     * @param what is refused then
     */
    public void requireOneDirection(String what) {
        if (architecture.bidirectional()) {
            throw new InputException(what
                    + " is defined for models that read in one direction, and this one has layers "
                    + "that read sequences from their end; retrograde flow measures each layer of such a model, in the order "
                    + "in which it reads");
        }
    }
}
