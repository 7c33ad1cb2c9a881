package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.LayerShape;
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

    private final Stack stack;
    private final List<Activations> run;
    private final int batch;
    private final List<double[][]> carried = new ArrayList<>();
    private final double[] logScale;
    private final double[] logCarried;
    private double @Nullable [] outputAdjoint;
    private int t;

    /**
     * Starts at the last step.
     *
     * @param outputAdjoint {@code ∂ℓ/∂(top output)} of the last step, {@code [B,H]}; not modified
     */
    BackwardByLag(Stack stack, List<Activations> run, double[] outputAdjoint) {
        this.stack = stack;
        this.run = run;
        this.batch = run.get(0).batch();
        this.outputAdjoint = outputAdjoint;
        this.t = run.get(0).steps() - 1;
        this.logScale = new double[batch];
        this.logCarried = new double[batch];
        for (int l = 0; l < stack.depth(); l++) {
            LayerShape shape = stack.layer(l).shape();
            carried.add(new double[shape.cell().states().size()][batch * shape.hidden()]);
        }
    }

    /** Whether a sequence has a step at the lag of the next call. */
    boolean active(int sequence) {
        return run.get(0).start(sequence) <= t;
    }

    /** The adjoints that the next call tells its sinks are to be multiplied by e to this. */
    double logScale(int sequence) {
        return logScale[sequence];
    }

    /** The largest of these over the sequences that are active; −∞ where none is. */
    double largestLogScale() {
        double largest = Double.NEGATIVE_INFINITY;
        for (int b = 0; b < batch; b++) {
            largest = active(b) ? Math.max(largest, logScale[b]) : largest;
        }
        return largest;
    }

    /**
     * One step further back.
     *
     * @param sinks one a layer; told that step's adjoints without their scale, zero for sequences that are not active
     */
    void step(List<? extends GradientSink> sinks) {
        double[] above = outputAdjoint;
        outputAdjoint = null;
        for (int l = stack.depth() - 1; l >= 0; l--) {
            Interpreter engine = stack.layer(l);
            LayerShape shape = engine.shape();
            double[][] adjoints = carried.get(l);
            if (above != null) {
                double[] output = adjoints[shape.cell().states().indexOf(shape.cell().output())];
                for (int i = 0; i < output.length; i++) {
                    output[i] += above[i];
                }
            }
            double[] below = l > 0 ? new double[batch * shape.inputs()] : null;
            carried.set(l, engine.adjoint(stack.weights(l), run.get(l), t, adjoints, below, sinks.get(l)));
            above = below;
        }
        for (int b = 0; b < batch; b++) {
            double norm = norm(b);
            logCarried[b] = active(b) ? logScale[b] + StrictMath.log(norm) : Double.NaN;
            if (run.get(0).start(b) >= t) {
                scale(b, 0);
            } else if (norm != 0 && (norm < TINY || norm > HUGE)) {
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

    private double norm(int b) {
        double squares = 0;
        for (double[][] layer : carried) {
            int hidden = layer[0].length / batch;
            for (double[] state : layer) {
                for (int i = b * hidden; i < (b + 1) * hidden; i++) {
                    squares += state[i] * state[i];
                }
            }
        }
        return Math.sqrt(squares);
    }

    private void scale(int b, double factor) {
        for (double[][] layer : carried) {
            int hidden = layer[0].length / batch;
            for (double[] state : layer) {
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
