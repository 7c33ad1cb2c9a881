package retrograde.data;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchTest {
    @Test
    void countsTheStepsWithALoss() {
        var inputs = new Batch.Symbols(3, 2, 5, new int[] {0, 1, 2, 3, 4, 0});
        var batch = new Batch(inputs, new Batch.Classes(3, 2, 4, new int[] {-1, -1, -1, 3, 0, 1}));
        assertThat(batch.steps()).isEqualTo(3);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.lossAt(0)).isFalse();
        assertThat(batch.lossAt(1)).isTrue();
        assertThat(batch.lossAt(1, 0)).isFalse();
        assertThat(batch.lossAt(1, 1)).isTrue();
        assertThat(batch.lossCount()).isEqualTo(3);
    }

    @Test
    void withoutTargetsTheLossIsAtTheLastStep() {
        var batch = new Batch(new Batch.Vectors(3, 2, 1, new double[6]), new Batch.Absent(3, 2));
        assertThat(batch.lossAt(1)).isFalse();
        assertThat(batch.lossAt(2)).isTrue();
        assertThat(batch.lossCount()).isEqualTo(2);
    }

    @Test
    void refusesShapesThatDoNotFit() {
        assertThatThrownBy(() -> new Batch.Vectors(3, 2, 2, new double[11]))
                .hasMessage("vectors have 11 entries instead of 3 x 2 x 2");
        assertThatThrownBy(() -> new Batch.Values(3, 2, 1, new double[6], new boolean[5]))
                .hasMessage("mask have 5 entries instead of 3 x 2 x 1");
        assertThatThrownBy(() -> new Batch.Symbols(0, 2, 5, new int[0]))
                .hasMessage("a batch needs at least one step, one sequence and one entry, got 0, 2, 1");
        var inputs = new Batch.Vectors(3, 2, 1, new double[6]);
        assertThatThrownBy(() -> new Batch(inputs, new Batch.Absent(2, 3)))
                .hasMessage("inputs are [3,2] but targets [2,3]");
    }

    @Test
    void refusesStartsOutsideTheSequencesAndLossesBeforeThem() {
        var inputs = new Batch.Vectors(3, 2, 1, new double[6]);
        var last = new Batch.Values(3, 2, 1, new double[6], Batch.lastStepMask(3, 2));
        assertThat(new Batch(inputs, last).starts()).containsExactly(0, 0);
        assertThat(new Batch(inputs, last, new int[] {0, 2}).lossCount()).isEqualTo(2);
        assertThatThrownBy(() -> new Batch(inputs, last, new int[1])).hasMessage("1 starts for 2 sequences");
        assertThatThrownBy(() -> new Batch(inputs, last, new int[] {0, 3}))
                .hasMessage("sequence 1 begins at step 3 of 3");
        var every = new Batch.Values(3, 2, 1, new double[6], new boolean[] {true, true, true, true, true, true});
        assertThatThrownBy(() -> new Batch(inputs, every, new int[] {0, 1}))
                .hasMessage("sequence 1 has a loss at step 0, before its first step 1");
    }

    @Test
    void refusesSymbolsAndClassesOutOfRange() {
        assertThatThrownBy(() -> new Batch.Symbols(2, 2, 5, new int[] {0, 1, 2, 5}))
                .hasMessage("symbol 5 at step 1 of sequence 1 is not in 0..4");
        assertThatThrownBy(() -> new Batch.Classes(2, 2, 5, new int[] {0, -2, 2, 4}))
                .hasMessage("class -2 at step 0 of sequence 1 is neither -1 (no loss) nor in 0..4");
    }

    @Test
    void aBaselineIsBeatenByMoreThanTwoStandardErrors() {
        var baseline = new Baseline("chance", 1);
        assertThat(baseline.beatenBy(0.99, 0)).isTrue();
        assertThat(baseline.beatenBy(0.99, 0.005)).isFalse();
        assertThat(baseline.beatenBy(1, 0)).isFalse();
        assertThat(baseline.beatenBy(Double.NaN, 0)).isFalse();
    }
}
