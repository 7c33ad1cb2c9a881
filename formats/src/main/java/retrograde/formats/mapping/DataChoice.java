package retrograde.formats.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import retrograde.InputException;
import retrograde.data.Encoding;
import retrograde.data.Missing;
import retrograde.data.Objective.LossSteps;
import retrograde.data.SeriesChoice;
import retrograde.data.TextUnit;
import retrograde.data.Vocabulary;

/**
 * How data are to be read, as the options say it: which columns, what is predicted, what stands for a gap. It goes into a
 * checkpoint as facts, so that whoever opens the checkpoint reads the data in the same way.
 *
 * @param given the options' texts by their names without dashes, those only that were given
 * @param encoding of the data that the model was trained on that is to read these; {@link Encoding#NONE} for a fresh one
 */
public record DataChoice(Map<String, String> given, Encoding encoding) {
    /** Nothing chosen. */
    public static final DataChoice NONE = new DataChoice(Map.of());

    /** Which steps of a window have a loss. */
    static final String LOSSES = "loss-steps";

    private static final String PREFIX = "data.";
    private static final List<String> SERIES = List.of("columns", "target", "missing", "time", "uneven", "test");
    private static final List<String> TEXT = List.of("by", "rarest");
    private static final List<String> NAMES = List.of("columns", "target", "missing", "time", "uneven", "test",
            "sequence", "label", "by", "rarest", LOSSES);

    /** Checks what can be checked without the data. */
    public DataChoice {
        given = Map.copyOf(given);
        for (String name : given.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("there is no choice '" + name + "'");
            }
        }
    }

    /** For a fresh model. */
    public DataChoice(Map<String, String> given) {
        this(given, Encoding.NONE);
    }

    /** As a run was begun. Runs of before there was a choice took rows as they came. */
    public static DataChoice of(Map<String, String> facts, Encoding encoding) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = facts.get(PREFIX + name);
            if (value != null) {
                given.put(name, value);
            }
        }
        given.putIfAbsent("uneven", Uneven.IGNORE.text());
        return new DataChoice(given, encoding);
    }

    /** Writes what a resumed run needs to know. */
    public void record(Map<String, String> facts) {
        facts.keySet().removeIf(key -> key.startsWith(PREFIX));
        given.forEach((name, value) -> facts.put(PREFIX + name, value));
        facts.putIfAbsent(PREFIX + "uneven", Uneven.REFUSE.text());
    }

    /** This choice, and where it says nothing the other; for the other's model. */
    public DataChoice over(DataChoice other) {
        Map<String, String> both = new LinkedHashMap<>(other.given);
        both.putAll(given);
        return new DataChoice(both, other.encoding);
    }

    /**
     * That nothing was chosen which the data know nothing of.
     *
     * @param what the data, for the message
     * @param understood names of choices that apply to them
     * @throws InputException naming the first option that does not apply
     */
    public void only(String what, Set<String> understood) {
        for (String name : NAMES) {
            if (given.containsKey(name) && !understood.contains(name)
                    && !(name.equals("uneven") && !given.get(name).equals(Uneven.STEP.text()))) {
                throw new InputException(
                        "--" + name + " belongs to " + owner(name) + ", and " + what + "; leave it out");
            }
        }
    }

    private static String owner(String name) {
        return name.equals(LOSSES) ? "series and texts"
                : SERIES.contains(name) ? "series" : TEXT.contains(name) ? "texts" : "labelled sequences";
    }

    /**
     * What of a series is seen and predicted: what the model was trained on where there is one, else what is asked for.
     *
     * @param source the series, for messages
     * @param known its columns
     */
    SeriesChoice series(String source, List<String> known, List<String> columns, List<String> targets) {
        if (encoding.ofSeries()) {
            encoding.check(source, known, columns, targets);
        }
        String test = given.getOrDefault("test", "0");
        double share;
        try {
            share = Double.parseDouble(test);
        } catch (NumberFormatException e) {
            throw new InputException("--test is '" + test + "': give the share of rows kept for the test, such as 0.1",
                    e);
        }
        return encoding.of(new SeriesChoice(columns, targets, Missing.of(given.getOrDefault("missing", "refuse")),
                share, losses()));
    }

    /** What a text is cut into. */
    TextUnit unit() {
        String otherwise = encoding.vocabulary().map(Vocabulary::unit).orElse(TextUnit.CHARACTERS).text();
        return TextUnit.of(given.getOrDefault("by", otherwise));
    }

    /** At which steps of a window something is predicted. */
    LossSteps losses() {
        return LossSteps.of(given.getOrDefault(LOSSES, LossSteps.EVERY.text()));
    }

    /** How often a symbol occurs at least in the training part to be one of its own. */
    int rarest() {
        String text = given.getOrDefault("rarest", Integer.toString(unit().standardRarest()));
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new InputException(
                    "--rarest is '" + text + "': give how often a symbol occurs at least, 1 or more, such as 5");
        }
        return Integer.parseInt(text);
    }

    /** Whether sequences are wanted, each with its class. */
    boolean labelled() {
        return given.containsKey("label") || given.containsKey("sequence");
    }

    /** What becomes of uneven steps. */
    Uneven uneven() {
        return Uneven.of(given.getOrDefault("uneven", Uneven.REFUSE.text()));
    }

    /** A name that was given, or nothing. */
    String text(String name) {
        return given.getOrDefault(name, "");
    }

    /**
     * Names separated by commas; one that has a comma itself stands in quotation marks, unless it is the only one.
     *
     * @param known the names there are
     */
    List<String> names(String option, List<String> known) {
        String text = given.getOrDefault(option, "");
        if (text.isEmpty()) {
            if (given.containsKey(option)) {
                throw new InputException(
                        "--" + option + " is empty; name columns, separated by commas: " + String.join(", ", known));
            }
            return List.of();
        }
        if (known.contains(text)) {
            return List.of(text);
        }
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                names.add(name.toString().strip());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString().strip());
        return names;
    }
}
