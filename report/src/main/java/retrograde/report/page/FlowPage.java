package retrograde.report.page;

import java.util.List;

import retrograde.report.Language;
import retrograde.report.view.AdviceView;
import retrograde.report.view.FiniteTimeExponentsView;
import retrograde.report.view.GradientByLagView;
import retrograde.report.view.Instrument;
import retrograde.report.view.LayerBlocksView;
import retrograde.report.view.LeadingDirectionView;
import retrograde.report.view.LyapunovSpectrumView;
import retrograde.report.view.PairMapView;
import retrograde.report.view.ProductSpectrumView;
import retrograde.report.view.SpectrumConvergenceView;
import retrograde.report.view.SummandsView;
import retrograde.report.view.TermsView;
import retrograde.report.view.UnitView;
import tools.jackson.databind.JsonNode;

/**
 * The page of one model's gradient flow: the answer in a sentence, its figures, the pictures, the equations with their paths,
 * the provenance. Everything is made from the one document, which stands in the page as it is.
 */
public final class FlowPage {

    /** The pictures in the order of the page. */
    static final List<Instrument> INSTRUMENTS = List.of(new GradientByLagView(), new SummandsView(), new TermsView(),
            new LyapunovSpectrumView(), new SpectrumConvergenceView(), new FiniteTimeExponentsView(),
            new LeadingDirectionView(), new LayerBlocksView(), new PairMapView(), new ProductSpectrumView(),
            new UnitView(), new AdviceView());

    private FlowPage() {}

    /**
     * The whole page.
     *
     * @param document of {@link retrograde.report.document.FlowPageDocument}; whatever it lacks is not drawn, and the page
     * says so
     * @throws IllegalArgumentException if the document is of another kind
     */
    public static String render(JsonNode document, Language language) {
        Shell.expect(document, "flow");
        JsonNode row = document.path("rows").path(0);
        Pictures pictures = Pictures.of(INSTRUMENTS, document.path("rows"));
        String title = Phrase.FLOW_TITLE.in(language)
                .formatted(document.path("model").asString(""), row.path("data").asString(""));
        return Shell.page(title, Scripts.of(pictures.instruments()), language, document, pictures.texts(language),
                out -> {
                    out.raw("<p class=\"answer\">").text(Answer.ofOne(row, language)).raw("</p>");
                    if (document.has("leftOut")) {
                        out.element("p", Phrase.BY_LAYER.in(language));
                    }
                }, out -> {
                    boolean several = document.path("rows").size() > 1;
                    if (several) {
                        out.raw("<div class=\"bar\"><div id=\"cells-shown\" role=\"group\" aria-label=\"")
                                .text(Phrase.SHOWN.in(language))
                                .raw("\"></div></div>");
                    }
                    out.raw("<section class=\"dataset\" data-index=\"0\">")
                            .element("h2", row.path("data").asString(""));
                    for (JsonNode one : document.path("rows")) {
                        if (several) {
                            String name = one.path("cell").asString("");
                            out.raw("<h3 data-swatch=\"").text(name).raw("\">").text(name).raw("</h3>");
                        }
                        new FlowTable(out, language).write(one);
                    }
                    pictures.write(out, language);
                    out.raw("</section>");
                    new CellSheets(out, language).write(document);
                });
    }
}
