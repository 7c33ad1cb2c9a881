package retrograde.report.page;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every page has: its head with the policy that lets it load nothing, and the data it carries. */
final class Shell {

    private Shell() {}

    static void head(Html out, String title, Scripts scripts, Language language) {
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
    static void embed(Html out, String id, JsonNode json) {
        out.raw("<script type=\"application/json\" id=\"" + id + "\">")
                .raw(JsonMapper.shared().writeValueAsString(json).replace("<", "\\u003c"))
                .raw("</script>\n");
    }
}
