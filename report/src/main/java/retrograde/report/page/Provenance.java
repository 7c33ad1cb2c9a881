package retrograde.report.page;

import java.util.Map;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/** The foot of a page: everything the document says about where its numbers come from, under the document's own keys. */
final class Provenance {

    private Provenance() {}

    static void write(Html out, JsonNode provenance, Language language) {
        out.raw("<footer><h2>")
                .text(Phrase.PROVENANCE.in(language))
                .raw("</h2><p>")
                .text(Phrase.PROVENANCE_NOTE.in(language))
                .raw("</p>");
        list(out, provenance);
        out.raw("<p><button type=\"button\" id=\"save\">").text(Phrase.SAVE.in(language)).raw("</button></p></footer>");
    }

    private static void list(Html out, JsonNode object) {
        out.raw("<dl>");
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            out.element("dt", entry.getKey()).raw("<dd>");
            value(out, entry.getValue());
            out.raw("</dd>");
        }
        out.raw("</dl>");
    }

    private static void value(Html out, JsonNode value) {
        if (value.isObject()) {
            list(out, value);
        } else if (value.isArray()) {
            out.raw("<ul>");
            for (JsonNode item : value) {
                out.raw("<li>");
                value(out, item);
                out.raw("</li>");
            }
            out.raw("</ul>");
        } else {
            out.raw("<code>").text(value.isNull() ? Digits.NONE : value.asString()).raw("</code>");
        }
    }
}
