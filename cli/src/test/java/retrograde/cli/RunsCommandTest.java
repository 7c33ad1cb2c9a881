package retrograde.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.store.Metric;
import retrograde.store.RunDescription;
import retrograde.store.RunStore;
import retrograde.store.RunWriter;
import retrograde.store.Status;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class RunsCommandTest {
    private static final double THIRD = 1.0 / 3;

    @TempDir
    private Path folder;
    private String store = "";

    @BeforeEach
    void twoRuns() {
        Path file = folder.resolve("with blanks 梯度").resolve("runs.db");
        store = file.toString();
        try (RunStore runs = RunStore.open(file)) {
            try (RunWriter run = runs.begin(description("lstm-adding", object().put("cell", "lstm").put("lr", 0.01)))) {
                for (int update = 1; update <= 30; update++) {
                    run.metrics(update, Map.of(Metric.LOSS, THIRD / update));
                }
                run.metrics(10, Map.of(Metric.HELD_OUT, 0.25));
                run.metrics(20, Map.of(Metric.HELD_OUT, 0.125));
                run.metrics(30, Map.of(Metric.HELD_OUT, 0.5, Metric.GRADIENT_NORM, Double.NaN));
                run.flow(30, object().put("k90", 17));
                run.event(30, "alarm", object().put("text", "gradient not finite"));
                run.end(Status.STOPPED);
            }
            ObjectNode configuration = object().put("cell", "gru").put("lr", 0.01);
            configuration.putArray("layers").add(8).add(4);
            try (RunWriter run = runs.begin(description("gru-adding", configuration))) {
                for (int update = 2; update <= 40; update += 2) {
                    run.metrics(update, Map.of(Metric.LOSS, 1.0 / update));
                }
                run.end(Status.FINISHED);
            }
        }
    }

    @Test
    void theListShowsTheNewestFirst() {
        CommandRun run = runs("list");
        assertThat(run.status()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("id +name +started +status +updates +loss +best held-out");
        assertThat(lines.get(1)).matches("2 +gru-adding +[0-9: -]+ finished +40 +0\\.025000 +-");
        assertThat(lines.get(2)).matches("1 +lstm-adding +[0-9: -]+ stopped +30 +0\\.011111 +0\\.12500 \\(20\\)");
    }

    @Test
    void theListIsADocumentToo() {
        JsonNode runs = runs("list", "--json").document().get("runs");
        assertThat(runs.valueStream().map(r -> r.get("id").intValue())).containsExactly(2, 1);
        assertThat(runs.at("/1/heldOut/value").doubleValue()).isEqualTo(0.125);
        assertThat(runs.at("/1/loss/value").doubleValue()).isEqualTo(THIRD / 30);
        assertThat(runs.at("/0/heldOut").isNull()).isTrue();
    }

    @Test
    void listAndComparisonAreTablesForAPaper() {
        assertThat(runs("list", "--latex").out()).contains("\\begin{tabular}{lllllll}", "1 & lstm-adding & ");
        String compared = runs("compare", "1", "2", "--latex", "--rows", "2").out();
        assertThat(compared.split("bottomrule", -1)).as("runs, differences, three metrics").hasSize(6);
        assertThat(compared).contains("configuration & 1 lstm-adding & 2 gru-adding", "cell & lstm & gru",
                "2 & 0.16667 & 0.50000 ");
        runs("list", "--latex", "--json").assertRefused("--latex and --json are both given");
    }

    @Test
    void aRunIsShownByNumberOrName() {
        CommandRun run = runs("show", "lstm-adding");
        assertThat(run.out()).isEqualTo(runs("show", "1").out())
                .contains("run      1 lstm-adding")
                .contains("status   stopped")
                .contains("  cell  lstm")
                .contains("  commit  abc")
                .containsPattern("loss +30 +0\\.33333 +0\\.011111 +0\\.011111 \\(30\\) +0\\.33333 \\(1\\) +0")
                .containsPattern("gradientNorm +1 +NaN +NaN +- +- +1")
                .contains("flow measurements: 1")
                .contains("  30  alarm  {\"text\":\"gradient not finite\"}");
        JsonNode document = runs("show", "1", "--json").document();
        assertThat(document.at("/metrics/0/last/value").isNull()).as("NaN is null").isTrue();
        assertThat(document.at("/metrics/0/nonFinite").intValue()).isEqualTo(1);
        assertThat(document.at("/events/0/document/text").stringValue()).isEqualTo("gradient not finite");
        assertThat(document.at("/configuration/cell").stringValue()).isEqualTo("lstm");
    }

    @Test
    void runsAreComparedWhereBothHaveAValue() {
        CommandRun run = runs("compare", "1", "gru-adding", "--rows", "3");
        assertThat(run.out()).containsPattern("cell +lstm +gru")
                .containsPattern("layers\\.0 +- +8")
                .doesNotContainPattern("\nlr ")
                .containsPattern("loss at +1 lstm-adding +2 gru-adding\\R2 +0\\.16667 +0\\.50000\\R16 [^\\n]*\\R30 ")
                .containsPattern("last +0\\.011111 \\(30\\) +0\\.025000 \\(40\\)");
        JsonNode document = runs("compare", "1", "2", "--json").document();
        JsonNode loss = document.at("/metrics/2");
        assertThat(loss.get("name").stringValue()).isEqualTo("loss");
        assertThat(loss.get("update").valueStream().map(JsonNode::intValue)).hasSize(10).startsWith(2).endsWith(30);
        assertThat(loss.at("/values/0/0").doubleValue()).isEqualTo(THIRD / 2);
        assertThat(loss.at("/values/1/9").doubleValue()).isEqualTo(1.0 / 30);
        assertThat(loss.at("/last/1/update").intValue()).isEqualTo(40);
        JsonNode heldOut = document.at("/metrics/1");
        assertThat(heldOut.get("update")).as("only one has it").isEmpty();
        assertThat(heldOut.at("/last/1").isNull()).isTrue();
    }

    @Test
    void csvHasEveryDigit() throws IOException {
        Path file = folder.resolve("a folder").resolve("出.csv");
        CommandRun run = runs("export", "1", "--out", file.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(31).startsWith("update,gradientNorm,heldOut,loss", "1,,,0.3333333333333333");
        assertThat(lines.get(10)).isEqualTo("10,,0.25," + THIRD / 10);
        assertThat(lines.get(30)).isEqualTo("30,NaN,0.5," + THIRD / 30);
        assertThat(runs("export", "1").out()).isEqualTo(Files.readString(file));
        try (var files = Files.list(folder.resolve("a folder"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void jsonHasEverything() {
        JsonNode document = runs("export", "lstm-adding", "--format", "json").document();
        JsonNode loss = document.at("/metrics/2");
        assertThat(loss.get("update")).hasSize(30);
        assertThat(loss.get("value").valueStream().map(JsonNode::doubleValue)).hasSize(30).endsWith(THIRD / 30);
        assertThat(document.at("/metrics/0/value/0").isNull()).isTrue();
        assertThat(document.at("/metrics/0/nonFinite/0/value").stringValue()).isEqualTo("NaN");
        assertThat(document.at("/flows/0/document/k90").intValue()).isEqualTo(17);
        assertThat(document.at("/events/0/kind").stringValue()).isEqualTo("alarm");
        assertThat(document.at("/provenance/commit").stringValue()).isEqualTo("abc");
    }

    @Test
    void jsonLinesAreOneObjectEach() {
        List<JsonNode> lines = runs("export", "1", "--format", "jsonl").out().lines().map(CommandRun::parse).toList();
        assertThat(lines).hasSize(1 + 30 + 1 + 1);
        assertThat(lines.stream().map(l -> l.get("type").stringValue()).distinct()).containsExactly("run", "metrics",
                "flow", "event");
        assertThat(lines.get(30).at("/values/heldOut").doubleValue()).isEqualTo(0.5);
        assertThat(lines.get(30).at("/nonFinite/gradientNorm").stringValue()).isEqualTo("NaN");
    }

    @Test
    void anExportThatFailsChangesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.csv"), "kept");
        runs("export", "none", "--out", file.toString()).assertRefused("the run store " + store + " has no run none;");
        assertThat(file).hasContent("kept");
        runs("export", "1", "--out", file + "/below.csv").assertRefused("cannot write " + file + "/below.csv: ");
        runs("export", "1", "--format", "xml")
                .assertRefused("--format xml is not known; there are csv, json and jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show 1", "compare 1 2", "export 1"})
    void withoutAStoreTheNextStepIsNamed(String command) {
        String absent = folder.resolve("absent.db").toString();
        CommandRun.of(("runs " + command + " --store=" + absent).split(" ", -1))
                .assertRefused("no run store " + absent + "; training writes one: retrograde train");
    }

    @Test
    void nonsenseIsRefused() {
        runs("compare", "1").assertRefused("");
        runs("compare", "1", "2", "--rows", "1").assertRefused("--rows is 1; give at least 2");
        assertThat(CommandRun.of("runs").status()).isEqualTo(Main.USAGE);
    }

    /** Half a second is the goal for a start; SQLite and its driver are for those who look at runs. */
    @ParameterizedTest
    @ValueSource(strings = {"--version", "cells"})
    void otherCommandsDoNotLoadTheStore(String command) throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log, "-cp",
                System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path"),
                "retrograde.cli.Main", command).redirectOutput(folder.resolve("out").toFile()).start();
        assertThat(process.waitFor()).isZero();
        List<String> ours = Files.readAllLines(log)
                .stream()
                .filter(l -> l.contains("retrograde.") || l.contains("org.sqlite"))
                .toList();
        assertThat(ours).anyMatch(l -> l.contains("retrograde.cli.Main"))
                .noneMatch(l -> l.contains("retrograde.store") || l.contains("org.sqlite"));
    }

    private CommandRun runs(String command, String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "runs";
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[all.length - 2] = "--store";
        all[all.length - 1] = store;
        return CommandRun.of(all);
    }

    private RunDescription description(String name, ObjectNode configuration) {
        return new RunDescription(name, folder.resolve(name), "retrograde train", configuration,
                object().put("commit", "abc"));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
