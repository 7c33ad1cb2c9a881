package retrograde.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.LabelledSequences;
import retrograde.data.Objective;
import retrograde.data.SeriesDataset;
import retrograde.model.Architecture;
import retrograde.model.Stepper;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Predicts a series, in its own units, or the classes of sequences. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Predicts each row of a series' test part (or held-out part) from the rows before it, and rows",
                "beyond its end. Values are in the units of the file; the result is a CSV file. Of labelled",
                "sequences and texts: the likeliest class with its probability. Of data that the model was not",
                "trained on all is predicted."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde predict runs/lstm-mauna-loa-co2/model.ckpt",
                "  retrograde predict runs/lstm-mauna-loa-co2/model.ckpt --ahead 12 --out co2.csv",
                "  retrograde predict runs/reviews/model.ckpt --text 'I would see it again.'"})
final class PredictCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "A checkpoint of a model of a series or of labelled sequences.")
    private @Nullable Path checkpoint;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--ahead",
            paramLabel = "N",
            defaultValue = "0",
            description = "Rows beyond the end, each from the ones predicted before it (default ${DEFAULT-VALUE}).")
    private int ahead;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = {"all, held-out or test (default: the test part; without one, what is held out, or all",
                    "of data that it was not trained on)."})
    private @Nullable String part;

    @Option(names = "--text", paramLabel = "TEXT", description = "A text whose class is wanted; needs no data.")
    private @Nullable String text;

    @Option(names = "--out", paramLabel = "FILE|-", defaultValue = "-", description = "The CSV file (default -).")
    private String out = "-";

    @Option(names = "--json", description = "Print how good the predictions are as one JSON document.")
    private boolean json;

    /**
     * A row predicted.
     *
     * @param row from 1, as in the file without its heading
     * @param actual {@code [O]}, NaN where a value is missing; null beyond the end
     * @param predicted {@code [O]}
     */
    private record Predicted(int row, double @Nullable [] actual, double[] predicted) {}

    @Override
    public Integer call() {
        if (ahead < 0 || ahead > MOST) {
            throw new InputException("--ahead is " + ahead + ": predict 0 to " + MOST + " rows beyond the end");
        }
        if (json && out.equals("-")) {
            throw new InputException(
                    "--json takes standard output for itself; name a file for the predictions with --out");
        }
        Path file = checkpoint == null ? Path.of("") : checkpoint;
        if (text != null) {
            if (data.data != null || part != null || ahead > 0) {
                throw new InputException("--text asks for the class of one text; leave out "
                        + (data.data != null ? "--data" : part != null ? "--part" : "--ahead"));
            }
            ToldClasses told = ToldClasses.of(CheckpointFile.read(file), file.toString(), text);
            return tell(told, told.document("text", out));
        }
        OpenedCheckpoint opened = OpenedCheckpoint.open(file, data, "");
        if (opened.data() instanceof LabelledSequences sequences) {
            return classes(opened, sequences);
        }
        if (!(opened.data() instanceof SeriesDataset series)) {
            throw new InputException(file + " is a model of " + opened.data().name()
                    + ", which is no series; for a text there is retrograde sample");
        }
        if (ahead > 0 && !series.exogenous().isEmpty()) {
            throw new InputException("--ahead " + ahead + " needs rows beyond the end, of which " + file
                    + " sees columns that it does not predict: " + String.join(", ", series.exogenous())
                    + "; leave --ahead out, or train a model that predicts them too (--target)");
        }
        Part wanted = part(series.firstTest() < series.rows(), opened.own());
        List<Predicted> rows = predict(opened, series, wanted);
        write(lines(series, rows));
        tell(series, rows, wanted);
        return Main.SUCCESS;
    }

    /** What is predicted. */
    private enum Part {
        ALL, HELD_OUT, TEST;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * As given, or the usual one.
     *
     * @param test whether there is a test part
     * @param own whether the model was trained on the data
     */
    private Part part(boolean test, boolean own) {
        if (part == null) {
            return test ? Part.TEST : own ? Part.HELD_OUT : Part.ALL;
        }
        for (Part p : Part.values()) {
            if (p.text().replace(' ', '-').equals(part) && (test || p != Part.TEST)) {
                return p;
            }
        }
        throw new InputException("--part is '" + part + "'; choose all or held-out"
                + (test ? ", or test" : "; for a test part of a series there is --test"));
    }

    private int classes(OpenedCheckpoint opened, LabelledSequences sequences) {
        if (ahead > 0) {
            throw new InputException("--ahead " + ahead + " is for series; sequences of " + sequences.name()
                    + " have a class, and nothing beyond");
        }
        Part wanted = part(false, opened.own());
        int[] numbers = wanted == Part.ALL ? IntStream.range(0, sequences.count()).toArray()
                : sequences.heldOutSequences();
        ToldClasses told = ToldClasses.of(opened.model(), sequences, numbers, opened.steps());
        return tell(told, told.document(wanted.text(), out));
    }

    private int tell(ToldClasses told, ObjectNode document) {
        write(told.lines());
        if (json) {
            System.out.println(document.toPrettyString());
        } else if (text == null) {
            System.err.println(ToldClasses.text(document));
        }
        return Main.SUCCESS;
    }

    private void write(List<String> lines) {
        if (out.equals("-")) {
            StringBuilder all = new StringBuilder();
            lines.forEach(line -> all.append(line).append('\n'));
            System.out.print(all);
        } else {
            WholeFile.write(Path.of(out), writer -> write(writer, lines));
        }
    }

    /**
     * The rows of a part, and those beyond the end. The states are carried from as many rows before it as the model was
     * trained on at a time; where its loss was at the last step only, each row is predicted from just so many rows.
     */
    private List<Predicted> predict(OpenedCheckpoint opened, SeriesDataset series, Part wanted) {
        int first = switch (wanted) {
            case ALL -> 1;
            case HELD_OUT -> series.firstHeldOut();
            case TEST -> series.firstTest();
        };
        UnaryOperator<double[]> next = next(opened);
        List<Predicted> rows = new ArrayList<>();
        double[] predicted = new double[series.targets().size()];
        for (int row = Math.max(0, first - opened.steps()); row < series.rows(); row++) {
            if (row >= first && row > 0) {
                rows.add(new Predicted(row + 1, actual(series, row), original(series, predicted)));
            }
            predicted = next.apply(series.input(row));
        }
        for (int k = 1; k <= ahead; k++) {
            rows.add(new Predicted(series.rows() + k, null, original(series, predicted)));
            predicted = k == ahead ? predicted : next.apply(series.input(predicted));
        }
        return rows;
    }

    /** What a model predicts after one more row, both in its units. */
    private static UnaryOperator<double[]> next(OpenedCheckpoint opened) {
        Architecture architecture = opened.model().architecture();
        if (architecture.objective().lossSteps() == Objective.LossSteps.EVERY) {
            Stepper stepper = new Stepper(opened.model());
            return x -> stepper.step(x).clone();
        }
        List<double[]> window = new ArrayList<>();
        return x -> {
            window.add(x);
            if (window.size() > opened.steps()) {
                window.removeFirst();
            }
            int T = window.size();
            int outputs = architecture.objective().outputs();
            double[] inputs = window.stream().flatMapToDouble(Arrays::stream).toArray();
            return opened.model()
                    .answers(new Batch(new Batch.Vectors(T, 1, x.length, inputs),
                            new Batch.Values(T, 1, outputs, new double[T * outputs], Batch.lastStepMask(T, 1))));
        };
    }

    private static double[] actual(SeriesDataset series, int row) {
        double[] actual = new double[series.targets().size()];
        for (int o = 0; o < actual.length; o++) {
            actual[o] = series.actual(row, o);
        }
        return actual;
    }

    private static double[] original(SeriesDataset series, double[] values) {
        double[] original = new double[values.length];
        for (int o = 0; o < values.length; o++) {
            original[o] = series.original(o, values[o]);
        }
        return original;
    }

    private static List<String> lines(SeriesDataset series, List<Predicted> rows) {
        List<String> lines = new ArrayList<>();
        StringBuilder heading = new StringBuilder("row");
        for (String column : series.targets()) {
            heading.append(',').append(quoted(column)).append(',').append(quoted(column + " predicted"));
        }
        lines.add(heading.toString());
        for (Predicted p : rows) {
            StringBuilder line = new StringBuilder(Integer.toString(p.row()));
            double[] actual = p.actual();
            for (int i = 0; i < p.predicted().length; i++) {
                line.append(',')
                        .append(actual == null || Double.isNaN(actual[i]) ? "" : actual[i])
                        .append(',')
                        .append(p.predicted()[i]);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** As RFC 4180 has it. */
    static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void write(Writer writer, List<String> lines) throws IOException {
        for (String line : lines) {
            writer.write(line);
            writer.write('\n');
        }
    }

    /** The root mean square error of each column beside that of the baseline. */
    private void tell(SeriesDataset series, List<Predicted> rows, Part wanted) {
        int columns = series.targets().size();
        double[] ours = new double[columns];
        double[] simple = new double[columns];
        int[] judged = new int[columns];
        int rowsJudged = 0;
        for (Predicted p : rows) {
            double[] actual = p.actual();
            if (actual == null) {
                continue;
            }
            rowsJudged++;
            for (int i = 0; i < columns; i++) {
                if (!Double.isNaN(actual[i])) {
                    double expected = series.expected(p.row() - 1, i);
                    judged[i]++;
                    ours[i] += (p.predicted()[i] - actual[i]) * (p.predicted()[i] - actual[i]);
                    simple[i] += (expected - actual[i]) * (expected - actual[i]);
                }
            }
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("part", wanted.text());
        document.put("rows", rowsJudged);
        document.put("ahead", ahead);
        document.put("file", out);
        ArrayNode list = document.putArray("columns");
        for (int i = 0; i < columns; i++) {
            String column = series.targets().get(i);
            double error = Math.sqrt(ours[i] / judged[i]);
            double baseline = Math.sqrt(simple[i] / judged[i]);
            boolean last = series.columns().contains(column);
            ObjectNode entry = list.addObject()
                    .put("name", column)
                    .put("rows", judged[i])
                    .put("baseline", last ? "last value" : "mean");
            // Where every value of a column is missing nothing is judged.
            TrainingResult.put(entry, "error", error);
            TrainingResult.put(entry, "baselineError", baseline);
            if (!json) {
                System.err.printf(Locale.ROOT, "%s: %d %srows, root mean square error %.4g; by the %s it is %.4g%n",
                        column, judged[i], wanted == Part.ALL ? "" : wanted.text().replace(' ', '-') + " ", error,
                        last ? "last value" : "mean", baseline);
            }
        }
        if (json) {
            System.out.println(document.toPrettyString());
        }
    }
}
