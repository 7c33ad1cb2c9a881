package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import retrograde.engine.Gemm;
import retrograde.sequence.JointJacobian;

/**
 * The singular values of {@code ∂s_t/∂s_{t−k}} over lag k, as logarithms: how many directions of the past still count.
 *
 * <p>
 * The product is kept as {@code Pᵀ = Q·D·R}, orthonormal times scale times unit rows, re-factored at every lag, and its
 * singular values are found by one-sided Jacobi rotations between scaled rows, so that small ones are not drowned by large
 * ones and nothing overflows or underflows at any lag (Drmač &amp; Veselić 2008 on graded matrices). Means over
 * the sequences of the logarithms. {@code t} is the last step. Cost: one QR of {@code n×n} a lag, one decomposition for each
 * lag shown.
 *
 * <p>
 * The effective rank is one number for how many directions count: {@code exp(−Σ p_i ln p_i)}, {@code p_i = σ_i²/Σσ²} (Roy &
 * Vetterli 2007, of the squares): the gradient's power by direction. It is 1 where one direction has all of it and n where all
 * have as much.
 *
 * @param lags the lags shown
 * @param logSingularValues for each lag the singular values' natural logarithms, largest first; −∞ for zero
 * @param effectiveRank for each lag, in [1,n], the mean over the sequences; NaN where a product is zero or not finite
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record ProductSpectrum(List<Integer> lags, List<double[]> logSingularValues, double[] effectiveRank) {
    /** What it costs. */
    public static final String COST = "O(k_max·S·n³): one QR of an n×n matrix for each lag and sequence";

    /** Lags shown: 1, 2, 5, 10, 20, 50 … and the last. */
    public static List<Integer> roundLags(int most) {
        List<Integer> lags = new ArrayList<>();
        for (long decade = 1; decade < most; decade *= 10) {
            for (long k : new long[] {decade, 2 * decade, 5 * decade}) {
                if (k < most) {
                    lags.add((int) k);
                }
            }
        }
        lags.add(most);
        return lags;
    }

    /**
     * Measures it.
     *
     * @param lags increasing, each at most the sequences' length
     * @param sequences how many of the run's sequences to use
     * @param states restricts rows and columns to these states; empty for all
     */
    public static ProductSpectrum measure(Trajectories run, List<Integer> lags, int sequences, List<String> states) {
        int n = run.stack().stateSize();
        int[] chosen = Products.select(run.stack(), states);
        int used = Math.min(sequences, run.sequences());
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        return of((back, sequence) -> {
            if (sequence == 0) {
                jacobian.at(run.steps() - back);
            }
            return jacobian.of(sequence);
        }, n, chosen, lags, used);
    }

    /**
     * The exponential of the entropy of {@code σ_i²/Σσ²}.
     *
     * @param logs {@code ln σ_i}, largest first
     * @return in [1,n]; NaN where all are zero or one is not finite
     */
    public static double effectiveRank(double... logs) {
        double sum = 0;
        double weighted = 0;
        for (double log : logs) {
            // Relative to the largest, so that nothing overflows; zeros have no part.
            double below = 2 * (log - logs[0]);
            if (below != Double.NEGATIVE_INFINITY) {
                double power = StrictMath.exp(below);
                sum += power;
                weighted += power * below;
            }
        }
        // −Σ p ln p with p = e^below / sum
        return StrictMath.exp(StrictMath.log(sum) - weighted / sum);
    }

    /** The matrices of a product, last first. */
    @FunctionalInterface
    public interface Factors {
        /**
         * One of them, {@code [n,n]}.
         *
         * @param back how far from the end, from 1
         * @param sequence of the sequences
         */
        double[] at(int back, int sequence);
    }

    /**
     * The spectrum of products of any square matrices {@code M_t M_{t−1} ··· M_{t−k+1}}.
     *
     * @param n their size
     * @param lags increasing
     * @param sequences how many products; the means over them are returned
     */
    public static ProductSpectrum of(Factors factors, int n, List<Integer> lags, int sequences) {
        return of(factors, n, java.util.stream.IntStream.range(0, n).toArray(), lags, sequences);
    }

    /** The sequences of one lag follow each other, the first one first. */
    private static ProductSpectrum of(Factors factors, int n, int[] chosen, List<Integer> lags, int sequences) {
        List<double[]> found = new ArrayList<>();
        lags.forEach(k -> found.add(new double[chosen.length]));
        double[] ranks = new double[lags.size()];
        Graded[] products = new Graded[sequences];
        java.util.Arrays.setAll(products, i -> new Graded(n, chosen));
        int most = lags.isEmpty() ? 0 : lags.get(lags.size() - 1);
        for (int k = 1; k <= most; k++) {
            int shown = lags.indexOf(k);
            for (int s = 0; s < sequences; s++) {
                products[s].multiply(factors.at(k, s));
                if (shown >= 0) {
                    double[] logs = products[s].logSingularValues(chosen);
                    for (int i = 0; i < logs.length; i++) {
                        found.get(shown)[i] += logs[i] / sequences;
                    }
                    ranks[shown] += effectiveRank(logs) / sequences;
                }
            }
        }
        return new ProductSpectrum(List.copyOf(lags), found, ranks);
    }

    /**
     * {@code Pᵀ = Q · diag(e^scale) · R}, orthonormal times scale times rows of length 1; the columns of {@code Pᵀ} are the
     * chosen rows of P.
     */
    private static final class Graded {
        private final int m;
        private double[] q;
        private double[] r;
        private double[] scale;

        Graded(int n, int[] chosen) {
            m = chosen.length;
            q = new double[n * m];
            r = new double[m * m];
            scale = new double[m];
            for (int i = 0; i < m; i++) {
                q[chosen[i] * m + i] = 1;
                r[i * m + i] = 1;
            }
        }

        private Graded(Graded other) {
            m = other.m;
            q = other.q;
            r = other.r;
            scale = other.scale;
        }

        void multiply(double[] jacobian) {
            int n = q.length / m;
            double[] pushed = new double[n * m];
            Gemm.multiplyTransposed(jacobian, 0, n, n, n, q, 0, m, m, pushed, 0, m, false);
            factor(pushed, n);
        }

        /** Singular values of the product restricted to the chosen columns too. */
        double[] logSingularValues(int[] chosen) {
            if (m == q.length / m) {
                return GradedSingularValues.logs(r, scale, m);
            }
            double[] rows = new double[m * m];
            for (int i = 0; i < m; i++) {
                System.arraycopy(q, chosen[i] * m, rows, i * m, m);
            }
            Graded restricted = new Graded(this);
            restricted.factor(rows, m);
            return GradedSingularValues.logs(restricted.r, restricted.scale, m);
        }

        /**
         * Columns of {@code [rows,m]}, and with them scales and rows of R, the largest first. The triangular factor then adds to a
         * row of R smaller ones only; the other way round, as in a stack whose upper layer forgets less than the lower one,
         * larger ones would drown it.
         */
        private double[] sorted(double[] matrix, int rows) {
            double[] sizes = new double[m];
            for (int i = 0; i < matrix.length; i++) {
                sizes[i % m] += matrix[i] * matrix[i];
            }
            Integer[] order = new Integer[m];
            for (int c = 0; c < m; c++) {
                sizes[c] = scale[c] + 0.5 * StrictMath.log(sizes[c]);
                order[c] = c;
            }
            java.util.Arrays.sort(order, (a, b) -> Double.compare(sizes[b], sizes[a]));
            double[] columns = new double[matrix.length];
            double[] rowsOfR = new double[m * m];
            double[] scales = new double[m];
            for (int c = 0; c < m; c++) {
                for (int i = 0; i < rows; i++) {
                    columns[i * m + c] = matrix[i * m + order[c]];
                }
                System.arraycopy(r, order[c] * m, rowsOfR, c * m, m);
                scales[c] = scale[order[c]];
            }
            r = rowsOfR;
            scale = scales;
            return columns;
        }

        /** Takes {@code [rows,m]} in the place of Q: its triangular factor goes over into scale and R. */
        private void factor(double[] unsorted, int rows) {
            if (Double.isNaN(Products.frobenius(unsorted))) {
                scale = new double[m];
                java.util.Arrays.fill(scale, Double.NaN);
                return;
            }
            double[] matrix = sorted(unsorted, rows);
            var qr = DecompositionFactory_DDRM.qr(rows, m);
            qr.decompose(new DMatrixRMaj(rows, m, true, matrix));
            q = qr.getQ(null, true).data;
            double[] upper = qr.getR(null, true).data;
            double[] next = new double[m * m];
            double[] nextScale = new double[m];
            for (int i = 0; i < m; i++) {
                double largest = Double.NEGATIVE_INFINITY;
                for (int l = i; l < m; l++) {
                    if (upper[i * m + l] != 0) {
                        largest = Math.max(largest, scale[l] + StrictMath.log(Math.abs(upper[i * m + l])));
                    }
                }
                double[] row = new double[m];
                for (int l = i; l < m && largest > Double.NEGATIVE_INFINITY; l++) {
                    double size = scale[l] + StrictMath.log(Math.abs(upper[i * m + l])) - largest;
                    double factor = Math.copySign(StrictMath.exp(size), upper[i * m + l]);
                    for (int c = 0; c < m && factor != 0; c++) {
                        row[c] += factor * r[l * m + c];
                    }
                }
                nextScale[i] = largest + GradedSingularValues.normalise(row);
                System.arraycopy(row, 0, next, i * m, m);
            }
            r = next;
            scale = nextScale;
        }
    }
}
