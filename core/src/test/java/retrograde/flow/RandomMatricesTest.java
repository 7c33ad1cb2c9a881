package retrograde.flow;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.equation.Cell;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The oracles O8 to O10: spectra of random matrices and random networks, simulated from a cell's text. */
class RandomMatricesTest {
    /** ψ(x) for positive halves of integers: ψ(x+1) = ψ(x) + 1/x. */
    private static double digamma(double x) {
        double start = x == Math.rint(x) ? 1 : 0.5;
        double value = start == 1 ? -0.5772156649015329 : -0.5772156649015329 - 2 * Math.log(2);
        for (double y = start; y < x; y++) {
            value += 1 / y;
        }
        return value;
    }

    private static double newman(int n, int i) {
        return 0.5 * (Math.log(2.0 / n) + digamma((n - i + 1) / 2.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void o8ProductsOfGaussianMatricesHaveNewmansExponents(int n) {
        // J = S D(x) E with x_ij in the place of the entry (i,j).
        Cell cell = Networks.cell("cell product", "state h", "matrix E [I,H]", "matrix S [H,I]", "h' = S ((E h) * x)");
        Dataset data = new NoiseData(1 / Math.sqrt(n), n * n);
        Model model = Networks.model(cell, data, n, 1, 1, "*=0");
        for (int r = 0; r < n * n; r++) {
            model.parameters().layer(0).get("E")[r * n + r % n] = 1;
            model.parameters().layer(0).get("S")[r / n * n * n + r] = 1;
        }
        int steps = n == 1 ? 20_000 : n == 2 ? 10_000 : 2_000;
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, data, steps, 16, 5), n, 1, 1);
        if (n == 2) {
            assertThat(newman(2, 1)).isCloseTo(-.28860783, within(1e-8));
            assertThat(newman(2, 2)).isCloseTo(-.98175501, within(1e-8));
        }
        double sum = 0;
        for (int i = 1; i <= n; i++) {
            // Four standard errors, of 16 sequences: one in a thousand fails, and the seed is fixed.
            assertThat(spectrum.values()[i - 1]).isCloseTo(newman(n, i), within(4 * spectrum.errors()[i - 1]));
            assertThat(spectrum.errors()[i - 1]).isLessThan(0.02);
            sum += newman(n, i);
        }
        if (n == 10) {
            assertThat(sum).isCloseTo(-5.647813313, within(1e-8));
            assertThat(newman(10, 1)).isCloseTo(-.051660122, within(1e-8));
        }
        double sumError = Math.sqrt(Arrays.stream(spectrum.errors()).map(e -> e * e).sum());
        assertThat(spectrum.sumRule().sum()).isCloseTo(sum, within(4 * sumError));
        assertThat(spectrum.sumRule().holds()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1.5,.0652172,.0548,.0083", "2,.1547242,.1516,.0015", "3,.3102493,.3061,.0019"})
    void o9AutonomousRandomNetworksAreAsChaoticAsMeanFieldSays(double g, double meanField, double atFiveHundred,
            double spread) {
        Model model = LyapunovSpectrumTest.random(500, g, 2);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, Networks.zero(), 1000, 1, 1), 1, 1, 1);
        double error = 4 * spectrum.errors()[0];
        // The mean over networks of this size, and its distance to the limit of infinite size.
        assertThat(spectrum.values()[0]).isCloseTo(atFiveHundred, within(4 * spread + error));
        assertThat(spectrum.values()[0]).isCloseTo(meanField,
                within(Math.abs(meanField - atFiveHundred) + 4 * spread + error));
        assertThat(spectrum.errors()[0]).isLessThan(0.02);
    }

    @Test
    void o9BelowTheOnsetActivityDies() {
        Model model = LyapunovSpectrumTest.random(200, 0.9, 2);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, Networks.zero(), 600, 1, 1), 1, 1, 1);
        assertThat(spectrum.values()[0]).isNegative();
    }

    @ParameterizedTest
    @CsvSource({"1.5,.5,-.0167283429", "2,.5,.1203854577"})
    void o10DrivenRandomNetworksAgreeWithMeanField(double weights, double noise, double expected) {
        int n = 400;
        Dataset data = new NoiseData(noise, n);
        Model model = Networks.model(Networks.cell("cell driven", "state h", "h' = tanh(U h + W x)"), data, n, 1, 3,
                "U=normal:0," + weights / Math.sqrt(n), "W=identity");
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, data, 600, 1, 1), 1, 1, 1);
        // At N = 500 simulations agree within .006; the spread of one network grows as 1/√N.
        assertThat(spectrum.values()[0]).isCloseTo(expected,
                within(.006 * Math.sqrt(500.0 / n) + 4 * spectrum.errors()[0]));
        assertThat(spectrum.errors()[0]).isLessThan(0.005);
    }
}
