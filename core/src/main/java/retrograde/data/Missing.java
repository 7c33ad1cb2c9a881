package retrograde.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import retrograde.InputException;
import retrograde.equation.Suggestion;

/**
 * What stands for a value of a series that is missing.
 *
 * <p>No choice looks at later rows, nor at rows held out: what a network is shown at a step was known at that step. A
 * target that is missing has no loss and is never filled.
 */
public enum Missing {
    /** Nothing: a series with a gap is refused. */
    REFUSE,
    /** The last value before it; the column's mean over the training part where there is none. */
    CARRY,
    /** The column's mean over the training part. */
    MEAN,
    /** The same mean, and for every column an input more: 1 where its value is missing, else 0. */
    MASK;

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The choice of that name.
     *
     * @throws InputException where there is none
     */
    public static Missing of(String text) {
        List<String> names = Arrays.stream(values()).map(Missing::text).toList();
        int found = names.indexOf(text);
        if (found < 0) {
            String phrase = Suggestion.phrase(text, names);
            throw new InputException("--missing is '" + text + "'" + (phrase.isEmpty() ? ";" : phrase)
                    + " choose one of " + String.join(", ", names));
        }
        return values()[found];
    }
}
