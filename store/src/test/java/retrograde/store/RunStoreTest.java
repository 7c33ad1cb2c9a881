package retrograde.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunStoreTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsRecordedIsReadBack() {
        try (RunStore store = open(); RunWriter writer = store.begin(Example.run("first", folder))) {
            writer.metrics(1, Map.of(Metric.LOSS, 2.5, Metric.GRADIENT_NORM, 0.1));
            writer.metrics(2, Map.of(Metric.LOSS, 1.5, Metric.HELD_OUT, 2.0));
            writer.flow(2, Example.object().put("k90", 17));
            writer.event(2, "alarm", Example.object().put("text", "梯度"));
            writer.end(Status.FINISHED);
        }
        try (RunStore store = RunStore.read(file())) {
            Run run = store.runs().getFirst();
            assertThat(run.name()).isEqualTo("first");
            assertThat(run.folder()).isEqualTo(folder.toAbsolutePath());
            assertThat(run.command()).isEqualTo("retrograde train --out " + folder);
            assertThat(run.status()).isEqualTo(Status.FINISHED);
            assertThat(run.ended().orElseThrow()).isAfterOrEqualTo(run.started());
            assertThat(run.configuration().get("lr").doubleValue()).isEqualTo(0.01);
            assertThat(run.provenance().get("commit").stringValue()).isEqualTo("abc");
            assertThat(store.metricNames(run.id())).containsExactly("gradientNorm", "heldOut", "loss");
            assertThat(store.metrics(run.id(), "loss")).containsExactly(new Metric(1, "loss", 2.5),
                    new Metric(2, "loss", 1.5));
            assertThat(store.metrics(run.id())).hasSize(4);
            assertThat(store.flows(run.id())).containsExactly(new FlowEntry(2, Example.object().put("k90", 17)));
            assertThat(store.events(run.id()))
                    .containsExactly(new EventEntry(2, "alarm", Example.object().put("text", "梯度")));
            Standing standing = store.standing(run.id());
            assertThat(standing.updates()).isEqualTo(2);
            assertThat(standing.loss()).contains(new Metric(2, "loss", 1.5));
            assertThat(standing.heldOut()).contains(new Metric(2, "heldOut", 2.0));
        }
    }

    @Test
    void everyDoubleKeepsItsBits() {
        double[] values = {0.0, -0.0, 1, -7, 0.1, 1.0 / 3, Double.MIN_VALUE, -Double.MIN_NORMAL, Double.MAX_VALUE, 1e15,
                9007199254740994.0, 0x1p62, 0x1p63, 0x1p64, Double.NaN, Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY, Math.nextUp(2.0), 140737488355328.0};
        try (RunStore store = open(); RunWriter writer = store.begin(Example.run("exact", folder))) {
            for (int i = 0; i < values.length; i++) {
                writer.metrics(i, Map.of("value", values[i]));
            }
            writer.commit();
            assertThat(store.metrics(writer.id(), "value").mapToLong(m -> Double.doubleToLongBits(m.value())))
                    .containsExactly(
                            Arrays.stream(values).mapToLong(Double::doubleToLongBits).boxed().toArray(Long[]::new));
            MetricSummary summary = store.summary(writer.id()).getFirst();
            assertThat(summary.count()).isEqualTo(values.length);
            assertThat(summary.nonFinite()).isEqualTo(3);
            assertThat(summary.least().orElseThrow().value()).isEqualTo(-7);
            assertThat(summary.greatest().orElseThrow().value()).isEqualTo(Double.MAX_VALUE);
        }
    }

    @Test
    void aSecondValueAfterTheSameUpdateReplacesTheFirst() {
        try (RunStore store = open(); RunWriter writer = store.begin(Example.run("twice", folder))) {
            writer.metrics(3, Map.of("loss", Double.NaN));
            writer.metrics(3, Map.of("loss", 4.0));
            writer.commit();
            assertThat(store.metrics(writer.id())).containsExactly(new Metric(3, "loss", 4.0));
        }
    }

    @Test
    void manyRowsAreReadPageByPageAndNoneIsMissing() {
        int many = 10_000;
        try (RunStore store = open(); RunWriter writer = store.begin(Example.run("long", folder))) {
            for (int i = 1; i <= many; i++) {
                writer.metrics(i, Map.of("loss", (double) i));
            }
            for (int i = 1; i <= 100; i++) {
                writer.event(i, "tick", Example.object());
            }
            writer.commit();
            assertThat(store.metrics(writer.id(), "loss").mapToInt(Metric::update))
                    .containsExactly(IntStream.rangeClosed(1, many).boxed().toArray(Integer[]::new));
            assertThat(store.events(writer.id()).mapToInt(EventEntry::update))
                    .containsExactly(IntStream.rangeClosed(1, 100).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void aResumedRunForgetsWhatCameAfterItsCheckpoint() {
        try (RunStore store = open()) {
            record(store, store.begin(Example.run("other", folder.resolve("other"))), 1, 9);
            RunWriter before = store.begin(Example.run("mine", folder));
            record(store, before, 1, 9);
            RunDescription more = new RunDescription("mine", folder, "retrograde train --resume --updates 12",
                    Example.object().put("updates", 12), Example.object().put("commit", "def"));
            try (RunWriter after = store.resume(folder, 4, more)) {
                assertThat(after.id()).isEqualTo(before.id());
                assertThat(store.run(after.id()).orElseThrow().status()).isEqualTo(Status.RUNNING);
                assertThat(updates(store, after.id())).containsExactly(1, 2, 3, 4);
                assertThat(store.flows(after.id())).hasSize(4);
                assertThat(store.events(after.id()).map(EventEntry::kind)).containsExactly("tick", "tick", "tick",
                        "tick", "resumed");
                record(store, after, 5, 12);
            }
            Run run = store.run(before.id()).orElseThrow();
            assertThat(updates(store, run.id())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            assertThat(run.configuration().get("updates").intValue()).isEqualTo(12);
            assertThat(run.provenance().get("commit").stringValue()).isEqualTo("abc");
            assertThat(store.events(run.id())
                    .filter(e -> e.kind().equals("resumed"))
                    .findFirst()
                    .orElseThrow()
                    .document()
                    .at("/provenance/commit")
                    .stringValue()).isEqualTo("def");
            assertThat(updates(store, store.find("other").id())).hasSize(9);
        }
    }

    @Test
    void aRunOfAnotherMachineCountsAsRunningButMayBeTakenOver() {
        try (RunStore store = open()) {
            RunWriter writer = store.begin(Example.run("mine", folder));
            owner(store, "host = 'elsewhere', pid = 1");
            assertThat(store.find("mine").status()).isEqualTo(Status.RUNNING);
            assertThat(store.resume(folder, 0, Example.run("mine", folder)).id()).isEqualTo(writer.id());
        }
    }

    @Test
    void aProcessNumberThatWasGivenAgainIsAnotherProcess() {
        try (RunStore store = open()) {
            RunWriter writer = store.begin(Example.run("mine", folder));
            owner(store, "process_started = process_started - 60000");
            assertThat(store.run(writer.id()).orElseThrow().status()).isEqualTo(Status.LOST);
        }
    }

    @Test
    void nothingIsRecordedAfterTheEnd() {
        try (RunStore store = open(); RunWriter writer = store.begin(Example.run("mine", folder))) {
            writer.end(Status.FINISHED);
            assertThatThrownBy(() -> writer.metrics(1, Map.of("loss", 1.0))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void resumingAFolderWithoutARunSaysSo() {
        try (RunStore store = open()) {
            assertThatThrownBy(() -> store.resume(folder.resolve("none"), 4, Example.run("mine", folder)))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("has no run of the folder");
        }
    }

    @Test
    void runsAreListedNewestFirstAndFoundByNumberOrName() {
        try (RunStore store = open()) {
            record(store, store.begin(Example.run("a", folder.resolve("1"))), 1, 1);
            record(store, store.begin(Example.run("b", folder.resolve("2"))), 1, 1);
            record(store, store.begin(Example.run("a", folder.resolve("3"))), 1, 1);
            record(store, store.begin(Example.run("1", folder.resolve("4"))), 1, 1);
            assertThat(store.runs().stream().map(Run::id)).containsExactly(4L, 3L, 2L, 1L);
            assertThat(store.find("a").id()).isEqualTo(3);
            assertThat(store.find("1").id()).as("a number before a name").isEqualTo(1);
            assertThat(store.newest(folder.resolve("2")).orElseThrow().name()).isEqualTo("b");
            assertThatThrownBy(() -> store.find("c")).isInstanceOf(InputException.class)
                    .hasMessageContaining("has no run c; retrograde runs list shows those it has");
        }
    }

    @Test
    void aRunThatIsClosedWithoutAnEndIsStopped() {
        try (RunStore store = open()) {
            try (RunWriter writer = store.begin(Example.run("broken", folder))) {
                writer.metrics(1, Map.of("loss", 1.0));
            }
            assertThat(store.find("broken").status()).isEqualTo(Status.STOPPED);
            assertThat(updates(store, store.find("broken").id())).containsExactly(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with blanks", "梯度 回溯", "what? 100% #1 & more;x=y", ":memory:"})
    void theStoreMayHaveAnyName(String name) throws IOException {
        Path file = folder.resolve(name).resolve(name + ".db");
        try (RunStore store = RunStore.open(file)) {
            record(store, store.begin(Example.run(name, folder)), 1, 2);
        }
        try (RunStore store = RunStore.read(file)) {
            assertThat(store.find(name).name()).isEqualTo(name);
        }
        try (var files = Files.list(folder.resolve(name))) {
            assertThat(files).as("a closed store is one file").containsExactly(file);
        }
    }

    private static void record(RunStore store, RunWriter writer, int from, int to) {
        for (int i = from; i <= to; i++) {
            writer.metrics(i, Map.of("loss", 1.0 / i));
            writer.flow(i, Example.object().put("k90", i));
            writer.event(i, "tick", Example.object().put("i", i));
        }
        writer.end(Status.FINISHED);
        assertThat(store.run(writer.id()).orElseThrow().status()).isEqualTo(Status.FINISHED);
    }

    private static List<Integer> updates(RunStore store, long id) {
        return store.metrics(id, "loss").map(Metric::update).toList();
    }

    private static void owner(RunStore store, String values) {
        int rows = store.database().write(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("UPDATE runs SET " + values);
            }
        });
        assertThat(rows).isEqualTo(1);
    }

    private RunStore open() {
        return RunStore.open(file());
    }

    private Path file() {
        return folder.resolve("runs.db");
    }
}
