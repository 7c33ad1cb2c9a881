package retrograde.report.page;

import java.util.function.Consumer;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every page has: its head with the policy that lets it load nothing, its foot, and the data it carries. */
final class Shell {

    private Shell() {}

    /**
     * A whole page.
     *
     * @param document what it is made from; its provenance becomes the foot
     * @param texts the words its scripts need
     * @param header writes what stands first
     * @param main writes the rest
     */
    static String page(String title, Scripts scripts, Language language, JsonNode document, JsonNode texts,
            Consumer<Html> header, Consumer<Html> main) {
        Html out = new Html();
        head(out, title, scripts, language);
        out.raw("<header><p class=\"brand\">Retrograde</p>").element("h1", title);
        header.accept(out);
        out.raw("<noscript><p>").text(Phrase.WITHOUT_SCRIPTS.in(language)).raw("</p></noscript></header><main>");
        main.accept(out);
        out.raw("</main>");
        Provenance.write(out, document.path("provenance"), language);
        embed(out, "document", document);
        embed(out, "texts", texts);
        return out.raw(scripts.markup()).raw("</body></html>\n").toString();
    }

    /** Checks the kind of a document. */
    static void expect(JsonNode document, String kind) {
        if (!document.path("kind").asString("").equals(kind)) {
            throw new IllegalArgumentException(
                    "expected a document of kind \"" + kind + "\", got " + document.path("kind"));
        }
    }

    private static void head(Html out, String title, Scripts scripts, Language language) {
        out.raw("<!DOCTYPE html>\n<html lang=\"" + language.tag() + "\"><head><meta charset=\"utf-8\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .text(scripts.policy())
                .raw("\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .text(title)
                .raw("</title>\n<style>\n")
                .raw(Scripts.resource("page.css"))
                .raw("</style></head>\n<body>");
    }

    /** JSON needs no {@code <} outside strings, so that writing each as an escape keeps the value and ends no element. */
    private static void embed(Html out, String id, JsonNode json) {
        out.raw("<script type=\"application/json\" id=\"" + id + "\">")
                .raw(JsonMapper.shared().writeValueAsString(json).replace("<", "\\u003c"))
                .raw("</script>\n");
    }
}
