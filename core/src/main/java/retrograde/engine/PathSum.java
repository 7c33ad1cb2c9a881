package retrograde.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.equation.Path;

/**
 * A sum of paths {@code Σ D(a₀) M₁ D(a₁) … M_m D(a_m)} as numbers: formed, or applied to vectors.
 *
 * <p>
 * What stands right of {@code a₀} is a {@link Factor}; equal ones of several blocks are one. A block (new state, old
 * state) is a sum of factors with scaled rows, and a diagonal. So forming J takes one pass over each row, and J·Q either
 * forms the blocks or multiplies each factor by Q and scales the rows of the results, whichever is less work.
 */
final class PathSum {
    /** Rows formed before the next block's: their factors' rows stay in the second-level cache. */
    private static final int ROWS = 16;
    /** Fewer vectors than this do not pay for the forming of a block, which costs about as much as this many products. */
    private static final int FEW = 4;

    /** The part of J from one old state to one new one. */
    private static final class Block {
        final int top;
        final int left;
        final List<Factor> factors = new ArrayList<>();
        final List<Integer> factorScales = new ArrayList<>();
        int[] scales = new int[0];
        int[] diagonals = new int[0];

        Block(int top, int left) {
            this.top = top;
            this.left = left;
        }
    }

    private final Probe probe;
    private final int hidden;
    private final int width;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Factor> factors = new ArrayList<>();
    private final ScaledRows rows = new ScaledRows();
    private double[] formed = new double[0];

    /**
     * Groups paths.
     *
     * @param states rows of J, and columns unless it is that by the input
     * @param width columns of a block: H, or I
     * @param coefficient for each path the probe's index of each {@code a}
     * @param operand for each path and link the probe's index of a normalisation's operand
     */
    PathSum(LayerShape shape, Weights weights, Probe probe, List<String> states, int width, List<Path> paths,
            int[][] coefficient, int[][] operand) {
        this.probe = probe;
        this.hidden = shape.hidden();
        this.width = width;
        List<List<Integer>> diagonals = new ArrayList<>();
        for (int p = 0; p < paths.size(); p++) {
            Path path = paths.get(p);
            int top = states.indexOf(path.to()) * hidden;
            int left = Math.max(0, states.indexOf(path.from())) * hidden;
            int at = block(top, left);
            if (at == diagonals.size()) {
                diagonals.add(new ArrayList<>());
            }
            if (path.links().isEmpty()) {
                diagonals.get(at).add(coefficient[p][0]);
            } else {
                int[] right = Arrays.copyOfRange(coefficient[p], 1, coefficient[p].length);
                blocks.get(at).factors.add(factor(shape, weights, path, left, right, operand[p]));
                blocks.get(at).factorScales.add(coefficient[p][0]);
            }
        }
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            block.scales = block.factorScales.stream().mapToInt(Integer::intValue).toArray();
            block.diagonals = diagonals.get(b).stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private int block(int top, int left) {
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).top == top && blocks.get(b).left == left) {
                return b;
            }
        }
        blocks.add(new Block(top, left));
        return blocks.size() - 1;
    }

    private Factor factor(LayerShape shape, Weights weights, Path path, int left, int[] right, int[] operand) {
        for (Factor f : factors) {
            if (f.is(path.links(), left, right)) {
                return f;
            }
        }
        Factor f = new Factor(shape, weights, probe, path.links(), left, right, operand);
        factors.add(f);
        return f;
    }

    /**
     * The sum for one sequence at the probe's step, added to part of {@code out} or written over it.
     *
     * @param add whether to add; else every block is overwritten, and entries off the diagonal of a block without matrices,
     *        or of a block without paths, are expected to be zero already
     */
    void form(int sequence, double[] out, int stride, int row, int column, boolean add) {
        for (int f = 0; f < factors.size(); f++) {
            factors.get(f).form(sequence);
        }
        for (int first = 0; first < hidden; first += ROWS) {
            int last = Math.min(hidden, first + ROWS);
            for (int b = 0; b < blocks.size(); b++) {
                Block block = blocks.get(b);
                int corner = (row + block.top) * stride + column + block.left;
                if (block.scales.length > 0) {
                    rows.clear();
                    for (int p = 0; p < block.scales.length; p++) {
                        Factor f = block.factors.get(p);
                        int scale = block.scales[p];
                        rows.plus(f.matrix(), 0, width, probe.array(scale), probe.row(scale, sequence));
                    }
                    rows.rows(first, last, width, out, corner, stride, add);
                }
                diagonal(block, sequence, out, corner, stride, first, last, add || block.scales.length > 0);
            }
        }
    }

    private void diagonal(Block block, int sequence, double[] out, int corner, int stride, int first, int last,
            boolean add) {
        for (int p = 0; p < block.diagonals.length; p++) {
            double[] a = probe.array(block.diagonals[p]);
            int from = probe.row(block.diagonals[p], sequence);
            for (int i = first; i < last; i++) {
                int o = corner + i * (stride + 1);
                out[o] = add || p > 0 ? out[o] + a[from + i] : a[from + i];
            }
        }
    }

    /**
     * {@code out (+)= J · q} for {@code k} vectors.
     *
     * @param q not modified, {@code [columns,k]} from {@code qFrom}
     * @param out modified, {@code [rows,k]} from {@code outFrom}; must not be q
     * @param height rows of J
     */
    void times(int sequence, double[] q, int qFrom, int k, double[] out, int outFrom, int height, boolean add) {
        if (!add) {
            Arrays.fill(out, outFrom, outFrom + height * k, 0);
        }
        int simple = 0;
        int dense = 0;
        for (int f = 0; f < factors.size(); f++) {
            simple += factors.get(f).chain() ? 0 : 1;
        }
        for (int b = 0; b < blocks.size(); b++) {
            dense += blocks.get(b).scales.length > 0 ? 1 : 0;
        }
        boolean allDirect = k < FEW || simple <= dense;
        for (int f = 0; f < factors.size(); f++) {
            Factor factor = factors.get(f);
            if (factor.chain() ? factor.directIsLess(k) : allDirect) {
                factor.apply(sequence, q, qFrom, k);
            } else {
                factor.form(sequence);
            }
        }
        for (int b = 0; b < blocks.size(); b++) {
            multiplyFormed(blocks.get(b), sequence, q, qFrom, k, out, outFrom);
            addApplied(blocks.get(b), sequence, q, qFrom, k, out, outFrom);
        }
    }

    private void multiplyFormed(Block block, int sequence, double[] q, int qFrom, int k, double[] out, int outFrom) {
        rows.clear();
        for (int p = 0; p < block.scales.length; p++) {
            Factor f = block.factors.get(p);
            if (!f.applied()) {
                rows.plus(f.matrix(), 0, width, probe.array(block.scales[p]), probe.row(block.scales[p], sequence));
            }
        }
        if (!rows.isEmpty()) {
            if (formed.length < hidden * width) {
                formed = new double[hidden * width];
            }
            rows.rows(0, hidden, width, formed, 0, width, false);
            Gemm.multiply(formed, 0, width, hidden, width, q, qFrom + block.left * k, k, k, out,
                    outFrom + block.top * k, k, true);
        }
    }

    private void addApplied(Block block, int sequence, double[] q, int qFrom, int k, double[] out, int outFrom) {
        rows.clear();
        for (int p = 0; p < block.scales.length; p++) {
            Factor f = block.factors.get(p);
            if (f.applied()) {
                rows.plus(f.product(), 0, k, probe.array(block.scales[p]), probe.row(block.scales[p], sequence));
            }
        }
        for (int d : block.diagonals) {
            rows.plus(q, qFrom + block.left * k, k, probe.array(d), probe.row(d, sequence));
        }
        rows.rows(0, hidden, k, out, outFrom + block.top * k, k, true);
    }
}
