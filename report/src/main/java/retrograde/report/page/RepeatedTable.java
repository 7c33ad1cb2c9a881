package retrograde.report.page;

import java.util.List;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/** One data set's figures over several seeds, each as its mean with one standard error. */
final class RepeatedTable {

    /** A figure as the document names it, its heading, and the factor that makes a share a percentage. */
    private record Column(String name, Phrase heading, double factor) {}

    private static final List<Column> COLUMNS = List.of(new Column("loss", Phrase.LOSS, 1),
            new Column("lambda1", Phrase.LYAPUNOV, 1), new Column("k90", Phrase.REACH, 1),
            new Column("horizon", Phrase.HORIZON, 1), new Column("mainShare", Phrase.MAIN_TERM_PERCENT, 100));

    private final Language language;
    private final Html out;

    RepeatedTable(Html out, Language language) {
        this.out = out;
        this.language = language;
    }

    /** Nothing, where the document has one seed. */
    void write(String data, JsonNode repeated) {
        if (repeated.isMissingNode()) {
            return;
        }
        int seeds = repeated.path("seeds").size();
        String caption = Phrase.OVER_SEEDS.in(language).formatted(seeds);
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(data + ": " + caption)
                .raw("\">");
        out.raw("<table class=\"comparison repeated\"><caption>").text(caption).raw("</caption><thead><tr>");
        out.raw("<th scope=\"col\">").text(Phrase.CELL.in(language)).raw("</th>");
        COLUMNS.forEach(c -> out.raw("<th scope=\"col\">").text(c.heading().in(language)).raw("</th>"));
        out.raw("<th scope=\"col\">").text(Phrase.LEARNT.in(language)).raw("</th></tr></thead><tbody>");
        for (JsonNode row : repeated.path("rows")) {
            if (row.path("data").asString("").equals(data)) {
                row(row, seeds);
            }
        }
        out.raw("</tbody></table></div>");
    }

    private void row(JsonNode row, int seeds) {
        out.raw("<tr><th scope=\"row\">").text(row.path("cell").asString("")).raw("</th>");
        for (Column column : COLUMNS) {
            JsonNode before = figure(row, column.name(), "before");
            JsonNode after = figure(row, column.name(), "after");
            JsonNode mean = after.path("mean");
            out.raw("<td data-value=\"").text(mean.isNumber() ? mean.asString() : "").raw("\">");
            if (!before.isMissingNode()) {
                out.raw("<span class=\"was\">").text(shown(before, column.factor()) + " → ").raw("</span>");
            }
            out.text(shown(after, column.factor())).raw("</td>");
        }
        out.raw("<td>").text(row.path("learnt").asString("") + "/" + seeds).raw("</td></tr>");
    }

    private static JsonNode figure(JsonNode row, String name, String when) {
        for (JsonNode figure : row.path("figures")) {
            if (figure.path("name").asString("").equals(name) && figure.path("when").asString("").equals(when)) {
                return figure;
            }
        }
        return row.path("none");
    }

    private String shown(JsonNode figure, double factor) {
        int unbounded = figure.path("unbounded").asInt(0);
        String grown = unbounded == 0 ? "" : Phrase.GROWN_IN.in(language).formatted(unbounded);
        if (!figure.path("mean").isNumber()) {
            return grown.isEmpty() ? Digits.NONE : grown;
        }
        double mean = factor * figure.path("mean").doubleValue();
        double error = factor * figure.path("error").asDouble(Double.NaN);
        String number = Double.isNaN(error) || error == 0 ? Digits.of(mean, 3) : Digits.withError(mean, error);
        return (figure.path("atLeast").asInt(0) > 0 ? "≥ " : "") + number + (grown.isEmpty() ? "" : " (" + grown + ")");
    }
}
