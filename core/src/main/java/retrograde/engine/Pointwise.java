package retrograde.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Function;
import retrograde.equation.Graph.Kind;

/** The elementwise operations and the vector functions of one row, in float64, as loops over contiguous entries. */
final class Pointwise {
    private Pointwise() {}

    /**
     * {@code out[o..o+n) = f(a[oa..oa+n))}.
     *
     * @param functions how elementary functions are evaluated
     */
    static void unary(Functions functions, Kind kind, @Nullable Function function, double[] a, int oa, double[] out,
            int o, int n) {
        if (kind == Kind.NEGATE) {
            for (int j = 0; j < n; j++) {
                out[o + j] = -a[oa + j];
            }
            return;
        }
        switch (Objects.requireNonNull(function)) {
            case SIGMOID, TANH, EXP, LOG, SOFTPLUS -> functions.apply(function, a, oa, out, o, n);
            case RELU -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = Math.max(a[oa + j], 0);
                }
            }
            case ABS -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = Math.abs(a[oa + j]);
                }
            }
            case SQRT -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = Math.sqrt(a[oa + j]);
                }
            }
            case STEP -> {
                for (int j = 0; j < n; j++) {
                    double u = a[oa + j];
                    out[o + j] = u > 0 ? 1 : u <= 0 ? 0 : Double.NaN;
                }
            }
            case SIGN -> {
                for (int j = 0; j < n; j++) {
                    double u = a[oa + j];
                    out[o + j] = u > 0 ? 1 : u < 0 ? -1 : u == 0 ? 0 : Double.NaN;
                }
            }
            case MEAN -> java.util.Arrays.fill(out, o, o + n, mean(a, oa, n));
            case LAYERNORM -> {
                double mean = mean(a, oa, n);
                double scale = inverseDeviation(a, oa, n, mean);
                for (int j = 0; j < n; j++) {
                    out[o + j] = (a[oa + j] - mean) * scale;
                }
            }
            case INVERSE_DEVIATION -> java.util.Arrays.fill(out, o, o + n, inverseDeviation(a, oa, n, mean(a, oa, n)));
            case MIN, MAX -> throw new IllegalArgumentException(function + " takes two arguments");
        }
    }

    /** {@code out[o..o+n) = a[oa..oa+n) ∘ b[ob..ob+n)}. */
    static void binary(Kind kind, @Nullable Function function, double[] a, int oa, double[] b, int ob, double[] out,
            int o, int n) {
        switch (kind) {
            case ADD -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = a[oa + j] + b[ob + j];
                }
            }
            case SUBTRACT -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = a[oa + j] - b[ob + j];
                }
            }
            case MULTIPLY -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = a[oa + j] * b[ob + j];
                }
            }
            case DIVIDE -> {
                for (int j = 0; j < n; j++) {
                    out[o + j] = a[oa + j] / b[ob + j];
                }
            }
            case FUNCTION -> {
                boolean smaller = function == Function.MIN;
                for (int j = 0; j < n; j++) {
                    out[o + j] = smaller ? Math.min(a[oa + j], b[ob + j]) : Math.max(a[oa + j], b[ob + j]);
                }
            }
            case CONSTANT, VARIABLE, SEED, NEGATE, PRODUCT,
                    TRANSPOSED_PRODUCT -> throw new IllegalArgumentException(kind + " is no operation on two values");
        }
    }

    private static double mean(double[] a, int from, int n) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += a[from + j];
        }
        return sum / n;
    }

    private static double inverseDeviation(double[] a, int from, int n, double mean) {
        double squares = 0;
        for (int j = 0; j < n; j++) {
            double d = a[from + j] - mean;
            squares += d * d;
        }
        return 1 / Math.sqrt(squares / n + Function.LAYERNORM_EPSILON);
    }
}
