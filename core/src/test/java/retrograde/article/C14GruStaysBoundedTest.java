package retrograde.article;

import java.util.List;

import org.junit.jupiter.api.Test;
import retrograde.article.C14GruStaysBounded.Reach;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.article.C14GruStaysBounded.judge;

class C14GruStaysBoundedTest {
    @Test
    void aProofWithoutTheObservationOrTheReverseIsNotEnough() {
        Reach bounded = new Reach(1, new double[] {.9, 1}, 1);
        Reach seenBeyond = new Reach(1, new double[] {.9, 1.1}, 1);
        Reach notProved = new Reach(Double.POSITIVE_INFINITY, new double[] {.9, .9}, .9);
        assertThat(judge(List.of(bounded, bounded))).isEqualTo(Answer.YES);
        assertThat(judge(List.of(bounded, seenBeyond))).isEqualTo(Answer.PARTLY);
        assertThat(judge(List.of(notProved))).isEqualTo(Answer.NO);
        assertThat(judge(List.of(seenBeyond))).isEqualTo(Answer.NO);
    }
}
