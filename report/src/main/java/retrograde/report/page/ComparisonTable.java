package retrograde.report.page;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/**
 * One data set's table: a row a cell, every quantity of memory before → after training. A cell that did not learn the
 * data gets no verdict on its memory. A number's cell carries the unrounded one in {@code data-value}.
 */
final class ComparisonTable {

    private static final List<Phrase> COLUMNS = List.of(Phrase.CELL, Phrase.LOSS, Phrase.PARAMETERS, Phrase.SECONDS,
            Phrase.LYAPUNOV, Phrase.REACH, Phrase.HORIZON, Phrase.MAIN_TERM, Phrase.RESPONSIBLE, Phrase.VERDICT);

    private final Language language;
    private final Html out;
    /** Whether anything was trained here; checkpoints that are compared were trained elsewhere. */
    private boolean timed;

    ComparisonTable(Html out, Language language) {
        this.out = out;
        this.language = language;
    }

    void write(String data, List<JsonNode> rows) {
        String label = data + ": " + Phrase.COMPARISON.in(language);
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").text(label).raw("\">");
        out.raw("<table class=\"comparison\"><caption>").text(caption(rows)).raw("</caption><thead><tr>");
        timed = rows.stream().anyMatch(r -> r.path("seconds").asDouble(0) > 0);
        for (Phrase column : COLUMNS) {
            if (column == Phrase.SECONDS && !timed) {
                continue;
            }
            out.raw("<th scope=\"col\">").text(column.in(language)).raw("</th>");
        }
        out.raw("</tr></thead><tbody>");
        rows.forEach(this::row);
        out.raw("</tbody></table></div>");
        rows.forEach(this::nonFinite);
    }

    private String caption(List<JsonNode> rows) {
        JsonNode first = rows.getFirst();
        String name = first.path("baselineName").asString("");
        String loss = first.path("lossName").asString("");
        return Phrase.COMPARISON.in(language) + "; " + (loss.isEmpty() ? "" : loss + ", ")
                + Phrase.BASELINE.in(language) + " " + Digits.of(first.path("baseline"))
                + (name.isEmpty() ? "" : " (" + name + ")");
    }

    private void row(JsonNode row) {
        String cell = row.path("cell").asString("");
        boolean trained = row.path("trained").asBoolean(false);
        out.raw(trained ? "<tr>" : "<tr class=\"untrained\">");
        out.raw("<th scope=\"row\"><span data-swatch=\"").text(cell).raw("\">").text(cell).raw("</span></th>");
        number(row.path("loss"),
                row.path("lossError").isNumber() ? Digits.measured(row.path("loss"), row.path("lossError"), 6)
                        : Digits.significant(row.path("loss"), 4));
        number(row.path("parameters"), Digits.count(row.path("parameters")));
        if (timed) {
            JsonNode seconds = row.path("seconds");
            number(seconds,
                    seconds.isNumber() ? String.format(Locale.ROOT, "%.1f", seconds.doubleValue()) : Digits.NONE);
        }
        lyapunov(row);
        change(row, m -> m.path("reach").path("k90"), ComparisonTable::reach);
        change(row, m -> m.path("horizon"), this::horizon);
        change(row, m -> m.path("mainTermShare"), ComparisonTable::mainTerm);
        out.raw("<td class=\"word\">").text(row.path("after").path("responsible").asString(Digits.NONE)).raw("</td>");
        out.raw("<td class=\"verdict\">");
        if (trained) {
            String before = state(row.path("before"));
            String after = state(row.path("after"));
            if (!before.equals(after)) {
                verdict(row.path("before"), "was").raw(" → ");
            }
            verdict(row.path("after"), "is");
        } else {
            out.text(Phrase.NOT_TRAINED.in(language));
        }
        out.raw("</td></tr>");
    }

    private void number(JsonNode value, String shown) {
        out.raw("<td data-value=\"").text(value.isNumber() ? value.asString() : "").raw("\">").text(shown).raw("</td>");
    }

    private void change(JsonNode row, Function<JsonNode, JsonNode> value, Function<JsonNode, String> shown) {
        change(value.apply(row.path("after")), shown.apply(row.path("before")), shown.apply(row.path("after")));
    }

    private void change(JsonNode now, String before, String after) {
        out.raw("<td data-value=\"").text(now.isNumber() ? now.asString() : "").raw("\">");
        if (!before.equals(Digits.NONE) || !after.equals(Digits.NONE)) {
            out.raw("<span class=\"was\">").text(before).raw(" → </span>");
        }
        out.text(after).raw("</td>");
    }

    /** The exponent, its error behind the later one only: the earlier is rounded to its own. */
    private void lyapunov(JsonNode row) {
        JsonNode before = row.path("before").path("lyapunov");
        JsonNode after = row.path("after").path("lyapunov");
        change(after.path("value"),
                Digits.measured(before.path("value"), before.path("error"), 4).replaceFirst(" ±.*", ""),
                Digits.measured(after.path("value"), after.path("error"), 4));
    }

    /** The share, and the term's name where another stands in for a main term that the cell does not have. */
    private static String mainTerm(JsonNode moment) {
        String share = Digits.percent(moment.path("mainTermShare"));
        for (JsonNode term : moment.path("flow").path("quantities").path("terms")) {
            if (term.path("main").asBoolean(false) && !share.equals(Digits.NONE)) {
                String name = term.path("name").asString("main");
                return name.equals("main") ? share : share + " " + name;
            }
        }
        return share;
    }

    private static String reach(JsonNode moment) {
        Reach reach = Reach.of(moment);
        return (reach.censored() ? "≥ " : "") + Digits.of(reach.steps());
    }

    /** The horizon, or what is known of it. */
    String horizon(JsonNode moment) {
        JsonNode measured = moment.path("flow").path("quantities").path("horizon");
        return switch (measured.path("state").asString("")) {
            case "beyond" -> "> " + Digits.of(measured.path("measured"));
            case "grown" -> Phrase.GROWS.in(language) + " " + Digits.of(measured.path("lag"));
            default -> Digits.significant(moment.path("horizon"), 3);
        };
    }

    /** The verdict in one word, its reason as its title. */
    Html verdict(JsonNode moment, String role) {
        String why = moment.path("flow").path("verdict").path("why").asString("");
        out.raw("<span class=\"" + role + "\" title=\"").text(why).raw("\">");
        out.text(word(moment, language).orElse(Digits.NONE));
        return out.raw("</span>");
    }

    /** The verdict's word in the page's language. */
    static Optional<String> word(JsonNode moment, Language language) {
        String word = state(moment);
        return word.isEmpty() ? Optional.empty() : Optional.of(known(word).map(p -> p.in(language)).orElse(word));
    }

    private static String state(JsonNode moment) {
        JsonNode verdict = moment.path("verdict");
        return (verdict.isObject() ? verdict.path("state") : verdict).asString("");
    }

    private static Optional<Phrase> known(String verdict) {
        return switch (verdict) {
            case "vanishing" -> Optional.of(Phrase.VANISHING);
            case "exploding" -> Optional.of(Phrase.EXPLODING);
            case "chaotic" -> Optional.of(Phrase.CHAOTIC);
            case "stable" -> Optional.of(Phrase.STABLE);
            default -> Optional.empty();
        };
    }

    /** The first thing to know about a run that met a NaN: where. */
    void nonFinite(JsonNode row) {
        for (String moment : List.of("before", "after")) {
            JsonNode places = row.path(moment).path("flow").path("nonFinite");
            if (places.isArray() && !places.isEmpty()) {
                String when = (moment.equals("before") ? Phrase.BEFORE_TRAINING : Phrase.AFTER_TRAINING).in(language);
                out.raw("<p class=\"warning\">")
                        .text(Phrase.NON_FINITE.in(language) + " " + row.path("cell").asString("")
                                + (row.has("before") ? " (" + when + ")" : "") + ": " + places(places))
                        .raw("</p>");
            }
        }
    }

    private String places(JsonNode places) {
        StringBuilder out = new StringBuilder();
        for (JsonNode place : places) {
            out.append(out.isEmpty() ? "" : "; ").append(place.isObject() ? place(place) : place.asString());
        }
        return out.toString();
    }

    private String place(JsonNode place) {
        return Phrase.PLACE.in(language)
                .formatted(place.path("variable").asString(Digits.NONE), place.path("layer").asString(Digits.NONE),
                        place.path("unit").asString(Digits.NONE), place.path("value").asString(Digits.NONE),
                        place.path("step").asString(Digits.NONE), place.path("sequence").asString(Digits.NONE),
                        place.path("path").asString(Digits.NONE));
    }
}
