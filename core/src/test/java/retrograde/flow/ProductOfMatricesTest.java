package retrograde.flow;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ProductOfMatricesTest {
    @Test
    void aNonNormalMatrixGrowsFirstAndDecaysThen() {
        // O4: U = [[.9,10],[0,.8]].
        double[] u = {.9, 10, 0, .8};
        ProductSpectrum spectrum = ProductSpectrum.of((_, _) -> u, 2, List.of(1, 6, 10, 50, 100), 1);
        double[] sigma = {10.0719854, 26.93621845, 24.1331836, .513976113, .00265625232};
        for (int i = 0; i < sigma.length; i++) {
            // The oracle's values are given to 9 digits.
            assertThat(StrictMath.exp(spectrum.logSingularValues().get(i)[0])).isCloseTo(sigma[i],
                    within(1e-8 * sigma[i]));
        }
        // ln|det| = k ln .72, whatever the largest value does; 100 factors round by some 1e-13.
        double[] last = spectrum.logSingularValues().get(4);
        assertThat(last[0] + last[1]).isCloseTo(100 * StrictMath.log(.72), within(1e-11));
    }

    @Test
    void factorsAreAskedForFromTheLastBack() {
        double[] last = {0, 1, 0, 0};
        double[] before = {2, 0, 0, 0};
        ProductSpectrum spectrum = ProductSpectrum.of((back, _) -> back == 1 ? last : before, 2, List.of(2), 1);
        // last·before = 0, while before·last is not.
        assertThat(spectrum.logSingularValues().get(0)[0]).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
