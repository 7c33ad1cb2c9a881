package retrograde.article;

import java.util.List;

import org.junit.jupiter.api.Test;
import retrograde.article.C10ForgetGateFollowsNeed.Measured;
import retrograde.article.C10ForgetGateFollowsNeed.Seeds;
import retrograde.data.Batch;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.article.C10ForgetGateFollowsNeed.judge;

class C10ForgetGateFollowsNeedTest {
    private static Seeds seeds(double gate, double best, double survives, double loss, double truncated) {
        return new Seeds(List.of(new Measured(gate, .73, best, survives, loss, truncated),
                new Measured(gate + .01, .74, best + .01, survives + .1, 1.5 * loss, 1.5 * truncated)));
    }

    @Test
    void everyPartIsNeededForYes() {
        Seeds needed = seeds(.9, .95, -.5, .001, .3);
        Seeds not = seeds(.5, .6, -5, .001, .001);
        assertThat(judge(needed, not)).isEqualTo(Answer.YES);
        assertThat(judge(seeds(.9, .8, -.5, .001, .3), not)).isEqualTo(Answer.PARTLY);
        assertThat(judge(seeds(.9, .95, -3, .001, .3), not)).isEqualTo(Answer.PARTLY);
        assertThat(judge(seeds(.9, .95, -.5, .001, .001), not)).isEqualTo(Answer.PARTLY);
        assertThat(judge(needed, seeds(.8, .6, -5, .001, .001))).isEqualTo(Answer.PARTLY);
        assertThat(judge(needed, seeds(.5, .6, -5, .001, .3))).isEqualTo(Answer.PARTLY);
    }

    @Test
    void aGateThatDoesNotFollowIsNo() {
        assertThat(judge(seeds(.5, .95, -.5, .001, .3), seeds(.9, .6, -5, .001, .001))).isEqualTo(Answer.NO);
        assertThat(judge(seeds(.5, .95, -.5, .001, .3), seeds(.5, .6, -5, .001, .001))).isEqualTo(Answer.NO);
    }

    @Test
    void aTruncatedSequenceIsTheEndOfTheWholeOne() {
        RecallData data = new RecallData(8, true);
        Batch whole = data.train(retrograde.model.Seeds.generator(1, "recall"), 8, 3);
        Batch end = data.train(retrograde.model.Seeds.generator(1, "recall"), 3, 3);
        double[] all = ((Batch.Vectors) whole.inputs()).values();
        double[] last = ((Batch.Vectors) end.inputs()).values();
        assertThat(last).isEqualTo(java.util.Arrays.copyOfRange(all, 5 * 3 * 2, 8 * 3 * 2));
        double[] target = ((Batch.Values) whole.targets()).values();
        for (int b = 0; b < 3; b++) {
            double pulse = 0;
            for (int t = 0; t < 4; t++) {
                pulse += all[(t * 3 + b) * 2 + 1];
            }
            assertThat(target[7 * 3 + b]).isEqualTo(pulse).isNotZero();
            assertThat(((Batch.Values) end.targets()).values()[2 * 3 + b]).isEqualTo(pulse);
        }
    }
}
