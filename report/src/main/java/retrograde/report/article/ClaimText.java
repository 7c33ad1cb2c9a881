package retrograde.report.article;

import java.util.Map;

import retrograde.report.Language;
import retrograde.report.Text;

/**
 * What a page says of a claim beside its figures.
 *
 * @param id the claim's number
 * @param section where in the article it stands
 * @param title a few words
 * @param statement the claim in one or two sentences, as the article means it
 * @param formula MathML, {@code <math>…</math>}; formulas are parted by {@code <mo>;</mo>}
 * @param experiment what is run, on what
 * @param criterion when it counts as holding
 * @param control the case in which the same criterion must fail
 * @param limits where the claim stops holding
 * @param words Chinese for every English quantity, chart title and axis of the claim's finding
 */
public record ClaimText(String id, Section section, Text title, Text statement, String formula, Text experiment,
        Text criterion, Text control, Text limits, Map<String, String> words) {
    /** Copies the words. */
    public ClaimText {
        words = Map.copyOf(words);
    }

    /**
     * A name of the finding in a language.
     *
     * @throws IllegalArgumentException if it has no translation
     */
    public String word(String english, Language language) {
        if (language == Language.ENGLISH || english.isEmpty()) {
            return english;
        }
        String chinese = words.get(english);
        if (chinese == null) {
            throw new IllegalArgumentException(id + ": no Chinese for '" + english + "'");
        }
        return chinese;
    }
}
