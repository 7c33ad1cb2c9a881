// Long because all ways in which a training begins, ends, is interrupted and goes on share one small training.
package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TrainCommandTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void documentHasTheFiguresOfTheRun() {
        Path out = folder.resolve("run");
        CommandRun run = train(out, "--cell", "gru", "--updates", "4", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode document = run.document();
        assertThat(document.propertyNames()).containsExactly("loss", "lossError", "baseline", "updates", "dtype",
                "threads", "checkpoint", "reach", "clipped", "alarms");
        assertThat(document.get("loss").asDouble()).isPositive();
        assertThat(document.get("lossError").asDouble()).isPositive();
        assertThat(document.get("baseline").asDouble()).isCloseTo(1 / 6.0, within(1e-12));
        assertThat(document.get("updates").asInt()).isEqualTo(4);
        assertThat(document.get("checkpoint").asString()).isEqualTo(out.resolve("model.ckpt").toString());
        assertThat(document.get("reach").propertyNames()).containsExactly("k50", "k90", "k99", "error", "censored",
                "window");
        assertThat(document.at("/reach/window").asInt()).isEqualTo(256);
        assertThat(document.get("alarms")).isEmpty();
    }

    @Test
    void documentNamesTheArithmeticAndTheThreadsThatWorked() {
        for (String dtype : List.of("float32", "float64", "reference")) {
            JsonNode document = train(folder.resolve(dtype), "--updates", "1", "--dtype", dtype, "--threads", "3",
                    "--json").document();
            assertThat(document.get("dtype").asString()).isEqualTo(dtype);
            assertThat(document.get("threads").asInt()).isEqualTo(dtype.equals("reference") ? 1 : 3);
        }
        JsonNode resumed = CommandRun.json("train", "--resume", "--out", folder.resolve("reference").toString(),
                "--updates", "2", "--threads", "2", "--json");
        assertThat(resumed.get("dtype").asString()).as("as the run was begun").isEqualTo("reference");
        assertThat(resumed.get("threads").asInt()).isEqualTo(1);
    }

    @Test
    void textNamesLossReachCheckpointAndTheNextStep() throws IOException {
        Path out = Files.createDirectories(folder.resolve("a b"));
        CommandRun run = train(out, "--updates", "3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines().toList()).satisfiesExactly(
                line -> assertThat(line).startsWith("held-out loss 0.").endsWith("(chance 0.1667: not beaten)"),
                line -> assertThat(line).startsWith("reach K_90 = ").endsWith(" steps (window 256)"),
                line -> assertThat(line).isEqualTo("checkpoint " + out + "/model.ckpt"),
                line -> assertThat(line).isEqualTo("next: retrograde flow '" + out + "/model.ckpt'"));
        assertThat(run.err()).contains("training 3/3 (").contains(") loss 0.");
    }

    @Test
    void eventsAreOneObjectALineAndTheResultTheLast() throws IOException {
        Path log = folder.resolve("events.jsonl");
        CommandRun run = train(folder.resolve("run"), "--updates", "20", "--steps", "64", "--json", "--events",
                log.toString());
        List<JsonNode> events = Files.readAllLines(log).stream().map(CommandRun::parse).toList();
        assertThat(events.stream()
                .filter(e -> e.get("event").asString().equals("update"))
                .map(e -> e.get("update").asInt()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(events.getFirst().propertyNames()).containsExactly("event", "update", "loss", "gradientNorm");
        assertThat(events).anySatisfy(e -> assertThat(e.propertyNames()).containsExactly("event", "update", "k50",
                "k90", "k99", "error", "censored", "window"));
        JsonNode result = events.getLast();
        assertThat(result.get("event").asString()).isEqualTo("result");
        assertThat(result.get("loss")).isEqualTo(run.document().get("loss"));
    }

    @Test
    void eventsOnStandardOutputHaveItForThemselves() {
        CommandRun run = train(folder.resolve("run"), "--updates", "2", "--events", "-");
        List<JsonNode> events = run.out().lines().map(CommandRun::parse).toList();
        assertThat(events.getLast().get("event").asString()).isEqualTo("result");
        assertThat(run.err()).contains("held-out loss ");
        CommandRun json = train(folder.resolve("again"), "--updates", "2", "--events", "-", "--json");
        assertThat(json.out().replace("/again/", "/run/").lines().map(CommandRun::parse).toList()).isEqualTo(events);
        assertThat(json.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "sgd"})
    void resumedRunEndsInTheSameBitsAsOneThatDidNotStop(String optimiser) {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        assertThat(train(whole, "--updates", "7", "--optimiser", optimiser, "--layers", "2").status()).isZero();
        assertThat(train(parts, "--updates", "3", "--optimiser", optimiser, "--layers", "2").status()).isZero();
        assertThat(arrays(whole)).isNotEqualTo(arrays(parts));
        CommandRun rest = CommandRun.of("train", "--resume", "--out", parts.toString(), "--updates", "7", "--json");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.document().get("updates").asInt()).isEqualTo(7);
        assertThat(arrays(parts)).isEqualTo(arrays(whole));
        assertThat(checkpoint(parts).facts()).isEqualTo(checkpoint(whole).facts());
    }

    @Test
    void clippedRunsKeepTheirBoundsAndAreResumedWithThem() {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        List<String> clipping = List.of("--clip-value", "0.001", "--clip-params", "U=-0.05,0.05", "--clip-params",
                "b_f=0, 2", "--clip-spectral", "readout_W=0.2");
        List<String> begin = new java.util.ArrayList<>(List.of("--updates", "5"));
        begin.addAll(clipping);
        CommandRun run = train(whole, begin.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        begin.set(1, "2");
        train(parts, begin.toArray(String[]::new));
        CommandRun rest = CommandRun.of("train", "--resume", "--out", parts.toString(), "--updates", "5", "--json");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.document().get("clipped").asDouble()).isPositive();
        assertThat(arrays(parts)).isEqualTo(arrays(whole));
        assertThat(checkpoint(parts).facts()).isEqualTo(checkpoint(whole).facts())
                .containsEntry("clipValue", "0.001")
                .containsEntry("clipParams", "U=-0.05,0.05 b_f=0,2")
                .containsEntry("clipSpectral", "readout_W=0.2");
        for (double u : checkpoint(parts).model().parameters().layer(0).get("U_f")) {
            assertThat(Math.abs(u)).isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void truncatedRunsDifferFromWholeOnesAndAreResumedTruncated() {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Path untruncated = folder.resolve("untruncated");
        assertThat(train(whole, "--updates", "5", "--tbptt", "7").status()).isZero();
        train(parts, "--updates", "2", "--tbptt", "7");
        train(untruncated, "--updates", "5");
        CommandRun rest = CommandRun.of("train", "--resume", "--out", parts.toString(), "--updates", "5", "--json");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(arrays(parts)).isEqualTo(arrays(whole)).isNotEqualTo(arrays(untruncated));
        assertThat(checkpoint(parts).facts()).isEqualTo(checkpoint(whole).facts()).containsEntry("tbptt", "7");
        assertThat(checkpoint(untruncated).facts()).doesNotContainKey("tbptt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void theCheckpointIsTheSameBytesForAnyNumberOfThreads(String dtype) throws IOException {
        for (String threads : List.of("1", "2", "3")) {
            CommandRun run = train(folder.resolve(threads), "--updates", "4", "--dtype", dtype, "--threads", threads);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(Files.readAllBytes(folder.resolve(threads).resolve("model.ckpt"))).as("%s threads", threads)
                    .isEqualTo(Files.readAllBytes(folder.resolve("1").resolve("model.ckpt")));
        }
    }

    @Test
    void arithmeticsDifferInTheLastDigitsOnlyAndTheCheckpointNamesItsOwn() {
        Map<String, Double> losses = new TreeMap<>();
        for (String dtype : List.of("float32", "float64", "reference")) {
            Path out = folder.resolve(dtype);
            losses.put(dtype,
                    train(out, "--updates", "4", "--dtype", dtype, "--json").document().get("loss").asDouble());
            assertThat(checkpoint(out).facts()).containsEntry("dtype", dtype);
        }
        // Four updates multiply the rounding of a step by less than a hundred.
        assertThat(losses.get("float64")).isCloseTo(losses.get("reference"), within(1e-12));
        assertThat(losses.get("float32")).isCloseTo(losses.get("reference"), within(1e-4))
                .isNotEqualTo(losses.get("reference"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float64", "reference"})
    void resumedRunGoesOnInTheArithmeticItWasBegunIn(String dtype) throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        train(whole, "--updates", "5", "--dtype", dtype);
        train(parts, "--updates", "2", "--dtype", dtype);
        if (dtype.equals("reference")) {
            // As a version wrote it that had no choice.
            Checkpoint c = checkpoint(parts);
            Map<String, String> facts = new TreeMap<>(c.facts());
            facts.remove("dtype");
            CheckpointFile.write(parts.resolve("model.ckpt"), new Checkpoint(c.model(), c.optimiser(), facts));
        }
        CommandRun rest = CommandRun.of("train", "--resume", "--out", parts.toString(), "--updates", "5", "--threads",
                "2");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(arrays(parts)).isEqualTo(arrays(whole));
        assertThat(checkpoint(parts).facts()).containsEntry("dtype", dtype);
    }

    @Test
    void arithmeticThatNobodyKnowsIsNotResumed() {
        Path out = folder.resolve("run");
        train(out, "--updates", "1");
        Checkpoint c = checkpoint(out);
        Map<String, String> facts = new TreeMap<>(c.facts());
        facts.put("dtype", "bfloat16");
        CheckpointFile.write(out.resolve("model.ckpt"), new Checkpoint(c.model(), c.optimiser(), facts));
        CommandRun.of("train", "--resume", "--out", out.toString(), "--updates", "2")
                .assertRefused(out + "/model.ckpt was trained in bfloat16, which this version does not know");
    }

    @Test
    void resumingAFinishedRunSaysSoAndChangesNothing() {
        Path out = folder.resolve("run");
        train(out, "--updates", "3");
        Map<String, List<Double>> before = arrays(out);
        CommandRun run = CommandRun.of("train", "--resume", "--out", out.toString(), "--updates", "2");
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("model.ckpt has 3 updates already; give more with --updates");
        assertThat(arrays(out)).isEqualTo(before);
    }

    @Test
    void seedsRepeatARunAndTellRunsApart() {
        CommandRun first = train(folder.resolve("a"), "--updates", "3", "--json", "--seed", "5");
        CommandRun again = train(folder.resolve("b"), "--updates", "3", "--json", "--seed", "5");
        CommandRun other = train(folder.resolve("c"), "--updates", "3", "--json", "--seed", "6");
        assertThat(arrays(folder.resolve("b"))).isEqualTo(arrays(folder.resolve("a")));
        assertThat(arrays(folder.resolve("c"))).isNotEqualTo(arrays(folder.resolve("a")));
        assertThat(again.out().replace("/b/", "/a/")).isEqualTo(first.out());
        assertThat(other.document().get("loss")).isNotEqualTo(first.document().get("loss"));
    }

    @Test
    void trainingOnAChangedFileIsNotResumed() throws IOException {
        Path text = Files.writeString(folder.resolve("文 本.txt"), "The sea is wide. 海很大。".repeat(30));
        String out = folder.resolve("run").toString();
        assertThat(CommandRun
                .of("train", "--data", text.toString(), "--steps", "8", "--hidden", "4", "--updates", "2", "--out", out)
                .status()).isZero();
        Files.writeString(text, "The sea is deep. 海很大。".repeat(30));
        CommandRun.of("train", "--resume", "--out", out, "--updates", "4")
                .assertRefused("the data of " + out + "/model.ckpt have changed since (data:" + text
                        + "); resume with the same data, or start a new run with another --out");
        CommandRun unknown = CommandRun.of("flow", out + "/model.ckpt", "--quantities", "terms");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("the character 'p' (U+0070), which the model does not know");
        Files.writeString(text, "The sea is dead. 海很大。".repeat(30));
        CommandRun flow = CommandRun.of("flow", out + "/model.ckpt", "--quantities", "terms");
        assertThat(flow.status()).isEqualTo(0);
        assertThat(flow.err()).contains("文 本.txt are not the data that " + out + "/model.ckpt was trained on");
    }

    @Test
    void checkpointIsMeasuredOnDataOfItsShapeOnly() {
        Path out = folder.resolve("run");
        train(out, "--updates", "1");
        String file = out.resolve("model.ckpt").toString();
        JsonNode flow = CommandRun.json("flow", file, "--json", "--quantities", "terms,reach");
        assertThat(flow.get("cell").asString()).isEqualTo("lstm");
        assertThat(flow.get("hidden").asInt()).isEqualTo(6);
        assertThat(flow.get("steps").asInt()).isEqualTo(10);
        CommandRun.of("flow", file, "--data", "moby-dick")
                .assertRefused(file + " takes vectors of 2, but moby-dick gives symbols out of ");
        CommandRun.of("flow", file, "--data", "mauna-loa-co2")
                .assertRefused(file + " takes vectors of 2, but mauna-loa");
        CommandRun.of("flow", file, "--task", "temporal-order").assertRefused(file + " takes ");
        CommandRun.of("flow", file, "--data", "noise:1")
                .assertRefused(file + " predicts 1 outputs, but noise:1.0 asks for 0");
    }

    @Test
    void damagedCheckpointsAreRefusedByMeasuringAndByResuming() throws IOException {
        Path out = folder.resolve("run");
        train(out, "--updates", "1");
        Path file = out.resolve("model.ckpt");
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(file, flipped);
        Files.delete(out.resolve("model-before.ckpt"));
        String damaged = file + " is damaged: its checksum does not match; use an earlier checkpoint";
        CommandRun.of("flow", file.toString()).assertRefused(damaged);
        CommandRun.of("train", "--resume", "--out", out.toString()).assertRefused(damaged);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 100));
        CommandRun.of("flow", file.toString()).assertRefused(damaged);
        Files.write(file, java.util.Arrays.copyOf(whole, 20));
        CommandRun.of("flow", file.toString())
                .assertRefused(file + " is cut short: 20 bytes; use an earlier checkpoint");
    }

    @Test
    void divergedTrainingIsAResult() {
        CommandRun run = train(folder.resolve("run"), "--cell", "rnn_relu", "--updates", "40", "--lr", "1e200",
                "--clip", "0", "--optimiser", "sgd", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.document().get("alarms")).hasSize(1);
        assertThat(run.document().at("/alarms/0").asString()).contains("are not both finite at update ")
                .endsWith("Try a smaller --lr or --clip");
        assertThat(run.err()).contains("are not both finite");
        CommandRun flow = CommandRun.of("flow", folder.resolve("run/model.ckpt").toString(), "--json");
        assertThat(flow.status()).isZero();
        assertThat(flow.document().at("/verdict/state").asString()).isEqualTo("exploding");
        assertThat(flow.document().get("nonFinite")).isNotEmpty();
    }

    @Test
    void interruptedRunSavesSaysSoAndEndsWith130() throws IOException, InterruptedException {
        Path out = Files.createDirectories(folder.resolve("中断 run"));
        try (CommandProcess process = CommandProcess.start(folder, "train", "--task", "adding", "--steps", "20",
                "--hidden", "8", "--updates", "1000000000", "--out", out.toString(), "--events", "log")) {
            awaitLines(folder.resolve("log"), 3);
            process.signal("INT");
            CommandRun run = process.await();
            assertThat(run.status()).as(run.err()).isEqualTo(130);
            assertThat(run.out()).isEmpty();
            int updates = Integer.parseInt(checkpoint(out).facts().getOrDefault("updates", "none"));
            assertThat(updates).isGreaterThanOrEqualTo(3);
            assertThat(run.err()).contains("retrograde: interrupted after update " + updates + "; saved " + out
                    + "/model.ckpt; go on with: retrograde train --resume --out '" + out + "'");
            assertThat(partsIn(out)).isEmpty();
        }
    }

    /** Whichever folder it has: where 'runs list' looks. */
    @Test
    void runsAreRecordedInOneStore() throws IOException, InterruptedException {
        try (CommandProcess process = CommandProcess.start(folder, "train", "--task", "adding", "--steps", "4",
                "--hidden", "3", "--updates", "1", "--out", "mine")) {
            CommandRun run = process.await();
            assertThat(run.status()).as(run.err()).isZero();
        }
        JsonNode list = CommandRun.json("runs", "list", "--json", "--store", folder.resolve("runs/runs.db").toString());
        assertThat(list.at("/runs/0/name").asString()).isEqualTo("mine");
    }

    @Test
    void killedRunLeavesAReadableCheckpoint() throws IOException, InterruptedException {
        Path out = folder.resolve("run");
        try (CommandProcess process = CommandProcess.start(folder, "train", "--task", "adding", "--steps", "5",
                "--hidden", "32", "--updates", "30", "--out", out.toString(), "--events", "log")) {
            awaitLines(folder.resolve("log"), 10);
            process.signal("KILL");
            assertThat(process.await().status()).isEqualTo(137);
        }
        assertThat(checkpoint(out).model().parameters().norm()).isPositive();
        CommandRun rest = CommandRun.of("train", "--resume", "--out", out.toString(), "--updates", "30", "--json");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.document().get("updates").asInt()).isEqualTo(30);
    }

    @Test
    void aFolderBelongsToOneTrainingAtATime() throws IOException, InterruptedException {
        Path out = folder.resolve("run");
        try (CommandProcess process = CommandProcess.start(folder, "train", "--task", "adding", "--steps", "20",
                "--hidden", "8", "--updates", "1000000000", "--out", out.toString(), "--events", "log")) {
            awaitLines(folder.resolve("log"), 1);
            CommandRun second = train(out, "--updates", "1");
            second.assertRefused("another process trains in " + out + " (process ");
            CommandRun.of("train", "--resume", "--out", out.toString())
                    .assertRefused("another process trains in " + out + " (process ");
            process.signal("KILL");
            process.await();
        }
        // The lock ends with the process that held it.
        CommandRun rest = CommandRun.of("train", "--resume", "--out", out.toString(), "--updates", "1");
        assertThat(rest.status()).as(rest.err()).isZero();
    }

    @Test
    void aNewRunDoesNotReplaceAnEarlierOne() {
        Path out = folder.resolve("run");
        train(out, "--updates", "2");
        Map<String, List<Double>> before = arrays(out);
        train(out, "--updates", "1")
                .assertRefused("--out " + out + " holds a run already, which would be lost; go on with it by --resume");
        assertThat(arrays(out)).isEqualTo(before);
    }

    @Test
    void withoutAFolderEveryRunGetsOneOfItsOwn() throws IOException, InterruptedException {
        for (String name : List.of("lstm-adding", "lstm-adding-2", "lstm-adding-3")) {
            try (CommandProcess process = CommandProcess.start(folder, "train", "--task", "adding", "--steps", "4",
                    "--hidden", "3", "--updates", "1", "--json")) {
                CommandRun run = process.await();
                assertThat(run.status()).as(run.err()).isZero();
                assertThat(run.document().get("checkpoint").asString()).isEqualTo("runs/" + name + "/model.ckpt");
            }
            assertThat(checkpoint(folder.resolve("runs").resolve(name)).facts()).containsEntry("updates", "1");
        }
    }

    @Test
    void aDamagedNewestCheckpointIsResumedFromTheOneBefore() throws IOException {
        Path whole = folder.resolve("whole");
        Path out = folder.resolve("run");
        train(whole, "--updates", "6");
        train(out, "--updates", "4");
        Path newest = out.resolve("model.ckpt");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 3] ^= 4;
        Files.write(newest, bytes);
        CommandRun rest = CommandRun.of("train", "--resume", "--out", out.toString(), "--updates", "6");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.err()).contains(newest + " is damaged: its checksum does not match; going on from "
                + out.resolve("model-before.ckpt") + ", update ");
        assertThat(arrays(out)).isEqualTo(arrays(whole));
        // A missing one likewise; and the whole one before has not been replaced by a damaged one.
        Files.delete(newest);
        CommandRun again = CommandRun.of("train", "--resume", "--out", out.toString(), "--updates", "6");
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err()).contains(newest + " is missing; going on from ");
        assertThat(arrays(out)).isEqualTo(arrays(whole));
    }

    @Test
    void aResumedRunGoesOnToTheEndThatWasPlannedAndAddsToItsEvents() throws IOException, InterruptedException {
        Path out = folder.resolve("run");
        Path log = folder.resolve("log");
        try (CommandProcess process = CommandProcess.start(folder, "train", "--task", "adding", "--steps", "10",
                "--hidden", "6", "--updates", "400", "--out", out.toString(), "--events", "log")) {
            awaitLines(log, 3);
            process.signal("INT");
            assertThat(process.await().status()).isEqualTo(130);
        }
        int before = Files.readAllLines(log).size();
        int done = Integer.parseInt(checkpoint(out).facts().getOrDefault("updates", "none"));
        CommandRun rest = CommandRun.of("train", "--resume", "--out", out.toString(), "--events", log.toString(),
                "--json");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.document().get("updates").asInt()).isEqualTo(400);
        List<JsonNode> events = Files.readAllLines(log).stream().map(CommandRun::parse).toList();
        assertThat(events.get(before).get("update").asInt()).isEqualTo(done + 1);
    }

    @Test
    void alarmsAndProbesAreInTheDocumentAndInTheEvents() throws IOException {
        Path log = folder.resolve("log");
        CommandRun run = train(folder.resolve("run"), "--updates", "60", "--steps", "20", "--init", "U=orthogonal:0.1",
                "--cell", "rnn_tanh", "--alarm", "vanishing:1e-3=stop", "--probe", "horizon,terms", "--probe-every",
                "25", "--events", log.toString(), "--json");
        JsonNode document = run.document();
        // The 50th update is the first at which the gradient by lag is judged; its weights are left as they were.
        assertThat(document.get("updates").asInt()).isEqualTo(49);
        assertThat(document.at("/alarms/0").asString()).startsWith("vanishing: of the gradient at lag 1 only ");
        assertThat(document.get("probes")).hasSize(1);
        assertThat(document.at("/probes/0/update").asInt()).isEqualTo(25);
        assertThat(document.at("/probes/0/flow/quantities/horizon/lag").asDouble()).isPositive();
        List<JsonNode> events = Files.readAllLines(log).stream().map(CommandRun::parse).toList();
        assertThat(events).filteredOn(e -> e.get("event").asString().equals("alarm")).singleElement().satisfies(e -> {
            assertThat(e.propertyNames()).containsExactly("event", "update", "alarm", "value", "limit", "message");
            assertThat(e.get("update").asInt()).isEqualTo(50);
            assertThat(e.get("value").asDouble()).isLessThan(e.get("limit").asDouble());
        });
        assertThat(events).filteredOn(e -> e.get("event").asString().equals("probe")).hasSize(1);
        assertThat(run.err()).contains("vanishing: of the gradient at lag 1 only ");
    }

    @Test
    void alarmsAndProbesThatCannotBeAreRefused() {
        Path out = folder.resolve("run");
        train(out, "--alarm", "vanishing@11=stop")
                .assertRefused("--alarm vanishing@11=stop: the sequences have 10 steps; choose a lag of at most 10");
        train(out, "--alarm", "exploding=stop", "--alarm", "exploding:4=clip")
                .assertRefused("--alarm exploding is given twice");
        train(out, "--probe", "horizn").assertRefused("--probe names horizn; there are lyapunov, ");
        train(out, "--probe", "advice").assertRefused("--probe names advice; there are lyapunov, ");
        train(out, "--probe-every", "5").assertRefused("--probe-every 5 belongs to --probe, which is not given");
        train(out, "--probe", "horizon", "--probe-every", "0").assertRefused("--probe-every is 0");
    }

    @Test
    void colourIsLeftOutWhereTheUserSaysSo() throws IOException, InterruptedException {
        try (CommandProcess process = CommandProcess.start(folder, "train", "--help")) {
            CommandRun run = process.await();
            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("Examples:").doesNotContain("\u001b");
        }
    }

    private static void awaitLines(Path file, int lines) throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (Files.exists(file) && Files.readAllLines(file).size() >= lines) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError(file + " did not grow to " + lines + " lines");
    }

    private static List<Path> partsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".part")).toList();
        }
    }

    private static CommandRun train(Path out, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--task", "adding", "--hidden", "6", "--out", out.toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--steps")) {
            arguments.addAll(List.of("--steps", "10"));
        }
        return CommandRun.of(arguments.toArray(new String[0]));
    }

    private static Checkpoint checkpoint(Path out) {
        return CheckpointFile.read(out.resolve("model.ckpt"));
    }

    /** Weights and the optimiser's state, to the bit. */
    private static Map<String, List<Double>> arrays(Path out) {
        Checkpoint checkpoint = checkpoint(out);
        Map<String, List<Double>> all = new TreeMap<>();
        checkpoint.model().parameters().named().forEach((name, a) -> all.put(name, boxed(a)));
        checkpoint.optimiser().forEach((name, a) -> all.put("optimiser " + name, boxed(a)));
        return all;
    }

    private static List<Double> boxed(double[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }
}
