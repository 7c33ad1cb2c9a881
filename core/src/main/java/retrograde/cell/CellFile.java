package retrograde.cell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import retrograde.InputException;

/** Reads a cell's text from a file that may be anything. */
final class CellFile {
    private static final int LARGEST = 1 << 20;

    private CellFile() {}

    /**
     * The file's text.
     *
     * @throws InputException where it is missing, a directory, larger than 1 MiB, binary, or not UTF-8
     */
    static String read(String given) {
        Path path;
        try {
            path = Path.of(given);
        } catch (InvalidPathException e) {
            throw new InputException("'" + given + "' is no path: " + e.getReason(), e);
        }
        if (Files.isDirectory(path)) {
            throw new InputException(given + " is a directory; expected a cell file, as " + path.resolve("my.cell"));
        }
        byte[] bytes = bytes(given, path);
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                throw new InputException(given + " is not a text file (it holds the byte " + b
                        + "); expected a cell's equations in UTF-8");
            }
        }
        return decoded(given, bytes);
    }

    private static byte[] bytes(String given, Path path) {
        // A bounded read: the path may be a device without end.
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new InputException(given + " is larger than 1 MiB; is it a cell file?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new InputException("there is no file " + given + " (looked for " + path.toAbsolutePath().normalize()
                    + "); expected a cell file or one of " + String.join(", ", Zoo.names()), e);
        } catch (AccessDeniedException e) {
            throw new InputException(given + " may not be read by this user; change its permissions", e);
        } catch (IOException e) {
            throw new InputException(given + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String decoded(String given, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        if (decoder.decode(in, out, true).isError()) {
            int line = 1 + (int) out.flip().chars().filter(c -> c == '\n').count();
            throw new InputException(given + " is not UTF-8: line " + line + " holds the byte 0x"
                    + String.format("%02X", bytes[in.position()]) + "; save it as UTF-8");
        }
        decoder.flush(out);
        return out.flip().toString();
    }
}
