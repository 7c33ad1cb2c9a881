package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import retrograde.store.Metric;
import retrograde.store.Run;
import retrograde.store.RunStore;
import retrograde.store.Status;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How a run is trained, judged, recorded and gone on with. */
class TrainingOptionsTest {
    private static final List<String> EVERYTHING = List.of("--optimiser", "adamw:decay=0.1", "--schedule",
            "warmup:2+plateau:patience=0", "--average", "0.9", "--accumulate", "2", "--evaluate", "2", "--patience",
            "50", "--alarm", "exploding:1.2=clip", "--alarm", "vanishing:0.9=report", "--clip", "0.2", "--tbptt", "6");

    @TempDir
    private Path folder = Path.of("");

    private CommandRun train(String out, List<String> options, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--task", "adding", "--steps", "10", "--out", folder.resolve(out).toString()));
        arguments.addAll(options);
        if (!options.contains("--hidden")) {
            arguments.addAll(List.of("--hidden", "6"));
        }
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private CommandRun resume(String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--resume", "--out", folder.resolve(out).toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private Checkpoint checkpoint(String out, String file) {
        return CheckpointFile.read(folder.resolve(out).resolve(file));
    }

    private Map<String, List<Double>> arrays(String out, String file) {
        Map<String, List<Double>> all = new TreeMap<>();
        Checkpoint c = checkpoint(out, file);
        c.model().parameters().named().forEach((name, a) -> all.put(name, Arrays.stream(a).boxed().toList()));
        c.optimiser().forEach((name, a) -> all.put("state " + name, Arrays.stream(a).boxed().toList()));
        return all;
    }

    private Map<String, List<Metric>> metrics(String out) {
        try (RunStore store = RunStore.read(folder.resolve("runs.db"))) {
            Run run = store.newest(folder.resolve(out)).orElseThrow();
            Map<String, List<Metric>> all = new TreeMap<>();
            store.metricNames(run.id()).forEach(name -> all.put(name, store.metrics(run.id(), name).toList()));
            return all;
        }
    }

    @Test
    void whateverIsAskedForAResumedRunEndsInTheSameBitsAndMetrics() {
        train("whole", EVERYTHING, "--updates", "30");
        train("parts", EVERYTHING, "--updates", "7");
        resume("parts", "--updates", "19");
        resume("parts", "--updates", "30");
        assertThat(arrays("parts", "model.ckpt")).isEqualTo(arrays("whole", "model.ckpt"))
                .containsKeys("state schedule/state", "state average/updates", "state alarm/norms",
                        "state evaluation/best", "state watch/sum");
        assertThat(arrays("parts", "best.ckpt")).isEqualTo(arrays("whole", "best.ckpt"));
        assertThat(checkpoint("parts", "model.ckpt").facts()).isEqualTo(checkpoint("whole", "model.ckpt").facts())
                .containsEntry("schedule", "warmup:2+plateau:patience=0")
                .containsEntry("optimiser", "adamw:decay=0.1")
                .containsEntry("patience", "50");
        Map<String, List<Metric>> whole = metrics("whole");
        Map<String, List<Metric>> parts = metrics("parts");
        for (String name : List.of("loss", "gradientNorm", "learningRate")) {
            assertThat(whole.get(name)).extracting(Metric::update).hasSize(30).isSorted();
            assertThat(parts.get(name)).as(name).isEqualTo(whole.get(name));
        }
        // A run that ends measures its last state, which one that goes on does not.
        assertThat(parts.get("heldOut")).containsAll(whole.get("heldOut"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--clip adaptive:quantile=0.5,factor=1,last=5", "--clip-layer 0.02", "--clip-orthogonal U",
                    "--critical --hidden 48"})
    void everyWayOfTamingIsGoneOnWith(String options) {
        List<String> given = List.of(options.split(" "));
        train("whole", given, "--cell", "rnn_tanh", "--updates", "24");
        train("plain", given.contains("--hidden") ? List.of("--hidden", "48") : List.of(), "--cell", "rnn_tanh",
                "--updates", "24");
        assertThat(arrays("whole", "model.ckpt")).isNotEqualTo(arrays("plain", "model.ckpt"));
        train("parts", given, "--cell", "rnn_tanh", "--updates", "13");
        resume("parts", "--updates", "24");
        assertThat(arrays("parts", "model.ckpt")).isEqualTo(arrays("whole", "model.ckpt"));
        assertThat(checkpoint("parts", "model.ckpt").facts()).isEqualTo(checkpoint("whole", "model.ckpt").facts());
        if (options.contains("orthogonal")) {
            double[] u = checkpoint("whole", "model.ckpt").model().parameters().layer(0).get("U");
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    double product = 0;
                    for (int k = 0; k < 6; k++) {
                        product += u[i * 6 + k] * u[j * 6 + k];
                    }
                    // A few roundings of sums of six.
                    assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
                }
            }
        }
    }

    @Test
    void theBestModelIsKeptAndPatienceEndsTheRun() throws IOException {
        // A rate at which the loss is soon no lower.
        Path log = folder.resolve("log");
        JsonNode document = train("run", List.of(), "--lr", "0.5", "--updates", "200", "--evaluate", "2", "--patience",
                "2", "--events", log.toString(), "--json").document();
        List<JsonNode> evaluations = Files.readAllLines(log)
                .stream()
                .map(CommandRun::parse)
                .filter(e -> e.get("event").asString().equals("evaluation"))
                .toList();
        int updates = document.get("updates").asInt();
        assertThat(updates).isLessThan(200).isEqualTo(evaluations.getLast().get("update").asInt());
        int best = document.at("/best/update").asInt();
        assertThat(best).isEqualTo(updates - 4);
        double lowest = evaluations.stream().mapToDouble(e -> e.get("heldOut").asDouble()).min().orElseThrow();
        assertThat(document.at("/best/loss").asDouble()).isEqualTo(lowest);
        assertThat(document.at("/best/checkpoint").asString()).isEqualTo(folder.resolve("run/best.ckpt").toString());
        assertThat(checkpoint("run", "best.ckpt").facts()).containsEntry("updates", Integer.toString(best));
        assertThat(resume("run").err()).doesNotContain("training 2");
        assertThat(checkpoint("run", "model.ckpt").facts()).containsEntry("updates", Integer.toString(updates));
    }

    @Test
    void aTrainingEndsWhereTheTaskIsSolvedAndSaysByWhichCriterion() throws IOException {
        Path log = folder.resolve("log");
        List<String> easy = List.of("--task", "parity", "--steps", "3", "--cell", "rnn_tanh", "--hidden", "16", "--lr",
                "0.005", "--batch", "50", "--seed", "2");
        List<String> more = List.of("--until", "solved", "--evaluate", "20");
        JsonNode document = parity("whole", easy, more, "--updates", "2000", "--events", log.toString(), "--json")
                .document();
        int solved = document.at("/solved/update").asInt();
        assertThat(solved).isBetween(20, 1980).isEqualTo(document.get("updates").asInt());
        assertThat(solved % 20).isZero();
        assertThat(document.at("/solved/sequences").asInt()).isEqualTo(1000);
        assertThat(document.at("/solved/right").asInt()).isBetween(990, 1000);
        assertThat(document.at("/solved/criterion").asString())
                .isEqualTo("every answer right in 99 % of 1000 sequences (ours)");
        List<JsonNode> evaluations = Files.readAllLines(log)
                .stream()
                .map(CommandRun::parse)
                .filter(e -> e.get("event").asString().equals("evaluation"))
                .toList();
        assertThat(evaluations).hasSize(solved / 20);
        assertThat(evaluations.getFirst().get("sequences").asInt()).isLessThan(1000);
        assertThat(evaluations.getLast().get("right")).isEqualTo(document.at("/solved/right"));
        // Interrupted on the way it ends at the same update in the same bits; and stays ended.
        parity("parts", easy, more, "--updates", "30");
        CommandRun on = resume("parts", "--updates", "2000");
        assertThat(on.out()).contains("solved after update " + solved + ": ")
                .contains("; criterion: every answer right in 99 % of 1000 sequences (ours)");
        assertThat(arrays("parts", "model.ckpt")).isEqualTo(arrays("whole", "model.ckpt"))
                .containsKey("state evaluation/solved");
        CommandRun again = resume("whole", "--updates", "4000", "--json");
        assertThat(again.document().at("/solved/update").asInt()).isEqualTo(solved);
        assertThat(again.document().get("updates").asInt()).isEqualTo(solved);
    }

    @Test
    void aTrainingThatDoesNotSolveItsTaskSaysSo() {
        CommandRun run = train("run", List.of(), "--updates", "4", "--until", "solved");
        assertThat(run.out())
                .containsPattern("not solved: \\d+ of 256 sequences right; criterion: every answer off by less "
                        + "than 0.08 in all of 2000 sequences");
        CommandRun.of("train", "--data", "nino-sst", "--until", "solved", "--out", folder.resolve("no").toString())
                .assertRefused("--until solved: nino-sst has no criterion of success");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    private CommandRun parity(String out, List<String> options, List<String> until, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--out", folder.resolve(out).toString()));
        arguments.addAll(options);
        arguments.addAll(until);
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    @Test
    void theStoreHoldsTheRunItsOptionsAndWhatHappened() {
        CommandRun run = train("run", List.of(), "--updates", "60", "--alarm", "vanishing:0.9=stop", "--probe",
                "horizon", "--json");
        assertThat(run.document().get("updates").asInt()).isEqualTo(49);
        try (RunStore store = RunStore.read(folder.resolve("runs.db"))) {
            Run recorded = store.runs().getFirst();
            assertThat(recorded.name()).isEqualTo("run");
            assertThat(recorded.status()).isEqualTo(Status.STOPPED);
            assertThat(recorded.configuration().get("optimiser").asString()).isEqualTo("adam");
            assertThat(recorded.provenance().get("jdk").asString()).isEqualTo(Runtime.version().toString());
            assertThat(store.metrics(recorded.id(), "loss")).hasSize(50);
            assertThat(store.events(recorded.id())).extracting(e -> e.kind()).contains("alarm", "result");
            assertThat(store.flows(recorded.id())).isNotEmpty()
                    .allSatisfy(f -> assertThat(f.document().at("/quantities/horizon/lag").isNumber()).isTrue());
        }
    }

    @Test
    void withoutAStoreNothingIsRecordedAndTheWeightsAreTheSame() {
        train("with", List.of(), "--updates", "3");
        train("without", List.of(), "--updates", "3", "--store", "none");
        try (RunStore store = RunStore.read(folder.resolve("runs.db"))) {
            assertThat(store.runs()).extracting(Run::name).containsExactly("with");
        }
        assertThat(arrays("without", "model.ckpt")).isEqualTo(arrays("with", "model.ckpt"));
        // Recorded from where it goes on.
        resume("without", "--updates", "5", "--store", folder.resolve("別 store.db").toString());
        try (RunStore store = RunStore.read(folder.resolve("別 store.db"))) {
            assertThat(store.metrics(store.runs().getFirst().id(), "loss")).extracting(Metric::update)
                    .containsExactly(4, 5);
        }
    }

    @Test
    void textsThatCannotBeReadAreRefusedBeforeAnythingIsWritten() {
        for (String[] wrong : new String[][] {{"--optimiser", "adan"}, {"--schedule", "cosin"}, {"--average", "1.5"},
                {"--accumulate", "0"}, {"--clip", "adaptive:factor=0"}, {"--clip", "much"}, {"--clip-layer", "-1"},
                {"--evaluate", "0"}, {"--patience", "0"}, {"--until", "done"}, {"--optimiser", "sgd:momentum=2"}}) {
            CommandRun run = CommandRun.of("train", "--task", "adding", "--out", folder.resolve("no").toString(),
                    wrong[0], wrong[1]);
            run.assertRefused(wrong[0]);
            assertThat(folder.resolve("no/model.ckpt")).doesNotExist();
        }
    }
}
