package retrograde.formats.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import retrograde.formats.FormatException;
import retrograde.formats.NamedArray;
import retrograde.formats.Table;

/**
 * Reads a Parquet file, uncompressed or by Snappy, Zstandard or gzip.
 *
 * <p>Integers, floats, decimals and booleans are numbers, a null is NaN; dates and timestamps become ISO 8601 text, strings
 * stay text. Lists, maps and binary columns are left out, with a note; a column within a structure is named
 * {@code outer.inner}.
 */
public final class ParquetFile {
    /** Its notices of what it found on this machine are no messages of ours; kept, for loggers are collected. */
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");
    private static final int DEEPEST = 20;
    /** Hardwood's decoders can come to a standstill over a damaged page; a whole one never takes so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    static {
        LIBRARY.setLevel(Level.SEVERE);
    }

    private ParquetFile() {}

    /**
     * Reads a whole file.
     *
     * @throws FormatException where it is no Parquet file, is damaged, has no numeric column, or does not fit into memory
     */
    public static Table read(Path file) {
        checkMagic(file);
        AtomicLong batches = new AtomicLong();
        return Patience.of(PATIENCE, batches::get, () -> read(file, batches))
                .orElseThrow(() -> new FormatException("The file " + file + " is damaged: nothing more came from it in "
                        + PATIENCE.toSeconds() + " s. Check that it is whole."));
    }

    private static Table read(Path file, AtomicLong batches) {
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file))) {
            return table(file, reader, batches);
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException | ExceptionInInitializerError | NoClassDefFoundError | OutOfMemoryError
                | StackOverflowError e) {
            // A library reads what anybody wrote: whatever it stumbles over, the file is what is wrong.
            throw new FormatException("The file " + file + " cannot be read as Parquet: " + reason(e)
                    + ". Check that it is whole; other compressions than Snappy, Zstandard and gzip are not read.", e);
        }
    }

    private static void checkMagic(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a directory. Give one file in it.");
        }
        try (var in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(4), MAGIC)) {
                throw new FormatException("The file " + file + " is no Parquet file: it does not begin with PAR1.");
            }
        } catch (IOException e) {
            throw new FormatException(
                    "The file " + file + " cannot be read: " + e + ". Check that it exists and that you may read it.",
                    e);
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        // Causes may go round in a circle.
        for (int depth = 0; cause.getCause() != null && depth < DEEPEST; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message.lines().findFirst().orElse("").strip();
    }

    private static Table table(Path file, ParquetFileReader reader, AtomicLong batches) {
        List<NamedArray> numeric = new ArrayList<>();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        List<ColumnSchema> columns = reader.getFileSchema().getColumns();
        long rows = reader.getFileMetaData().numRows();
        long room = Runtime.getRuntime().maxMemory() / 2;
        if (rows < 0 || rows > Integer.MAX_VALUE - 16 || rows * columns.size() * Double.BYTES > room) {
            throw new FormatException("The file " + file + " has " + rows + " rows of " + columns.size()
                    + " columns, which do not fit into half of the heap (" + (room >> 20)
                    + " MiB). Give a larger heap, fewer rows, or an .npy file, which is not loaded.");
        }
        for (ColumnSchema column : columns) {
            String name = String.join(".", column.fieldPath().elements());
            if (column.maxRepetitionLevel() > 0 || !Cells.readable(column)) {
                notes.add("Column " + name + " was left out: it holds "
                        + (column.maxRepetitionLevel() > 0 ? "lists or maps, not numbers." : "no numbers."));
                continue;
            }
            Cells cells = new Cells(column, (int) rows);
            try (ColumnReader values = reader.columnReader(column.columnIndex())) {
                while (values.nextBatch()) {
                    cells.add(values);
                    batches.incrementAndGet();
                }
            }
            if (cells.count() != rows) {
                throw new FormatException("The file " + file + " is damaged: its column " + name + " has "
                        + cells.count() + " values for " + rows + " rows.");
            }
            if (cells.numeric()) {
                numeric.add(new NamedArray(name, List.of(cells.count()), cells.numbers()));
            } else {
                texts.put(name, cells.texts());
                notes.add("Column " + name + " was left out: it holds words or dates, not numbers.");
            }
        }
        if (numeric.isEmpty()) {
            throw new FormatException("The file " + file + " has no numeric column: " + String.join(" ", notes)
                    + " Give a table with at least one column of numbers.");
        }
        return new Table(numeric, texts, Map.of(), notes);
    }

    /** Whether a column's physical type is that of one of the numbers that are not composed of bytes. */
    static boolean plain(PhysicalType type) {
        return type != PhysicalType.INT96 && type != PhysicalType.BYTE_ARRAY
                && type != PhysicalType.FIXED_LEN_BYTE_ARRAY;
    }
}
