package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CompareCommandTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void documentHasARowForEachCellWithBeforeAndAfter() {
        Path out = folder.resolve("比较 one");
        JsonNode document = compare(out, "--cells", "rnn_tanh,lstm");
        assertThat(Path.of(document.get("report").asString())).isEqualTo(out.resolve("report.html")).isNotEmptyFile();
        assertThat(document.get("rows")).hasSize(2);
        for (JsonNode row : document.get("rows")) {
            assertThat(row.propertyNames()).contains("data", "cell", "loss", "baseline", "trained", "parameters",
                    "seconds", "before", "after");
            assertThat(row.get("data").asString()).isEqualTo("adding");
            assertThat(row.get("baseline").asDouble()).isCloseTo(1 / 6.0, within(1e-12));
            for (JsonNode measured : List.of(row.get("before"), row.get("after"))) {
                assertThat(measured.propertyNames()).contains("lyapunov", "reach", "horizon", "mainTermShare",
                        "verdict");
                assertThat(measured.get("lyapunov").propertyNames()).contains("value", "error");
                assertThat(measured.get("reach").propertyNames()).contains("k90", "censored");
                assertThat(measured.at("/lyapunov/value").isNumber()).isTrue();
            }
        }
        JsonNode tanh = document.at("/rows/0");
        assertThat(tanh.get("cell").asString()).isEqualTo("rnn_tanh");
        assertThat(tanh.get("parameters").asInt()).isEqualTo(4 * 4 + 4 * 2 + 4 + 4 + 1);
        assertThat(tanh.at("/after/mainTermShare").isNull()).as("a cell of one term has nothing to share").isTrue();
        JsonNode lstm = document.at("/rows/1");
        assertThat(lstm.at("/after/mainTermShare").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void cellThatLearntNothingGetsNoVerdict() {
        JsonNode row = compare(folder.resolve("run"), "--cells", "gru").at("/rows/0");
        assertThat(row.get("trained").asBoolean()).isFalse();
        assertThat(row.at("/before/verdict").asString()).isNotEmpty();
        assertThat(row.at("/after/verdict").isNull()).isTrue();
        CommandRun text = CommandRun.of(arguments(folder.resolve("run"), "--cells", "gru"));
        assertThat(text.out()).contains("not trained on this").contains("report ").doesNotContain("NaN");
        assertThat(text.err()).contains("updates 2/2 (");
    }

    @Test
    void runsRepeatToTheBitWhateverTheThreads() {
        JsonNode one = compare(folder.resolve("run"), "--cells", "rnn_relu,gru_reset_last", "--threads", "1");
        JsonNode two = compare(folder.resolve("run"), "--cells", "rnn_relu,gru_reset_last", "--threads", "2");
        assertThat(two.at("/provenance/command").asString()).startsWith("retrograde compare --task adding --steps 5 ")
                .endsWith(" --threads 2 --json");
        assertThat(withoutTimes(two)).isEqualTo(withoutTimes(one));
        JsonNode seven = compare(folder.resolve("run"), "--cells", "rnn_relu,gru_reset_last", "--threads", "7");
        assertThat(seven.at("/provenance/threads").asInt()).isEqualTo(7);
        assertThat(withoutTimes(seven)).isEqualTo(withoutTimes(one));
        JsonNode other = compare(folder.resolve("run"), "--cells", "rnn_relu,gru_reset_last", "--seed", "2");
        assertThat(withoutTimes(other)).isNotEqualTo(withoutTimes(one));
    }

    @Test
    void theArithmeticOfTrainingIsNamedAndTheFlowMeasuredInFloat64() {
        for (String dtype : List.of("float32", "float64", "reference")) {
            JsonNode document = compare(folder.resolve("run"), "--cells", "gru", "--dtype", dtype);
            assertThat(document.at("/provenance/options/dtype").asString()).isEqualTo(dtype);
            assertThat(document.at("/rows/0/after/flow/dtype").asString()).isEqualTo("float64");
        }
    }

    private static JsonNode withoutTimes(JsonNode document) {
        ObjectNode copy = (ObjectNode) document.deepCopy();
        ((ObjectNode) copy.get("provenance")).remove(List.of("date", "threads", "command"));
        copy.get("rows").forEach(row -> ((ObjectNode) row).remove("seconds"));
        return copy;
    }

    @Test
    void ownCellsAndTextsAreComparedLikeOurs() throws IOException {
        Path cell = Files.writeString(folder.resolve("mine.cell"),
                "cell mine\nstate h\nz  = sigmoid(W_z x + b_z)\nh' = (1 - z) * h + z * tanh(W x + U h + b)\n");
        Path text = Files.writeString(folder.resolve("海.txt"), "The sea is wide. 海很大。\n".repeat(60));
        CommandRun run = CommandRun.of("compare", "--cells", cell + ", rnn_tanh", "--data", text.toString(), "--steps",
                "8", "--updates", "2", "--hidden", "4", "--batch", "2", "--embedding", "3", "--out",
                folder.resolve("out").toString(), "--json", "--lang", "zh");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.document().get("rows").valueStream().map(r -> r.get("cell").asString())).containsExactly("mine",
                "rnn_tanh");
        assertThat(Files.readString(folder.resolve("out/report.html"))).contains("lang=\"zh").contains("mine");
    }

    @Test
    void interruptedComparisonWritesNothing() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        try (CommandProcess process = CommandProcess.start(folder, "compare", "--cells", "rnn_tanh", "--task", "adding",
                "--steps", "5", "--hidden", "4", "--updates", "1000000000", "--out", out.toString())) {
            for (int i = 0; i < 600 && !Files.exists(out); i++) {
                Thread.sleep(50);
            }
            process.signal("INT");
            CommandRun run = process.await();
            assertThat(run.status()).isEqualTo(130);
            assertThat(run.out()).isEmpty();
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files).isEmpty();
        }
    }

    private static JsonNode compare(Path out, String... more) {
        String[] arguments = Stream.concat(Stream.of(arguments(out, more)), Stream.of("--json")).toArray(String[]::new);
        return CommandRun.json(arguments);
    }

    private static String[] arguments(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("compare", "--task", "adding", "--steps", "5", "--updates",
                "2", "--hidden", "4", "--batch", "2", "--out", out.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }
}
