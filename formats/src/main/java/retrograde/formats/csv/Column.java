package retrograde.formats.csv;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** One column while its cells come in: its numbers so far, and the first cell that is none. */
final class Column {
    /** Java's own parser would also take {@code 1d}, {@code 0x1p3} and {@code NaN}. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    /** How programs write a value that is missing or not finite. */
    private static final Set<String> GAPS = Set.of("nan", "na", "n/a", "null", "none", "inf", "infinity");

    final String name;
    private double[] values = new double[64];
    private int rows;
    private int numbers;
    private int words;
    private @Nullable Flaw flaw;

    /**
     * A cell that is not a finite number.
     *
     * @param row counted from 1, without the head
     * @param line where the row starts in the file, counted from 1
     * @param cell its text
     */
    record Flaw(int row, long line, String cell) {
        String description() {
            if (cell.isEmpty()) {
                return "the cell is empty. Every value must be a finite number: fill the gap or leave the row out.";
            }
            if (gap(cell) || NUMBER.matcher(cell).matches()) {
                return cell + ". Every value must be a finite number: fill the gap or leave the row out.";
            }
            return "'" + (cell.length() > 40 ? cell.substring(0, 40) + "…" : cell)
                    + "' is not a number. Numbers are written like 3.25 or -1e-3, without thousands separators.";
        }
    }

    Column(String name) {
        this.name = name;
    }

    /** Whether a cell of the first row is a value, so that this row cannot be a head. */
    static boolean value(String cell) {
        return NUMBER.matcher(cell).matches() || gap(cell);
    }

    private static boolean gap(String cell) {
        String bare = cell.startsWith("-") || cell.startsWith("+") ? cell.substring(1) : cell;
        return GAPS.contains(bare.toLowerCase(Locale.ROOT));
    }

    void add(String cell, long line) {
        if (rows == values.length) {
            values = Arrays.copyOf(values, 2 * rows);
        }
        boolean number = NUMBER.matcher(cell).matches();
        double value = number ? Double.parseDouble(cell) : Double.NaN;
        numbers += number ? 1 : 0;
        words += number || cell.isEmpty() || gap(cell) ? 0 : 1;
        if (!Double.isFinite(value) && flaw == null) {
            flaw = new Flaw(rows + 1, line, cell);
        }
        values[rows++] = value;
    }

    /** Whether words outnumber numbers: names and dates, not measurements with a slip. */
    boolean text() {
        return words > numbers;
    }

    /** Whether there is no number at all, nor a word. */
    boolean empty() {
        return numbers == 0 && words == 0;
    }

    /** The first cell that is not a finite number, if there is one. */
    @Nullable
    Flaw flaw() {
        return flaw;
    }

    /** Whether the numbers are evenly spaced, as row numbers and years are. */
    boolean evenlySpaced() {
        if (rows < 3 || values[0] == values[1]) {
            return false;
        }
        double step = values[1] - values[0];
        for (int n = 2; n < rows; n++) {
            if (values[n] - values[n - 1] != step) {
                return false;
            }
        }
        return true;
    }

    double[] values() {
        return Arrays.copyOf(values, rows);
    }
}
