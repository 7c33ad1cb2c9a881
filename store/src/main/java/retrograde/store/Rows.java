package retrograde.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the tables. */
final class Rows {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int METRICS_OF_A_PAGE = 4096;
    /** Documents may be large. */
    private static final int DOCUMENTS_OF_A_PAGE = 32;

    private Rows() {}

    /** An entry with its place in its table. */
    record Numbered<T>(long number, T entry) {}

    /** Makes something of a row. */
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static List<Run> runs(Connection connection, Path file) throws SQLException {
        return query(connection, "SELECT * FROM runs ORDER BY id DESC", r -> run(r, file));
    }

    static Optional<Run> run(Connection connection, Path file, long id) throws SQLException {
        return query(connection, "SELECT * FROM runs WHERE id = ?", r -> run(r, file), id).stream().findFirst();
    }

    static Owner owner(Connection connection, long id) throws SQLException {
        return query(connection, "SELECT * FROM runs WHERE id = ?", Rows::owner, id).getFirst();
    }

    /** Found by jumping from name to name, so that it does not read the values. */
    static List<String> names(Connection connection, long id) throws SQLException {
        return query(connection, """
                WITH RECURSIVE names (name) AS (
                    SELECT min(name) FROM metrics WHERE run = ?1
                    UNION ALL
                    SELECT (SELECT min(name) FROM metrics WHERE run = ?1 AND name > names.name) FROM names
                    WHERE names.name IS NOT NULL)
                SELECT name FROM names WHERE name IS NOT NULL""", r -> r.getString(1), id);
    }

    static Standing standing(Connection connection, long id) throws SQLException {
        int updates = 0;
        for (String name : names(connection, id)) {
            updates = Math.max(updates, last(connection, id, name).map(Metric::update).orElse(0));
        }
        return new Standing(updates, last(connection, id, Metric.LOSS),
                extreme(connection, id, Metric.HELD_OUT, "ASC"));
    }

    static List<MetricSummary> summary(Connection connection, long id) throws SQLException {
        List<MetricSummary> summaries = new ArrayList<>();
        for (String name : names(connection, id)) {
            long[] counts = query(connection,
                    "SELECT count(*), count(*) - count(value) FROM metrics WHERE run = ? AND name = ?",
                    r -> new long[] {r.getLong(1), r.getLong(2)}, id, name).getFirst();
            Optional<Metric> first = page(connection, id, name, Integer.MIN_VALUE, 1).stream().findFirst();
            Optional<Metric> last = last(connection, id, name);
            if (first.isPresent() && last.isPresent()) {
                summaries.add(new MetricSummary(name, counts[0], counts[1], first.get(), last.get(),
                        extreme(connection, id, name, "ASC"), extreme(connection, id, name, "DESC")));
            }
        }
        return summaries;
    }

    static Optional<Metric> last(Connection connection, long id, String name) throws SQLException {
        return query(connection,
                "SELECT updates, value, text FROM metrics WHERE run = ? AND name = ? ORDER BY updates DESC LIMIT 1",
                r -> metric(r, name), id, name).stream().findFirst();
    }

    private static Optional<Metric> extreme(Connection connection, long id, String name, String order)
            throws SQLException {
        return query(connection,
                "SELECT updates, value, text FROM metrics WHERE run = ? AND name = ? AND value IS NOT NULL ORDER BY value "
                        + order + ", updates LIMIT 1",
                r -> metric(r, name), id, name).stream().findFirst();
    }

    static List<Metric> metrics(Connection connection, long id, String name, int after) throws SQLException {
        return page(connection, id, name, after, METRICS_OF_A_PAGE);
    }

    private static List<Metric> page(Connection connection, long id, String name, int after, int most)
            throws SQLException {
        return query(connection, """
                SELECT updates, value, text FROM metrics WHERE run = ? AND name = ? AND updates > ?
                ORDER BY updates LIMIT ?""", r -> metric(r, name), id, name, after, most);
    }

    static List<Numbered<FlowEntry>> flows(Connection connection, Path file, long id, long after) throws SQLException {
        return query(connection, "SELECT * FROM flows WHERE run = ? AND id > ? ORDER BY id LIMIT ?",
                r -> new Numbered<>(r.getLong("id"), new FlowEntry(r.getInt("updates"), json(r, "document", file))), id,
                after, DOCUMENTS_OF_A_PAGE);
    }

    static List<Numbered<EventEntry>> events(Connection connection, Path file, long id, long after)
            throws SQLException {
        return query(connection, "SELECT * FROM events WHERE run = ? AND id > ? ORDER BY id LIMIT ?",
                r -> new Numbered<>(r.getLong("id"),
                        new EventEntry(r.getInt("updates"), r.getString("kind"), json(r, "document", file))),
                id, after, DOCUMENTS_OF_A_PAGE);
    }

    private static <T> List<T> query(Connection connection, String sql, Reader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            } catch (IllegalArgumentException e) {
                throw new SQLException("a value that this program did not write: " + e.getMessage(), e);
            }
            return rows;
        }
    }

    private static Metric metric(ResultSet row, String name) throws SQLException {
        return new Metric(row.getInt("updates"), name, StoredValue.read(row));
    }

    private static Owner owner(ResultSet row) throws SQLException {
        return new Owner(row.getLong("pid"), row.getLong("process_started"), row.getString("host"));
    }

    private static Run run(ResultSet row, Path file) throws SQLException {
        String ended = row.getString("ended");
        Status status = Status.of(row.getString("status"));
        if (status == Status.RUNNING && !owner(row).alive()) {
            status = Status.LOST;
        }
        return new Run(row.getLong("id"), row.getString("name"), Path.of(row.getString("folder")),
                row.getString("command"), instant(row.getString("started"), file),
                ended == null ? Optional.empty() : Optional.of(instant(ended, file)), status,
                json(row, "configuration", file), json(row, "provenance", file));
    }

    private static Instant instant(@Nullable String text, Path file) {
        try {
            return Instant.parse(text == null ? "" : text);
        } catch (DateTimeParseException e) {
            throw damaged(file, e);
        }
    }

    private static JsonNode json(ResultSet row, String column, Path file) throws SQLException {
        try {
            return JSON.readTree(row.getString(column));
        } catch (JacksonException e) {
            throw damaged(file, e);
        }
    }

    private static InputException damaged(Path file, Exception e) {
        return new InputException("the run store " + file + " holds something this program did not write ("
                + e.getMessage() + "); was it edited? Give another with --store", e);
    }
}
