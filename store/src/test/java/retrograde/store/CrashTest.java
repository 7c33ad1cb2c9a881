package retrograde.store;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Processes that are killed, and several at once. */
class CrashTest {
    private static final int KILLS = 6;
    /** Every other kill comes as soon as a commit begins. */
    private static final int AIMED = 2;
    private static final int NEVER = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void aKillLosesOneTransactionAtMostAndAResumedRunEqualsAnUninterruptedOne()
            throws IOException, InterruptedException, URISyntaxException {
        Path file = folder.resolve("runs 梯度.db");
        Path run = folder.resolve("run");
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        int before = 0;
        int inside = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Killed killed = kill(file, run, before, kill % AIMED == 0 ? -1 : random.nextInt(150));
            try (RunStore store = RunStore.open(file)) {
                Run found = store.newest(run).orElseThrow();
                assertThat(integrity(store)).isEqualTo("ok");
                assertThat(found.status()).isEqualTo(Status.LOST);
                int kept = prefix(store, found.id());
                assertThat(kept).as("what was said to be committed is there, and no more than one transaction beyond")
                        .isBetween(killed.committed, killed.committed + WritingProcess.BATCH);
                inside += killed.begun > kept ? 1 : 0;
                // A checkpoint may be older than the last transaction.
                before = Math.max(0, kept - random.nextInt(2 * WritingProcess.BATCH));
            }
        }
        assertThat(inside).as("kills inside a transaction, by the state found")
                .isGreaterThanOrEqualTo(KILLS / AIMED - 2);
        int all = before + 60;
        try (ChildProcess rest = ChildProcess.start(List.of(), file, run, before, all);
                ChildProcess uninterrupted = ChildProcess.start(List.of(), file, folder.resolve("other"), 0, all)) {
            assertThat(rest.await()).isZero();
            assertThat(uninterrupted.await()).isZero();
        }
        try (RunStore store = RunStore.read(file)) {
            long resumed = store.newest(run).orElseThrow().id();
            long whole = store.newest(folder.resolve("other")).orElseThrow().id();
            assertThat(store.runs()).hasSize(2).allMatch(r -> r.status() == Status.FINISHED);
            assertThat(store.metrics(resumed).toList()).isEqualTo(store.metrics(whole).toList())
                    .hasSize(all * WritingProcess.METRICS);
            assertThat(store.events(resumed).filter(e -> !e.kind().equals(EventEntry.RESUMED)))
                    .containsExactlyElementsOf(store.events(whole).toList());
        }
    }

    @Test
    void twoProcessesWriteOneStoreAtOnceWhileAThirdReads()
            throws IOException, InterruptedException, URISyntaxException {
        Path file = folder.resolve("runs.db");
        int updates = 6 * WritingProcess.BATCH;
        List<String> names = List.of("one", "two");
        // Both make the store, too.
        try (ChildProcess one = ChildProcess.start(List.of(), file, folder.resolve("one"), 0, updates);
                ChildProcess two = ChildProcess.start(List.of(), file, folder.resolve("two"), 0, updates)) {
            assertThat(one.line()).isEqualTo("started");
            assertThat(two.line()).isEqualTo("started");
            try (RunStore store = RunStore.read(file)) {
                for (String name : names) {
                    int seen = prefix(store, store.find(name).id());
                    assertThat(seen).isBetween(0, updates);
                    assertThat(store.find(name).status()).isIn(Status.RUNNING, Status.FINISHED);
                }
            }
            for (ChildProcess each : List.of(one, two)) {
                while (each.line() != null) {
                    // Its pipe must not fill.
                }
                assertThat(each.await()).isZero();
            }
        }
        try (RunStore store = RunStore.read(file)) {
            for (String name : names) {
                assertThat(prefix(store, store.find(name).id())).isEqualTo(updates);
                assertThat(store.find(name).status()).isEqualTo(Status.FINISHED);
            }
        }
    }

    @Test
    void aRunOfALivingProcessIsNotTakenOver() throws IOException, InterruptedException, URISyntaxException {
        Path file = folder.resolve("runs.db");
        Path run = folder.resolve("run");
        try (ChildProcess other = ChildProcess.start(List.of(), file, run, 0, NEVER);
                RunStore store = RunStore.open(file)) {
            assertThat(other.line()).isEqualTo("started");
            assertThat(store.find("run").status()).isEqualTo(Status.RUNNING);
            assertThatThrownBy(() -> store.resume(run, 0, Example.run("run", run)))
                    .hasMessageContaining("is being trained by process");
            other.kill();
            assertThat(store.find("run").status()).isEqualTo(Status.LOST);
            store.resume(run, 0, Example.run("run", run)).close();
        }
    }

    @Test
    void theLibraryLeavesNothingInTheTemporaryFolderOfAKilledProcess()
            throws IOException, InterruptedException, URISyntaxException {
        Path temporary = Files.createDirectory(folder.resolve("temporary 临时"));
        try (ChildProcess child = ChildProcess.start(List.of("-Djava.io.tmpdir=" + temporary),
                folder.resolve("runs.db"), folder.resolve("run"), 0, NEVER)) {
            assertThat(child.line()).isEqualTo("started");
            child.kill();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aTemporaryFolderThatCannotBeWrittenIsNamedWithWhatToDo()
            throws IOException, InterruptedException, URISyntaxException {
        Path absent = folder.resolve("absent");
        try (ChildProcess child = ChildProcess.start(List.of("-Djava.io.tmpdir=" + absent), folder.resolve("runs.db"),
                folder.resolve("run"), 0, 1)) {
            String line = child.line();
            while (line != null && line.startsWith("WARNING")) {
                line = child.line();
            }
            assertThat(line).contains("retrograde.InputException: the run store needs SQLite's library")
                    .contains(absent.toString())
                    .contains("RETROGRADE_JAVA_OPTIONS=-Djava.io.tmpdir=DIR");
        }
    }

    /** @param begun the last update of which a commit was begun, committed the last of which it was done */
    private record Killed(int begun, int committed) {}

    /** Runs until something was committed, and on for some ms; or until the next commit begins. */
    private static Killed kill(Path file, Path run, int before, int milliseconds)
            throws IOException, InterruptedException, URISyntaxException {
        int begun = before;
        int committed = before;
        try (ChildProcess child = ChildProcess.start(List.of(), file, run, before, NEVER)) {
            assertThat(child.line()).isEqualTo("started");
            boolean ready = false;
            long end = Long.MAX_VALUE;
            String line;
            while ((line = child.line()) != null) {
                int update = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                if (line.startsWith("begin")) {
                    begun = update;
                } else {
                    committed = update;
                    end = ready ? end : System.nanoTime() + milliseconds * 1_000_000L;
                    ready = true;
                }
                if (ready && (milliseconds < 0 ? begun > committed : System.nanoTime() >= end)) {
                    child.kill();
                    end = Long.MAX_VALUE;
                    milliseconds = Integer.MAX_VALUE;
                }
            }
        }
        return new Killed(begun, committed);
    }

    /** The number of updates whose every value is there and right, with none beyond. */
    private static int prefix(RunStore store, long id) {
        int[] counts = IntStream.range(0, WritingProcess.METRICS).map(i -> {
            List<Metric> values = store.metrics(id, "metric" + i).toList();
            for (int update = 1; update <= values.size(); update++) {
                assertThat(values.get(update - 1))
                        .isEqualTo(new Metric(update, "metric" + i, WritingProcess.value(update, i)));
            }
            return values.size();
        }).distinct().toArray();
        assertThat(counts).as("all metrics reach equally far").hasSize(1);
        return counts[0];
    }

    private static String integrity(RunStore store) {
        return store.database().read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
                return result.next() ? result.getString(1) : "";
            }
        });
    }
}
