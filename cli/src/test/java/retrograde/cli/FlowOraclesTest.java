package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The closed forms of recurrent dynamics come out of plain command lines, with own cells, {@code --init} and {@code --state}. */
class FlowOraclesTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nonNormalLinearRecurrenceGrowsBeforeItDecays() throws IOException {
        JsonNode quantities = flow(cell("linear", "h' = U h"), "--hidden", "2", "--data", "zero", "--steps", "1000",
                "--init", "U=values:.9,10;0,.8");
        // λ₁ = ln ρ(U); the alignment of the frame converges like (8/9)^100.
        assertThat(quantities.at("/lyapunov/values/0").asDouble()).isCloseTo(-.1053605, within(1e-7));
        JsonNode spectrum = quantities.get("productSpectrum");
        double[] largest = {10.0719854, 24.1331836, .513976113, .00265625232};
        int[] lags = {1, 10, 50, 100};
        for (int i = 0; i < lags.length; i++) {
            int at = integers(spectrum.get("lag")).indexOf(lags[i]);
            double[] logs = doubles(spectrum.get("logSingularValues").get(at));
            // The published values have nine digits.
            assertThat(Math.exp(logs[0])).as("lag " + lags[i]).isCloseTo(largest[i], within(5e-9 * largest[i]));
            assertThat(logs[0] + logs[1]).isCloseTo(lags[i] * Math.log(.72), within(1e-10));
        }
        double[] norms = doubles(quantities.at("/horizon/logNorms"));
        int peak = IntStream.range(0, norms.length).reduce((a, b) -> norms[b] > norms[a] ? b : a).orElseThrow();
        assertThat(peak + 1).isEqualTo(6);
        assertThat(Math.exp(norms[peak])).isCloseTo(26.93621845, within(5e-9));
    }

    @ParameterizedTest
    @CsvSource({"h' = U h,orthogonal,0", "h' = relu(U h),identity,1"})
    void orthogonalRecurrencesNeitherGrowNorFade(String equation, String matrix, String state) throws IOException {
        JsonNode document = document(cell("rotate", equation), "--hidden", "12", "--data", "zero", "--steps", "500",
                "--init", "U=" + matrix, "--init", "h=" + state);
        JsonNode quantities = document.get("quantities");
        assertAllWithin(1e-14, quantities.at("/lyapunov/values"));
        for (JsonNode values : quantities.at("/productSpectrum/logSingularValues")) {
            // Up to 500 products of matrices that are orthogonal to about 1e-15.
            assertAllWithin(1e-12, values);
        }
        assertThat(quantities.at("/horizon/state").asString()).isEqualTo("beyond");
        assertThat(quantities.at("/lyapunov/sumRule/holds").asBoolean()).isTrue();
        assertThat(document.at("/verdict/state").asString()).isEqualTo("stable");
    }

    @ParameterizedTest
    @CsvSource({"1,22.0511,.731058579", "3,142.172,.952574127", "5,1028.65,.993307149"})
    void constantForgetGateForgetsGeometrically(double bias, double horizon, double gate) {
        JsonNode quantities = flow("lstm", "--hidden", "3", "--data", "zero", "--steps", "1200", "--init", "*=0",
                "--init", "b_f=" + bias, "--state", "c");
        assertThat(quantities.at("/horizon/lag").asDouble()).isCloseTo(horizon, within(5e-6 * horizon));
        assertThat(doubles(quantities.at("/horizon/logNorms"))[9]).isCloseTo(10 * Math.log(gate), within(1e-8));
        assertThat(doubles(quantities.at("/units/timeConstants"))).hasSize(3);
        for (double tau : doubles(quantities.at("/units/timeConstants"))) {
            assertThat(tau).isCloseTo(-1 / Math.log(gate), within(1e-6 * tau));
        }
    }

    @Test
    void wholeStateRemembersAStepLongerThanTheCarriedState() {
        JsonNode quantities = flow("lstm", "--hidden", "3", "--data", "zero", "--init", "*=0", "--init", "b_f=1");
        assertThat(quantities.at("/horizon/lag").asDouble()).isCloseTo(22.4072, within(5e-5));
        // The old h is not read, so that every step's Jacobian is singular: ln 0 is null, and both sides agree.
        assertThat(quantities.at("/lyapunov/sumRule/sum").isNull()).isTrue();
        assertThat(quantities.at("/lyapunov/sumRule/logDet").isNull()).isTrue();
        assertThat(quantities.at("/lyapunov/sumRule/holds").asBoolean()).isTrue();
        assertThat(quantities.at("/lyapunov/singularStep").asInt()).isZero();
    }

    @Test
    void chronoInitialisationSpreadsLifetimesEvenly() throws IOException {
        int units = 200_000;
        String file = cell("forget", "f = sigmoid(b_f)", "h' = f * h");
        double[] tau = doubles(flow(file, "--hidden", Integer.toString(units), "--data", "zero", "--steps", "2",
                "--init", "b_f=chrono:200", "--quantities", "units").at("/units/timeConstants"));
        double[] lifetimes = Arrays.stream(tau).map(t -> 1 / (1 - Math.exp(-1 / t))).toArray();
        assertThat(Arrays.stream(lifetimes).min().orElse(0)).isBetween(2.0, 2.1);
        assertThat(Arrays.stream(lifetimes).max().orElse(0)).isBetween(199.9, 200.0);
        // Means of draws with standard deviation 57.2 and about 0.12: five standard errors.
        assertThat(mean(lifetimes, v -> v)).isCloseTo(101, within(5 * 57.2 / Math.sqrt(units)));
        assertThat(mean(tau, t -> Math.exp(-200 / t))).isCloseTo(.14906609, within(5 * .12 / Math.sqrt(units)));
        // In an LSTM the input gate's bias is the negative of the forget gate's.
        JsonNode saturation = flow("lstm", "--hidden", "64", "--data", "zero", "--steps", "2", "--init", "U=0",
                "--init", "b_f=chrono:2000", "--quantities", "units").at("/units/saturation");
        JsonNode forget = entry(saturation, "gate", "f");
        JsonNode input = entry(saturation, "gate", "i");
        assertThat(forget.get("high").asDouble()).isEqualTo(input.get("low").asDouble()).isGreaterThan(.9);
    }

    /** N = 500: as simulated elsewhere, and the mean field's value but for the finite size. */
    @ParameterizedTest
    @CsvSource({"1.5,.0652172,.0548,.0083", "2,.1547242,.1516,.0015", "3,.3102493,.3061,.0019",
            "5,.5324279,.5235,.0021"})
    void autonomousRandomNetworkIsChaoticAsMeanFieldTheorySays(double g, double meanField, double simulated,
            double spread) throws IOException {
        JsonNode document = document(cell("autonomous", "h' = J tanh(h)"), "--hidden", "500", "--data", "zero",
                "--steps", "1000", "--init", "J=normal:0," + g / Math.sqrt(500), "--init", "h=normal:0,1",
                "--quantities", "lyapunov", "--exponents", "1");
        double lambda = document.at("/quantities/lyapunov/values/0").asDouble();
        double error = document.at("/quantities/lyapunov/errors/0").asDouble();
        assertThat(error).isPositive().isLessThan(.01);
        assertThat(lambda).isCloseTo(simulated, within(3 * Math.hypot(spread, error)));
        assertThat(lambda).isCloseTo(meanField, within(3 * Math.hypot(spread, error) + .01));
        assertThat(document.at("/verdict/state").asString()).isEqualTo("chaotic");
    }

    @ParameterizedTest
    @CsvSource({"1.5,-.0167283429", "2,.1203854577"})
    void drivenRandomNetworkFollowsMeanFieldTheory(double weight, double meanField) throws IOException {
        JsonNode quantities = flow(cell("driven", "h' = tanh(J h + W x)"), "--hidden", "500", "--input", "500",
                "--data", "noise:.5", "--steps", "400", "--batch", "4", "--init",
                "J=normal:0," + weight / Math.sqrt(500), "--init", "W=identity", "--quantities", "lyapunov",
                "--exponents", "1");
        double error = quantities.at("/lyapunov/errors/0").asDouble();
        // .006 is the finite-size spread at N = 500.
        assertThat(quantities.at("/lyapunov/values/0").asDouble()).isCloseTo(meanField, within(.006 + 2 * error));
    }

    @ParameterizedTest
    @CsvSource({"1.1,.5029405749,.8217558559,-.1963119404", "2,.9575040241,.1663720878,-1.793528507",
            "5,.9999091217,9.087415534e-4,-7.003449824"})
    void scalarNetworkSettlesAtItsFixedPoint(double u, double point, double slope, double exponent) throws IOException {
        String file = cell("scalar", "h' = tanh(U h)");
        JsonNode quantities = flow(file, "--hidden", "1", "--data", "zero", "--steps", "1000", "--init", "U=" + u,
                "--init", "h=1");
        assertThat(quantities.at("/lyapunov/values/0").asDouble()).isCloseTo(exponent,
                within(5e-10 * Math.abs(exponent)));
        // One step from the end: the slope at the fixed point, u(1 − h*²).
        double last = Math.exp(quantities.at("/productSpectrum/logSingularValues/0/0").asDouble());
        assertThat(last).isCloseTo(slope, within(1e-9 * slope));
        assertThat(Math.sqrt(1 - last / u)).isCloseTo(point, within(1e-9));
    }

    @Test
    void reorthonormalisingTooRarelyIsFoundOut() throws IOException {
        String file = cell("autonomous", "h' = J tanh(h)");
        String[] arguments = {"--hidden", "60", "--data", "zero", "--steps", "2000", "--init",
                "J=normal:0," + 1.5 / Math.sqrt(60), "--init", "h=normal:0,1", "--quantities", "lyapunov"};
        JsonNode right = flow(file, arguments).get("lyapunov");
        assertThat(right.at("/sumRule/holds").asBoolean()).isTrue();
        assertThat(right.at("/sumRule/sum").asDouble()).isCloseTo(right.at("/sumRule/logDet").asDouble(),
                within(60e-6));
        String[] rarely = Stream.concat(Arrays.stream(arguments), Stream.of("--qr-every", "200"))
                .toArray(String[]::new);
        JsonNode wrong = flow(file, rarely).get("lyapunov");
        assertThat(wrong.at("/sumRule/holds").asBoolean()).isFalse();
        assertThat(wrong.at("/sumRule/logDet").asDouble()).isCloseTo(right.at("/sumRule/logDet").asDouble(),
                within(60e-6));
        assertThat(CommandRun.of(withCell(file, rarely)).out()).contains("sum rule FAILS");
    }

    /** {@code ⟨ln|det J|⟩} against a plain simulation of two units that keep turning; nothing but the formula is shared. */
    @Test
    void sumRuleOfTheTanhNetworkIsItsFormula() {
        double[] total = {0};
        double[] h = {.3, -.2};
        double[][] u = {{1.2, -2.1}, {1.9, .7}};
        int skip = 100;
        for (int t = 0; t < 600; t++) {
            h = map(sum(multiply(u, h), new double[] {.3, -.1}), Math::tanh);
            if (t >= skip) {
                total[0] += Math.log(Math.abs(det(u))) + mean(h, v -> 2 * Math.log(1 - v * v));
            }
        }
        sumRule(total[0] / (600 - skip), "rnn_tanh", "U=values:1.2,-2.1;1.9,.7", "b=values:.3;-.1", "h=values:.3;-.2");
    }

    @Test
    void sumRuleOfTheLstmIsItsFormula() {
        double[][] uf = {{.4, -1}, {.8, .1}};
        double[][] ui = {{1, .3}, {-.5, .7}};
        double[][] uo = {{2, -3}, {2.5, 1}};
        double[][] uc = {{1.5, -2}, {3, .5}};
        double[] h = {.3, -.2};
        double[] c = {.1, .4};
        double total = 0;
        for (int t = 0; t < 600; t++) {
            double[] f = map(sum(multiply(uf, h), new double[] {1, 1}), FlowOraclesTest::sigmoid);
            double[] i = map(multiply(ui, h), FlowOraclesTest::sigmoid);
            double[] o = map(multiply(uo, h), FlowOraclesTest::sigmoid);
            double[] g = map(multiply(uc, h), Math::tanh);
            for (int k = 0; k < 2; k++) {
                c[k] = f[k] * c[k] + i[k] * g[k];
                h[k] = o[k] * Math.tanh(c[k]);
                if (t >= 100) {
                    total += Math.log(f[k]) + Math.log(Math.abs(Math.tanh(c[k]) * o[k] * (1 - o[k])));
                }
            }
        }
        sumRule(total / 500 + Math.log(Math.abs(det(uo))), "lstm", "*=0", "b_f=1", "U_f=values:.4,-1;.8,.1",
                "U_i=values:1,.3;-.5,.7", "U_o=values:2,-3;2.5,1", "U_c=values:1.5,-2;3,.5", "h=values:.3;-.2",
                "c=values:.1;.4");
    }

    @Test
    void sumRuleOfTheGruWithResetLastIsItsFormula() {
        double[][] uz = {{.4, -1}, {.8, .1}};
        double[][] ur = {{2, -3}, {2.5, 1}};
        double[][] uh = {{3, -4}, {6, 1}};
        double[] h = {.3, -.2};
        double[] c = {.1, .4};
        double total = 0;
        for (int t = 0; t < 600; t++) {
            double[] z = map(multiply(uz, h), FlowOraclesTest::sigmoid);
            double[] r = map(multiply(ur, h), FlowOraclesTest::sigmoid);
            double[] g = map(multiply(uh, h), Math::tanh);
            for (int k = 0; k < 2; k++) {
                c[k] = (1 - z[k]) * c[k] + z[k] * g[k];
                h[k] = r[k] * c[k];
                if (t >= 100) {
                    total += Math.log(1 - z[k]) + Math.log(Math.abs(c[k] * r[k] * (1 - r[k])));
                }
            }
        }
        sumRule(total / 500 + Math.log(Math.abs(det(ur))), "gru_reset_last", "*=0", "U_z=values:.4,-1;.8,.1",
                "U_r=values:2,-3;2.5,1", "U_h=values:3,-4;6,1", "h=values:.3;-.2", "c=values:.1;.4");
    }

    private static void sumRule(double formula, String cell, String... initial) {
        String[] arguments = Stream
                .concat(Stream.of("--hidden", "2", "--data", "zero", "--steps", "600", "--quantities", "lyapunov"),
                        Arrays.stream(initial).flatMap(i -> Stream.of("--init", i)))
                .toArray(String[]::new);
        JsonNode rule = flow(cell, arguments).at("/lyapunov/sumRule");
        assertThat(rule.get("holds").asBoolean()).isTrue();
        assertThat(rule.get("logDet").asDouble()).isCloseTo(formula, within(1e-9));
        assertThat(rule.get("sum").asDouble()).isCloseTo(formula, within(1e-9));
    }

    private static void assertAllWithin(double bound, JsonNode values) {
        assertThat(values).hasSize(12);
        assertThat(Arrays.stream(doubles(values)).map(Math::abs).max().orElseThrow()).isLessThan(bound);
    }

    private String cell(String name, String... equations) throws IOException {
        return Files
                .writeString(folder.resolve(name + ".cell"),
                        "cell " + name + "\nstate h\n" + String.join("\n", equations) + "\n")
                .toString();
    }

    private static String[] withCell(String cell, String... arguments) {
        return Stream.concat(Stream.of("flow", "--cell", cell), Arrays.stream(arguments)).toArray(String[]::new);
    }

    private static JsonNode document(String cell, String... arguments) {
        return CommandRun.json(
                Stream.concat(Arrays.stream(withCell(cell, arguments)), Stream.of("--json")).toArray(String[]::new));
    }

    private static JsonNode flow(String cell, String... arguments) {
        return document(cell, arguments).get("quantities");
    }

    private static JsonNode entry(JsonNode array, String field, String value) {
        return array.valueStream().filter(n -> n.get(field).asString().equals(value)).findFirst().orElseThrow();
    }

    private static double[] doubles(JsonNode array) {
        return array.valueStream().mapToDouble(n -> n.isNull() ? Double.NEGATIVE_INFINITY : n.asDouble()).toArray();
    }

    private static List<Integer> integers(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }

    private static double mean(double[] values, DoubleUnaryOperator of) {
        return Arrays.stream(values).map(of).average().orElse(Double.NaN);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] map(double[] v, DoubleUnaryOperator function) {
        return Arrays.stream(v).map(function).toArray();
    }

    private static double[] sum(double[] a, double[] b) {
        return new double[] {a[0] + b[0], a[1] + b[1]};
    }

    private static double[] multiply(double[][] m, double[] v) {
        return new double[] {m[0][0] * v[0] + m[0][1] * v[1], m[1][0] * v[0] + m[1][1] * v[1]};
    }

    private static double det(double[][] m) {
        return m[0][0] * m[1][1] - m[0][1] * m[1][0];
    }
}
