package retrograde.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import retrograde.engine.Interpreter.Rows;
import retrograde.equation.Expression;
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
    /** Columns of one block. */
    private final int width;
    private final PathSum whole;
    private final Map<List<String>, PathSum> byGates = new HashMap<>();

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
        this.width = toInput ? shape.inputs() : shape.hidden();
        this.whole = sum(path -> true);
    }

    private static int index(List<Expression> expressions, Expression e) {
        int i = expressions.indexOf(e);
        if (i < 0) {
            expressions.add(e);
            return expressions.size() - 1;
        }
        return i;
    }

    private PathSum sum(Predicate<Path> chosen) {
        int[] indices = IntStream.range(0, paths.size()).filter(p -> chosen.test(paths.get(p))).toArray();
        return new PathSum(shape, weights, probe, symbolic.states(), width,
                Arrays.stream(indices).mapToObj(paths::get).toList(),
                Arrays.stream(indices).mapToObj(p -> coefficient[p]).toArray(int[][]::new),
                Arrays.stream(indices).mapToObj(p -> operand[p]).toArray(int[][]::new));
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
        whole.form(sequence, out, columns, 0, 0, true);
    }

    /**
     * Adds the whole Jacobian of one sequence to a block of a larger matrix.
     *
     * @param stride columns of {@code out}
     * @param row first row of the block
     * @param column first column of the block
     */
    public void addTo(int sequence, double[] out, int stride, int row, int column) {
        whole.form(sequence, out, stride, row, column, true);
    }

    /**
     * Writes the whole Jacobian of one sequence over a block of a larger matrix, in which that of another step or sequence
     * or zeros stood: what is zero at every step is not written again.
     */
    public void replace(int sequence, double[] out, int stride, int row, int column) {
        whole.form(sequence, out, stride, row, column, false);
    }

    /** Adds one term of one sequence at the current step to {@code out}, {@code [rows, columns]}. */
    public void addTerm(Term term, int sequence, double[] out) {
        byGates.computeIfAbsent(term.gates(), gates -> sum(path -> path.gates().equals(gates)))
                .form(sequence, out, columns, 0, 0, true);
    }

    /**
     * {@code out (+)= J · q} for {@code k} vectors, without the whole of J where that is less work.
     *
     * @param q not modified, {@code [columns,k]} from {@code qFrom}
     * @param out modified, {@code [rows,k]} from {@code outFrom}; no part of q
     * @param add whether to add to what {@code out} holds
     */
    public void times(int sequence, double[] q, int qFrom, int k, double[] out, int outFrom, boolean add) {
        whole.times(sequence, q, qFrom, k, out, outFrom, rows, add);
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
}
