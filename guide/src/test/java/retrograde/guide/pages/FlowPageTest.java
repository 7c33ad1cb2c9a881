package retrograde.guide.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import retrograde.advice.Advice;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.ModelParser;
import retrograde.report.Language;
import retrograde.report.document.AdviceDocument;
import retrograde.report.document.FlowDocument;
import retrograde.report.document.FlowPageDocument;
import retrograde.report.page.FlowPage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The page of one model's flow in Chromium, measured on a small stack of two layers. */
class FlowPageTest extends PageTest {
    private final JsonNode document = document(
            Stream.concat(FlowOptions.QUANTITIES.stream(), FlowOptions.ON_REQUEST.stream())
                    .collect(Collectors.toSet()));

    private static JsonNode document(Set<String> quantities) {
        Dataset data = Datasets.task("copy-memory");
        Architecture architecture = Architecture.of(Zoo.cell("lstm"), data, 5, 4, 2, Map.of());
        Model model = Initialisation.of(3).model(architecture);
        Flow flow = Flow.measure(model, data,
                new FlowOptions(quantities, View.FULL, List.of(), 120, 60, true, 20, 1, 1e-3, 2, 2, 16, 1));
        ObjectNode provenance = JsonMapper.shared().createObjectNode().put("seed", 3);
        ObjectNode measured = FlowDocument.of(flow, 100);
        if (quantities.contains("gradientByLag")) {
            Advice.of(flow, model, data, 20, 4, OptionalDouble.empty(), Execution.reference())
                    .ifPresent(a -> measured.set("advice", AdviceDocument.of(a)));
        }
        return FlowPageDocument.of(flow, measured, model, data.name(), "lstm <b>", provenance);
    }

    @Override
    String page(Language language) {
        return FlowPage.render(document, language);
    }

    @Test
    void drawsTheNumbersOfTheDocumentAllAndUnrounded() {
        show(page(Language.ENGLISH), 1280);
        assertSame(drawn(), Drawn.of(document.path("rows").get(0)));
    }

    @Test
    void theTableHasTheUnroundedFigures() {
        show(page(Language.ENGLISH), 1280);
        JsonNode quantities = document.path("rows").get(0).path("after").path("flow").path("quantities");
        assertThat(
                list("return [...document.querySelectorAll('.flow .figures [data-value]')].map(c => c.dataset.value)"))
                .contains(quantities.path("reach").path("k90").asString(),
                        quantities.path("lyapunov").path("values").get(0).asString(),
                        quantities.path("productSpectrum").path("effectiveRank").get(0).asString());
        List<String> shares = quantities.path("terms").valueStream().map(t -> t.path("share").asString()).toList();
        assertThat(
                list("return [...document.querySelectorAll('.paths tbody tr')].map(r => r.children[2].dataset.value)"))
                .hasSize(10)
                .isEqualTo(shares);
    }

    @Test
    void whatWasNotMeasuredIsNamedAndNotDrawn() {
        show(FlowPage.render(document(Set.of("lyapunov")), Language.ENGLISH), 1280);
        assertThat(list("return [...document.querySelectorAll('figure')].map(f => f.dataset.view)")).containsExactly(
                "LyapunovSpectrumView", "SpectrumConvergenceView", "FiniteTimeExponentsView", "LeadingDirectionView");
        assertThat(browser().value("return document.querySelector('.missing').textContent").toString())
                .contains("Gradient by lag", "Time constants of the units")
                .doesNotContain("training");
        assertThat(browser().complaints()).isEmpty();
    }

    @Test
    void aModelOfBothDirectionsHasASeriesForEachLayerAndSaysWhatItLacks() {
        Dataset data = Datasets.task("copy-memory");
        Model model = Initialisation.of(3)
                .model(ModelParser.parse("embedding 3\nlayer gru 3 bidirectional\nlayer gru 2 bidirectional", "both")
                        .on(data));
        Flow flow = Flow.measure(model, data, new FlowOptions(Set.copyOf(FlowOptions.QUANTITIES), View.FULL, List.of(),
                120, 30, true, 20, 1, 1e-3, 2, 2, 16, 1));
        JsonNode both = FlowPageDocument.of(flow, FlowDocument.of(flow, 100), model, data.name(), "both",
                JsonMapper.shared().createObjectNode());
        show(FlowPage.render(both, Language.ENGLISH), 1280);
        List<String> expected = new ArrayList<>();
        both.path("rows").forEach(row -> expected.addAll(Drawn.of(row)));
        assertSame(drawn(), expected);
        assertThat(list("return [...document.querySelectorAll('#cells-shown button')].map(b => b.textContent)"))
                .containsExactly("gru ⇄", "gru 1→", "gru 2←", "gru 3→", "gru 4←");
        assertThat(both.at("/rows/1/after/flow/quantities/gradientByLag/ahead/logNorm").size()).isPositive();
        assertThat(browser().value("return document.querySelector('header').textContent").toString())
                .contains("no joint state");
        assertThat(browser().complaints()).isEmpty();
    }

    @Test
    void theAnswerStandsFirst() {
        show(page(Language.CHINESE), 1280);
        assertThat(browser().value("return document.querySelector('header .answer').textContent").toString())
                .startsWith("在 copy-memory 上，梯度能传回的步数：lstm ")
                .contains("主要经由通路", "判定：");
    }
}
