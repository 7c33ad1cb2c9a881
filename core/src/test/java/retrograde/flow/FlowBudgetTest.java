package retrograde.flow;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Datasets;
import retrograde.model.Architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a budget chooses. */
class FlowBudgetTest {
    private static final Architecture LSTM = Architecture.of(Zoo.cell("lstm"), Datasets.task("adding"), 128, 0, 1,
            Map.of());
    private static final FlowOptions ALL = FlowOptions.standard(400, false, 256, 1);
    private static final Map<String, Double> ADVICE = Map.of("advice", 20.0);

    @Test
    void aLargeBudgetChangesNothing() {
        FlowBudget budget = FlowBudget.fit(LSTM, ALL, 1e6, Set.of(), ADVICE);
        assertThat(budget.options()).isEqualTo(ALL);
        assertThat(budget.leftOut()).isEmpty();
        assertThat(budget.seconds()).containsOnlyKeys(ALL.quantities()).containsEntry("advice", 20.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 40, 20, 10, 5, 2, 1, 0.5})
    void whatIsChosenFitsAndASmallerBudgetNeverChoosesMore(double limit) {
        FlowBudget budget = FlowBudget.fit(LSTM, ALL, limit, Set.of(), ADVICE);
        assertThat(budget.total()).isLessThanOrEqualTo(limit);
        FlowBudget twice = FlowBudget.fit(LSTM, ALL, 2 * limit, Set.of(), ADVICE);
        assertThat(twice.leftOut()).isSubsetOf(budget.leftOut());
        assertThat(budget.options().window()).as("what is measured stays the same").isEqualTo(ALL.window());
        // A quantity left out for a smaller budget may leave more to the others, but nothing falls below its least.
        assertThat(budget.options().pairs()).isBetween(16, 256);
        assertThat(budget.options().lags()).isBetween(16, 400);
        assertThat(budget.options().sequences()).isBetween(2, 8);
        assertThat(budget.options().exponents()).isBetween(4, 64);
    }

    @Test
    void whatCannotFitIsLeftOutAndCostsTheOthersNothing() {
        FlowBudget without = FlowBudget.fit(LSTM, ALL, 19, Set.of(), ADVICE);
        assertThat(without.leftOut()).containsExactly("advice");
        assertThat(without.total()).isGreaterThan(19.0 / 4);
        assertThat(without.options().quantities()).doesNotContain("advice").hasSize(9);
    }

    @Test
    void whatWasNamedIsNeverLeftOut() {
        assertThatThrownBy(() -> FlowBudget.fit(LSTM, ALL, 19, ALL.quantities(), ADVICE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--budget is 19.0 s, and ablation, advice, gradientByLag,")
                .hasMessageEndingWith("even with the fewest samples; give a larger --budget or fewer --quantities");
        FlowBudget budget = FlowBudget.fit(LSTM, ALL, 5, Set.of("reach", "lyapunov"), ADVICE);
        assertThat(budget.options().quantities()).contains("reach", "lyapunov");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aBudgetThatIsNoneIsRefused(double limit) {
        assertThatThrownBy(() -> FlowBudget.fit(LSTM, ALL, limit, Set.of(), ADVICE)).isInstanceOf(InputException.class)
                .hasMessageContaining("give the seconds that a measurement may take, above 0");
    }

    /** Both the gradient by lag and the reach read one pass: wanting both costs what one costs. */
    @Test
    void aPassThatTwoReadIsCountedOnce() {
        FlowOptions both = with(Set.of("gradientByLag", "reach"));
        double one = FlowBudget.seconds(LSTM, with(Set.of("reach")), Map.of()).values().iterator().next();
        Map<String, Double> seconds = FlowBudget.seconds(LSTM, both, Map.of());
        assertThat(seconds.values().stream().mapToDouble(v -> v).sum()).isEqualTo(one).isPositive();
    }

    private static FlowOptions with(Set<String> quantities) {
        return new FlowOptions(quantities, ALL.view(), ALL.states(), ALL.window(), ALL.lags(), false, 64, 1, 1e-3, 8, 8,
                256, 1);
    }
}
