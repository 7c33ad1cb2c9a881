package retrograde.flow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.AddingProblem;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Products, growth rates and gradients of a few hundred steps against the same in 200 digits, from the same Jacobians, and
 * products of 100,000 steps against closed forms: no scale is lost.
 */
class ExtendedPrecisionTest {
    private static final int STEPS = 300;
    private static final int FAR = 100_000;

    /** The Jacobians of one sequence in the order of time. */
    private static List<double[]> jacobians(Trajectories run, int sequence) {
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        List<double[]> all = new ArrayList<>();
        for (int t = 0; t < run.steps(); t++) {
            jacobian.at(t);
            all.add(jacobian.of(sequence).clone());
        }
        return all;
    }

    /**
     * What a product of so many factors of n rows may be off by, relative to its norm: each product rounds by at most n·u of
     * ‖P‖‖J‖, u = 1.1e-16, where ‖P‖‖J‖ exceeds ‖PJ‖ by what the factors point apart, a factor of 1e3 allowed for here.
     */
    private static double rounding(int factors, int n) {
        return 1e3 * factors * n * Math.ulp(0.5);
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,0.6", "lstm,1,1.2", "gru,2,0.7", "rnn_tanh,3,0.8", "gru_reset_last,1,0.5"})
    void productsOfHundredsOfStepsHaveTheNormsAndValuesOfExactArithmetic(String cell, int layers, double scale) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 3, layers, 2, "*=normal:0," + scale);
        Batch batch = data.train(Seeds.generator(4, "test sequences"), STEPS, 1);
        Trajectories run = Trajectories.run(model, batch);
        List<double[]> backward = jacobians(run, 0).reversed();
        int n = run.stack().stateSize();
        double[] expected = Exact.logSingularValues(Exact.product(backward, n));

        Products products = new Products(STEPS, 0, new JointJacobian(run.stack(), run.activations()));
        for (int k = 0; k < STEPS; k++) {
            products.advance();
        }
        double log = Math.log(new SpectralNorm().of(products.product(), n)) + products.logScale();
        // The logarithms' sum of up to 1e3 nats rounds by 1e-13 a step.
        double tolerance = rounding(STEPS, n) + 1e-10;
        assertThat(log).isCloseTo(expected[0], within(tolerance));
        assertThat(LongProduct.measure(model, batch, 0, List.of(50, STEPS), 0).logNorms().get(1)[0])
                .isCloseTo(expected[0], within(tolerance));
        assertThat(Horizon.measure(run, STEPS, 1, List.of(), 1e-3).logNorms()[STEPS - 1]).isCloseTo(expected[0],
                within(tolerance));

        // Layers above one another: blocks of which now one, now the other is the larger.
        double[] found = ProductSpectrum.measure(run, List.of(STEPS), 1, List.of()).logSingularValues().get(0);
        for (int i = 0; i < n; i++) {
            // 200 digits hold what lies within e^460. A graded factorisation rounds each value by its own size.
            if (expected[0] - expected[i] < 400) {
                assertThat(found[i]).as("σ_%d of %s", i + 1, Arrays.toString(expected))
                        .isCloseTo(expected[i], within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,4,1", "rnn_tanh,4,5", "lstm,6,1", "lstm,2,5", "gru,3,1", "gru_reset_last,6,1"})
    void aSpectrumGrowsAsByGramSchmidtOfExactArithmetic(String cell, int k, int interval) {
        Dataset data = Networks.noise(2);
        int hidden = cell.equals("rnn_tanh") ? 4 : 3;
        Model model = Networks.model(Networks.named(cell), data, hidden, 1, 2, "*=normal:0,0.7");
        Trajectories run = Networks.run(model, data, STEPS, 1, 4);
        int n = run.stack().stateSize();
        // The same random vectors, made orthonormal in 200 digits too.
        RandomGenerator random = Seeds.generator(5, "frame 0");
        double[] start = new double[n * k];
        Arrays.setAll(start, i -> random.nextGaussian());
        BigDecimal[][] columns = Exact.transpose(Exact.matrix(start, k));
        Exact.orthonormalise(columns);
        double[] sums = new double[k];
        List<double[]> jacobians = jacobians(run, 0);
        for (int t = 0; t < STEPS; t++) {
            columns = Exact.transpose(Exact.multiply(Exact.matrix(jacobians.get(t), n), Exact.transpose(columns)));
            double[] logs = Exact.orthonormalise(columns);
            for (int i = 0; i < k; i++) {
                sums[i] += t >= 100 ? logs[i] / (STEPS - 100) : 0;
            }
        }
        Arrays.sort(sums);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, k, interval, 5);
        for (int i = 0; i < k; i++) {
            // Vectors orthonormal to 1e-6 between two checks, and exponents far enough apart for the frame to be stable.
            assertThat(spectrum.values()[i]).isCloseTo(sums[k - 1 - i], within(1e-8));
        }
        assertThat(spectrum.sumRule().sum()).isCloseTo(Arrays.stream(sums).sum(), within(1e-11));
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,0.3", "lstm,1,0.8", "lstm,2,1.5", "gru_reset_last,1,0.4"})
    void gradientsOfHundredsOfStepsAreThoseOfExactArithmetic(String cell, int layers, double scale) {
        Dataset data = new AddingProblem();
        Model model = Networks.model(Networks.named(cell), data, 3, layers, 2, "*=normal:0," + scale);
        Batch batch = data.train(Seeds.generator(4, "test sequences"), STEPS, 1);
        Trajectories run = Trajectories.run(model, batch);
        int steps = run.steps();
        int n = run.stack().stateSize();
        Activations top = run.activations().getLast();
        double[] last = Arrays.copyOfRange(top.output(), (steps - 1) * 3, steps * 3);
        double[] adjoint = new double[3];
        model.readOut().loss(batch.targets(), new int[] {steps - 1}, last, 1, adjoint, null);
        double[] row = new double[n];
        int output = top.shape().cell().states().indexOf(top.shape().cell().output());
        System.arraycopy(adjoint, 0, row, run.stack().stateOffset(layers - 1) + output * 3, 3);
        BigDecimal[][] carried = Exact.matrix(row, n);
        List<double[]> jacobians = jacobians(run, 0);
        SequenceGradient gradient = SequenceGradient.measure(model, batch, steps - 1);
        double largest = Double.NEGATIVE_INFINITY;
        for (int s = steps - 1; s >= 0; s--) {
            carried = Exact.multiply(carried, Exact.matrix(jacobians.get(s), n));
            double log = Exact.logLength(carried[0]);
            largest = Math.max(largest, log);
            assertThat(gradient.logState()[s]).isCloseTo(log, within(rounding(steps - s, n) + 1e-11));
        }
        assertThat(gradient.logState()[0]).as("doubles end at e^−745; this goes as far as its rate and 300 steps")
                .isLessThan(-20);
        GradientPeak peak = GradientPeak.past(-1e9, model, batch).orElseThrow();
        assertThat(peak.lag()).isEqualTo(1);
        assertThat(peak.logLargest()).isCloseTo(largest, within(1e-11));
    }

    /** ln σ₁ of {@code U^k}: {@code U = V diag(a,d) V⁻¹}, so {@code U^k → a^k·√(1+(b/(a−d))²)} for |a| ≫ |d|. */
    private static double logNorm(double a, double b, double d, int k) {
        return k * Math.log(a) + 0.5 * Math.log1p(b / (a - d) * (b / (a - d)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 0.1})
    void aHundredThousandStepsNeitherOverflowNorUnderflow(double a) {
        Cell cell = Networks.cell("cell linear", "state h", "h' = U h");
        Model model = Networks.model(cell, Networks.zero(), 2, 1, 1, "U=values:" + a + ",1;0,.001");
        Batch batch = Networks.zero().train(Seeds.generator(1, "zero"), FAR, 1);
        Trajectories run = Trajectories.run(model, batch);
        // ±230,259 nats, of which a double holds 745. Each step adds its logarithm with half an ulp of such a sum, 1.5e-11.
        double tolerance = FAR * 0.5 * Math.ulp(FAR * Math.log(10)) + 1e-9;
        double expected = logNorm(a, 1, .001, FAR);
        Products products = new Products(FAR, 0, new JointJacobian(run.stack(), run.activations()));
        for (int k = 0; k < FAR; k++) {
            products.advance();
        }
        assertThat(Math.log(new SpectralNorm().of(products.product(), 2)) + products.logScale()).isCloseTo(expected,
                within(tolerance));
        assertThat(LongProduct.measure(model, batch, 0, List.of(100, FAR), 0).logNorms().get(1)[0]).isCloseTo(expected,
                within(tolerance));
        double[] logs = ProductSpectrum.measure(run, List.of(FAR), 1, List.of()).logSingularValues().get(0);
        assertThat(logs[0]).isCloseTo(expected, within(tolerance));
        // det = (a·.001)^k
        assertThat(logs[1]).isCloseTo(FAR * Math.log(a * .001) - expected, within(4 * tolerance));
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 2, 1, 1);
        assertThat(spectrum.values()[0]).isCloseTo(Math.log(a), within(1e-12));
        assertThat(spectrum.values()[1]).isCloseTo(Math.log(.001), within(1e-12));
    }

    @Test
    void aGradientOfAHundredThousandStepsKeepsItsLogarithm() {
        // h' = u h + x: ∂ℓ/∂h_{T−k} = u^k ∂ℓ/∂h_T.
        Dataset data = new AddingProblem();
        Model model = Networks.model(Networks.cell("cell linear", "state h", "h' = U h + W x"), data, 1, 1, 1, "U=0.5",
                "W=1");
        Batch batch = data.train(Seeds.generator(4, "test sequences"), FAR, 1);
        SequenceGradient gradient = SequenceGradient.measure(model, batch, FAR - 1);
        double tolerance = FAR * 0.5 * Math.ulp(FAR * Math.log(2)) + 1e-9;
        assertThat(gradient.logState()[0] - gradient.logState()[FAR - 1]).isCloseTo((FAR - 1) * Math.log(0.5),
                within(tolerance));
        assertThat(gradient.logTransport()[0]).isCloseTo(FAR * Math.log(0.5), within(tolerance));
    }
}
