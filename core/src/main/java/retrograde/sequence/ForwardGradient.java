package retrograde.sequence;

import java.util.Arrays;

import retrograde.engine.Activations;
import retrograde.engine.Gemm;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;
import retrograde.engine.LayerShape;

/**
 * {@code ds_t/dθ} carried forward in time: real-time recurrent learning (Williams &amp; Zipser 1989), and equation (E2) of
 * the source article taken literally.
 *
 * <p>
 * {@code ds_t/dθ = ∂s_t/∂s_{t−1} · ds_{t−1}/dθ + ∂s_t/∂θ}: the gradient of a recurrent network is itself a recurrent
 * network, with state {@code [n, |θ|]}. Cost {@code O(n²|θ|)} a step and {@code n|θ|} numbers of memory, so it serves as an
 * oracle for small networks; {@link Stack#backward} gives the same gradient in {@code O(|θ|)} a step.
 */
public final class ForwardGradient {
    private final Stack stack;
    private final int n;
    private final int parameters;
    private final int[] offsets;
    private double[] sensitivity;

    /** Starts with {@code ds₀/dθ = 0}. */
    public ForwardGradient(Stack stack) {
        this.stack = stack;
        this.n = stack.stateSize();
        this.offsets = new int[stack.depth() + 1];
        for (int l = 0; l < stack.depth(); l++) {
            offsets[l + 1] = offsets[l] + Math.toIntExact(stack.layer(l).shape().parameterCount());
        }
        this.parameters = offsets[stack.depth()];
        this.sensitivity = new double[Math.multiplyExact(n, parameters)];
    }

    /** {@code |θ|}: parameters of all layers, bottom first, each layer's in the cell's order, row-major. */
    public int parameters() {
        return parameters;
    }

    /** {@code ds_t/dθ}, {@code [n, |θ|]}; not to be modified. */
    public double[] sensitivity() {
        return sensitivity;
    }

    /** Runs over a single sequence {@code [T,1,I]} that {@link Stack#forward} has run, from its first step to its last. */
    public void run(java.util.List<Activations> activations) {
        int steps = activations.get(0).steps();
        for (int t = 0; t < steps; t++) {
            step(activations, t);
        }
    }

    private void step(java.util.List<Activations> activations, int t) {
        double[] next = new double[n * parameters];
        for (int l = 0; l < stack.depth(); l++) {
            LayerShape shape = stack.layer(l).shape();
            int size = shape.stateSize();
            int row = stack.stateOffset(l);
            // One copy of the step for each entry of the new state, each with its own unit vector as adjoint.
            double[] toOld = new double[size * size];
            double[] toInput = new double[size * shape.inputs()];
            direct(activations.get(l), l, t, toOld, toInput, next, row, offsets[l]);
            Gemm.multiply(toOld, 0, size, size, size,
                    Arrays.copyOfRange(sensitivity, row * parameters, (row + size) * parameters), parameters, next,
                    row * parameters, true);
            for (int source : stack.sources(l)) {
                LayerShape below = stack.layer(source).shape();
                int output = stack.stateOffset(source)
                        + below.cell().states().indexOf(below.cell().output()) * below.hidden();
                double[] rows = Arrays.copyOfRange(next, output * parameters, (output + below.hidden()) * parameters);
                Gemm.multiply(toInput, 0, shape.inputs(), size, shape.inputs(), rows, parameters, next,
                        row * parameters, true);
            }
        }
        sensitivity = next;
    }

    private void direct(Activations a, int l, int t, double[] toOld, double[] toInput, double[] into, int row,
            int column) {
        Interpreter engine = stack.layer(l);
        LayerShape shape = engine.shape();
        int hidden = shape.hidden();
        int size = shape.stateSize();
        int states = shape.cell().states().size();
        double[] x = new double[size * shape.inputs()];
        for (int i = 0; i < size; i++) {
            System.arraycopy(a.input(), t * shape.inputs(), x, i * shape.inputs(), shape.inputs());
        }
        double[][] old = new double[states][];
        double[][] unit = new double[states][size * hidden];
        for (int s = 0; s < states; s++) {
            double[] trajectory = a.state(shape.cell().states().get(s));
            old[s] = Arrays.copyOfRange(trajectory, t * hidden, (t + 1) * hidden);
            for (int i = 0; i < hidden; i++) {
                unit[s][(s * hidden + i) * hidden + i] = 1;
            }
        }
        Activations copies = engine.forward(stack.weights(l), x, old, 1, size, null);
        int[] parameterOffset = new int[shape.cell().parameters().size()];
        for (int p = 1; p < parameterOffset.length; p++) {
            var before = shape.cell().parameters().get(p - 1);
            parameterOffset[p] = parameterOffset[p - 1] + shape.rows(before) * shape.columns(before);
        }
        GradientSink sink = new GradientSink() {
            @Override
            public void matrix(int step, String matrix, Rows adjoint, Rows operand) {
                for (int i = 0; i < size; i++) {
                    int to = start(matrix, i);
                    for (int r = 0; r < adjoint.dimension(); r++) {
                        double v = adjoint.array()[adjoint.offset() + i * adjoint.stride() + r];
                        for (int c = 0; c < operand.dimension(); c++) {
                            into[to++] += v * operand.array()[operand.offset() + i * operand.stride() + c];
                        }
                    }
                }
            }

            @Override
            public void vector(int step, String parameter, Rows adjoint) {
                for (int i = 0; i < size; i++) {
                    int to = start(parameter, i);
                    for (int r = 0; r < adjoint.dimension(); r++) {
                        into[to++] += adjoint.array()[adjoint.offset() + i * adjoint.stride() + r];
                    }
                }
            }

            private int start(String parameter, int i) {
                int p = shape.cell().parameters().indexOf(shape.cell().parameter(parameter));
                return (row + i) * parameters + column + parameterOffset[p];
            }
        };
        double[][] result = engine.adjoint(stack.weights(l), copies, 0, unit, toInput, sink);
        for (int s = 0; s < states; s++) {
            for (int i = 0; i < size; i++) {
                System.arraycopy(result[s], i * hidden, toOld, i * size + s * hidden, hidden);
            }
        }
    }
}
