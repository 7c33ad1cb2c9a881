package retrograde.flow;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Windows against a vector carried by hand and against a growth whose distribution is known. */
class FiniteTimeExponentsTest {
    @ParameterizedTest
    @CsvSource({"1,10,30,100", "5,10,30,100", "7,14,35,105"})
    void windowsAreThoseOfAVectorCarriedByHand(int interval, int first, int second, int third) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("rnn_tanh"), data, 8, 1, 4, "*=normal:0,0.6");
        Trajectories run = Networks.run(model, data, 903, 4, 1);
        FiniteTimeExponents found = LyapunovSpectrum.measure(run, 5, interval, 1).finiteTime();
        assertThat(found.lengths()).containsExactly(first, second, third);
        assertThat(found.exponents()).hasSize(4);
        int begin = (100 + interval - 1) / interval * interval;
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        for (int l = 0; l < 3; l++) {
            int tau = found.lengths()[l];
            int each = (903 - begin) / tau;
            assertThat(found.windows()[l]).isEqualTo(4 * each);
            double[] expected = new double[4 * each];
            for (int s = 0; s < 4; s++) {
                double[] v = new Random(s).doubles(8, -1, 1).toArray();
                for (int t = 0; t < begin + each * tau; t++) {
                    jacobian.at(t);
                    double before = Dense.norm(v);
                    v = Dense.timesColumn(jacobian.of(s), Arrays.stream(v).map(x -> x / before).toArray());
                    if (t >= begin) {
                        expected[s * each + (t - begin) / tau] += Math.log(Dense.norm(v)) / tau;
                    }
                }
            }
            Arrays.sort(expected);
            FiniteTimeExponents.Distribution leading = found.exponents().get(0);
            // Two starts agree to e^((λ₂−λ₁)·100), some 1e-9 here; orthonormal to 1e-6 within intervals adds as much.
            assertThat(leading.mean()[l]).isCloseTo(Statistics.mean(expected), within(1e-7));
            assertThat(leading.quantiles().get(l)[0]).isCloseTo(Statistics.quantile(expected, 0.05), within(1e-6));
            assertThat(leading.quantiles().get(l)[2]).isCloseTo(Statistics.quantile(expected, 0.5), within(1e-6));
            assertThat(leading.positive()[l])
                    .isEqualTo((double) Arrays.stream(expected).filter(x -> x > 0).count() / expected.length);
        }
    }

    @Test
    void growthWithoutMemoryNarrowsAsTheRootOfTheLength() {
        // J = x, x ~ N(0,1): ln|x| has mean −(γ + ln 2)/2 and variance π²/8, and steps are independent.
        Cell cell = Networks.cell("cell product", "state h", "h' = h * (W x)");
        Dataset data = new NoiseData(1, 1);
        Model model = Networks.model(cell, data, 1, 1, 1, "W=1");
        FiniteTimeExponents found = LyapunovSpectrum.measure(Networks.run(model, data, 4000, 16, 3), 1, 1, 1)
                .finiteTime();
        FiniteTimeExponents.Distribution of = found.exponents().get(0);
        for (int l = 0; l < found.lengths().length; l++) {
            int windows = found.windows()[l];
            double deviation = Math.PI / Math.sqrt(8.0 * found.lengths()[l]);
            // Four standard errors of a mean and of a deviation; the tail of ln|x| makes the latter's some 1.3 times as large.
            assertThat(of.mean()[l]).isCloseTo(-0.635181423, within(4 * deviation / Math.sqrt(windows)));
            assertThat(of.deviation()[l]).isCloseTo(deviation, within(4 * 1.3 * deviation / Math.sqrt(2.0 * windows)));
        }
        assertThat(found.lengths()).containsExactly(10, 30, 100, 300, 1000);
        // The longest windows are 48: their deviation is known to a tenth, a slope over a factor of 100 to some 0.02.
        assertThat(of.narrowing()).isCloseTo(-0.5, within(0.06));
    }

    @Test
    void ofVeryManyWindowsSomeAtEqualDistancesAreKept() {
        FiniteTimeExponents.Windows windows = new FiniteTimeExponents.Windows(2, 0, 1_000_000, 10, 1);
        for (int s = 0; s < 2; s++) {
            for (int t = 0; t < 1_000_000; t += 10) {
                windows.add(s, t, t + 9, new double[] {t});
            }
        }
        FiniteTimeExponents found = windows.summarise();
        // 200,000 windows of 10 steps: one in four is kept.
        assertThat(found.windows()[0]).isEqualTo(50_000);
        assertThat(found.exponents().get(0).quantiles().get(0)[4]).isCloseTo(95_000, within(10.0));
        assertThat(found.exponents().get(0).mean()[0]).isCloseTo(50_000, within(10.0));
    }

    @Test
    void aSingularStepIsInTheQuantilesAndLeavesNoDeviation() {
        Model model = Networks.model(Networks.named("lstm"), Networks.noise(2), 5, 1, 1, "*=0");
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(Networks.run(model, Networks.noise(2), 300, 8, 1), 10, 1,
                1);
        assertThat(spectrum.finiteTime().exponents().get(0).mean()[0]).isCloseTo(Math.log(0.5), within(1e-12));
        LyapunovSpectrum dead = LyapunovSpectrum
                .measure(Networks.run(Networks.model(Networks.named("rnn_relu"), Networks.noise(2), 3, 1, 1, "b=-9"),
                        Networks.noise(2), 300, 8, 1), 1, 1, 1);
        FiniteTimeExponents.Distribution none = dead.finiteTime().exponents().get(0);
        assertThat(none.quantiles().get(0)).containsOnly(Double.NEGATIVE_INFINITY);
        assertThat(none.deviation()[0]).isNaN();
        assertThat(none.positive()[0]).isZero();
        assertThat(dead.direction().participation()).isNaN();
    }

    @Test
    void wherePlaceIsShortThereAreNoWindows() {
        Trajectories run = Networks.run(LyapunovSpectrumTest.random(3, 1.2, 1), Networks.zero(), 120, 1, 1);
        assertThat(LyapunovSpectrum.measure(run, 3, 1, 1).finiteTime().lengths()).isEmpty();
    }
}
