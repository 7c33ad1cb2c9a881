package retrograde.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.View;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Shares of terms, the gap between the views and the unit view against the formulas written out for LSTM and GRU. */
class TermsAndViewsTest {
    private static final int H = 3;

    /** Values of one unit vector at a step of a sequence, and matrices by name. */
    private record At(Activations a, Weights w, int t, int s) {
        double[] now(String name) {
            int from = (t * a.batch() + s) * H;
            return Arrays.copyOfRange(a.named(name), from, from + H);
        }

        double[] old(String state) {
            int from = (t * a.batch() + s) * H;
            return Arrays.copyOfRange(a.state(state), from, from + H);
        }

        double[] matrix(String name) {
            return w.get(name);
        }

        At before() {
            return new At(a, w, t - 1, s);
        }
    }

    private interface Entry {
        double at(int i);
    }

    /** {@code D(v) M}; the identity where there is no matrix. */
    private static double[] scaled(Entry v, double[] m) {
        double[] out = new double[H * H];
        for (int i = 0; i < H * H; i++) {
            out[i] = v.at(i / H) * m[i];
        }
        return out;
    }

    private static double[] sum(double[]... matrices) {
        double[] out = new double[matrices[0].length];
        for (double[] m : matrices) {
            for (int i = 0; i < out.length; i++) {
                out[i] += m[i];
            }
        }
        return out;
    }

    /** The state's blocks, in the order h, c, of one LSTM term. */
    private static double[] blocks(double[] hh, double[] hc, double[] ch, double[] cc) {
        double[] out = new double[4 * H * H];
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < H; j++) {
                out[i * 2 * H + j] = hh[i * H + j];
                out[i * 2 * H + H + j] = hc[i * H + j];
                out[(i + H) * 2 * H + j] = ch[i * H + j];
                out[(i + H) * 2 * H + H + j] = cc[i * H + j];
            }
        }
        return out;
    }

    /** Main, via f, via i, via o, via g of the full LSTM, after section 1 of the mathematics. */
    private static double[][] lstmTerms(At p) {
        double[] none = new double[H * H];
        double[] f = p.now("f");
        double[] i = p.now("i");
        double[] o = p.now("o");
        double[] g = p.now("g");
        double[] c = p.old("c");
        double[] tanh = Arrays.stream(p.now("c")).map(Math::tanh).toArray();
        Entry a = u -> o[u] * (1 - tanh[u] * tanh[u]);
        double[] forget = scaled(u -> f[u], Dense.identity(H));
        double[] viaF = scaled(u -> c[u] * f[u] * (1 - f[u]), p.matrix("U_f"));
        double[] viaI = scaled(u -> g[u] * i[u] * (1 - i[u]), p.matrix("U_i"));
        double[] viaG = scaled(u -> i[u] * (1 - g[u] * g[u]), p.matrix("U_c"));
        double[] viaO = scaled(u -> tanh[u] * o[u] * (1 - o[u]), p.matrix("U_o"));
        return new double[][] {blocks(none, scaled(a, forget), none, forget), blocks(scaled(a, viaF), none, viaF, none),
                blocks(scaled(a, viaI), none, viaI, none), blocks(viaO, none, none, none),
                blocks(scaled(a, viaG), none, viaG, none)};
    }

    private static Trajectories run(String cell, int steps, int sequences, String... settings) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, H, 1, 8, settings);
        return Networks.run(model, data, steps, sequences, 5);
    }

    @Test
    void lstmSharesNormsAndCancellationEqualTheFormulas() {
        Trajectories run = run("lstm", 10, 4, "*=normal:0,1");
        TermShares.Layer layer = TermShares.measure(run, View.FULL).layers().get(0);
        String[] names = {"main", "via f", "via i", "via o", "via g"};
        double[][] share = new double[5][4];
        double[] norm = new double[5];
        double cancellation = 0;
        for (int t = 0; t < 10; t++) {
            for (int s = 0; s < 4; s++) {
                double[][] terms = lstmTerms(new At(run.activations().get(0), run.stack().weights(0), t, s));
                double all = Arrays.stream(terms).mapToDouble(Dense::norm).sum();
                for (int k = 0; k < 5; k++) {
                    share[k][s] += Dense.norm(terms[k]) / all / 10;
                    norm[k] += Dense.spectralNorm(terms[k], 2 * H) / 40;
                }
                cancellation += Dense.norm(sum(terms)) / all / 40;
            }
        }
        assertThat(layer.terms()).extracting(t -> t.term().name()).containsExactlyInAnyOrder(names);
        for (TermShares.TermShare term : layer.terms()) {
            int k = List.of(names).indexOf(term.term().name());
            double mean = Arrays.stream(share[k]).average().orElse(Double.NaN);
            double squares = Arrays.stream(share[k]).map(v -> (v - mean) * (v - mean)).sum();
            assertThat(term.share()).isCloseTo(mean, within(1e-13));
            assertThat(term.shareError()).isCloseTo(Math.sqrt(squares / 3 / 4), within(1e-13));
            assertThat(term.norm()).isCloseTo(norm[k], within(1e-12));
            assertThat(Arrays.stream(term.shareOverTime()).average().orElse(Double.NaN)).isCloseTo(mean, within(1e-13));
        }
        assertThat(layer.cancellation()).isCloseTo(cancellation, within(1e-13));
        assertThat(layer.mainIsNamed()).isTrue();
        assertThat(layer.mainShare()).isEqualTo(layer.terms().get(0).share());
    }

    @Test
    void theArticlesViewHasFourTermsFromTheSecondStepOn() {
        Trajectories run = run("lstm", 10, 4, "*=normal:0,1");
        TermShares shares = TermShares.measure(run, View.ARTICLE);
        assertThat(shares.steps()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        TermShares.Layer layer = shares.layers().get(0);
        assertThat(layer.terms()).extracting(t -> t.term().name())
                .containsExactlyInAnyOrder("main", "via f", "via i", "via g");
        double norm = 0;
        for (int t = 1; t < 10; t++) {
            for (int s = 0; s < 4; s++) {
                At p = new At(run.activations().get(0), run.stack().weights(0), t, s);
                double[] c = p.old("c");
                double[] f = p.now("f");
                double[] viaF = scaled(u -> c[u] * f[u] * (1 - f[u]), p.matrix("U_f"));
                norm += Dense.spectralNorm(Dense.multiply(viaF, elimination(p), H), H) / 36;
            }
        }
        double expected = norm;
        assertThat(layer.terms()).filteredOn(t -> t.term().name().equals("via f"))
                .singleElement()
                .satisfies(t -> assertThat(t.norm()).isCloseTo(expected, within(1e-12)));
    }

    /** {@code E = D(o_{t−1}(1 − tanh² c_{t−1}))}. */
    private static double[] elimination(At p) {
        double[] o = p.before().now("o");
        double[] c = p.old("c");
        return scaled(u -> o[u] * (1 - Math.tanh(c[u]) * Math.tanh(c[u])), Dense.identity(H));
    }

    @Test
    void aSingleTermHasNoShareAndACellWithoutMainTakesItsLargest() {
        TermShares.Layer tanh = TermShares.measure(run("rnn_tanh", 5, 2), View.FULL).layers().get(0);
        assertThat(tanh.terms()).hasSize(1);
        assertThat(tanh.mainShare()).isNaN();
        assertThat(tanh.terms().get(0).share()).isNaN();
        assertThat(tanh.terms().get(0).norm()).isPositive();
        String text = "cell two\nstate h\na = tanh(U_a h + W x)\ne = tanh(U_e h)\nh' = 0.1 * a + 3 * e\n";
        TermShares.Layer two = TermShares.measure(run(text, 5, 2), View.FULL).layers().get(0);
        assertThat(two.mainIsNamed()).isFalse();
        assertThat(two.terms().get(two.mainTerm()).term().name()).isEqualTo("via e");
        assertThat(two.mainShare()).isEqualTo(two.terms().get(two.mainTerm()).share()).isGreaterThan(0.5);
    }

    @Test
    void stepsWithoutAnyGradientAreLeftOut() {
        // Where x is negative both terms are zero.
        String text = "cell gate\nstate h\na = relu(W x)\ng = tanh(U h)\nh' = a * h + a * g\n";
        TermShares.Layer layer = TermShares.measure(run(text, 40, 2, "W=1"), View.FULL).layers().get(0);
        assertThat(layer.terms()).allSatisfy(t -> assertThat(t.share()).isBetween(0.0, 1.0));
        assertThat(layer.terms().stream().mapToDouble(TermShares.TermShare::share).sum()).isCloseTo(1, within(1e-12));
        assertThat(layer.cancellation()).isBetween(0.0, 1.0);
    }

    @Test
    void atMostSixtyFourStepsAreSampledEvenly() {
        TermShares shares = TermShares.measure(run("gru", 640, 1), View.FULL);
        assertThat(shares.steps()).hasSize(64).startsWith(0, 10, 20).endsWith(630);
        assertThat(shares.layers().get(0).terms().get(0).shareError()).isNaN();
    }

    /** {@code ∂c_T/∂c_{T−k}} by differences, {@code h_{T−k} = gate ⊙ read(c_{T−k})} with the gate held. */
    private static double[] total(Trajectories run, int k, String gate, boolean squashed) {
        int from = run.steps() - k;
        Activations a = run.activations().get(0);
        At p = new At(a, run.stack().weights(0), from, 0);
        double[] c = p.old("c");
        double[] held = p.before().now(gate);
        List<String> states = a.shape().cell().states();
        double[] out = new double[H * H];
        for (int j = 0; j < H; j++) {
            double[][] end = new double[2][];
            for (int side = 0; side < 2; side++) {
                double[] moved = c.clone();
                moved[j] += side == 0 ? 1e-6 : -1e-6;
                double[] h = new double[H];
                Arrays.setAll(h, i -> held[i] * (squashed ? Math.tanh(moved[i]) : moved[i]));
                double[][] initial = new double[2][];
                initial[states.indexOf("c")] = moved;
                initial[states.indexOf("h")] = h;
                int width = a.input().length / run.steps();
                double[] x = Arrays.copyOfRange(a.input(), from * width, run.steps() * width);
                var rest = run.stack().layer(0).forward(run.stack().weights(0), x, initial, k, 1, null);
                end[side] = Arrays.copyOfRange(rest.state("c"), k * H, (k + 1) * H);
            }
            for (int i = 0; i < H; i++) {
                out[i * H + j] = (end[0][i] - end[1][i]) / 2e-6;
            }
        }
        return out;
    }

    private static double[] lstmArticle(At p) {
        double[][] terms = lstmTerms(p);
        double[] cc = new double[H * H];
        double[] ch = new double[H * H];
        double[] all = sum(terms);
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < H; j++) {
                ch[i * H + j] = all[(i + H) * 2 * H + j];
                cc[i * H + j] = all[(i + H) * 2 * H + H + j];
            }
        }
        return sum(cc, Dense.multiply(ch, elimination(p), H));
    }

    @Test
    void theViewGapIsThatOfTheTotalDerivativeAndZeroForOneStep() {
        Trajectories run = run("lstm", 12, 1, "*=normal:0,1.5");
        double[] gap = ViewGap.measure(run, 8, 1).get(0).gap();
        double[] article = Dense.identity(H);
        for (int k = 1; k <= 8; k++) {
            At p = new At(run.activations().get(0), run.stack().weights(0), 12 - k, 0);
            article = Dense.multiply(article, lstmArticle(p), H);
            double[] full = total(run, k, "o", true);
            double[] apart = new double[H * H];
            for (int i = 0; i < apart.length; i++) {
                apart[i] = full[i] - article[i];
            }
            double expected = Dense.spectralNorm(apart, H) / Dense.spectralNorm(full, H);
            assertThat(gap[k - 1]).isCloseTo(expected, within(1e-6 * (1 + expected)));
        }
        assertThat(gap[0]).isLessThan(1e-14);
        assertThat(gap[1]).isGreaterThan(1e-3);
        assertThat(gap[7]).isGreaterThan(gap[1]);
    }

    @Test
    void theViewGapOfTheResetLastUnitIsThatOfTheTotalDerivative() {
        Trajectories run = run("gru_reset_last", 12, 1, "*=normal:0,1.5");
        double[] gap = ViewGap.measure(run, 4, 1).get(0).gap();
        assertThat(gap[0]).isLessThan(1e-14);
        assertThat(gap[3]).isGreaterThan(1e-3);
        // The article's view: D(1−z) + [∂c'/∂h] D(r_{t−1}).
        double[] article = Dense.identity(H);
        for (int k = 1; k <= 4; k++) {
            At p = new At(run.activations().get(0), run.stack().weights(0), 12 - k, 0);
            double[] z = p.now("z");
            double[] g = p.now("g");
            double[] c = p.old("c");
            double[] r = p.before().now("r");
            double[] ch = sum(scaled(u -> (g[u] - c[u]) * z[u] * (1 - z[u]), p.matrix("U_z")),
                    scaled(u -> z[u] * (1 - g[u] * g[u]), p.matrix("U_h")));
            double[] step = sum(scaled(u -> 1 - z[u], Dense.identity(H)),
                    Dense.multiply(ch, scaled(u -> r[u], Dense.identity(H)), H));
            article = Dense.multiply(article, step, H);
            double[] full = total(run, k, "r", false);
            double[] apart = new double[H * H];
            for (int i = 0; i < apart.length; i++) {
                apart[i] = full[i] - article[i];
            }
            double expected = Dense.spectralNorm(apart, H) / Dense.spectralNorm(full, H);
            assertThat(gap[k - 1]).isCloseTo(expected, within(1e-6 * (1 + expected)));
        }
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh", "gru"})
    void cellsWithoutAStateToEliminateHaveNoGap(String cell) {
        assertThat(ViewGap.measure(run(cell, 5, 1), 4, 1).get(0).gap()).isEmpty();
    }

    @Test
    void timeConstantsAreThoseOfTheMeanLogarithm() {
        Trajectories run = run("lstm", 30, 2, "b_f=values:8,1,-1");
        UnitView view = UnitView.measure(run);
        double[] f = run.activations().get(0).named("f");
        assertThat(view.timeConstants()).hasSize(H).allSatisfy(unit -> {
            double logs = 0;
            for (int i = unit.unit(); i < f.length; i += H) {
                logs += Math.log(f[i]) / 60;
            }
            assertThat(unit.variable()).isEqualTo("c");
            assertThat(unit.layer()).isEqualTo(1);
            assertThat(unit.timeConstant()).isCloseTo(-1 / logs, within(1e-9 / -logs));
        });
        // A bias of 8 forgets 3 parts in 10,000 a step, so less than a factor e in 30 steps.
        assertThat(view.aboveWindow()).extracting(UnitView.Unit::unit).containsExactly(0);
        UnitView gru = UnitView.measure(run("gru", 30, 2));
        double[] z = run("gru", 30, 2).activations().get(0).named("z");
        double logs = 0;
        for (int i = 0; i < z.length; i += H) {
            logs += Math.log(1 - z[i]) / 60;
        }
        assertThat(gru.timeConstants().get(0).timeConstant()).isCloseTo(-1 / logs, within(1e-9));
        assertThat(UnitView.measure(run("rnn_tanh", 5, 1)).timeConstants()).isEmpty();
    }

    @Test
    void gatesAtTheirEndsAndDeadUnitsAreCounted() {
        Trajectories run = run("lstm", 30, 2, "b_f=values:9,-9,0", "b_c=values:9,-9,0");
        UnitView view = UnitView.measure(run);
        assertThat(view.saturation()).extracting(UnitView.Saturation::gate).containsExactly("f", "i", "o", "g");
        double[] f = run.activations().get(0).named("f");
        double[] g = run.activations().get(0).named("g");
        assertThat(view.saturation().get(0).low()).isEqualTo(fraction(f, -1, 0.1)).isGreaterThan(0.3);
        assertThat(view.saturation().get(0).high()).isEqualTo(fraction(f, 0.9, 2)).isGreaterThan(0.3);
        assertThat(view.saturation().get(3).low()).isEqualTo(fraction(g, -2, -0.9)).isGreaterThan(0.3);
        assertThat(view.saturation().get(3).high()).isEqualTo(fraction(g, 0.9, 2)).isGreaterThan(0.3);
        UnitView relu = UnitView.measure(run("rnn_relu", 30, 2, "b=values:1,-99,1"));
        assertThat(relu.deadRelus()).singleElement().satisfies(unit -> {
            assertThat(unit.variable()).isEqualTo("h");
            assertThat(unit.unit()).isEqualTo(1);
        });
        assertThat(view.deadRelus()).isEmpty();
    }

    private static double fraction(double[] values, double low, double high) {
        return Arrays.stream(values).filter(v -> v > low && v < high).count() / (double) values.length;
    }

    @Test
    void anArticleTotalDerivativeOfACellOfOnesOwnIsFoundFromTheEquations() {
        // Two eliminated factors, a normalisation among them: nothing is known of this cell but its text.
        Cell cell = Networks.cell("cell own", "state m, y", "output y", "k = sigmoid(W_k x + U_k y + b_k)",
                "m' = k * m + tanh(W x + U y)", "y' = k * layernorm(m') + 0.5 * m'");
        Dataset data = Networks.noise(2);
        Model model = Networks.model(cell, data, H, 1, 8, "*=normal:0,1");
        Trajectories run = Networks.run(model, data, 9, 1, new Random(1).nextLong());
        double[] gap = ViewGap.measure(run, 4, 1).get(0).gap();
        assertThat(gap[0]).isLessThan(1e-13);
        assertThat(gap[2]).isGreaterThan(1e-4);
    }
}
