package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.engine.Gemm;
import retrograde.engine.LayerShape;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * Products of step Jacobians back in time, {@code P_k = ∂s_T/∂s_{T−k} = J_T J_{T−1} ··· J_{T−k+1}}, kept as a matrix of
 * Frobenius norm 1 and the logarithm of its scale, so that they neither overflow nor underflow at any lag.
 */
final class Products {
    private final Trajectories run;
    private final JointJacobian jacobian;
    private final int n;
    private final double[][] product;
    private final double[] logScale;
    private int lag;

    Products(Trajectories run, int sequences, JointJacobian jacobian) {
        this.run = run;
        this.jacobian = jacobian;
        this.n = jacobian.size();
        this.product = new double[Math.min(sequences, run.sequences())][n * n];
        this.logScale = new double[product.length];
        for (double[] p : product) {
            for (int i = 0; i < n; i++) {
                p[i * n + i] = 1;
            }
        }
    }

    /** Multiplies by the Jacobian one step further back. */
    void advance() {
        int t = run.steps() - 1 - lag;
        jacobian.at(t);
        for (int s = 0; s < product.length; s++) {
            double[] next = new double[n * n];
            Gemm.multiply(product[s], 0, n, n, n, jacobian.of(s), n, next, 0, false);
            double norm = frobenius(next);
            if (norm > 0 && Double.isFinite(norm)) {
                for (int i = 0; i < next.length; i++) {
                    next[i] /= norm;
                }
            }
            logScale[s] += StrictMath.log(norm);
            product[s] = next;
        }
        lag++;
    }

    int sequences() {
        return product.length;
    }

    /** The normalised product of a sequence; its scale is {@code e^logScale}. */
    double[] product(int sequence) {
        return product[sequence];
    }

    double logScale(int sequence) {
        return logScale[sequence];
    }

    static double frobenius(double[] m) {
        double largest = 0;
        for (double v : m) {
            if (!Double.isFinite(v)) {
                return Double.NaN;
            }
            largest = Math.max(largest, Math.abs(v));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (double v : m) {
            sum += (v / largest) * (v / largest);
        }
        return largest * Math.sqrt(sum);
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
