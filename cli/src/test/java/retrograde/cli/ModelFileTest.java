package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Models from files: trained, resumed, measured, inspected, refused. */
class ModelFileTest {
    private static final String MODEL = """
            embedding 6
            dropout 0.2 variational
            layer lstm 7 recurrent-dropout=0.3
            layer gru 6 trained-start
            layer rnn_tanh 6 residual
            dropout 0.1
            readout tied
            init b_f=1.5
            """;

    @TempDir
    private Path folder = Path.of("");

    private String write(String text) throws IOException {
        return Files.writeString(folder.resolve("own.model"), text).toString();
    }

    private CommandRun train(String model, Path out, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--model", model, "--steps", "12", "--batch", "3",
                "--threads", "2", "--out", out.toString(), "--store", folder.resolve("runs.db").toString()));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static Map<String, double[]> arrays(Path out) {
        Checkpoint read = CheckpointFile.read(out.resolve("model.ckpt"));
        Map<String, double[]> all = new java.util.TreeMap<>(read.model().parameters().named());
        all.putAll(read.optimiser());
        return all;
    }

    private static void refused(CommandRun run, String why) {
        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err()).contains(why);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aRunThatDropsIsResumedToTheSameBits() throws IOException {
        String model = write(MODEL);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        assertThat(train(model, whole, "--updates", "5").status()).isZero();
        assertThat(train(model, parts, "--updates", "2").status()).isZero();
        CommandRun rest = CommandRun.of("train", "--resume", "--out", parts.toString(), "--updates", "5", "--threads",
                "1", "--store", folder.resolve("runs.db").toString());
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(arrays(parts)).usingRecursiveComparison().isEqualTo(arrays(whole));
    }

    @Test
    void aTrainedModelIsInspectedAndMeasuredLikeAnyOther() throws IOException {
        Path out = folder.resolve("run");
        CommandRun run = train(write(MODEL), out, "--updates", "2", "--init", "b_f=2", "--json");
        assertThat(run.document().get("baseline").isNull()).as("the data's own loss").isFalse();
        String file = out.resolve("model.ckpt").toString();
        assertThat(CommandRun.of("inspect", file, "--latex").out()).startsWith("% " + file)
                .contains("\\begin{tabular}{lrrr}", "in all & ");
        JsonNode document = CommandRun.json("inspect", file, "--json");
        List<String> names = document.get("parts").valueStream().map(p -> p.get("name").asString()).toList();
        assertThat(names).containsExactly("embedding of 78 symbols", "dropout 0.2, variational",
                "layer 1: lstm, recurrent dropout 0.3", "layer 2: gru, first states trained",
                "layer 3: rnn_tanh, residual", "dropout 0.1", "read-out, tied to the embedding");
        long sum = document.get("parts").valueStream().mapToLong(p -> p.get("parameters").asLong()).sum();
        long expected = 78 * 6 + 4 * (6 * 7 + 7 * 7 + 7) + 3 * (7 * 6 + 6 * 6 + 6) + 6 + (36 + 36 + 6) + 78;
        assertThat(sum).isEqualTo(expected).isEqualTo(document.get("parameters").asLong());
        assertThat(document.get("facts").valueStream()).anySatisfy(
                f -> assertThat(f.toString()).isEqualTo("{\"name\":\"source\",\"value\":\"data:moby-dick\"}"));
        assertThat(CheckpointFile.read(Path.of(file)).facts())
                .containsEntry("model", "embedding of 78 symbols → 6; dropout 0.2, variational → 6; "
                        + "layer 1: lstm, recurrent dropout 0.3 → 7; layer 2: gru, first states trained → 6; "
                        + "layer 3: rnn_tanh, residual → 6; dropout 0.1 → 6; read-out, tied to the embedding → 78")
                .containsEntry("parameters", Long.toString(expected));
        // The command line wins over the file; two updates of 0.01 move no bias by more than 0.03.
        double[] biases = CheckpointFile.read(Path.of(file)).model().parameters().layer(0).get("b_f");
        assertThat(biases).hasSize(7).containsExactly(new double[] {2, 2, 2, 2, 2, 2, 2}, within(0.03));
        JsonNode flow = CommandRun.json("flow", file, "--quantities", "horizon", "--window", "16", "--batch", "2",
                "--json");
        assertThat(flow.get("layers").asInt()).isEqualTo(3);
    }

    @Test
    void aModelIsInspectedOnItsData() throws IOException {
        CommandRun run = CommandRun.of("inspect", write("layer lstm 4 bidirectional\nloss huber:0.5"), "--task",
                "adding");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("own.model on adding", "layer 2: lstm, from the end, beside layer 1", "read-out",
                "in all", "233", "loss: huber:0.5, at the last step");
    }

    @Test
    void aBidirectionalModelIsTrainedAndEachLayersFlowMeasured() throws IOException {
        String model = write("layer gru 4 bidirectional\nloss huber");
        Path out = folder.resolve("both");
        CommandRun run = train(model, out, "--task", "adding", "--updates", "3", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.document().get("reach").get("window").asInt()).isPositive();
        assertThat(run.document().get("baseline").isNull()).as("that of another loss").isTrue();
        String file = out.resolve("model.ckpt").toString();
        JsonNode flow = CommandRun.json("flow", file, "--window", "20", "--batch", "2", "--quantities",
                "horizon,reach,gradientByLag,terms", "--json");
        assertThat(flow.get("byLayer").valueStream().map(l -> l.get("layer").asInt() + l.get("reads").asString()))
                .containsExactly("1forward", "2backward");
        assertThat(flow.get("byLayer").get(1).at("/quantities/terms/0/layer").asInt()).isEqualTo(2);
        assertThat(flow.at("/quantities/reach/k90").isInt()).isTrue();
        assertThat(flow.get("leftOut").valueStream().map(JsonNode::asString)).contains("pairMap", "advice");
        CommandRun text = CommandRun.of("flow", file, "--window", "20", "--batch", "2", "--quantities", "horizon,reach",
                "--fail-if", "k90<1,verdict=chaotic");
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("gru 1→, 4 hidden units, reads from the beginning", "gru 2←");
        refused(CommandRun.of("flow", file, "--quantities", "pairMap"), "has no joint state");
        refused(CommandRun.of("flow", file, "--at", "draw:1", "--from", "2"),
                "--from is defined for models that read in one direction");
        CommandRun compared = CommandRun.of("compare", file, file, "--steps", "20", "--out",
                folder.resolve("compared").toString());
        assertThat(compared.status()).as(compared.err()).isZero();
        assertThat(compared.out()).contains("gru ⇄", "gru 1→", "gru 2←");
        for (String option : List.of("--watch", "--alarm=vanishing:1e-3@5=report")) {
            CommandRun refused = train(model, folder.resolve("none"), "--task", "adding", "--updates", "3", option);
            refused(refused, "defined for models that read in one direction");
        }
        refused(train(model, folder.resolve("text"), "--data", "moby-dick"), "so has read what is to be predicted");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws IOException {
        String model = write("layer lstm 4");
        refused(train(model, folder.resolve("a"), "--hidden", "3"),
                "says what --hidden would say; leave one of them out");
        refused(train(model, folder.resolve("a"), "--cell", "gru"), "says what --cell would say");
        refused(train(write("layer lstm"), folder.resolve("a")),
                "own.model, line 1: expected a cell and its hidden units");
        refused(train(folder.resolve("none.model").toString(), folder.resolve("a")), "there is no file");
        refused(CommandRun.of("inspect"), "MODEL|CHECKPOINT");
        refused(CommandRun.of("inspect", folder.resolve("none.ckpt").toString()), "there is no checkpoint");
        assertThat(folder.resolve("a")).doesNotExist();
    }
}
