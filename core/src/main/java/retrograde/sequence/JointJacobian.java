package retrograde.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
 * its input at the same step. Cost {@code O(n²)} a step and, for each layer above the first, one product of its input
 * Jacobian with the rows below.
 */
public final class JointJacobian {
    private final Stack stack;
    private final int n;
    private final List<LayerJacobian> own = new ArrayList<>();
    private final List<LayerJacobian> byInput = new ArrayList<>();

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
        for (int l = 0; l < stack.depth(); l++) {
            var engine = stack.layer(l);
            SymbolicJacobian symbolic = SymbolicJacobian.of(engine.shape().cell(), View.FULL);
            own.add(new LayerJacobian(engine, stack.weights(l), activations.get(l),
                    l == ablatedLayer ? symbolic.without(ablatedTerm) : symbolic));
            if (l > 0) {
                byInput.add(new LayerJacobian(engine, stack.weights(l), activations.get(l),
                        SymbolicJacobian.input(engine.shape().cell())));
            }
        }
    }

    /** {@code n}: entries of the joint state. */
    public int size() {
        return n;
    }

    /** Moves to step {@code t}. */
    public void at(int t) {
        own.forEach(j -> j.at(t));
        byInput.forEach(j -> j.at(t));
    }

    /** Writes the Jacobian of one sequence at the current step into {@code out}, {@code [n,n]}. */
    public void write(int sequence, double[] out) {
        Arrays.fill(out, 0);
        for (int l = 0; l < stack.depth(); l++) {
            int row = stack.stateOffset(l);
            if (l > 0) {
                var below = stack.layer(l - 1).shape();
                var shape = stack.layer(l).shape();
                LayerJacobian input = byInput.get(l - 1);
                double[] toInput = new double[shape.stateSize() * shape.inputs()];
                input.addTo(sequence, toInput, shape.inputs(), 0, 0);
                int outputRow = stack.stateOffset(l - 1)
                        + below.cell().states().indexOf(below.cell().output()) * below.hidden();
                // ∂s_l/∂s_<l = ∂s_l/∂x_l · (rows of the output of the layer below)
                double[] rows = Arrays.copyOfRange(out, outputRow * n, (outputRow + below.hidden()) * n);
                Gemm.multiply(toInput, 0, shape.inputs(), shape.stateSize(), shape.inputs(), rows, n, out, row * n,
                        true);
            }
            own.get(l).addTo(sequence, out, n, row, row);
        }
    }
}
