package retrograde.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Against Householder's method of EJML: well, badly and not at all conditioned matrices. */
class CholeskyQrTest {
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9);

    private double[] gaussian(int n) {
        double[] v = new double[n];
        Arrays.setAll(v, i -> random.nextGaussian());
        return v;
    }

    /** {@code |R_jj|} by Householder's method. */
    private static double[] householder(double[] w, int n, int k) {
        var qr = DecompositionFactory_DDRM.qr(n, k);
        qr.decompose(new DMatrixRMaj(n, k, true, w.clone()));
        DMatrixRMaj r = qr.getR(null, true);
        double[] diagonal = new double[k];
        Arrays.setAll(diagonal, j -> Math.abs(r.get(j, j)));
        return diagonal;
    }

    /** The largest entry of {@code |QᵀQ − I|}. */
    private static double departure(double[] q, int n, int k) {
        double[] gram = new double[k * k];
        Gemm.multiplyTransposed(q, 0, k, k, n, q, 0, k, k, gram, 0, k, false);
        double largest = 0;
        for (int i = 0; i < k * k; i++) {
            largest = Math.max(largest, Math.abs(gram[i] - (i % (k + 1) == 0 ? 1 : 0)));
        }
        return largest;
    }

    /** Each column gets a small part of a direction of its own, the rest of the one before it. */
    private double[] almostDependent(int n, int k, double own) {
        double[] w = gaussian(n * k);
        for (int i = 0; i < n; i++) {
            for (int j = 1; j < k; j++) {
                w[i * k + j] = w[i * k + j - 1] + own * w[i * k + j];
            }
        }
        return w;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "5,1", "9,9", "17,5", "33,31", "64,40", "70,65", "130,8", "100,100"})
    void equalsHouseholderOnWellConditionedMatrices(int n, int k) {
        double[] w = gaussian(n * k);
        // Square Gaussian matrices are badly conditioned by chance; a diagonal mends that.
        for (int j = 0; j < k; j++) {
            w[j * k + j] += 2 * Math.sqrt(n);
        }
        double[] expected = householder(w, n, k);
        double[] once = w.clone();
        double[] twice = w.clone();
        CholeskyQr qr = new CholeskyQr(n, k);
        assertThat(qr.decompose(once, false)).isTrue();
        // One pass: u κ² k with κ some 100 at most.
        assertThat(departure(once, n, k)).isLessThan(1e-10);
        for (int j = 0; j < k; j++) {
            assertThat(qr.diagonal()[j] / expected[j]).isCloseTo(1, within(1e-10));
        }
        assertThat(qr.decompose(twice, true)).isTrue();
        assertThat(departure(twice, n, k)).isLessThan(1e-14 * Math.sqrt(n));
        for (int j = 0; j < k; j++) {
            assertThat(qr.diagonal()[j] / expected[j]).isCloseTo(1, within(1e-12));
        }
        // W lies in the span of Q: ‖W‖² = ‖QᵀW‖².
        double[] r = new double[k * k];
        Gemm.multiplyTransposed(twice, 0, k, k, n, w, 0, k, k, r, 0, k, false);
        assertThat(Arrays.stream(r).map(v -> v * v).sum() / Arrays.stream(w).map(v -> v * v).sum()).isCloseTo(1,
                within(1e-13 * k));
        for (int i = 0; i < k; i++) {
            assertThat(r[i * k + i]).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1e-3, 1e-4, 1e-5})
    void twoPassesAreEnoughForBadlyConditionedMatrices(double own) {
        int n = 60;
        int k = 3;
        double[] w = almostDependent(n, k, own);
        double[] expected = householder(w, n, k);
        CholeskyQr qr = new CholeskyQr(n, k);
        double[] q = w.clone();
        assertThat(qr.decompose(q, true)).isTrue();
        assertThat(qr.least()).isBetween(own / 10, own * 10);
        assertThat(departure(q, n, k)).isLessThan(1e-14);
        for (int j = 0; j < k; j++) {
            // Either method is wrong by some roundings of the whole column.
            assertThat(qr.diagonal()[j] / expected[j]).isCloseTo(1, within(1e-14 / own));
        }
        q = w.clone();
        assertThat(qr.decompose(q, false)).isTrue();
        assertThat(departure(q, n, k)).isLessThan(1e-6);
    }

    @Test
    void dependentColumnsAreRefusedAndLeftAsTheyWere() {
        int n = 40;
        int k = 12;
        for (double own : new double[] {1e-9, 1e-16, 0}) {
            double[] w = almostDependent(n, k, own);
            double[] kept = w.clone();
            assertThat(new CholeskyQr(n, k).decompose(kept, true)).as("own part %s", own).isFalse();
            assertThat(kept).containsExactly(w);
        }
        double[] zero = new double[n * k];
        assertThat(new CholeskyQr(n, k).decompose(zero, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-90, 1e90})
    void columnsOfVeryDifferentLengthsAreNoWorse(double ratio) {
        int n = 30;
        int k = 6;
        double[] w = gaussian(n * k);
        double[] scaled = w.clone();
        for (int i = 0; i < n * k; i++) {
            scaled[i] *= i % k % 2 == 1 ? ratio : 1;
        }
        double[] expected = householder(w, n, k);
        CholeskyQr qr = new CholeskyQr(n, k);
        assertThat(qr.decompose(scaled, true)).isTrue();
        for (int j = 0; j < k; j++) {
            double length = j % 2 == 1 ? ratio : 1;
            assertThat(qr.diagonal()[j] / length / expected[j]).isCloseTo(1, within(1e-13));
        }
        assertThat(departure(scaled, n, k)).isLessThan(1e-14);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-150, 1e150, Double.NaN, Double.POSITIVE_INFINITY})
    void lengthsWhoseSquaresOverflowAndWhatIsNoNumberAreRefused(double bad) {
        double[] w = gaussian(30 * 6);
        w[3] = bad;
        w[9] = bad;
        for (int i = 2; i < 30; i++) {
            w[i * 6 + 3] *= Double.isFinite(bad) ? bad : 1;
        }
        double[] kept = w.clone();
        assertThat(new CholeskyQr(30, 6).decompose(kept, true)).isFalse();
        assertThat(kept).containsExactly(w);
    }
}
