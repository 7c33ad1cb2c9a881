package retrograde.report.page;

import java.util.List;
import java.util.stream.Collectors;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Every cell's equations as formulas, its file, and its paths with gate factors, bounds and measured shares. */
final class CellSheets {

    private static final String EQUALITY = "<mo>=</mo>";

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
            equation(Formula.markup(equation.asString("")));
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

    /** One line of equations; parted before its sign of equality, so that these stand below each other. */
    private void equation(String markup) {
        int equality = markup.indexOf(EQUALITY);
        if (markup.startsWith("<math><mrow>") && equality > 0) {
            out.raw("<div>" + markup.substring(0, equality) + "</mrow></math></div><div><math><mrow>"
                    + "<mo form=\"infix\">=</mo>" + markup.substring(equality + EQUALITY.length()) + "</div>");
        } else {
            out.raw("<div class=\"whole\">" + markup + "</div>");
        }
    }

    private void terms(String cell, JsonNode terms, JsonNode rows) {
        if (terms.isEmpty()) {
            return;
        }
        // The page of one model has a table of its own for shares.
        List<JsonNode> measured = rows.valueStream()
                .filter(r -> r.path("cell").asString("").equals(cell) && r.has("before"))
                .toList();
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(cell + ": " + Phrase.PATH.in(language))
                .raw("\"><table class=\"terms\"><thead><tr>");
        for (Phrase column : List.of(Phrase.VIEW, Phrase.PATH, Phrase.FORMULA, Phrase.GATE_FACTORS, Phrase.BOUND,
                Phrase.UNIT_BOUND)) {
            column(column.in(language));
        }
        measured.forEach(row -> column(Phrase.SHARE_AFTER.in(language).formatted(row.path("data").asString(""))));
        out.raw("</tr></thead><tbody>");
        for (JsonNode term : terms) {
            out.raw("<tr><td>")
                    .text(term.path("view").asString(""))
                    .raw("</td><th scope=\"row\">")
                    .text(term.path("name").asString(""))
                    .raw("</th><td class=\"formula\">")
                    .raw(formula(term.path("formula")))
                    .raw("</td>");
            for (String field : List.of("gateFactors", "bound", "unitBound")) {
                number(term.path(field), bound(field, term.path(field)));
            }
            for (JsonNode row : measured) {
                JsonNode share = share(term, row);
                number(share, Digits.percent(share));
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table></div>");
    }

    private void column(String name) {
        out.raw("<th scope=\"col\">").text(name).raw("</th>");
    }

    private void number(JsonNode value, String shown) {
        out.raw("<td data-value=\"").text(value.isNumber() ? value.asString() : "").raw("\">").text(shown).raw("</td>");
    }

    /** The share that was measured for this term in this row; missing where it was not. */
    private static JsonNode share(JsonNode term, JsonNode row) {
        for (JsonNode measured : row.path("after").path("flow").path("quantities").path("terms")) {
            if (measured.path("name").equals(term.path("name")) && measured.path("view").equals(term.path("view"))) {
                return measured.path("share");
            }
        }
        return MissingNode.getInstance();
    }

    /** One formula, or one a line where the document lists several. */
    private static String formula(JsonNode formula) {
        return formula.isArray()
                ? formula.valueStream().map(f -> Formula.markup(f.asString(""))).collect(Collectors.joining("<br>"))
                : Formula.markup(formula.asString(""));
    }

    /** A bound that JSON cannot hold is infinite; a missing count of gate factors is merely missing. */
    private static String bound(String field, JsonNode value) {
        return value.isNull() && !field.equals("gateFactors") ? "∞" : Digits.of(value);
    }
}
