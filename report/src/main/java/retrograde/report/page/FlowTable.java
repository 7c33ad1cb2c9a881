package retrograde.report.page;

import java.util.ArrayList;
import java.util.List;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/**
 * The figures of one model's flow: how far back, by which path, how fast. A number's cell carries the unrounded one in
 * {@code data-value}.
 */
final class FlowTable {
    private final Html out;
    private final Language language;

    FlowTable(Html out, Language language) {
        this.out = out;
        this.language = language;
    }

    /** Writes the figures and the paths of a row's measurement. */
    void write(JsonNode row) {
        JsonNode moment = row.path("after");
        JsonNode quantities = moment.path("flow").path("quantities");
        out.raw("<div class=\"flow\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(Phrase.FIGURES.in(language))
                .raw("\"><table class=\"figures\"><caption>")
                .text(Phrase.FIGURES.in(language))
                .raw("</caption><tbody>");
        verdict(moment);
        reach(moment, quantities.path("reach"));
        if (quantities.has("horizon")) {
            figure(Phrase.HORIZON.in(language), quantities.path("horizon").path("lag"),
                    new ComparisonTable(out, language).horizon(moment));
        }
        JsonNode lyapunov = quantities.path("lyapunov");
        if (!lyapunov.isMissingNode()) {
            figure(Phrase.LYAPUNOV.in(language), lyapunov.path("values").path(0),
                    Digits.measured(lyapunov.path("values").path(0), lyapunov.path("errors").path(0), 4));
        }
        rank(quantities.path("productSpectrum"));
        out.raw("</tbody></table></div>");
        paths(quantities);
        out.raw("</div>");
        new ComparisonTable(out, language).nonFinite(row);
    }

    private void verdict(JsonNode moment) {
        JsonNode verdict = moment.path("flow").path("verdict");
        out.raw("<tr><th scope=\"row\">").text(Phrase.VERDICT.in(language)).raw("</th><td class=\"word\">");
        new ComparisonTable(out, language).verdict(moment, "is");
        // The reason is the core's own sentence, in English.
        out.raw("<br><small lang=\"en\">").text(verdict.path("why").asString("")).raw("</small></td></tr>");
    }

    private void reach(JsonNode moment, JsonNode reach) {
        if (reach.isMissingNode()) {
            return;
        }
        Reach shown = Reach.of(moment);
        JsonNode error = reach.path("error");
        String k90 = (shown.censored() ? "≥ " : "") + Digits.of(shown.steps());
        figure(Phrase.REACH_HALF.in(language), reach.path("k50"), Digits.of(reach.path("k50")));
        figure(Phrase.REACH.in(language), reach.path("k90"),
                shown.censored() || !error.isNumber() ? k90 : k90 + " ± " + Digits.of(error.doubleValue(), 2));
        figure(Phrase.REACH_MOST.in(language), reach.path("k99"), Digits.of(reach.path("k99")));
    }

    /** Over the shortest and the longest lag. */
    private void rank(JsonNode spectrum) {
        JsonNode ranks = spectrum.path("effectiveRank");
        int last = ranks.size() - 1;
        for (int i = 0; i <= last; i += Math.max(1, last)) {
            figure(Phrase.RANK.in(language).formatted(Digits.of(spectrum.path("lag").path(i))), ranks.get(i),
                    Digits.of(ranks.get(i).asDouble(Double.NaN), 3));
        }
    }

    private void figure(String name, JsonNode value, String shown) {
        out.raw("<tr><th scope=\"row\">").text(name).raw("</th>");
        number(value, shown);
        out.raw("</tr>");
    }

    private void number(JsonNode value, String shown) {
        out.raw("<td data-value=\"").text(value.isNumber() ? value.asString() : "").raw("\">").text(shown).raw("</td>");
    }

    /** Every path with its share, and what becomes of the horizon without it. */
    private void paths(JsonNode quantities) {
        JsonNode terms = quantities.path("terms");
        if (terms.isEmpty()) {
            return;
        }
        boolean several = terms.valueStream().map(t -> t.path("layer").asInt(1)).distinct().count() > 1;
        JsonNode ablation = quantities.path("ablation");
        List<Phrase> columns = new ArrayList<>(several ? List.of(Phrase.LAYER) : List.of());
        columns.addAll(List.of(Phrase.PATH, Phrase.SHARE, Phrase.NORM));
        columns.addAll(ablation.isEmpty() ? List.of() : List.of(Phrase.WITHOUT_PATH, Phrase.MOVED));
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(Phrase.PATHS.in(language))
                .raw("\"><table class=\"paths\"><caption>")
                .text(Phrase.PATHS.in(language))
                .raw("</caption><thead><tr>");
        columns.forEach(c -> out.raw("<th scope=\"col\">").text(c.in(language)).raw("</th>"));
        out.raw("</tr></thead><tbody>");
        for (JsonNode term : terms) {
            out.raw("<tr>");
            if (several) {
                number(term.path("layer"), Digits.of(term.path("layer")));
            }
            out.raw("<th scope=\"row\">").text(term.path("name").asString("")).raw("</th>");
            number(term.path("share"), Digits.percent(term.path("share")));
            number(term.path("norm"), Digits.of(term.path("norm")));
            if (!ablation.isEmpty()) {
                JsonNode effect = effect(ablation, term);
                number(effect.path("horizonWithout"),
                        horizon(effect.path("horizonWithout"), quantities.path("horizon")));
                number(effect.path("logMoved"), Digits.significant(effect.path("logMoved"), 2));
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table></div>");
    }

    /** A horizon at the largest lag measured is only known to be at least that. */
    private static String horizon(JsonNode without, JsonNode measured) {
        boolean beyond = without.asDouble(Double.NaN) >= measured.path("measured").asDouble(Double.POSITIVE_INFINITY);
        return (beyond ? "≥ " : "") + Digits.significant(without, 3);
    }

    private static JsonNode effect(JsonNode ablation, JsonNode term) {
        return ablation.valueStream()
                .filter(e -> e.path("name").equals(term.path("name")) && e.path("layer").equals(term.path("layer")))
                .findFirst()
                .orElse(term.path("none"));
    }
}
