package retrograde.report.page;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;

/** Puts pages on disk: whole, or not at all. */
public final class Pages {

    private Pages() {}

    /**
     * Writes a page in UTF-8, making its folder where that is missing. The text goes to a new file beside the target,
     * which then takes the target's name in one step: a reader sees the old page or the new one, never a part.
     *
     * @throws InputException if the place cannot be written to
     */
    public static void write(Path file, String page) {
        Path target = file.toAbsolutePath().normalize();
        if (Files.isDirectory(target)) {
            throw new InputException("cannot write the page to " + file
                    + ": that is a folder; name a file in it, such as " + file.resolve("report.html"));
        }
        Path folder = target.getParent();
        if (folder == null) {
            throw new InputException("cannot write the page to " + file + ": that is not the name of a file");
        }
        Path part = null;
        try {
            Files.createDirectories(folder);
            part = passing(Files.createTempFile(folder, "." + target.getFileName(), ".part"));
            Files.writeString(part, page, StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            publish(part, target);
        } catch (IOException e) {
            discard(part);
            throw new InputException("cannot write the page to " + file + " (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "); choose a folder you may write to, with room for a few megabytes", e);
        }
    }

    /**
     * Makes the folder of a page and tries to write there, so that a long run does not end in a message about its place.
     *
     * @throws InputException if the place cannot be written to
     */
    public static void checkWritable(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
                Path trial = passing(folder.resolve(".try" + ProcessHandle.current().pid() + ".part"));
                Files.write(trial, new byte[0]);
                Files.delete(trial);
            }
        } catch (IOException e) {
            throw new InputException("cannot write the page to " + file + " (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "); choose a folder you may write to, with room for a few megabytes", e);
        }
    }

    /** A file that is not to be left behind where the user interrupts the program meanwhile. */
    private static Path passing(Path file) {
        file.toFile().deleteOnExit();
        return file;
    }

    private static void publish(Path part, Path target) throws IOException {
        // Temporary files are made for their owner alone; a report is to be shown to others.
        if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void discard(@Nullable Path part) {
        try {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // The first failure is the one to tell; a part left behind has a name that says what it is.
        }
    }
}
