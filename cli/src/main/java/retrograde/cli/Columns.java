package retrograde.cli;

import java.util.List;

/** A table as plain text. */
final class Columns {

    private Columns() {}

    /** The rows, each column as wide as its widest cell, two blanks between columns, none at the end of a line. */
    static String of(List<List<String>> rows) {
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).repeat(" ", width(rows, i) + 2 - length(row.get(i)));
            }
            table.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return table.toString();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> column < row.size() ? length(row.get(column)) : 0).max().orElse(0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
