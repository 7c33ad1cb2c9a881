package retrograde.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.sqlite.SQLiteJDBCLoader;
import retrograde.InputException;

/**
 * SQLite's native code. It comes inside a jar and must lie in a file to be loaded: here in a temporary folder of this
 * process, which is removed as soon as the code is in memory, so that killed processes leave nothing behind.
 */
final class NativeLibrary {
    /** Where the SQLite driver unpacks it, unless the user has said so already. */
    private static final String FOLDER = "org.sqlite.tmpdir";
    /** Where the user has put it. */
    private static final String PLACE = "org.sqlite.lib.path";

    private static boolean loaded;

    private NativeLibrary() {}

    /** Loads it unless that has been done. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        if (System.getProperty(FOLDER) != null || System.getProperty(PLACE) != null) {
            initialise(System.getProperty(FOLDER, System.getProperty(PLACE, "")));
        } else {
            Path folder = temporary();
            System.setProperty(FOLDER, folder.toString());
            try {
                initialise(parent());
            } finally {
                System.clearProperty(FOLDER);
                remove(folder);
            }
        }
        loaded = true;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("retrograde-sqlite-");
        } catch (IOException e) {
            throw failure(parent(), e);
        }
    }

    private static String parent() {
        return System.getProperty("java.io.tmpdir", "");
    }

    private static void initialise(String folder) {
        // The driver logs each failed attempt; what matters is in the exception.
        Logger log = Logger.getLogger("org.sqlite");
        Level usual = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            throw failure(folder, e);
        } finally {
            log.setLevel(usual);
        }
    }

    private static InputException failure(String folder, Throwable cause) {
        return new InputException("the run store needs SQLite's library, which is unpacked into the temporary folder "
                + folder
                + " and loaded from there; that cannot be done. Make the folder writable, with room for 2 MB and"
                + " not noexec, or name another: RETROGRADE_JAVA_OPTIONS=-Djava.io.tmpdir=DIR", cause);
    }

    /** Where a loaded library cannot be deleted (Windows), the driver has asked for that at the end of the process. */
    private static void remove(Path folder) {
        File[] files = folder.toFile().listFiles();
        boolean empty = true;
        for (File file : files == null ? new File[0] : files) {
            empty &= file.delete();
        }
        if (!empty || !folder.toFile().delete()) {
            folder.toFile().deleteOnExit();
        }
    }
}
