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
import java.util.Objects;
import java.util.TreeMap;

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
import retrograde.report.Language;
import retrograde.report.page.ComparePage;
import retrograde.report.page.Pages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The comparison page in Chromium. {@code -Dpages.document=FILE} checks a document that {@code retrograde compare --json}
 * printed instead of the invented one, and {@code -Dpages.pictures=FOLDER} keeps the photographs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparePageTest {

    /** The series of all pictures as the chart library holds them, plus the tooltip of the middle of each. */
    private static final String DRAWN = """
            retrograde.drawAll();
            return retrograde.pictures.map(p => ({data: p.data, view: p.view, key: p.key,
              series: p.chart.getOption().series.map(s => ({name: s.name, data: s.data}))}));
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private @Nullable Browser opened;
    private final JsonNode document = document();

    @BeforeAll
    void open() throws IOException {
        opened = Browser.open();
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

    /** The items of a script's array, as text. */
    private List<String> list(String script) {
        return ((List<?>) browser().value(script)).stream().map(String::valueOf).toList();
    }

    private static JsonNode document() {
        String file = System.getProperty("pages.document", "");
        return file.isEmpty() ? new SampleDocument().create() : JsonMapper.shared().readTree(Path.of(file));
    }

    private Path write(JsonNode content, Language language) {
        Path page = folder.resolve("报告 " + language.tag() + ".html");
        Pages.write(page, ComparePage.render(content, language));
        return page;
    }

    @ParameterizedTest
    @EnumSource
    void opensFromDiskWithoutAComplaintAndWithoutARequest(Language language) {
        Path page = write(document, language);
        browser().show(page, 1280, 900);
        browser().value(DRAWN);
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().requests()).containsExactly(page.toUri().toString());
    }

    @Test
    void holdsTheDocumentItWasMadeFrom() {
        browser().show(write(document, Language.ENGLISH), 1280, 900);
        String held = (String) browser().value("return JSON.stringify(retrograde.document)");
        assertThat(numbers(JsonMapper.shared().readTree(held))).isEqualTo(numbers(document));
    }

    @Test
    void drawsTheNumbersOfTheDocumentAllAndUnrounded() {
        browser().show(write(document, Language.ENGLISH), 1280, 900);
        List<String> drawn = new ArrayList<>();
        for (JsonNode picture : JsonMapper.shared().<JsonNode>valueToTree(browser().value(DRAWN))) {
            for (JsonNode series : picture.path("series")) {
                drawn.add(String.join("|", picture.path("data").asString(), picture.path("view").asString(),
                        picture.path("key").asString(), series.path("name").asString(),
                        values(series.path("data")).toString()));
            }
        }
        List<String> expected = new ArrayList<>();
        document.path("rows").forEach(row -> expected.addAll(Drawn.of(row)));
        // Sorted and compared one by one: a difference is then one line, not megabytes.
        Collections.sort(drawn);
        Collections.sort(expected);
        for (int i = 0; i < Math.min(drawn.size(), expected.size()); i++) {
            assertThat(drawn.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(drawn).isNotEmpty().hasSameSizeAs(expected);
    }

    /** A series' numbers, whether an item is a number, a pair, or an object that holds the pair as its value. */
    private static List<List<Double>> values(JsonNode data) {
        List<List<Double>> values = new ArrayList<>();
        for (JsonNode item : data) {
            JsonNode value = item.isObject() ? item.path("value") : item;
            values.add(
                    value.isArray() ? value.valueStream().map(Drawn::number).toList() : List.of(Drawn.number(value)));
        }
        return values;
    }

    @Test
    void tableCellsCarryTheUnroundedNumbers() {
        browser().show(write(document, Language.ENGLISH), 1280, 900);
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
        browser().show(write(document, Language.ENGLISH), 1280, 900);
        long untrained = document.path("rows").valueStream().filter(r -> !r.path("trained").asBoolean()).count();
        assertThat(list("return [...document.querySelectorAll('tr.untrained .verdict')].map(v => v.textContent)"))
                .isEqualTo(Collections.nCopies((int) untrained, "not trained on this"));
    }

    @ParameterizedTest
    @CsvSource({"ENGLISH,false,1280", "ENGLISH,true,1280", "CHINESE,false,1280", "ENGLISH,false,390",
            "CHINESE,true,390"})
    void isAccessibleAndKeepsToItsWidth(Language language, boolean dark, int width) throws IOException {
        browser().dark(dark);
        browser().show(write(document, language), width, 900);
        browser().value(DRAWN);
        keep(language, dark, width);
        assertThat((Number) browser().value("return document.documentElement.scrollWidth")).as("width of the content")
                .isEqualTo((long) width);
        assertThat(browser().violations()).isEmpty();
    }

    /** Every sheet photographed, for whoever wants to look. */
    private void keep(Language language, boolean dark, int width) throws IOException {
        String pictures = System.getProperty("pages.pictures", "");
        int sheets = pictures.isEmpty() ? 0 : list("return [...document.querySelectorAll('[role=tab]')]").size();
        for (int sheet = sheets - 1; sheet >= 0; sheet--) {
            browser().run("document.getElementById('tab-" + sheet + "').click()");
            String name = language.tag() + (dark ? "-dark-" : "-light-") + width + "-" + sheet + ".png";
            browser().photograph(Path.of(pictures, name));
        }
    }

    @Test
    void printsEverySheetWithItsPicturesInTheLightColours() throws IOException {
        browser().dark(true);
        browser().show(write(new SampleDocument().create(), Language.ENGLISH), 1280, 900);
        browser().run("addEventListener('beforeprint', () => { window.printed = {"
                + "undrawn: retrograde.pictures.filter(p => !p.chart).length,"
                + "paper: getComputedStyle(document.documentElement).getPropertyValue('--paper')}; })");
        byte[] pdf = browser().print();
        browser().dark(false);
        String pictures = System.getProperty("pages.pictures", "");
        if (!pictures.isEmpty()) {
            Files.write(Path.of(pictures, "print.pdf"), pdf);
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
        browser().show(write(renamed, Language.ENGLISH), 1280, 900);
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
        browser().show(write(bare, Language.ENGLISH), 1280, 900);
        assertThat(browser().value("return retrograde.pictures.length")).isEqualTo(0L);
        assertThat(
                list("return [...document.querySelectorAll('figure')].map(f => f.querySelector('.notes').textContent)"))
                .hasSize(18)
                .allSatisfy(note -> assertThat(note).isNotBlank());
        assertThat(browser().complaints()).isEmpty();
    }

    @Test
    void hidingACellHidesItInEveryPicture() {
        browser().show(write(new SampleDocument().create(), Language.ENGLISH), 1280, 900);
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
