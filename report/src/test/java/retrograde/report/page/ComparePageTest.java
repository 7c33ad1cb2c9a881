package retrograde.report.page;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.report.Language;
import retrograde.report.view.Instrument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can be seen of the page without a browser; the browser's own tests are in the module guide. */
class ComparePageTest {

    private static final String DOCUMENT = """
            {"kind": "compare", "title": "A <b>title</b>", "provenance": {"seed": 7, "data": [{"name": "d"}]},
             "cells": [{"name": "a</script>", "equations": ["<math><mi>h</mi></math>", "<img src='x'/>"], "terms": []}],
             "rows": [
              {"data": "d", "cell": "a</script>", "loss": 0.1234567890123, "baseline": 0.5, "trained": true,
               "after": {"reach": {"k90": 41, "censored": false}, "verdict": "vanishing"}},
              {"data": "d", "cell": "b", "loss": 0.2, "trained": true,
               "after": {"reach": {"k90": 354, "censored": true}, "horizon": null,
                "flow": {"window": 256, "quantities": {"horizon": {"state": "beyond", "measured": 400}}}}},
              {"data": "d", "cell": "c", "loss": 0.9, "trained": false,
               "after": {"reach": {"k90": 999, "censored": false}, "verdict": "stable"}}]}
            """;

    private final JsonNode document = JsonMapper.shared().readTree(DOCUMENT);
    /** Without its programs: a megabyte that no test here is about. */
    private final String page = withoutPrograms(ComparePage.render(document, Language.ENGLISH));

    private static String withoutPrograms(String page) {
        return page.replaceAll("(?s)<script>.*?</script>", "");
    }

    @Test
    void theDocumentStandsInThePageAsItIs() {
        Matcher block = Pattern
                .compile("<script type=\"application/json\" id=\"document\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(block.find()).isTrue();
        assertThat(JsonMapper.shared().readTree(block.group(1))).isEqualTo(document);
    }

    @Test
    void nothingOfTheDocumentBecomesMarkup() {
        assertThat(page).doesNotContain("<b>title", "<img", "a</script>");
        assertThat(page).contains("<math><mi>h</mi></math>", "A &lt;b&gt;title");
    }

    @Test
    void theAnswerRanksTrainedCellsByReachAndJudgesNoOther() {
        assertThat(page).contains("On d, the gradient reaches at least 128 steps back in b, 41 in a&lt;/script&gt;"
                + " (not trained on this: c).");
    }

    @Test
    void aCellThatDidNotLearnGetsNoVerdict() {
        assertThat(page).contains("not trained on this").doesNotContain(">stable<");
    }

    @Test
    void aHorizonBeyondTheLastLagIsSaidToBeSo() {
        assertThat(page).contains("&gt; 400");
    }

    @Test
    void numbersOfTheTableKeepEveryDigitBehindTheRoundedOne() {
        assertThat(page).contains("data-value=\"0.1234567890123\">0.1235<");
    }

    @Test
    void everyScriptIsAllowedByHashAndNothingElseIs() {
        assertThat(page)
                .containsPattern("default-src &#39;none&#39;; [^>]*script-src( &#39;sha256-[^ ]{44}&#39;){2}\"");
        assertThat(page).doesNotContainPattern("<(script|link|img|iframe)[^>]* (src|href)=");
    }

    @ParameterizedTest
    @EnumSource
    void everyLanguageHasEveryPicture(Language language) {
        assertThat(ComparePage.render(document, language)).contains("<html lang=\"" + language.tag() + "\">");
        Html out = new Html();
        new Pictures(ComparePage.INSTRUMENTS, List.of(), false).write(out, language);
        String written = out.toString();
        for (Instrument instrument : ComparePage.INSTRUMENTS) {
            assertThat(written).contains("data-view=\"" + instrument.name() + "\"",
                    Html.escape(instrument.reading().in(language)), Html.escape(instrument.when().in(language)));
        }
    }

    @Test
    void everyInstrumentHasItsScriptAndTheScriptFindsAllItsWords() {
        for (Instrument instrument : Stream.of(ComparePage.INSTRUMENTS, FlowPage.INSTRUMENTS, SequencePage.INSTRUMENTS)
                .flatMap(List::stream)
                .distinct()
                .toList()) {
            String script = instrument.script();
            assertThat(script).startsWith("retrograde.view(\"" + instrument.name() + "\"");
            Matcher words = Pattern.compile("kit\\.words\\.(\\w+)").matcher(script);
            while (words.find()) {
                assertThat(instrument.labels()).as(instrument.name()).containsKey(words.group(1));
            }
        }
    }

    @Test
    void refusesADocumentOfAnotherKind() {
        assertThatThrownBy(
                () -> ComparePage.render(JsonMapper.shared().readTree("{\"kind\":\"flow\"}"), Language.ENGLISH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a document of kind \"compare\"");
    }
}
