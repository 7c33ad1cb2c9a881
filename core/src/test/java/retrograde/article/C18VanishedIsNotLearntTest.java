package retrograde.article;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import retrograde.article.C18VanishedIsNotLearnt.Table;
import retrograde.cell.Zoo;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;

class C18VanishedIsNotLearntTest {
    @Test
    void fewOfTheVanishedAndClearlyMoreOfTheOthersMustLearn() {
        assertThat(new Table(0, 20, 15, 30).met()).isTrue();
        assertThat(new Table(2, 20, 15, 30).met()).as("a tenth").isTrue();
        assertThat(new Table(3, 20, 15, 30).met()).as("more than a tenth").isFalse();
        assertThat(new Table(0, 20, 1, 30).met()).as("hardly more").isFalse();
        assertThat(new Table(20, 20, 30, 30).met()).as("the near past is enough").isFalse();
        assertThat(new Table(0, 0, 30, 30).met()).as("none vanished").isFalse();
        assertThat(new Table(0, 20, 0, 0).met()).as("all vanished").isFalse();
    }

    /** What is followed while it learns is the run that nobody looks at, and its ends are those of a flow of their own. */
    @Test
    void whoLooksChangesNothing() {
        try (Laboratory laboratory = new Laboratory(Laboratory.Extent.LEAST, 1, 1, _ -> {})) {
            Recipe recipe = new Recipe(Zoo.cell("gru"), laboratory.data("adding"), 10, 4, 4, 20, 0.05, 1, Map.of(), 1);
            ReachInTraining followed = ReachInTraining.of(laboratory, recipe);
            Trained trained = laboratory.trained(recipe);
            trained.parameters()
                    .named()
                    .forEach((name, values) -> assertThat(followed.trained().parameters().named().get(name))
                            .isEqualTo(values));
            assertThat(followed.trained().losses()).isEqualTo(trained.losses());
            assertThat(followed.looks()).extracting(ReachInTraining.Look::updates)
                    .containsExactly(0, 2, 5, 7, 10, 12, 15, 17, 20);
            FlowOptions options = new FlowOptions(Set.of("reach", "horizon"), View.FULL, List.of(), 10, 10, false, 1, 1,
                    Horizon.EPSILON, 4, 4, 64, 1);
            for (int end : new int[] {0, 8}) {
                Model model = end == 0 ? recipe.fresh() : trained.model();
                Flow flow = Flow.measure(model, recipe.data(), options);
                ReachInTraining.Look look = followed.looks().get(end);
                assertThat(look.reach()).isEqualTo(flow.reach());
                assertThat(look.k90()).isEqualTo(flow.reach().orElseThrow().k90());
                assertThat(look.horizon().orElseThrow().logNorms()).isEqualTo(flow.horizon().orElseThrow().logNorms());
                assertThat(look.lag()).isInfinite();
            }
            assertThat(followed.longest()).isBetween(1, 10);
            assertThat(followed.farthest()).isBetween(followed.longest(), 10);
        }
    }

    @Test
    void whatIsNotFiniteHasNoReach() {
        try (Laboratory laboratory = new Laboratory(Laboratory.Extent.LEAST, 1, 1, _ -> {})) {
            Recipe exploding = new Recipe(Zoo.cell("rnn_relu"), laboratory.data("adding"), 300, 4, 4, 8, 0.05, 0,
                    Map.of("U", "identity:20"), 1);
            ReachInTraining followed = ReachInTraining.of(laboratory, exploding);
            assertThat(followed.trained().finite()).isFalse();
            assertThat(followed.looks()).isNotEmpty().allSatisfy(look -> {
                assertThat(look.k90()).isNaN();
                assertThat(look.lag()).isNaN();
            });
            assertThat(followed.longest()).isZero();
        }
    }
}
