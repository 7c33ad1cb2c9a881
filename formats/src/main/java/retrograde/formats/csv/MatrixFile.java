package retrograde.formats.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import retrograde.formats.FormatException;
import retrograde.formats.text.TextFile;

/** A matrix of numbers in a CSV file: no head line, one row a line, every row of the same length. */
public final class MatrixFile {
    private MatrixFile() {}

    /**
     * Reads the rows.
     *
     * @throws FormatException where the file is missing, is no text, or holds anything but finite numbers in equal rows
     */
    public static double[][] read(Path file) {
        String text = TextFile.read(file);
        List<double[]> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
            for (CsvRecord row : reader) {
                double[] values = new double[row.getFieldCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = number(file, row, i);
                }
                if (!rows.isEmpty() && values.length != rows.getFirst().length) {
                    throw new FormatException(file + ", line " + row.getStartingLineNumber() + " has " + values.length
                            + " numbers where the first has " + rows.getFirst().length
                            + "; a matrix needs equal rows.");
                }
                rows.add(values);
            }
        } catch (java.io.IOException e) {
            throw new FormatException("Cannot read " + file + ": " + e.getMessage(), e);
        }
        return rows.toArray(double[][]::new);
    }

    private static double number(Path file, CsvRecord row, int i) {
        String field = row.getField(i).strip();
        double value;
        try {
            value = Double.parseDouble(field);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value)) {
            throw new FormatException(file + ", line " + row.getStartingLineNumber() + ", entry " + (i + 1) + ": '"
                    + field + "' is not a finite number; a matrix file holds numbers only, separated by commas.");
        }
        return value;
    }
}
