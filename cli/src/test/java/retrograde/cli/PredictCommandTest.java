package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .isLessThan(first.get("lastValueError").asDouble());
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
}
