package retrograde.article;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.data.NoiseData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class C06TanhExplodesLessTest {
    private static final Estimate NEVER = Estimate.fraction(0, 1000);
    private static final Estimate OFTEN = Estimate.fraction(500, 1000);

    @Test
    void settingsInWhichNothingExplodesDoNotCount() {
        assertThat(C06TanhExplodesLess.lessOften(List.of(NEVER, NEVER), List.of(OFTEN, NEVER))).isEqualTo(Answer.YES);
        assertThat(C06TanhExplodesLess.lessOften(List.of(NEVER), List.of(NEVER))).isEqualTo(Answer.NO);
        assertThat(C06TanhExplodesLess.lessOften(List.of(NEVER, OFTEN), List.of(OFTEN, NEVER)))
                .isEqualTo(Answer.PARTLY);
        assertThat(C06TanhExplodesLess.lessOften(List.of(OFTEN), List.of(OFTEN))).isEqualTo(Answer.NO);
    }

    @Test
    void aGradientThroughOneActiveReluGrowsByItsWeightAtEveryStep() {
        NoiseData none = new NoiseData(0, 1);
        Recipe recipe = new Recipe(Zoo.cell("rnn_relu"), none, 50, 1, 1, 0, 0, 0,
                Map.of("U", "1.1", "b", "0", "h", "1"), 1);
        // 50 products and a logarithm, each rounded once.
        assertThat(C06TanhExplodesLess.logGrowth(recipe.fresh(), none, 50, 1)).isCloseTo(50 * StrictMath.log(1.1),
                within(1e-13));
    }
}
