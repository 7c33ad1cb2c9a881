package retrograde.formats.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import retrograde.InputException;
import retrograde.data.SeriesChoice;
import retrograde.data.SeriesDataset;
import retrograde.data.SeriesValues;
import retrograde.equation.Suggestion;
import retrograde.formats.NamedArray;
import retrograde.formats.Table;

/** From a table to a series: finds the time column, takes the columns chosen, and checks that they can be used. */
final class SeriesTable {
    /** Choices that apply to a table. */
    static final Set<String> CHOICES = Set.of("columns", "target", "missing", "time", "uneven", "test");

    private SeriesTable() {}

    /**
     * The series of a table.
     *
     * @param name for tables and messages
     * @throws InputException where the choice does not fit the table or a column cannot be used
     */
    static DataFiles.Opened open(String name, Table table, DataChoice choice) {
        choice.only(name + " is a series", CHOICES);
        String source = "the series '" + name + "'";
        Optional<TimeSteps> time = time(source, table, choice);
        time.ifPresent(t -> t.check(source, choice.uneven()));
        String timeName = choice.text("time");
        List<NamedArray> arrays = new ArrayList<>(
                table.columns().stream().filter(c -> !c.name().equals(timeName)).toList());
        List<String> notes = new ArrayList<>();
        List<String> known = new ArrayList<>(arrays.stream().map(NamedArray::name).toList());
        List<String> columns = new ArrayList<>(choice.names("columns", known));
        List<String> targets = choice.names("target", known);
        for (String word : table.texts().keySet()) {
            refuseWords(source, word, columns, "--columns");
            refuseWords(source, word, targets, "--target");
        }
        if (choice.uneven() == Uneven.STEP) {
            if (time.isEmpty()) {
                throw new InputException("--uneven step needs to know the time of each row, and " + source
                        + " has no column of dates; name one of its columns with --time: " + String.join(", ", known));
            }
            if (time.get().even()) {
                notes.add("The time steps are even: --uneven step adds no input.");
            } else {
                targets = targets.isEmpty() ? columns.isEmpty() ? List.copyOf(known) : List.copyOf(columns) : targets;
                columns = new ArrayList<>(columns.isEmpty() ? known : columns);
                columns.add(time.get().stepName());
                double[] steps = time.get().steps();
                arrays.add(new NamedArray(time.get().stepName(), List.of(steps.length), steps));
                known.add(time.get().stepName());
            }
        }
        SeriesChoice chosen = choice.series(columns, targets);
        for (String column : chosen.needed(source, known)) {
            if (table.flaws().containsKey(column)) {
                throw new InputException(String.valueOf(table.flaws().get(column)));
            }
        }
        if (choice.text("columns").isEmpty()) {
            table.notes()
                    .stream()
                    .filter(n -> timeName.isEmpty() || !n.startsWith("Column " + timeName + " "))
                    .forEach(notes::add);
        }
        return new DataFiles.Opened(new SeriesDataset(name, known, values(arrays), chosen), notes);
    }

    private static void refuseWords(String source, String word, List<String> names, String option) {
        if (names.contains(word)) {
            throw new InputException(option + " names " + word + ", which in " + source
                    + " holds words or dates, not numbers; dates are named with --time");
        }
    }

    /** The column named, else the first of the columns of words that holds dates only. */
    private static Optional<TimeSteps> time(String source, Table table, DataChoice choice) {
        String name = choice.text("time");
        if (name.isEmpty()) {
            for (Map.Entry<String, List<String>> column : table.texts().entrySet()) {
                Optional<TimeSteps> steps = TimeSteps.of(column.getKey(), column.getValue());
                if (steps.isPresent()) {
                    return steps;
                }
            }
            return Optional.empty();
        }
        for (NamedArray column : table.columns()) {
            if (column.name().equals(name)) {
                return Optional.of(TimeSteps.of(name, column.values()));
            }
        }
        List<String> cells = table.texts().get(name);
        if (cells == null) {
            List<String> known = new ArrayList<>(table.names());
            known.addAll(table.texts().keySet());
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
    private static SeriesValues values(List<NamedArray> arrays) {
        double[][] columns = arrays.stream().map(NamedArray::values).toArray(double[][]::new);
        return new SeriesValues() {
            @Override
            public int rows() {
                return columns[0].length;
            }

            @Override
            public int columns() {
                return columns.length;
            }

            @Override
            public double at(int row, int column) {
                return columns[column][row];
            }
        };
    }
}
