package retrograde.report.page;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/** Every cell's equations as formulas, its file, and its paths with gate factors, bounds and measured shares. */
final class CellSheets {

    private final Html out;
    private final Language language;

    CellSheets(Html out, Language language) {
        this.out = out;
        this.language = language;
    }

    void write(JsonNode document) {
        out.raw("<section class=\"cells\"><h2>")
                .text(Phrase.EQUATIONS.in(language))
                .raw("</h2><p>")
                .text(Phrase.EQUATIONS_NOTE.in(language))
                .raw("</p>");
        for (JsonNode cell : document.path("cells")) {
            sheet(cell, document.path("rows"));
        }
        out.raw("</section>");
    }

    private void sheet(JsonNode cell, JsonNode rows) {
        String name = cell.path("name").asString("");
        out.raw("<article class=\"cell\"><h3 data-swatch=\"").text(name).raw("\">").text(name).raw("</h3>");
        String description = cell.path("description").asString("");
        if (!description.isEmpty()) {
            out.element("p", description);
        }
        out.raw("<div class=\"equations scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").text(name).raw("\">");
        for (JsonNode equation : cell.path("equations")) {
            out.raw("<div>").raw(Formula.markup(equation.asString(""))).raw("</div>");
        }
        out.raw("</div>");
        terms(name, cell.path("terms"), rows);
        String file = cell.path("text").asString("");
        if (!file.isEmpty()) {
            out.raw("<details><summary>")
                    .text(Phrase.CELL_FILE.in(language))
                    .raw("</summary><pre tabindex=\"0\">")
                    .text(file)
                    .raw("</pre></details>");
        }
        out.raw("</article>");
    }

    private void terms(String cell, JsonNode terms, JsonNode rows) {
        if (terms.isEmpty()) {
            return;
        }
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(cell + ": " + Phrase.PATH.in(language))
                .raw("\"><table class=\"terms\"><thead><tr>");
        for (Phrase column : List.of(Phrase.VIEW, Phrase.PATH, Phrase.FORMULA, Phrase.GATE_FACTORS, Phrase.BOUND,
                Phrase.UNIT_BOUND, Phrase.SHARE)) {
            out.raw("<th scope=\"col\">").text(column.in(language)).raw("</th>");
        }
        out.raw("</tr></thead><tbody>");
        for (JsonNode term : terms) {
            out.raw("<tr><td>")
                    .text(term.path("view").asString(""))
                    .raw("</td><th scope=\"row\">")
                    .text(term.path("name").asString(""))
                    .raw("</th><td class=\"formula\">")
                    .raw(Formula.markup(term.path("formula").asString("")))
                    .raw("</td>");
            for (String field : List.of("gateFactors", "bound", "unitBound")) {
                JsonNode value = term.path(field);
                out.raw("<td data-value=\"")
                        .text(value.isNumber() ? value.asString() : "")
                        .raw("\">")
                        .text(bound(field, value))
                        .raw("</td>");
            }
            out.raw("<td>").text(shares(cell, term, rows)).raw("</td></tr>");
        }
        out.raw("</tbody></table></div>");
    }

    /** A bound that JSON cannot hold is infinite; a missing count of gate factors is merely missing. */
    private static String bound(String field, JsonNode value) {
        return value.isNull() && !field.equals("gateFactors") ? "∞" : Digits.of(value);
    }

    private static String shares(String cell, JsonNode term, JsonNode rows) {
        Map<String, String> byData = new TreeMap<>();
        for (JsonNode row : rows) {
            for (JsonNode measured : row.path("after").path("flow").path("quantities").path("terms")) {
                if (row.path("cell").asString("").equals(cell) && measured.path("name").equals(term.path("name"))
                        && measured.path("view").equals(term.path("view")) && measured.path("share").isNumber()) {
                    byData.put(row.path("data").asString(""), Digits.percent(measured.path("share")));
                }
            }
        }
        StringBuilder out = new StringBuilder();
        byData.forEach((data, share) -> out.append(out.isEmpty() ? "" : ", ").append(data).append(' ').append(share));
        return out.isEmpty() ? Digits.NONE : out.toString();
    }
}
