package retrograde.flow;

/** Sums of products in one written order: four partial sums, none of which waits for another, added at the end. */
final class Sums {
    private Sums() {}

    /** {@code Σ a_i c_i} over {@code n} entries from {@code aFrom} and {@code cFrom}. */
    static double dot(double[] a, int aFrom, double[] c, int cFrom, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += a[aFrom + i] * c[cFrom + i];
            s1 += a[aFrom + i + 1] * c[cFrom + i + 1];
            s2 += a[aFrom + i + 2] * c[cFrom + i + 2];
            s3 += a[aFrom + i + 3] * c[cFrom + i + 3];
        }
        for (; i < n; i++) {
            s0 += a[aFrom + i] * c[cFrom + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** {@code Σ (scale·a_i)²} over all entries. */
    static double squares(double[] a, double scale) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            double v0 = scale * a[i];
            double v1 = scale * a[i + 1];
            double v2 = scale * a[i + 2];
            double v3 = scale * a[i + 3];
            s0 += v0 * v0;
            s1 += v1 * v1;
            s2 += v2 * v2;
            s3 += v3 * v3;
        }
        for (; i < a.length; i++) {
            s0 += scale * a[i] * (scale * a[i]);
        }
        return s0 + s1 + (s2 + s3);
    }

    /** {@code Σ (a_i − c_i)²} over all entries. */
    static double squaredDistance(double[] a, double[] c) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            double d0 = a[i] - c[i];
            double d1 = a[i + 1] - c[i + 1];
            double d2 = a[i + 2] - c[i + 2];
            double d3 = a[i + 3] - c[i + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; i < a.length; i++) {
            double d = a[i] - c[i];
            s0 += d * d;
        }
        return s0 + s1 + (s2 + s3);
    }
}
