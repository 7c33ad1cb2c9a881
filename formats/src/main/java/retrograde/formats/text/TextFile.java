package retrograde.formats.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import retrograde.formats.FormatException;

/**
 * Reads a file of UTF-8 text.
 *
 * <p>A byte order mark is dropped and CRLF becomes LF, so that the same text saved by any editor is the same text here.
 * Nothing else is changed, and nothing is guessed: a byte that is not UTF-8 is an error that names its place.
 */
public final class TextFile {
    /** The largest file that is read: 256 MiB. */
    public static final long LIMIT = 256L << 20;

    private TextFile() {}

    /**
     * Reads a whole file of at most {@link #LIMIT} bytes.
     *
     * @throws FormatException where there is no such file, or it is a directory, empty, binary, not UTF-8 or too large
     */
    public static String read(Path file) {
        return read(file, LIMIT);
    }

    /** Reads a whole file of at most {@code limit} bytes; see {@link #read(Path)}. */
    static String read(Path file, long limit) {
        byte[] content = bytes(file, limit);
        int start = startsWithMark(content) ? 3 : 0;
        if (content.length == start) {
            throw new FormatException("The file " + file + " is empty. Give a file with data in it.");
        }
        for (int k = 0; k < content.length; k++) {
            if (content[k] == 0) {
                throw new FormatException("The file " + file + " is binary, not text: byte " + k
                        + " (counted from 0) is zero. Give a UTF-8 text file; a file saved as UTF-16 must be converted, for"
                        + " example with: iconv -f UTF-16 -t UTF-8");
            }
        }
        return decode(file, content, start).replace("\r\n", "\n");
    }

    private static boolean startsWithMark(byte[] content) {
        return content.length >= 3 && content[0] == (byte) 0xEF && content[1] == (byte) 0xBB
                && content[2] == (byte) 0xBF;
    }

    private static byte[] bytes(Path file, long limit) {
        if (!Files.exists(file)) {
            throw new FormatException(
                    "There is no file " + file + " (looked for " + file.toAbsolutePath() + "). Check the path.");
        }
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory. Give one file in it.");
        }
        try {
            if (Files.isRegularFile(file) && Files.size(file) > limit) {
                throw new FormatException(tooLarge(file, Files.size(file) + " bytes", limit));
            }
            try (InputStream in = Files.newInputStream(file)) {
                // A pipe has no size: one byte past the limit is enough to know that it is too long.
                byte[] content = in.readNBytes(Math.toIntExact(limit + 1));
                if (content.length > limit) {
                    throw new FormatException(tooLarge(file, "more than " + limit + " bytes", limit));
                }
                return content;
            }
        } catch (IOException e) {
            throw new FormatException(
                    "The file " + file + " cannot be read: " + e + ". Check that it exists and that you may read it.",
                    e);
        }
    }

    private static String tooLarge(Path file, String size, long limit) {
        return "The file " + file + " has " + size + ", more than the limit of " + limit
                + ". Give a smaller file, for example its first part; read as text by bytes (--by bytes) it may be larger.";
    }

    private static String decode(Path file, byte[] content, int start) {
        ByteBuffer in = ByteBuffer.wrap(content, start, content.length - start);
        // UTF-8 never has more UTF-16 units than bytes.
        CharBuffer out = CharBuffer.allocate(content.length - start);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int place = in.position();
            throw new FormatException("The file " + file + " is not UTF-8 text: byte " + place
                    + " (counted from 0) is 0x" + String.format("%02X", content[place])
                    + ", which does not belong there. Convert the file, for example with: iconv -f GB18030 -t UTF-8");
        }
        return out.flip().toString();
    }
}
