package retrograde.report.page;

import java.util.List;

import retrograde.report.Language;
import retrograde.report.view.Instrument;
import retrograde.report.view.SequenceGradientView;
import tools.jackson.databind.JsonNode;

/**
 * The page of one sequence: which of its steps the gradient of one loss reaches. The answer, the sequence shaded by it, the
 * curves, the equations, the provenance.
 */
public final class SequencePage {

    /** The pictures. */
    static final List<Instrument> INSTRUMENTS = List.of(new SequenceGradientView());

    private SequencePage() {}

    /**
     * The whole page.
     *
     * @param document of {@link retrograde.report.document.SequencePageDocument}
     * @throws IllegalArgumentException if the document is of another kind
     */
    public static String render(JsonNode document, Language language) {
        Shell.expect(document, "at");
        JsonNode row = document.path("rows").path(0);
        JsonNode at = row.path("at");
        Pictures pictures = Pictures.of(INSTRUMENTS, document.path("rows"));
        String title = Phrase.SEQUENCE_TITLE.in(language)
                .formatted(document.path("model").asString(""), row.path("data").asString(""));
        return Shell.page(title, Scripts.of(pictures.instruments()), language, document, pictures.texts(language),
                out -> out.raw("<p class=\"answer\">").text(answer(at, language)).raw("</p>"), out -> {
                    out.raw("<section class=\"dataset\" data-index=\"0\">")
                            .element("h2", row.path("data").asString(""));
                    new SequenceStrip(out, language).write(at);
                    pictures.write(out, language);
                    out.raw("</section>");
                    new CellSheets(out, language).write(document);
                });
    }

    private static String answer(JsonNode at, Language language) {
        Phrase answer = at.has("logState") ? Phrase.SEQUENCE_ANSWER : Phrase.SEQUENCE_ANSWER_BOTH;
        return answer.in(language)
                .formatted(at.path("step").asString(""), Digits.significant(at.path("loss"), 4),
                        at.path("k50").asString(""), at.path("k90").asString(""), at.path("k99").asString(""));
    }
}
