// Long because the closed forms of one chapter share their runs and their count of roundings.
package retrograde.engine;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.engine.Engine.Sequence;
import retrograde.engine.Engine.Wanted;
import retrograde.engine.Execution.Kind;
import retrograde.equation.CellParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The closed forms O1 to O7 and O15 to O17 of the mathematics at every engine: what an engine computes of them, which is
 * outputs, gradients of weights and initial states, the loss, and what is carried back by lag. The Jacobians behind O11 to
 * O13 have a class of their own, {@link CompiledDeterminantsTest}.
 *
 * <p>
 * Not here: O8 to O10, the exponents of O4, O5, O15 and O16 over long runs, the sums of exponents of O11 to O13, and O22,
 * for spectra and tangent products are measured in float64 whatever the engine ({@code flow.OraclesTest},
 * {@code RandomMatricesTest}, {@code LyapunovSpectrumTest}); O20 and O21, for clipping, optimisers and counts are
 * computed in float64 outside of the engines. O19 is in {@code model.ChanceLevelsTest}.
 *
 * <p>
 * Tolerances: u is the format's unit roundoff, 2⁻²⁴ or 2⁻⁵³. A weight that the format does not have, a product and a sum
 * each bring a relative error of u; tanh and sigmoid, within 4 units of the last place, 8u. Where nothing cancels n such
 * errors make γ(n) = nu / (1 − nu) at most.
 */
class CompiledOraclesTest {
    /** What an engine finds with a loss at the last step. */
    record Found(double[] outputs, Weights gradient, double[][] initial, double[] carried, double loss) {}

    /** A layer and what it starts from, without input. */
    record Network(String cell, int hidden, Map<String, double[]> weights, double[][] initial) {
        Found run(Kind kind, int steps, int batch, double[] adjoints) {
            return run(kind, new double[steps * batch], steps, batch, adjoints, Integer.MAX_VALUE);
        }

        /** Runs it with {@code ℓ = adjoints · output_T}, adjoints {@code [B,H]}, on one input a step. */
        Found run(Kind kind, double[] input, int steps, int batch, double[] adjoints, int window) {
            LayerShape shape = new LayerShape(CellParser.parse(cell, "oracle"), hidden, 1);
            Weights all = new Weights(shape);
            weights.forEach((name, a) -> System.arraycopy(a, 0, all.get(name), 0, a.length));
            Sequence sequence = new Sequence(input, initial, steps, batch);
            try (Execution execution = Execution.of(kind, 1)) {
                Engine engine = execution.engine(shape);
                double[] outputs = new double[steps * batch * hidden];
                engine.forward(all, sequence, null, outputs);
                Weights gradient = new Weights(shape);
                double[][] first = new double[initial.length][batch * hidden];
                double[] carried = new double[steps * batch];
                int[] last = IntStream.range((steps - 1) * batch, steps * batch).toArray();
                engine.backward(last, adjoints, new Wanted(gradient, null, first, carried, window));
                double loss = engine.halfMeanSquare(all, sequence, new Weights(shape));
                return new Found(outputs, gradient, first, carried, loss);
            }
        }
    }

    static double unit(Kind kind) {
        return kind == Kind.FLOAT32 ? 0x1p-24 : 0x1p-53;
    }

    private static double gamma(double roundings, Kind kind) {
        double sum = roundings * unit(kind);
        return sum / (1 - sum);
    }

    private static void assertRelative(double found, double expected, double tolerance) {
        assertThat(found).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }

    /** {@code ‖M‖₂} of a 2 by 2 matrix. */
    private static double norm(double[] m) {
        double squares = Arrays.stream(m).map(v -> v * v).sum();
        double det = m[0] * m[3] - m[1] * m[2];
        return Math.sqrt((squares + Math.sqrt(squares * squares - 4 * det * det)) / 2);
    }

    /**
     * O1 (a = 0) and O2. Each unit has a u of its own on the diagonal. The slope u(1 − h'²) at y = uh + a: y is wrong by
     * {@code (3|uh| + |a| + |y|)u}, which 1 − tanh² feels {@code 2|tanh y|}-fold; h' by 8u, its square by 17u, which the
     * difference feels {@code h'²/(1 − h'²)}-fold; the difference, u and the product bring 4u. Twice all that, for the
     * closed form is rounded, too.
     */
    @ParameterizedTest
    @EnumSource
    void o2AScalarsSlopeIsBoundedByItsOldState(Kind kind) {
        double[] offsets = {0, .5, 1, 2, 3};
        double[] bounds = {.447743204694, .787337354773, 1.19845190431, 2.11607856683, 3.08046539241};
        double h = .4;
        for (int k = 0; k < offsets.length; k++) {
            double a = offsets[k];
            double best = best(a);
            int n = 242;
            double[] diagonal = new double[n * n];
            double[] us = IntStream.range(0, n).mapToDouble(i -> i < n - 1 ? -30 + i * .25 : (best - a) / h).toArray();
            IntStream.range(0, n).forEach(i -> diagonal[i * n + i] = us[i]);
            Network network = new Network("cell simple\nstate h\nh' = tanh(U h + b)\n", n,
                    Map.of("U", diagonal, "b", filled(n, a)), new double[][] {filled(n, h)});
            double[] slopes = network.run(kind, 1, 1, filled(n, 1)).initial()[0];
            for (int i = 0; i < n; i++) {
                double y = us[i] * h + a;
                double tanh = Math.tanh(y);
                double left = 1 / Math.pow(Math.cosh(y), 2);
                double error = 2 * unit(kind) * Math.abs(us[i])
                        * (left * (2 * Math.abs(tanh) * (3 * Math.abs(y - a) + Math.abs(a) + Math.abs(y)) + 4)
                                + 17 * tanh * tanh);
                assertThat(slopes[i]).isCloseTo(us[i] * left, within(error));
                // Twelve digits are given.
                assertThat(Math.abs(slopes[i]) * h).isLessThanOrEqualTo(bounds[k] * (1 + 1e-11) + error * h);
                if (i == n - 1) {
                    assertThat(Math.abs(slopes[i]) * h).isCloseTo(bounds[k], within(bounds[k] * 1e-11 + error * h));
                }
            }
            if (a == 0) {
                assertThat(best).isCloseTo(.771702319209104, within(1e-7));
            }
        }
    }

    /** Where |y − a| sech² y is largest: where (y − a) tanh y = ½, on the far side of 0. */
    private static double best(double a) {
        double low = a > 0 ? -10 : 0;
        double high = a > 0 ? 0 : 10;
        for (int i = 0; i < 200; i++) {
            double third = (high - low) / 3;
            double left = Math.abs(low + third - a) / Math.pow(Math.cosh(low + third), 2);
            double right = Math.abs(high - third - a) / Math.pow(Math.cosh(high - third), 2);
            if (left > right) {
                high -= third;
            } else {
                low += third;
            }
        }
        return low;
    }

    /** O3: f = σ(0) and f(1 − f) bring 8 and 18 roundings, the products with c, o and U_f one each: 22. */
    @ParameterizedTest
    @EnumSource
    void o3BetweenUnitsTheForgetGatesTermGrowsWithTheCell(Kind kind) {
        String cell = "cell view\nstate c\nparam o\nf = sigmoid(U_f (o * tanh(c)))\nc' = f * c\n";
        Network network = new Network(cell, 2, Map.of("U_f", new double[] {0, 1, 0, 0}, "o", filled(2, 1)),
                new double[][] {{100, 0}});
        double[] j = network.run(kind, 1, 2, new double[] {1, 0, 0, 1}).initial()[0];
        assertRelative(j[0], .5, gamma(8, kind));
        assertRelative(j[3], .5, gamma(8, kind));
        assertThat(j[2]).isZero();
        assertRelative(norm(new double[] {0, j[1], 0, 0}), 25, gamma(22, kind));
        // The bound of one unit is violated, that of matrices is met.
        assertThat(norm(j)).isGreaterThan(.5 + .111936).isLessThanOrEqualTo((.5 + 25) * (1 + gamma(22, kind)));
    }

    /**
     * O4: no entry is negative, so that k steps of three roundings leave each entry within γ(3k), and a norm that grows with
     * every entry, too. The norms carried are squared and summed: γ(6k + 4).
     */
    @ParameterizedTest
    @EnumSource
    void o4ANonNormalRecurrenceGrowsBeforeItDecays(Kind kind) {
        int[] lags = {1, 6, 10, 50, 100};
        double[] norms = {10.0719854, 26.93621845, 24.1331836, .513976113, .00265625232};
        for (int i = 0; i < lags.length; i++) {
            int k = lags[i];
            BigDecimal nine = new BigDecimal(".9").pow(k);
            BigDecimal eight = new BigDecimal(".8").pow(k);
            double[] exact = {nine.doubleValue(), nine.subtract(eight).scaleByPowerOfTen(2).doubleValue(), 0,
                    eight.doubleValue()};
            double[] forward = new double[4];
            for (int column = 0; column < 2; column++) {
                double[] first = {1 - column, column};
                Found found = linear(first).run(kind, k, 1, filled(2, 1));
                forward[column] = found.outputs()[2 * k - 2];
                forward[2 + column] = found.outputs()[2 * k - 1];
            }
            Found found = linear(new double[2]).run(kind, k, 2, new double[] {1, 0, 0, 1});
            for (double[] power : List.of(forward, found.initial()[0])) {
                for (int entry = 0; entry < 4; entry++) {
                    assertRelative(power[entry], exact[entry], gamma(3 * k + 1, kind));
                }
                // Nine digits are given.
                assertRelative(norm(power), norms[i], gamma(3 * k + 1, kind) + 5e-9);
            }
            double squares = exact[0] * exact[0] + exact[1] * exact[1];
            assertRelative(found.carried()[0], squares, gamma(6 * k + 4, kind));
            assertRelative(found.carried()[1], exact[3] * exact[3], gamma(6 * k + 4, kind));
        }
    }

    private static Network linear(double[] first) {
        return new Network("cell linear\nstate h\nh' = U h\n", 2, Map.of("U", new double[] {.9, 10, 0, .8}),
                new double[][] {first});
    }

    /**
     * O5, a rotation by the angle of 3-4-5. Its entries are wrong by u, products and sums by 2u, all of them times entries of
     * |U|, whose norm is 1.4: a step moves a vector by 4.2u of its length.
     */
    @ParameterizedTest
    @EnumSource
    void o5ARotationKeepsEveryLength(Kind kind) {
        int steps = 300;
        Network network = new Network("cell linear\nstate h\nh' = U h\n", 2,
                Map.of("U", new double[] {.6, -.8, .8, .6}), new double[][] {{1, 0}});
        Found found = network.run(kind, steps, 1, new double[] {1, 0});
        double angle = Math.atan2(.8, .6);
        for (int k = 1; k <= steps; k++) {
            double error = gamma(5 * k, kind);
            assertThat(found.outputs()[2 * k - 2]).isCloseTo(Math.cos(k * angle), within(error));
            assertThat(found.outputs()[2 * k - 1]).isCloseTo(Math.sin(k * angle), within(error));
            assertThat(Math.sqrt(found.carried()[steps - k])).isCloseTo(1, within(gamma(5 * k + 2, kind)));
        }
        assertThat(found.initial()[0][0]).isCloseTo(Math.cos(steps * angle), within(gamma(5 * steps, kind)));
        assertThat(found.initial()[0][1]).isCloseTo(-Math.sin(steps * angle), within(gamma(5 * steps, kind)));
        // ½ mean over [T,1,2] of squares that sum to 1 a step: squares double an error, 2T summands bring one each.
        assertRelative(found.loss(), .25, gamma(12 * steps + 2, kind));
    }

    /** O5: whole numbers below 2²⁴ and a matrix of zeros and ones know no rounding. */
    @ParameterizedTest
    @EnumSource
    void o5ReluOfTheIdentityWithAllUnitsActiveCarriesEverythingUnchanged(Kind kind) {
        int steps = 300;
        int n = 5;
        double[] identity = new double[n * n];
        IntStream.range(0, n).forEach(i -> identity[i * n + i] = 1);
        double[] adjoint = {1, -2, 3, 0, 5};
        Found found = new Network("cell active\nstate h\nh' = relu(U h + b)\n", n,
                Map.of("U", identity, "b", filled(n, 1)), new double[][] {{0, 1, 2, 3, 4}})
                .run(kind, steps, 1, adjoint);
        assertThat(Arrays.copyOfRange(found.outputs(), n * (steps - 1), n * steps)).containsExactly(300, 301, 302, 303,
                304);
        assertThat(found.initial()[0]).containsExactly(adjoint);
        assertThat(found.carried()).containsOnly(1 + 4 + 9 + 25);
        assertThat(found.gradient().get("b")).containsExactly(300, -600, 900, 0, 1500);
    }

    /**
     * O6: f brings 8 roundings and its product one, so that fᵏ is within γ(9k); o and 1 − tanh² 0 bring 10 once, the norm's
     * square and sum 4. A horizon k is wrong by the relative error of N_k over |ln f|.
     */
    @ParameterizedTest
    @EnumSource
    void o6AConstantForgetGateHasItsPowersAsHorizon(Kind kind) {
        double[] biases = {1, 3, 5};
        double[] gates = {.731058579, Double.NaN, Double.NaN};
        double[] halves = {2.21268, 14.2660, 103.218};
        double[] halfDigits = {5e-6, 5e-5, 5e-4};
        double[] horizons = {22.0511, 142.172, 1028.65};
        double[] digits = {5e-5, 5e-4, 5e-3};
        int steps = 1100;
        for (int i = 0; i < biases.length; i++) {
            Found ofC = lstm("c", biases[i]).run(kind, steps, 1, new double[] {1, 0, 0});
            Found ofH = lstm("h", biases[i]).run(kind, steps, 1, new double[] {1, 0, 0});
            double f = 1 / (1 + Math.exp(-biases[i]));
            double[] cell = new double[steps + 1];
            double[] whole = new double[steps + 1];
            for (int k = 1; k <= steps; k++) {
                cell[k] = Math.sqrt(ofC.carried()[steps - k]);
                whole[k] = Math.sqrt(ofC.carried()[steps - k] + ofH.carried()[steps - k]);
                if (cell[k] > 1e-4) {
                    double exact = Math.exp(-k * Math.log1p(Math.exp(-biases[i])));
                    assertRelative(cell[k], exact, gamma(9 * k + 4, kind) + k * 0x1p-50);
                    // With o = ½ and c = 0 the output adds half of c.
                    assertRelative(whole[k], Math.sqrt(1.25) * exact, gamma(9 * k + 14, kind) + k * 0x1p-50);
                }
            }
            double error = gamma(9 * horizons[i] + 23, kind) / -Math.log(f);
            assertThat(horizon(cell)).isCloseTo(horizons[i], within(digits[i] + error));
            double half = Math.log(.5) / Math.log(cell[1]);
            assertThat(half).isCloseTo(halves[i], within(halfDigits[i] + half * gamma(13, kind) / -Math.log(f)));
            if (biases[i] == 1) {
                assertThat(horizon(whole)).isCloseTo(22.4072, within(5e-5 + error));
                assertThat(cell[1]).isCloseTo(gates[i], within(5e-10 + gamma(13, kind)));
            }
        }
    }

    private static Network lstm(String output, double bias) {
        String cell = "cell lstm\nstate h, c\noutput " + output + "\nf = sigmoid(U_f h + b_f)\n"
                + "i = sigmoid(U_i h)\no = sigmoid(U_o h)\ng = tanh(U_c h)\nc' = f * c + i * g\nh' = o * tanh(c')\n";
        return new Network(cell, 3, Map.of("b_f", filled(3, bias)), new double[2][3]);
    }

    /** The lag, interpolated, after which all norms are below 1e-3. */
    private static double horizon(double[] norms) {
        int above = norms.length - 1;
        while (norms[above] < 1e-3) {
            above--;
        }
        return above + Math.log(norms[above] / 1e-3) / Math.log(norms[above] / norms[above + 1]);
    }

    /**
     * O7, with u at the middles of 5000 parts of (1, 199): the mean of f^200 by the midpoint rule, within
     * {@code (198/5000)²/24} times its largest second derivative, 6.5e-5: 5e-9. Rounding ln u moves ln f by
     * {@code u ln(u)/(1 + u)} &lt; 0.3u, sigmoid and the product bring 9u a step. A lifetime 1/(1 − f) feels an error of f
     * {@code f/(1 − f)}-fold.
     */
    @ParameterizedTest
    @EnumSource
    void o7ChronoInitialisationGivesLifetimesUniformUpToTheMaximum(Kind kind) {
        int n = 5000;
        int most = 200;
        double[] bias = IntStream.range(0, n).mapToDouble(i -> Math.log(1 + (most - 2) * (i + .5) / n)).toArray();
        Network network = new Network("cell leak\nstate h\nf = sigmoid(b_f)\nh' = f * h\n", n, Map.of("b_f", bias),
                new double[][] {filled(n, 1)});
        Found found = network.run(kind, most, 1, filled(n, 1));
        double[] last = Arrays.copyOfRange(found.outputs(), (most - 1) * n, most * n);
        double tolerance = 1e-8 + gamma(10 * most, kind);
        assertThat(Arrays.stream(last).average().orElseThrow()).isCloseTo(.14906609, within(tolerance));
        assertThat(Arrays.stream(found.initial()[0]).average().orElseThrow()).isCloseTo(.14906609, within(tolerance));
        double mean = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            double lifetime = 1 / (1 - found.outputs()[i]);
            mean += lifetime / n;
            error += 10 * unit(kind) * lifetime * lifetime / n;
        }
        assertThat(mean).isCloseTo((most + 2) / 2.0, within(1.01 * error));
    }

    /**
     * O15: the mean over a Gaussian y by the trapezoid rule, exact to far more digits than given, each y a sequence of three
     * steps. Rounding y moves ln(1 − z) by |y|zu; z is wrong by 8u, which ln(1 − z) feels eʸ-fold; the difference and a step's
     * product bring 3u.
     */
    @ParameterizedTest
    @EnumSource
    void o15GatesThatDoNotSeeTheStateForgetByTheirMeanLogarithm(Kind kind) {
        double[][] cases = {{-2, 1, -.182736972066}, {1, .5, -1.337550287911}};
        String cell = "cell mingru\nstate h\nz = sigmoid(W_z x)\ng = W_h x\nh' = (1 - z) * h + z * g\n";
        for (double[] gaussian : cases) {
            int batch = 161;
            int steps = 3;
            double[] y = IntStream.range(0, batch)
                    .mapToDouble(i -> gaussian[0] + gaussian[1] * (i - 80) * .1)
                    .toArray();
            double[] input = IntStream.range(0, steps * batch).mapToDouble(i -> y[i % batch]).toArray();
            Network network = new Network(cell, 1, Map.of("W_z", filled(1, 1), "W_h", filled(1, 1)), new double[1][1]);
            Found found = network.run(kind, input, steps, batch, filled(batch, 1), Integer.MAX_VALUE);
            double mean = 0;
            double error = 0;
            for (int b = 0; b < batch; b++) {
                double weight = .1 * Math.exp(-Math.pow((b - 80) * .1, 2) / 2) / Math.sqrt(2 * Math.PI);
                double z = 1 / (1 + Math.exp(-y[b]));
                double left = found.initial()[0][b];
                mean += weight * Math.log(left) / steps;
                error += weight * unit(kind) * (Math.abs(y[b]) * z + 8 * Math.exp(y[b]) + 3);
                assertRelative(Math.sqrt(found.carried()[b]), left, gamma(2, kind));
            }
            assertThat(mean).isCloseTo(gaussian[2], within(5e-13 + 1.01 * error));
        }
    }

    /**
     * O16: a step brings h an error d of 8u from tanh and {@code slope·3u} from its argument, and keeps slope times the last
     * one: e = d/(1 − slope). 1 − h² is wrong by 2he and 2u, its product with U by 3u; λ is ln slope. The gradient of U sums
     * {@code slopeᵏ (1 − h²) h}, whose k-th term is k times as wrong as the slope, in the mean slope/(1 − slope) times.
     */
    @ParameterizedTest
    @EnumSource
    void o16TheScalarFixedPointHasItsSlope(Kind kind) {
        double[][] cases = {{1.1, .5029405749, .8217558559, -.1963119404}, {2, .9575040241, .1663720878, -1.793528507},
                {5, .9999091217, 9.087415534e-4, -7.003449824}};
        for (double[] c : cases) {
            int steps = 400;
            double h = c[1];
            double slope = c[2];
            Network network = new Network("cell scalar\nstate h\nh' = tanh(U h)\n", 1, Map.of("U", filled(1, c[0])),
                    new double[][] {{1}});
            Found found = network.run(kind, steps, 1, filled(1, 1));
            // Both are squared along the way, hence the hundredth.
            double error = 1.01 * unit(kind) * h * (8 + 3 * slope) / (1 - slope);
            assertThat(found.outputs()[steps - 1]).isCloseTo(h, within(5e-11 + error));
            // Ten digits are given.
            double relative = 1.01 * (2 * h * error + 2 * unit(kind)) / (slope / c[0]) + 3 * unit(kind) + 5e-10;
            double one = Math.sqrt(found.carried()[steps - 1]);
            assertRelative(one, slope, relative + 2 * unit(kind));
            assertThat(Math.log(one)).isCloseTo(c[3], within(1.01 * relative + 2 * unit(kind) + 5e-10 * -c[3]));
            double gradient = slope / c[0] * h / (1 - slope);
            assertRelative(found.gradient().get("U")[0], gradient,
                    (relative + 3 * unit(kind)) / (1 - slope) + error / h + gamma(steps, kind));
        }
    }

    /**
     * O17: all terms are positive. h_t is within γ(3t), uᵏ within γ(2k), their product and T sums bring T + 1: γ(4T + 4). The
     * part of lags below K is the gradient of a window of K steps.
     */
    @ParameterizedTest
    @EnumSource
    void o17TheGradientOfTheScalarRecurrenceAndItsParts(Kind kind) {
        Network network = new Network("cell scalar\nstate h\nh' = U h + 1\n", 1, Map.of("U", filled(1, .9)),
                new double[1][1]);
        int steps = 100;
        double tolerance = gamma(4 * steps + 4, kind);
        Found whole = network.run(kind, steps, 1, filled(1, 1));
        assertRelative(whole.gradient().get("U")[0], 99.96783119468064, tolerance);
        double part = 0;
        for (int k = 0; k < steps; k++) {
            part += Math.pow(.9, k) * (1 - Math.pow(.9, steps - k - 1)) / (1 - .9);
            assertRelative(whole.outputs()[k], (1 - Math.pow(.9, k + 1)) / (1 - .9), tolerance);
            assertRelative(Math.sqrt(whole.carried()[steps - 1 - k]), Math.pow(.9, k + 1), tolerance);
            if (k % 9 == 0) {
                Found window = network.run(kind, new double[steps], steps, 1, filled(1, 1), k + 1);
                assertRelative(window.gradient().get("U")[0], part, tolerance);
            }
        }
    }

    static double[] filled(int n, double value) {
        double[] all = new double[n];
        Arrays.fill(all, value);
        return all;
    }
}
