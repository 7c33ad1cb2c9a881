package retrograde.report.document;

import java.util.Comparator;
import java.util.List;

import retrograde.article.Article.Examined;
import retrograde.article.Chart;
import retrograde.article.Figure;
import retrograde.article.Finding;
import retrograde.report.Language;
import retrograde.report.article.ClaimText;
import retrograde.report.article.ClaimTexts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of {@code retrograde article --json}, and what its page is drawn from.
 *
 * <p>
 * {@code {"kind":"article","language","report","provenance","claims":[{"id","section","title","statement","formula",
 * "experiment","criterion","holds","figures":[F],"control":{"statement","holds","figures":[F]},"limits",
 * "limitFigures":[F],"charts":[{"title","x":{"name","log"},"y":{"name","log"},"categories":[…],
 * "series":[{"name","x":[…],"y":[…],"error":[…],"joined"}]}],"checkpoints":[…],"seconds"}]}} with
 * {@code F = {"name","quantity","of","value","error","unit"}}. {@code name} is English whatever the language; a value or an
 * error that is not finite is null, and {@code nonFinite} says which value: {@code Infinity}, {@code -Infinity} or
 * {@code NaN}.
 */
public final class ArticleDocument {
    private ArticleDocument() {}

    /**
     * The document.
     *
     * @param report where the page is written
     * @param provenance name and value of what the figures depend on, in order
     */
    public static ObjectNode of(List<Examined> examined, String report, ObjectNode provenance, Language language) {
        ObjectNode document = Json.object();
        document.put("kind", "article");
        document.put("language", language.tag());
        document.put("report", report);
        document.set("provenance", provenance);
        ArrayNode claims = document.putArray("claims");
        List<String> order = ClaimTexts.all().stream().map(ClaimText::id).toList();
        examined.stream()
                .sorted(Comparator.comparingInt(e -> order.indexOf(e.claim().id())))
                .forEach(e -> claims.add(claim(e, language)));
        return document;
    }

    private static ObjectNode claim(Examined examined, Language language) {
        ClaimText text = ClaimTexts.of(examined.claim().id());
        Finding finding = examined.finding();
        ObjectNode node = Json.object();
        node.put("id", text.id());
        node.put("section", text.section().title().in(language));
        node.put("title", text.title().in(language));
        node.put("statement", text.statement().in(language));
        node.put("formula", text.formula());
        node.put("experiment", text.experiment().in(language));
        node.put("criterion", text.criterion().in(language));
        node.put("holds", finding.holds().word());
        node.set("figures", figures(finding.figures(), text, language));
        ObjectNode control = node.putObject("control");
        control.put("statement", text.control().in(language));
        control.put("holds", finding.control().word());
        control.set("figures", figures(finding.controlFigures(), text, language));
        node.put("limits", text.limits().in(language));
        node.set("limitFigures", figures(finding.limits(), text, language));
        ArrayNode charts = node.putArray("charts");
        finding.charts().forEach(c -> charts.add(chart(c, text, language)));
        node.set("checkpoints", Json.strings(List.copyOf(examined.files().keySet())));
        node.put("seconds", examined.seconds());
        return node;
    }

    private static ArrayNode figures(List<Figure> figures, ClaimText text, Language language) {
        ArrayNode array = Json.array();
        for (Figure f : figures) {
            ObjectNode node = array.addObject();
            node.put("name", f.name());
            node.put("quantity", text.word(f.quantity(), language));
            node.put("of", f.of());
            Json.put(node, "value", f.value());
            if (!Double.isFinite(f.value())) {
                node.put("nonFinite", Double.toString(f.value()));
            }
            Json.put(node, "error", f.error());
            node.put("unit", f.unit());
        }
        return array;
    }

    private static ObjectNode chart(Chart chart, ClaimText text, Language language) {
        ObjectNode node = Json.object();
        node.put("title", text.word(chart.title(), language));
        node.set("x", axis(chart.x(), text, language));
        node.set("y", axis(chart.y(), text, language));
        node.set("categories", Json.strings(chart.categories()));
        ArrayNode series = node.putArray("series");
        for (Chart.Series s : chart.series()) {
            ObjectNode one = series.addObject();
            one.put("name", s.name());
            one.set("x", Json.numbers(s.x()));
            one.set("y", Json.numbers(s.y()));
            one.set("error", Json.numbers(s.error()));
            one.put("joined", s.joined());
        }
        return node;
    }

    private static ObjectNode axis(Chart.Axis axis, ClaimText text, Language language) {
        ObjectNode node = Json.object();
        node.put("name", text.word(axis.name(), language));
        node.put("log", axis.logarithmic());
        return node;
    }
}
