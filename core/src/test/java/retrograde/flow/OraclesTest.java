package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.equation.Cell;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The closed forms O4 to O7, O11 to O13, O15 and O16 of the mathematics. */
class OraclesTest {
    private static final Cell LINEAR = Networks.cell("cell linear", "state h", "h' = U h");

    private static Trajectories run(Cell cell, Dataset data, int hidden, int steps, int sequences, String... settings) {
        return Networks.run(Networks.model(cell, data, hidden, 1, 3, settings), data, steps, sequences, 3);
    }

    @Test
    void o4ANonNormalRecurrenceGrowsBeforeItDecays() {
        Trajectories run = run(LINEAR, Networks.zero(), 2, 1200, 1, "U=values:.9,10;0,.8");
        ProductSpectrum spectrum = ProductSpectrum.measure(run, List.of(1, 5, 6, 7, 10, 50, 100), 1, List.of());
        double[] expected = {10.0719854, Double.NaN, 26.93621845, Double.NaN, 24.1331836, .513976113, .00265625232};
        double[] found = spectrum.logSingularValues().stream().mapToDouble(v -> Math.exp(v[0])).toArray();
        for (int i = 0; i < found.length; i++) {
            if (!Double.isNaN(expected[i])) {
                // Nine digits are given.
                assertThat(found[i] / expected[i]).isCloseTo(1, within(1e-8));
            }
        }
        assertThat(found[2]).isGreaterThan(found[1]).isGreaterThan(found[3]);
        LyapunovSpectrum lyapunov = LyapunovSpectrum.measure(run, 2, 1, 1);
        // 120 steps align the frame to (.8/.9)^120 = 7e-7, whose square is what the mean feels.
        assertThat(lyapunov.values()[0]).isCloseTo(-.1053605, within(1e-7));
        assertThat(lyapunov.values()[1]).isCloseTo(Math.log(.8), within(1e-7));
        double[] logs = new double[201];
        for (int k = 1; k <= 200; k++) {
            double[] power = {Math.pow(.9, k), 100 * (Math.pow(.9, k) - Math.pow(.8, k)), 0, Math.pow(.8, k)};
            logs[k] = Math.log(Dense.spectralNorm(power, 2));
        }
        int above = 200;
        while (logs[above] < Math.log(1e-3)) {
            above--;
        }
        double exact = above + (logs[above] - Math.log(1e-3)) / (logs[above] - logs[above + 1]);
        Horizon horizon = Horizon.measure(run, 200, 1, List.of(), 1e-3);
        assertThat(horizon.state()).isEqualTo(Horizon.State.REACHED);
        assertThat(horizon.lag()).isCloseTo(exact, within(1e-9));
    }

    @Test
    void o5AnOrthogonalRecurrenceKeepsEveryLength() {
        Cell relu = Networks.named("rnn_relu");
        for (Trajectories run : List.of(run(LINEAR, Networks.zero(), 20, 300, 1, "U=orthogonal", "h=normal:0,1"),
                run(relu, Networks.noise(1), 20, 300, 8, "U=identity", "W=0", "b=1"))) {
            LyapunovSpectrum lyapunov = LyapunovSpectrum.measure(run, 20, 1, 1);
            // Each of 200 steps adds some roundings of 1.
            assertThat(Arrays.stream(lyapunov.values()).map(Math::abs).max().orElse(1)).isLessThan(1e-13);
            assertThat(lyapunov.sumRule().holds()).isTrue();
            assertThat(lyapunov.dKY()).isEqualTo(20);
            ProductSpectrum spectrum = ProductSpectrum.measure(run, List.of(1, 10, 300), 2, List.of());
            for (double[] logs : spectrum.logSingularValues()) {
                assertThat(Arrays.stream(logs).map(Math::abs).max().orElse(1)).isLessThan(1e-11);
            }
            assertThat(Horizon.measure(run, 300, 1, List.of(), 1e-3).state()).isEqualTo(Horizon.State.BEYOND);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,22.0511,0.00005", "3,142.172,0.0005", "5,1028.65,0.005"})
    void o6AConstantForgetGateHasItsPowersAsHorizon(String bias, double horizon, double digits) {
        Trajectories run = run(Networks.named("lstm"), Networks.zero(), 4, 1100, 1, "*=0", "b_f=" + bias);
        assertThat(Horizon.measure(run, 1100, 1, List.of("c"), 1e-3).lag()).isCloseTo(horizon, within(digits));
        double f = 1 / (1 + Math.exp(-Double.parseDouble(bias)));
        double constant = UnitView.measure(run).timeConstants().get(0).timeConstant();
        assertThat(constant).isCloseTo(-1 / Math.log(f), within(1e-9 * constant));
        if (bias.equals("1")) {
            // With o = ½ and c = 0 the output adds half of c: √(1 + ¼) fᵏ.
            assertThat(Horizon.measure(run, 200, 1, List.of(), 1e-3).lag()).isCloseTo(22.4072, within(0.00005));
            assertThat(constant * Math.log(2)).isCloseTo(2.21268, within(0.000005));
        }
        if (bias.equals("3")) {
            assertThat(constant * Math.log(2)).isCloseTo(14.2660, within(0.00005));
        }
    }

    @Test
    void o7ChronoInitialisationGivesLifetimesUniformUpToTheMaximum() {
        int hidden = 100_000;
        int most = 200;
        Cell cell = Networks.cell("cell leak", "state c", "f = sigmoid(b_f)", "i = sigmoid(b_i)",
                "c' = f * c + i * W x");
        Model model = Networks.model(cell, Networks.noise(1), hidden, 1, 6, "b_f=chrono:" + most);
        double[] forget = model.parameters().layer(0).get("b_f");
        double[] input = model.parameters().layer(0).get("b_i");
        UnitView view = UnitView.measure(Networks.run(model, Networks.noise(1), 2, 1, 1));
        double lifetimes = 0;
        double kept = 0;
        double keptSquares = 0;
        for (int i = 0; i < hidden; i++) {
            assertThat(input[i]).isEqualTo(-forget[i]);
            double f = Math.exp(-1 / view.timeConstants().get(i).timeConstant());
            double lifetime = 1 / (1 - f);
            assertThat(lifetime).isBetween(2 - 1e-6, most + 1e-6);
            lifetimes += lifetime / hidden;
            double left = Math.exp(-most / view.timeConstants().get(i).timeConstant());
            kept += left / hidden;
            keptSquares += left * left / hidden;
        }
        double deviation = (most - 2) / Math.sqrt(12);
        assertThat(lifetimes).isCloseTo((most + 2) / 2.0, within(4 * deviation / Math.sqrt(hidden)));
        double error = Math.sqrt((keptSquares - kept * kept) / hidden);
        assertThat(kept).isCloseTo(.14906609, within(4 * error));
    }

    private static double counted(Trajectories run, java.util.function.ToDoubleBiFunction<Activations, Integer> log) {
        Activations a = run.activations().get(0);
        int rows = a.batch();
        double sum = 0;
        int skip = LyapunovSpectrum.alignment(a.steps());
        int width = a.output().length / a.steps() / rows;
        for (int i = skip * rows * width; i < a.steps() * rows * width; i++) {
            sum += log.applyAsDouble(a, i);
        }
        return sum / (a.steps() - skip) / rows;
    }

    private static double logDet(double[] matrix, int n) {
        return Arrays.stream(Dense.singularValues(matrix, n)).map(Math::log).sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 301, 1000})
    void o11TheSumOfTheExponentsIsTheMeanLogDeterminantAtAnyLength(int steps) {
        Trajectories run = run(Networks.named("rnn_tanh"), Networks.noise(2), 8, steps, 8, "U=normal:0,0.6");
        double[] u = run.stack().weights(0).get("U");
        double exact = logDet(u, 8) + counted(run, (a, i) -> Math.log1p(-a.named("h")[i] * a.named("h")[i]));
        LyapunovSpectrum.SumRule rule = LyapunovSpectrum.measure(run, 8, 1, 1).sumRule();
        assertThat(rule.sum()).isCloseTo(exact, within(1e-10));
        assertThat(rule.logDet()).isCloseTo(exact, within(1e-10));
        assertThat(rule.holds()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rnn_tanh", "rnn_sigmoid", "lstm", "gru", "gru_merged", "gru_reset_last", "gru_reset_after"})
    void o11HoldsForEveryCellInTwoLayers(String cell) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 5, 2, 1);
        Trajectories run = Networks.run(model, data, 300, 8, 1);
        int n = run.stack().stateSize();
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, n, 1, 1);
        assertThat(spectrum.sumRule().sum()).isFinite();
        assertThat(spectrum.sumRule().sum()).isCloseTo(spectrum.sumRule().logDet(), within(1e-6 * n));
        assertThat(spectrum.sumRule().holds()).isTrue();
    }

    @Test
    void o12TheDeterminantOfTheLstm() {
        Trajectories run = run(Networks.named("lstm"), Networks.noise(2), 6, 300, 8, "*=normal:0,0.8");
        double exact = logDet(run.stack().weights(0).get("U_o"), 6) + counted(run, (a, i) -> {
            double o = a.named("o")[i];
            return Math.log(a.named("f")[i]) + Math.log(Math.abs(Math.tanh(a.named("c")[i]) * o * (1 - o)));
        });
        LyapunovSpectrum.SumRule rule = LyapunovSpectrum.measure(run, 12, 1, 1).sumRule();
        // A determinant loses digits with the condition of the Jacobian, here some 1e6.
        assertThat(rule.logDet()).isCloseTo(exact, within(1e-7));
        assertThat(rule.sum()).isCloseTo(exact, within(1e-7));
    }

    @Test
    void o13TheDeterminantOfTheResetLastUnit() {
        Trajectories run = run(Networks.named("gru_reset_last"), Networks.noise(2), 6, 300, 8, "*=normal:0,0.8");
        double exact = logDet(run.stack().weights(0).get("U_r"), 6) + counted(run, (a, i) -> {
            double r = a.named("r")[i];
            return Math.log1p(-a.named("z")[i]) + Math.log(Math.abs(a.named("c")[i] * r * (1 - r)));
        });
        LyapunovSpectrum.SumRule rule = LyapunovSpectrum.measure(run, 12, 1, 1).sumRule();
        assertThat(rule.logDet()).isCloseTo(exact, within(1e-7));
        assertThat(rule.sum()).isCloseTo(exact, within(1e-7));
    }

    @ParameterizedTest
    @CsvSource({"-2,1,-.182736972066", "1,.5,-1.337550287911"})
    void o15GatesThatDoNotSeeTheStateHaveTheirMeanLogarithmAsEveryExponent(double mean, double deviation,
            double expected) {
        Cell cell = Networks.cell("cell mingru", "state h", "z = sigmoid(W_z x + b_z)", "g = W_h x",
                "h' = (1 - z) * h + z * g");
        Trajectories run = run(cell, Networks.noise(4), 4, 4000, 8, "W_z=identity:" + deviation, "b_z=" + mean);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 4, 1, 1);
        for (int i = 0; i < 4; i++) {
            assertThat(spectrum.values()[i]).isCloseTo(expected, within(4 * spectrum.errors()[i]));
        }
        assertThat(spectrum.errors()[0]).isLessThan(0.01);
    }

    @ParameterizedTest
    @CsvSource({"1.1,.5029405749,.8217558559,-.1963119404", "2,.9575040241,.1663720878,-1.793528507",
            "5,.9999091217,9.087415534e-4,-7.003449824"})
    void o16TheScalarFixedPointHasItsSlopeAsExponent(double u, double fixed, double slope, double lambda) {
        Cell cell = Networks.cell("cell scalar", "state h", "h' = tanh(U h)");
        Trajectories run = run(cell, Networks.zero(), 1, 3000, 1, "U=" + u, "h=1");
        double[] h = run.activations().get(0).named("h");
        assertThat(h[h.length - 1]).isCloseTo(fixed, within(1e-10));
        // 300 steps bring h to its fixed point to 1e-25; ten digits are given.
        assertThat(LyapunovSpectrum.measure(run, 1, 1, 1).values()[0]).isCloseTo(lambda, within(1e-9));
        assertThat(Math.exp(Horizon.measure(run, 1, 1, List.of(), 1e-3).logNorms()[0]) / slope).isCloseTo(1,
                within(1e-9));
    }

    @Test
    void o17TheGradientOfTheScalarRecurrenceAndItsParts() {
        // h_t = u h_{t−1} + 1: the part of lag k is uᵏ h_{T−k−1}.
        Cell cell = Networks.cell("cell scalar", "state h", "h' = U h + 1");
        Model model = Networks.model(cell, Networks.zero(), 1, 1, 1, "U=.9");
        LagPass pass = new LagPass(model, Networks.zero(), 100, false, 16, 1);
        Summands summands = Summands.of(pass.whole);
        double whole = 99.96783119468064;
        assertThat(Math.exp(summands.logGradientNorm())).isCloseTo(whole, within(1e-11));
        List<Double> parts = new ArrayList<>();
        for (int k = 0; k < 100; k++) {
            double h = (1 - Math.pow(.9, 99 - k)) / .1;
            parts.add(Math.pow(.9, k) * h);
            assertThat(summands.share()[k]).isCloseTo(parts.get(k) / whole, within(1e-13));
        }
        double rest = whole;
        for (int k = 0; k < 100; k++) {
            rest -= parts.get(k);
            assertThat(summands.rest()[k]).isCloseTo(rest / whole, within(1e-12));
        }
    }
}
