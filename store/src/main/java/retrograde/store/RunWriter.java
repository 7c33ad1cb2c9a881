package retrograde.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * Records one run. What is given waits in memory until it is committed, all of it in one short transaction: at
 * {@link #commit}, which is to be called before each checkpoint is saved, and by itself every other second or when much
 * has gathered. A process that is killed loses what waits, and nothing else. Where a commit fails ({@link
 * retrograde.InputException}), what waits is kept, and the next commit tries again. May be used by several threads.
 */
public final class RunWriter implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MOST = 10_000;

    private final Database database;
    private final long id;
    private final List<Row> waiting = new ArrayList<>();
    private long committed = System.nanoTime();
    private boolean ended;

    RunWriter(Database database, long id) {
        this.database = database;
        this.id = id;
    }

    /** Something to be written. */
    private sealed interface Row {
        record OfMetric(int update, String name, double value) implements Row {}

        record OfFlow(int update, String document) implements Row {}

        record OfEvent(int update, String kind, String document) implements Row {}
    }

    /** The run's number in its store. */
    public long id() {
        return id;
    }

    /** Records values after so many updates; a second value of the same name after the same update replaces the first. */
    public synchronized void metrics(int update, Map<String, Double> values) {
        // In the order of names, so that equal runs make equal files.
        new TreeMap<>(values).forEach((name, value) -> add(new Row.OfMetric(update, name, value)));
        commitIfDue();
    }

    /** Records a measurement of the flow. */
    public synchronized void flow(int update, JsonNode document) {
        add(new Row.OfFlow(update, document.toString()));
        commitIfDue();
    }

    /** Records that something happened. */
    public synchronized void event(int update, String kind, JsonNode document) {
        add(new Row.OfEvent(update, kind, document.toString()));
        commitIfDue();
    }

    /** Makes everything that was given durable. */
    public synchronized void commit() {
        if (!waiting.isEmpty()) {
            database.write(connection -> {
                insert(connection);
                return true;
            });
            waiting.clear();
        }
        committed = System.nanoTime();
    }

    /** Commits, and records how the run ended. */
    public synchronized void end(Status status) {
        if (status == Status.RUNNING || status == Status.LOST) {
            throw new IllegalArgumentException("a run does not end as " + status);
        }
        database.write(connection -> {
            insert(connection);
            try (PreparedStatement statement = connection
                    .prepareStatement("UPDATE runs SET status = ?, ended = ? WHERE id = ?")) {
                statement.setString(1, status.text());
                statement.setString(2, Instant.now().toString());
                statement.setLong(3, id);
                statement.executeUpdate();
            }
            return true;
        });
        waiting.clear();
        ended = true;
    }

    /** Commits; a run that has not been ended is {@link Status#STOPPED}. */
    @Override
    public synchronized void close() {
        if (!ended) {
            end(Status.STOPPED);
        }
    }

    private void add(Row row) {
        if (ended) {
            throw new IllegalStateException("run " + id + " has ended");
        }
        waiting.add(row);
    }

    private void commitIfDue() {
        if (waiting.size() >= MOST || System.nanoTime() - committed > LONGEST.toNanos()) {
            commit();
        }
    }

    private void insert(Connection connection) throws SQLException {
        try (PreparedStatement metric = connection.prepareStatement("""
                INSERT INTO metrics (run, name, updates, value, text) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (run, name, updates) DO UPDATE SET value = excluded.value, text = excluded.text""");
                PreparedStatement flow = connection
                        .prepareStatement("INSERT INTO flows (run, updates, document) VALUES (?, ?, ?)");
                PreparedStatement event = connection
                        .prepareStatement("INSERT INTO events (run, updates, kind, document) VALUES (?, ?, ?, ?)")) {
            for (Row row : waiting) {
                switch (row) {
                    case Row.OfMetric m -> insert(metric, m);
                    case Row.OfFlow f -> {
                        flow.setLong(1, id);
                        flow.setInt(2, f.update);
                        flow.setString(3, f.document);
                        flow.executeUpdate();
                    }
                    case Row.OfEvent e -> {
                        event.setLong(1, id);
                        event.setInt(2, e.update);
                        event.setString(3, e.kind);
                        event.setString(4, e.document);
                        event.executeUpdate();
                    }
                }
            }
        }
    }

    private void insert(PreparedStatement statement, Row.OfMetric row) throws SQLException {
        statement.setLong(1, id);
        statement.setString(2, row.name);
        statement.setInt(3, row.update);
        if (Double.isFinite(row.value)) {
            statement.setDouble(4, row.value);
        } else {
            statement.setObject(4, null);
        }
        statement.setString(5, StoredValue.text(row.value));
        statement.executeUpdate();
    }
}
