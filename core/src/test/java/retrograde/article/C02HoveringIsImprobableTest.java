package retrograde.article;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class C02HoveringIsImprobableTest {
    @Test
    void exponentsOfLessThanOneOverTHoverAndInfiniteOnesDoNot() {
        double[] exponents = {0.005, -0.009, 0.02, Double.NEGATIVE_INFINITY, Double.NaN};
        assertThat(C02HoveringIsImprobable.share(exponents, 100).value()).isEqualTo(0.4);
        assertThat(C02HoveringIsImprobable.share(exponents, 1000).value()).isZero();
    }

    @Test
    void aShareCountsAsImprobableOnlyIfItsErrorAllowsIt() {
        Estimate none = Estimate.fraction(0, 100);
        Estimate fewDraws = Estimate.fraction(1, 12);
        assertThat(C02HoveringIsImprobable.improbable(List.of(none, none))).isEqualTo(Answer.YES);
        assertThat(C02HoveringIsImprobable.improbable(List.of(none, fewDraws))).isEqualTo(Answer.PARTLY);
        assertThat(C02HoveringIsImprobable.improbable(List.of(fewDraws))).isEqualTo(Answer.NO);
    }
}
