package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import retrograde.store.Metric;
import retrograde.store.RunStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A training that is killed again and again, by the signal that nothing can catch, and resumed each time, ends in the bits
 * and with the metrics of one that was left alone.
 *
 * <p>
 * Kills are {@code -Dretrograde.kills=100} or {@value #FEW}. A third comes at any moment, a third while a checkpoint is
 * being written, a third inside a transaction of the run store. The process is halted to look which it is, and goes on
 * unless it is the one wanted; what counts is the state found.
 */
class KillAndResumeTest {
    private static final int FEW = 6;
    private static final int KILLS = Integer.getInteger("retrograde.kills", FEW);
    private static final int UPDATES = 160;
    private static final int MOST_LOOKS = 400;
    private static final List<String> OPTIONS = List.of("--task", "adding", "--steps", "6", "--hidden", "24",
            "--schedule", "plateau:patience=1", "--average", "0.9", "--evaluate", "5", "--alarm", "exploding:1.5=clip",
            "--save-every", "1");

    @TempDir
    private Path folder = Path.of("");

    /** Where a process was when it was halted. */
    private enum Moment {
        ANY, CHECKPOINT, TRANSACTION
    }

    @Test
    void aRunKilledAtAnyMomentEndsInTheSameBitsAndMetrics() throws IOException, InterruptedException {
        assertThat(train("whole").status()).isZero();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9);
        Map<Moment, Integer> counts = new EnumMap<>(Moment.class);
        int runs = 0;
        int kills = 0;
        while (kills < KILLS) {
            String name = "killed-" + runs++;
            boolean begun = false;
            // Several kills a run, then the rest of it.
            for (int i = 0; i < 20 && kills < KILLS; i++) {
                Moment wanted = Moment.values()[kills % Moment.values().length];
                Moment found = kill(name, begun, wanted, random);
                if (found == null) {
                    break;
                }
                counts.merge(found, 1, Integer::sum);
                kills++;
                begun = true;
            }
            CommandRun rest = resume(name);
            assertThat(rest.status()).as(rest.err()).isZero();
            assertThat(arrays(name)).isEqualTo(arrays("whole"));
            assertThat(metrics(name)).isEqualTo(metrics("whole"));
            try (Stream<Path> files = Files.list(folder.resolve(name))) {
                assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.endsWith(".part"));
            }
        }
        System.out.printf("%d kills in %d runs: %d while a checkpoint was written, %d inside a transaction%n", kills,
                runs, counts.getOrDefault(Moment.CHECKPOINT, 0), counts.getOrDefault(Moment.TRANSACTION, 0));
        assertThat(counts.getOrDefault(Moment.CHECKPOINT, 0)).isGreaterThanOrEqualTo(kills / 5);
        assertThat(counts.getOrDefault(Moment.TRANSACTION, 0)).isGreaterThanOrEqualTo(kills / 5);
    }

    /** Starts or resumes a run and kills it; gives where it was, or null if it had ended before. */
    private @Nullable Moment kill(String name, boolean begun, Moment wanted, RandomGenerator random)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--out", name, "--json", "--events", "log", "--store", "runs.db"));
        arguments.addAll(begun ? List.of("--resume", "--save-every", "1") : OPTIONS);
        arguments.addAll(List.of("--updates", Integer.toString(UPDATES)));
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        try (CommandProcess process = CommandProcess.start(folder, arguments.toArray(String[]::new))) {
            while (process.isAlive() && (!Files.exists(log) || Files.size(log) == 0)) {
                Thread.sleep(2);
            }
            Thread.sleep(random.nextInt(60));
            for (int look = 0; process.isAlive(); look++) {
                process.signal("STOP");
                Moment found = moment(folder.resolve(name));
                if (found == wanted || wanted == Moment.ANY || look == MOST_LOOKS) {
                    process.signal("KILL");
                    return process.await().status() == 0 ? null : found;
                }
                process.signal("CONT");
                Thread.sleep(random.nextInt(4));
            }
            return null;
        }
    }

    /** What a halted process is at, by what it holds: a checkpoint's part, or the store's lock for writing. */
    private Moment moment(Path run) throws IOException {
        if (Files.isDirectory(run)) {
            try (Stream<Path> files = Files.list(run)) {
                if (files.anyMatch(f -> f.getFileName().toString().matches("\\..*\\.ckpt\\..*-.*\\.part"))) {
                    return Moment.CHECKPOINT;
                }
            }
        }
        Path store = folder.resolve("runs.db");
        if (!Files.exists(store)) {
            return Moment.ANY;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=0");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return Moment.ANY;
        } catch (SQLException e) {
            return Moment.TRANSACTION;
        }
    }

    private CommandRun train(String name) {
        List<String> arguments = new ArrayList<>(List.of("train", "--out", folder.resolve(name).toString(), "--json",
                "--updates", Integer.toString(UPDATES)));
        arguments.addAll(OPTIONS);
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun resume(String name) {
        return CommandRun.of("train", "--resume", "--out", folder.resolve(name).toString(), "--json");
    }

    private Map<String, List<Double>> arrays(String name) {
        Map<String, List<Double>> all = new TreeMap<>();
        for (String file : List.of("model.ckpt", "best.ckpt")) {
            Checkpoint c = CheckpointFile.read(folder.resolve(name).resolve(file));
            c.model().parameters().named().forEach((n, a) -> all.put(file + n, Arrays.stream(a).boxed().toList()));
            c.optimiser().forEach((n, a) -> all.put(file + " state " + n, Arrays.stream(a).boxed().toList()));
        }
        return all;
    }

    private Map<String, List<Metric>> metrics(String name) {
        try (RunStore store = RunStore.read(folder.resolve("runs.db"))) {
            long id = store.newest(folder.resolve(name)).orElseThrow().id();
            Map<String, List<Metric>> all = new TreeMap<>();
            store.metricNames(id).forEach(metric -> all.put(metric, store.metrics(id, metric).toList()));
            assertThat(all.get("loss")).extracting(Metric::update).hasSize(UPDATES);
            return all;
        }
    }
}
