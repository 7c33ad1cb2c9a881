package retrograde.article;

import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class C21OneVectorHoldsLittleTest {
    /** {@code y_t = √a y_{t−1} + x_t} holds {@code R²_k = (1−a) a^k} of the input k steps ago, one in all (k = 0 counted). */
    @Test
    void aLeakyIntegratorHoldsOneInputSpreadOverThePast() {
        double a = 0.8;
        int steps = 40_000;
        RandomGenerator random = Seeds.generator(1, "leaky");
        double[] input = new double[steps];
        double[][] state = new double[steps][1];
        for (int t = 0; t < steps; t++) {
            input[t] = random.nextGaussian();
            state[t][0] = Math.sqrt(a) * (t > 0 ? state[t - 1][0] : 0) + input[t];
        }
        double[] explained = C21OneVectorHoldsLittle.explained(state, input, 30);
        for (int k = 1; k <= 30; k++) {
            // Five standard errors of a squared correlation: 5 · 2|r|/√T, at most 0.025 · √0.16 …; rounded up.
            assertThat(explained[k - 1]).isCloseTo((1 - a) * StrictMath.pow(a, k), within(0.025));
        }
    }

    @Test
    void aDelayLineHoldsItsLength() {
        int steps = 2000;
        RandomGenerator random = Seeds.generator(1, "delay");
        double[] input = new double[steps];
        double[][] state = new double[steps][5];
        for (int t = 0; t < steps; t++) {
            input[t] = random.nextGaussian();
            for (int k = 0; k < 5 && k < t; k++) {
                state[t][k] = input[t - k - 1];
            }
        }
        double[] explained = C21OneVectorHoldsLittle.explained(state, input, 20);
        for (int k = 1; k <= 20; k++) {
            // Beyond the line only chance: R² of about 5/T, its mean taken out.
            assertThat(explained[k - 1]).isCloseTo(k <= 5 ? 1 : 0, within(k <= 5 ? 1e-6 : 0.02));
        }
    }
}
