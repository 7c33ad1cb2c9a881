package retrograde.guide.pages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.report.Language;
import retrograde.report.page.Pages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A page in Chromium: what every page must stand. {@code -Dpages.pictures=FOLDER} keeps the photographs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageTest {
    static final String PICTURES = System.getProperty("pages.pictures", "");

    /** The series of all pictures as the chart library holds them. */
    static final String DRAWN = """
            retrograde.drawAll();
            return retrograde.pictures.map(p => ({data: p.data, view: p.view, key: p.key,
              series: p.chart.getOption().series.filter(s => s.type !== 'custom').map(s => ({name: s.name, data: s.data}))}));
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private @Nullable Browser opened;

    /** The page in a language. */
    abstract String page(Language language);

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

    Browser browser() {
        return Objects.requireNonNull(opened);
    }

    /** The items of a script's array, as text. */
    List<String> list(String script) {
        return ((List<?>) browser().value(script)).stream().map(String::valueOf).toList();
    }

    /** Opens a page from a file whose path has a blank and Chinese characters. */
    Path show(String page, int width) {
        Path file = folder.resolve("报告 " + Integer.toHexString(page.hashCode()) + ".html");
        Pages.write(file, page);
        browser().show(file, width, 900);
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void opensFromDiskWithoutAComplaintAndWithoutARequest(Language language) {
        Path file = show(page(language), 1280);
        browser().value(DRAWN);
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().requests()).containsExactly(file.toUri().toString());
    }

    @ParameterizedTest
    @CsvSource({"ENGLISH,false,1280", "ENGLISH,true,1280", "CHINESE,false,1280", "ENGLISH,false,390",
            "CHINESE,true,390"})
    void isAccessibleAndKeepsToItsWidth(Language language, boolean dark, int width) throws IOException {
        browser().dark(dark);
        show(page(language), width);
        browser().value(DRAWN);
        if (!PICTURES.isEmpty()) {
            photograph(language.tag() + (dark ? "-dark-" : "-light-") + width);
        }
        assertThat((Number) browser().value("return document.documentElement.scrollWidth")).as("width of the content")
                .isEqualTo((long) width);
        assertThat(browser().violations()).isEmpty();
        browser().dark(false);
    }

    /** Keeps a photograph of the page for whoever wants to look. */
    void photograph(String name) throws IOException {
        browser().photograph(Path.of(PICTURES, getClass().getSimpleName() + "-" + name + ".png"));
    }

    /** What is drawn, one line for each series: "data|view|key|series|numbers". */
    List<String> drawn() {
        List<String> drawn = new ArrayList<>();
        for (JsonNode picture : JsonMapper.shared().<JsonNode>valueToTree(browser().value(DRAWN))) {
            for (JsonNode series : picture.path("series")) {
                drawn.add(String.join("|", picture.path("data").asString(), picture.path("view").asString(),
                        picture.path("key").asString(), series.path("name").asString(),
                        values(series.path("data")).toString()));
            }
        }
        return drawn;
    }

    /** Sorted and compared one by one: a difference is then one line, not megabytes. */
    static void assertSame(List<String> drawn, List<String> expected) {
        List<String> left = new ArrayList<>(drawn);
        List<String> right = new ArrayList<>(expected);
        Collections.sort(left);
        Collections.sort(right);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            assertThat(left.get(i)).isEqualTo(right.get(i));
        }
        assertThat(left).isNotEmpty().hasSameSizeAs(right);
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
}
