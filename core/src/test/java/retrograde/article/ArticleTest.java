package retrograde.article;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.article.Laboratory.Extent;

import static org.assertj.core.api.Assertions.assertThat;

/** Every claim's experiment runs, its control comes out "no", and its figures do not depend on the threads. */
class ArticleTest {
    static Stream<Claim> claims() {
        return Article.claims().stream();
    }

    @Test
    void theClaimsAreNumberedWithoutAGap() {
        List<String> numbered = IntStream.rangeClosed(1, 22).mapToObj(n -> "C" + n).toList();
        assertThat(Article.claims()).extracting(Claim::id).isEqualTo(numbered);
    }

    @ParameterizedTest
    @MethodSource("claims")
    void theControlComesOutNo(Claim claim) {
        try (Laboratory one = new Laboratory(Extent.LEAST, 1, 1, _ -> {});
                Laboratory three = new Laboratory(Extent.LEAST, 1, 3, _ -> {})) {
            Finding finding = claim.examine(one);
            assertThat(finding.control()).as("control of %s: %s", claim.id(), finding.controlFigures())
                    .isEqualTo(Answer.NO);
            assertThat(finding.charts()).isNotEmpty();
            assertThat(finding.figures()).allSatisfy(f -> assertThat(f.error()).isNotNegative());
            Finding again = claim.examine(three);
            assertThat(again.figures()).isEqualTo(finding.figures());
            assertThat(again.controlFigures()).isEqualTo(finding.controlFigures());
            assertThat(again.limits()).isEqualTo(finding.limits());
        }
    }
}
