package retrograde.article;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class C05BoundedInUTest {
    /** Oracle O2; the values have 12 digits. */
    @ParameterizedTest
    @CsvSource({"0, .447743204694", "0.5, .787337354773", "1, 1.19845190431", "2, 2.11607856683", "-2, 2.11607856683",
            "3, 3.08046539241"})
    void theSupremumHasItsClosedForm(double a, double expected) {
        assertThat(C05BoundedInU.largestDistanceTimesSlope(a)).isCloseTo(expected, within(1e-11));
    }

    @Test
    void theSearchFindsAPeakAndAnEnd() {
        // x/(1 + x²) is ½ at 1; near its peak a value's error is the square of the place's.
        assertThat(C05BoundedInU.largest(u -> Math.abs(u) / (1 + u * u), 1e6)).isCloseTo(0.5, within(1e-14));
        assertThat(C05BoundedInU.largest(u -> Math.max(0, -u), 1e3)).isCloseTo(1e3, within(1e-9));
    }

    @Test
    void whatGrowsWithTheRangeIsNotBounded() {
        assertThat(C05BoundedInU.bounded(0.9, 0.9, 0.9)).isTrue();
        assertThat(C05BoundedInU.bounded(0.8, 0.9, 0.9)).isFalse();
        assertThat(C05BoundedInU.bounded(0.9, 0.9, 1)).isFalse();
    }
}
