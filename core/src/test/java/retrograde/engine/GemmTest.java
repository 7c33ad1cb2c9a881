package retrograde.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GemmTest {
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    private double[] gaussian(int n) {
        double[] v = new double[n];
        Arrays.setAll(v, i -> random.nextGaussian());
        return v;
    }

    /** One sum in increasing order of the inner index, so every way of tiling must give the same bits. */
    private static double[] naive(double[] a, int m, int k, double[] w, int n, double[] start) {
        double[] out = start.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    out[i * n + j] = Math.fma(a[i * k + p], w[p * n + j], out[i * n + j]);
                }
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,5,7", "4,8,16", "5,9,17", "8,1,33", "1,64,64", "7,13,31", "16,66,256", "17,3,5", "2,0,9",
            "23,9,39", "13,300,250"})
    void productsHaveTheBitsOfOneSumInOrder(int m, int k, int n) {
        double[] a = gaussian(m * k);
        double[] w = gaussian(k * n);
        double[] start = gaussian(m * n);
        double[] added = start.clone();
        Gemm.multiply(a, 0, k, m, k, w, n, added, 0, true);
        assertThat(added).containsExactly(naive(a, m, k, w, n, start));
        double[] fresh = start.clone();
        Gemm.multiply(a, 0, k, m, k, w, n, fresh, 0, false);
        assertThat(fresh).containsExactly(naive(a, m, k, w, n, new double[m * n]));
        double[] scalar = start.clone();
        Gemm.scalar(a, 0, k, 1, m, k, w, 0, n, 0, n, scalar, 0, n, true);
        assertThat(scalar).containsExactly(added);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,5,7", "16,64,66", "32,17,9", "9,4,40"})
    void outerProductsHaveTheBitsOfOneSumInOrder(int batch, int n, int k) {
        double[] a = gaussian(batch * n);
        double[] v = gaussian(batch * k);
        double[] start = gaussian(n * k);
        double[] out = start.clone();
        Gemm.addOuter(a, 0, n, v, 0, k, batch, n, k, out);
        assertThat(out).containsExactly(naive(Gemm.transpose(a, batch, n), n, batch, v, k, start));
    }

    @Test
    void aStrideOfZeroRepeatsARow() {
        double[] a = gaussian(6);
        double[] w = gaussian(6 * 10);
        double[] out = new double[50];
        Gemm.multiply(a, 0, 0, 5, 6, w, 10, out, 0, false);
        double[] row = naive(a, 1, 6, w, 10, new double[10]);
        for (int i = 0; i < 5; i++) {
            assertThat(Arrays.copyOfRange(out, i * 10, (i + 1) * 10)).containsExactly(row);
        }
    }

    @Test
    void theTestsRunOnVectors() {
        assertThat(Gemm.vectors()).as("surefire adds jdk.incubator.vector, so that both ways are compared").isTrue();
    }
}
