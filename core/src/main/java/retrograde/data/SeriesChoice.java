package retrograde.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import retrograde.InputException;
import retrograde.data.Objective.LossSteps;
import retrograde.equation.Suggestion;

/**
 * What of a series is shown, what is predicted, and by what it is judged.
 *
 * @param inputs names of the columns that a network sees, in this order; empty for all
 * @param targets names of the columns whose next row it predicts; empty for the inputs. One need not be an input; an
 *        input that is none is exogenous
 * @param missing what stands for a value that is missing
 * @param test the share of rows, in [0, 0.5], at the end, that neither training nor judging on the way ever sees
 * @param losses whether every row of a window is predicted, or only the one after its last
 */
public record SeriesChoice(List<String> inputs, List<String> targets, Missing missing, double test, LossSteps losses) {
    /** All columns are seen and predicted, none may have gaps, and there is no test part. */
    public static final SeriesChoice ALL = new SeriesChoice(List.of(), List.of(), Missing.REFUSE, 0);

    /** Of which every row is predicted. */
    public SeriesChoice(List<String> inputs, List<String> targets, Missing missing, double test) {
        this(inputs, targets, missing, test, LossSteps.EVERY);
    }

    /** Checks the share and that no name stands twice. */
    public SeriesChoice {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
        if (!(test >= 0 && test <= 0.5)) {
            throw new InputException("--test is " + test
                    + ": the share of rows kept for the test lies in 0 to 0.5, such as 0.1; 0 keeps none");
        }
        checkDifferent("--columns", inputs);
        checkDifferent("--target", targets);
    }

    private static void checkDifferent(String option, List<String> names) {
        if (new LinkedHashSet<>(names).size() < names.size()) {
            throw new InputException(option + " names a column twice: " + String.join(", ", names));
        }
    }

    /** The columns that are seen, given all there are. */
    List<String> seen(List<String> known) {
        return inputs.isEmpty() ? known : inputs;
    }

    /** The columns that are predicted, given all there are. */
    List<String> predicted(List<String> known) {
        return targets.isEmpty() ? seen(known) : targets;
    }

    /**
     * Every column that is needed: those seen, then those predicted only.
     *
     * @param source what has the columns, for the message
     * @throws InputException where a name is unknown
     */
    public List<String> needed(String source, List<String> known) {
        check(source, "--columns", seen(known), known);
        check(source, "--target", predicted(known), known);
        LinkedHashSet<String> needed = new LinkedHashSet<>(seen(known));
        needed.addAll(predicted(known));
        return new ArrayList<>(needed);
    }

    private static void check(String source, String option, List<String> names, List<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                String phrase = Suggestion.phrase(name, known);
                throw new InputException(option + " names '" + name + "', which " + source + " has not"
                        + (phrase.isEmpty() ? ";" : phrase) + " its columns are " + String.join(", ", known));
            }
        }
    }
}
