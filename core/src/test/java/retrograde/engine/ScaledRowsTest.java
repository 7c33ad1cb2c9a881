package retrograde.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScaledRowsTest {
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);

    private double[] gaussian(int n) {
        double[] v = new double[n];
        Arrays.setAll(v, i -> random.nextGaussian());
        return v;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,7", "3,4,8", "4,5,17", "5,2,33", "6,3,16", "9,2,31"})
    void rowsHaveTheBitsOfOneSumInOrder(int matrices, int height, int width) {
        double[][] m = new double[matrices][];
        double[][] s = new double[matrices][];
        ScaledRows rows = new ScaledRows();
        assertThat(rows.isEmpty()).isTrue();
        for (int p = 0; p < matrices; p++) {
            m[p] = gaussian(2 + height * (width + 1));
            s[p] = gaussian(3 + height);
            rows.plus(m[p], 2, width + 1, s[p], 3);
        }
        for (boolean add : new boolean[] {true, false}) {
            double[] out = gaussian(1 + height * (width + 2));
            double[] expected = out.clone();
            rows.rows(0, height, width, out, 1, width + 2, add);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    double sum = expected[1 + i * (width + 2) + j];
                    for (int p = 0; p < matrices; p++) {
                        double x = m[p][2 + i * (width + 1) + j];
                        sum = add || p > 0 ? Math.fma(x, s[p][3 + i], sum) : x * s[p][3 + i];
                    }
                    expected[1 + i * (width + 2) + j] = sum;
                }
            }
            assertThat(out).containsExactly(expected);
        }
    }
}
