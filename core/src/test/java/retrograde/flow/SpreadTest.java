package retrograde.flow;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import retrograde.flow.FlowFigure.Range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** A figure over several seeds. */
class SpreadTest {
    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    @Test
    void theErrorIsThatOfAMean() {
        Spread spread = Spread.of(1, 2, 3, 6);
        assertThat(spread.mean()).isEqualTo(3);
        // Squares of the differences 4 + 1 + 0 + 9 = 14, by 3 and by 4.
        assertThat(spread.error()).isCloseTo(Math.sqrt(14.0 / 12), offset(1e-15));
        assertThat(spread.text(SpreadTest::number)).isEqualTo("3.00 ± 1.08");
    }

    @Test
    void whatLiesBeyondCountsAsFarAsItWasMeasuredAndWhatGrewIsCountedApart() {
        Spread spread = Spread.of(
                List.of(Range.of(10), new Range(200, Double.POSITIVE_INFINITY), Range.of(Double.POSITIVE_INFINITY)));
        assertThat(spread).isEqualTo(new Spread(105, 95, 2, 1, 1));
        assertThat(spread.text(SpreadTest::number)).isEqualTo("≥ 105.00 ± 95.00 (1 grown)");
        assertThat(Spread.of(List.of(Range.of(Double.POSITIVE_INFINITY))).text(SpreadTest::number))
                .isEqualTo("1 grown");
        assertThat(Spread.of().text(SpreadTest::number)).isEqualTo("–");
        assertThat(Spread.of(4).text(SpreadTest::number)).isEqualTo("4.00");
    }
}
