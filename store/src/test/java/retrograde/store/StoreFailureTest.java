package retrograde.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Files that cannot be used: what was given, what was expected, what to do; and nothing is lost. */
class StoreFailureTest {

    @TempDir
    private Path folder;

    @Test
    void aStoreThatIsNotThereIsNotMadeByReading() {
        assertRefused(() -> RunStore.read(file()), "no run store " + file()
                + "; training writes one: retrograde train. Or name another with --store FILE");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anEmptyFileHoldsNoRunsToReadButCanBecomeAStore() throws IOException {
        Files.createFile(file());
        assertRefused(() -> RunStore.read(file()), "no run store");
        assertThat(file()).isEmptyFile();
        store();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotSqliteIsLeftAlone() throws IOException {
        Files.writeString(file(), "updates,loss\n1,0.5\n");
        for (Runnable open : openings()) {
            assertRefused(open, file() + " is not an SQLite file, so it is no run store; nothing was changed");
        }
        assertThat(file()).hasContent("updates,loss\n1,0.5\n");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void aFolderIsNoStore() {
        assertRefused(() -> RunStore.open(folder),
                "the run store " + folder + " is a folder; give a file with --store");
    }

    @Test
    void aFileOfAnotherProgramIsLeftAlone() throws SQLException, IOException {
        sql("CREATE TABLE places (name TEXT)");
        byte[] before = Files.readAllBytes(file());
        for (Runnable open : openings()) {
            assertRefused(open, file() + " is an SQLite file of another program, not a run store; nothing was changed");
        }
        assertThat(file()).hasBinaryContent(before);
    }

    @Test
    void aStoreOfALaterVersionIsRefused() throws SQLException {
        store();
        sql("PRAGMA user_version = 7");
        for (Runnable open : openings()) {
            assertRefused(open, "the run store " + file() + " has version 7, and this program knows versions up to 1;"
                    + " nothing was changed. Use a newer Retrograde");
        }
    }

    @Test
    void aDamagedStoreIsNamedWithWhatToDo() throws IOException {
        try (RunStore store = RunStore.open(file()); RunWriter run = store.begin(Example.run("run", folder))) {
            for (int i = 1; i <= 2000; i++) {
                run.metrics(i, Map.of("loss", 1.0 / i));
            }
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            ByteBuffer noise = StandardCharsets.US_ASCII.encode("noise ".repeat(4000));
            channel.write(noise, 4096);
        }
        assertRefused(() -> {
            try (RunStore store = RunStore.read(file())) {
                store.runs().forEach(r -> assertThat(store.metrics(r.id())).isNotEmpty());
            }
        }, "the run store " + file() + " is damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UPDATE metrics SET text = 'much'", "UPDATE runs SET status = 'flying'",
                    "UPDATE runs SET started = 'yesterday'", "UPDATE runs SET configuration = '{'",
                    "DROP TABLE metrics", "ALTER TABLE runs RENAME COLUMN folder TO place"})
    void aStoreThatWasEditedIsNamed(String edit) throws SQLException {
        try (RunStore store = RunStore.open(file()); RunWriter run = store.begin(Example.run("run", folder))) {
            run.metrics(1, Map.of("loss", 1.0));
        }
        sql("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; " + edit);
        assertRefused(() -> {
            try (RunStore store = RunStore.read(file())) {
                store.runs().forEach(r -> assertThat(store.metrics(r.id())).isNotEmpty());
            }
        }, "the run store " + file() + " ");
    }

    @Test
    void aStoreCutShortIsNamedWithWhatToDo() throws IOException {
        store();
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(5000);
        }
        assertRefused(() -> {
            try (RunStore store = RunStore.read(file())) {
                store.runs();
            }
        }, "the run store " + file() + " is damaged");
    }

    @Test
    void whatCannotBeCommittedForAFullDiskIsKeptForTheNextCommit() {
        int updates = 3000;
        try (RunStore store = RunStore.open(file()); RunWriter run = store.begin(Example.run("run", folder))) {
            run.metrics(1, Map.of("loss", 1.0));
            run.commit();
            pragma(store, "PRAGMA max_page_count = 12");
            for (int i = 2; i <= updates; i++) {
                run.metrics(i, Map.of("loss", 1.0 / i));
            }
            assertRefused(run::commit, "cannot write to the run store " + file() + ": the disk is full");
            assertThat(store.metrics(run.id())).as("nothing by halves").hasSize(1);
            pragma(store, "PRAGMA max_page_count = 100000");
            run.commit();
            assertThat(store.metrics(run.id())).hasSize(updates);
        }
    }

    @Test
    void aLockThatLastsIsNamedAndNothingIsLost() throws SQLException {
        try (RunStore store = RunStore.open(file(), Duration.ofMillis(50));
                RunWriter run = store.begin(Example.run("run", folder))) {
            run.metrics(1, Map.of("loss", 1.0));
            try (Connection other = connection(); Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertRefused(run::commit, "the run store " + file() + " has been locked by another process");
                assertThat(store.runs()).as("readers are not kept out").hasSize(1);
                statement.execute("ROLLBACK");
            }
            run.commit();
            assertThat(store.metrics(run.id())).hasSize(1);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("file"));
        assertRefused(() -> RunStore.open(notAFolder.resolve("runs.db")), "cannot make the folder of the run store");
    }

    @Test
    void aFolderThatCannotBeWrittenCanStillBeRead() {
        store();
        assumeTrue(folder.toFile().setWritable(false) && !Files.isWritable(folder), "a super-user writes anywhere");
        try {
            assertThat(runs()).isEqualTo(1);
            assertRefused(() -> RunStore.open(folder.resolve("other.db")), "cannot open or write the run store");
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }

    private Runnable[] openings() {
        return new Runnable[] {() -> RunStore.open(file()), () -> RunStore.read(file())};
    }

    private void assertRefused(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(InputException.class).hasMessageStartingWith(message);
    }

    private void store() {
        assertThatCode(() -> {
            try (RunStore store = RunStore.open(file())) {
                store.begin(Example.run("run", folder)).end(Status.FINISHED);
            }
        }).doesNotThrowAnyException();
    }

    private int runs() {
        try (RunStore store = RunStore.read(file())) {
            return store.runs().size();
        }
    }

    private static void pragma(RunStore store, String pragma) {
        store.database().read(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(pragma);
            }
        });
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            for (String each : sql.split("; ", -1)) {
                statement.execute(each);
            }
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private Path file() {
        return folder.resolve("runs.db");
    }
}
