package retrograde.article;

import org.junit.jupiter.api.Test;
import retrograde.article.C07ClippingStopsExplosion.Rates;

import static org.assertj.core.api.Assertions.assertThat;

class C07ClippingStopsExplosionTest {
    @Test
    void countsWhatLeavesTheRangeOfAThousandOnEitherSide() {
        Rates rates = Rates
                .of(new double[] {6.8, 7, Double.NaN, Double.POSITIVE_INFINITY, 0, -6.8, -7, Double.NEGATIVE_INFINITY});
        assertThat(rates).isEqualTo(new Rates(3, 2, 8)); // ln 1000 = 6.91
    }

    @Test
    void aRemedyEndsExplosionAndLeavesVanishing() {
        Rates before = new Rates(10, 0, 20);
        assertThat(Rates.remedied(before, new Rates(0, 10, 20))).isTrue();
        assertThat(Rates.remedied(before, new Rates(1, 10, 20))).as("one explodes still").isFalse();
        assertThat(Rates.remedied(before, new Rates(0, 0, 20))).as("nothing vanishes").isFalse();
        assertThat(Rates.remedied(new Rates(0, 10, 20), new Rates(0, 10, 20))).as("nothing exploded").isFalse();
        assertThat(Rates.remedied(new Rates(1, 0, 20), new Rates(0, 10, 20))).as("one in twenty may be chance")
                .isFalse();
    }
}
