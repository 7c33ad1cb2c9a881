package retrograde.engine.simd;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.equation.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Kernels over arrays, against the same description evaluated number by number, whose errors have a test of their own. */
class CompiledFunctionsTest {
    private static final DoubleLanes NUMBERS = new DoubleLanes();

    /** Where results are small, of order 1 and out of range, the ends, and what is no number. */
    private static double[] arguments() {
        double[] x = new double[16_384];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 2 == 0 ? -760 + 1480.0 * i / x.length : -8 + 16.0 * i / x.length;
        }
        double[] special = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, -0.0, Double.MIN_VALUE,
                -Double.MAX_VALUE, Double.MAX_VALUE, -745.13, 709.78, 1e-300};
        System.arraycopy(special, 0, x, 5, special.length);
        return x;
    }

    private static double one(Function f, double x) {
        return switch (f) {
            case EXP -> ElementaryFunctions.exp(NUMBERS, x);
            case LOG -> ElementaryFunctions.log(NUMBERS, x);
            case TANH -> ElementaryFunctions.tanh(NUMBERS, x);
            case SIGMOID -> ElementaryFunctions.sigmoid(NUMBERS, x);
            case SOFTPLUS -> ElementaryFunctions.softplus(NUMBERS, x);
            default -> throw new IllegalArgumentException(f.toString());
        };
    }

    @ParameterizedTest
    @EnumSource(value = Function.class, names = {"EXP", "LOG", "TANH", "SIGMOID", "SOFTPLUS"})
    void vectorsAndSingleNumbersGiveTheSameBits(Function f) {
        double[] x = arguments();
        double[] expected = Arrays.stream(x).map(v -> one(f, v)).toArray();
        double[] y = new double[x.length];
        CompiledFunctions.apply(f, x, 0, y, 0, x.length);
        assertThat(y).isEqualTo(expected);
        assertThat(x).isEqualTo(arguments());
        double[] vectors = new double[x.length];
        CompiledFunctions.kernel(f, CompiledFunctions.lanes() > 1, CompiledFunctions.lanes())
                .run(x, 0, x.length, vectors, 0);
        assertThat(vectors).isEqualTo(expected);
        CompiledFunctions.apply(f, x, 0, x, 0, x.length);
        assertThat(x).isEqualTo(expected);
    }

    /** Lengths that are no multiple of any vector's, from and to anywhere. */
    @ParameterizedTest
    @EnumSource(value = Function.class, names = {"EXP", "LOG", "TANH", "SIGMOID", "SOFTPLUS"})
    void nothingElseIsTouched(Function f) {
        double[] x = arguments();
        for (int n = 0; n < 40; n++) {
            double[] y = new double[64];
            Arrays.fill(y, 7);
            CompiledFunctions.apply(f, x, 3 + n, y, 5, n);
            for (int i = 0; i < y.length; i++) {
                double expected = i >= 5 && i < 5 + n ? one(f, x[3 + n + i - 5]) : 7;
                assertThat(y[i]).as("%s, %d of %d", f, i, n).isEqualTo(Double.valueOf(expected));
            }
        }
    }

    @Test
    void exponentialsTakeWholeVectorsAndTouchNothingElse() {
        int lanes = CompiledFunctions.lanes();
        double[] y = arguments();
        int end = y.length - lanes;
        CompiledFunctions.exponentials(y, lanes, end);
        double[] x = arguments();
        for (int i = 0; i < y.length; i++) {
            double expected = i >= lanes && i < end ? one(Function.EXP, x[i]) : x[i];
            assertThat(y[i]).as("%d", i).isEqualTo(Double.valueOf(expected));
        }
        if (lanes > 1) {
            assertThatThrownBy(() -> CompiledFunctions.exponentials(new double[2 * lanes], 0, lanes + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining((lanes + 1) + " numbers, expected a multiple of " + lanes);
        }
    }
}
