package retrograde.advice;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Baseline;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.NoiseData;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.DistributionParser;
import retrograde.equation.RandomCells;
import retrograde.equation.TextPrinter;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.flow.Summands;
import retrograde.flow.UnitView;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class AdviceTest {
    private static final int STEPS = 20;
    private static final Dataset ADDING = Datasets.task("adding");
    private static final Learnt LEARNT = new Learnt(0.01, 0.001, new Baseline("chance", 1));
    /** Each step adds the bias, of which half is left a step later. */
    private static final Cell HALVES = CellParser.parse("cell halves\nstate h\nh' = 0.5 * h + b\n", "halves.cell");

    private static Model model(Cell cell, Dataset data, int hidden, String... settings) {
        Map<String, retrograde.equation.Distribution> parsed = new java.util.LinkedHashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            parsed.put(parts[0], DistributionParser.parse(parts[1]));
        }
        return new Initialisation(parsed, 3, path -> {
            throw new InputException(path);
        }).model(Architecture.of(cell, data, hidden, 3, 1, Map.of("R", 2)));
    }

    private static Flow flow(Model model, Dataset data, int window, Set<String> quantities) {
        return Flow.measure(model, data, new FlowOptions(quantities, View.FULL, List.of(), window, window, false, 1, 1,
                Horizon.EPSILON, 2, 1, 16, 3));
    }

    private static Advice advise(Model model, Dataset data, OptionalDouble wish) {
        Flow flow = flow(model, data, 2 * STEPS, Set.copyOf(Advice.NEEDS));
        return Advice.of(flow, model, data, STEPS, 4, wish, Execution.reference()).orElseThrow();
    }

    /** {@code rest_K} where each summand is half of the one before. */
    private static Summands halves(int lags) {
        double[] rest = IntStream.range(0, lags).mapToDouble(k -> StrictMath.pow(0.5, k + 1)).toArray();
        return new Summands(new double[lags], new double[lags], rest, new double[lags], new double[lags], 0);
    }

    @Test
    void aGradientThatHalvesAStepNeedsTheWindowsThatArithmeticSays() {
        List<WindowAdvice.Row> last = WindowAdvice.rows(halves(64), false);
        assertThat(last.getFirst()).extracting(WindowAdvice.Row::lag, WindowAdvice.Row::steps).containsExactly(3, 4);
        assertThat(last.getFirst().bound()).isEqualTo(0.0625);
        assertThat(last.getLast()).extracting(WindowAdvice.Row::lag, WindowAdvice.Row::steps).containsExactly(6, 7);
        // Σ_{j<W} 2^−(j+1) = 1 − 2^−W, of W ten percent at 10 and one percent at 100.
        List<WindowAdvice.Row> every = WindowAdvice.rows(halves(200), true);
        assertThat(every.getFirst().steps()).isEqualTo(10);
        assertThat(every.getLast().steps()).isEqualTo(100);
        assertThat(WindowAdvice.rows(halves(64), true).getLast().steps()).as("beyond half of the window").isEqualTo(-1);
    }

    @Test
    void theErrorMeasuredIsTheOnePromised() {
        Model model = model(HALVES, ADDING, 1);
        Flow flow = flow(model, ADDING, STEPS, Set.of("gradientByLag", "reach"));
        List<WindowAdvice.Row> rows = WindowAdvice.rows(flow.summands().orElseThrow(), false);
        GradientSample sample = GradientSample.of(model, ADDING, STEPS, 4, WindowAdvice.measurable(rows, STEPS), 3,
                Execution.reference());
        WindowAdvice advice = WindowAdvice.of(flow, STEPS, LEARNT, rows, sample.bias());
        assertThat(advice.recommendation().options()).containsExactly("--tbptt", "4");
        assertThat(advice.bounds()).hasSize(flow.summands().orElseThrow().rest().length / 2)
                .element(3)
                .isEqualTo(advice.rows().getFirst().bound());
        for (WindowAdvice.Row row : advice.rows()) {
            double power = StrictMath.pow(0.5, row.steps());
            double end = StrictMath.pow(0.5, STEPS);
            assertThat(row.measured()).isCloseTo((power - end) / (1 - end), within(1e-12));
            assertThat(row.measured()).isCloseTo(row.rest(), within(1e-12));
            assertThat(row.cosine()).isCloseTo(1, within(1e-12));
            assertThat(row.measuredCosine()).isCloseTo(1, within(1e-12));
            // All batches have the same direction and the same share: no error but rounding.
            assertThat(row.measuredError()).isLessThan(1e-12);
        }
    }

    @Test
    void cosineIsThatOfTheTruncatedGradientToTheWhole() {
        Model model = model(Zoo.cell("lstm"), ADDING, 3);
        Flow flow = flow(model, ADDING, STEPS, Set.of("gradientByLag", "reach"));
        Summands summands = flow.summands().orElseThrow();
        assertThat(summands.keptCosine()[STEPS - 1]).isCloseTo(1, within(1e-9));
        assertThat(summands.keptCosine()[0]).isCloseTo(summands.cosine()[0], within(1e-9));
        for (int k = 0; k < STEPS; k++) {
            // ‖a − b‖ < rest·‖b‖ bounds the angle: its sine is at most rest.
            double rest = Math.min(1, summands.rest()[k]);
            assertThat(summands.keptCosine()[k]).isGreaterThanOrEqualTo(Math.sqrt(1 - rest * rest) - 1e-9);
        }
    }

    @Test
    void noWindowIsAdvisedToWhatHasNotLearntItsData() {
        Advice advice = advise(model(Zoo.cell("gru"), ADDING, 4), ADDING, OptionalDouble.empty());
        assertThat(advice.learnt().yes()).isFalse();
        assertThat(advice.window().recommendation().given()).isFalse();
        assertThat(advice.window().recommendation().text()).contains("not trained on this", "chance");
        assertThat(advice.window().rows()).hasSize(2).allSatisfy(row -> assertThat(row.measured()).isNaN());
        assertThat(advice.clip().recommendation().given()).isTrue();
        assertThat(advice.biases().wish()).isEqualTo(STEPS);
    }

    @Test
    void whatCannotBeToldFromLongerIsNotAdvisedButTheNextStepIs() {
        // What each step adds stays for good: every lag counts the same.
        Cell keeps = CellParser.parse("cell keeps\nstate h\nh' = h + b\n", "keeps.cell");
        Model model = model(keeps, ADDING, 1);
        Flow flow = flow(model, ADDING, STEPS, Set.copyOf(Advice.NEEDS));
        List<WindowAdvice.Row> rows = WindowAdvice.rows(flow.summands().orElseThrow(), false);
        WindowAdvice advice = WindowAdvice.of(flow, STEPS, LEARNT, rows, List.of());
        assertThat(advice.recommendation().given()).isFalse();
        assertThat(advice.recommendation().text()).contains("K_90 lies beyond 10 steps", "--window 40");
        WindowAdvice shorter = WindowAdvice.of(flow, 8, LEARNT, rows, List.of());
        assertThat(shorter.recommendation().text()).contains("more than 10 steps, and the sequences have 8");
    }

    @Test
    void whatWasNotMeasuredIsSaid() {
        Model model = model(Zoo.cell("lstm"), ADDING, 3);
        Flow flow = flow(model, ADDING, STEPS, Set.of("terms"));
        Advice advice = Advice.of(flow, model, ADDING, STEPS, 4, OptionalDouble.empty(), Execution.reference())
                .orElseThrow();
        assertThat(advice.window().recommendation().text()).isEqualTo("the gradient by lag was not measured");
        assertThat(advice.biases().recommendation().text()).contains("the units now were not measured");
    }

    @ParameterizedTest
    @CsvSource({"lstm,b_f,c", "gru,b_z,h", "gru_reset_last,b_z,c", "gru_reset_after,b_z,h"})
    void aGateAtTheBiasAdvisedHasTheTimeConstantWished(String cell, String bias, String state) {
        Advice before = advise(model(Zoo.cell(cell), ADDING, 4), ADDING, OptionalDouble.of(300));
        assertThat(before.biases().recommendation().options()).containsExactly("--init", bias + "=chrono:300");
        double value = before.biases().gates().getFirst().value();
        Model set = model(Zoo.cell(cell), ADDING, 4, "*=0", bias + "=" + value);
        UnitView units = flow(set, ADDING, 5, Set.of("units")).units().orElseThrow();
        double expected = -1 / StrictMath.log(1 - 1 / 300.0);
        assertThat(units.timeConstants().stream().filter(u -> u.variable().equals(state))).hasSize(4)
                .allSatisfy(u -> assertThat(u.timeConstant()).isCloseTo(expected, within(1e-9 * expected)));
    }

    @Test
    void followedItIsNotGivenAgain() {
        Advice after = advise(model(Zoo.cell("gru"), ADDING, 32, "b_z=chrono:20"), ADDING, OptionalDouble.empty());
        assertThat(after.biases().recommendation().given()).isFalse();
        assertThat(after.biases().recommendation().text()).contains("need no change for 20 steps");
    }

    @Test
    void aCellWithoutSuchAGateIsToldSo() {
        Advice advice = advise(model(Zoo.cell("rnn_tanh"), ADDING, 4), ADDING, OptionalDouble.empty());
        assertThat(advice.biases().recommendation().given()).isFalse();
        assertThat(advice.biases().recommendation().text()).contains("no state of rnn_tanh is carried");
    }

    @Test
    void wishesThatNoBiasCanMeetAreRefused() {
        Model model = model(Zoo.cell("lstm"), ADDING, 3);
        for (double wish : new double[] {2, -5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> advise(model, ADDING, OptionalDouble.of(wish))).isInstanceOf(InputException.class)
                    .hasMessageContaining("--wish is " + wish + ": the steps to be carried over must be more than 2");
        }
    }

    @Test
    void whereThereIsNothingToLearnThereIsNoAdvice() {
        Dataset noise = new NoiseData(1, 2);
        Model model = model(Zoo.cell("lstm"), noise, 3);
        Flow flow = flow(model, noise, STEPS, Set.copyOf(Advice.NEEDS));
        assertThat(Advice.of(flow, model, noise, STEPS, 4, OptionalDouble.empty(), Execution.reference())).isEmpty();
    }

    static Stream<String> texts() {
        // Without those whose ranges take seconds to prove.
        return RandomCells.cells(20_261_123, 7).stream().skip(3).map(TextPrinter::print);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void cellsThatNobodyHasSeenAreAdvisedFromTheirText(String text) {
        Model model = model(CellParser.parse(text, "own.cell"), ADDING, 4);
        Advice advice = advise(model, ADDING, OptionalDouble.empty());
        assertThat(advice.window().recommendation().text()).contains("not trained on this");
        assertThat(advice.clip().median()).isPositive();
        assertThat(advice.clip().recommendation().given()).isTrue();
        for (BiasAdvice.Gate gate : advice.biases().gates()) {
            assertThat(model.architecture().layers().getFirst().cell().parameter(gate.bias())).isNotNull();
            assertThat(gate.value()).isFinite();
        }
    }
}
