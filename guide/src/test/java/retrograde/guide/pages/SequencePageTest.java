package retrograde.guide.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.TextDataset;
import retrograde.flow.SequenceGradient;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.ModelParser;
import retrograde.model.Seeds;
import retrograde.report.Language;
import retrograde.report.document.SequenceGradientDocument;
import retrograde.report.document.SequencePageDocument;
import retrograde.report.page.SequencePage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The page of one sequence in Chromium: a text, and a sequence of numbers. */
class SequencePageTest extends PageTest {
    private static final String TEXT = "Call me Ishmael. Some years ago—never mind how long precisely—having little\n"
            + "or no money in my purse, <b>I</b> thought I would sail about a little.";

    private final JsonNode text = text();

    private static JsonNode text() {
        TextDataset data = (TextDataset) Datasets.bundled("moby-dick");
        Batch batch = data.sequence(TEXT);
        List<String> symbols = TEXT.codePoints().mapToObj(Character::toString).toList();
        return document(data, batch, batch.steps() - 1, symbols);
    }

    private static JsonNode document(Dataset data, Batch batch, int step, List<String> symbols) {
        Model model = Initialisation.of(3).model(Architecture.of(Zoo.cell("gru"), data, 6, 4, 2, Map.of()));
        SequenceGradient gradient = SequenceGradient.measure(model, batch, step);
        return SequencePageDocument.of(SequenceGradientDocument.of(gradient, model, data, symbols, null), model, "gru",
                JsonMapper.shared().createObjectNode().put("seed", 3));
    }

    @Override
    String page(Language language) {
        return SequencePage.render(text, language);
    }

    @Test
    void everyCharacterIsThereAndTheShadesFollowTheNumbers() {
        show(page(Language.ENGLISH), 1280);
        JsonNode logs = text.path("rows").get(0).path("at").path("logInput");
        double largest = logs.valueStream().mapToDouble(JsonNode::doubleValue).max().orElseThrow();
        assertThat(browser().value("return document.querySelector('.shaded').textContent"))
                .isEqualTo(TEXT.replace("\n", "⏎\n"));
        List<String> expected = new ArrayList<>();
        logs.forEach(
                log -> expected.add("d" + Math.max(0, 8 - (int) ((largest - log.doubleValue()) / (Math.log(10) / 2)))));
        assertThat(list("return [...document.querySelectorAll('.shaded [class^=d]')].map(c => c.className)"))
                .isEqualTo(expected)
                .contains("d0", "d8");
        assertThat(list(
                "return ['d0', 'd8'].map(c => getComputedStyle(document.querySelector('.shaded .' + c)).backgroundColor)"))
                .doesNotHaveDuplicates();
    }

    @Test
    void drawsAndTabulatesEveryNumber() {
        show(page(Language.ENGLISH), 1280);
        JsonNode at = text.path("rows").get(0).path("at");
        List<String> expected = new ArrayList<>();
        List<String> table = new ArrayList<>();
        for (String[] curve : new String[][] {{"logInput", "input", "input: ‖∂ℓ(t)/∂x(s)‖"},
                {"logState", "state", "state: ‖∂ℓ(t)/∂s(s)‖"},
                {"logTransport", "transport", "transport: ‖∂s(t)/∂s(s)‖₂"}}) {
            List<List<Double>> points = new ArrayList<>();
            for (JsonNode value : at.path(curve[0])) {
                points.add(Arrays.asList(points.size() - (curve[1].equals("input") ? 0.0 : 1.0), Drawn.number(value)));
            }
            expected.add(String.join("|", "moby-dick", "SequenceGradientView", curve[1], curve[2], points.toString()));
            at.path(curve[0]).forEach(v -> table.add(v.asString()));
        }
        assertSame(drawn(), expected);
        assertThat(list("return [...document.querySelectorAll('.sequence td[data-value]')].map(c => c.dataset.value)"))
                .containsExactlyInAnyOrderElementsOf(table);
    }

    @Test
    void aModelOfBothDirectionsHasItsInputsAlone() throws java.io.IOException {
        Dataset data = Datasets.task("adding");
        Model model = Initialisation.of(3).model(ModelParser.parse("layer gru 4 bidirectional", "both").on(data));
        SequenceGradient gradient = SequenceGradient.measure(model, data.heldOut(Seeds.generator(1, "at"), 60, 1), 59);
        JsonNode document = SequencePageDocument.of(SequenceGradientDocument.of(gradient, model, data, List.of(), null),
                model, "gru", JsonMapper.shared().createObjectNode().put("seed", 3));
        show(SequencePage.render(document, Language.ENGLISH), 1280);
        assertThat(browser().value("return document.querySelector('.answer').textContent").toString())
                .contains("before and after it");
        assertThat(browser().value("return document.querySelectorAll('.strip span').length")).isEqualTo(60L);
        assertThat(browser().value("return document.querySelectorAll('.sequence td[data-value]').length"))
                .isEqualTo(60L);
        assertThat(drawn()).singleElement().asString().contains("|SequenceGradientView|input|");
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().violations()).isEmpty();
    }

    @Test
    void aSequenceOfNumbersIsAStrip() throws java.io.IOException {
        Dataset data = Datasets.task("adding");
        JsonNode document = document(data, data.heldOut(Seeds.generator(1, "at"), 60, 1), 59, List.of());
        show(SequencePage.render(document, Language.CHINESE), 390);
        assertThat(browser().value("return document.querySelectorAll('.strip span').length")).isEqualTo(60L);
        assertThat(browser().value("return document.querySelectorAll('.shaded').length")).isEqualTo(0L);
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().violations()).isEmpty();
    }
}
