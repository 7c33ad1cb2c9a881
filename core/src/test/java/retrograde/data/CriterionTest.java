package retrograde.data;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CriterionTest {

    @Test
    void aSequenceOfClassesIsRightWhereTheLargestOutputIsTheClassEverywhere() {
        // Two steps of three sequences; the second has a loss at the last step only.
        var targets = new Batch.Classes(2, 3, 2, new int[] {0, -1, 1, 1, 0, 1});
        int[] pairs = {0, 2, 3, 4, 5};
        double[] outputs = {2, 1, 0, 3, -1, 1, 5, 4, 1, 0};
        Criterion criterion = Criterion.ofClasses(0.6, 3, "test");
        assertThat(criterion.right(targets, pairs, outputs)).containsExactly(true, true, false);
        assertThat(criterion.met(2, 3)).isTrue();
        assertThat(criterion.met(1, 3)).isFalse();
        assertThat(criterion.met(0, 0)).isFalse();
        outputs[0] = Double.NaN;
        assertThat(criterion.right(targets, pairs, outputs)).containsExactly(false, true, false);
    }

    @Test
    void aSequenceOfNumbersIsRightWithinTheTolerance() {
        var targets = new Batch.Values(1, 4, 2, new double[] {1, 1, 2, 2, 3, 3, 4, 4},
                new boolean[] {true, true, true, true});
        double[] outputs = {1.03, 0.97, 2, 2.05, 3, Double.NaN, 4.04, 4};
        assertThat(Criterion.ofNumbers(0.04, 1, 4, "test").right(targets, new int[] {0, 1, 2, 3}, outputs))
                .containsExactly(true, false, false, false);
    }

    @Test
    void everyTaskHasOneAndNoTextHas() {
        for (String name : Datasets.tasks()) {
            Dataset task = Datasets.task(name);
            Criterion criterion = task.criterion().orElseThrow();
            boolean numbers = task.objective().kind() == Objective.Kind.SQUARED_ERROR;
            assertThat(Double.isNaN(criterion.tolerance())).as(name).isEqualTo(!numbers);
            assertThat(criterion.source()).isNotEmpty();
        }
        assertThat(Datasets.bundled("nino-sst").criterion()).isEmpty();
    }

    @Test
    void itSaysWhatItAsksFor() {
        assertThat(Datasets.task("adding").criterion().orElseThrow().text()).isEqualTo(
                "every answer off by less than 0.08 in all of 2000 sequences (Hochreiter & Schmidhuber 1997)");
        assertThat(Datasets.task("multiplication").criterion().orElseThrow().text())
                .startsWith("every answer off by less than 0.04 in 99.35 % of 2000 sequences");
        assertThat(Datasets.task("copy-memory").criterion().orElseThrow().text())
                .isEqualTo("every answer right in 99 % of 1000 sequences (ours)");
        assertThatThrownBy(() -> Criterion.ofClasses(1, 0, "test")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1.1, Double.NaN})
    void theShareIsAboveZeroAndAtMostOne(double share) {
        assertThatThrownBy(() -> Criterion.ofClasses(share, 1, "test")).isInstanceOf(IllegalArgumentException.class);
    }
}
