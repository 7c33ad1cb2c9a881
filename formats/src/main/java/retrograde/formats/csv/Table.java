package retrograde.formats.csv;

import java.util.List;

import retrograde.formats.NamedArray;

/**
 * The numeric columns of a table.
 *
 * @param columns at least one, all of shape {@code [N]}, in the file's order
 * @param notes what a user should know: columns left out, and why
 */
public record Table(List<NamedArray> columns, List<String> notes) {
    /** Checks that the columns have one length. */
    public Table {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a table needs a column");
        }
        for (NamedArray column : columns) {
            if (!column.shape().equals(columns.getFirst().shape()) || column.shape().size() != 1) {
                throw new IllegalArgumentException("column " + column.name() + " has the shape " + column.shape());
            }
        }
    }

    /** {@code N}, the number of rows. */
    public int rows() {
        return columns.getFirst().shape().getFirst();
    }
}
