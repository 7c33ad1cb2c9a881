package retrograde.flow;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** When halves of a run agree, when they do not, and when there is too little to tell. */
class SpectrumConvergenceTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void ofNoiseThroughAFixedNetworkTheHalvesAgree(int sequences) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("rnn_tanh"), data, 4, 1, 4, "*=normal:0,0.6");
        int agreed = 0;
        double squares = 0;
        for (int seed = 0; seed < 40; seed++) {
            SpectrumConvergence c = LyapunovSpectrum.measure(Networks.run(model, data, 500, sequences, seed), 4, 1, 1)
                    .convergence();
            agreed += c.converged() ? 1 : 0;
            double z = c.drift()[0] / c.driftError()[0];
            squares += z * z / 40;
        }
        // Three figures, each wrong by chance in 0.27 %: 40 runs go wrong 0.3 times.
        assertThat(agreed).isGreaterThanOrEqualTo(39);
        // Of honest errors the mean square is 1 to 1.4 (7 degrees of freedom), known to a quarter or so.
        assertThat(squares).isBetween(0.5, 2.4);
    }

    @Test
    void aRateThatDriftsHasNotConverged() {
        // h is forgotten by a gate that opens all the time.
        Cell cell = Networks.cell("cell drift", "state h", "state c", "c' = c + b", "h' = sigmoid(c) * h + W x");
        Dataset data = Networks.noise(1);
        Model model = Networks.model(cell, data, 2, 1, 1, "b=0.002");
        for (int sequences : new int[] {1, 8}) {
            SpectrumConvergence c = LyapunovSpectrum.measure(Networks.run(model, data, 900, sequences, 1), 4, 1, 1)
                    .convergence();
            assertThat(c.converged()).isFalse();
            // λ of c is 0 throughout, to a length that is bounded over 400 steps; that of h grows: the first half lies below.
            assertThat(c.drift()[0]).isCloseTo(0, within(0.01));
            assertThat(c.drift()[3]).isLessThan(-0.05);
        }
    }

    @Test
    void segmentsThatRememberEachOtherAreTooFewToTell() {
        // Forget gates near e^−0.0067: a memory of 150 steps in segments of 42.
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("lstm"), data, 6, 1, 4, "*=normal:0,0.7", "b_f=5");
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, data, 1500, 1, 1), 4, 1, 1);
        assertThat(spectrum.convergence().effectiveSamples()).isLessThan(8);
        assertThat(spectrum.convergence().converged()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1,1,700", "8,1,700", "3,7,701", "1,400,700"})
    void theCourseEndsInTheSpectrum(int sequences, int interval, int steps) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("gru"), data, 4, 1, 4, "*=normal:0,0.7");
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, data, steps, sequences, 1), 2,
                interval, 1);
        SpectrumConvergence c = spectrum.convergence();
        int last = c.steps().length - 1;
        assertThat(c.steps()[last]).isEqualTo(steps - 100);
        for (int i = 0; i < 2; i++) {
            // Sums of the same terms in another order.
            assertThat(c.values().get(last)[i]).isCloseTo(spectrum.values()[i], within(1e-12));
        }
        assertThat(c.samples()).isEqualTo(sequences >= 8 ? 8 : sequences * c.steps().length);
    }

    @Test
    void correlatedNeighboursCountAsFewer() {
        Random random = new Random(3);
        double[] values = new double[4000];
        double before = 0;
        for (int i = 0; i < values.length; i++) {
            before = 0.6 * before + random.nextGaussian();
            values[i] = before;
        }
        // (1+r)/(1−r) = 4 at r = 0.6; r is known to √((1−r²)/n) = 0.013, the ratio to 12.5 times that.
        assertThat(Statistics.countingAsOne(values, 4000)).isCloseTo(4, within(0.65));
        double[] independent = random.doubles(400, -1, 1).toArray();
        assertThat(Statistics.countingAsOne(independent, 50)).isEqualTo(1);
    }

    @Test
    void fewSamplesNeedWiderLimits() {
        // Two-sided 0.27 %: 3 normal deviations, 4.53 of Student's for 7 degrees of freedom, 3.96 for 10.
        assertThat(Statistics.student(3, 1e9)).isCloseTo(3, within(1e-6));
        assertThat(Statistics.student(3, 7)).isCloseTo(4.53, within(0.02));
        assertThat(Statistics.student(3, 10)).isCloseTo(3.957, within(0.01));
    }
}
