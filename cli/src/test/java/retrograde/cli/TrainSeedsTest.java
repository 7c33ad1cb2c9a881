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
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The same training with several seeds. */
class TrainSeedsTest {
    private static final List<String> SMALL = List.of("train", "--task", "adding", "--steps", "8", "--hidden", "5",
            "--schedule", "plateau:patience=0", "--evaluate", "5");

    @TempDir
    private Path folder = Path.of("");

    private String[] words(String out, String... more) {
        List<String> words = new ArrayList<>(SMALL);
        words.addAll(List.of("--out", folder.resolve(out).toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private Map<String, List<Double>> arrays(String run) {
        Map<String, List<Double>> all = new TreeMap<>();
        for (String file : List.of("model.ckpt", "best.ckpt")) {
            Checkpoint c = CheckpointFile.read(folder.resolve(run).resolve(file));
            c.model().parameters().named().forEach((n, a) -> all.put(file + n, Arrays.stream(a).boxed().toList()));
            c.optimiser().forEach((n, a) -> all.put(file + " state " + n, Arrays.stream(a).boxed().toList()));
        }
        return all;
    }

    private JsonNode runs() {
        return CommandRun.json("runs", "list", "--json", "--store", folder.resolve("runs.db").toString()).get("runs");
    }

    @Test
    void everyRunIsTheTrainingWithThatSeedAloneAndTheTableTheirMeans() {
        JsonNode all = CommandRun.json(words("series", "--seed", "4", "--seeds", "2", "--updates", "12", "--json"));
        CommandRun.json(words("alone", "--seed", "5", "--updates", "12", "--json"));
        assertThat(arrays("series/seed-5")).isEqualTo(arrays("alone")).isNotEqualTo(arrays("series/seed-4"));
        assertThat(all.get("seeds").toString()).isEqualTo("[4,5]");
        double[] losses = all.get("runs").valueStream().mapToDouble(r -> r.get("loss").asDouble()).toArray();
        JsonNode loss = all.at("/figures/0");
        assertThat(loss.get("name").asString()).isEqualTo("loss");
        // The mean of two numbers around 1, and half of their difference.
        assertThat(loss.get("mean").asDouble()).isCloseTo((losses[0] + losses[1]) / 2, within(1e-15));
        assertThat(loss.get("error").asDouble()).isCloseTo(Math.abs(losses[0] - losses[1]) / 2, within(1e-15));
        assertThat(runs().valueStream().map(r -> r.get("name").asString() + " " + r.get("status").asString()))
                .containsExactly("alone finished", "series/seed-5 finished", "series/seed-4 finished");
    }

    @Test
    void aSeriesThatIsInterruptedGoesOnWhereItStoppedAndEndsInTheSameBits() throws IOException, InterruptedException {
        assertThat(CommandRun.of(words("whole", "--seeds", "2", "--updates", "20")).status()).isZero();
        String[] words = words("parts", "--seeds", "2", "--updates", "20", "--events", "log", "--store", "runs.db",
                "--save-every", "1");
        Path log = folder.resolve("log");
        try (CommandProcess process = CommandProcess.start(folder, words)) {
            while (process.isAlive() && (!Files.exists(log) || !Files.readString(log).contains("\"seed\":2"))) {
                Thread.sleep(2);
            }
            process.signal("INT");
            CommandRun run = process.await();
            assertThat(run.status()).as(run.err()).isEqualTo(130);
            assertThat(run.err()).contains("go on with: retrograde train --resume --out " + folder.resolve("parts"));
        }
        CommandRun rest = CommandRun.of("train", "--resume", "--out", folder.resolve("parts").toString());
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.out().lines().limit(5))
                .isEqualTo(CommandRun.of("train", "--resume", "--out", folder.resolve("whole").toString())
                        .out()
                        .lines()
                        .limit(5)
                        .toList());
        for (String seed : List.of("/seed-1", "/seed-2")) {
            assertThat(arrays("parts" + seed)).isEqualTo(arrays("whole" + seed));
        }
        assertThat(runs()).hasSize(4).allMatch(r -> r.get("status").asString().equals("finished"));
    }

    @Test
    void theTableHasARowForEachSeedAndSaysHowManyLearntAndSolved() {
        CommandRun text = CommandRun.of("train", "--task", "parity", "--steps", "2", "--hidden", "8", "--until",
                "solved", "--lr", "0.1", "--seeds", "2", "--updates", "60", "--out",
                folder.resolve("parity").toString(), "--events", folder.resolve("events").toString());
        assertThat(text.status()).as(text.err()).isZero();
        List<String> lines = text.out().lines().toList();
        assertThat(lines.getFirst()).contains("lstm → 8", "on parity, T = 2; chance 0.6931", "mean of 2 seeds ±");
        assertThat(lines.get(1)).matches("seed +loss, nats +updates +K_90 steps +learnt +solved");
        assertThat(lines.get(4)).startsWith("mean ").endsWith("2 of 2  2 of 2").contains(" ± ");
        assertThat(folder.resolve("events")).content()
                .contains("{\"event\":\"seed\",\"seed\":2,\"folder\":", "{\"event\":\"results\",");
        CommandRun latex = CommandRun.of("train", "--resume", "--out", folder.resolve("parity").toString(), "--latex");
        assertThat(latex.out()).contains("\\begin{tabular}{lrrrrr}", " $\\pm$ ", "\\bottomrule");
    }

    @Test
    void whatWouldLoseARunOrCannotBeIsRefused() throws IOException {
        String out = folder.resolve("out").toString();
        assertThat(CommandRun.of(words("out", "--seeds", "2", "--updates", "0")).status()).isZero();
        CommandRun.of(words("out", "--seeds", "2")).assertRefused("--out " + out + " holds a run already");
        CommandRun.of(words("new", "--seeds", "0")).assertRefused("--seeds is 0");
        CommandRun.of(words("new", "--latex", "--json")).assertRefused("--latex and --json are both given");
        CommandRun.of("train", "--resume", "--out", out, "--seeds", "2")
                .assertRefused("--resume goes on with the options the run was begun with; leave out --seeds");
        Files.delete(folder.resolve("out/seed-2/model.ckpt"));
        Files.deleteIfExists(folder.resolve("out/seed-2/model-before.ckpt"));
        CommandRun.of("train", "--resume", "--out", out).assertRefused(out + " holds 1 runs, and was to have 2");
    }
}
