package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code train --watch}. */
class TrainWatchTest {

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64", "reference"})
    void withALossAtTheLastStepEverySequenceOfEveryUpdateCounts(String dtype) {
        JsonNode watch = train("--task", "adding", "--steps", "25", "--updates", "20", "--batch", "4", "--dtype", dtype,
                "--json").document().get("watch");
        assertThat(watch.propertyNames()).containsExactly("every", "lossSteps", "rows");
        assertThat(watch.get("every").asInt()).isEqualTo(1);
        assertThat(watch.get("lossSteps").asString()).isEqualTo("last");
        assertThat(watch.get("rows")).hasSize(10);
        for (int i = 0; i < 10; i++) {
            JsonNode row = watch.get("rows").get(i);
            assertThat(row.get("from").asInt()).isEqualTo(2 * i + 1);
            assertThat(row.get("to").asInt()).isEqualTo(2 * i + 2);
            assertThat(integers(row.get("lag"))).containsExactly(1, 2, 5, 10, 20);
            // Two updates of four sequences, for each of the five lags.
            assertThat(integers(row.get("pairs"))).containsExactly(8, 8, 8, 8, 8);
            assertThat(row.get("logNorm")).hasSize(5).allSatisfy(n -> assertThat(n.isNumber()).isTrue());
            assertThat(row.get("logError")).hasSize(5).allSatisfy(n -> assertThat(n.asDouble()).isPositive());
        }
        JsonNode first = watch.at("/rows/0/logNorm");
        assertThat(first.get(4).asDouble()).as("what a fresh LSTM sends 20 steps back, beside 1")
                .isLessThan(first.get(0).asDouble());
    }

    @Test
    void withALossAtEveryStepOneOfEachSequenceIsDrawnAtEverySixteenthUpdate() {
        JsonNode watch = train("--data", "moby-dick", "--steps", "12", "--updates", "40", "--batch", "5", "--embedding",
                "4", "--json").document().get("watch");
        assertThat(watch.get("every").asInt()).isEqualTo(16);
        assertThat(watch.get("lossSteps").asString()).isEqualTo("every");
        // The batches of updates 1, 17 and 33, in the tenths that hold them or end after them.
        assertThat(watch.get("rows")).hasSize(3);
        assertThat(watch.get("rows").valueStream().map(r -> r.get("from").asInt() + "–" + r.get("to").asInt()))
                .containsExactly("1–4", "5–20", "21–36");
        for (JsonNode row : watch.get("rows")) {
            assertThat(integers(row.get("lag"))).containsExactly(1, 2, 5, 10);
            List<Integer> pairs = integers(row.get("pairs"));
            assertThat(pairs.getFirst()).as("every drawn step has the lag 1").isEqualTo(5);
            assertThat(pairs).as("fewer reach further").isSortedAccordingTo((a, b) -> b - a);
        }
    }

    @Test
    void textShowsATableWhileItTrainsAndAtTheEnd() {
        CommandRun run = train("--task", "adding", "--steps", "10", "--updates", "5");
        assertThat(run.status()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("gradient by lag k, mean ‖∂ℓ_t/∂s_{t−k}‖ ± its standard error; every update,"
                + " all sequences of the batch, the loss at their last step");
        assertThat(lines.get(1)).matches("updates +k = 1 +k = 2 +k = 5 +k = 10");
        String cell = " +[0-9]\\.[0-9]e[-+][0-9]{2}±[0-9]e[-+][0-9]{2}";
        for (int u = 1; u <= 5; u++) {
            assertThat(lines.get(u + 1)).matches(u + "–" + u + cell.repeat(4));
        }
        assertThat(lines.get(7)).startsWith("held-out loss ");
        assertThat(run.err()).contains(String.join(System.lineSeparator(), lines.subList(0, 3)), lines.get(6));
    }

    @Test
    void eventsHaveARowEachAndTheResultHasThemAll() throws IOException {
        Path log = folder.resolve("events.jsonl");
        CommandRun run = train("--task", "adding", "--steps", "10", "--updates", "5", "--json", "--events",
                log.toString());
        assertThat(run.err()).isEmpty();
        List<JsonNode> seen = Files.readAllLines(log)
                .stream()
                .map(CommandRun::parse)
                .filter(e -> e.get("event").asString().equals("watch"))
                .toList();
        assertThat(seen).hasSize(5);
        assertThat(seen.getFirst().propertyNames()).containsExactly("event", "from", "to", "lag", "logNorm", "logError",
                "pairs");
        for (int i = 0; i < 5; i++) {
            assertThat(seen.get(i).get("logNorm")).isEqualTo(run.document().at("/watch/rows/" + i + "/logNorm"));
        }
    }

    @Test
    void watchingChangesNothingThatIsTrainedAndGoesOnAfterAResume() {
        Path plain = folder.resolve("plain");
        assertThat(
                CommandRun
                        .of("train", "--task", "adding", "--hidden", "6", "--steps", "10", "--updates", "6", "--out",
                                plain.toString())
                        .status())
                .isZero();
        assertThat(train("--task", "adding", "--steps", "10", "--updates", "4").status()).isZero();
        JsonNode rest = CommandRun.json("train", "--resume", "--out", folder.resolve("run").toString(), "--updates",
                "6", "--watch", "--json");
        assertThat(rest.at("/watch/rows").valueStream().map(r -> r.get("from").asInt())).containsExactly(5, 6);
        assertThat(weights(folder.resolve("run"))).isEqualTo(weights(plain));
    }

    @Test
    void lagsThinOutWhereATableHasNoRoomForThem() {
        assertThat(Watching.lags(1)).containsExactly(1);
        assertThat(Watching.lags(99)).containsExactly(1, 2, 5, 10, 20, 50);
        assertThat(Watching.lags(Integer.MAX_VALUE)).hasSize(27).endsWith(100_000_000, 200_000_000, 500_000_000);
        CommandRun run = train("--task", "adding", "--steps", "500", "--updates", "1", "--batch", "2");
        assertThat(run.out().lines().toList().get(1))
                .matches("updates +k = 1 +k = 5 +k = 10 +k = 50 +k = 100 +k = 500");
    }

    private static List<Integer> integers(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asInt()).toList();
    }

    private static List<Double> weights(Path run) {
        return java.util.Arrays
                .stream(CheckpointFile.read(run.resolve("model.ckpt")).model().parameters().layer(0).get("U_f"))
                .boxed()
                .toList();
    }

    private CommandRun train(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--watch", "--hidden", "6", "--out", folder.resolve("run").toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(new String[0]));
    }
}
