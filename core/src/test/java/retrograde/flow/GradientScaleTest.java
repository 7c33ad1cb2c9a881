package retrograde.flow;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.AddingProblem;
import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Gradients far outside a double's range: {@code h' = u h + b} over 1,000 steps, whose adjoint is {@code u^k}. */
class GradientScaleTest {
    private static final int STEPS = 1000;

    private static Cell linear() {
        return Networks.cell("cell linear", "state h", "h' = U h + W x + b");
    }

    private static LagPass pass(double u, int layers) {
        Model model = Networks.model(linear(), Networks.zero(), 1, layers, 1, "U=" + u, "W=1", "b=0");
        return new LagPass(model, Networks.zero(), STEPS, false, 16, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.9, 10})
    void logarithmsFollowThePowersWithoutUnderflowOrOverflow(double u) {
        double[] logs = GradientByLag.of(pass(u, 1).whole).logNorm();
        for (int k = 1; k <= STEPS; k++) {
            // One rounding of 1e-16 each step in the product, some more in the logarithms' sum of up to 2,300.
            assertThat(logs[k - 1]).isCloseTo(k * Math.log(u), within(1e-10));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 10})
    void theSameInTwoLayers(double u) {
        // J = [[u,0],[u,u]], so the top row of Jᵏ is uᵏ·(k,1).
        double[] logs = GradientByLag.of(pass(u, 2).whole).logNorm();
        for (int k = 1; k <= STEPS; k++) {
            double expected = k * Math.log(u) + 0.5 * Math.log(1 + (double) k * k);
            assertThat(logs[k - 1]).isCloseTo(expected, within(1e-10));
        }
    }

    @Test
    void anExplodingGradientHasSharesCosinesRestAndReach() {
        // b alone has a gradient where the state is zero: G_k = 10^k.
        LagPass pass = pass(10, 1);
        Summands summands = Summands.of(pass.whole);
        assertThat(summands.logGradientNorm()).isCloseTo((STEPS - 1) * Math.log(10) + Math.log(10 / 9.0),
                within(1e-10));
        assertThat(summands.share()[STEPS - 1]).isCloseTo(0.9, within(1e-10));
        assertThat(summands.share()[STEPS - 3]).isCloseTo(0.009, within(1e-12));
        assertThat(summands.rest()[STEPS - 2]).isCloseTo(0.9, within(1e-10));
        assertThat(Arrays.stream(summands.cosine()).min().orElse(0)).isCloseTo(1, within(1e-12));
        Reach reach = Reach.of(pass.whole);
        assertThat(reach.k90()).isEqualTo(STEPS - 1);
        assertThat(reach.censored()).isTrue();
    }

    @Test
    void aFadingGradientHasCosinesAtEveryLag() {
        Summands summands = Summands.of(pass(0.1, 1).whole);
        assertThat(Arrays.stream(summands.cosine()).min().orElse(0)).isCloseTo(1, within(1e-12));
        assertThat(summands.share()[100]).isCloseTo(0.9e-100, within(1e-110));
        assertThat(Reach.of(pass(0.1, 1).whole).k99()).isEqualTo(1);
        assertThat(Reach.of(pass(0.1, 1).whole).censored()).isFalse();
    }

    @Test
    void aGradientThatIsZeroNeedsNoLags() {
        Dataset data = new AddingProblem();
        Model model = Networks.model(Networks.named("rnn_relu"), data, 4, 1, 1, "b=-100");
        LagPass pass = new LagPass(model, data, 20, false, 64, 1);
        assertThat(Summands.of(pass.whole).logGradientNorm()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(GradientByLag.of(pass.whole).logNorm()).containsOnly(Double.NEGATIVE_INFINITY);
        assertThat(Reach.of(pass.whole).k90()).isZero();
        assertThat(Reach.of(pass.whole).censored()).isFalse();
    }

    @Test
    void stepsBeforeASequenceBeginsAddNothing() {
        // The logarithm of a padding of zeros would be infinite, and zero times infinity not a number.
        Cell cell = Networks.cell("cell logs", "state h", "h' = tanh(U h + log(abs(W x)))");
        Dataset data = new Draws(2, 1, t -> t < 4);
        LagPass pass = new LagPass(Networks.model(cell, data, 3, 1, 1), data, 8, true, 64, 1);
        assertThat(Summands.of(pass.whole).logGradientNorm()).isFinite();
        assertThat(pass.whole.rest[7]).isLessThan(1e-14);
    }

    @ParameterizedTest
    @CsvSource({"0.9,0.04,2", "0.9,0.2,3", "0.5,0.5,2", "0.5,0.6,3", "0.99,0.04,4"})
    void reachIsTheSmallestLagAfterWhichTheRestStaysSmall(double q, double restAtTwo, int expected) {
        assertThat(Reach.smallest(new double[] {0.3, 0.95, restAtTwo, restAtTwo / 2, 0}, q)).isEqualTo(expected);
    }
}
