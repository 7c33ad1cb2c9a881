package retrograde.flow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Horizon and product spectrum against plain products and, where a double cannot hold them, products of 200 digits. */
class ProductsTest {
    private static List<double[]> jacobians(Trajectories run, int sequence) {
        int n = run.stack().stateSize();
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        List<double[]> all = new ArrayList<>();
        for (int t = 0; t < run.steps(); t++) {
            jacobian.at(t);
            double[] j = new double[n * n];
            jacobian.write(sequence, j);
            all.add(j);
        }
        return all;
    }

    private static double[] block(double[] m, int n, int[] chosen) {
        double[] out = new double[chosen.length * chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < chosen.length; j++) {
                out[i * chosen.length + j] = m[chosen[i] * n + chosen[j]];
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,h,'0 1 2'", "lstm,1,c,'3 4 5'", "lstm,2,h,'0 1 2 6 7 8'", "gru,2,h,'0 1 2 3 4 5'",
            "gru_reset_last,1,c,'0 1 2'", "gru_reset_after,1,h,'0 1 2'"})
    void horizonAndProductSpectrumEqualPlainProducts(String cell, int layers, String state, String chosenText) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 3, layers, 2, "*=normal:0,0.9");
        int steps = 12;
        Trajectories run = Networks.run(model, data, steps, 3, 4);
        int n = run.stack().stateSize();
        int[] all = java.util.stream.IntStream.range(0, n).toArray();
        int[] chosen = Arrays.stream(chosenText.split(" ")).mapToInt(Integer::parseInt).toArray();
        for (boolean restricted : new boolean[] {false, true}) {
            int[] of = restricted ? chosen : all;
            List<String> states = restricted ? List.of(state) : List.of();
            double[] logNorms = new double[steps];
            double[][] logValues = new double[steps][of.length];
            for (int s = 0; s < 3; s++) {
                List<double[]> j = jacobians(run, s);
                double[] product = Dense.identity(n);
                for (int k = 0; k < steps; k++) {
                    product = Dense.multiply(product, j.get(steps - 1 - k), n);
                    double[] values = Dense.singularValues(block(product, n, of), of.length);
                    logNorms[k] += Math.log(values[0]) / 3;
                    for (int i = 0; i < of.length; i++) {
                        logValues[k][i] += Math.log(values[i]) / 3;
                    }
                }
            }
            Horizon horizon = Horizon.measure(run, steps, 3, states, 1e-3);
            assertThat(horizon.logNorms()).containsExactly(logNorms, within(1e-10));
            List<Integer> lags = List.of(1, 2, 5, 12);
            ProductSpectrum spectrum = ProductSpectrum.measure(run, lags, 3, states);
            for (int i = 0; i < lags.size(); i++) {
                double[] expected = logValues[lags.get(i) - 1];
                for (int v = 0; v < of.length; v++) {
                    // The plain product knows its values to 1e-15 of the largest one.
                    double error = 1e-14 * Math.exp(expected[0] - expected[v]) + 1e-10;
                    if (error < 0.01) {
                        assertThat(spectrum.logSingularValues().get(i)[v]).isCloseTo(expected[v], within(error));
                    }
                }
            }
        }
    }

    /** Logarithms of the singular values of a product, restricted to rows and columns. */
    private static double[] exactLogs(List<double[]> product, int n, int[] chosen) {
        BigDecimal[][] m = Exact.product(product, n);
        BigDecimal[][] restricted = new BigDecimal[chosen.length][chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < chosen.length; j++) {
                restricted[i][j] = m[chosen[i]][chosen[j]];
            }
        }
        return Exact.logSingularValues(restricted);
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,'0 1 2 3',''", "lstm,'0 1 2 3 4 5',''", "lstm,'3 4 5',c", "gru_reset_last,'0 1 2',c"})
    void smallSingularValuesAreNotDrownedByLargeOnes(String cell, String chosenText, String state) {
        int[] chosen = Arrays.stream(chosenText.split(" ")).mapToInt(Integer::parseInt).toArray();
        int hidden = cell.equals("rnn_tanh") ? 4 : 3;
        Model model = Networks.model(Networks.named(cell), Networks.noise(2), hidden, 1, 2, "*=normal:0,1.2");
        int steps = 60;
        Trajectories run = Networks.run(model, Networks.noise(2), steps, 1, 4);
        List<double[]> j = new ArrayList<>(jacobians(run, 0).reversed());
        List<String> states = state.isEmpty() ? List.of() : List.of(state);
        ProductSpectrum spectrum = ProductSpectrum.measure(run, List.of(4, 30, 60), 1, states);
        int n = run.stack().stateSize();
        for (int i = 0; i < 3; i++) {
            double[] expected = exactLogs(j.subList(0, spectrum.lags().get(i)), n, chosen);
            // 200 digits hold what lies within e^460; the logarithm of each value is right to its own rounding.
            for (int v = 0; v < expected.length; v++) {
                if (expected[0] - expected[v] < 400) {
                    assertThat(spectrum.logSingularValues().get(i)[v]).as("%s", Arrays.toString(expected))
                            .isCloseTo(expected[v], within(1e-9));
                }
            }
            if (spectrum.lags().get(i) == 60) {
                assertThat(expected[0] - expected[expected.length - 1]).as("the case is graded").isGreaterThan(40);
            }
        }
    }

    @Test
    void nothingUnderflowsOrOverflowsOverAThousandSteps() {
        Cell cell = Networks.cell("cell linear", "state h", "h' = U h");
        Model model = Networks.model(cell, Networks.zero(), 2, 1, 1, "U=values:10,1;0,.001");
        Trajectories run = Networks.run(model, Networks.zero(), 1000, 1, 1);
        ProductSpectrum spectrum = ProductSpectrum.measure(run, List.of(1000), 1, List.of());
        double[] logs = spectrum.logSingularValues().get(0);
        // U = V diag(10,.001) V⁻¹: σ₁ tends to 10ᵏ·√(1+(1/9.999)²), and σ₁σ₂ = det = .01ᵏ.
        double first = 1000 * Math.log(10) + 0.5 * Math.log1p(1 / (9.999 * 9.999));
        assertThat(logs[0]).isCloseTo(first, within(1e-9));
        assertThat(logs[1]).isCloseTo(1000 * Math.log(.01) - first, within(1e-9));
        Horizon horizon = Horizon.measure(run, 1000, 1, List.of(), 1e-3);
        assertThat(horizon.logNorms()[999]).isCloseTo(first, within(1e-9));
        assertThat(horizon.state()).isEqualTo(Horizon.State.GROWN);
        assertThat(horizon.lag()).isEqualTo(3);
    }

    @Test
    void aZeroProductIsMinusInfinity() {
        Cell cell = Networks.cell("cell linear", "state h", "h' = U h");
        Model model = Networks.model(cell, Networks.zero(), 2, 1, 1, "U=values:0,10;0,0");
        Trajectories run = Networks.run(model, Networks.zero(), 5, 1, 1);
        ProductSpectrum spectrum = ProductSpectrum.measure(run, List.of(1, 2, 5), 1, List.of());
        assertThat(spectrum.logSingularValues().get(0)).containsExactly(Math.log(10), Double.NEGATIVE_INFINITY);
        assertThat(spectrum.logSingularValues().get(1)).containsOnly(Double.NEGATIVE_INFINITY);
        assertThat(spectrum.logSingularValues().get(2)).containsOnly(Double.NEGATIVE_INFINITY);
        Horizon horizon = Horizon.measure(run, 5, 1, List.of(), 1e-3);
        assertThat(horizon.state()).isEqualTo(Horizon.State.REACHED);
        assertThat(horizon.lag()).isEqualTo(2);
    }

    @Test
    void theHorizonIsTheLastCrossingInterpolated() {
        double l = Math.log(1e-3);
        // Below, above again, then below for good between lags 3 and 4, at a quarter of the way.
        Horizon again = Horizon.find(new double[] {-1, l - 1, l + 1, l - 3, l - 4}, 1e-3);
        assertThat(again.state()).isEqualTo(Horizon.State.REACHED);
        assertThat(again.lag()).isCloseTo(3.25, within(1e-12));
        assertThat(Horizon.find(new double[] {2 * l}, 1e-3).lag()).isCloseTo(0.5, within(1e-12));
        Horizon grown = Horizon.find(new double[] {1, -l + 1, l - 1}, 1e-3);
        assertThat(grown.state()).isEqualTo(Horizon.State.GROWN);
        assertThat(grown.lag()).isEqualTo(2);
        // It rises again at the last lag measured, so it is not below for all further lags.
        assertThat(Horizon.find(new double[] {1, l - 1, l + 1}, 1e-3).state()).isEqualTo(Horizon.State.BEYOND);
        assertThat(Horizon.find(new double[] {1, 2, 1}, 1e-3).state()).isEqualTo(Horizon.State.BEYOND);
    }

    @Test
    void lagsShownAreRoundNumbersAndTheLast() {
        assertThat(ProductSpectrum.roundLags(30)).containsExactly(1, 2, 5, 10, 20, 30);
        assertThat(ProductSpectrum.roundLags(20)).containsExactly(1, 2, 5, 10, 20);
        assertThat(ProductSpectrum.roundLags(1)).containsExactly(1);
    }

    @Test
    void theSpectralNormIsTheLargestSingularValue() {
        Random random = new Random(1);
        SpectralNorm norm = new SpectralNorm();
        for (int n : new int[] {1, 3, 12, 13, 20, 40}) {
            for (int i = 0; i < 5; i++) {
                double[] m = random.doubles((long) n * n, -1, 1).toArray();
                assertThat(norm.of(m, n)).isCloseTo(Dense.spectralNorm(m, n), within(1e-9 * n));
            }
        }
    }

    @Test
    void theSpectralNormFindsADirectionTheStartIsOrthogonalTo() {
        int n = 16;
        double[] m = Dense.identity(n);
        m[0] = 6;
        m[1] = -5;
        m[n] = -5;
        m[n + 1] = 6;
        assertThat(new SpectralNorm().of(m, n)).isCloseTo(11, within(1e-9));
    }

    @Test
    void theSpectralNormFindsADirectionThatOvertakes() {
        SpectralNorm norm = new SpectralNorm();
        int n = 16;
        double[] m = Dense.identity(n);
        for (int k = 0; k < 40; k++) {
            m[0] = Math.pow(0.9, k);
            m[n + 1] = 0.3 * Math.pow(0.99, k);
            for (int i = 2; i < n; i++) {
                m[i * n + i] = 0.01;
            }
            assertThat(norm.of(m, n)).isCloseTo(Math.max(m[0], m[n + 1]), within(1e-9));
        }
    }

    @Test
    void determinantsAndRanksAreThoseOfMatricesMadeForThem() {
        assertThat(Determinant.of(new double[] {0, 2, 3, 0}, 2))
                .isEqualTo(new Determinant(Math.log(3) + Math.log(2), 2));
        assertThat(Determinant.of(new double[] {1, 2, 2, 4}, 2))
                .isEqualTo(new Determinant(Double.NEGATIVE_INFINITY, 1));
        assertThat(Determinant.of(new double[4], 2).rank()).isZero();
        assertThat(Determinant.of(new double[] {0, 1, 0, 0}, 2).rank()).isEqualTo(1);
        assertThat(Determinant.of(new double[] {1, 0, 0, 1e-200}, 2).logAbs()).isCloseTo(-200 * Math.log(10),
                within(1e-10));
        assertThat(Determinant.of(new double[] {1, Double.NaN, 0, 1}, 2).logAbs()).isNaN();
    }
}
