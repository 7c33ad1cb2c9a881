package retrograde.flow;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * {@code ‖M‖₂}, the largest singular value: by power iteration on {@code MᵀM} from a remembered vector, by a singular
 * value decomposition for small matrices and where the iteration does not settle.
 */
final class SpectralNorm {
    private static final int SMALL = 12;
    private static final int MOST_ITERATIONS = 200;
    private static final double SETTLED = 1e-13;

    private double[] vector = new double[0];

    /** The norm of a square matrix; NaN if an entry is not finite. */
    double of(double[] m, int n) {
        double frobenius = Products.frobenius(m);
        if (frobenius == 0 || Double.isNaN(frobenius)) {
            return frobenius;
        }
        if (n <= SMALL) {
            return singularValues(m, n)[0];
        }
        if (vector.length != n) {
            vector = new double[n];
            java.util.Arrays.fill(vector, 1 / Math.sqrt(n));
        }
        double previous = -1;
        int settled = 0;
        for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
            double[] image = new double[n];
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += m[i * n + j] * vector[j];
                }
                image[i] = sum;
            }
            double norm = Products.frobenius(image);
            if (norm < 1e-3 * frobenius / n) {
                break;
            }
            double[] back = new double[n];
            for (int i = 0; i < n; i++) {
                double scale = image[i];
                for (int j = 0; j < n; j++) {
                    back[j] += scale * m[i * n + j];
                }
            }
            double length = Products.frobenius(back);
            for (int j = 0; j < n; j++) {
                vector[j] = back[j] / length;
            }
            settled = Math.abs(norm - previous) <= SETTLED * norm ? settled + 1 : 0;
            if (settled >= 2) {
                return norm;
            }
            previous = norm;
        }
        java.util.Arrays.fill(vector, 1 / Math.sqrt(n));
        return singularValues(m, n)[0];
    }

    /** All singular values of a square matrix, largest first. */
    static double[] singularValues(double[] m, int n) {
        var svd = DecompositionFactory_DDRM.svd(n, n, false, false, true);
        if (!svd.decompose(new DMatrixRMaj(n, n, true, m.clone()))) {
            throw new IllegalStateException("the singular value decomposition did not converge");
        }
        double[] values = java.util.Arrays.copyOf(svd.getSingularValues(), n);
        java.util.Arrays.sort(values);
        for (int i = 0; i < n / 2; i++) {
            double v = values[i];
            values[i] = values[n - 1 - i];
            values[n - 1 - i] = v;
        }
        return values;
    }
}
