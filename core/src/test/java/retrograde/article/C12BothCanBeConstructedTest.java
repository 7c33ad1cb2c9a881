package retrograde.article;

import org.junit.jupiter.api.Test;
import retrograde.article.Laboratory.Extent;

import static org.assertj.core.api.Assertions.assertThat;

class C12BothCanBeConstructedTest {
    @Test
    void whatFloat32CannotHoldIsTheLine() {
        assertThat(C12BothCanBeConstructed.judge(89, -104)).isEqualTo(Answer.YES);
        assertThat(C12BothCanBeConstructed.judge(88, -104)).isEqualTo(Answer.PARTLY);
        assertThat(C12BothCanBeConstructed.judge(89, -103)).isEqualTo(Answer.PARTLY);
        assertThat(C12BothCanBeConstructed.judge(-5, -30)).isEqualTo(Answer.NO);
    }

    @Test
    void theFindingHoldsBothNetworks() {
        try (Laboratory laboratory = new Laboratory(Extent.LEAST, 1, 1, _ -> {})) {
            Finding finding = new C12BothCanBeConstructed().examine(laboratory);
            assertThat(finding.models().keySet()).containsExactly("exploding-lstm", "vanishing-lstm");
        }
    }
}
