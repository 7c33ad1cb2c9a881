package retrograde.formats.mapping;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import retrograde.data.TextBytes;
import retrograde.formats.FormatException;

/** The bytes of a file, mapped into memory: pages are read as they are needed, whatever the size of the heap. */
final class ByteFile {
    private ByteFile() {}

    /**
     * Opens a file of at most 2³¹ − 1 bytes; it must not become shorter while it is in use.
     *
     * @throws FormatException where it cannot be read or is larger
     */
    static TextBytes open(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory. Give one file in it.");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new FormatException("The file " + file + " has " + channel.size() + " bytes, more than the "
                        + Integer.MAX_VALUE + " of one text. Give a part of it.");
            }
            // Unmapped when nobody holds it any more.
            MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return new TextBytes() {
                @Override
                public int count() {
                    return (int) data.byteSize();
                }

                @Override
                public int at(int place) {
                    return data.get(ValueLayout.JAVA_BYTE, place) & 0xFF;
                }
            };
        } catch (IOException | UnsupportedOperationException e) {
            throw new FormatException(
                    "The file " + file + " cannot be read: " + e + ". Check that it exists and that you may read it.",
                    e);
        }
    }
}
