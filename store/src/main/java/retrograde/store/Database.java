package retrograde.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;
import retrograde.InputException;

/**
 * One connection to a store's file, and how it is used: every write is one short transaction that has the write lock from
 * its first statement, so that others wait for milliseconds, never for a step of training.
 */
final class Database implements AutoCloseable {
    /** How long users wait for another writer. */
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final Connection connection;

    private final Duration patience;

    private Database(Path file, Connection connection, Duration patience) {
        this.file = file;
        this.connection = connection;
        this.patience = patience;
    }

    /** Something to be done with the connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Opens a store to write and read, and makes it where there is none. */
    static Database write(Path file, Duration patience) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw new InputException("cannot make the folder of the run store " + file + ": " + e.getMessage()
                    + "; give another place with --store", e);
        }
        return open(file, true, "", patience);
    }

    /** Opens a store that is there, to read. */
    static Database read(Path file) {
        if (!Files.exists(file)) {
            throw StoreFailure.absent(file);
        }
        try {
            return open(file, false, "", PATIENCE);
        } catch (InputException e) {
            // On a medium that cannot be written SQLite cannot make its -shm; without a -wal it can do without.
            if (e.getCause() instanceof SQLException sql && immutable(file, sql)) {
                return open(file, false, "?immutable=1", PATIENCE);
            }
            throw e;
        }
    }

    private static boolean immutable(Path file, SQLException failure) {
        return switch (StoreFailure.primary(failure)) {
            case SQLITE_CANTOPEN, SQLITE_READONLY -> Files.isReadable(file)
                    && file.resolveSibling(file.getFileName() + "-wal").toFile().length() == 0;
            default -> false;
        };
    }

    private static Database open(Path file, boolean writes, String parameters, Duration patience) {
        checkHeader(file);
        NativeLibrary.load();
        SQLiteConfig config = new SQLiteConfig();
        if (!writes) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setBusyTimeout((int) patience.toMillis());
        config.enforceForeignKeys(true);
        // Not NORMAL: after a power failure the store must not know less than a checkpoint saved after it.
        config.setSynchronous(SynchronousMode.FULL);
        Connection connection = null;
        try {
            // As a URI, so that no character of the path means anything to SQLite or to the driver.
            connection = config
                    .createConnection("jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + parameters);
            Database database = new Database(file, connection, patience);
            database.prepare(writes);
            return database;
        } catch (SQLException e) {
            close(connection, e);
            throw StoreFailure.of(file, e);
        } catch (InputException e) {
            close(connection, e);
            throw e;
        }
    }

    private void prepare(boolean writes) throws SQLException {
        // The file may be someone else's: no functions called by its schema, and pages checked before they are believed.
        execute("PRAGMA trusted_schema = OFF");
        execute("PRAGMA cell_size_check = ON");
        if (writes && version() < Schema.VERSION) {
            // Fails at once, without waiting, where another first start does the same at this moment.
            patiently(() -> execute("PRAGMA journal_mode = " + JournalMode.WAL));
            transact(c -> {
                if (version() == 0) {
                    Schema.create(c);
                }
                return true;
            });
        } else if (version() == 0) {
            // An empty file, or another process is just making the store.
            throw StoreFailure.absent(file);
        }
        if (!writes) {
            execute("PRAGMA query_only = ON");
        }
    }

    /** The schema's version, 0 for a file without tables; refuses what is not ours or of a later version. */
    private int version() throws SQLException {
        int version = Schema.number(connection, "user_version");
        if (Schema.number(connection, "application_id") != Schema.APPLICATION) {
            if (version != 0 || !Schema.empty(connection)) {
                throw StoreFailure.notOurs(file);
            }
        } else if (version > Schema.VERSION) {
            throw StoreFailure.newer(file, version);
        }
        return version;
    }

    /** Reads, with the connection to itself. */
    synchronized <T> T read(Work<T> work) {
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }

    /** Writes all of it or nothing. */
    synchronized <T> T write(Work<T> work) {
        try {
            return transact(work);
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }

    private <T> T transact(Work<T> work) throws SQLException {
        patiently(() -> execute("BEGIN IMMEDIATE"));
        try {
            T result = work.on(connection);
            execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                // SQLite itself has rolled back after some errors, such as a full disk.
                execute("ROLLBACK");
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    /** A statement without a result. */
    private interface Action {
        void run() throws SQLException;
    }

    /** SQLite waits for most locks by itself; for some, to rule out deadlocks, it leaves that to us. */
    private void patiently(Action action) throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                action.run();
                return;
            } catch (SQLException e) {
                if (!StoreFailure.busy(e) || System.nanoTime() > end) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(SQLException reason) throws SQLException {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** SQLite would say so, too, but of some files only after it has made others beside them. */
    private static void checkHeader(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException("the run store " + file + " is a folder; give a file with --store, such as "
                    + file.resolve("runs.db"));
        }
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(HEADER.length);
            if (begin.length > 0 && !Arrays.equals(begin, HEADER)) {
                throw new InputException(file + " is not an SQLite file, so it is no run store; nothing was changed."
                        + " Give another with --store");
            }
        } catch (IOException e) {
            throw new InputException("cannot read the run store " + file + ": " + e.getMessage()
                    + "; make it readable, or give another with --store", e);
        }
    }

    private static void close(@Nullable Connection connection, Exception reason) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }
}
