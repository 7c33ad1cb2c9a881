package retrograde.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import retrograde.engine.Interpreter.Rows;
import retrograde.equation.Expression;
import retrograde.equation.Function;
import retrograde.equation.Parameter;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;

/**
 * The step Jacobian of one layer as numbers: each term {@code Σ D(a₀) M₁ D(a₁) … M_m D(a_m)} formed from the symbolic
 * paths and the values along a sequence.
 *
 * <p>
 * Rows are the new states and columns the old ones (or the inputs), joined in written order. Cost: {@code O(H²)} for each
 * path with one matrix, {@code O(H³)} with each further one.
 */
public final class LayerJacobian {
    private final SymbolicJacobian symbolic;
    private final LayerShape shape;
    private final Weights weights;
    private final Probe probe;
    private final List<Path> paths;
    private final int[][] coefficient;
    private final int[][] operand;
    private final int rows;
    private final int columns;

    /** Prepares the paths of a symbolic Jacobian of the layer's cell for one sequence batch. */
    public LayerJacobian(Interpreter engine, Weights weights, Activations activations, SymbolicJacobian symbolic) {
        this.symbolic = symbolic;
        this.shape = engine.shape();
        this.weights = weights;
        this.paths = symbolic.paths();
        List<Expression> expressions = new ArrayList<>();
        coefficient = new int[paths.size()][];
        operand = new int[paths.size()][];
        for (int p = 0; p < paths.size(); p++) {
            Path path = paths.get(p);
            coefficient[p] = path.coefficients().stream().mapToInt(c -> index(expressions, c)).toArray();
            operand[p] = path.links()
                    .stream()
                    .mapToInt(l -> l instanceof Path.Normalisation n ? index(expressions, n.operand()) : -1)
                    .toArray();
        }
        this.probe = engine.probe(weights, activations, expressions);
        this.rows = shape.hidden() * symbolic.states().size();
        boolean toInput = paths.stream().anyMatch(p -> !symbolic.cell().isState(p.from()));
        this.columns = toInput ? shape.inputs() : rows;
    }

    private static int index(List<Expression> expressions, Expression e) {
        int i = expressions.indexOf(e);
        if (i < 0) {
            expressions.add(e);
            return expressions.size() - 1;
        }
        return i;
    }

    /** The symbolic Jacobian evaluated. */
    public SymbolicJacobian symbolic() {
        return symbolic;
    }

    /** The number of rows: entries of the states described. */
    public int rows() {
        return rows;
    }

    /** The number of columns. */
    public int columns() {
        return columns;
    }

    /** Moves to step {@code t}. */
    public void at(int t) {
        probe.at(t);
    }

    /** Adds the whole Jacobian of one sequence at the current step to {@code out}, {@code [rows, columns]}. */
    public void addTo(int sequence, double[] out) {
        for (int p = 0; p < paths.size(); p++) {
            addPath(p, sequence, out, columns, 0, 0);
        }
    }

    /**
     * Adds the whole Jacobian of one sequence to a block of a larger matrix.
     *
     * @param stride columns of {@code out}
     * @param row first row of the block
     * @param column first column of the block
     */
    public void addTo(int sequence, double[] out, int stride, int row, int column) {
        for (int p = 0; p < paths.size(); p++) {
            addPath(p, sequence, out, stride, row, column);
        }
    }

    /** Adds one term of one sequence at the current step to {@code out}, {@code [rows, columns]}. */
    public void addTerm(Term term, int sequence, double[] out) {
        for (int p = 0; p < paths.size(); p++) {
            if (paths.get(p).gates().equals(term.gates())) {
                addPath(p, sequence, out, columns, 0, 0);
            }
        }
    }

    /**
     * The diagonal coefficients {@code a₀} of a path without matrices at the current step, added to {@code out[H]}; false
     * (and nothing added) if the path has a matrix.
     */
    public boolean addDiagonal(Path path, int sequence, double[] out) {
        int p = paths.indexOf(path);
        if (!path.links().isEmpty()) {
            return false;
        }
        Rows a = probe.value(coefficient[p][0]);
        for (int i = 0; i < out.length; i++) {
            out[i] += entry(a, sequence, i);
        }
        return true;
    }

    private static double entry(Rows rows, int sequence, int i) {
        return rows.array()[rows.offset() + sequence * rows.stride() + i];
    }

    private void addPath(int p, int sequence, double[] out, int stride, int row, int column) {
        Path path = paths.get(p);
        int top = row + symbolic.states().indexOf(path.to()) * shape.hidden();
        int left = column + Math.max(0, symbolic.states().indexOf(path.from())) * shape.hidden();
        Rows a = probe.value(coefficient[p][0]);
        if (path.links().isEmpty()) {
            for (int i = 0; i < shape.hidden(); i++) {
                out[(top + i) * stride + left + i] += entry(a, sequence, i);
            }
            return;
        }
        double[] matrix = new double[0];
        int height = shape.hidden();
        int width = 0;
        for (int l = 0; l < path.links().size(); l++) {
            Dense link = dense(path.links().get(l), operand[p][l], sequence);
            double[] next;
            if (l == 0) {
                next = new double[height * link.columns];
                for (int i = 0; i < height; i++) {
                    double scale = entry(a, sequence, i);
                    for (int j = 0; j < link.columns; j++) {
                        next[i * link.columns + j] = scale * link.array[i * link.columns + j];
                    }
                }
            } else {
                next = new double[height * link.columns];
                Gemm.multiply(matrix, 0, width, height, width, link.array, link.columns, next, 0, false);
            }
            matrix = next;
            width = link.columns;
            Rows scale = probe.value(coefficient[p][l + 1]);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    matrix[i * width + j] *= entry(scale, sequence, j);
                }
            }
        }
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                out[(top + i) * stride + left + j] += matrix[i * width + j];
            }
        }
    }

    private record Dense(double[] array, int columns) {}

    private Dense dense(Path.Link link, int operandIndex, int sequence) {
        return switch (link) {
            case Path.Matrix m -> {
                Parameter p = Objects.requireNonNull(shape.cell().parameter(m.name()));
                yield new Dense(weights.get(m.name()), shape.columns(p));
            }
            case Path.Normalisation n -> normalisation(probe.value(operandIndex), sequence);
        };
    }

    /** {@code (I − 11ᵀ/d − y yᵀ/d)/√(var + ε)} at one vector. */
    private static Dense normalisation(Rows v, int sequence) {
        int d = v.dimension();
        double[] y = new double[d];
        double[] scale = new double[d];
        int from = v.offset() + sequence * v.stride();
        Pointwise.unary(retrograde.equation.Graph.Kind.FUNCTION, Function.LAYERNORM, v.array(), from, y, 0, d);
        Pointwise.unary(retrograde.equation.Graph.Kind.FUNCTION, Function.INVERSE_DEVIATION, v.array(), from, scale, 0,
                d);
        double[] out = new double[d * d];
        Arrays.fill(out, 0);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[i * d + j] = ((i == j ? 1 : 0) - (1 + y[i] * y[j]) / d) * scale[0];
            }
        }
        return new Dense(out, d);
    }
}
