package retrograde.formats.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import retrograde.InputException;
import retrograde.data.Encoding;
import retrograde.data.LabelledSequences;
import retrograde.equation.Suggestion;
import retrograde.formats.NamedArray;
import retrograde.formats.Table;
import retrograde.formats.npy.NpyArray;

/** From a table or arrays to labelled sequences: rows of one identifier are a sequence, or a row's text is; it has one class. */
final class SequenceTable {
    /** Choices that apply to labelled sequences. */
    static final Set<String> CHOICES = Set.of("sequence", "label", "columns", "by", "rarest");
    private static final Set<String> OF_NUMBERS = Set.of("sequence", "label", "columns");
    private static final Set<String> OF_TEXTS = Set.of("label", "columns", "by", "rarest");

    private final String name;
    private final Table table;

    private SequenceTable(String name, Table table) {
        this.name = name;
        this.table = table;
    }

    /** The sequences of a table. */
    static DataFiles.Opened open(String name, Table table, DataChoice choice) {
        choice.only(name + " is read as labelled sequences", CHOICES);
        return new SequenceTable(name, table).open(choice);
    }

    private DataFiles.Opened open(DataChoice choice) {
        String label = choice.text("label");
        String sequence = choice.text("sequence");
        Optional<String> texts = sequence.isEmpty() ? textColumn(choice, label) : Optional.empty();
        if (texts.isPresent()) {
            return texts(choice, label, texts.get());
        }
        choice.only(name + " is read as sequences of numbers", OF_NUMBERS);
        if (label.isEmpty() || sequence.isEmpty()) {
            throw new InputException((label.isEmpty() ? "--sequence" : "--label") + " needs --"
                    + (label.isEmpty() ? "label" : "sequence")
                    + ", too: --sequence names the column that says which rows"
                    + " belong together, --label the one that says of what class they are; where each row is a text with a"
                    + " class, --columns names the texts; " + columnsOf());
        }
        List<String> identifiers = cells("--sequence", sequence);
        List<String> labels = labels(label, choice.encoding());
        List<String> known = table.names().stream().filter(c -> !c.equals(label) && !c.equals(sequence)).toList();
        List<String> chosen = choice.names("columns", known);
        Encoding encoding = choice.encoding();
        if (encoding.ofSequences()) {
            encoding.check("the data '" + name + "'", known, chosen, List.of());
        }
        List<NamedArray> inputs = new ArrayList<>();
        for (String column : encoding.ofSequences() ? encoding.inputNames() : chosen.isEmpty() ? known : chosen) {
            inputs.add(input(column, known));
        }
        if (inputs.isEmpty()) {
            throw new InputException("The data '" + name + "' have no column of numbers besides " + sequence + " and "
                    + label + "; there is nothing to see");
        }
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < identifiers.size(); row++) {
            rows.computeIfAbsent(identifiers.get(row), _ -> new ArrayList<>()).add(row);
        }
        List<String> ofSequences = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        rows.forEach((identifier, own) -> {
            for (int row : own) {
                if (!labels.get(row).equals(labels.get(own.getFirst()))) {
                    throw new InputException("The sequence " + identifier + " of '" + name + "' has two classes: "
                            + labels.get(own.getFirst()) + " in row " + (own.getFirst() + 1) + " and " + labels.get(row)
                            + " in row " + (row + 1) + " of the column " + label + ". A sequence has one.");
                }
            }
            ofSequences.add(labels.get(own.getFirst()));
            values.add(values(own, inputs));
        });
        return opened(name, ofSequences, inputs.stream().map(NamedArray::name).toList(), values, encoding);
    }

    /**
     * The column of texts, one a row: the column of words that {@code --columns} names, or the only one of a table in which
     * nothing but the label is a number. Empty where rows of numbers are wanted.
     */
    private Optional<String> textColumn(DataChoice choice, String label) {
        List<String> words = table.texts().keySet().stream().filter(c -> !c.equals(label)).toList();
        List<String> named = choice.names("columns", words);
        if (choice.encoding().vocabulary().isPresent()
                && (named.isEmpty() ? words.size() != 1 : !words.containsAll(named))) {
            throw new InputException("The model tells the class of texts"
                    + (named.isEmpty() ? "" : " in the column " + String.join(", ", named))
                    + "; say with --columns which column of '" + name + "' has them: " + String.join(", ", words));
        }
        if (named.size() == 1 && !words.contains(named.getFirst()) && !table.names().contains(named.getFirst())) {
            String phrase = Suggestion.phrase(named.getFirst(), words);
            throw new InputException("--columns names '" + named.getFirst() + "', which '" + name + "' has not"
                    + (phrase.isEmpty() ? ";" : phrase) + " " + columnsOf());
        }
        if (named.size() == 1 && words.contains(named.getFirst())) {
            return Optional.of(named.getFirst());
        }
        boolean numbers = table.names().stream().anyMatch(c -> !c.equals(label));
        boolean one = named.isEmpty() && words.size() == 1;
        return one && (!numbers || choice.encoding().vocabulary().isPresent()) ? Optional.of(words.getFirst())
                : Optional.empty();
    }

    /** A text a row. */
    private DataFiles.Opened texts(DataChoice choice, String label, String column) {
        choice.only(name + " is read as labelled texts", OF_TEXTS);
        List<String> texts = Objects.requireNonNull(table.texts().get(column));
        Encoding encoding = choice.encoding();
        List<String> labels = labels(label, encoding);
        List<String> classes = classes(labels, encoding);
        LabelledSequences data = LabelledSequences.ofTexts(name, classes,
                labels.stream().mapToInt(classes::indexOf).toArray(), LabelledSequences::everyTenth, texts,
                choice.unit(), choice.rarest(), encoding);
        List<String> notes = new ArrayList<>();
        if (encoding.ofSequences()) {
            encoding.vocabulary().flatMap(v -> v.others("'" + name + "'", texts)).ifPresent(notes::add);
        }
        notes.add(data.summary());
        return new DataFiles.Opened(data, notes);
    }

    private String columnsOf() {
        List<String> all = new ArrayList<>(table.names());
        all.addAll(table.texts().keySet());
        return "its columns are " + String.join(", ", all);
    }

    /** The class of each row, nothing where a trained model is to tell it. */
    private List<String> labels(String label, Encoding encoding) {
        boolean unknown = encoding.ofSequences() && !table.names().contains(label) && !table.texts().containsKey(label);
        return unknown ? Collections.nCopies(table.rows(), "") : cells("--label", label);
    }

    /** The cells of a column of words or of numbers, as words. */
    private List<String> cells(String option, String column) {
        List<String> words = table.texts().get(column);
        if (words != null) {
            return words;
        }
        for (NamedArray numbers : table.columns()) {
            if (numbers.name().equals(column)) {
                return IntStream.range(0, table.rows()).mapToObj(row -> word(numbers.values()[row])).toList();
            }
        }
        List<String> all = new ArrayList<>(table.names());
        all.addAll(table.texts().keySet());
        String phrase = Suggestion.phrase(column, all);
        throw new InputException(option + " names '" + column + "', which '" + name + "' has not"
                + (phrase.isEmpty() ? ";" : phrase) + " " + columnsOf());
    }

    private static String word(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number)
                : Double.toString(number);
    }

    private NamedArray input(String column, List<String> known) {
        if (!known.contains(column)) {
            String phrase = Suggestion.phrase(column, known);
            throw new InputException("--columns names '" + column + "', which is no input of '" + name + "'"
                    + (phrase.isEmpty() ? ";" : phrase) + " there are " + String.join(", ", known));
        }
        if (table.flaws().containsKey(column)) {
            throw new InputException(String.valueOf(table.flaws().get(column)));
        }
        NamedArray array = table.columns().get(table.names().indexOf(column));
        for (int row = 0; row < array.values().length; row++) {
            if (!Double.isFinite(array.values()[row])) {
                throw new InputException("The data '" + name + "' have no value in row " + (row + 1) + ", column "
                        + column
                        + ". Sequences are read without gaps: fill it, or leave the column out with --columns.");
            }
        }
        return array;
    }

    private static double[] values(List<Integer> rows, List<NamedArray> inputs) {
        double[] values = new double[rows.size() * inputs.size()];
        for (int t = 0; t < rows.size(); t++) {
            for (int i = 0; i < inputs.size(); i++) {
                values[t * inputs.size() + i] = inputs.get(i).values()[rows.get(t)];
            }
        }
        return values;
    }

    /** The sequences of an array {@code [S,T]} or {@code [S,T,I]}, their classes in one of whole numbers {@code [S]}. */
    static DataFiles.Opened open(String name, List<NpyArray> arrays, DataChoice choice) {
        choice.only(name + " is read as labelled sequences", Set.of("label"));
        List<String> names = arrays.stream().map(NpyArray::name).toList();
        int at = names.indexOf(choice.text("label"));
        if (at < 0 || arrays.size() != 2) {
            throw new InputException(
                    "Labelled sequences are an array [S,T] or [S,T,I] and, named by --label, one of their"
                            + " classes [S]; " + name + " has "
                            + String.join(", ", arrays.stream().map(a -> a.name() + " " + a.shape()).toList()));
        }
        NpyArray label = arrays.get(at);
        NpyArray x = arrays.get(1 - at);
        int dimensions = x.shape().size();
        if (label.shape().size() != 1 || dimensions < 2 || dimensions > 3 || x.length(0) != label.length(0)
                || x.length(1) == 0) {
            throw new InputException(
                    "The sequences " + x.name() + " have the shape " + x.shape() + " and their classes " + label.name()
                            + " " + label.shape() + "; expected [S,T] or [S,T,I], and [S]");
        }
        int width = dimensions == 2 ? 1 : x.length(2);
        List<String> labels = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (int s = 0; s < x.length(0); s++) {
            labels.add(word(label.at(s)));
            double[] sequence = new double[Math.multiplyExact(x.length(1), width)];
            for (int k = 0; k < sequence.length; k++) {
                sequence[k] = dimensions == 2 ? x.at(s, k) : x.at(s, k / width, k % width);
                if (!Double.isFinite(sequence[k])) {
                    throw new InputException("The array " + x.name() + " has " + sequence[k] + " in sequence " + s
                            + ", step " + k / width + ". Every value must be a finite number.");
                }
            }
            values.add(sequence);
        }
        List<String> columns = IntStream.rangeClosed(1, width).mapToObj(i -> "input " + i).toList();
        return opened(name, labels, columns, values, choice.encoding());
    }

    private static DataFiles.Opened opened(String name, List<String> labels, List<String> columns,
            List<double[]> values, Encoding encoding) {
        List<String> classes = classes(labels, encoding);
        LabelledSequences data = LabelledSequences.ofVectors(name, classes,
                labels.stream().mapToInt(classes::indexOf).toArray(), LabelledSequences::everyTenth, columns,
                values.toArray(double[][]::new), encoding);
        return new DataFiles.Opened(data, List.of(data.summary()));
    }

    /**
     * The classes in their order, numbers by size, words by letter; those of a model that was trained, in its order, for
     * which a sequence may be without one.
     */
    private static List<String> classes(List<String> labels, Encoding encoding) {
        List<String> different = new ArrayList<>(new TreeSet<>(labels));
        if (encoding.ofSequences()) {
            different.remove("");
            encoding.checkClasses("the data", different);
            return encoding.classes();
        }
        if (different.contains("")) {
            throw new InputException("Row " + (labels.indexOf("") + 1)
                    + " has no class; every sequence to learn from has one. Leave it out.");
        }
        if (different.stream().allMatch(l -> l.matches("-?\\d{1,15}"))) {
            different.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        }
        return different;
    }
}
