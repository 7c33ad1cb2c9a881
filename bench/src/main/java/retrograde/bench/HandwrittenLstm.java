package retrograde.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jdk.incubator.vector.FloatVector;
import retrograde.engine.simd.Workers;

/**
 * Forward and backward pass of an LSTM written by hand for it alone: what the compiled engine is measured against.
 *
 * <p>
 * Float32. The gates of a row lie side by side, f, i, o, g; weights are packed in panels one vector wide, once a pass; the
 * inputs' products are taken out of the loop over time; threads have sequences of their own for the whole loop, and rows
 * of the weights' gradients, which are sums of outer products over some 512 rows at a time.
 */
final class HandwrittenLstm implements AutoCloseable {
    private static final int LANES = FloatVector.SPECIES_PREFERRED.length();
    private static final int LINE = 16;
    private static final List<String> GATES = List.of("f", "i", "o", "c");
    private static final int CHUNK_ROWS = 512;
    private static final int OUTER_ROWS = 512;

    private final Workers workers;
    private final int steps;
    private final int batch;
    private final int inputs;
    private final int hidden;
    private final Map<String, float[]> weights;
    private final float[] x;
    /** One gate's entries, whole cache lines. */
    private final int width;
    private final int stateRow;
    private final int gateRow;
    private final int panels;
    /** {@code [panels][I][lanes]} and {@code [panels][H][lanes]}, {@code [panels/4][4·width][lanes]}. */
    private final float[] inputWeights;
    private final float[] stateWeights;
    private final float[] backWeights;
    private final float[] bias;
    /** {@code [T·B]} rows of gates, then of the adjoints of their sums. */
    private final float[] gates;
    /** {@code [(T+1)·B]} rows. */
    private final float[] cells;
    private final float[] outputs;
    /** {@code [T·B]} rows. */
    private final float[] tanh;
    private final float[] dh;
    private final float[] dc;
    private final double[] squares;
    private final float[] zeros;
    private final float[] one = {1};
    /** {@code [I][4·width]}, {@code [H][4·width]} and one row for the biases, below each other. */
    private final float[] sums;
    private final Map<String, float[]> gradient = new LinkedHashMap<>();
    private double loss;

    /** A layer with the parameters W, U and b of f, i, o and c. */
    HandwrittenLstm(Problem problem, int threads) {
        workers = new Workers(threads);
        steps = problem.steps();
        batch = problem.batch();
        inputs = problem.shape().inputs();
        hidden = problem.shape().hidden();
        weights = problem.weights();
        x = problem.input();
        width = (hidden + LINE - 1) / LINE * LINE;
        panels = 4 * width / LANES;
        stateRow = odd(width);
        gateRow = odd(4 * width);
        inputWeights = new float[panels * inputs * LANES];
        stateWeights = new float[panels * hidden * LANES];
        backWeights = new float[width * 4 * width];
        bias = new float[4 * width];
        gates = new float[steps * batch * gateRow];
        cells = new float[(steps + 1) * batch * stateRow];
        outputs = new float[(steps + 1) * batch * stateRow];
        tanh = new float[steps * batch * stateRow];
        dh = new float[batch * stateRow];
        dc = new float[batch * stateRow];
        squares = new double[batch];
        zeros = new float[width];
        sums = new float[(inputs + hidden + 1) * 4 * width];
        weights.forEach((name, w) -> gradient.put(name, new float[w.length]));
    }

    /** An odd number of cache lines, so that a column falls into all sets of the cache. */
    private static int odd(int length) {
        return length / LINE % 2 == 0 ? length + LINE : length;
    }

    private float[] weight(String letter, int gate) {
        return Objects.requireNonNull(weights.get(letter + "_" + GATES.get(gate)));
    }

    private int share(int count, int thread) {
        return (int) ((long) count * thread / workers.threads());
    }

    /** One forward and backward pass. */
    void step() {
        workers.run((thread, threads) -> {
            pack(thread);
            workers.barrier();
            forward(thread);
            backward(thread);
            workers.barrier();
            for (int gate = share(4, thread); gate < share(4, thread + 1); gate++) {
                unpack(gate);
            }
        });
        double sum = 0;
        for (double s : squares) {
            sum += s;
        }
        loss = sum / 2 / ((double) steps * batch * hidden);
    }

    // ---- weights ----

    private void pack(int thread) {
        int perGate = width / LANES;
        for (int p = share(panels, thread); p < share(panels, thread + 1); p++) {
            int gate = p / perGate;
            int first = p % perGate * LANES;
            int have = Math.min(LANES, hidden - first);
            for (int j = 0; j < have; j++) {
                scatter(weight("W", gate), (first + j) * inputs, inputs, inputWeights, p * inputs * LANES + j);
                scatter(weight("U", gate), (first + j) * hidden, hidden, stateWeights, p * hidden * LANES + j);
                bias[gate * width + first + j] = weight("b", gate)[first + j];
            }
        }
        for (int p = share(perGate, thread); p < share(perGate, thread + 1); p++) {
            int first = p * LANES;
            int have = Math.min(LANES, hidden - first);
            for (int gate = 0; gate < 4 && have > 0; gate++) {
                float[] u = weight("U", gate);
                for (int unit = 0; unit < hidden; unit++) {
                    System.arraycopy(u, unit * hidden + first, backWeights, ((p * 4 + gate) * width + unit) * LANES,
                            have);
                }
            }
        }
    }

    private static void scatter(float[] from, int at, int length, float[] to, int first) {
        for (int k = 0; k < length; k++) {
            to[first + k * LANES] = from[at + k];
        }
    }

    // ---- passes ----

    private int chunk() {
        return Math.max(1, CHUNK_ROWS / batch);
    }

    private void forward(int thread) {
        int b0 = share(batch, thread);
        int b1 = share(batch, thread + 1);
        Arrays.fill(squares, b0, b1, 0);
        for (int from = 0; from < steps; from += chunk()) {
            int to = Math.min(steps, from + chunk());
            int first = from * batch + share((to - from) * batch, thread);
            int last = from * batch + share((to - from) * batch, thread + 1);
            HandwrittenProduct.multiply(x, first * inputs, inputs, last - first, inputs, inputWeights, panels, bias, 0,
                    0, gates, first * gateRow, gateRow);
            workers.barrier();
            for (int t = from; t < to; t++) {
                int row = t * batch + b0;
                HandwrittenProduct.multiply(outputs, row * stateRow, stateRow, b1 - b0, hidden, stateWeights, panels,
                        gates, row * gateRow, gateRow, gates, row * gateRow, gateRow);
                for (int b = b0; b < b1; b++) {
                    int r = t * batch + b;
                    int next = (r + batch) * stateRow;
                    HandwrittenGates.forward(gates, r * gateRow, width, cells, outputs, r * stateRow, next, tanh);
                    squares[b] += HandwrittenGates.squares(outputs, next, width);
                }
            }
        }
    }

    private void backward(int thread) {
        int b0 = share(batch, thread);
        int b1 = share(batch, thread + 1);
        float scale = (float) (1 / ((double) steps * batch * hidden));
        Arrays.fill(dh, b0 * stateRow, b1 * stateRow, 0);
        Arrays.fill(dc, b0 * stateRow, b1 * stateRow, 0);
        clear(thread);
        for (int to = steps; to > 0;) {
            int from = (to - 1) / chunk() * chunk();
            for (int t = to - 1; t >= from; t--) {
                for (int b = b0; b < b1; b++) {
                    int r = t * batch + b;
                    HandwrittenGates.backward(gates, r * gateRow, width, scale, cells, outputs, r * stateRow,
                            (r + batch) * stateRow, tanh, dh, dc, b * stateRow);
                }
                if (t > 0) {
                    HandwrittenProduct.multiply(gates, (t * batch + b0) * gateRow, gateRow, b1 - b0, 4 * width,
                            backWeights, panels / 4, zeros, 0, 0, dh, b0 * stateRow, stateRow);
                }
            }
            workers.barrier();
            accumulate(from * batch, to * batch, thread);
            to = from;
        }
    }

    // ---- gradients ----

    private void clear(int thread) {
        int rows = inputs + hidden + 1;
        Arrays.fill(sums, share(rows, thread) * 4 * width, share(rows, thread + 1) * 4 * width, 0);
    }

    /** Rows of the three gradients that belong to a thread, over rows of the sequences. */
    private void accumulate(int from, int to, int thread) {
        int rows = inputs + hidden + 1;
        int first = share(rows, thread);
        int last = share(rows, thread + 1);
        for (int row = from; row < to; row += OUTER_ROWS) {
            int count = Math.min(OUTER_ROWS, to - row);
            accumulate(x, row * inputs, inputs, Math.min(first, inputs), Math.min(last, inputs), 0, row, count);
            accumulate(outputs, row * stateRow, stateRow, inside(first), inside(last), inputs, row, count);
            if (last == rows) {
                accumulate(one, 0, 0, 0, 1, inputs + hidden, row, count);
            }
        }
    }

    private int inside(int row) {
        return Math.min(Math.max(row - inputs, 0), hidden);
    }

    private void accumulate(float[] a, int at, int aRow, int first, int last, int offset, int row, int count) {
        int length = last - first;
        int tiles = (length + HandwrittenOuter.ROWS - 1) / HandwrittenOuter.ROWS;
        int wide = HandwrittenOuter.VECTORS * LANES;
        for (int j = 0; j < 4 * width; j += wide) {
            for (int i = 0; i < tiles; i++) {
                int r = first + length * i / tiles;
                int n = first + length * (i + 1) / tiles - r;
                HandwrittenOuter.add(n, a, at + r, aRow, gates, row * gateRow + j, gateRow, count, sums,
                        (offset + r) * 4 * width + j, 4 * width);
            }
        }
    }

    private void unpack(int gate) {
        unpack(gate, 0, inputs, Objects.requireNonNull(gradient.get("W_" + GATES.get(gate))));
        unpack(gate, inputs, hidden, Objects.requireNonNull(gradient.get("U_" + GATES.get(gate))));
        System.arraycopy(sums, (inputs + hidden) * 4 * width + gate * width,
                Objects.requireNonNull(gradient.get("b_" + GATES.get(gate))), 0, hidden);
    }

    private void unpack(int gate, int row, int columns, float[] to) {
        for (int k = 0; k < columns; k++) {
            int from = (row + k) * 4 * width + gate * width;
            for (int unit = 0; unit < hidden; unit++) {
                to[unit * columns + k] = sums[from + unit];
            }
        }
    }

    /** Loss and gradient of the last step. */
    Evaluation evaluation() {
        return new Evaluation(loss, gradient);
    }

    @Override
    public void close() {
        workers.close();
    }
}
