package retrograde.formats.mapping;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.NoiseData;
import retrograde.data.SeriesChoice;
import retrograde.data.SeriesDataset;
import retrograde.data.TextDataset;
import retrograde.data.TextUnit;
import retrograde.equation.Suggestion;
import retrograde.formats.FormatException;
import retrograde.formats.csv.CsvFile;
import retrograde.formats.csv.MatrixFile;
import retrograde.formats.parquet.ParquetFile;
import retrograde.formats.text.TextFile;

/** Turns the text after {@code --data} into a data set: a bundled name, a file, or noise. */
public final class DataFiles {
    /**
     * A data set with what a user should know about how it was read.
     *
     * @param dataset the data
     * @param notes complete sentences, such as which columns were left out; empty for most data
     */
    public record Opened(Dataset dataset, List<String> notes) {
        /** Copies the notes. */
        public Opened {
            notes = List.copyOf(notes);
        }
    }

    private static final Set<String> TEXT = Set.of("by", "rarest", DataChoice.LOSSES);

    private DataFiles() {}

    /**
     * Opens data to train on, or to measure on: the name of bundled data, or a path.
     *
     * <p>{@code .npy} and {@code .npz} are arrays; {@code .parquet}, {@code .csv} and {@code .tsv} are tables;
     * {@code .txt}, {@code .text} and {@code .md} are text; any other file is a table if its first lines look like one, else
     * text. A bundled name comes before a file of that name: write {@code ./moby-dick} for the file.
     *
     * @throws InputException where there is no such data or it cannot be used
     */
    public static Opened open(String data) {
        return open(data, DataChoice.NONE);
    }

    /**
     * The same, read as the options say.
     *
     * @throws InputException also where a choice does not apply to the data
     */
    public static Opened open(String data, DataChoice choice) {
        if (NoiseData.named(data)) {
            throw new InputException("There is nothing to learn from " + data
                    + ": it serves to measure the flow of a fresh network. Give a task, a file, or bundled data: "
                    + String.join(", ", Datasets.bundled()) + ".");
        }
        if (Datasets.bundled().contains(data)) {
            return opened(bundled(data, choice));
        }
        Path file = path(data);
        if (!Files.exists(file)) {
            String phrase = Suggestion.phrase(data, Datasets.bundled());
            throw new InputException("There is no file '" + data + "' (looked for " + file.toAbsolutePath() + ")"
                    + (phrase.isEmpty() ? "." : phrase)
                    + " Give the path of a text, CSV, NPY, NPZ or Parquet file, or bundled data: "
                    + String.join(", ", Datasets.bundled()) + ".");
        }
        try {
            return read(file, choice);
        } catch (FormatException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Opens data to measure on, noise included.
     *
     * @param data as for {@link #open(String)}, or {@code noise:STD} or {@code zero}
     * @param inputs the number of inputs of noise; other data fix it themselves
     */
    public static Opened open(String data, int inputs, DataChoice choice) {
        if (NoiseData.named(data)) {
            choice.only(data + " is noise", Set.of());
            return new Opened(NoiseData.parse(data, inputs), List.of());
        }
        return open(data, choice);
    }

    private static Dataset bundled(String name, DataChoice choice) {
        if (!Datasets.isSeries(name)) {
            if (name.equals("moby-dick")) {
                choice.only(name + " is a text", TEXT);
                return Datasets.text(name, choice.unit(), choice.rarest(), choice.encoding())
                        .withLosses(choice.losses());
            }
            choice.only(name + " is read as it is", Set.of());
            return Datasets.bundled(name, choice.encoding());
        }
        choice.only(name + " comes without gaps, its time steps even",
                Set.of("columns", "target", "missing", "test", DataChoice.LOSSES));
        List<String> known = ((SeriesDataset) Datasets.bundled(name)).columns();
        SeriesChoice chosen = choice.series("the series '" + name + "'", known, choice.names("columns", known),
                choice.names("target", known));
        return Datasets.series(name, chosen, choice.encoding());
    }

    private static Opened opened(Dataset data) {
        return new Opened(data, data instanceof TextDataset text ? text.note().stream().toList() : List.of());
    }

    /**
     * The rows of a matrix in a CSV or NPY file.
     *
     * @throws InputException where there is no such file or it holds anything else
     */
    public static double[][] matrix(String file) {
        try {
            Path matrix = path(file);
            return file.toLowerCase(Locale.ROOT).endsWith(".npy") ? ArrayData.matrix(matrix) : MatrixFile.read(matrix);
        } catch (FormatException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Path path(String data) {
        try {
            return Path.of(data);
        } catch (InvalidPathException e) {
            throw new InputException("'" + data + "' cannot be a path: " + e.getReason() + ". Give the path of a file.",
                    e);
        }
    }

    private static Opened read(Path file, DataChoice choice) {
        String name = String.valueOf(file.getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        if (choice.given().containsKey("by") && !choice.labelled()) {
            return text(file, name, choice);
        }
        if (lower.endsWith(".npy")) {
            return ArrayData.npy(file, choice);
        }
        if (lower.endsWith(".npz")) {
            return ArrayData.npz(file, choice);
        }
        if (lower.endsWith(".parquet")) {
            return SeriesTable.open(name, ParquetFile.read(file), choice);
        }
        String text = TextFile.read(file);
        if (choice.labelled() || table(lower, text)) {
            return SeriesTable.open(name, CsvFile.parse(file.toString(), text, !choice.labelled()), choice);
        }
        return text(file, name, choice);
    }

    private static Opened text(Path file, String name, DataChoice choice) {
        choice.only(name + " is a text", TEXT);
        TextDataset text = choice.unit() == TextUnit.BYTES
                ? TextDataset.ofBytes(name, ByteFile.open(file), choice.rarest(), choice.encoding())
                : new TextDataset(name, TextFile.read(file), choice.unit(), choice.rarest(), choice.encoding());
        return opened(text.withLosses(choice.losses()));
    }

    private static boolean table(String name, String text) {
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return true;
        }
        if (name.endsWith(".txt") || name.endsWith(".text") || name.endsWith(".md")) {
            return false;
        }
        return CsvFile.looksLikeTable(text);
    }
}
