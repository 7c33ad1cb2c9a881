package retrograde.flow;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import retrograde.engine.Gemm;
import retrograde.model.Seeds;

/**
 * {@code ‖M‖₂}, the largest singular value: by Golub–Kahan–Lanczos bidiagonalisation with full re-orthogonalisation (Golub
 * &amp; Kahan 1965), by a whole decomposition for small matrices and where that does not settle.
 *
 * <p>
 * It starts from the leading vector of the matrix before, which is close where matrices change slowly, with a little of
 * every direction mixed in, so that no leading vector is orthogonal to the start.
 */
final class SpectralNorm {
    private static final int SMALL = 12;
    private static final int MOST_STEPS = 40;
    private static final int CHECK_EVERY = 5;
    private static final double SETTLED = 1e-12;

    private double[] start = new double[0];
    private double[] mixed = new double[0];

    /** The norm of a square matrix; NaN if an entry is not finite. */
    double of(double[] m, int n) {
        double frobenius = Products.frobenius(m);
        if (frobenius == 0 || Double.isNaN(frobenius)) {
            return frobenius;
        }
        if (n <= SMALL) {
            return singularValues(m, n)[0];
        }
        if (start.length != n) {
            RandomGenerator random = Seeds.generator(n, "spectral norm");
            mixed = new double[n];
            Arrays.setAll(mixed, i -> random.nextGaussian() / Math.sqrt(n));
            start = mixed.clone();
        }
        double norm = lanczos(m, n);
        return Double.isNaN(norm) ? singularValues(m, n)[0] : norm;
    }

    /** The largest singular value, or NaN if it did not settle. */
    private double lanczos(double[] m, int n) {
        double[] transposed = Gemm.transpose(m, n, n);
        double[][] right = new double[MOST_STEPS + 1][];
        double[][] left = new double[MOST_STEPS][];
        double[] diagonal = new double[MOST_STEPS];
        double[] above = new double[MOST_STEPS];
        double[] v = new double[n];
        Arrays.setAll(v, i -> start[i] + 0.01 * mixed[i]);
        scale(v, 1 / Products.frobenius(v));
        right[0] = v;
        double previous = 0;
        for (int k = 0; k < MOST_STEPS; k++) {
            double[] u = times(right[k], transposed, n);
            project(u, left, k);
            diagonal[k] = Products.frobenius(u);
            boolean exhausted = diagonal[k] <= 1e-14 * previous || diagonal[k] == 0;
            if (!exhausted) {
                scale(u, 1 / diagonal[k]);
                left[k] = u;
                double[] next = times(u, m, n);
                project(next, right, k + 1);
                above[k] = Products.frobenius(next);
                exhausted = above[k] <= 1e-14 * Math.max(previous, diagonal[k]);
                if (!exhausted) {
                    scale(next, 1 / above[k]);
                    right[k + 1] = next;
                }
            }
            if (exhausted || (k + 1) % CHECK_EVERY == 0) {
                double largest = largest(diagonal, above, k + 1, right, n);
                if (exhausted || Math.abs(largest - previous) <= SETTLED * largest) {
                    return largest;
                }
                previous = largest;
            }
        }
        return Double.NaN;
    }

    /** The largest singular value of the bidiagonal matrix; remembers its vector as the next start. */
    private double largest(double[] diagonal, double[] above, int k, double[][] right, int n) {
        DMatrixRMaj b = new DMatrixRMaj(k, k);
        for (int i = 0; i < k; i++) {
            b.set(i, i, diagonal[i]);
            if (i + 1 < k) {
                b.set(i, i + 1, above[i]);
            }
        }
        var svd = DecompositionFactory_DDRM.svd(k, k, false, true, true);
        if (!svd.decompose(b)) {
            return Double.NaN;
        }
        double[] values = svd.getSingularValues();
        int leading = 0;
        for (int i = 1; i < k; i++) {
            leading = values[i] > values[leading] ? i : leading;
        }
        DMatrixRMaj vectors = svd.getV(null, true);
        double[] combined = new double[n];
        for (int i = 0; i < k; i++) {
            double weight = vectors.get(leading, i);
            for (int j = 0; j < n; j++) {
                combined[j] += weight * right[i][j];
            }
        }
        start = combined;
        return values[leading];
    }

    private static double[] times(double[] vector, double[] matrix, int n) {
        double[] out = new double[n];
        Gemm.multiply(vector, 0, n, 1, n, matrix, n, out, 0, false);
        return out;
    }

    private static void scale(double[] v, double by) {
        for (int i = 0; i < v.length; i++) {
            v[i] *= by;
        }
    }

    /** Takes out of {@code v} what lies along the first {@code count} orthonormal vectors; twice, which is enough. */
    private static void project(double[] v, double[][] basis, int count) {
        for (int pass = 0; pass < 2; pass++) {
            for (int b = 0; b < count; b++) {
                double[] q = basis[b];
                double dot = Sums.dot(q, 0, v, 0, v.length);
                for (int i = 0; i < v.length; i++) {
                    v[i] -= dot * q[i];
                }
            }
        }
    }

    /** All singular values of a square matrix, largest first. */
    static double[] singularValues(double[] m, int n) {
        var svd = DecompositionFactory_DDRM.svd(n, n, false, false, true);
        if (!svd.decompose(new DMatrixRMaj(n, n, true, m.clone()))) {
            throw new IllegalStateException("the singular value decomposition did not converge");
        }
        double[] values = Arrays.copyOf(svd.getSingularValues(), n);
        Arrays.sort(values);
        for (int i = 0; i < n / 2; i++) {
            double v = values[i];
            values[i] = values[n - 1 - i];
            values[n - 1 - i] = v;
        }
        return values;
    }
}
