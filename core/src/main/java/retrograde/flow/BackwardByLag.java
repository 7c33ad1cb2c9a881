package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;
import retrograde.engine.LayerShape;
import retrograde.engine.StepAdjoint;
import retrograde.sequence.Stack;

/**
 * Backpropagation of losses at the last step through all layers at once, one lag a call.
 *
 * <p>
 * Each sequence's adjoint is kept near length 1 and its scale as a logarithm, so that it neither overflows nor underflows at
 * any lag. All layers share the scale: what is carried back is linear in the adjoint of the joint state.
 */
final class BackwardByLag {
    /** Rows outside these lengths are rescaled; their squares stay far inside a double's range. */
    private static final double TINY = 1e-30;
    private static final double HUGE = 1e30;

    /** A sink that wants nothing. */
    static final GradientSink NOTHING = new GradientSink() {
        @Override
        public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
            // only what is carried back is wanted
        }

        @Override
        public void vector(int t, String parameter, Rows adjoint) {
            // only what is carried back is wanted
        }
    };

    private final Activations bottom;
    private final int last;
    private final int batch;
    private final List<Layer> layers = new ArrayList<>();
    private final double[] logScale;
    private final double[] logCarried;
    private final double[] logInput;
    private final double[] outputAdjoint;
    private int t;

    /** What one layer carries. */
    private static final class Layer {
        final StepAdjoint engine;
        final int output;
        final double @Nullable [] below;
        final boolean residual;
        double[][] carried;
        /** Carried a step ago: sinks may still read it. */
        double[][] before;

        Layer(StepAdjoint engine, LayerShape shape, int batch, boolean inputs, boolean residual) {
            this.engine = engine;
            this.residual = residual;
            this.output = shape.cell().states().indexOf(shape.cell().output());
            this.below = inputs ? new double[batch * shape.inputs()] : null;
            this.carried = new double[shape.cell().states().size()][batch * shape.hidden()];
            this.before = new double[carried.length][batch * shape.hidden()];
        }
    }

    /**
     * Prepares to go back over a run.
     *
     * @param outputAdjoint {@code ∂ℓ/∂(top output)} of the last step, {@code [B,H]}; not modified
     */
    BackwardByLag(Stack stack, List<Activations> run, double[] outputAdjoint) {
        this(stack, run, outputAdjoint, false);
    }

    /**
     * The same.
     *
     * @param inputs whether the adjoints of the bottom layer's input are wanted, too
     */
    BackwardByLag(Stack stack, List<Activations> run, double[] outputAdjoint, boolean inputs) {
        this(stack, run, outputAdjoint, inputs, run.get(0).steps() - 1);
    }

    /**
     * The same for losses at an earlier step than the last of the run.
     *
     * @param last the step of the losses
     */
    BackwardByLag(Stack stack, List<Activations> run, double[] outputAdjoint, boolean inputs, int last) {
        this.bottom = run.get(0);
        this.last = last;
        this.t = last;
        this.batch = bottom.batch();
        this.outputAdjoint = outputAdjoint;
        this.logScale = new double[batch];
        this.logCarried = new double[batch];
        this.logInput = new double[batch];
        for (int l = 0; l < stack.depth(); l++) {
            layers.add(new Layer(stack.layer(l).adjoints(stack.weights(l), run.get(l)), stack.layer(l).shape(), batch,
                    l > 0 || inputs, stack.residual(l)));
        }
    }

    /** Whether a sequence has a step at the lag of the next call. */
    private boolean active(int sequence) {
        return bottom.start(sequence) <= t;
    }

    /** The adjoints that the next call tells its sinks are to be multiplied by e to this. */
    double logScale(int sequence) {
        return logScale[sequence];
    }

    /** One step further back, for what is carried alone. */
    void step() {
        step(Collections.nCopies(layers.size(), NOTHING));
    }

    /**
     * One step further back.
     *
     * @param sinks one a layer; told that step's adjoints without their scale, zero for sequences that are not active
     */
    void step(List<? extends GradientSink> sinks) {
        for (int b = 0; b < batch; b++) {
            if (bottom.start(b) == t + 1) {
                scale(b, 0); // its first step was the one of the last call
            }
        }
        double[] above = t == last ? outputAdjoint : null;
        for (int l = layers.size() - 1; l >= 0; l--) {
            Layer layer = layers.get(l);
            if (above != null) {
                double[] output = layer.carried[layer.output];
                for (int i = 0; i < output.length; i++) {
                    output[i] += above[i];
                }
            }
            layer.engine.at(t, layer.carried, layer.below, sinks.get(l), layer.before);
            double[][] old = layer.before;
            layer.before = layer.carried;
            layer.carried = old;
            if (layer.residual && layer.below != null && above != null) {
                for (int i = 0; i < above.length; i++) {
                    layer.below[i] += above[i];
                }
            }
            above = layer.below;
        }
        if (above != null) {
            int width = above.length / batch;
            for (int b = 0; b < batch; b++) {
                logInput[b] = logScale[b]
                        + StrictMath.log(Math.sqrt(Sums.dot(above, b * width, above, b * width, width)));
            }
        }
        for (int b = 0; b < batch; b++) {
            double norm = norm(b);
            logCarried[b] = active(b) ? logScale[b] + StrictMath.log(norm) : Double.NaN;
            if (norm != 0 && (norm < TINY || norm > HUGE)) {
                scale(b, 1 / norm);
                logScale[b] += StrictMath.log(norm);
            }
        }
        t--;
    }

    /** {@code ln ‖δ‖} of the joint state before the step of the last call; NaN for a sequence that had no such step. */
    double logCarried(int sequence) {
        return logCarried[sequence];
    }

    /** {@code ln ‖∂ℓ/∂x‖} of the bottom layer's input at the step of the last call, where inputs were asked for. */
    double logInput(int sequence) {
        return logInput[sequence];
    }

    /** {@code ∂ℓ/∂x} of the last call, {@code [B,I]}, without its scale; live. Empty where inputs were not asked for. */
    double[] inputAdjoint() {
        double[] below = layers.get(0).below;
        return below == null ? new double[0] : below;
    }

    /** What is carried now, a state of a layer, {@code [B,H]}, in units of {@link #logScale}; live. */
    double[] carried(int layer, int state) {
        return layers.get(layer).carried[state];
    }

    private double norm(int b) {
        double squares = 0;
        for (Layer layer : layers) {
            for (double[] state : layer.carried) {
                int hidden = state.length / batch;
                squares += Sums.dot(state, b * hidden, state, b * hidden, hidden);
            }
        }
        return Math.sqrt(squares);
    }

    private void scale(int b, double factor) {
        for (Layer layer : layers) {
            for (double[] state : layer.carried) {
                int hidden = state.length / batch;
                if (factor == 0) {
                    Arrays.fill(state, b * hidden, (b + 1) * hidden, 0);
                } else {
                    for (int i = b * hidden; i < (b + 1) * hidden; i++) {
                        state[i] *= factor;
                    }
                }
            }
        }
    }
}
