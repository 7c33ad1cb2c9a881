package retrograde.flow;

import java.util.List;

import org.junit.jupiter.api.Test;
import retrograde.equation.Cell;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The effective rank of a transport: how many directions of the past still count. */
class EffectiveRankTest {
    /** A few roundings of logarithms and exponentials. */
    private static final double ROUNDING = 1e-14;

    private static ProductSpectrum spectrum(int hidden, int steps, List<Integer> lags, String u) {
        Cell cell = Networks.cell("cell linear", "state h", "h' = U h");
        Model model = Networks.model(cell, Networks.zero(), hidden, 1, 1, u);
        return ProductSpectrum.measure(Networks.run(model, Networks.zero(), steps, 1, 1), lags, 1, List.of());
    }

    @Test
    void equalValuesCountAllAndOneValueCountsOnce() {
        assertThat(ProductSpectrum.effectiveRank(-3, -3, -3, -3)).isCloseTo(4, within(4 * ROUNDING));
        assertThat(ProductSpectrum.effectiveRank(7)).isEqualTo(1);
        assertThat(ProductSpectrum.effectiveRank(0, Double.NEGATIVE_INFINITY)).isEqualTo(1);
        assertThat(ProductSpectrum.effectiveRank(0, -1000)).isEqualTo(1);
    }

    @Test
    void itIsTheExponentialOfTheEntropyOfTheSquares() {
        // σ² = 3 : 1, p = ¾, ¼
        double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        assertThat(ProductSpectrum.effectiveRank(Math.log(3) / 2, 0)).isCloseTo(Math.exp(entropy),
                within(10 * ROUNDING));
    }

    @Test
    void itDoesNotDependOnTheScaleHoweverLarge() {
        double rank = ProductSpectrum.effectiveRank(1, 0.5, -2);
        // A shift by 10⁵ costs the logarithms 5 of their 16 digits.
        assertThat(ProductSpectrum.effectiveRank(100_001, 100_000.5, 99_998)).isCloseTo(rank, within(1e-9));
        assertThat(ProductSpectrum.effectiveRank(-99_999, -99_999.5, -100_002)).isCloseTo(rank, within(1e-9));
    }

    @Test
    void whatIsZeroOrNotFiniteHasNone() {
        assertThat(ProductSpectrum.effectiveRank(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)).isNaN();
        assertThat(ProductSpectrum.effectiveRank(Double.NaN, Double.NaN)).isNaN();
    }

    @Test
    void anOrthogonalRecurrenceKeepsEveryDirection() {
        assertThat(spectrum(5, 200, List.of(1, 10, 200), "U=orthogonal").effectiveRank())
                .containsExactly(new double[] {5, 5, 5}, within(1e-10));
    }

    @Test
    void twoRatesLeaveOneDirection() {
        ProductSpectrum two = spectrum(2, 40, List.of(1, 10, 40), "U=values:1,0;0,.8");
        for (int i = 0; i < 3; i++) {
            double p = 1 / (1 + Math.pow(0.64, two.lags().get(i)));
            double entropy = -p * Math.log(p) - (1 - p) * Math.log1p(-p);
            assertThat(two.effectiveRank()[i]).isCloseTo(Math.exp(entropy), within(1e-10));
        }
        assertThat(two.effectiveRank()[2]).isLessThan(1.0001);
    }
}
