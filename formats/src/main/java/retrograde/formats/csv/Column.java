package retrograde.formats.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** One column while its cells come in: its numbers so far, NaN for gaps, and the first cell that is neither. */
final class Column {
    /** Java's own parser would also take {@code 1d}, {@code 0x1p3} and {@code NaN}. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    /** How programs write a value that is missing. */
    private static final Set<String> GAPS = Set.of("nan", "na", "n/a", "null", "none");
    /** How they write one that is too large. */
    private static final Set<String> INFINITE = Set.of("inf", "infinity");
    /** After so many numbers and no more words than that the cells' text is not wanted any more. */
    private static final int SETTLED = 64;

    final String name;
    private double[] values = new double[64];
    private int rows;
    private int numbers;
    private int words;
    private @Nullable Flaw flaw;
    private @Nullable List<String> texts = new ArrayList<>();

    /**
     * A cell that is neither a finite number nor empty.
     *
     * @param row counted from 1, without the head
     * @param line where the row starts in the file, counted from 1
     * @param cell its text
     */
    record Flaw(int row, long line, String cell) {
        String description() {
            if (infinite(cell) || NUMBER.matcher(cell).matches()) {
                return cell + ". Every value must be a finite number: leave the row out.";
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
        return NUMBER.matcher(cell).matches() || gap(cell) || infinite(cell);
    }

    private static boolean gap(String cell) {
        return GAPS.contains(bare(cell));
    }

    private static boolean infinite(String cell) {
        return INFINITE.contains(bare(cell));
    }

    private static String bare(String cell) {
        String bare = cell.startsWith("-") || cell.startsWith("+") ? cell.substring(1) : cell;
        return bare.toLowerCase(Locale.ROOT);
    }

    void add(String cell, long line) {
        if (rows == values.length) {
            values = Arrays.copyOf(values, 2 * rows);
        }
        boolean number = NUMBER.matcher(cell).matches();
        double value = number ? Double.parseDouble(cell) : Double.NaN;
        numbers += number ? 1 : 0;
        boolean empty = cell.isEmpty() || gap(cell);
        words += number || empty || infinite(cell) ? 0 : 1;
        if (!Double.isFinite(value) && !empty && flaw == null) {
            flaw = new Flaw(rows + 1, line, cell);
        }
        values[rows++] = value;
        if (texts != null) {
            texts.add(cell);
            texts = numbers > SETTLED && numbers >= words ? null : texts;
        }
    }

    /** All cells as they stand; empty where they are numbers. */
    List<String> texts() {
        return texts == null ? List.of() : texts;
    }

    /** Whether words outnumber numbers: names and dates, not measurements with a slip. */
    boolean text() {
        return words > numbers;
    }

    /** Whether there is no number at all, nor a word. */
    boolean empty() {
        return numbers == 0 && words == 0;
    }

    /** The first cell that is neither a finite number nor empty, if there is one. */
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
