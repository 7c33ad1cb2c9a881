package retrograde.store;

import java.nio.file.Path;
import java.sql.SQLException;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import retrograde.InputException;

/** What went wrong with a store, in words for the user. */
final class StoreFailure {
    private StoreFailure() {}

    /** An exception whose message says what to do. */
    static InputException of(Path file, SQLException e) {
        String what = "the run store " + file;
        String message = switch (primary(e)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> what
                    + " has been locked by another process for too long; wait until that is done, or end it, and try again";
            case SQLITE_FULL -> "cannot write to " + what
                    + ": the disk is full. What was committed before is safe; free space and go on with --resume";
            case SQLITE_NOTADB -> what + " is not an SQLite file; give another with --store";
            case SQLITE_CORRUPT -> what + " is damaged (" + e.getMessage()
                    + "). Nothing was changed. Move it aside to begin a new one, or save what can be read with: sqlite3 "
                    + file + " .recover";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN,
                    SQLITE_AUTH -> "cannot open or write " + what
                            + ": the file or its folder may not be written (it needs files beside it, "
                            + file.getFileName() + "-wal and -shm). Make both writable, or give another with --store";
            case SQLITE_IOERR -> "cannot read or write " + what + ": " + e.getMessage()
                    + ". What was committed before is safe; see whether the disk is full or failing, then go on with"
                    + " --resume";
            default -> "the run store " + file + " answered: " + e.getMessage()
                    + ". Was it changed by another program? Give another with --store";
        };
        return new InputException(message, e);
    }

    /** Whether waiting may help. */
    static boolean busy(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_BUSY;
    }

    /** The class of the error: SQLite's extended codes have it in their lowest byte. */
    static SQLiteErrorCode primary(SQLException e) {
        return e instanceof SQLiteException s ? SQLiteErrorCode.getErrorCode(s.getResultCode().code & 0xff)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    static InputException notOurs(Path file) {
        return new InputException(file + " is an SQLite file of another program, not a run store; nothing was changed."
                + " Give another with --store");
    }

    static InputException newer(Path file, int version) {
        return new InputException("the run store " + file + " has version " + version
                + ", and this program knows versions up to " + Schema.VERSION
                + "; nothing was changed. Use a newer Retrograde, or give another file with --store");
    }

    static InputException absent(Path file) {
        return new InputException(
                "no run store " + file + "; training writes one: retrograde train. Or name another with --store FILE");
    }
}
