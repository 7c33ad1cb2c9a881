package retrograde.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import retrograde.InputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * All runs of one file. Any number of processes may have it open, to read and to write different runs; each write takes
 * milliseconds and waits for its turn. After a crash or a power failure it holds every transaction that was committed.
 *
 * <p>All methods throw {@link InputException} where the file cannot be used: absent, not ours, of a later version, damaged,
 * locked, not writable, on a full disk. May be used by several threads. Streams read as they go, so they show what is
 * added meanwhile; they hold nothing open.
 */
public final class RunStore implements AutoCloseable {
    /** Where runs are kept unless the user says otherwise. */
    public static final String DEFAULT = "runs/runs.db";

    private final Database database;
    private final Path file;

    private RunStore(Path file, Database database) {
        this.file = file;
        this.database = database;
    }

    /** Opens a store to write and read; makes it, and its folder, where there is none. */
    public static RunStore open(Path file) {
        return open(file, Database.PATIENCE);
    }

    /** @param patience how long to wait for other writers */
    static RunStore open(Path file, Duration patience) {
        return new RunStore(file, Database.write(file, patience));
    }

    /** Opens a store that is there, to read. */
    public static RunStore read(Path file) {
        return new RunStore(file, Database.read(file));
    }

    /** Begins a run, owned by this process. */
    public RunWriter begin(RunDescription description) {
        Owner owner = Owner.current();
        long id = database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO runs (name, folder, command, configuration, started, status, provenance,
                        pid, process_started, host) VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?, ?)""")) {
                describe(insert, description);
                insert.setString(5, Instant.now().toString());
                insert.setString(6, description.provenance().toString());
                own(insert, 7, owner);
                insert.executeUpdate();
            }
            try (Statement last = connection.createStatement();
                    var result = last.executeQuery("SELECT last_insert_rowid()")) {
                result.next();
                return result.getLong(1);
            }
        });
        return new RunWriter(database, id);
    }

    /**
     * Goes on with the newest run of a folder.
     *
     * @see #resume(long, int, RunDescription)
     */
    public RunWriter resume(Path folder, int afterUpdate, RunDescription description) {
        Run run = newest(folder)
                .orElseThrow(() -> new InputException("the run store " + file + " has no run of the folder " + folder
                        + "; begin one there, or name the store" + " it was recorded in with --store"));
        return resume(run.id(), afterUpdate, description);
    }

    /**
     * Goes on with a run from a checkpoint, owned by this process: everything recorded after {@code afterUpdate} updates is
     * forgotten, so that what is recorded from here on is what an uninterrupted run records. Name, folder, command and
     * configuration become those given, which may ask for more updates; the provenance of the beginning stays, and that of
     * this process is kept in an event of kind {@link EventEntry#RESUMED}. Refused while another process of this machine runs it; of other machines nothing is known,
     * and a container that is gone has left its name.
     */
    public RunWriter resume(long id, int afterUpdate, RunDescription description) {
        Owner owner = Owner.current();
        database.write(connection -> {
            Run run = Rows.run(connection, file, id)
                    .orElseThrow(() -> new InputException("the run store " + file + " has no run " + id));
            Owner other = Rows.owner(connection, id);
            if (run.status() == Status.RUNNING && !other.equals(owner) && other.surelyAlive()) {
                throw new InputException("run " + id + " (" + run.name() + ") is being trained by process "
                        + other.pid() + "; wait for its end, or begin another run with another --out");
            }
            for (String table : List.of("metrics", "flows", "events")) {
                forget(connection, table, id, afterUpdate);
            }
            goOn(connection, id, description, owner);
            return true;
        });
        RunWriter writer = new RunWriter(database, id);
        JsonNode document = JsonNodeFactory.instance.objectNode()
                .put("command", description.command())
                .put("date", Instant.now().toString())
                .set("provenance", description.provenance());
        writer.event(afterUpdate, EventEntry.RESUMED, document);
        writer.commit();
        return writer;
    }

    /** All runs, the newest first. */
    public List<Run> runs() {
        return database.read(c -> Rows.runs(c, file));
    }

    /** The run of that number. */
    public Optional<Run> run(long id) {
        return database.read(c -> Rows.run(c, file, id));
    }

    /** The run of that number, or else the newest of that name. */
    public Run find(String idOrName) {
        List<Run> runs = runs();
        return runs.stream()
                .filter(r -> Long.toString(r.id()).equals(idOrName))
                .findFirst()
                .or(() -> runs.stream().filter(r -> r.name().equals(idOrName)).findFirst())
                .orElseThrow(() -> new InputException("the run store " + file + " has no run " + idOrName
                        + (runs.isEmpty() ? "; it is empty" : "; retrograde runs list shows those it has")));
    }

    /** The newest run of a folder. */
    public Optional<Run> newest(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return runs().stream().filter(r -> r.folder().equals(absolute)).findFirst();
    }

    /** How far a run has come; quick for any number of values. */
    public Standing standing(long id) {
        return database.read(c -> Rows.standing(c, id));
    }

    /** Names of the metrics a run has, in alphabetical order. */
    public List<String> metricNames(long id) {
        return database.read(c -> Rows.names(c, id));
    }

    /** A run's metrics in a few figures each; reads all of them. */
    public List<MetricSummary> summary(long id) {
        return database.read(c -> Rows.summary(c, id));
    }

    /** The last value of a metric. */
    public Optional<Metric> last(long id, String name) {
        return database.read(c -> Rows.last(c, id, name));
    }

    /** One metric of a run, by update. */
    public Stream<Metric> metrics(long id, String name) {
        return Pages.stream(last -> database
                .read(c -> Rows.metrics(c, id, name, last.map(Metric::update).orElse(Integer.MIN_VALUE))));
    }

    /** All metrics of a run, one after the other in alphabetical order, each by update. */
    public Stream<Metric> metrics(long id) {
        return metricNames(id).stream().flatMap(name -> metrics(id, name));
    }

    /** Measurements of a run's flow, in the order in which they were made. */
    public Stream<FlowEntry> flows(long id) {
        return Pages.<Rows.Numbered<FlowEntry>>stream(
                last -> database.read(c -> Rows.flows(c, file, id, last.map(Rows.Numbered::number).orElse(0L))))
                .map(Rows.Numbered::entry);
    }

    /** What happened during a run, in the order in which it happened. */
    public Stream<EventEntry> events(long id) {
        return Pages.<Rows.Numbered<EventEntry>>stream(
                last -> database.read(c -> Rows.events(c, file, id, last.map(Rows.Numbered::number).orElse(0L))))
                .map(Rows.Numbered::entry);
    }

    /** For tests of what happens when the file misbehaves. */
    Database database() {
        return database;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Writers of this store are to be closed before. */
    @Override
    public void close() {
        database.close();
    }

    private static void forget(Connection connection, String table, long id, int afterUpdate) throws SQLException {
        try (PreparedStatement delete = connection
                .prepareStatement("DELETE FROM " + table + " WHERE run = ? AND updates > ?")) {
            delete.setLong(1, id);
            delete.setInt(2, afterUpdate);
            delete.executeUpdate();
        }
    }

    private static void goOn(Connection connection, long id, RunDescription description, Owner owner)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE runs SET name = ?, folder = ?, command = ?, configuration = ?, status = 'running', ended = NULL,
                    pid = ?, process_started = ?, host = ? WHERE id = ?""")) {
            describe(update, description);
            own(update, 5, owner);
            update.setLong(8, id);
            update.executeUpdate();
        }
    }

    private static void describe(PreparedStatement statement, RunDescription description) throws SQLException {
        statement.setString(1, description.name());
        statement.setString(2, description.folder().toString());
        statement.setString(3, description.command());
        statement.setString(4, description.configuration().toString());
    }

    private static void own(PreparedStatement statement, int from, Owner owner) throws SQLException {
        statement.setLong(from, owner.pid());
        statement.setLong(from + 1, owner.started());
        statement.setString(from + 2, owner.host());
    }
}
