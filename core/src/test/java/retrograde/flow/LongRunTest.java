package retrograde.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Functions;
import retrograde.equation.View;
import retrograde.model.Model;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;

/** Sequences run piece by piece and forgotten, against the same kept: the same bits, whatever the pieces and threads. */
class LongRunTest {
    private static Batch batch(Dataset data, int steps, int sequences) {
        return data.train(Seeds.generator(1, "test sequences"), steps, sequences);
    }

    /** In pieces of some steps only. */
    private static LongRun measure(Model model, Batch batch, int k, int interval, int threads) {
        try (Execution execution = Execution.of(Kind.FLOAT64, threads)) {
            return LongRun.measure(model, batch, k, interval, 5, execution, _ -> {}, 37 * model.stack().bytes(1, 1));
        }
    }

    private static void assertSame(LyapunovSpectrum spectrum, LyapunovSpectrum expected) {
        assertThat(spectrum.values()).isEqualTo(expected.values());
        assertThat(spectrum.errors()).isEqualTo(expected.errors());
        assertThat(spectrum.sumRule()).isEqualTo(expected.sumRule());
        assertThat(spectrum.dKY()).isEqualTo(expected.dKY());
        assertThat(spectrum).usingRecursiveComparison(Networks.BITS).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"lstm,2,3,1", "lstm,2,20,1", "gru,1,5,7", "gru_reset_after,2,3,200", "rnn_relu,2,10,4",
            "rnn_relu,1,5,1", "rnn_tanh,1,2,1000"})
    void aSpectrumHasTheBitsOfThatOfAKeptRun(String cell, int layers, int k, int interval) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 5, layers, 4, "*=normal:0,0.5");
        Batch batch = batch(data, 503, 3);
        Trajectories kept = Trajectories.run(model, batch, Functions.COMPILED);
        LyapunovSpectrum expected = LyapunovSpectrum.measure(kept, k, interval, 5);
        for (int threads : new int[] {1, 2, 3}) {
            LongRun run = measure(model, batch, k, interval, threads);
            assertThat(run.course()).isEqualTo(Course.of(kept));
            assertSame(run.spectrum().orElseThrow(), expected);
        }
    }

    @Test
    void soHaveThoseOfATextAndOfSequencesThatAreAllTheSame() {
        for (Dataset data : List.of(Datasets.bundled("moby-dick"), Networks.zero())) {
            Model model = Networks.model(Networks.named("gru"), data, 16, 1, 4, "U=normal:0,0.5", "h=normal:0,1");
            Batch batch = batch(data, 600, 4);
            Trajectories kept = Trajectories.run(model, batch, Functions.COMPILED);
            LongRun run = measure(model, batch, 3, 1, 2);
            assertThat(run.course()).isEqualTo(Course.of(kept));
            assertSame(run.spectrum().orElseThrow(), LyapunovSpectrum.measure(kept, 3, 1, 5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theFirstValueThatIsNotFiniteIsFoundInWhicheverSequence(int threads) {
        // The input grows the state from 1: |h| passes the largest double after some 410 steps, sooner or later by chance.
        Dataset data = Networks.noise(1);
        Model model = Networks.model(Networks.named("rnn_relu"), data, 40, 2, 4, "1/U=identity:5.6", "1/W=normal:0,1",
                "2/U=identity:0.1");
        Batch batch = batch(data, 600, 4);
        List<NonFinite> expected = Course.of(Trajectories.run(model, batch, Functions.COMPILED)).nonFinite();
        assertThat(expected).singleElement().satisfies(n -> assertThat(n.step()).isGreaterThan(400));
        LongRun run = measure(model, batch, 2, 1, threads);
        assertThat(run.course().nonFinite()).isEqualTo(expected);
        assertThat(run.spectrum()).isEmpty();
        try (Execution execution = Execution.of(Kind.FLOAT64, threads)) {
            assertThat(LongRun.watch(model, batch, execution).course().nonFinite()).isEqualTo(expected);
        }
    }

    @Test
    void progressIsToldPieceByPiece() {
        Dataset data = Networks.noise(1);
        Model model = Networks.model(Networks.named("gru"), data, 4, 1, 4);
        List<Long> told = new ArrayList<>();
        LongRun.measure(model, batch(data, 250, 2), 1, 1, 5, Execution.reference(), told::add,
                100 * model.stack().bytes(1, 1));
        // The last piece of a sequence ends with it.
        assertThat(told).containsExactly(100L, 200L, 300L, 400L);
    }

    @Test
    void aFlowOfExponentsAloneKeepsNoSequencesAndSaysTheSame() {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named("lstm"), data, 5, 1, 4);
        FlowOptions alone = new FlowOptions(Set.of("lyapunov"), View.FULL, List.of(), 301, 10, false, 4, 1, 1e-3, 3, 2,
                16, 5);
        FlowOptions among = new FlowOptions(Set.of("lyapunov", "units"), View.FULL, List.of(), 301, 10, false, 4, 1,
                1e-3, 3, 2, 16, 5);
        assertThat(alone.keepsSequences()).isFalse();
        assertThat(among.keepsSequences()).isTrue();
        Flow flow = Flow.measure(model, data, alone);
        Flow other = Flow.measure(model, data, among);
        assertSame(flow.lyapunov().orElseThrow(), other.lyapunov().orElseThrow());
        assertThat(flow.verdict()).isEqualTo(other.verdict());
    }
}
