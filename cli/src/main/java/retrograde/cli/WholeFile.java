package retrograde.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

import retrograde.InputException;

/** A text file that is there whole or not at all: written beside its place and moved there in one step. */
final class WholeFile {
    private WholeFile() {}

    /** What writes the text. */
    interface Content {
        void to(Writer writer) throws IOException;
    }

    /** Writes a file; makes its folder. What stood there stays until the new one is complete. */
    static void write(Path file, Content content) {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            if (absolute.getParent() != null) {
                Files.createDirectories(absolute.getParent());
            }
            try (BufferedWriter writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.to(writer);
            }
            move(part, absolute);
        } catch (IOException | UncheckedIOException e) {
            discard(part);
            throw new InputException("cannot write " + file + ": " + e.getMessage()
                    + "; nothing was changed there. Choose another place with --out, or free space", e);
        } catch (RuntimeException e) {
            discard(part);
            throw e;
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The first failure is the one to tell; the name of what is left says what it is.
        }
    }
}
