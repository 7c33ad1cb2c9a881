package retrograde.article;

import org.junit.jupiter.api.Test;
import retrograde.article.C19TanhClipsMildly.Difference;

import static org.assertj.core.api.Assertions.assertThat;

class C19TanhClipsMildlyTest {
    private static Answer of(int pairs, double clipped, double loss) {
        return new Difference(pairs, new Estimate(clipped, 0.02), new Estimate(loss, 0.02)).answer();
    }

    @Test
    void bothPartsMustBeLargeAndCertain() {
        assertThat(of(12, 0.1, 0.1)).isEqualTo(Answer.YES);
        assertThat(of(12, 0.1, -0.1)).isEqualTo(Answer.PARTLY);
        assertThat(of(12, 0.04, 0.04)).as("small").isEqualTo(Answer.NO);
        assertThat(of(12, 0.055, 0.055)).as("uncertain").isEqualTo(Answer.NO);
        assertThat(of(3, 0.1, 0.1)).as("few").isEqualTo(Answer.NO);
    }
}
