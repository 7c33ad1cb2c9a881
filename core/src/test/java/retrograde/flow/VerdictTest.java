package retrograde.flow;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.equation.Cell;
import retrograde.equation.View;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The four words on networks built for them, and the first value that is not finite. */
class VerdictTest {
    private static final Cell LINEAR = Networks.cell("cell linear", "state h", "h' = U h + W x");

    private static Flow flow(Cell cell, Dataset data, int hidden, int window, String... settings) {
        Model model = Networks.model(cell, data, hidden, 1, 1, settings);
        return Flow.measure(model, data, new FlowOptions(Set.of("lyapunov", "horizon"), View.FULL, List.of(), window,
                window, false, 1, 1, 1e-3, 8, 2, 256, 1));
    }

    @Test
    void growthWithoutBoundIsExploding() {
        Verdict verdict = flow(LINEAR, Networks.noise(1), 2, 400, "U=identity:1.05").verdict();
        assertThat(verdict.state()).isEqualTo(Verdict.State.EXPLODING);
        assertThat(verdict.why()).contains("λ₁ = 0.04879").contains("grew by a factor");
    }

    @Test
    void growthInsideABoundedSetIsChaotic() {
        Flow flow = flow(Networks.cell("cell random", "state h", "h' = U tanh(h)"), Networks.zero(), 40, 400,
                "U=normal:0,0.5", "h=normal:0,1");
        assertThat(flow.verdict().state()).isEqualTo(Verdict.State.CHAOTIC);
        // No proof: U is unbounded. The largest value of the last half says it.
        assertThat(flow.verdict().why()).contains("grew by a factor");
    }

    @Test
    void aProvedRangeOverrulesTheGrowthSeen() {
        // From 1e-60 the state grows for some 70 steps, beyond the first half of 120; |h| < 1 all the same.
        Flow flow = flow(Networks.named("rnn_tanh"), Networks.zero(), 40, 120, "U=normal:0,1", "b=0", "h=const:1e-60");
        assertThat(flow.verdict().state()).isEqualTo(Verdict.State.CHAOTIC);
        assertThat(flow.verdict().why()).contains("proved bounded");
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh,true", "rnn_sigmoid,true", "gru,true", "gru_reset_last,true", "lstm,false", "rnn_relu,false"})
    void rangesAreProvedForTheBoundedCells(String cell, boolean proved) {
        Model model = Networks.model(Networks.named(cell), Networks.noise(1), 2, 2, 1);
        assertThat(Verdict.proved(model.stack())).isEqualTo(proved);
    }

    @Test
    void decayWithinTheWindowIsVanishing() {
        Verdict verdict = flow(Networks.named("rnn_tanh"), Networks.noise(2), 4, 200, "U=normal:0,0.3").verdict();
        assertThat(verdict.state()).isEqualTo(Verdict.State.VANISHING);
        assertThat(verdict.why()).contains("horizon").contains("window 200 steps");
    }

    @Test
    void decayLongerThanTheWindowIsStable() {
        Verdict verdict = flow(LINEAR, Networks.noise(1), 2, 400, "U=identity:0.99").verdict();
        assertThat(verdict.state()).isEqualTo(Verdict.State.STABLE);
        assertThat(verdict.why()).contains("horizon > 400 steps");
    }

    @Test
    void anOrthogonalRecurrenceIsStableWhateverItsRoundings() {
        for (int hidden : new int[] {2, 5, 16}) {
            assertThat(flow(LINEAR, Networks.noise(1), hidden, 300, "U=orthogonal").verdict().state())
                    .isEqualTo(Verdict.State.STABLE);
        }
    }

    @Test
    void withoutASpectrumTheHorizonDecides() {
        assertThat(flow(LINEAR, Networks.noise(1), 2, 90, "U=identity:0.5").verdict())
                .satisfies(v -> assertThat(v.state()).isEqualTo(Verdict.State.VANISHING))
                .satisfies(v -> assertThat(v.why()).contains("λ₁ was not measured"));
        assertThat(flow(LINEAR, Networks.noise(1), 2, 90, "U=identity:1.5").verdict().state())
                .isEqualTo(Verdict.State.EXPLODING);
        assertThat(flow(Networks.named("rnn_tanh"), Networks.noise(1), 30, 90, "U=normal:0,2").verdict().state())
                .isEqualTo(Verdict.State.CHAOTIC);
    }

    @Test
    void withoutAHorizonNothingIsCalledVanishing() {
        Trajectories run = Networks.run(Networks.model(LINEAR, Networks.noise(1), 2, 1, 1, "U=identity:0.5"),
                Networks.noise(1), 200, 8, 1);
        Verdict verdict = Verdict.of(Course.of(run), Optional.of(LyapunovSpectrum.measure(run, 1, 1, 1)),
                Optional.empty(), false);
        assertThat(verdict.state()).isEqualTo(Verdict.State.STABLE);
        assertThat(verdict.why()).contains("the horizon was not measured");
    }

    @Test
    void anOverflowIsFoundWithStepLayerVariableAndPath() {
        // h_t = (10^t − 1)/9 passes the largest double at t = 310, so in step 309 from 0.
        Cell relu = Networks.named("rnn_relu");
        Flow flow = flow(relu, Networks.zero(), 1, 400, "U=10", "W=0", "b=1");
        assertThat(flow.nonFinite()).containsExactly(new NonFinite(309, 1, "h", 0, 0, "Infinity", "main"));
        assertThat(flow.verdict().state()).isEqualTo(Verdict.State.EXPLODING);
        assertThat(flow.verdict().why()).isEqualTo("h of layer 1 is Infinity at step 309 (main)");
        assertThat(flow.lyapunov()).isEmpty();
        assertThat(flow.horizon()).isEmpty();
    }

    @Test
    void anOverflowOfTheUpperLayerIsNotTheLowerOnes() {
        Model model = Networks.model(Networks.named("rnn_relu"), Networks.noise(1), 2, 2, 1, "1/U=identity:0.5",
                "2/U=values:0,0;0,10", "2/b=1");
        Trajectories run = Networks.run(model, Networks.noise(1), 400, 3, 1);
        assertThat(NonFinite.measure(run)).singleElement().satisfies(first -> {
            assertThat(first.layer()).isEqualTo(2);
            assertThat(first.variable()).isEqualTo("h");
            assertThat(first.unit()).isEqualTo(1);
            assertThat(first.step()).isBetween(300, 312);
        });
    }

    @Test
    void aGateThatIsNoNumberIsNamedWithTheTermThatPassesIt() {
        // Infinity minus infinity in W_f x + U_f h: the forget gate of unit 2 is the first that is no number.
        Dataset data = new NoiseData(1e3, 2);
        Model model = Networks.model(Networks.named("lstm"), data, 3, 1, 1, "W_f=values:0,0;0,0;1e308,0",
                "U_f=values:0,0,0;0,0,0;1.7e308,1.7e308,1.7e308");
        Trajectories run = Networks.run(model, data, 50, 4, 1);
        assertThat(NonFinite.measure(run)).singleElement().satisfies(first -> {
            assertThat(first.variable()).isEqualTo("f");
            assertThat(first.unit()).isEqualTo(2);
            assertThat(first.value()).isEqualTo("NaN");
            assertThat(first.path()).isEqualTo("via f");
            double[] x = run.activations().get(0).input();
            double[] h = run.activations().get(0).state("h");
            int row = first.step() * 4 + first.sequence();
            assertThat(x[row * 2] * (h[row * 3] + h[row * 3 + 1] + h[row * 3 + 2])).isNegative();
        });
    }

    @Test
    void finiteStatesHaveNoneAndAnUnknownStateIsRefused() {
        Trajectories run = Networks.run(Networks.model(LINEAR, Networks.noise(1), 2, 1, 1), Networks.noise(1), 20, 2,
                1);
        assertThat(NonFinite.measure(run)).isEmpty();
        Model model = Networks.model(LINEAR, Networks.noise(1), 2, 1, 1);
        assertThatThrownBy(() -> Flow.measure(model, Networks.noise(1),
                new FlowOptions(Set.of("horizon"), View.FULL, List.of("q"), 20, 20, false, 1, 1, 1e-3, 8, 2, 256, 1)))
                .isInstanceOf(InputException.class)
                .hasMessage("--state q is no state of cell linear; it has h");
    }
}
