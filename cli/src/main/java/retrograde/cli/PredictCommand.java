package retrograde.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import retrograde.InputException;
import retrograde.data.SeriesDataset;
import retrograde.model.Stepper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Predicts a series, in its own units. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Predicts each row of a series' test part (or held-out part) from the rows before it, and rows",
                "beyond its end. Values are in the units of the file; the result is a CSV file."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde predict runs/lstm-mauna-loa-co2/model.ckpt",
                "  retrograde predict runs/lstm-mauna-loa-co2/model.ckpt --ahead 12 --out co2.csv"})
final class PredictCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A checkpoint of a model of a series.")
    private @Nullable Path checkpoint;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--ahead",
            paramLabel = "N",
            defaultValue = "0",
            description = "Rows beyond the end, each from the ones predicted before it (default ${DEFAULT-VALUE}).")
    private int ahead;

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
        OpenedCheckpoint opened = OpenedCheckpoint.open(file, data, "");
        if (!(opened.data() instanceof SeriesDataset series)) {
            throw new InputException(file + " is a model of " + opened.data().name()
                    + ", which is no series; for a text there is retrograde sample");
        }
        if (ahead > 0 && !series.exogenous().isEmpty()) {
            throw new InputException("--ahead " + ahead + " needs rows beyond the end, of which " + file
                    + " sees columns that it does not predict: " + String.join(", ", series.exogenous())
                    + "; leave --ahead out, or train a model that predicts them too (--target)");
        }
        List<Predicted> rows = predict(opened, series);
        if (out.equals("-")) {
            StringBuilder text = new StringBuilder();
            lines(series, rows).forEach(line -> text.append(line).append('\n'));
            System.out.print(text);
        } else {
            WholeFile.write(Path.of(out), writer -> write(writer, lines(series, rows)));
        }
        tell(series, rows);
        return Main.SUCCESS;
    }

    /**
     * The rows of the test part, or of what is held out where there is none; the states are carried from as many rows before
     * it as the model was trained on at a time.
     */
    private List<Predicted> predict(OpenedCheckpoint opened, SeriesDataset series) {
        Stepper stepper = new Stepper(opened.model());
        int first = first(series);
        List<Predicted> rows = new ArrayList<>();
        double[] next = new double[series.targets().size()];
        for (int row = Math.max(0, first - opened.steps()); row < series.rows(); row++) {
            if (row >= first && row > 0) {
                rows.add(new Predicted(row + 1, actual(series, row), original(series, next)));
            }
            next = stepper.step(series.input(row)).clone();
        }
        for (int k = 1; k <= ahead; k++) {
            rows.add(new Predicted(series.rows() + k, null, original(series, next)));
            next = k == ahead ? next : stepper.step(series.input(next)).clone();
        }
        return rows;
    }

    private static int first(SeriesDataset series) {
        return series.firstTest() < series.rows() ? series.firstTest() : series.firstHeldOut();
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
    private static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void write(Writer writer, List<String> lines) throws IOException {
        for (String line : lines) {
            writer.write(line);
            writer.write('\n');
        }
    }

    /** The root mean square error of each column beside that of the baseline. */
    private void tell(SeriesDataset series, List<Predicted> rows) {
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
        boolean test = series.firstTest() < series.rows();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("part", test ? "test" : "held out");
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
                System.err.printf(Locale.ROOT, "%s: %d %s rows, root mean square error %.4g; by the %s it is %.4g%n",
                        column, judged[i], test ? "test" : "held-out", error, last ? "last value" : "mean", baseline);
            }
        }
        if (json) {
            System.out.println(document.toPrettyString());
        }
    }
}
