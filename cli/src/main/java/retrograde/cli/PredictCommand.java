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
        description = {"Predicts each row of a series' held-out part from the rows before it, and rows beyond its end.",
                "Values are in the units of the file; the result is a CSV file."},
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
     * @param actual {@code [I]}; null beyond the end
     * @param predicted {@code [I]}
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

    /** The states are carried from as many rows before the held-out part as the model was trained on at a time. */
    private List<Predicted> predict(OpenedCheckpoint opened, SeriesDataset series) {
        Stepper stepper = new Stepper(opened.model());
        int columns = series.columns().size();
        int first = series.firstHeldOut();
        List<Predicted> rows = new ArrayList<>();
        double[] next = new double[columns];
        for (int row = Math.max(0, first - opened.steps()); row < series.rows(); row++) {
            if (row >= first && row > 0) {
                rows.add(new Predicted(row + 1, original(series, series.normalised(row)), original(series, next)));
            }
            next = stepper.step(series.normalised(row)).clone();
        }
        for (int k = 1; k <= ahead; k++) {
            rows.add(new Predicted(series.rows() + k, null, original(series, next)));
            next = stepper.step(next).clone();
        }
        return rows;
    }

    private static double[] original(SeriesDataset series, double[] values) {
        double[] original = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            original[i] = series.original(i, values[i]);
        }
        return original;
    }

    private static List<String> lines(SeriesDataset series, List<Predicted> rows) {
        List<String> lines = new ArrayList<>();
        StringBuilder heading = new StringBuilder("row");
        for (String column : series.columns()) {
            heading.append(',').append(quoted(column)).append(',').append(quoted(column + " predicted"));
        }
        lines.add(heading.toString());
        for (Predicted p : rows) {
            StringBuilder line = new StringBuilder(Integer.toString(p.row()));
            double[] actual = p.actual();
            for (int i = 0; i < p.predicted().length; i++) {
                line.append(',').append(actual == null ? "" : actual[i]).append(',').append(p.predicted()[i]);
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

    /** The root mean square error of each column beside that of the last value. */
    private void tell(SeriesDataset series, List<Predicted> rows) {
        int columns = series.columns().size();
        double[] ours = new double[columns];
        double[] last = new double[columns];
        int judged = 0;
        for (Predicted p : rows) {
            double[] actual = p.actual();
            if (actual == null) {
                continue;
            }
            judged++;
            double[] before = original(series, series.normalised(p.row() - 2));
            for (int i = 0; i < columns; i++) {
                ours[i] += (p.predicted()[i] - actual[i]) * (p.predicted()[i] - actual[i]);
                last[i] += (before[i] - actual[i]) * (before[i] - actual[i]);
            }
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("rows", judged);
        document.put("ahead", ahead);
        document.put("file", out);
        ArrayNode list = document.putArray("columns");
        for (int i = 0; i < columns; i++) {
            double error = Math.sqrt(ours[i] / judged);
            double baseline = Math.sqrt(last[i] / judged);
            list.addObject().put("name", series.columns().get(i)).put("error", error).put("lastValueError", baseline);
            if (!json) {
                System.err.printf(Locale.ROOT,
                        "%s: %d held-out rows, root mean square error %.4g; by the last value it is %.4g%n",
                        series.columns().get(i), judged, error, baseline);
            }
        }
        if (json) {
            System.out.println(document.toPrettyString());
        }
    }
}
