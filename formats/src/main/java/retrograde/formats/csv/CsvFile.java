package retrograde.formats.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import retrograde.formats.FormatException;
import retrograde.formats.NamedArray;
import retrograde.formats.Table;
import retrograde.formats.text.TextFile;

/**
 * Reads the numeric columns of a CSV file (RFC 4180; comma, semicolon or tab, whichever the first line has most of).
 *
 * <p>The first row is a head if no cell of it is a number. A column of words or dates is no numeric one, with a note; in
 * any other an empty cell, NaN, NA, N/A, null or none is a missing value, and anything else that is no finite number a flaw
 * of the column. The file is UTF-8; a byte order mark, CRLF and empty lines are
 * accepted.
 */
public final class CsvFile {
    /** Fewer rows are no series. */
    static final int LEAST_ROWS = 2;

    private CsvFile() {}

    /**
     * Reads a whole file.
     *
     * @throws FormatException where it cannot be read as text, is ragged, has no numeric column or too few rows
     */
    public static Table read(Path file) {
        return parse(file.toString(), TextFile.read(file));
    }

    /**
     * Whether a text looks like a table of numbers: its first lines have equally many cells, two or more, or one number
     * each.
     */
    public static boolean looksLikeTable(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(20).toList();
        if (lines.size() < 2) {
            return false;
        }
        char separator = separator(lines.getFirst());
        int cells = lines.getFirst().split(String.valueOf(separator), -1).length;
        for (int n = 0; n < lines.size(); n++) {
            String[] row = lines.get(n).split(String.valueOf(separator), -1);
            boolean head = n == 0;
            if (row.length != cells || !(head || hasValue(row))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads the text of a table.
     *
     * @param source the file's name, for messages
     * @throws FormatException as {@link #read} says
     */
    public static Table parse(String source, String text) {
        return parse(source, text, true);
    }

    /**
     * The same.
     *
     * @param numbers whether a column of numbers must be there; else words will do
     */
    public static Table parse(String source, String text, boolean numbers) {
        List<Column> columns = new ArrayList<>();
        int rows = 0;
        long blank = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(source.endsWith(".tsv") ? '\t' : separator(firstLine(text)))
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            for (CsvRecord row : reader) {
                if (row.getFieldCount() == 1 && row.getField(0).isBlank()) {
                    blank = rows == 0 ? 0 : row.getStartingLineNumber();
                    continue;
                }
                if (blank > 0 && columns.size() == 1) {
                    // In a table of one column an empty line within the data is a gap; after them it means nothing.
                    rows++;
                    columns.getFirst().add("", blank);
                }
                blank = 0;
                if (columns.isEmpty()) {
                    boolean head = row.getFields().stream().noneMatch(cell -> Column.value(cell.strip()));
                    columns.addAll(columns(row, head));
                    if (head) {
                        continue;
                    }
                }
                rows++;
                addRow(source, columns, row, rows);
            }
        } catch (CsvParseException e) {
            throw new FormatException("The file " + source + " is not a CSV table: " + e.getMessage()
                    + " Check its quotation marks and separators.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a reader of a string failed", e);
        }
        if (rows < LEAST_ROWS) {
            throw new FormatException("The file " + source + " has " + rows + (rows == 1 ? " row" : " rows")
                    + " of data, but at least " + LEAST_ROWS + " are needed. Give one row for every step in time.");
        }
        return table(source, columns, numbers);
    }

    private static boolean hasValue(String[] row) {
        for (String cell : row) {
            if (Column.value(cell.strip())) {
                return true;
            }
        }
        return false;
    }

    private static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    private static char separator(String line) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(line, candidate) > count(line, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String line, char separator) {
        return line.chars().filter(c -> c == separator).count();
    }

    private static List<Column> columns(CsvRecord row, boolean head) {
        List<Column> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < row.getFieldCount(); i++) {
            String given = head ? row.getField(i).strip() : "";
            String name = given.isEmpty() ? "column " + (i + 1) : given;
            columns.add(new Column(names.add(name) ? name : name + " (" + (i + 1) + ")"));
        }
        return columns;
    }

    private static void addRow(String source, List<Column> columns, CsvRecord row, int number) {
        if (row.getFieldCount() != columns.size()) {
            throw new FormatException("The file " + source + " is ragged: row " + number + " (line "
                    + row.getStartingLineNumber() + ") has " + row.getFieldCount() + " cells, but the first line has "
                    + columns.size() + ". Give every row the same number of cells.");
        }
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row.getField(i).strip(), row.getStartingLineNumber());
        }
    }

    private static Table table(String source, List<Column> columns, boolean numbers) {
        List<NamedArray> numeric = new ArrayList<>();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        Map<String, String> flaws = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (Column column : columns) {
            if (column.text() || column.empty()) {
                notes.add("Column " + column.name + " was left out: it holds "
                        + (column.text() ? "words or dates, not numbers." : "no numbers."));
                texts.put(column.name, column.texts());
                continue;
            }
            Column.Flaw flaw = column.flaw();
            if (flaw != null) {
                flaws.put(column.name, "In the file " + source + ", row " + flaw.row() + ", column " + column.name
                        + " (line " + flaw.line() + "): " + flaw.description());
            }
            if (column.evenlySpaced()) {
                notes.add("Column " + column.name
                        + " is evenly spaced, like row numbers or years; if it is no measurement, name the others with"
                        + " --columns, or it as --time.");
            }
            double[] values = column.values();
            numeric.add(new NamedArray(column.name, List.of(values.length), values));
        }
        if (numbers && numeric.isEmpty()) {
            throw new FormatException("The file " + source + " has no numeric column: " + String.join(" ", notes)
                    + " Give a table with at least one column of numbers.");
        }
        return new Table(numeric, texts, flaws, notes);
    }
}
