package retrograde.flow;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;

/** Linear algebra of 200 digits whose exponents have no bound: what doubles with scales are compared with. */
final class Exact {
    private static final MathContext DIGITS = new MathContext(200);

    private Exact() {}

    /** A matrix of so many columns; every double is exact. */
    static BigDecimal[][] matrix(double[] m, int columns) {
        BigDecimal[][] out = new BigDecimal[m.length / columns][columns];
        for (int i = 0; i < m.length; i++) {
            out[i / columns][i % columns] = new BigDecimal(m[i]);
        }
        return out;
    }

    static BigDecimal[][] multiply(BigDecimal[][] a, BigDecimal[][] b) {
        BigDecimal[][] out = new BigDecimal[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int k = 0; k < b.length; k++) {
                    sum = sum.add(a[i][k].multiply(b[k][j]), DIGITS);
                }
                out[i][j] = sum;
            }
        }
        return out;
    }

    /** The first matrix times the second and so on, all square. */
    static BigDecimal[][] product(List<double[]> factors, int n) {
        BigDecimal[][] m = matrix(factors.get(0), n);
        for (double[] next : factors.subList(1, factors.size())) {
            m = multiply(m, matrix(next, n));
        }
        return m;
    }

    static BigDecimal[][] transpose(BigDecimal[][] m) {
        BigDecimal[][] out = new BigDecimal[m[0].length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[0].length; j++) {
                out[j][i] = m[i][j];
            }
        }
        return out;
    }

    /** Logarithms of the singular values, largest first, by rotations of columns until all are orthogonal. */
    static double[] logSingularValues(BigDecimal[][] m) {
        BigDecimal[][] columns = transpose(m);
        boolean rotated = true;
        while (rotated) {
            rotated = false;
            for (int p = 0; p < columns.length; p++) {
                for (int q = p + 1; q < columns.length; q++) {
                    rotated |= rotate(columns, p, q);
                }
            }
        }
        return Arrays.stream(columns).mapToDouble(Exact::logLength).map(v -> -v).sorted().map(v -> -v).toArray();
    }

    /** Makes columns orthonormal by modified Gram–Schmidt, in place; the logarithms of what was left of their lengths. */
    static double[] orthonormalise(BigDecimal[][] columns) {
        double[] logs = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            for (int before = 0; before < i; before++) {
                BigDecimal overlap = dot(columns[i], columns[before]);
                for (int c = 0; c < columns[i].length; c++) {
                    columns[i][c] = columns[i][c].subtract(overlap.multiply(columns[before][c]), DIGITS);
                }
            }
            logs[i] = logLength(columns[i]);
            BigDecimal length = dot(columns[i], columns[i]).sqrt(DIGITS);
            for (int c = 0; c < columns[i].length; c++) {
                columns[i][c] = columns[i][c].divide(length, DIGITS);
            }
        }
        return logs;
    }

    /** {@code ln ‖v‖₂}. */
    static double logLength(BigDecimal[] v) {
        BigDecimal squares = dot(v, v);
        int exponent = squares.precision() - squares.scale();
        return 0.5 * (Math.log(squares.scaleByPowerOfTen(-exponent).doubleValue()) + exponent * Math.log(10));
    }

    private static BigDecimal dot(BigDecimal[] a, BigDecimal[] b) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.length; i++) {
            sum = sum.add(a[i].multiply(b[i]), DIGITS);
        }
        return sum;
    }

    private static boolean rotate(BigDecimal[][] columns, int p, int q) {
        BigDecimal pp = dot(columns[p], columns[p]);
        BigDecimal qq = dot(columns[q], columns[q]);
        BigDecimal pq = dot(columns[p], columns[q]);
        if (pq.multiply(pq).compareTo(pp.multiply(qq).scaleByPowerOfTen(-200)) <= 0) {
            return false;
        }
        BigDecimal zeta = qq.subtract(pp).divide(pq.multiply(BigDecimal.TWO), DIGITS);
        BigDecimal root = zeta.multiply(zeta).add(BigDecimal.ONE).sqrt(DIGITS);
        BigDecimal t = zeta.signum() < 0 ? zeta.subtract(root, DIGITS) : zeta.add(root, DIGITS);
        t = BigDecimal.ONE.divide(t, DIGITS);
        BigDecimal cos = BigDecimal.ONE.divide(t.multiply(t).add(BigDecimal.ONE).sqrt(DIGITS), DIGITS);
        BigDecimal sin = t.multiply(cos);
        for (int i = 0; i < columns[p].length; i++) {
            BigDecimal x = columns[p][i];
            BigDecimal y = columns[q][i];
            columns[p][i] = cos.multiply(x).subtract(sin.multiply(y), DIGITS);
            columns[q][i] = sin.multiply(x).add(cos.multiply(y), DIGITS);
        }
        return true;
    }
}
