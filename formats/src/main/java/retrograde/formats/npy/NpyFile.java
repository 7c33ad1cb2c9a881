package retrograde.formats.npy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import retrograde.formats.FormatException;

/** An array in a {@code .npy} file, mapped into memory: pages are read as they are needed, whatever the size of the heap. */
public final class NpyFile {
    private NpyFile() {}

    /**
     * Opens an array; the file must not become shorter while it is in use.
     *
     * @throws FormatException where there is no such file, it is no array of numbers, or it is cut off
     */
    public static NpyArray open(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory. Give one file in it.");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            // Unmapped when nobody holds the array any more.
            MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return array("The file " + file, String.valueOf(file.getFileName()), data);
        } catch (IOException | UnsupportedOperationException e) {
            throw new FormatException(
                    "The file " + file + " cannot be read: " + e + ". Check that it exists and that you may read it.",
                    e);
        }
    }

    static NpyArray array(String source, String name, MemorySegment data) {
        byte[] start = new byte[(int) Math.min(data.byteSize(), NpyHeader.LONGEST)];
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, start, 0, start.length);
        return new NpyArray(name, NpyHeader.read(source, start, data.byteSize()), data);
    }
}
