package retrograde.report.page;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/**
 * One sequence with each step shaded by {@code ‖∂ℓ_t/∂x_s‖}: a text as its characters, anything else as a strip; and the
 * numbers of every step as a table.
 */
final class SequenceStrip {
    /** Shades; each is half a power of ten below the one before. */
    static final int SHADES = 8;
    private static final double SHADE = Math.log(10) / 2;

    private final Html out;
    private final Language language;

    SequenceStrip(Html out, Language language) {
        this.out = out;
        this.language = language;
    }

    /** Writes the figure. */
    void write(JsonNode at) {
        boolean text = at.has("symbols");
        out.raw("<figure class=\"sequence\"><figcaption>")
                .element("h3", Phrase.SEQUENCE.in(language))
                .raw("<p>")
                .text(Phrase.SEQUENCE_READING.in(language) + (text ? " " + Phrase.SEQUENCE_TARGET.in(language) : ""))
                .raw("</p></figcaption>");
        double largest = at.path("logInput")
                .valueStream()
                .mapToDouble(v -> v.asDouble(Double.NEGATIVE_INFINITY))
                .max()
                .orElse(0);
        out.raw(text ? "<p class=\"shaded\">" : "<div class=\"strip\" role=\"img\" aria-label=\"");
        if (!text) {
            out.text(Phrase.SEQUENCE.in(language)).raw("\">");
        }
        for (int s = 0; s < at.path("logInput").size(); s++) {
            JsonNode log = at.path("logInput").get(s);
            String symbol = text ? at.path("symbols").path(s).asString("") : "";
            out.raw("<span class=\"d" + shade(largest, log) + "\" title=\"")
                    .text("s = " + s + ": " + Digits.exponential(log))
                    .raw("\">")
                    .text(visible(symbol))
                    .raw(symbol.equals("\n") ? "\n</span>" : "</span>");
        }
        if (text) {
            out.raw("<span class=\"target\">")
                    .text(visible(at.path("symbols").path(at.path("step").asInt() + 1).asString("")))
                    .raw("</span>");
        }
        out.raw(text ? "</p>" : "</div>").raw("<p class=\"shades\">").text(Digits.exponential(largest));
        for (int shade = SHADES; shade >= 0; shade--) {
            out.raw(" <span class=\"d" + shade + "\">\u2002</span>");
        }
        out.raw(" ").text("< " + Digits.exponential(largest - SHADES * SHADE)).raw("</p>");
        table(at, text);
        out.raw("</figure>");
    }

    /** From {@link #SHADES} for the largest down to 0. */
    private static int shade(double largest, JsonNode log) {
        double below = (largest - log.asDouble(Double.NEGATIVE_INFINITY)) / SHADE;
        return below < SHADES ? SHADES - (int) below : 0;
    }

    private void table(JsonNode at, boolean text) {
        out.raw("<details class=\"figures\"><summary>")
                .text(Phrase.SEQUENCE_NUMBERS.in(language))
                .raw("</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(Phrase.SEQUENCE_NUMBERS.in(language))
                .raw("\"><table><thead><tr><th scope=\"col\">s</th>");
        if (text) {
            column(Phrase.SYMBOL.in(language));
        }
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("logInput", "‖∂ℓ(t)/∂x(s)‖");
        columns.put("logState", "‖∂ℓ(t)/∂s(s−1)‖");
        columns.put("logTransport", "‖∂s(t)/∂s(s−1)‖₂");
        columns.keySet().removeIf(key -> !at.has(key));
        columns.values().forEach(this::column);
        out.raw("</tr></thead><tbody>");
        for (int s = 0; s < at.path("logInput").size(); s++) {
            out.raw("<tr><th scope=\"row\">" + s + "</th>");
            if (text) {
                out.raw("<td>").text(visible(at.path("symbols").path(s).asString(""))).raw("</td>");
            }
            for (String key : columns.keySet()) {
                JsonNode log = at.path(key).path(s);
                out.raw("<td data-value=\"")
                        .text(log.isNumber() ? log.asString() : "")
                        .raw("\">")
                        .text(Digits.exponential(log))
                        .raw("</td>");
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table></div></details>");
    }

    private void column(String name) {
        out.raw("<th scope=\"col\">").text(name).raw("</th>");
    }

    /** What cannot be seen has a sign of its own. */
    private static String visible(String symbol) {
        return switch (symbol) {
            case "\n" -> "⏎";
            case "\r" -> "␍";
            case "\t" -> "␉";
            default -> symbol;
        };
    }
}
