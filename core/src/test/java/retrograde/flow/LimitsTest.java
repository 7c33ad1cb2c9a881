package retrograde.flow;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.Dataset;
import retrograde.engine.LayerJacobian;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Where the scalar argument stops: oracle O2 and section 2, items 1, 2, 3 and 6, of the mathematics. */
class LimitsTest {
    private static double logNormOfOneStep(String... settings) {
        Cell cell = Networks.cell("cell simple", "state h", "h' = tanh(U h + b)");
        int hidden = settings[0].contains(";") ? 2 : 1;
        Model model = Networks.model(cell, Networks.zero(), hidden, 1, 1, settings);
        Trajectories run = Networks.run(model, Networks.zero(), 1, 1, 1);
        return Horizon.measure(run, 1, 1, List.of(), 1e-3).logNorms()[0];
    }

    @ParameterizedTest
    @CsvSource({"0,.447743204694", "0.5,.787337354773", "1,1.19845190431", "2,2.11607856683", "3,3.08046539241"})
    void aScalarsSlopeIsBoundedForAnOldStateOtherThanZero(double a, double bound) {
        double best = 0;
        for (double u = -30; u <= 30; u += 0.25) {
            best = slope(u, a) > slope(best, a) ? u : best;
        }
        double low = best - 0.25;
        double high = best + 0.25;
        while (high - low > 1e-7) {
            double third = (high - low) / 3;
            if (slope(low + third, a) > slope(high - third, a)) {
                high -= third;
            } else {
                low += third;
            }
        }
        // Twelve digits are given, and a maximum is flat.
        assertThat(slope(low, a) * 0.4 / bound).isCloseTo(1, within(1e-11));
    }

    private static double slope(double u, double a) {
        return Math.exp(logNormOfOneStep("U=" + u, "b=" + a, "h=0.4"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 100, 1e4})
    void fromAZeroStateTheScalarSlopeIsUnbounded(double u) {
        assertThat(logNormOfOneStep("U=" + u, "b=0", "h=0")).isCloseTo(Math.log(u), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 100, 1e4})
    void aMatrixWithRowsOrthogonalToTheStateIsUnboundedToo(double s) {
        double log = logNormOfOneStep("U=values:" + s + "," + -s + ";" + s + "," + -s, "b=0", "h=const:0.5");
        assertThat(log).isCloseTo(Math.log(2 * s), within(1e-12));
    }

    @Test
    void theViewsAreTheFullOneAndTheArticlesAndTheFullOneIsTheDefault() {
        assertThat(View.values()).containsExactly(View.FULL, View.ARTICLE);
        assertThat(FlowOptions.standard(100, false, 4, 1).view()).isEqualTo(View.FULL);
        // The article's view eliminates h, never c: no view is the Jacobian of h with c held fixed.
        assertThat(SymbolicJacobian.of(Networks.named("lstm"), View.ARTICLE).states()).containsExactly("c");
        assertThat(SymbolicJacobian.of(Networks.named("lstm"), View.FULL).states()).containsExactly("h", "c");
    }

    @Test
    void restrictingToTheOutputFollowsTheWholeStateBetweenItsEnds() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("lstm"), data, 16, 1, 1, "b=0", "b_f=1");
        int steps = 60;
        Trajectories run = Networks.run(model, data, steps, 1, 1);
        double[] logs = Horizon.measure(run, steps, 1, List.of("h"), 1e-3).logNorms();
        double rate = (logs[steps - 1] - logs[9]) / (steps - 10);
        LayerJacobian jacobian = new LayerJacobian(run.stack().layer(0), run.stack().weights(0),
                run.activations().get(0), SymbolicJacobian.of(Networks.named("lstm"), View.FULL));
        double[] wrong = Dense.identity(16);
        double wrongLog = 0;
        for (int t = steps - 1; t >= 0; t--) {
            jacobian.at(t);
            double[] j = new double[32 * 32];
            jacobian.addTo(0, j);
            wrong = Dense.multiply(wrong, Products.restrict(j, 32, Products.select(run.stack(), List.of("h"))), 16);
            double norm = Dense.norm(wrong);
            wrongLog += Math.log(norm) / steps;
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] /= norm;
            }
        }
        // Holding c fixed loses more than a nat every step; the cell keeps most of it.
        assertThat(rate).isBetween(-0.5, -0.05);
        assertThat(wrongLog).isLessThan(-1.2);
    }

    @Test
    void aLargeNormAtEveryStepIsNoExplosion() {
        Cell linear = Networks.cell("cell linear", "state h", "h' = U h + W x");
        Dataset data = Networks.noise(1);
        Model model = Networks.model(linear, data, 2, 1, 1, "U=values:0,10;0,0");
        Flow flow = Flow.measure(model, data, FlowOptions.standard(200, false, 2, 1));
        assertThat(flow.terms().orElseThrow().layers().get(0).terms().get(0).norm()).isCloseTo(10, within(1e-12));
        assertThat(flow.verdict().state()).isEqualTo(Verdict.State.VANISHING);
        assertThat(flow.horizon().orElseThrow().lag()).isEqualTo(2);
        assertThat(flow.lyapunov().orElseThrow().values()).containsOnly(Double.NEGATIVE_INFINITY);
    }

    @Test
    void aSpectralRadiusBelowOneIsNoDecayAtOnce() {
        Cell linear = Networks.cell("cell linear", "state h", "h' = U h + W x");
        Model model = Networks.model(linear, Networks.noise(1), 2, 1, 1, "U=values:.9,10;0,.8");
        Trajectories run = Networks.run(model, Networks.noise(1), 300, 8, 1);
        double[] logs = Horizon.measure(run, 50, 1, List.of(), 1e-3).logNorms();
        assertThat(logs[5]).isGreaterThan(Math.log(26));
        assertThat(LyapunovSpectrum.measure(run, 1, 1, 1).values()[0]).isNegative();
    }
}
