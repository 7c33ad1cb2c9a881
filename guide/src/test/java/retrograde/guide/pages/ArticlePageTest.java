package retrograde.guide.pages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.article.Article;
import retrograde.article.Article.Examined;
import retrograde.article.Laboratory;
import retrograde.article.Laboratory.Extent;
import retrograde.report.Language;
import retrograde.report.article.ClaimTexts;
import retrograde.report.document.ArticleDocument;
import retrograde.report.page.ArticlePage;
import retrograde.report.page.Pages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the article in Chromium, with every claim examined at the least extent. {@code -Dpages.pictures=FOLDER} keeps
 * the photographs, {@code -Darticle.document=FILE} takes what {@code retrograde article --json} printed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArticlePageTest {
    /** Per chart the series as the chart library holds them; whiskers aside. */
    private static final String DRAWN = """
            retrograde.drawAll();
            return retrograde.pictures.map(p => ({claim: p.data, key: p.key,
              series: p.chart.getOption().series.filter(s => s.type !== 'custom').map(s => ({name: s.name, data: s.data}))}));
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private @Nullable Browser opened;
    private List<Examined> examined = List.of();

    @BeforeAll
    void open() throws IOException {
        opened = Browser.open();
        try (Laboratory laboratory = new Laboratory(Extent.LEAST, 1, 2, _ -> {})) {
            examined = Article.examine(Article.claims(), laboratory, (_, _) -> {});
        }
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @BeforeEach
    void forget() {
        browser().complaints();
        browser().requests();
    }

    private Browser browser() {
        return Objects.requireNonNull(opened);
    }

    private JsonNode document(Language language) {
        String file = System.getProperty("article.document", "");
        ObjectNode provenance = JsonMapper.shared().createObjectNode().put("extent", "least");
        return file.isEmpty() ? ArticleDocument.of(examined, "report.html", provenance, language)
                : JsonMapper.shared().readTree(Path.of(file));
    }

    private Path write(JsonNode document) {
        Path page = folder.resolve("文章 " + document.path("language").asString("") + ".html");
        Pages.write(page, ArticlePage.render(document));
        return page;
    }

    @ParameterizedTest
    @EnumSource
    void opensFromDiskWithoutAComplaintAndWithoutARequest(Language language) {
        Path page = write(document(language));
        browser().show(page, 1280, 900);
        browser().value(DRAWN);
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().requests()).containsExactly(page.toUri().toString());
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
        browser().show(write(document), 1280, 900);
        List<String> drawn = new ArrayList<>();
        for (JsonNode picture : JsonMapper.shared().<JsonNode>valueToTree(browser().value(DRAWN))) {
            for (JsonNode series : picture.path("series")) {
                drawn.add(picture.path("claim").asString() + "/" + picture.path("key").asString() + " "
                        + series.path("name").asString() + " " + values(series.path("data")));
            }
        }
        List<String> expected = new ArrayList<>();
        for (JsonNode claim : document.path("claims")) {
            for (int i = 0; i < claim.path("charts").size(); i++) {
                JsonNode chart = claim.path("charts").get(i);
                for (JsonNode series : chart.path("series")) {
                    expected.add(claim.path("id").asString() + "/" + i + " " + series.path("name").asString() + " "
                            + expected(chart, series));
                }
            }
        }
        assertThat(drawn).isNotEmpty().containsExactlyElementsOf(expected);
    }

    private static List<List<Double>> values(JsonNode data) {
        return data.valueStream().map(pair -> pair.valueStream().map(JsonNode::asDouble).toList()).toList();
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

    @ParameterizedTest
    @CsvSource({"ENGLISH,1280,false", "ENGLISH,1280,true", "CHINESE,1280,false", "ENGLISH,390,false",
            "CHINESE,390,true"})
    void fitsTheScreenAndIsAccessible(Language language, int width, boolean dark) throws IOException {
        browser().dark(dark);
        browser().show(write(document(language)), width, 900);
        browser().value(DRAWN);
        String pictures = System.getProperty("pages.pictures", "");
        if (!pictures.isEmpty()) {
            String name = "article-" + language.tag() + (dark ? "-dark-" : "-light-") + width + ".png";
            browser().photograph(Path.of(pictures, name));
        }
        assertThat((Number) browser().value("return document.documentElement.scrollWidth")).as("width of the content")
                .isEqualTo((long) width);
        assertThat(browser().violations()).isEmpty();
        browser().dark(false);
    }

    @Test
    void namesThatLookLikeMarkupStayNames() {
        String hostile = "</script><img src=x onerror=alert(1)><!--<script>\"'&";
        ObjectNode bad = (ObjectNode) document(Language.ENGLISH).deepCopy();
        ObjectNode claim = (ObjectNode) bad.path("claims").get(0);
        claim.put("title", hostile);
        claim.put("formula", "<math><mi href=\"javascript:alert(1)\">x</mi></math>");
        ((ObjectNode) claim.path("figures").get(0)).put("of", hostile);
        browser().show(write(bad), 1280, 900);
        browser().value(DRAWN);
        assertThat(browser().value("return document.querySelectorAll('img, math [href], [onerror]').length"))
                .isEqualTo(0L);
        assertThat(browser().value("return document.querySelector('.claim h3').textContent").toString())
                .contains(hostile);
        assertThat(browser().complaints()).isEmpty();
    }
}
