package retrograde.guide.pages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import retrograde.article.Article;
import retrograde.article.Article.Examined;
import retrograde.article.Laboratory;
import retrograde.article.Laboratory.Extent;
import retrograde.report.Language;
import retrograde.report.article.ClaimTexts;
import retrograde.report.document.ArticleDocument;
import retrograde.report.page.ArticlePage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the article in Chromium, with every claim examined at the least extent. {@code -Dpages.pictures=FOLDER} keeps
 * the photographs, {@code -Darticle.document=FILE} takes what {@code retrograde article --json} printed.
 */
class ArticlePageTest extends PageTest {
    private List<Examined> examined = List.of();

    @BeforeAll
    void examine() {
        try (Laboratory laboratory = new Laboratory(Extent.LEAST, 1, 2, _ -> {})) {
            examined = Article.examine(Article.claims(), laboratory, (_, _) -> {});
        }
    }

    private JsonNode document(Language language) {
        String file = System.getProperty("article.document", "");
        ObjectNode provenance = JsonMapper.shared().createObjectNode().put("extent", "least");
        return file.isEmpty() ? ArticleDocument.of(examined, "report.html", provenance, language)
                : JsonMapper.shared().readTree(Path.of(file));
    }

    @Override
    String page(Language language) {
        return ArticlePage.render(document(language));
    }

    @Test
    void everyClaimHasItsTextInTheOrderOfThePage() {
        assertThat(document(Language.CHINESE).path("claims").valueStream().map(c -> c.path("id").asString("")).toList())
                .isEqualTo(ClaimTexts.all().stream().map(t -> t.id()).toList())
                .hasSameSizeAs(Article.claims());
    }

    @Test
    void drawsEveryNumberThatCanBeDrawn() {
        JsonNode document = document(Language.ENGLISH);
        show(ArticlePage.render(document), 1280);
        List<String> expected = new ArrayList<>();
        for (JsonNode claim : document.path("claims")) {
            for (int i = 0; i < claim.path("charts").size(); i++) {
                JsonNode chart = claim.path("charts").get(i);
                for (JsonNode series : chart.path("series")) {
                    expected.add(String.join("|", claim.path("id").asString(), "ClaimChart", Integer.toString(i),
                            series.path("name").asString(), expected(chart, series).toString()));
                }
            }
        }
        assertThat(drawn()).isNotEmpty().containsExactlyElementsOf(expected);
    }

    /** The points with both numbers; their natural logarithms where the axis is logarithmic. */
    private static List<List<Double>> expected(JsonNode chart, JsonNode series) {
        List<List<Double>> points = new ArrayList<>();
        for (int k = 0; k < series.path("x").size(); k++) {
            double x = drawnAs(chart.path("x"), series.path("x").get(k));
            double y = drawnAs(chart.path("y"), series.path("y").get(k));
            if (Double.isFinite(x) && Double.isFinite(y)) {
                points.add(List.of(x, y));
            }
        }
        return points;
    }

    private static double drawnAs(JsonNode axis, JsonNode value) {
        double v = value.asDouble(Double.NaN);
        return axis.path("log").asBoolean(false) ? Math.log(v) : v;
    }

    @Test
    void namesThatLookLikeMarkupStayNames() {
        String hostile = "</script><img src=x onerror=alert(1)><!--<script>\"'&";
        ObjectNode bad = (ObjectNode) document(Language.ENGLISH).deepCopy();
        ObjectNode claim = (ObjectNode) bad.path("claims").get(0);
        claim.put("title", hostile);
        claim.put("formula", "<math><mi href=\"javascript:alert(1)\">x</mi></math>");
        ((ObjectNode) claim.path("figures").get(0)).put("of", hostile);
        show(ArticlePage.render(bad), 1280);
        browser().value(DRAWN);
        assertThat(browser().value("return document.querySelectorAll('img, math [href], [onerror]').length"))
                .isEqualTo(0L);
        assertThat(browser().value("return document.querySelector('.claim h3').textContent").toString())
                .contains(hostile);
        assertThat(browser().complaints()).isEmpty();
    }
}
