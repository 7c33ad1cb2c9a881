package retrograde.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import retrograde.engine.Activations;
import retrograde.engine.Gemm;
import retrograde.engine.LayerJacobian;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;

/**
 * {@code J_t = ∂s_t/∂s_{t−1}} of the joint state of a stack along sequences that were run, exact and dense,
 * {@code [n,n]} row-major.
 *
 * <p>
 * Block lower triangular: a layer depends on its own old state directly and on the old states of the layers below through
 * its input at the same step, all those whose outputs reach it over residual connections. Cost {@code O(n²)} a step and,
 * for each layer above the first, one product of its input Jacobian with the rows below.
 */
public final class JointJacobian {
    private final Stack stack;
    private final int n;
    private final List<LayerJacobian> byState = new ArrayList<>();
    private final List<LayerJacobian> byInput = new ArrayList<>();
    private final List<double[]> toInputs = new ArrayList<>();
    private final int[][] sources;
    private double[] own = new double[0];

    /** Prepares the Jacobians of a stack for activations of {@link Stack#forward}. */
    public JointJacobian(Stack stack, List<Activations> activations) {
        this(stack, activations, -1, "");
    }

    /**
     * The same with one term of one layer left out.
     *
     * @param ablatedLayer the layer, 0 at the bottom; −1 for none
     * @param ablatedTerm the term's name
     */
    public JointJacobian(Stack stack, List<Activations> activations, int ablatedLayer, String ablatedTerm) {
        this.stack = stack;
        this.n = stack.stateSize();
        this.sources = IntStream.range(0, stack.depth()).mapToObj(stack::sources).toArray(int[][]::new);
        for (int l = 0; l < stack.depth(); l++) {
            var engine = stack.layer(l);
            SymbolicJacobian symbolic = SymbolicJacobian.of(engine.shape().cell(), View.FULL);
            byState.add(new LayerJacobian(engine, stack.weights(l), activations.get(l),
                    l == ablatedLayer ? symbolic.without(ablatedTerm) : symbolic));
            if (l > 0) {
                byInput.add(new LayerJacobian(engine, stack.weights(l), activations.get(l),
                        SymbolicJacobian.input(engine.shape().cell())));
                toInputs.add(new double[engine.shape().stateSize() * engine.shape().inputs()]);
            }
        }
    }

    /** {@code n}: entries of the joint state. */
    public int size() {
        return n;
    }

    /** Moves to step {@code t}. */
    public void at(int t) {
        for (int l = 0; l < byState.size(); l++) {
            byState.get(l).at(t);
        }
        for (int l = 0; l < byInput.size(); l++) {
            byInput.get(l).at(t);
        }
    }

    /** Writes the Jacobian of one sequence at the current step into {@code out}, {@code [n,n]}. */
    public void write(int sequence, double[] out) {
        Arrays.fill(out, 0);
        replace(sequence, out);
    }

    /**
     * The Jacobian of one sequence at the current step, {@code [n,n]}: not to be modified, valid until the next call.
     * Faster than {@link #write}, since what is zero at every step is not written again.
     */
    public double[] of(int sequence) {
        if (own.length == 0) {
            own = new double[n * n];
        }
        replace(sequence, own);
        return own;
    }

    private void replace(int sequence, double[] out) {
        for (int l = 0; l < stack.depth(); l++) {
            int row = stack.stateOffset(l);
            if (l > 0) {
                var shape = stack.layer(l).shape();
                double[] toInput = toInputs.get(l - 1);
                byInput.get(l - 1).replace(sequence, toInput, shape.inputs(), 0, 0);
                // ∂s_l/∂s_<l = ∂s_l/∂x_l · (rows of the outputs below whose sum is x_l)
                boolean more = false;
                for (int source : sources[l]) {
                    Gemm.multiply(toInput, 0, shape.inputs(), shape.stateSize(), shape.inputs(), out,
                            outputRow(source) * n, n, row, out, row * n, n, more);
                    more = true;
                }
            }
            byState.get(l).replace(sequence, out, n, row, row);
        }
    }

    /** The first row of a layer's output in the joint state. */
    private int outputRow(int layer) {
        var shape = stack.layer(layer).shape();
        return stack.stateOffset(layer) + shape.cell().states().indexOf(shape.cell().output()) * shape.hidden();
    }

    /**
     * {@code out = J · q} for {@code k} vectors of one sequence at the current step, without the whole of J.
     *
     * @param q {@code [n,k]}; not modified
     * @param out {@code [n,k]}; overwritten, another array than q
     */
    public void times(int sequence, double[] q, int k, double[] out) {
        for (int l = 0; l < stack.depth(); l++) {
            int row = stack.stateOffset(l);
            if (l > 0) {
                boolean more = false;
                for (int source : sources[l]) {
                    byInput.get(l - 1).times(sequence, out, outputRow(source) * k, k, out, row * k, more);
                    more = true;
                }
            }
            byState.get(l).times(sequence, q, row * k, k, out, row * k, l > 0);
        }
    }
}
