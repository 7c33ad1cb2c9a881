package retrograde.guide.oracle;

import java.util.Arrays;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import static org.assertj.core.api.Assertions.assertThat;

/** Arrays in and out of libtorch, float64 throughout. */
final class Torch {
    private Torch() {}

    /** A leaf tensor of that shape that collects a gradient. */
    static Tensor leaf(double[] values, long... shape) {
        return constant(values, shape).set_requires_grad(true);
    }

    /** A tensor of that shape. */
    static Tensor constant(double[] values, long... shape) {
        return torch.tensor(values, new TensorOptions(ScalarType.Double)).reshape(shape);
    }

    /** The entries in row-major order. */
    static double[] values(Tensor tensor) {
        Tensor whole = tensor.detach().contiguous();
        double[] values = new double[(int) whole.numel()];
        new DoublePointer(whole.data_ptr()).get(values);
        return values;
    }

    /** Overwrites a parameter. */
    static void set(Tensor parameter, double[] values) {
        try (NoGradGuard guard = new NoGradGuard()) {
            assertThat(guard.isNull()).isFalse();
            parameter.copy_(torch.tensor(values, new TensorOptions(ScalarType.Double)).view_as(parameter));
        }
    }

    /** Asserts that two arrays differ by at most {@code tolerance} times the largest entry expected. */
    static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual.length).as(what).isEqualTo(expected.length);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s, entry %d: %s, expected %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(tolerance * largest);
        }
    }
}
