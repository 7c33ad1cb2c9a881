package retrograde.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import retrograde.InputException;
import retrograde.equation.Suggestion;

/**
 * Tasks and bundled data by name.
 *
 * <p>The bundled data are resources beside this class; {@code SOURCES.md} there says where each comes from,
 * under which terms, and what was changed.
 */
public final class Datasets {
    private static final List<String> TASKS = List.of("adding", "copy-memory", "temporal-order", "multiplication",
            "parity", "dyck", "noisy-counting", "delayed-xor");
    private static final List<String> BUNDLED = List.of("moby-dick", "mauna-loa-co2", "nino-sst", "digits");

    private Datasets() {}

    /** The names of the tasks. */
    public static List<String> tasks() {
        return TASKS;
    }

    /** The names of the bundled texts, series and sequences. */
    public static List<String> bundled() {
        return BUNDLED;
    }

    /**
     * A task that generates its sequences.
     *
     * @throws InputException where there is no such task
     */
    public static Dataset task(String name) {
        return switch (name) {
            case "adding" -> new AddingProblem();
            case "copy-memory" -> new CopyMemory();
            case "temporal-order" -> new TemporalOrder();
            case "multiplication" -> new Multiplication();
            case "parity" -> new Parity();
            case "dyck" -> new Dyck();
            case "noisy-counting" -> new NoisyCounting();
            case "delayed-xor" -> new DelayedXor();
            default -> throw new InputException("There is no task '" + name + "'" + endOfSentence(name, TASKS)
                    + " Tasks: " + String.join(", ", TASKS) + ". For a file or bundled data use --data.");
        };
    }

    /**
     * A text, a series or sequences that come with the program.
     *
     * @throws InputException where there is none of that name
     */
    public static Dataset bundled(String name) {
        return bundled(name, Encoding.NONE);
    }

    /**
     * The same for a model that was trained on other data.
     *
     * @param encoding of those
     * @throws InputException also where the model cannot read these
     */
    public static Dataset bundled(String name, Encoding encoding) {
        return switch (name) {
            case "moby-dick" -> text(name, TextUnit.CHARACTERS, TextDataset.RAREST, encoding);
            case "mauna-loa-co2", "nino-sst" -> series(name, SeriesChoice.ALL, encoding);
            case "digits" -> digits(name, encoding);
            default -> throw new InputException("No data named '" + name + "' come with the program"
                    + endOfSentence(name, BUNDLED) + " Bundled data: " + String.join(", ", BUNDLED) + ".");
        };
    }

    /**
     * Handwritten digits, 8 by 8 pixels of 0 to 16, shown one pixel a step, row by row; the last fifth is held out.
     */
    private static LabelledSequences digits(String name, Encoding encoding) {
        List<String> lines;
        try (InputStream packed = stream("digits.csv.gz"); InputStream in = new GZIPInputStream(packed)) {
            lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double[][] pixels = new double[lines.size()][];
        int[] labels = new int[lines.size()];
        for (int s = 0; s < pixels.length; s++) {
            double[] line = Arrays.stream(lines.get(s).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
            pixels[s] = Arrays.copyOf(line, line.length - 1);
            labels[s] = (int) line[line.length - 1];
        }
        List<String> classes = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        int cut = lines.size() - lines.size() / 5;
        return LabelledSequences.ofVectors(name, classes, labels, s -> s >= cut, List.of("pixel"), pixels, encoding);
    }

    private static String endOfSentence(String name, List<String> known) {
        String phrase = Suggestion.phrase(name, known);
        return phrase.isEmpty() ? "." : phrase;
    }

    /**
     * The bundled text, cut as one likes.
     *
     * @param unit characters or words; bytes are those of UTF-8
     * @param rarest how often a symbol occurs at least in the training part
     * @param encoding of the text that a model was trained on, or {@link Encoding#NONE}
     */
    public static TextDataset text(String name, TextUnit unit, int rarest, Encoding encoding) {
        String text = resource(name + ".txt");
        if (unit != TextUnit.BYTES) {
            return new TextDataset(name, text, unit, rarest, encoding);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return TextDataset.ofBytes(name, new TextBytes() {
            @Override
            public int count() {
                return bytes.length;
            }

            @Override
            public int at(int place) {
                return bytes[place] & 0xFF;
            }
        }, rarest, encoding);
    }

    /** Whether a bundled name is that of a series. */
    public static boolean isSeries(String name) {
        return name.equals("mauna-loa-co2") || name.equals("nino-sst");
    }

    /**
     * A bundled series, of which some columns are seen and some predicted.
     *
     * @param encoding of the series that a model was trained on, or {@link Encoding#NONE}
     * @throws InputException where the choice names a column that it has not
     */
    public static SeriesDataset series(String name, SeriesChoice choice, Encoding encoding) {
        return series(name, resource(name + ".csv"), choice, encoding);
    }

    /** Reads our own tables: a head line, a time in the first column, numbers in all others, no quotes. */
    private static SeriesDataset series(String name, String table, SeriesChoice choice, Encoding encoding) {
        List<String> lines = table.lines().toList();
        String[] head = lines.getFirst().split(",", -1);
        List<String> columns = new ArrayList<>(List.of(head).subList(1, head.length));
        int I = columns.size();
        var values = new double[(lines.size() - 1) * I];
        for (int n = 1; n < lines.size(); n++) {
            String[] cells = lines.get(n).split(",", -1);
            for (int i = 0; i < I; i++) {
                values[(n - 1) * I + i] = Double.parseDouble(cells[i + 1]);
            }
        }
        return new SeriesDataset(name, columns, SeriesValues.of(values, I), choice, encoding);
    }

    private static String resource(String file) {
        try (InputStream in = stream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(String file) {
        InputStream in = Datasets.class.getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException("the program was built without its data file " + file);
        }
        return in;
    }
}
