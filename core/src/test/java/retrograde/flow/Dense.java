package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.engine.Activations;
import retrograde.sequence.Stack;

/** Plain linear algebra and differences: what the quantities are compared with. */
final class Dense {
    private static final double STEP = 1e-6;

    private Dense() {}

    static double[] multiply(double[] a, double[] b, int n) {
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    out[i * n + j] += a[i * n + k] * b[k * n + j];
                }
            }
        }
        return out;
    }

    static double[] identity(int n) {
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            out[i * n + i] = 1;
        }
        return out;
    }

    /** A row vector times a matrix of so many columns. */
    static double[] rowTimes(double[] row, double[] matrix, int columns) {
        double[] out = new double[columns];
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < columns; j++) {
                out[j] += row[i] * matrix[i * columns + j];
            }
        }
        return out;
    }

    /** A square matrix times a column vector. */
    static double[] timesColumn(double[] m, double[] v) {
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                out[i] += m[i * v.length + j] * v[j];
            }
        }
        return out;
    }

    static double norm(double[] v) {
        double squares = 0;
        for (double x : v) {
            squares += x * x;
        }
        return Math.sqrt(squares);
    }

    /** Singular values, largest first, by rotations of columns until all are orthogonal. */
    static double[] singularValues(double[] m, int n) {
        double[] a = m.clone();
        boolean rotated = true;
        while (rotated) {
            rotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotated |= orthogonalise(a, n, p, q);
                }
            }
        }
        double[] values = new double[n];
        for (int c = 0; c < n; c++) {
            for (int r = 0; r < n; r++) {
                values[c] += a[r * n + c] * a[r * n + c];
            }
            values[c] = -Math.sqrt(values[c]);
        }
        java.util.Arrays.sort(values);
        return java.util.Arrays.stream(values).map(v -> -v).toArray();
    }

    private static boolean orthogonalise(double[] a, int n, int p, int q) {
        double pp = 0;
        double qq = 0;
        double pq = 0;
        for (int r = 0; r < n; r++) {
            pp += a[r * n + p] * a[r * n + p];
            qq += a[r * n + q] * a[r * n + q];
            pq += a[r * n + p] * a[r * n + q];
        }
        if (Math.abs(pq) <= 1e-14 * Math.sqrt(pp * qq)) {
            return false;
        }
        double angle = 0.5 * Math.atan2(2 * pq, pp - qq);
        for (int r = 0; r < n; r++) {
            double x = a[r * n + p];
            double y = a[r * n + q];
            a[r * n + p] = Math.cos(angle) * x + Math.sin(angle) * y;
            a[r * n + q] = Math.cos(angle) * y - Math.sin(angle) * x;
        }
        return true;
    }

    static double spectralNorm(double[] m, int n) {
        return singularValues(m, n)[0];
    }

    /** The joint state after so many steps of a sequence. */
    static double[] state(Stack stack, List<Activations> run, int slot, int sequence) {
        double[] out = new double[stack.stateSize()];
        int i = 0;
        for (int l = 0; l < stack.depth(); l++) {
            var shape = stack.layer(l).shape();
            for (String state : shape.cell().states()) {
                int from = (slot * run.get(l).batch() + sequence) * shape.hidden();
                System.arraycopy(run.get(l).state(state), from, out, i, shape.hidden());
                i += shape.hidden();
            }
        }
        return out;
    }

    /** One step of the whole stack from a joint state. */
    static double[] step(Stack stack, double[] state, double[] x) {
        List<double[][]> initial = new ArrayList<>();
        int i = 0;
        for (int l = 0; l < stack.depth(); l++) {
            var shape = stack.layer(l).shape();
            double[][] first = new double[shape.cell().states().size()][shape.hidden()];
            for (double[] of : first) {
                System.arraycopy(state, i, of, 0, of.length);
                i += of.length;
            }
            initial.add(first);
        }
        Stack moved = Networks.from(stack, initial);
        return state(moved, moved.forward(x, 1, 1, null), 1, 0);
    }

    /** {@code ∂s_t/∂s_{t−1}} by central differences. */
    static double[] jacobian(Stack stack, double[] state, double[] x) {
        int n = state.length;
        double[] out = new double[n * n];
        for (int j = 0; j < n; j++) {
            double[] up = state.clone();
            double[] down = state.clone();
            up[j] += STEP;
            down[j] -= STEP;
            double[] high = step(stack, up, x);
            double[] low = step(stack, down, x);
            for (int i = 0; i < n; i++) {
                out[i * n + j] = (high[i] - low[i]) / (2 * STEP);
            }
        }
        return out;
    }

    /** {@code ∂⁺s_t/∂θ} by central differences, {@code [n, |θ|]}: all layers' parameters, bottom first, in their order. */
    static double[] direct(Stack stack, double[] state, double[] x) {
        List<double[]> arrays = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            arrays.addAll(stack.weights(l).arrays().values());
        }
        int parameters = arrays.stream().mapToInt(a -> a.length).sum();
        double[] out = new double[state.length * parameters];
        int p = 0;
        for (double[] array : arrays) {
            for (int e = 0; e < array.length; e++, p++) {
                double before = array[e];
                array[e] = before + STEP;
                double[] high = step(stack, state, x);
                array[e] = before - STEP;
                double[] low = step(stack, state, x);
                array[e] = before;
                for (int i = 0; i < state.length; i++) {
                    out[i * parameters + p] = (high[i] - low[i]) / (2 * STEP);
                }
            }
        }
        return out;
    }
}
