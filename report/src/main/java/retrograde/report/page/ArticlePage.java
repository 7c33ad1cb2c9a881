package retrograde.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/**
 * The article, executed: one page that a reader of the article follows from top to bottom.
 *
 * <p>
 * Each claim has its formula, the experiment, a picture, the figures, the verdict by a written criterion, the control in
 * which it must fail, and where it stops holding. Everything is made from the one document, which stands in the page as it
 * is, in the element {@code #document}; the words are in the document's language.
 */
public final class ArticlePage {
    private static final String SCRIPT = "article.js";
    private static final Pattern FILE = Pattern.compile("C[0-9]+-[a-z0-9-]+\\.ckpt");

    private Html out = new Html();
    private final Language language;

    private ArticlePage(Language language) {
        this.language = language;
    }

    /**
     * The whole page.
     *
     * @param document what {@code article --json} prints
     * @throws IllegalArgumentException if the document is of another kind
     */
    public static String render(JsonNode document) {
        Shell.expect(document, "article");
        Language language = document.path("language").asString("").equals(Language.CHINESE.tag()) ? Language.CHINESE
                : Language.ENGLISH;
        return new ArticlePage(language).write(document);
    }

    private String write(JsonNode document) {
        List<JsonNode> claims = document.path("claims").valueStream().toList();
        return Shell.page(Phrase.ARTICLE_TITLE.in(language), Scripts.with(SCRIPT), language, document,
                new Pictures(List.of(), List.of(), true).texts(language), html -> {
                    out = html;
                    header(document, claims);
                }, html -> {
                    out = html;
                    claims(claims);
                });
    }

    private void claims(List<JsonNode> claims) {
        String section = "";
        for (JsonNode claim : claims) {
            if (!claim.path("section").asString("").equals(section)) {
                section = claim.path("section").asString("");
                out.element("h2", section);
            }
            claim(claim);
        }
    }

    private void header(JsonNode document, List<JsonNode> claims) {
        out.raw("<p class=\"answer\">")
                .text(Phrase.ARTICLE_ANSWER.in(language)
                        .formatted(claims.size(), count(claims, "yes"), count(claims, "partly"), count(claims, "no")))
                .raw("</p><p class=\"answer\">")
                .text(Phrase.ARTICLE_SOURCE.in(language));
        if (!document.path("provenance").path("extent").asString("full").equals("full")) {
            out.raw(" ").text(Phrase.ARTICLE_QUICK.in(language));
        }
        out.raw("</p><nav aria-label=\"").text(Phrase.CLAIMS.in(language)).raw("\"><ol class=\"claims\">");
        for (JsonNode claim : claims) {
            out.raw("<li><a href=\"#")
                    .text(claim.path("id").asString(""))
                    .raw("\"><span class=\"id\">")
                    .text(claim.path("id").asString(""))
                    .raw("</span> ")
                    .prose(claim.path("title").asString(""))
                    .raw("</a> ");
            badge(claim.path("holds").asString(""));
            out.raw("</li>");
        }
        out.raw("</ol></nav>");
    }

    private static long count(List<JsonNode> claims, String answer) {
        return claims.stream().filter(c -> c.path("holds").asString("").equals(answer)).count();
    }

    private void badge(String answer) {
        Phrase phrase = switch (answer) {
            case "yes" -> Phrase.YES;
            case "no" -> Phrase.NO;
            default -> Phrase.PARTLY;
        };
        out.raw("<span class=\"badge " + phrase.name().toLowerCase(java.util.Locale.ROOT) + "\">")
                .text(phrase.in(language))
                .raw("</span>");
    }

    private void claim(JsonNode claim) {
        String id = claim.path("id").asString("");
        out.raw("<article class=\"claim\" id=\"").text(id).raw("\"><h3><span class=\"id\">").text(id).raw("</span> ");
        out.prose(claim.path("title").asString("")).raw(" ");
        badge(claim.path("holds").asString(""));
        out.raw("</h3><p class=\"statement\">").prose(claim.path("statement").asString("")).raw("</p>");
        out.raw("<div class=\"formula\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(id + ": " + Phrase.FORMULA.in(language))
                .raw("\">")
                .raw(Formula.markup(claim.path("formula").asString("")))
                .raw("</div>");
        JsonNode control = claim.path("control");
        boolean failed = control.path("holds").asString("").equals("no");
        out.raw("<div class=\"words\">");
        paragraph(Phrase.EXPERIMENT, claim.path("experiment").asString(""), "");
        paragraph(Phrase.CRITERION, claim.path("criterion").asString(""), "");
        paragraph(Phrase.CONTROL, control.path("statement").asString(""),
                (failed ? Phrase.CONTROL_NO : Phrase.CONTROL_FAILED).in(language));
        paragraph(Phrase.LIMITS, claim.path("limits").asString(""), "");
        checkpoints(claim.path("checkpoints"));
        out.raw("</div><div class=\"evidence\"><figure data-claim=\"")
                .text(id)
                .raw("\"><div class=\"panels\"></div></figure>");
        figures(id, Phrase.FIGURES, claim.path("figures"));
        figures(id, Phrase.CONTROL_FIGURES, control.path("figures"));
        figures(id, Phrase.LIMIT_FIGURES, claim.path("limitFigures"));
        out.raw("</div></article>");
    }

    /** Files beside the page; what a document names otherwise is not linked. */
    private void checkpoints(JsonNode files) {
        List<String> names = files.valueStream()
                .map(f -> f.asString(""))
                .filter(f -> FILE.matcher(f).matches())
                .toList();
        if (names.isEmpty()) {
            return;
        }
        out.raw("<p><strong>").text(Phrase.KEPT.in(language)).raw("</strong>");
        for (String name : names) {
            out.raw(" <a href=\"").text(name).raw("\"><code>").text(name).raw("</code></a>");
        }
        out.raw("</p>");
    }

    private void paragraph(Phrase lead, String text, String end) {
        out.raw("<p><strong>").text(lead.in(language)).raw("</strong> ").prose(text);
        if (!end.isEmpty()) {
            out.raw(" ").text(end);
        }
        out.raw("</p>");
    }

    private void figures(String id, Phrase caption, JsonNode figures) {
        if (figures.isEmpty()) {
            return;
        }
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        figures.forEach(f -> groups.computeIfAbsent(f.path("quantity").asString(""), _ -> new ArrayList<>()).add(f));
        out.raw("<details class=\"figures\"" + (caption == Phrase.FIGURES ? " open" : "") + "><summary>")
                .text(caption.in(language))
                .raw("</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(id + ": " + caption.in(language))
                .raw("\"><table><thead><tr>");
        for (Phrase column : List.of(Phrase.QUANTITY, Phrase.CASE, Phrase.VALUE)) {
            out.raw("<th scope=\"col\">").text(column.in(language)).raw("</th>");
        }
        out.raw("</tr></thead>");
        for (List<JsonNode> group : groups.values()) {
            out.raw("<tbody>");
            for (int i = 0; i < group.size(); i++) {
                row(group.get(i), i == 0 ? group.size() : 0);
            }
            out.raw("</tbody>");
        }
        out.raw("</table></div></details>");
    }

    /** @param group the rows of the quantity's group, if this is the first one; 0 for the others */
    private void row(JsonNode figure, int group) {
        out.raw("<tr>");
        if (group > 0) {
            out.raw("<th scope=\"rowgroup\" rowspan=\"" + group + "\">")
                    .text(figure.path("quantity").asString(""))
                    .raw("</th>");
        }
        JsonNode value = figure.path("value");
        String unit = figure.path("unit").asString("");
        out.raw("<td class=\"word\">")
                .text(figure.path("of").asString(""))
                .raw("</td><td data-value=\"")
                .text(value.isNumber() ? value.asString() : "")
                .raw("\">")
                .text(shown(figure) + (unit.isEmpty() ? "" : "\u202f" + unit))
                .raw("</td></tr>");
    }

    private static String shown(JsonNode figure) {
        return switch (figure.path("nonFinite").asString("")) {
            case "Infinity" -> "∞";
            case "-Infinity" -> "−∞";
            default -> Digits.withError(figure.path("value").asDouble(Double.NaN),
                    figure.path("error").asDouble(Double.NaN));
        };
    }
}
