package retrograde.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import retrograde.report.Language;
import retrograde.report.view.GradientByLagView;
import retrograde.report.view.HorizonView;
import retrograde.report.view.Instrument;
import retrograde.report.view.LossView;
import retrograde.report.view.LyapunovSpectrumView;
import retrograde.report.view.ProductSpectrumView;
import retrograde.report.view.ReachView;
import retrograde.report.view.SummandsView;
import retrograde.report.view.TermsView;
import retrograde.report.view.UnitView;
import tools.jackson.databind.JsonNode;

/**
 * The page of a comparison: several cells, trained alike, on one or more data sets.
 *
 * <p>Order: the answer in a sentence, the table, the pictures (horizon and reach while training first), the equations
 * with their paths, the provenance. Everything is made from the one document, which stands in the page as it is, in the
 * element {@code #document}.
 */
public final class ComparePage {

    /** The pictures in the order of the page. */
    static final List<Instrument> INSTRUMENTS = List.of(new HorizonView(), new ReachView(), new LossView(),
            new SummandsView(), new GradientByLagView(), new LyapunovSpectrumView(), new TermsView(),
            new ProductSpectrumView(), new UnitView());

    private ComparePage() {}

    /**
     * The whole page.
     *
     * @param document what {@code compare --json} prints; whatever it lacks is not drawn, and the page says so
     * @throws IllegalArgumentException if the document is of another kind
     */
    public static String render(JsonNode document, Language language) {
        Shell.expect(document, "compare");
        Pictures pictures = Pictures.of(INSTRUMENTS, document.path("rows"));
        Map<String, List<JsonNode>> byData = byData(document);
        String title = document.path("title").asString(Phrase.TITLE.in(language));
        return Shell.page(title, Scripts.of(pictures.instruments()), language, document, pictures.texts(language),
                out -> byData.forEach((data, rows) -> out.raw("<p class=\"answer\">")
                        .text(Answer.sentence(data, rows, language))
                        .raw("</p>")),
                out -> {
                    sheets(out, byData, document.path("repeated"), pictures, language);
                    new CellSheets(out, language).write(document);
                });
    }

    private static Map<String, List<JsonNode>> byData(JsonNode document) {
        Map<String, List<JsonNode>> byData = new LinkedHashMap<>();
        for (JsonNode row : document.path("rows")) {
            byData.computeIfAbsent(row.path("data").asString(""), data -> new ArrayList<>()).add(row);
        }
        return byData;
    }

    private static void sheets(Html out, Map<String, List<JsonNode>> byData, JsonNode repeated, Pictures pictures,
            Language language) {
        out.raw("<div class=\"bar\"><div role=\"tablist\" aria-label=\"").text(Phrase.DATA.in(language)).raw("\">");
        int tab = 0;
        for (String data : byData.keySet()) {
            out.raw(String.format(Locale.ROOT,
                    "<button type=\"button\" role=\"tab\" id=\"tab-%1$d\" data-index=\"%1$d\" "
                            + "aria-controls=\"sheet-%1$d\">",
                    tab++)).text(data).raw("</button>");
        }
        out.raw("</div><div id=\"cells-shown\" role=\"group\" aria-label=\"")
                .text(Phrase.SHOWN.in(language))
                .raw("\"></div></div>");
        int sheet = 0;
        for (Map.Entry<String, List<JsonNode>> entry : byData.entrySet()) {
            out.raw(String.format(Locale.ROOT,
                    "<section class=\"dataset\" role=\"tabpanel\" id=\"sheet-%1$d\" "
                            + "data-index=\"%1$d\" aria-labelledby=\"tab-%1$d\">",
                    sheet++)).element("h2", entry.getKey());
            new ComparisonTable(out, language).write(entry.getKey(), entry.getValue());
            new RepeatedTable(out, language).write(entry.getKey(), repeated);
            pictures.write(out, language);
            out.raw("</section>");
        }
    }
}
