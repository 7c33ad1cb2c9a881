package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.data.Batch;
import retrograde.engine.Gemm;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Passage;
import retrograde.sequence.Stack;

/**
 * {@code ln‖∂s_t/∂s_{t−k}‖₂} over lags of many thousand steps: the product of all step Jacobians along one sequence, not an
 * exponent extrapolated.
 *
 * <p>
 * The sequence is run piece by piece, so that the memory is that of one piece. The product over each window of the
 * shortest lag is kept as a matrix of Frobenius norm 1 and the logarithm of its scale; windows one after the other are
 * multiplied together for the longer lags. So nothing overflows or underflows, and the lags' windows cover the same steps.
 * Cost: one product of {@code n×n} matrices a step.
 *
 * @param lags increasing, each a multiple of the one before
 * @param logNorms for each lag those of its windows, one after the other
 */
public record LongProduct(List<Integer> lags, List<double[]> logNorms) {
    private static final int PIECE = 500;

    /** Copies the lists. */
    public LongProduct {
        lags = List.copyOf(lags);
        logNorms = List.copyOf(logNorms);
    }

    /** A product with its scale. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, not compared
    private record Scaled(double[] matrix, double logScale) {
        /** {@code this · earlier}. */
        Scaled after(Scaled earlier, int n) {
            double[] product = new double[n * n];
            Gemm.multiply(matrix, 0, n, n, n, earlier.matrix, n, product, 0, false);
            double norm = Products.frobenius(product);
            if (norm > 0 && Double.isFinite(norm)) {
                for (int i = 0; i < product.length; i++) {
                    product[i] /= norm;
                }
            }
            return new Scaled(product, logScale + earlier.logScale + StrictMath.log(norm));
        }
    }

    /**
     * Measures it along one sequence of a batch.
     *
     * @param lags increasing, each a multiple of the one before
     * @param skip the steps before the first window, in which the state leaves its initial value
     */
    public static LongProduct measure(Model model, Batch batch, int sequence, List<Integer> lags, int skip) {
        for (int l = 1; l < lags.size(); l++) {
            if (lags.get(l) <= lags.get(l - 1) || lags.get(l) % lags.get(l - 1) != 0) {
                throw new IllegalArgumentException("lags must be multiples of those before them: " + lags);
            }
        }
        Stack stack = model.stack().another();
        int steps = batch.steps();
        Passage passage = new Passage(stack, steps, 1, PIECE,
                (first, length, into) -> model.embed(batch.inputs(), sequence, first, length, into));
        JointJacobian jacobian = new JointJacobian(stack, passage.activations());
        Windows windows = new Windows(lags, jacobian.size());
        do {
            for (int t = Math.max(0, skip - passage.first()); t < passage.length(); t++) {
                jacobian.at(t);
                windows.push(jacobian.of(0));
            }
        } while (passage.advance());
        return new LongProduct(lags, windows.logNorms());
    }

    /** The products of the windows that are open, one for each lag. */
    private static final class Windows {
        private final List<Integer> lags;
        private final int n;
        private final Scaled[] open;
        private final int[] length;
        private final List<List<Double>> logNorms = new ArrayList<>();
        private final SpectralNorm norm = new SpectralNorm();

        Windows(List<Integer> lags, int n) {
            this.lags = lags;
            this.n = n;
            this.open = new Scaled[lags.size()];
            this.length = new int[lags.size()];
            for (int l = 0; l < open.length; l++) {
                logNorms.add(new ArrayList<>());
                reset(l);
            }
        }

        private void reset(int l) {
            double[] identity = new double[n * n];
            for (int i = 0; i < n; i++) {
                identity[i * n + i] = 1;
            }
            open[l] = new Scaled(identity, 0);
            length[l] = 0;
        }

        void push(double[] jacobian) {
            add(0, new Scaled(jacobian, 0), 1);
        }

        private void add(int l, Scaled next, int steps) {
            open[l] = next.after(open[l], n);
            length[l] += steps;
            if (length[l] == lags.get(l)) {
                Scaled whole = open[l];
                double size = norm.of(whole.matrix(), n);
                logNorms.get(l).add(size == 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(size) + whole.logScale());
                reset(l);
                if (l + 1 < open.length) {
                    add(l + 1, whole, lags.get(l));
                }
            }
        }

        List<double[]> logNorms() {
            return logNorms.stream().map(l -> l.stream().mapToDouble(Double::doubleValue).toArray()).toList();
        }
    }
}
