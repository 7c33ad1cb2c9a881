package retrograde.flow;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.engine.Activations;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The spectrum against Gram–Schmidt in time order, its errors, its sum rule and what it says where the rule fails. */
class LyapunovSpectrumTest {
    private static final Cell RANDOM = Networks.cell("cell random", "state h", "h' = U tanh(h)");

    /** An autonomous random network of gain g: chaotic above 1. */
    static Model random(int n, double g, long seed) {
        return Networks.model(RANDOM, Networks.zero(), n, 1, seed, "U=normal:0," + g / Math.sqrt(n), "h=normal:0,1");
    }

    /** Growth rates of vectors by the classical procedure: push, subtract projections, take lengths. */
    private static double[] gramSchmidt(Trajectories run, int k, int skip) {
        int n = run.stack().stateSize();
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        double[] sums = new double[k];
        for (int s = 0; s < run.sequences(); s++) {
            Random random = new Random(99);
            double[][] v = new double[k][];
            Arrays.setAll(v, i -> random.doubles(n, -1, 1).toArray());
            double[] j = new double[n * n];
            for (int t = 0; t < run.steps(); t++) {
                jacobian.at(t);
                jacobian.write(s, j);
                for (int i = 0; i < k; i++) {
                    v[i] = Dense.timesColumn(j, v[i]);
                    for (int twice = 0; twice < 2; twice++) {
                        for (int m = 0; m < i; m++) {
                            double dot = dot(v[i], v[m]);
                            for (int c = 0; c < n; c++) {
                                v[i][c] -= dot * v[m][c];
                            }
                        }
                    }
                    double length = Dense.norm(v[i]);
                    for (int c = 0; c < n; c++) {
                        v[i][c] /= length;
                    }
                    sums[i] += t >= skip ? Math.log(length) / (run.steps() - skip) / run.sequences() : 0;
                }
            }
        }
        return sums;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,1", "lstm,1", "gru,2", "gru_reset_last,1"})
    void equalsGramSchmidtWhereTheFrameHasAligned(String cell, int layers) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 4, layers, 4, "*=normal:0,1");
        Trajectories run = Networks.run(model, data, 2000, 2, 1);
        int n = run.stack().stateSize();
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, n, 1, 1);
        double[] naive = gramSchmidt(run, n, LyapunovSpectrum.alignment(2000));
        Arrays.sort(naive);
        for (int i = 0; i < n; i++) {
            // Frames from different vectors agree once aligned; close exponents align slowly and average the rest.
            assertThat(spectrum.values()[i]).isCloseTo(naive[n - 1 - i], within(2e-3));
        }
        assertThat(spectrum.sumRule().holds()).isTrue();
        assertThat(spectrum.sumRule().sum()).isCloseTo(Arrays.stream(naive).sum(), within(1e-9));
        assertThat(spectrum.sumRule().sum()).isCloseTo(spectrum.sumRule().logDet(), within(1e-9));
    }

    @Test
    void anEarlierStartOfTheCountIsTheTenthOfTheSteps() {
        assertThat(LyapunovSpectrum.alignment(500)).isEqualTo(100);
        assertThat(LyapunovSpectrum.alignment(5000)).isEqualTo(500);
    }

    @Test
    void tooFewStepsAreRefusedWithTheFlagThatHelps() {
        Trajectories run = Networks.run(random(3, 1.5, 1), Networks.zero(), 101, 1, 1);
        assertThatThrownBy(() -> LyapunovSpectrum.measure(run, 3, 1, 1)).isInstanceOf(InputException.class)
                .hasMessageContaining("more than 101 steps")
                .hasMessageContaining("--window");
    }

    @Test
    void theErrorOverSequencesIsTheSpreadOfSingleRuns() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("rnn_tanh"), data, 3, 1, 4, "*=normal:0,1");
        Trajectories all = Networks.run(model, data, 400, 8, 1);
        double[] singles = new double[8];
        double[] input = all.activations().get(0).input();
        for (int s = 0; s < 8; s++) {
            double[] own = new double[400 * 2];
            for (int t = 0; t < 400; t++) {
                System.arraycopy(input, (t * 8 + s) * 2, own, t * 2, 2);
            }
            Trajectories one = new Trajectories(model.stack(), model.stack().forward(own, 400, 1, null));
            singles[s] = LyapunovSpectrum.measure(one, 1, 1, 1).values()[0];
        }
        double mean = Arrays.stream(singles).average().orElse(Double.NaN);
        double error = Math.sqrt(Arrays.stream(singles).map(v -> (v - mean) * (v - mean)).sum() / 7 / 8);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(all, 1, 1, 1);
        // Frames differ between the runs; 100 steps align a leading vector to far below this.
        assertThat(spectrum.values()[0]).isCloseTo(mean, within(1e-6));
        assertThat(spectrum.errors()[0]).isCloseTo(error, within(1e-6));
    }

    @Test
    void copiesOfOneSequenceAreOneSequenceAndItsErrorIsThatOfBlocks() {
        Trajectories run = Networks.run(random(10, 3, 2), Networks.zero(), 740, 8, 1);
        assertThat(run.sequences()).isEqualTo(1);
        // 640 counted steps make 32 blocks of 20.
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 2, 1, 1);
        assertThat(spectrum.errors()[0]).isPositive();
    }

    @Test
    void anIntervalLongerThanTheRunIsOneBlock() {
        Trajectories run = Networks.run(random(4, 1.5, 2), Networks.zero(), 300, 1, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 1, 1000, 1);
        assertThat(spectrum.values()[0]).isCloseTo(LyapunovSpectrum.measure(run, 1, 1, 1).values()[0], within(1e-9));
        assertThat(spectrum.errors()[0]).isNaN();
    }

    @Test
    void kaplanYorkeAndEntropyFollowTheirFormulas() {
        assertThat(LyapunovSpectrum.kaplanYorke(new double[] {0.5, -0.1, -0.8}, true)).isEqualTo(2 + 0.4 / 0.8);
        assertThat(LyapunovSpectrum.kaplanYorke(new double[] {-0.1, -0.8}, true)).isZero();
        assertThat(LyapunovSpectrum.kaplanYorke(new double[] {0.5, 0.1}, true)).isEqualTo(2);
        assertThat(LyapunovSpectrum.kaplanYorke(new double[] {0.5, 0.1}, false)).isNaN();
        assertThat(LyapunovSpectrum.kaplanYorke(new double[] {0.5, Double.NEGATIVE_INFINITY}, true)).isEqualTo(1);
        // Zero but for rounding, as an orthogonal recurrence has it, is neutral.
        assertThat(LyapunovSpectrum.kaplanYorke(new double[] {1e-17, -2e-17, -3e-17}, true)).isEqualTo(3);
        Trajectories run = Networks.run(random(60, 3, 2), Networks.zero(), 600, 1, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 60, 1, 1);
        assertThat(spectrum.entropyRateBound())
                .isCloseTo(Arrays.stream(spectrum.values()).filter(v -> v > 0).sum(), within(1e-15))
                .isPositive();
        assertThat(spectrum.dKY()).isEqualTo(LyapunovSpectrum.kaplanYorke(spectrum.values(), true))
                .isBetween(2.0, 59.0);
    }

    @Test
    void theRuleHoldsOnHealthySpectraOfAnyLength() {
        for (int seed = 0; seed < 20; seed++) {
            Trajectories run = Networks.run(random(24, 1.5, seed), Networks.zero(), 400, 1, seed);
            for (int k : new int[] {1, 2, 5, 12, 23, 24}) {
                LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, k, 1, seed);
                assertThat(spectrum.sumRule().holds()).as("seed %d, k %d: %s", seed, k, spectrum.sumRule()).isTrue();
                assertThat(spectrum.sumRule().full()).isEqualTo(k == 24);
            }
            // Every 5 steps is often enough here: what is lost in them is far from a double's resolution.
            assertThat(LyapunovSpectrum.measure(run, 12, 5, seed).sumRule().holds()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 40, 20})
    void theRuleFailsWhereReorthonormalisationIsTooRare(int k) {
        Trajectories run = Networks.run(random(60, 1.5, 3), Networks.zero(), 2200, 1, 3);
        LyapunovSpectrum rare = LyapunovSpectrum.measure(run, k, 200, 3);
        assertThat(rare.sumRule().holds()).as("%s", rare.sumRule()).isFalse();
        LyapunovSpectrum right = LyapunovSpectrum.measure(run, k, 1, 3);
        assertThat(right.sumRule().holds()).as("%s", right.sumRule()).isTrue();
        // The tail is what was lost.
        assertThat(rare.values()[k - 1] - right.values()[k - 1]).isGreaterThan(0.01);
    }

    @Test
    void theRuleHoldsWhereTheLeadingExponentsSurviveRareReorthonormalisation() {
        // 200 steps separate the first two exponents by some nats only, far from a double's 36.
        Trajectories run = Networks.run(random(60, 1.5, 3), Networks.zero(), 2200, 1, 3);
        LyapunovSpectrum rare = LyapunovSpectrum.measure(run, 2, 200, 3);
        LyapunovSpectrum right = LyapunovSpectrum.measure(run, 2, 1, 3);
        assertThat(rare.sumRule().holds()).isTrue();
        assertThat(rare.values()[0]).isCloseTo(right.values()[0], within(1e-9));
        assertThat(rare.values()[1]).isCloseTo(right.values()[1], within(1e-9));
    }

    @Test
    void aSingularJacobianIsMinusInfinityOnBothSidesWithTheStep() {
        Model model = Networks.model(Networks.named("lstm"), Networks.noise(2), 5, 1, 1, "*=0");
        Trajectories run = Networks.run(model, Networks.noise(2), 200, 8, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 10, 1, 1);
        assertThat(spectrum.singularStep()).isZero();
        assertThat(spectrum.sumRule().sum()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(spectrum.sumRule().logDet()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(spectrum.sumRule().holds()).isTrue();
        // c is carried by f = ½; the output does not depend on the old output.
        for (int i = 0; i < 5; i++) {
            assertThat(spectrum.values()[i]).isCloseTo(Math.log(0.5), within(1e-12));
            assertThat(spectrum.values()[i + 5]).isEqualTo(Double.NEGATIVE_INFINITY);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,6", "7,6", "1,4", "7,4"})
    void aRecurrenceOfLowRankLosesAsManyExponentsAsItsRankLacks(int interval, int k) {
        // J = D(1−h²) A B of rank 3: elimination meets roundings, not zeros.
        Cell cell = Networks.cell("cell low", "state h", "matrix A [H,3]", "matrix B [3,H]", "h' = tanh(A B h + W x)");
        Model model = Networks.model(cell, Networks.noise(2), 6, 1, 1, "*=normal:0,0.7");
        Trajectories run = Networks.run(model, Networks.noise(2), 300, 8, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, k, interval, 1);
        assertThat(Arrays.stream(spectrum.values()).filter(Double::isFinite).count()).isEqualTo(3);
        assertThat(spectrum.sumRule().holds()).isTrue();
        assertThat(spectrum.singularStep()).isZero();
        LyapunovSpectrum leading = LyapunovSpectrum.measure(run, 3, interval, 1);
        assertThat(Arrays.stream(leading.values()).allMatch(Double::isFinite)).isTrue();
        assertThat(leading.sumRule().holds()).isTrue();
    }

    @Test
    void deadUnitsAreSingularToo() {
        Model model = Networks.model(Networks.named("rnn_relu"), Networks.noise(2), 6, 1, 1, "b=values:1,1,1,-9,1,1");
        Trajectories run = Networks.run(model, Networks.noise(2), 300, 8, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 6, 3, 1);
        assertThat(spectrum.sumRule().holds()).isTrue();
        assertThat(spectrum.values()[5]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(spectrum.singularStep()).isZero();
    }

    @Test
    void smallByScaleIsNotSingular() {
        // Forget gates of 1/2, 2e-9, 2e-22 and 4e-44: a determinant of 1e-74, and far from singular.
        Cell cell = Networks.cell("cell scales", "state h", "f = sigmoid(b)", "h' = f * h + W x");
        Model model = Networks.model(cell, Networks.noise(1), 4, 1, 1, "b=values:0,-20,-50,-100");
        Trajectories run = Networks.run(model, Networks.noise(1), 300, 1, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 4, 1, 1);
        assertThat(spectrum.singularStep()).isEqualTo(-1);
        assertThat(spectrum.values()[0]).isCloseTo(Math.log(0.5), within(1e-12));
        assertThat(spectrum.values()[1]).isCloseTo(-20, within(1e-6));
        assertThat(spectrum.values()[2]).isCloseTo(-50, within(1e-6));
        assertThat(spectrum.values()[3]).isCloseTo(-100, within(1e-6));
        assertThat(spectrum.sumRule().holds()).isTrue();
    }

    @Test
    void aWrongOrderOfTheProductIsFarAway() {
        // Oracle O22: vectors pushed by Jᵀ in forward order are no tangents; λ₂ tells.
        Trajectories run = Networks.run(random(60, 1.5, 1), Networks.zero(), 8000, 1, 1);
        LyapunovSpectrum right = LyapunovSpectrum.measure(run, 2, 1, 1);
        Activations a = run.activations().get(0);
        assertThat(a.steps()).isEqualTo(8000);
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        int n = 60;
        double[] j = new double[n * n];
        double[][] v = new double[2][n];
        v[0][0] = 1;
        v[1][1] = 1;
        double wrong = 0;
        for (int t = 0; t < 8000; t++) {
            jacobian.at(t);
            jacobian.write(0, j);
            for (int i = 0; i < 2; i++) {
                v[i] = Dense.rowTimes(v[i], j, n);
                double overlap = i == 0 ? 0 : dot(v[1], v[0]);
                for (int c = 0; c < n && i == 1; c++) {
                    v[1][c] -= overlap * v[0][c];
                }
                double length = Dense.norm(v[i]);
                for (int c = 0; c < n; c++) {
                    v[i][c] /= length;
                }
                wrong += i == 1 && t >= 800 ? Math.log(length) / 7200 : 0;
            }
        }
        assertThat(Math.abs(wrong - right.values()[1])).isGreaterThan(5 * right.errors()[1]);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("lstm"), data, 5, 2, 4, "*=normal:0,1");
        Trajectories run = Networks.run(model, data, 300, 9, 1);
        for (int k : new int[] {3, 20}) {
            LyapunovSpectrum one = LyapunovSpectrum.measure(run, k, 1, 1);
            for (int threads : new int[] {2, 3, 7, 20}) {
                LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, k, 1, 1, threads);
                assertThat(spectrum.values()).as("%d threads", threads).isEqualTo(one.values());
                assertThat(spectrum.errors()).isEqualTo(one.errors());
                assertThat(spectrum).usingRecursiveComparison(Networks.BITS).isEqualTo(one);
            }
        }
    }

    @Test
    void theDeterminantOfSomeStepsChecksAFullSpectrumOfMany() {
        // 1,000 steps of 3 sequences: the determinants of one in 93 are taken. Each must equal what the frame grew by there.
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("lstm"), data, 6, 1, 4, "*=normal:0,1");
        Trajectories run = Networks.run(model, data, 1000, 3, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 12, 1, 1);
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        double sum = 0;
        for (int t = 100; t < 1000; t++) {
            jacobian.at(t);
            for (int s = 0; s < 3; s++) {
                sum += Determinant.of(jacobian.of(s), 12).logAbs() / 900 / 3;
            }
        }
        assertThat(spectrum.sumRule().full()).isTrue();
        assertThat(spectrum.sumRule().sum()).isCloseTo(sum, within(1e-9));
        assertThat(spectrum.sumRule().logDet()).isCloseTo(sum, within(1e-9));
    }

    @Test
    void noiseWithoutDeviationIsNoNoise() {
        assertThat(Networks.run(random(4, 1, 1), new NoiseData(0, 1), 120, 8, 1).sequences()).isEqualTo(1);
    }
}
