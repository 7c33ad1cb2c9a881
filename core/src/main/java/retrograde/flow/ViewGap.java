package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.engine.Execution;
import retrograde.engine.Gemm;
import retrograde.engine.LayerJacobian;
import retrograde.engine.LayerShape;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;

/**
 * How wrong products of the article's view are: {@code ‖P_full(c,c) − P_article‖ / ‖P_full(c,c)‖} over k steps.
 *
 * <p>
 * The article's {@code ∂c_t/∂c_{t−1}} writes {@code h_{t−1}} through {@code c_{t−1}} and holds the output gate of the step
 * before. {@code P_full(c,c)} is {@code ∂c_t/∂c_{t−k}} with the same beginning, {@code h_{t−k}} written through
 * {@code c_{t−k}}, and everything free after it: {@code J_t ··· J_{t−k+1}} times that dependence. So one step is exact,
 * {@code viewGap_1 = 0}, and more are not. Spectral norms, mean over sequences, products ending at the last step. Cost: two
 * products of matrices a lag.
 *
 * @param layer the layer, from 1
 * @param gap for k = 1, 2, … the relative gap; empty for a cell that has no state to eliminate
 */
public record ViewGap(int layer, double[] gap) {
    /** What it costs. */
    public static final String COST = "O(k·S·n³): two products of n×n matrices for each lag and sequence";

    /** Measures every layer up to {@code lags} steps, on one thread. */
    public static List<ViewGap> measure(Trajectories run, int lags, int sequences) {
        return measure(run, lags, sequences, Execution.reference());
    }

    /** The same; threads share the sequences. */
    static List<ViewGap> measure(Trajectories run, int lags, int sequences, Execution execution) {
        List<ViewGap> gaps = new ArrayList<>();
        for (int l = 0; l < run.stack().depth(); l++) {
            LayerShape shape = run.stack().layer(l).shape();
            boolean offered = !SymbolicJacobian.eliminated(shape.cell()).isEmpty();
            // The view speaks of steps whose previous gate exists, so of all but the first.
            int most = Math.min(lags, run.steps() - 1);
            gaps.add(new ViewGap(run.stack().number(l),
                    offered ? gap(run, l, most, Math.min(sequences, run.sequences()), execution) : new double[0]));
        }
        return gaps;
    }

    private static double[] gap(Trajectories run, int l, int lags, int sequences, Execution execution) {
        double[][] bySequence = new double[sequences][];
        execution.each(sequences, (_, s) -> bySequence[s] = gap(run, l, lags, s));
        double[] gap = new double[lags];
        for (double[] one : bySequence) {
            for (int k = 0; k < lags; k++) {
                gap[k] += one[k] / sequences;
            }
        }
        return gap;
    }

    /** That of one sequence; in engines of its own, for threads do so at the same time. */
    private static double[] gap(Trajectories run, int l, int lags, int sequence) {
        var engine = run.stack().layer(l).another();
        LayerShape shape = engine.shape();
        var activations = run.activations().get(l);
        SymbolicJacobian reduced = SymbolicJacobian.of(shape.cell(), View.ARTICLE);
        LayerJacobian full = new LayerJacobian(engine, run.stack().weights(l), activations,
                SymbolicJacobian.of(shape.cell(), View.FULL));
        LayerJacobian article = new LayerJacobian(engine, run.stack().weights(l), activations, reduced);
        LayerJacobian elimination = new LayerJacobian(engine, run.stack().weights(l), activations,
                SymbolicJacobian.elimination(shape.cell()));
        int n = full.rows();
        int m = article.rows();
        int[] kept = new int[m];
        for (int s = 0; s < reduced.states().size(); s++) {
            int from = shape.cell().states().indexOf(reduced.states().get(s)) * shape.hidden();
            for (int i = 0; i < shape.hidden(); i++) {
                kept[s * shape.hidden() + i] = from + i;
            }
        }
        double[] fullProduct = identity(n);
        double[] articleProduct = identity(m);
        double[] gap = new double[lags];
        SpectralNorm norm = new SpectralNorm();
        SpectralNorm difference = new SpectralNorm();
        for (int k = 0; k < lags; k++) {
            int t = run.steps() - 1 - k;
            full.at(t);
            article.at(t);
            elimination.at(t);
            double[] j = new double[n * n];
            full.addTo(sequence, j);
            double[] a = new double[m * m];
            article.addTo(sequence, a);
            fullProduct = k == 0 ? j : times(fullProduct, j, n);
            articleProduct = k == 0 ? a : times(articleProduct, a, m);
            // Both are divided by the same number, so that neither leaves a double's range and the gap stays.
            double scale = Products.frobenius(fullProduct);
            if (scale > 0) {
                divide(fullProduct, scale);
                divide(articleProduct, scale);
            }
            double[] begin = identity(n);
            elimination.addTo(sequence, begin);
            double[] block = Products.restrict(times(fullProduct, begin, n), n, kept);
            double[] apart = new double[m * m];
            for (int i = 0; i < apart.length; i++) {
                apart[i] = block[i] - articleProduct[i];
            }
            gap[k] = difference.of(apart, m) / norm.of(block, m);
        }
        return gap;
    }

    private static double[] identity(int n) {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return identity;
    }

    private static void divide(double[] matrix, double by) {
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] /= by;
        }
    }

    private static double[] times(double[] a, double[] b, int n) {
        double[] out = new double[n * n];
        Gemm.multiply(a, 0, n, n, n, b, n, out, 0, false);
        return out;
    }
}
