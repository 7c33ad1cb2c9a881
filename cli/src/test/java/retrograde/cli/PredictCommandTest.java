package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A series is predicted in its own units. */
class PredictCommandTest {
    private static final int ROWS = 200;

    @TempDir
    private Path folder = Path.of("");

    private String train() throws IOException {
        StringBuilder csv = new StringBuilder("\"wave, high\",cosine\n");
        for (int t = 0; t < ROWS; t++) {
            csv.append(String.format(Locale.ROOT, "%.9f,%.9f%n", 1000 + 50 * Math.sin(t / 4.0), Math.cos(t / 4.0)));
        }
        Path series = Files.writeString(folder.resolve("波 series.csv"), csv);
        CommandRun run = CommandRun.of("train", "--data", series.toString(), "--cell", "gru", "--hidden", "16",
                "--steps", "10", "--updates", "300", "--lr", "0.02", "--out", folder.resolve("run").toString());
        assertThat(run.status()).as(run.err()).isZero();
        return folder.resolve("run/model.ckpt").toString();
    }

    @Test
    void heldOutRowsAndRowsBeyondTheEndAreWritten() throws IOException {
        String model = train();
        Path out = folder.resolve("out/预测.csv");
        JsonNode document = CommandRun.json("predict", model, "--ahead", "8", "--out", out.toString(), "--json");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.getFirst()).isEqualTo("row,\"wave, high\",\"wave, high predicted\",cosine,cosine predicted");
        assertThat(lines).hasSize(1 + ROWS / 10 + 8);
        double squares = 0;
        for (int k = 0; k < ROWS / 10; k++) {
            String[] cells = lines.get(1 + k).split(",", -1);
            int row = ROWS - ROWS / 10 + k;
            assertThat(cells[0]).isEqualTo(Integer.toString(row + 1));
            // Normalised and back: a few roundings of a thousand; the file has nine digits.
            assertThat(Double.parseDouble(cells[1])).isCloseTo(1000 + 50 * Math.sin(row / 4.0), within(1e-8));
            double d = Double.parseDouble(cells[2]) - Double.parseDouble(cells[1]);
            squares += d * d;
        }
        JsonNode first = document.at("/columns/0");
        assertThat(first.get("error").asDouble()).isCloseTo(Math.sqrt(squares / (ROWS / 10.0)), within(1e-9))
                .isLessThan(first.get("baselineError").asDouble());
        // Beyond the end there is nothing to compare with; a wave that was learnt goes on.
        String[] beyond = lines.getLast().split(",", -1);
        assertThat(beyond[0]).isEqualTo(Integer.toString(ROWS + 8));
        assertThat(beyond[1]).isEmpty();
        assertThat(Double.parseDouble(beyond[2])).isCloseTo(1000 + 50 * Math.sin((ROWS + 7) / 4.0), within(25.0));
        CommandRun text = CommandRun.of("predict", model);
        assertThat(text.out().lines().toList()).isEqualTo(lines.subList(0, 1 + ROWS / 10));
        assertThat(text.err()).contains("wave, high: 20 held-out rows, root mean square error ");
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        String model = train();
        CommandRun.of("predict", model, "--ahead", "-1").assertRefused("--ahead is -1");
        CommandRun.of("predict", model, "--json").assertRefused("--json takes standard output for itself");
        Path blocked = Files.writeString(folder.resolve("file"), "");
        CommandRun.of("predict", model, "--out", blocked.resolve("x.csv").toString()).assertRefused("cannot write ");
        assertThat(Files.readString(blocked)).isEmpty();
    }

    private String[] train(Path series, String... more) {
        List<String> command = new ArrayList<>(
                List.of("train", "--data", series.toString(), "--cell", "gru", "--hidden", "8", "--steps", "4",
                        "--updates", "40", "--lr", "0.02", "--out", folder.resolve("run-" + more.length).toString()));
        command.addAll(List.of(more));
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return new String[] {folder.resolve("run-" + more.length + "/model.ckpt").toString(), run.err()};
    }

    /** A target, a driver of it, words, and gaps in both. */
    private Path driven() throws IOException {
        StringBuilder csv = new StringBuilder("date,load,heat,weather\n");
        for (int t = 0; t < ROWS; t++) {
            csv.append(LocalDate.of(2020, 1, 1).plusDays(t))
                    .append(',')
                    .append(t % 17 == 3 ? "" : 100 + 10 * Math.sin(t));
            csv.append(',').append(t % 19 == 5 ? "NaN" : Math.cos(t)).append(",fair\n");
        }
        return Files.writeString(folder.resolve("driven.csv"), csv);
    }

    @Test
    void aTargetIsPredictedFromOtherColumnsOverGapsAndJudgedOnTheTestPart() throws IOException {
        Path series = driven();
        CommandRun.of("train", "--data", series.toString(), "--target", "load", "--out", folder.resolve("x").toString())
                .assertRefused(
                        "The series 'driven.csv' has no value in row 4, column load (12 of its 200 are missing).");
        String model = train(series, "--columns", "heat,load", "--target", "load", "--missing", "mask", "--test",
                "0.2")[0];
        Path out = folder.resolve("p.csv");
        JsonNode document = CommandRun.json("predict", model, "--out", out.toString(), "--json");
        assertThat(document.get("part").asString()).isEqualTo("test");
        assertThat(document.get("rows").asInt()).isEqualTo(40);
        // Of rows 161 to 200 those with t % 17 = 3 lack the target: t = 173 and 190.
        assertThat(document.at("/columns/0/rows").asInt()).isEqualTo(38);
        assertThat(document.at("/columns/0/baseline").asString()).isEqualTo("last value");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.getFirst()).isEqualTo("row,load,load predicted");
        assertThat(lines).hasSize(41);
        assertThat(lines.get(1)).startsWith("161,");
        assertThat(lines.get(1 + 173 - 160)).startsWith("174,,");
        assertThat(Double.parseDouble(lines.get(14).split(",", -1)[2])).isBetween(80.0, 120.0);
        CommandRun.of("predict", model, "--ahead", "3")
                .assertRefused("--ahead 3 needs rows beyond the end, of which " + model
                        + " sees columns that it does not predict: heat; leave --ahead out,");
        // The same checkpoint elsewhere: the data are read as it was trained on them, and nothing differs.
        for (String[] command : new String[][] {{"flow", model, "--quantities", "reach"},
                {"train", "--resume", "--out", Path.of(model).resolveSibling("").toString(), "--updates", "41"}}) {
            CommandRun again = CommandRun.of(command);
            assertThat(again.status()).as(again.err()).isZero();
            assertThat(again.err()).doesNotContain("are not the data");
        }
    }

    @Test
    void aTargetThatIsNoInputIsJudgedByItsMean() throws IOException {
        String model = train(driven(), "--columns", "heat", "--target", "load", "--missing", "carry")[0];
        JsonNode document = CommandRun.json("predict", model, "--out", folder.resolve("q.csv").toString(), "--json");
        assertThat(document.get("part").asString()).isEqualTo("held out");
        assertThat(document.at("/columns/0/baseline").asString()).isEqualTo("mean");
        // The deviation of a sine of height 10.
        assertThat(document.at("/columns/0/baselineError").asDouble()).isBetween(6.0, 8.0);
    }

    @Test
    void unevenStepsAreRefusedOrAnInput() throws IOException {
        StringBuilder csv = new StringBuilder("x,when\n");
        for (int t = 0; t < 100; t++) {
            csv.append(Math.sin(t)).append(',').append(LocalDate.of(2020, 1, 1).plusDays(t + (t > 30 ? t / 2 : 0)));
            csv.append('\n');
        }
        Path series = Files.writeString(folder.resolve("uneven.csv"), csv);
        CommandRun.of("train", "--data", series.toString(), "--out", folder.resolve("x").toString())
                .assertRefused(
                        "The time steps of the series 'uneven.csv' are uneven: by its column when, row 32 comes");
        CommandRun.of("train", "--data", series.toString(), "--uneven", "stp", "--out", folder.resolve("x").toString())
                .assertRefused("--uneven is 'stp'; did you mean step?");
        String model = train(series, "--uneven", "step")[0];
        CommandRun predicted = CommandRun.of("predict", model);
        assertThat(predicted.status()).as(predicted.err()).isZero();
        assertThat(predicted.out()).startsWith("row,x,x predicted\n91,");
        CommandRun.of("predict", model, "--ahead", "1").assertRefused("--ahead 1 needs rows beyond the end");
        String plain = train(series, "--uneven", "ignore", "--seed", "1")[0];
        assertThat(CommandRun.of("predict", plain, "--ahead", "1").status()).isZero();
    }
}
