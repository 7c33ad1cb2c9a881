package retrograde.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.data.CopyMemory;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.equation.View;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** All quantities together: what is asked for is measured, nothing else, and twice the same. */
class FlowTest {
    private static FlowOptions options(Set<String> quantities, int window) {
        return new FlowOptions(quantities, View.ARTICLE, List.of("c"), window, 40, true, 3, 1, 1e-3, 8, 2, 32, 5);
    }

    private static Flow measure(FlowOptions options) {
        Dataset data = new CopyMemory();
        return Flow.measure(Networks.model(Networks.named("lstm"), data, 3, 2, 4), data, options);
    }

    @Test
    void everyQuantityIsMeasuredOnTwoLayers() {
        Flow flow = measure(options(Set.copyOf(FlowOptions.QUANTITIES), 130));
        assertThat(flow.cells()).containsExactly("lstm", "lstm");
        assertThat(flow.hidden()).containsExactly(3, 3);
        assertThat(flow.lyapunov().orElseThrow().values()).hasSize(3);
        assertThat(flow.gradientByLag().orElseThrow().logNorm()).hasSize(130);
        assertThat(flow.summands().orElseThrow().rest()).hasSize(130);
        assertThat(flow.reach().orElseThrow().window()).isEqualTo(130);
        assertThat(flow.reach().orElseThrow().pairs()).isEqualTo(32);
        assertThat(flow.horizon().orElseThrow().measured()).isEqualTo(40);
        assertThat(flow.ablation().orElseThrow().effects()).hasSize(10);
        assertThat(flow.terms().orElseThrow().layers()).hasSize(2)
                .allSatisfy(layer -> assertThat(layer.terms()).hasSize(4));
        assertThat(flow.viewGap()).hasSize(2).allSatisfy(gap -> assertThat(gap.gap()).hasSize(40));
        assertThat(flow.productSpectrum().orElseThrow().lags()).containsExactly(1, 2, 5, 10, 20, 40);
        assertThat(flow.productSpectrum().orElseThrow().logSingularValues().get(0)).hasSize(6);
        assertThat(flow.units().orElseThrow().timeConstants()).hasSize(6);
        assertThat(flow.nonFinite()).isEmpty();
        assertThat(flow.verdict().state()).isEqualTo(Verdict.State.VANISHING);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Flow one = measure(options(Set.copyOf(FlowOptions.QUANTITIES), 130));
        Flow other = measure(options(Set.copyOf(FlowOptions.QUANTITIES), 130));
        assertThat(other.lyapunov().orElseThrow().values()).isEqualTo(one.lyapunov().orElseThrow().values());
        assertThat(other.lyapunov().orElseThrow().errors()).isEqualTo(one.lyapunov().orElseThrow().errors());
        assertThat(other.gradientByLag().orElseThrow().logNorm())
                .isEqualTo(one.gradientByLag().orElseThrow().logNorm());
        assertThat(other.summands().orElseThrow().rest()).isEqualTo(one.summands().orElseThrow().rest());
        assertThat(other.reach()).isEqualTo(one.reach());
        assertThat(other.horizon().orElseThrow().logNorms()).isEqualTo(one.horizon().orElseThrow().logNorms());
        assertThat(other.ablation()).isEqualTo(one.ablation());
        assertThat(other.verdict()).isEqualTo(one.verdict());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 20})
    void anyNumberOfThreadsGivesTheSameBits(int threads) {
        Flow one = compiled(1);
        assertThat(compiled(threads)).usingRecursiveComparison(Networks.BITS).isEqualTo(one);
    }

    private static Flow compiled(int threads) {
        Dataset data = new CopyMemory();
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, threads)) {
            return Flow.measure(Networks.model(Networks.named("lstm"), data, 3, 2, 4), data,
                    options(Set.copyOf(FlowOptions.QUANTITIES), 130), execution);
        }
    }

    /**
     * Against the reference: 6 functions a step differ by up to 6 ulp each; over 130 steps, carried by products whose norms add
     * up to less than 1000 here, that is 5e-10 of what they are.
     */
    @Test
    void compiledFunctionsChangeRoundingsAlone() {
        Dataset data = new CopyMemory();
        Flow reference = Flow.measure(Networks.model(Networks.named("lstm"), data, 3, 2, 4), data,
                options(Set.copyOf(FlowOptions.QUANTITIES), 130), Execution.reference());
        double carried = Arrays.stream(reference.horizon().orElseThrow().logNorms()).map(Math::exp).sum();
        assertThat(carried).isLessThan(1000);
        Flow compiled = compiled(2);
        assertThat(compiled).usingRecursiveComparison(Networks.within(5e-10)).isEqualTo(reference);
        assertThat(compiled.gradientByLag().orElseThrow().logNorm())
                .isNotEqualTo(reference.gradientByLag().orElseThrow().logNorm());
    }

    @Test
    void whatIsNotAskedForIsNotMeasured() {
        Flow flow = measure(options(Set.of("reach"), 130));
        assertThat(flow.reach()).isPresent();
        assertThat(flow.lyapunov()).isEmpty();
        assertThat(flow.gradientByLag()).isEmpty();
        assertThat(flow.horizon()).isEmpty();
        assertThat(flow.terms()).isEmpty();
        assertThat(flow.ablation()).isEmpty();
        assertThat(flow.viewGap()).isEmpty();
        assertThat(flow.productSpectrum()).isEmpty();
        assertThat(flow.units()).isEmpty();
        assertThat(flow.verdict().why()).contains("the horizon was not measured").contains("λ₁ was not measured");
    }

    @Test
    void aShortWindowHasNoSpectrumAndASingleTermNoAblation() {
        assertThat(measure(options(Set.of("lyapunov"), 101)).lyapunov()).isEmpty();
        Dataset data = Networks.noise(1);
        Model model = Networks.model(Networks.named("rnn_tanh"), data, 3, 1, 4);
        assertThat(Flow.measure(model, data, FlowOptions.standard(120, false, 3, 1)).ablation()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,1,1,1,0.001,--window is 0", "9,0,1,1,0.001,--lags is 0", "9,1,0,1,0.001,--exponents is 0",
            "9,1,1,0,0.001,--qr-every is 0", "9,1,1,1,0,--epsilon is 0.0", "9,1,1,1,1,--epsilon is 1.0",
            "9,1,1,1,NaN,--epsilon is NaN"})
    void sizesThatMeanNothingAreRefused(int window, int lags, int exponents, int interval, double epsilon,
            String begins) {
        assertThatThrownBy(() -> new FlowOptions(Set.of(), View.FULL, List.of(), window, lags, false, exponents,
                interval, epsilon, 8, 8, 256, 1)).isInstanceOf(InputException.class).hasMessageStartingWith(begins);
    }

    @Test
    void anUnknownQuantityIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> options(Set.of("lyapunof"), 9)).isInstanceOf(InputException.class)
                .hasMessage("--quantities names lyapunof; there are lyapunov, gradientByLag, reach, horizon, terms, "
                        + "ablation, viewGap, productSpectrum, units, advice, pairMap");
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefusedWithTheFlagsThatHelp() {
        assertThatThrownBy(() -> Trajectories.checkMemory(1L << 60, 1000, 8)).isInstanceOf(InputException.class)
                .hasMessageContaining("8 sequences of 1000 steps need")
                .hasMessageContaining("choose a shorter --window or a smaller --hidden");
        Dataset data = new CopyMemory();
        Model large = Networks.model(Networks.named("lstm"), data, 200, 1, 4);
        assertThatThrownBy(() -> new LagPass(large, data, 20_000, false, 256, 1)).isInstanceOf(InputException.class)
                .hasMessageContaining("256 sequences of 20000 steps need")
                .hasMessageContaining("choose fewer --pairs, a shorter --window or a smaller --hidden");
    }
}
