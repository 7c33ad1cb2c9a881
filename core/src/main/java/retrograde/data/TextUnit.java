package retrograde.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import retrograde.InputException;
import retrograde.equation.Suggestion;

/** What a text is cut into: the symbols that a network reads and predicts one by one. */
public enum TextUnit {
    /** Characters, by code point. */
    CHARACTERS,
    /**
     * Words: runs of letters, digits and apostrophes; every other character that is no blank is a symbol of its own, a line
     * end too. Blanks are not kept: between two symbols stands one, except before closing punctuation, after opening
     * brackets, and at line ends.
     */
    WORDS,
    /** Bytes, whatever they mean. */
    BYTES;

    private static final String CLOSING = ".,;:!?)]}%\n";
    private static final String OPENING = "([{\n";

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A symbol with fewer occurrences in the training part shares the symbol of all such, where nothing else is said. */
    public int standardRarest() {
        return this == BYTES ? 1 : TextDataset.RAREST;
    }

    /**
     * The unit of that name.
     *
     * @throws InputException where there is none
     */
    public static TextUnit of(String text) {
        List<String> names = Arrays.stream(values()).map(TextUnit::text).toList();
        int found = names.indexOf(text);
        if (found < 0) {
            String phrase = Suggestion.phrase(text, names);
            throw new InputException("--by is '" + text + "'" + (phrase.isEmpty() ? ";" : phrase) + " choose one of "
                    + String.join(", ", names));
        }
        return values()[found];
    }

    /** The words of a text, and its other characters but blanks. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int end = at + Character.charCount(c);
            if (part(c)) {
                while (end < text.length() && part(text.codePointAt(end))) {
                    end += Character.charCount(text.codePointAt(end));
                }
            }
            if (c == '\n' || !Character.isWhitespace(c)) {
                words.add(text.substring(at, end));
            }
            at = end;
        }
        return words;
    }

    private static boolean part(int c) {
        return Character.isLetterOrDigit(c) || c == '\'' || c == '’'
                || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /** Whether a blank stands between two words. */
    static boolean blankBetween(String before, String after) {
        return !CLOSING.contains(after) && !OPENING.contains(before);
    }
}
