package retrograde.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.equation.Suggestion;
import retrograde.flow.Flow;
import retrograde.flow.FlowFigure;
import retrograde.flow.FlowFigure.Range;
import retrograde.flow.Verdict;

/**
 * The option by which flow ends with status 1 where a figure is not as a team wants it: {@code k90<50,verdict=vanishing}.
 *
 * <p>
 * A figure known only to lie beyond what was measured is compared as far as that goes; where it does not, that is said, with
 * status 2. A figure that could not be measured since a value is not finite counts as a condition that holds.
 */
final class FailOptions {
    private static final Pattern CONDITION = Pattern.compile("(\\w+)\\s*(<=|>=|!=|<|>|=)\\s*(\\S+)");
    private static final String VERDICT = "verdict";

    @Option(
            names = "--fail-if",
            paramLabel = "CONDITIONS",
            description = {"End with status 1 if one of these holds, parted by commas: 'k90<50,verdict=vanishing'.",
                    "Figures: k50, k90, k99, horizon, lambda1, mainShare (< <= > >=) and verdict (= !=)."})
    private @Nullable String given;

    /** One condition; {@code word} for the verdict, {@code bound} for numbers. */
    private record Condition(String text, @Nullable FlowFigure figure, String operator, double bound, String word) {}

    /** Whether conditions were given. */
    boolean given() {
        return given != null;
    }

    /** The quantities that the conditions are about; refuses what cannot be read. */
    Set<String> needs() {
        Set<String> needs = new TreeSet<>();
        conditions().forEach(c -> needs.add(c.figure() == null ? "horizon" : c.figure().quantity()));
        return needs;
    }

    /** Says which conditions hold, and returns the exit status. */
    int judge(Flow flow) {
        int status = Main.SUCCESS;
        for (Condition condition : conditions()) {
            String reason = reason(condition, flow);
            if (reason != null) {
                System.err.println("retrograde: --fail-if " + condition.text() + ": " + reason);
                status = Main.FAILURE;
            }
        }
        return status;
    }

    private List<Condition> conditions() {
        if (given == null) {
            return List.of();
        }
        List<Condition> all = new ArrayList<>();
        for (String part : given.split(",", -1)) {
            all.add(condition(part.strip()));
        }
        return all;
    }

    private static Condition condition(String text) {
        Matcher parts = CONDITION.matcher(text);
        if (!parts.matches()) {
            throw new InputException("--fail-if '" + text
                    + "' is no condition; expected a figure, one of < <= > >= = !=, and a value, as in k90<50 or"
                    + " verdict=vanishing; the figures are " + String.join(", ", names()));
        }
        String name = parts.group(1);
        String operator = parts.group(2);
        String value = parts.group(3);
        if (name.equals(VERDICT)) {
            return new Condition(text, null, operator, Double.NaN, word(text, operator, value));
        }
        FlowFigure figure = FlowFigure.ALL.stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException("--fail-if names " + name + "; the figures are "
                        + String.join(", ", names()) + Suggestion.phrase(name, names())));
        if (operator.equals("=") || operator.equals("!=")) {
            throw new InputException("--fail-if '" + text + "': " + name
                    + " is a measured number, which nothing equals exactly; compare it by <, <=, > or >=");
        }
        return new Condition(text, figure, operator, bound(text, value), "");
    }

    private static String word(String text, String operator, String value) {
        List<String> words = Arrays.stream(Verdict.State.values()).map(Verdict.State::word).toList();
        if (!words.contains(value) || !(operator.equals("=") || operator.equals("!="))) {
            throw new InputException("--fail-if '" + text + "': the verdict is compared by = or !=, with one of "
                    + String.join(", ", words) + Suggestion.phrase(value, words));
        }
        return value;
    }

    private static double bound(String text, String value) {
        try {
            double bound = Double.parseDouble(value);
            if (Double.isFinite(bound)) {
                return bound;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InputException("--fail-if '" + text + "': " + value + " is no number, such as 50 or 0.1");
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        FlowFigure.ALL.forEach(f -> names.add(f.name()));
        names.add(VERDICT);
        return names;
    }

    /** Why a condition holds; null if it does not. */
    private static @Nullable String reason(Condition condition, Flow flow) {
        FlowFigure figure = condition.figure();
        if (figure == null) {
            boolean same = flow.verdict().state().word().equals(condition.word());
            return same == condition.operator().equals("=")
                    ? "the verdict is " + flow.verdict().state().word() + ": " + flow.verdict().why()
                    : null;
        }
        Optional<Range> measured = figure.value().apply(flow);
        if (measured.isEmpty()) {
            return figure.name() + " could not be measured: " + flow.verdict().why();
        }
        Range range = measured.get();
        if (Double.isNaN(range.low())) {
            throw new InputException("--fail-if " + condition.text() + ": " + String.join(", ", flow.cells())
                    + " has a single term, so there is no share of a main one; leave this condition out");
        }
        if (surely(range, condition.operator(), condition.bound())) {
            return figure.name() + " is " + range.text();
        }
        if (!surely(range, opposite(condition.operator()), condition.bound())) {
            throw new InputException(
                    "--fail-if " + condition.text() + " cannot be told: " + figure.name() + " is " + range.text()
                            + ", which is as far as was measured; choose a longer --window (and --lags, if given)");
        }
        return null;
    }

    private static String opposite(String operator) {
        return switch (operator) {
            case "<" -> ">=";
            case "<=" -> ">";
            case ">" -> "<=";
            default -> "<";
        };
    }

    private static boolean surely(Range range, String operator, double bound) {
        return switch (operator) {
            case "<" -> range.high() < bound;
            case "<=" -> range.high() <= bound;
            case ">" -> range.low() > bound;
            default -> range.low() >= bound;
        };
    }
}
