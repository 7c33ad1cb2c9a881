package retrograde.formats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table as a file holds it.
 *
 * @param columns the numeric ones, all of shape {@code [N]}, in the file's order; NaN stands for an empty cell
 * @param texts the cells of the other columns, by name: words, dates, identifiers
 * @param flaws for each numeric column that cannot be used what is wrong with it: a complete message
 * @param notes what a user should know: columns left out, and why
 */
public record Table(List<NamedArray> columns, Map<String, List<String>> texts, Map<String, String> flaws,
        List<String> notes) {
    /** Checks that the columns have one length. */
    public Table {
        columns = List.copyOf(columns);
        // Not Map.copyOf, which forgets the order: the first column of dates is the time.
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        flaws = Map.copyOf(flaws);
        notes = List.copyOf(notes);
        if (columns.isEmpty() && texts.isEmpty()) {
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
        return columns.isEmpty() ? texts.values().iterator().next().size() : columns.getFirst().shape().getFirst();
    }

    /** The names of the numeric columns. */
    public List<String> names() {
        return columns.stream().map(NamedArray::name).toList();
    }
}
