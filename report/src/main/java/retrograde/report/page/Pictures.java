package retrograde.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import retrograde.report.Language;
import retrograde.report.Text;
import retrograde.report.view.Instrument;
import retrograde.report.view.Instrument.Width;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pictures of a page: those of its instruments whose numbers some row of the document has. */
record Pictures(List<Instrument> instruments, List<Instrument> missing, boolean one) {

    /** Chooses them. */
    static Pictures of(List<Instrument> all, JsonNode rows) {
        boolean one = rows.valueStream().noneMatch(r -> r.has("before"));
        List<Instrument> drawn = all.stream().filter(i -> rows.valueStream().anyMatch(i::isIn)).toList();
        // A page without a training has no pictures of one, and that need not be said.
        List<Instrument> missing = all.stream()
                .filter(i -> !drawn.contains(i) && !i.requires().startsWith("during"))
                .toList();
        return new Pictures(drawn, missing, one);
    }

    /** Writes the figures' places; the script draws into them. */
    void write(Html out, Language language) {
        out.raw("<div class=\"views\">");
        instruments.forEach(instrument -> figure(out, instrument, language));
        out.raw("</div>");
        if (!missing.isEmpty()) {
            String names = String.join(Phrase.COMMA.in(language),
                    missing.stream().map(i -> i.title().in(language)).toList());
            out.raw("<p class=\"missing\">").text(Phrase.NOT_MEASURED.in(language).formatted(names)).raw("</p>");
        }
    }

    private void figure(Html out, Instrument instrument, Language language) {
        Width width = one ? instrument.widthOfOne() : instrument.width();
        out.raw("<figure class=\"" + width.name().toLowerCase(Locale.ROOT) + "\" data-view=\"" + instrument.name()
                + "\"><figcaption>")
                .element("h3", instrument.title().in(language))
                .raw("<p>")
                .text(instrument.reading().in(language))
                .raw(" <span class=\"when\">")
                .text(instrument.when().in(language))
                .raw("</span></p></figcaption><div class=\"panels\"></div><div class=\"notes\"></div></figure>");
    }

    /** The words that scripts need: the page's own under {@code common}, each instrument's under its name. */
    JsonNode texts(Language language) {
        Map<String, Map<String, String>> texts = new LinkedHashMap<>();
        Map<String, String> common = new LinkedHashMap<>();
        for (Phrase phrase : Phrase.values()) {
            common.put(phrase.name(), phrase.in(language));
        }
        texts.put("common", common);
        for (Instrument instrument : instruments) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (Map.Entry<String, Text> label : instrument.labels().entrySet()) {
                labels.put(label.getKey(), label.getValue().in(language));
            }
            texts.put(instrument.name(), labels);
        }
        return JsonMapper.shared().valueToTree(texts);
    }
}
