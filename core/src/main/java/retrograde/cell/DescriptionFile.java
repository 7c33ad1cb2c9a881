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

/** Reads the text of a cell or a model from a file that may be anything. */
public final class DescriptionFile {
    private static final int LARGEST = 1 << 20;

    private final String given;
    private final String kind;
    private final String instead;

    private DescriptionFile(String given, String kind, String instead) {
        this.given = given;
        this.kind = kind;
        this.instead = instead;
    }

    /**
     * The file's text.
     *
     * @param given its path
     * @param kind what it describes: {@code cell} or {@code model}
     * @param instead what could have been given, for the message that there is no such file
     * @throws InputException where it is missing, a directory, larger than 1 MiB, binary, or not UTF-8
     */
    public static String read(String given, String kind, String instead) {
        return new DescriptionFile(given, kind, instead).text();
    }

    private String text() {
        Path path;
        try {
            path = Path.of(given);
        } catch (InvalidPathException e) {
            throw new InputException("'" + given + "' is no path: " + e.getReason(), e);
        }
        if (Files.isDirectory(path)) {
            throw new InputException(
                    given + " is a directory; expected a " + kind + " file, as " + path.resolve("my." + kind));
        }
        byte[] bytes = bytes(path);
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                throw new InputException(given + " is not a text file (it holds the byte " + b
                        + "); expected the description of a " + kind + " in UTF-8");
            }
        }
        return decoded(bytes);
    }

    private byte[] bytes(Path path) {
        // A bounded read: the path may be a device without end.
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new InputException(given + " is larger than 1 MiB; is it a " + kind + " file?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new InputException("there is no file " + given + " (looked for " + path.toAbsolutePath().normalize()
                    + "); expected " + instead, e);
        } catch (AccessDeniedException e) {
            throw new InputException(given + " may not be read by this user; change its permissions", e);
        } catch (IOException e) {
            throw new InputException(given + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String decoded(byte[] bytes) {
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
