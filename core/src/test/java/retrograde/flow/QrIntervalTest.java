package retrograde.flow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Functions;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The interval chosen: as long as nothing is lost, and never at the expense of the spectrum. */
class QrIntervalTest {
    private static final int AUTOMATIC = LyapunovSpectrum.AUTOMATIC;

    @ParameterizedTest
    @CsvSource({"lstm,1,0.2,4,10", "lstm,2,0.7,4,10", "lstm,1,0.7,100,1", "gru,1,0.7,8,2", "gru,2,0.2,16,10",
            "rnn_tanh,1,0.7,4,5", "gru_reset_last,1,0.7,100,1"})
    void theSpectrumIsThatOfEveryStep(String cell, int layers, double scale, int k, int interval) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 8, layers, 4, "*=normal:0," + scale);
        Trajectories run = Networks.run(model, data, 600, 4, 1);
        LyapunovSpectrum chosen = LyapunovSpectrum.measure(run, k, AUTOMATIC, 1);
        LyapunovSpectrum every = LyapunovSpectrum.measure(run, k, 1, 1);
        assertThat(chosen.interval()).isEqualTo(interval);
        assertThat(chosen.sumRule().holds()).isTrue();
        for (int i = 0; i < every.values().length; i++) {
            // Rounding moves growth between neighbours that the alignment leaves mixed, far below what their errors say.
            assertThat(chosen.values()[i]).isCloseTo(every.values()[i], within(1e-9 + 1e-3 * every.errors()[i]));
        }
        // What all of them grow by is the same in any frame.
        assertThat(chosen.sumRule().sum()).isCloseTo(every.sumRule().sum(), within(1e-9));
    }

    @Test
    void aShortRunIsNotCheckedMoreThanItIsMeasured() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("lstm"), data, 8, 1, 4, "*=normal:0,0.2");
        assertThat(LyapunovSpectrum.measure(Networks.run(model, data, 300, 1, 1), 2, AUTOMATIC, 1).interval())
                .isEqualTo(1);
        assertThat(LyapunovSpectrum.measure(Networks.run(model, data, 800, 1, 1), 2, AUTOMATIC, 1).interval())
                .isEqualTo(5);
    }

    @Test
    void whatThePilotCouldNotSeeIsFoundInTheRunAndRepeatedMoreOften() {
        // Gates of half the units close in the course of time: the exponents part, long after the pilot stretch.
        Cell cell = Networks.cell("cell closing", "state h", "state c", "c' = c + b", "h' = sigmoid(c) * (U h) + W x");
        Dataset data = Networks.noise(1);
        Model model = Networks.model(cell, data, 4, 1, 1, "b=values:0,0,-0.008,-0.008", "U=normal:0,0.7");
        Trajectories run = Networks.run(model, data, 1500, 1, 1);
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        int pilot = QrInterval.choose(1350, 8, 8, 1, new Walk.Kept(jacobian, 0));
        assertThat(pilot).isGreaterThan(1);
        LyapunovSpectrum chosen = LyapunovSpectrum.measure(run, 8, AUTOMATIC, 1);
        assertThat(chosen.interval()).isLessThan(pilot);
        assertThat(chosen.sumRule().holds()).isTrue();
        LyapunovSpectrum every = LyapunovSpectrum.measure(run, 8, 1, 1);
        assertThat(chosen.values()).containsExactly(every.values(), within(1e-7));
    }

    @Test
    void anyNumberOfThreadsAndPiecesGivesTheSameBits() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("gru"), data, 6, 2, 4, "*=normal:0,0.5");
        Batch batch = data.train(Seeds.generator(1, "test sequences"), 503, 5);
        LyapunovSpectrum expected = LyapunovSpectrum.measure(Trajectories.run(model, batch, Functions.COMPILED), 3,
                AUTOMATIC, 5);
        assertThat(expected.interval()).isEqualTo(10);
        for (int threads : new int[] {1, 2, 3}) {
            try (Execution execution = Execution.of(Kind.FLOAT64, threads)) {
                LongRun run = LongRun.measure(model, batch, 3, AUTOMATIC, 5, execution, _ -> {},
                        37 * model.stack().bytes(1, 1));
                assertThat(run.spectrum().orElseThrow()).usingRecursiveComparison(Networks.BITS).isEqualTo(expected);
            }
        }
    }

    @Test
    void theNextSmallerOneIsOneOfThoseTried() {
        assertThat(QrInterval.before(10)).isEqualTo(5);
        assertThat(QrInterval.before(5)).isEqualTo(2);
        assertThat(QrInterval.before(2)).isEqualTo(1);
    }
}
