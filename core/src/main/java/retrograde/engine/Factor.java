package retrograde.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import retrograde.equation.Function;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Parameter;
import retrograde.equation.Path;

/**
 * What stands right of the first coefficient of a path: {@code M₁ D(a₁) M₂ … M_m D(a_m)}, m ≥ 1.
 *
 * <p>
 * A bare matrix is read where it lies; anything else is computed into arrays of this object, from the right.
 */
final class Factor {
    private final Probe probe;
    private final List<Path.Link> links;
    private final int from;
    private final int[] right;
    private final int[] operand;
    private final double[][] link;
    /** Whether nothing scales the columns of the last matrix. */
    private final boolean bare;
    private final int[] rows;
    private final int[] columns;
    /** For each link, {@code M_l D(a_l) … M_m D(a_m)}, formed. */
    private final double[][] matrix;
    /** For each link, what it makes of the vectors right of it. */
    private double[][] product;
    private double[] scaled = new double[0];
    private double[] normalised = new double[0];
    private double[] inverseDeviation = new double[0];
    private boolean applied;

    /**
     * Prepares a factor.
     *
     * @param from the row of the old state in the vectors multiplied
     * @param right the probe's indices of {@code a₁ … a_m}
     * @param operand for each link the probe's index of a normalisation's operand
     */
    Factor(LayerShape shape, Weights weights, Probe probe, List<Path.Link> links, int from, int[] right,
            int[] operand) {
        this.probe = probe;
        this.links = links;
        this.from = from;
        this.right = right;
        this.operand = operand;
        int m = links.size();
        link = new double[m][];
        rows = new int[m];
        columns = new int[m];
        matrix = new double[m][];
        product = new double[m][0];
        for (int l = 0; l < m; l++) {
            if (links.get(l) instanceof Path.Matrix named) {
                Parameter p = Objects.requireNonNull(shape.cell().parameter(named.name()));
                link[l] = weights.get(named.name());
                rows[l] = shape.rows(p);
                columns[l] = shape.columns(p);
            } else {
                int d = l == 0 ? shape.hidden() : columns[l - 1];
                link[l] = new double[d * d];
                rows[l] = d;
                columns[l] = d;
            }
        }
        bare = probe.is(right[m - 1], 1);
        for (int l = 0; l < m; l++) {
            matrix[l] = l == m - 1 && bare ? link[l] : new double[rows[l] * columns[m - 1]];
        }
    }

    boolean is(List<Path.Link> otherLinks, int otherFrom, int[] otherRight) {
        return links.equals(otherLinks) && from == otherFrom && Arrays.equals(right, otherRight);
    }

    /** Whether there is more than one matrix, or one that depends on the step. */
    boolean chain() {
        return links.size() > 1 || links.get(0) instanceof Path.Normalisation;
    }

    /** Whether multiplying {@code k} vectors by each link in turn is less work than forming the factor first. */
    boolean directIsLess(int k) {
        int last = columns[columns.length - 1];
        long direct = 0;
        long formed = (long) rows[0] * last * k;
        for (int l = 0; l < rows.length; l++) {
            direct += (long) rows[l] * columns[l] * k;
            formed += l + 1 < rows.length ? (long) rows[l] * columns[l] * last : 0;
        }
        return direct <= formed;
    }

    /** Whether the last call was {@link #apply}. */
    boolean applied() {
        return applied;
    }

    /** The factor, after {@link #form}. */
    double[] matrix() {
        return matrix[0];
    }

    /** The factor times the vectors, {@code [H,k]}, after {@link #apply}. */
    double[] product() {
        return product[0];
    }

    /** Forms the factor for one sequence at the probe's step. */
    void form(int sequence) {
        applied = false;
        int m = links.size();
        int width = columns[m - 1];
        for (int l = m - 1; l >= 0; l--) {
            linkAt(l, sequence);
            if (l == m - 1) {
                if (!bare) {
                    scaleColumns(l, sequence);
                }
            } else {
                double[] next = matrix[l + 1];
                if (!probe.is(right[l], 1)) {
                    next = scaleRows(next, 0, l, width, sequence);
                }
                Gemm.multiply(link[l], 0, columns[l], rows[l], columns[l], next, width, matrix[l], 0, false);
            }
        }
    }

    private void scaleColumns(int l, int sequence) {
        double[] a = probe.array(right[l]);
        int first = probe.row(right[l], sequence);
        int n = columns[l];
        for (int i = 0; i < rows[l]; i++) {
            for (int j = 0; j < n; j++) {
                matrix[l][i * n + j] = link[l][i * n + j] * a[first + j];
            }
        }
    }

    /** {@code D(a_l)} times a {@code [columns of M_l, width]} matrix. */
    private double[] scaleRows(double[] m, int mFrom, int l, int width, int sequence) {
        if (scaled.length < columns[l] * width) {
            scaled = new double[columns[l] * width];
        }
        double[] a = probe.array(right[l]);
        int first = probe.row(right[l], sequence);
        for (int i = 0; i < columns[l]; i++) {
            double scale = a[first + i];
            for (int j = 0; j < width; j++) {
                scaled[i * width + j] = scale * m[mFrom + i * width + j];
            }
        }
        return scaled;
    }

    /**
     * Multiplies {@code k} vectors by the factor for one sequence at the probe's step.
     *
     * @param q {@code [state,k]} from {@code qFrom}; not modified
     */
    void apply(int sequence, double[] q, int qFrom, int k) {
        applied = true;
        double[] vectors = q;
        int start = qFrom + from * k;
        for (int l = links.size() - 1; l >= 0; l--) {
            linkAt(l, sequence);
            if (!probe.is(right[l], 1)) {
                vectors = scaleRows(vectors, start, l, k, sequence);
                start = 0;
            }
            if (product[l].length != rows[l] * k) {
                product[l] = new double[rows[l] * k];
            }
            Gemm.multiply(link[l], 0, columns[l], rows[l], columns[l], vectors, start, k, k, product[l], 0, k, false);
            vectors = product[l];
            start = 0;
        }
    }

    private void linkAt(int l, int sequence) {
        if (links.get(l) instanceof Path.Normalisation) {
            int d = rows[l];
            if (normalised.length < d) {
                normalised = new double[d];
                inverseDeviation = new double[d];
            }
            normalisation(link[l], probe.array(operand[l]), probe.row(operand[l], sequence), d, normalised,
                    inverseDeviation);
        }
    }

    /** {@code (I − 11ᵀ/d − y yᵀ/d)/√(var + ε)} at one vector. */
    private static void normalisation(double[] out, double[] v, int first, int d, double[] y, double[] scale) {
        Pointwise.unary(Functions.STRICT, Kind.FUNCTION, Function.LAYERNORM, v, first, y, 0, d);
        Pointwise.unary(Functions.STRICT, Kind.FUNCTION, Function.INVERSE_DEVIATION, v, first, scale, 0, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[i * d + j] = ((i == j ? 1 : 0) - (1 + y[i] * y[j]) / d) * scale[0];
            }
        }
    }
}
