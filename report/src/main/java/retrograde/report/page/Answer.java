package retrograde.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.report.Language;
import tools.jackson.databind.JsonNode;

/**
 * The first thing a reader wants to know, as one sentence a data set: how far back each trained cell's gradient reaches
 * (K₉₀, the lags that reproduce the gradient to within a tenth), furthest first. Cells that did not learn the data are
 * named and not judged.
 */
final class Answer {

    private Answer() {}

    static String sentence(String data, List<JsonNode> rows, Language language) {
        List<JsonNode> trained = new ArrayList<>(
                rows.stream().filter(r -> r.path("trained").asBoolean(false)).toList());
        if (trained.isEmpty()) {
            return Phrase.ANSWER_NONE.in(language).formatted(data);
        }
        trained.sort(Comparator.comparingDouble((JsonNode r) -> rank(reach(r))).reversed());
        Map<String, List<String>> cellsBySteps = new LinkedHashMap<>();
        for (JsonNode row : trained) {
            cellsBySteps.computeIfAbsent(steps(reach(row), language), steps -> new ArrayList<>())
                    .add(row.path("cell").asString(""));
        }
        StringBuilder sentence = new StringBuilder();
        cellsBySteps.forEach((steps, cells) -> {
            String together = enumeration(cells, language);
            sentence.append(sentence.isEmpty() ? Phrase.ANSWER_FIRST.in(language).formatted(data, together, steps)
                    : Phrase.ANSWER_NEXT.in(language).formatted(together, steps));
        });
        String untrained = String.join(Phrase.COMMA.in(language),
                rows.stream().filter(r -> !trained.contains(r)).map(r -> r.path("cell").asString("")).toList());
        return sentence.append(untrained.isEmpty() ? Phrase.END.in(language)
                : Phrase.ANSWER_UNTRAINED.in(language).formatted(untrained)).toString();
    }

    /** The same of one model that was measured once: how far back, by which path, and the verdict. */
    static String ofOne(JsonNode row, Language language) {
        JsonNode moment = row.path("after");
        JsonNode quantities = moment.path("flow").path("quantities");
        String data = row.path("data").asString("");
        String cell = row.path("cell").asString("");
        Reach reach = Reach.of(moment);
        JsonNode horizon = quantities.path("horizon").path("lag");
        StringBuilder sentence = new StringBuilder(Double.isNaN(reach.steps())
                ? horizon.isNumber()
                        ? Phrase.ANSWER_FELT.in(language).formatted(data, cell, Digits.significant(horizon, 3))
                        : Phrase.ANSWER_MEASURED.in(language).formatted(data, cell)
                : Phrase.ANSWER_FIRST.in(language).formatted(data, cell, steps(reach, language)));
        JsonNode carrier = quantities.path("ablation").path(0);
        if (carrier.isObject()) {
            String path = carrier.path("name").asString("");
            boolean several = moment.path("flow").path("layers").asInt(1) > 1;
            sentence.append(
                    Phrase.ANSWER_CARRIED.in(language)
                            .formatted(several
                                    ? Phrase.OF_LAYER.in(language).formatted(path, carrier.path("layer").asString(""))
                                    : path));
        }
        ComparisonTable.word(moment, language)
                .ifPresent(word -> sentence.append(Phrase.ANSWER_VERDICT.in(language).formatted(word)));
        return sentence.append(Phrase.END.in(language)).toString();
    }

    private static Reach reach(JsonNode row) {
        return Reach.of(row.path("after"));
    }

    /** What is only bounded from below stands before what was measured; what was not measured stands last. */
    private static double rank(Reach reach) {
        return Double.isNaN(reach.steps()) ? -1 : reach.censored() ? 1e9 + reach.steps() : reach.steps();
    }

    private static String enumeration(List<String> names, Language language) {
        int last = names.size() - 1;
        return last == 0 ? names.getFirst()
                : String.join(Phrase.COMMA.in(language), names.subList(0, last)) + Phrase.AND.in(language)
                        + names.get(last);
    }

    private static String steps(Reach reach, Language language) {
        if (Double.isNaN(reach.steps())) {
            return Phrase.UNKNOWN.in(language);
        }
        String steps = Digits.of(reach.steps());
        return reach.censored() ? Phrase.AT_LEAST.in(language).formatted(steps) : steps;
    }
}
