package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.engine.Gemm;
import retrograde.engine.LayerShape;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * The product of a sequence's step Jacobians back in time, {@code P_k = ∂s_T/∂s_{T−k} = J_T J_{T−1} ··· J_{T−k+1}}, kept as a
 * matrix of Frobenius norm 1 and the logarithm of its scale, so that it neither overflows nor underflows at any lag.
 */
final class Products {
    private final int steps;
    private final int sequence;
    private final JointJacobian jacobian;
    private final int n;
    private double[] product;
    private double[] next;
    private double logScale;
    private int lag;

    Products(int steps, int sequence, JointJacobian jacobian) {
        this.steps = steps;
        this.sequence = sequence;
        this.jacobian = jacobian;
        this.n = jacobian.size();
        this.product = new double[n * n];
        this.next = new double[n * n];
        for (int i = 0; i < n; i++) {
            product[i * n + i] = 1;
        }
    }

    /** Multiplies by the Jacobian one step further back. */
    void advance() {
        jacobian.at(steps - 1 - lag);
        Gemm.multiply(product, 0, n, n, n, jacobian.of(sequence), n, next, 0, false);
        double norm = frobenius(next);
        if (norm > 0 && Double.isFinite(norm)) {
            for (int i = 0; i < next.length; i++) {
                next[i] /= norm;
            }
        }
        logScale += StrictMath.log(norm);
        double[] before = product;
        product = next;
        next = before;
        lag++;
    }

    /** The normalised product; its scale is {@code e^logScale}. Valid until the next {@link #advance}. */
    double[] product() {
        return product;
    }

    double logScale() {
        return logScale;
    }

    /** {@code ‖M‖_F}, whatever its size; NaN if an entry is not finite. */
    static double frobenius(double[] m) {
        double largest = 0;
        for (double v : m) {
            largest = Math.max(largest, Math.abs(v));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest == 0 ? 0 : Double.NaN;
        }
        // A power of two brings the largest entry near 1 and rounds nothing.
        double scale = Math.scalb(1.0, -Math.getExponent(largest));
        return Math.sqrt(Sums.squares(m, scale)) / scale;
    }

    /** The entries of the joint state that belong to the named states, in all layers; all of them for an empty list. */
    static int[] select(Stack stack, List<String> states) {
        List<Integer> chosen = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            LayerShape shape = stack.layer(l).shape();
            for (int s = 0; s < shape.cell().states().size(); s++) {
                if (states.isEmpty() || states.contains(shape.cell().states().get(s))) {
                    for (int i = 0; i < shape.hidden(); i++) {
                        chosen.add(stack.stateOffset(l) + s * shape.hidden() + i);
                    }
                }
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Rows and columns of a square matrix. */
    static double[] restrict(double[] matrix, int n, int[] chosen) {
        if (chosen.length == n) {
            return matrix;
        }
        double[] out = new double[chosen.length * chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < chosen.length; j++) {
                out[i * chosen.length + j] = matrix[chosen[i] * n + chosen[j]];
            }
        }
        return out;
    }
}
