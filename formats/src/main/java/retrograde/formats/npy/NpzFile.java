package retrograde.formats.npy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import retrograde.formats.FormatException;

/** The arrays of a {@code .npz} file, a zip archive of {@code .npy} files, compressed or not; they are read into memory. */
public final class NpzFile {
    /** The most bytes of one array: what a Java array holds. */
    private static final long LARGEST = Integer.MAX_VALUE - 16;
    private static final int MOST_ARRAYS = 10_000;

    private NpzFile() {}

    /**
     * Reads all arrays, in the file's order; entries that do not end in {@code .npy} are left out.
     *
     * @throws FormatException where the archive or an array in it is damaged, or there is none
     */
    public static List<NpyArray> read(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory. Give one file in it.");
        }
        List<NpyArray> arrays = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ARRAYS) {
                throw new FormatException("The file " + file + " has " + zip.size() + " entries; at most " + MOST_ARRAYS
                        + " arrays are read.");
            }
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".npy")) {
                    String name = entry.getName().substring(0, entry.getName().length() - ".npy".length());
                    if (!names.add(name)) {
                        throw new FormatException("The file " + file + " has two arrays named " + name + ".");
                    }
                    arrays.add(array(file, zip, entry, name));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // IllegalArgumentException: names that are no UTF-8 in an archive that says they are.
            throw new FormatException("The file " + file + " cannot be read as an NPZ archive: " + e.getMessage()
                    + ". Save it again with numpy.savez.", e);
        }
        if (arrays.isEmpty()) {
            throw new FormatException("The file " + file + " holds no array: no entry of it ends in .npy.");
        }
        return arrays;
    }

    private static NpyArray array(Path file, ZipFile zip, ZipEntry entry, String name) throws IOException {
        String source = "The array " + name + " of " + file;
        if (entry.getSize() > LARGEST) {
            throw new FormatException(source + " has " + entry.getSize() + " bytes, more than the " + LARGEST
                    + " that are read from an archive. Save it by itself with numpy.save.");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            if (in == null) {
                throw new FormatException(source + " is damaged: it has no content.");
            }
            byte[] start = in.readNBytes(NpyHeader.LONGEST);
            // The directory's size may be a lie: what is allocated beyond the start is what is really there.
            NpyHeader.read(source, start, entry.getSize() < 0 ? LARGEST : entry.getSize());
            byte[] rest = in.readNBytes((int) Math.max(0, Math.min(LARGEST, entry.getSize()) - start.length));
            byte[] all = new byte[start.length + rest.length];
            System.arraycopy(start, 0, all, 0, start.length);
            System.arraycopy(rest, 0, all, start.length, rest.length);
            return new NpyArray(name, NpyHeader.read(source, start, all.length), MemorySegment.ofArray(all));
        }
    }
}
