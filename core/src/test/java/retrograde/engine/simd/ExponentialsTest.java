package retrograde.engine.simd;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExponentialsTest {
    /** From where e^x is 0 to where it is infinite, with the ends, and what is no number. */
    private static double[] arguments() {
        double[] x = new double[16_384];
        for (int i = 0; i < x.length; i++) {
            x[i] = -760 + 1480.0 * i / x.length;
        }
        double[] special = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, -0.0, Double.MIN_VALUE,
                -Double.MAX_VALUE, Double.MAX_VALUE, -745.13, 709.78, 1e-300};
        System.arraycopy(special, 0, x, 5, special.length);
        return x;
    }

    @Test
    void theyAreWithinTwoUlpOfStrictMath() {
        double[] y = arguments();
        Exponentials.replace(y, 0, y.length);
        double[] x = arguments();
        for (int i = 0; i < x.length; i++) {
            double exact = StrictMath.exp(x[i]);
            if (Double.isNaN(exact) || Double.isInfinite(exact)) {
                assertThat(y[i]).as("e^%s", x[i]).isEqualTo(Double.valueOf(exact));
            } else {
                // StrictMath itself is within 1 ulp.
                assertThat(Math.abs(y[i] - exact)).as("e^%s", x[i]).isLessThanOrEqualTo(3 * Math.ulp(exact));
            }
        }
    }

    @Test
    void vectorsAndSingleNumbersGiveTheSameBitsAndTouchNothingElse() {
        double[] y = arguments();
        int end = y.length - Exponentials.lanes();
        Exponentials.replace(y, Exponentials.lanes(), end);
        double[] single = arguments();
        Exponentials.kernel(false, 1).run(single, Exponentials.lanes(), end);
        assertThat(y).isEqualTo(single);
        assertThat(y).startsWith(java.util.Arrays.copyOf(arguments(), Exponentials.lanes()));
        assertThat(y).endsWith(java.util.Arrays.copyOfRange(arguments(), end, y.length));
    }

    @Test
    void whatIsNoWholeNumberOfVectorsIsRefused() {
        int lanes = Exponentials.lanes();
        if (lanes > 1) {
            assertThatThrownBy(() -> Exponentials.replace(new double[2 * lanes], 0, lanes + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining((lanes + 1) + " numbers, expected a multiple of " + lanes);
        }
        assertThat(lanes).isPositive();
    }
}
