package retrograde.guide.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import retrograde.report.Language;
import retrograde.report.page.ComparePage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The comparison page in Chromium. {@code -Dpages.document=FILE} checks a document that {@code retrograde compare --json}
 * printed instead of the invented one, and {@code -Dpages.pictures=FOLDER} keeps the photographs.
 */
class ComparePageTest extends PageTest {

    private final JsonNode document = document();

    private static JsonNode document() {
        String file = System.getProperty("pages.document", "");
        return file.isEmpty() ? new SampleDocument().create() : JsonMapper.shared().readTree(Path.of(file));
    }

    @Override
    String page(Language language) {
        return ComparePage.render(document, language);
    }

    private void show(JsonNode content) {
        show(ComparePage.render(content, Language.ENGLISH), 1280);
    }

    @Test
    void holdsTheDocumentItWasMadeFrom() {
        show(document);
        String held = (String) browser().value("return JSON.stringify(retrograde.document)");
        assertThat(numbers(JsonMapper.shared().readTree(held))).isEqualTo(numbers(document));
    }

    @Test
    void drawsTheNumbersOfTheDocumentAllAndUnrounded() {
        show(document);
        List<String> expected = new ArrayList<>();
        document.path("rows").forEach(row -> expected.addAll(Drawn.of(row)));
        assertSame(drawn(), expected);
    }

    @Test
    void tableCellsCarryTheUnroundedNumbers() {
        show(document);
        Object cells = browser().value("return [...document.querySelectorAll('.comparison tbody tr')].map(r =>"
                + " [...r.querySelectorAll('[data-value]')].map(c => c.dataset.value === '' ? null : Number(c.dataset.value)))");
        List<List<Double>> expected = new ArrayList<>();
        for (JsonNode row : document.path("rows")) {
            JsonNode after = row.path("after");
            expected.add(Arrays.asList(Drawn.number(row.path("loss")), Drawn.number(row.path("parameters")),
                    Drawn.number(row.path("seconds")), Drawn.number(after.path("lyapunov").path("value")),
                    Drawn.number(after.path("reach").path("k90")), Drawn.number(after.path("horizon")),
                    Drawn.number(after.path("mainTermShare"))));
        }
        List<List<Double>> shown = new ArrayList<>();
        for (JsonNode row : JsonMapper.shared().<JsonNode>valueToTree(cells)) {
            shown.add(row.valueStream().map(Drawn::number).toList());
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aCellThatWasNotTrainedGetsNoVerdict() {
        show(document);
        long untrained = document.path("rows").valueStream().filter(r -> !r.path("trained").asBoolean()).count();
        assertThat(list("return [...document.querySelectorAll('tr.untrained .verdict')].map(v => v.textContent)"))
                .isEqualTo(Collections.nCopies((int) untrained, "not trained on this"));
    }

    /** Every sheet photographed. */
    @Override
    void photograph(String name) throws IOException {
        for (int sheet = list("return [...document.querySelectorAll('[role=tab]')]").size() - 1; sheet >= 0; sheet--) {
            browser().run("document.getElementById('tab-" + sheet + "').click()");
            super.photograph(name + "-" + sheet);
        }
    }

    @Test
    void printsEverySheetWithItsPicturesInTheLightColours() throws IOException {
        browser().dark(true);
        show(new SampleDocument().create());
        browser().run("addEventListener('beforeprint', () => { window.printed = {"
                + "undrawn: retrograde.pictures.filter(p => !p.chart).length,"
                + "paper: getComputedStyle(document.documentElement).getPropertyValue('--paper')}; })");
        byte[] pdf = browser().print();
        browser().dark(false);
        if (!PICTURES.isEmpty()) {
            Files.write(Path.of(PICTURES, "print.pdf"), pdf);
        }
        assertThat(browser().value("return window.printed")).isEqualTo(Map.of("undrawn", 0L, "paper", "#fff"));
        assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    }

    @Test
    void namesThatLookLikeMarkupStayNames() {
        String hostile = "</script><img src=x onerror=alert(1)><!--<script>\"'&";
        ObjectNode bad = (ObjectNode) JsonMapper.shared()
                .readTree(JsonMapper.shared()
                        .writeValueAsString(new SampleDocument().create())
                        .replace("gru_reset_last", "HOSTILE"));
        JsonNode renamed = JsonMapper.shared().readTree(bad.toString().replace("HOSTILE", escaped(hostile)));
        ((ObjectNode) renamed).put("title", hostile);
        ((ObjectNode) renamed.path("cells").get(0)).putArray("equations")
                .add("<math><mi href=\"javascript:alert(1)\">x</mi></math>")
                .add("<img src=x onerror=alert(1)>");
        show(renamed);
        browser().value(DRAWN);
        assertThat(browser().value("return document.querySelectorAll('img, [href], [onerror]').length")).isEqualTo(0L);
        assertThat(browser().value("return document.querySelector('h1').textContent")).isEqualTo(hostile);
        assertThat(
                browser().value("return retrograde.document.rows.filter(r => r.cell === arguments[0]).length", hostile))
                .isEqualTo(2L);
        assertThat((String) browser().value("""
                const chart = retrograde.pictures.find(p => p.view === 'GradientByLagView').chart;
                chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 3});
                return chart.getDom().textContent""")).contains(hostile);
        assertThat(browser().complaints()).isEmpty();
    }

    private static String escaped(String text) {
        String quoted = JsonMapper.shared().writeValueAsString(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    @Test
    void aDocumentWithoutQuantitiesIsAPageThatSaysSo() {
        ObjectNode bare = new SampleDocument().create();
        for (JsonNode row : bare.path("rows")) {
            ((ObjectNode) row).remove(List.of("during", "before", "after"));
        }
        show(bare);
        assertThat(browser().value("return retrograde.pictures.length")).isEqualTo(0L);
        assertThat(list("return [...document.querySelectorAll('.missing')].map(p => p.textContent)")).hasSize(2)
                .allSatisfy(note -> assertThat(note).startsWith("Not measured, so not drawn: What lags beyond K"));
        assertThat(browser().complaints()).isEmpty();
    }

    @Test
    void aPairOfCheckpointsHasNoPictureOfATrainingAndNoTime() {
        ObjectNode pair = new SampleDocument().create();
        for (JsonNode row : pair.path("rows")) {
            ((ObjectNode) row).put("seconds", 0).putArray("during");
        }
        show(pair);
        assertThat(list("return [...document.querySelectorAll('figure')].map(f => f.dataset.view)")).hasSize(12)
                .doesNotContain("HorizonView", "ReachView", "LossView");
        assertThat(browser().value("return document.querySelectorAll('.missing').length")).isEqualTo(0L);
        assertThat(browser().value("return document.querySelector('.comparison thead').textContent").toString())
                .contains("parameters")
                .doesNotContain("seconds");
    }

    @Test
    void hidingACellHidesItInEveryPicture() {
        show(new SampleDocument().create());
        browser().value(DRAWN);
        browser().run("document.querySelectorAll('#cells-shown button')[2].click()");
        assertThat(list("""
                return retrograde.pictures.filter(p => ['HorizonView', 'GradientByLagView'].includes(p.view))
                  .map(p => p.chart.getOption().legend[0].selected.lstm)""")).isNotEmpty().containsOnly("false");
        assertThat(browser().value("return document.querySelectorAll('.panel[data-cell=lstm]:not([hidden])').length"))
                .isEqualTo(0L);
        assertThat(browser().value("return document.querySelectorAll('.panel[data-cell=gru]:not([hidden])').length"))
                .isNotEqualTo(0L);
    }

    /** Every leaf of a document under its path; numbers as doubles, since that is what a browser holds. */
    private static Map<String, Object> numbers(JsonNode document) {
        Map<String, Object> leaves = new TreeMap<>();
        collect("", document, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, Object> leaves) {
        if (node.isObject()) {
            node.properties().forEach(e -> collect(path + "/" + e.getKey(), e.getValue(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), leaves);
            }
        } else {
            leaves.put(path, node.isNumber() ? node.doubleValue() : node.isNull() ? "null" : node.asString());
        }
    }
}
