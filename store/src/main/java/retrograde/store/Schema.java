package retrograde.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables. {@code user_version} is the version of the schema, {@code application_id} says that the file is ours.
 *
 * <p>{@code updates} is how many updates had been made ({@code update} is a word of SQL). A value that is not finite is
 * NULL with its name in {@code text}; so is −0.0 named there, because SQLite keeps 0.0 for it.
 */
final class Schema {
    /** The version written; files of later ones are refused. */
    static final int VERSION = 1;
    /** "RGRD". */
    static final int APPLICATION = 0x52475244;

    private static final List<String> TABLES = List.of("""
            CREATE TABLE runs (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL,
                folder TEXT NOT NULL,
                command TEXT NOT NULL,
                started TEXT NOT NULL,
                ended TEXT,
                status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'stopped')),
                configuration TEXT NOT NULL,
                provenance TEXT NOT NULL,
                pid INTEGER NOT NULL,
                process_started INTEGER NOT NULL,
                host TEXT NOT NULL
            ) STRICT""", """
            CREATE TABLE metrics (
                run INTEGER NOT NULL REFERENCES runs (id),
                name TEXT NOT NULL,
                updates INTEGER NOT NULL,
                value REAL,
                text TEXT CHECK (value IS NOT NULL OR text IS NOT NULL),
                PRIMARY KEY (run, name, updates)
            ) STRICT, WITHOUT ROWID""", """
            CREATE TABLE flows (
                id INTEGER PRIMARY KEY,
                run INTEGER NOT NULL REFERENCES runs (id),
                updates INTEGER NOT NULL,
                document TEXT NOT NULL
            ) STRICT""", """
            CREATE TABLE events (
                id INTEGER PRIMARY KEY,
                run INTEGER NOT NULL REFERENCES runs (id),
                updates INTEGER NOT NULL,
                kind TEXT NOT NULL,
                document TEXT NOT NULL
            ) STRICT""", "CREATE INDEX runs_by_folder ON runs (folder)", "CREATE INDEX flows_by_run ON flows (run)",
            "CREATE INDEX events_by_run ON events (run)", "PRAGMA application_id = " + APPLICATION,
            "PRAGMA user_version = " + VERSION);

    private Schema() {}

    /** Makes the tables of a new store; the caller holds the transaction. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    static int number(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA " + pragma)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** Whether the file has no tables at all. */
    static boolean empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            return result.next() && result.getInt(1) == 0;
        }
    }
}
