package retrograde.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.engine.Functions;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;

/**
 * Recurrent layers one over the other: the output of each is the input of the next.
 *
 * <p>
 * Its joint state {@code s} is the states of all layers, bottom layer first, each in the cell's order. An instance
 * belongs to one thread at a time.
 */
public final class Stack {
    private final List<Interpreter> layers;
    private final List<Weights> weights;
    private final List<double[][]> initial;
    private final List<Boolean> residual;
    private final int bottom;

    /** A stack without residual connections. */
    public Stack(List<LayerShape> shapes, List<Weights> weights, List<double[][]> initial) {
        this(shapes, weights, initial, Collections.nCopies(shapes.size(), false));
    }

    /**
     * Makes a stack.
     *
     * @param shapes bottom layer first; each layer's inputs equal the hidden units of the one below
     * @param weights one a layer; used, not copied
     * @param initial one a layer: for each state its first value {@code [H]}; used, not copied
     * @param residual one a layer: whether its input is added to its output, so that {@code x_{l+1} = output_l + x_l}
     */
    public Stack(List<LayerShape> shapes, List<Weights> weights, List<double[][]> initial, List<Boolean> residual) {
        this(shapes, weights, initial, residual, 1, Functions.STRICT);
    }

    private Stack(List<LayerShape> shapes, List<Weights> weights, List<double[][]> initial, List<Boolean> residual,
            int bottom, Functions functions) {
        for (int l = 1; l < shapes.size(); l++) {
            if (shapes.get(l).inputs() != shapes.get(l - 1).hidden()) {
                throw new IllegalArgumentException("layer " + (l + 1) + " takes " + shapes.get(l).inputs()
                        + " inputs but layer " + l + " gives " + shapes.get(l - 1).hidden());
            }
        }
        this.layers = shapes.stream().map(shape -> new Interpreter(shape, functions)).toList();
        this.weights = List.copyOf(weights);
        this.initial = List.copyOf(initial);
        this.residual = List.copyOf(residual);
        this.bottom = bottom;
        for (int l = 0; l < shapes.size(); l++) {
            if (residual(l) && shapes.get(l).inputs() != shapes.get(l).hidden()) {
                throw new IllegalArgumentException("layer " + (l + 1) + " is residual with " + shapes.get(l).inputs()
                        + " inputs and " + shapes.get(l).hidden() + " outputs");
            }
        }
    }

    /**
     * A single layer of a model by itself.
     *
     * @param number that of the layer in the model, from 1
     * @param functions how elementary functions are evaluated
     */
    public static Stack ofOne(LayerShape shape, Weights weights, double[][] initial, int number, Functions functions) {
        return new Stack(List.of(shape), List.of(weights), List.<double[][]>of(initial), List.of(false), number,
                functions);
    }

    /** The same layers, weights and first values for another thread. */
    public Stack another() {
        return with(functions());
    }

    /** The same layers, weights and first values with elementary functions evaluated so; strictly if nothing was said. */
    public Stack with(Functions functions) {
        return new Stack(layers.stream().map(Interpreter::shape).toList(), weights, initial, residual, bottom,
                functions);
    }

    /** How elementary functions are evaluated. */
    public Functions functions() {
        return layers.get(0).functions();
    }

    /** The number of layers. */
    public int depth() {
        return layers.size();
    }

    /** The number by which a layer is known in its model, from 1. */
    public int number(int l) {
        return bottom + l;
    }

    /** The engine of a layer, 0 at the bottom. */
    public Interpreter layer(int l) {
        return layers.get(l);
    }

    /** The weights of a layer; live. */
    public Weights weights(int l) {
        return weights.get(l);
    }

    /** Whether a layer's input is added to its output. */
    public boolean residual(int l) {
        return residual.get(l);
    }

    /**
     * The layers whose outputs a layer's input is the sum of: the one below and, where that is residual, those further
     * down. What lies below a residual bottom layer comes from outside and is not among them.
     */
    public int[] sources(int l) {
        return IntStream.iterate(l - 1, i -> i >= 0 && (i == l - 1 || residual(i + 1)), i -> i - 1).toArray();
    }

    /** The first values of a layer's states; live. */
    public double[][] initial(int l) {
        return initial.get(l);
    }

    /** {@code n}: entries of the joint state. */
    public int stateSize() {
        return layers.stream().mapToInt(e -> e.shape().stateSize()).sum();
    }

    /** Where a layer's states begin in the joint state. */
    public int stateOffset(int layer) {
        int offset = 0;
        for (int l = 0; l < layer; l++) {
            offset += layers.get(l).shape().stateSize();
        }
        return offset;
    }

    /** The bytes of the activations of {@code T} steps of {@code B} sequences, all layers. */
    public long bytes(int steps, int batch) {
        return layers.stream().mapToLong(e -> e.bytes(steps, batch)).sum();
    }

    /**
     * Runs all layers over {@code T} steps.
     *
     * @param input {@code [T,B,I]}; not modified, kept by the result
     * @param starts for each sequence the step at which it starts; null for 0
     * @return the activations, bottom layer first
     */
    public List<Activations> forward(double[] input, int steps, int batch, int @Nullable [] starts) {
        List<Activations> all = new ArrayList<>();
        double[] below = input;
        for (int l = 0; l < layers.size(); l++) {
            Activations a = layers.get(l).forward(weights.get(l), below, initial.get(l), steps, batch, starts);
            all.add(a);
            below = above(l, a);
        }
        return all;
    }

    /** What a layer hands up, {@code [T,B,H]}: its output, to which a residual layer's input is added. */
    private double[] above(int l, Activations a) {
        if (!residual(l)) {
            return a.output();
        }
        double[] sum = a.output().clone();
        add(a.input(), sum);
        return sum;
    }

    private static void add(double[] summand, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += summand[i];
        }
    }

    /** What the read-out reads, {@code [T,B,H]}, of activations of {@link #forward}. */
    public double[] output(List<Activations> activations) {
        return above(layers.size() - 1, activations.getLast());
    }

    /**
     * Runs all layers over the steps that follow those of activations, in their place; see {@link Interpreter#resume}.
     *
     * @param activations of all steps of {@link #forward} or of this; modified. The input of the bottom layer is the next
     * @param steps how many, at most as many as the activations have room for
     */
    void resume(List<Activations> activations, int steps) {
        for (int l = 0; l < layers.size(); l++) {
            if (l > 0 && residual(l - 1)) {
                // Without a residual connection the input is the array that the layer below has just written.
                double[] sum = above(l - 1, activations.get(l - 1));
                System.arraycopy(sum, 0, activations.get(l).input(), 0, sum.length);
            }
            layers.get(l).resume(weights.get(l), activations.get(l), steps);
        }
    }

    /**
     * Runs all layers backward, top layer first.
     *
     * @param activations of {@link #forward}
     * @param outputAdjoint {@code ∂ℓ/∂(top output)}, {@code [T,B,H]}; not modified
     * @param inputAdjoint receives {@code ∂ℓ/∂x} {@code [T,B,I]}; null if not wanted
     * @param initialAdjoints one a layer, each for each state {@code [B,H]}; null if not wanted
     * @param sinks one a layer
     */
    public void backward(List<Activations> activations, double[] outputAdjoint, double @Nullable [] inputAdjoint,
            @Nullable List<double[][]> initialAdjoints, List<? extends GradientSink> sinks) {
        double[] above = outputAdjoint;
        for (int l = layers.size() - 1; l >= 0; l--) {
            Activations a = activations.get(l);
            double[] below = l > 0 ? new double[a.input().length] : inputAdjoint;
            layers.get(l)
                    .backward(weights.get(l), a, above, below, initialAdjoints == null ? null : initialAdjoints.get(l),
                            sinks.get(l));
            if (below != null && residual(l)) {
                add(above, below);
            }
            if (l > 0) {
                above = below == null ? above : below;
            }
        }
    }
}
