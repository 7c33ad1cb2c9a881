package retrograde.model;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.Activations;
import retrograde.engine.Gemm;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.sequence.Stack;

/**
 * A network with its parameters: losses and gradients on batches.
 *
 * <p>
 * {@code ℓ = mean over (step, sequence) pairs with a loss of the loss of one step}. An instance belongs to one thread at
 * a time.
 */
public final class Model {
    private final Architecture architecture;
    private final Parameters parameters;
    private final Stack stack;
    private final ReadOut readOut;

    /**
     * A model around given parameters.
     *
     * @param parameters used, not copied
     * @param initial the first values of the states, one a layer, for each state {@code [H]}; used, not copied
     * @param projection the unit vector {@code v[H]} of {@link Objective.Kind#PROJECTION}; empty otherwise
     */
    public Model(Parameters parameters, List<double[][]> initial, double[] projection) {
        this.architecture = parameters.architecture();
        this.parameters = parameters;
        this.stack = new Stack(architecture.layers(),
                java.util.stream.IntStream.range(0, architecture.layers().size()).mapToObj(parameters::layer).toList(),
                initial);
        this.readOut = new ReadOut(parameters, projection);
    }

    /** What the model consists of. */
    public Architecture architecture() {
        return architecture;
    }

    /** The parameters; live. */
    public Parameters parameters() {
        return parameters;
    }

    /** The recurrent layers; they share the parameters. */
    public Stack stack() {
        return stack;
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

    /** The mean loss of a batch. */
    public double loss(Batch batch) {
        List<Activations> run = stack.forward(embed(batch.inputs()), batch.steps(), batch.size(), null);
        return readOut.loss(batch, run.get(run.size() - 1).output(), null, null);
    }

    /**
     * The mean loss of a batch and its gradient by backpropagation through time.
     *
     * @param gradient what is found is added to it
     */
    public double gradient(Batch batch, Parameters gradient) {
        int steps = batch.steps();
        int size = batch.size();
        List<Activations> run = stack.forward(embed(batch.inputs()), steps, size, null);
        double[] output = run.get(run.size() - 1).output();
        double[] outputAdjoint = new double[output.length];
        double loss = readOut.loss(batch, output, outputAdjoint, gradient);
        List<GradientSink> sinks = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            sinks.add(Interpreter.into(gradient.layer(l), size));
        }
        double @Nullable [] inputAdjoint = architecture.symbolic() ? new double[steps * size * architecture.embedding()]
                : null;
        stack.backward(run, outputAdjoint, inputAdjoint, null, sinks);
        if (inputAdjoint != null && batch.inputs() instanceof Batch.Symbols s) {
            int width = architecture.embedding();
            for (int i = 0; i < s.values().length; i++) {
                int to = s.values()[i] * width;
                for (int j = 0; j < width; j++) {
                    gradient.embedding()[to + j] += inputAdjoint[i * width + j];
                }
            }
        }
        return loss;
    }

    /** Multiplies rows {@code [m,k]} by the transpose of a {@code [n,k]} matrix. */
    static double[] timesTransposed(double[] rows, int m, int k, double[] matrix, int n) {
        double[] out = new double[m * n];
        Gemm.multiply(rows, 0, k, m, k, Gemm.transpose(matrix, n, k), n, out, 0, false);
        return out;
    }
}
