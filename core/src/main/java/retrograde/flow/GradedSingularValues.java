package retrograde.flow;

import java.util.Arrays;

/**
 * Singular values of {@code diag(e^scale)·R} as logarithms, by one-sided Jacobi rotations between rows that are kept as a
 * unit vector and the logarithm of its length.
 *
 * <p>
 * Each rotation makes two rows orthogonal; the row lengths converge to the singular values. Rows whose lengths differ by
 * more than a double can resolve are made orthogonal by a projection, which is the rotation's limit. So a value of
 * e⁻¹⁰⁰⁰⁰ beside one of 1 is found to full relative accuracy.
 */
final class GradedSingularValues {
    private static final int MOST_SWEEPS = 40;
    /** Beyond this difference of logarithms the square of the ratio is below a double's resolution of 1. */
    private static final double UNRESOLVED = 20;

    private GradedSingularValues() {}

    /** The logarithms, largest first; −∞ for zero, NaN throughout if an entry is not finite. */
    static double[] logs(double[] rows, double[] scale, int n) {
        double[][] unit = new double[n][];
        double[] length = scale.clone();
        for (int i = 0; i < n; i++) {
            unit[i] = Arrays.copyOfRange(rows, i * n, (i + 1) * n);
            length[i] += normalise(unit[i]);
        }
        boolean rotated = true;
        for (int sweep = 0; sweep < MOST_SWEEPS && rotated; sweep++) {
            rotated = false;
            for (int i = 0; i < n - 1; i++) {
                for (int j = i + 1; j < n; j++) {
                    rotated |= orthogonalise(unit, length, i, j);
                }
            }
        }
        Arrays.sort(length);
        double[] descending = new double[n];
        for (int i = 0; i < n; i++) {
            descending[i] = length[n - 1 - i];
        }
        return descending;
    }

    private static boolean orthogonalise(double[][] unit, double[] length, int i, int j) {
        int big = length[i] >= length[j] ? i : j;
        int small = big == i ? j : i;
        if (length[small] == Double.NEGATIVE_INFINITY || Double.isNaN(length[small]) || Double.isNaN(length[big])) {
            return false;
        }
        double[] u = unit[big];
        double[] v = unit[small];
        double cosine = 0;
        for (int c = 0; c < u.length; c++) {
            cosine += u[c] * v[c];
        }
        if (Math.abs(cosine) <= u.length * Math.ulp(1.0)) {
            return false;
        }
        double gap = length[big] - length[small];
        if (gap > UNRESOLVED) {
            for (int c = 0; c < u.length; c++) {
                v[c] -= cosine * u[c];
            }
            length[small] += normalise(v);
            return true;
        }
        // With a = |big|, b = |small|, both relative to a: ζ = (b² − a²)/(2ab·cosine), t the smaller root.
        double ratio = StrictMath.exp(-gap);
        double zeta = (ratio * ratio - 1) / (2 * ratio * cosine);
        double t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double cos = 1 / Math.sqrt(1 + t * t);
        double sin = cos * t;
        for (int c = 0; c < u.length; c++) {
            double a = u[c];
            double b = v[c] * ratio;
            u[c] = cos * a - sin * b;
            v[c] = sin * a + cos * b;
        }
        double reference = length[big];
        length[big] = reference + normalise(u);
        length[small] = reference + normalise(v);
        return true;
    }

    /** Scales a vector to length 1 and returns the logarithm of its old length. */
    static double normalise(double[] v) {
        double norm = Products.frobenius(v);
        if (norm > 0) {
            for (int c = 0; c < v.length; c++) {
                v[c] /= norm;
            }
        }
        return StrictMath.log(norm);
    }
}
