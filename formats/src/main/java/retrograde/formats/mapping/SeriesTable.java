package retrograde.formats.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import retrograde.InputException;
import retrograde.data.Encoding;
import retrograde.data.SeriesChoice;
import retrograde.data.SeriesDataset;
import retrograde.data.SeriesValues;
import retrograde.equation.Suggestion;
import retrograde.formats.Table;

/** From a table to a series: finds the time column, takes the columns chosen, and checks that they can be used. */
final class SeriesTable {
    /** Choices that apply to a table. */
    static final Set<String> CHOICES = Set.of("columns", "target", "missing", "time", "uneven", "test",
            DataChoice.LOSSES);

    private final String source;
    private final List<SeriesColumn> numbers;
    private final Map<String, List<String>> texts;
    private final Map<String, String> flaws;
    private final List<String> notes;

    private SeriesTable(String source, List<SeriesColumn> numbers, Map<String, List<String>> texts,
            Map<String, String> flaws, List<String> notes) {
        this.source = source;
        this.numbers = numbers;
        this.texts = texts;
        this.flaws = flaws;
        this.notes = notes;
    }

    /**
     * The series of a table.
     *
     * @param name for tables and messages
     * @throws InputException where the choice does not fit the table or a column cannot be used
     */
    static DataFiles.Opened open(String name, Table table, DataChoice choice) {
        if (choice.labelled()) {
            return SequenceTable.open(name, table, choice);
        }
        return new SeriesTable("the series '" + name + "'", table.columns().stream().map(SeriesColumn::of).toList(),
                table.texts(), table.flaws(), table.notes()).open(name, choice);
    }

    /** The series of columns of one length, of which none has words. */
    static DataFiles.Opened open(String name, List<SeriesColumn> columns, DataChoice choice) {
        return new SeriesTable("the series '" + name + "'", columns, Map.of(), Map.of(), List.of()).open(name, choice);
    }

    private DataFiles.Opened open(String name, DataChoice choice) {
        choice.only(name + " is a series", CHOICES);
        Optional<TimeSteps> time = time(choice);
        time.ifPresent(t -> t.check(source, choice.uneven()));
        String timeName = choice.text("time");
        List<SeriesColumn> taken = new ArrayList<>(numbers.stream().filter(c -> !c.name().equals(timeName)).toList());
        List<String> told = new ArrayList<>();
        List<String> known = new ArrayList<>(taken.stream().map(SeriesColumn::name).toList());
        if (known.isEmpty()) {
            throw new InputException(
                    source + " has no column of numbers besides its time " + timeName + "; there is nothing to learn");
        }
        List<String> columns = new ArrayList<>(choice.names("columns", known));
        List<String> targets = choice.names("target", known);
        for (String word : texts.keySet()) {
            refuseWords(word, columns, "--columns names");
            refuseWords(word, targets, "--target names");
        }
        if (choice.uneven() == Uneven.STEP) {
            TimeSteps steps = time
                    .orElseThrow(() -> new InputException("--uneven step needs to know the time of each row," + " and "
                            + source + " has no column of dates; name one of its columns with --time: "
                            + String.join(", ", known)));
            Optional<String> input = stepInput(steps, choice.encoding(), known);
            if (input.isEmpty()) {
                told.add("The time steps are even: --uneven step adds no input.");
            } else {
                if (!choice.encoding().ofSeries()) {
                    targets = targets.isEmpty() ? columns.isEmpty() ? List.copyOf(known) : List.copyOf(columns)
                            : targets;
                    columns = new ArrayList<>(columns.isEmpty() ? known : columns);
                }
                if (!columns.isEmpty()) {
                    columns.add(input.get());
                }
                double[] since = steps.steps();
                taken.add(new SeriesColumn(input.get(), since.length, row -> since[row]));
                known.add(input.get());
            }
        }
        for (String word : texts.keySet()) {
            refuseWords(word, choice.encoding().inputNames(), "the model sees");
            refuseWords(word, choice.encoding().outputNames(), "the model predicts");
        }
        SeriesChoice chosen = choice.series(source, known, columns, targets);
        for (String column : chosen.needed(source, known)) {
            if (flaws.containsKey(column)) {
                throw new InputException(String.valueOf(flaws.get(column)));
            }
        }
        if (choice.text("columns").isEmpty() && !choice.encoding().ofSeries()) {
            String ofTime = "Column " + timeName + " ";
            notes.stream().filter(n -> timeName.isEmpty() || !n.startsWith(ofTime)).forEach(told::add);
        }
        return new DataFiles.Opened(new SeriesDataset(name, known, values(taken), chosen, choice.encoding()), told);
    }

    /** The name of the input that tells the steps; empty where there is none: all are even, or were where it was trained. */
    private Optional<String> stepInput(TimeSteps steps, Encoding encoding, List<String> known) {
        if (!encoding.ofSeries()) {
            return steps.even() ? Optional.empty() : Optional.of(steps.stepName());
        }
        String last = encoding.inputNames().getLast();
        if (last.endsWith(TimeSteps.STEP) && !known.contains(last)) {
            return Optional.of(last);
        }
        if (!steps.even()) {
            throw new InputException(
                    "The time steps of " + source + " are uneven, and the model was trained on even ones;"
                            + " fill the rows in, or take them as they come: --uneven ignore");
        }
        return Optional.empty();
    }

    private void refuseWords(String word, List<String> names, String who) {
        if (names.contains(word)) {
            throw new InputException(who + " " + word + ", which in " + source
                    + " holds words or dates, not numbers; dates are named with --time");
        }
    }

    /** The column named, else the first of the columns of words that holds dates only. */
    private Optional<TimeSteps> time(DataChoice choice) {
        String name = choice.text("time");
        if (name.isEmpty()) {
            for (Map.Entry<String, List<String>> column : texts.entrySet()) {
                Optional<TimeSteps> steps = TimeSteps.of(column.getKey(), column.getValue());
                if (steps.isPresent()) {
                    return steps;
                }
            }
            return Optional.empty();
        }
        for (SeriesColumn column : numbers) {
            if (column.name().equals(name)) {
                return Optional.of(TimeSteps.of(name, column.values()));
            }
        }
        List<String> cells = texts.get(name);
        if (cells == null) {
            List<String> known = new ArrayList<>(numbers.stream().map(SeriesColumn::name).toList());
            known.addAll(texts.keySet());
            String phrase = Suggestion.phrase(name, known);
            throw new InputException("--time names '" + name + "', which " + source + " has not"
                    + (phrase.isEmpty() ? ";" : phrase) + " its columns are " + String.join(", ", known));
        }
        return Optional.of(TimeSteps.of(name, cells)
                .orElseThrow(() -> new InputException("The column " + name + " of " + source
                        + " does not hold a time in every row. Times are numbers, or dates such as 2001-12-29,"
                        + " 2001-12 or 2001-12-29T06:00.")));
    }

    /** Columns {@code [N]} side by side. */
    private static SeriesValues values(List<SeriesColumn> taken) {
        SeriesColumn[] columns = taken.toArray(SeriesColumn[]::new);
        return new SeriesValues() {
            @Override
            public int rows() {
                return columns[0].rows();
            }

            @Override
            public int columns() {
                return columns.length;
            }

            @Override
            public double at(int row, int column) {
                return columns[column].at().applyAsDouble(row);
            }
        };
    }
}
