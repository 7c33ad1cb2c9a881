package retrograde.article;

import java.util.List;

import org.junit.jupiter.api.Test;
import retrograde.article.C13FarGradientVanishes.Norms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class C13FarGradientVanishesTest {
    private static Norms norms(double... logs) {
        return new Norms(java.util.Arrays.stream(logs).mapToObj(log -> new double[] {log - .1, log + .1}).toList());
    }

    @Test
    void theTwoLongestLagsDecide() {
        assertThat(C13FarGradientVanishes.judge(List.of(norms(-1, -10, -100)))).isEqualTo(Answer.YES);
        assertThat(C13FarGradientVanishes.judge(List.of(norms(-10, -1, -100)))).isEqualTo(Answer.NO);
        assertThat(C13FarGradientVanishes.judge(List.of(norms(-10, -10, -6.8)))).isEqualTo(Answer.NO);
        assertThat(C13FarGradientVanishes.judge(List.of(norms(-1, -10, -100), norms(0, 0, 0))))
                .isEqualTo(Answer.PARTLY);
    }

    @Test
    void theLagOfACertainLossIsInterpolated() {
        // From −1 at 10 to −11 at 110 a tenth of a nat each step: ln 10⁻³ = −6.9078 is 59.08 steps after 10.
        assertThat(C13FarGradientVanishes.crossing(List.of(10, 110), norms(-1, -11))).isCloseTo(69.0776, within(1e-3));
        assertThat(C13FarGradientVanishes.crossing(List.of(10, 110), norms(-1, -2))).isInfinite();
    }
}
