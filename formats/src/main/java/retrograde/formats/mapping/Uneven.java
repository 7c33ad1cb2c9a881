package retrograde.formats.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import retrograde.InputException;
import retrograde.equation.Suggestion;

/** What becomes of a series whose steps in time are not all the same. */
public enum Uneven {
    /** It is refused. */
    REFUSE,
    /** The time since the row before is one more input. */
    STEP,
    /** Its rows are taken as they come. */
    IGNORE;

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The choice of that name.
     *
     * @throws InputException where there is none
     */
    public static Uneven of(String text) {
        List<String> names = Arrays.stream(values()).map(Uneven::text).toList();
        int found = names.indexOf(text);
        if (found < 0) {
            String phrase = Suggestion.phrase(text, names);
            throw new InputException("--uneven is '" + text + "'" + (phrase.isEmpty() ? ";" : phrase)
                    + " choose one of " + String.join(", ", names));
        }
        return values()[found];
    }
}
