package retrograde.article;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class C20HiddenIsCellTest {
    @Test
    void aDifferenceCountsWithItsError() {
        double[] small = {.001, -.001, .002};
        double[] large = {-1.5, -1.6, -1.4};
        double[] uncertain = {.1, -.1, 0};
        assertThat(C20HiddenIsCell.judge(small, small)).isEqualTo(Answer.YES);
        assertThat(C20HiddenIsCell.judge(small, large)).isEqualTo(Answer.PARTLY);
        assertThat(C20HiddenIsCell.judge(large, uncertain)).isEqualTo(Answer.NO);
    }
}
