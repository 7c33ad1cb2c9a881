package retrograde.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import retrograde.InputException;
import retrograde.equation.Suggestion;

/**
 * What the numbers of a trained model mean: which symbol is which, in which unit a column is, which class an output. It goes
 * with the model's checkpoint, so that other data are shown to it as those were that it learnt from.
 *
 * @param vocabulary of a model that reads text
 * @param inputs the columns that it sees, in their order; empty for text and tasks
 * @param outputs the columns that it predicts; empty unless it predicts a series
 * @param classes that it tells apart; empty unless it is of labelled sequences
 */
public record Encoding(Optional<Vocabulary> vocabulary, List<Column> inputs, List<Column> outputs,
        List<String> classes) {
    /** Of tasks and noise, whose numbers mean what their definition says. */
    public static final Encoding NONE = new Encoding(Optional.empty(), List.of(), List.of(), List.of());

    /**
     * A column with its unit.
     *
     * @param name as the file calls it
     * @param normalisation by the mean and the standard deviation of the training part
     */
    public record Column(String name, Normalisation normalisation) {
        private String text() {
            return String.format(Locale.ROOT, "%s (mean %.6g, deviation %.6g)", name, normalisation.mean(),
                    normalisation.deviation());
        }
    }

    /** Copies the lists. */
    public Encoding {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        classes = List.copyOf(classes);
    }

    /** Of a text. */
    static Encoding of(Vocabulary vocabulary) {
        return new Encoding(Optional.of(vocabulary), List.of(), List.of(), List.of());
    }

    /** Whether it is of a text, whose next symbol is predicted. */
    public boolean ofText() {
        return vocabulary.isPresent() && classes.isEmpty();
    }

    /** Whether it is of a series. */
    public boolean ofSeries() {
        return !outputs.isEmpty();
    }

    /** Whether it is of labelled sequences. */
    public boolean ofSequences() {
        return !classes.isEmpty();
    }

    /** What the numbers mean, in words, by what they are: {@code vocabulary}, {@code sees}, {@code predicts}, {@code classes}. */
    public Map<String, String> summary() {
        Map<String, String> summary = new LinkedHashMap<>();
        vocabulary.ifPresent(v -> summary.put("vocabulary", v.symbols().size() + " " + v.unit().text()
                + " and \"other\"" + (v.other() ? "" : ", which was never learnt")));
        put(summary, "sees", inputs.stream().map(Column::text).toList());
        put(summary, "predicts", outputs.stream().map(Column::text).toList());
        put(summary, "classes", classes);
        return summary;
    }

    private static void put(Map<String, String> summary, String name, List<String> values) {
        if (!values.isEmpty()) {
            summary.put(name, String.join(", ", values));
        }
    }

    /** The names of the columns seen. */
    public List<String> inputNames() {
        return inputs.stream().map(Column::name).toList();
    }

    /** The names of the columns predicted. */
    public List<String> outputNames() {
        return outputs.stream().map(Column::name).toList();
    }

    /** The normalisation of a column of a series; empty where there is none of that name. */
    Optional<Normalisation> normalisation(String column) {
        return !ofSeries() ? Optional.empty()
                : Stream.concat(inputs.stream(), outputs.stream())
                        .filter(c -> c.name().equals(column))
                        .findFirst()
                        .map(Column::normalisation);
    }

    /**
     * Checks that data have the columns, and that no others are asked for.
     *
     * @param source what has the columns, for messages
     * @param known the names of its columns
     * @param columns those asked for as seen; empty for none
     * @param targets those asked for as predicted; empty for none
     * @throws InputException naming the first column that is missing, or what else was asked for
     */
    public void check(String source, List<String> known, List<String> columns, List<String> targets) {
        LinkedHashSet<String> needed = new LinkedHashSet<>(inputNames());
        needed.addAll(outputNames());
        for (String name : needed) {
            if (!known.contains(name)) {
                String phrase = Suggestion.phrase(name, known);
                throw new InputException("The model was trained on the column '" + name
                        + "', which is not among those of " + source + (phrase.isEmpty() ? ";" : phrase) + " there are "
                        + String.join(", ", known) + ". Give it that name there.");
            }
        }
        checkSame("--columns", "sees", columns, inputNames());
        checkSame("--target", "predicts", targets, outputNames());
    }

    private static void checkSame(String option, String verb, List<String> asked, List<String> trained) {
        if (!asked.isEmpty() && !asked.equals(trained)) {
            throw new InputException(option + " names " + String.join(", ", asked) + ", but the model " + verb + " "
                    + String.join(", ", trained) + ", as it was trained; leave " + option + " out");
        }
    }

    /**
     * Checks that all classes of data are such as the model tells apart.
     *
     * @throws InputException naming the first that is not
     */
    public void checkClasses(String source, List<String> found) {
        for (String c : found) {
            if (!classes.contains(c)) {
                throw new InputException("A sequence of " + source + " is of the class '" + c
                        + "', of which the model knows nothing; it tells apart " + String.join(", ", classes));
            }
        }
    }

    /** The choice of a series with the columns that the model sees and predicts; the choice itself where it is of none. */
    public SeriesChoice of(SeriesChoice choice) {
        return !ofSeries() ? choice
                : new SeriesChoice(inputNames(), outputNames(), choice.missing(), choice.test(), choice.losses());
    }
}
