package retrograde.article;

import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.data.NoiseData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class C17ScalarTermsPredictTest {
    /** Oracle O6: without recurrent weights the scalar formula is f, and so is the growth of the whole state. */
    @Test
    void withoutRecurrentWeightsEveryPredictionIsRight() {
        NoiseData noise = new NoiseData(1, 2);
        Recipe recipe = new Recipe(Zoo.cell("lstm"), noise, 50, 4, 1, 0, 0, 0, Map.of("U", "0", "W_f", "0", "b_f", "1"),
                1);
        C17ScalarTermsPredict.Measured measured = C17ScalarTermsPredict.measure(recipe.fresh(), noise, 2000, 1, true,
                1);
        double lnF = -StrictMath.log1p(StrictMath.exp(-1));
        assertThat(measured.mean()).isCloseTo(lnF, within(1e-14));
        assertThat(measured.slowest()).isCloseTo(lnF, within(1e-14));
        // The frame's angle to the leading direction moves with the other gates: a bounded change over 2000 steps.
        assertThat(measured.lambda()).isCloseTo(lnF, within(3e-3));
        assertThat(measured.horizonRatio()).isBetween(0.8, 1.2);
    }

    @Test
    void aPredictionIsRightToAFactorOfTwoIfItsErrorAllowsIt() {
        assertThat(C17ScalarTermsPredict.predicted(new Estimate(0.6, 0.02))).isTrue();
        assertThat(C17ScalarTermsPredict.predicted(new Estimate(0.6, 0.06))).isFalse();
        assertThat(C17ScalarTermsPredict.predicted(new Estimate(1.9, 0.06))).isFalse();
        assertThat(C17ScalarTermsPredict.predicted(new Estimate(1, Double.NaN))).isFalse();
    }
}
