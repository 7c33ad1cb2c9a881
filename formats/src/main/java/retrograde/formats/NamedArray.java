package retrograde.formats;

import java.util.List;

/**
 * An array of numbers as a file holds it.
 *
 * @param name as the file calls it
 * @param shape its dimensions, row-major
 * @param values all entries; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // arrays are handed over, not compared
public record NamedArray(String name, List<Integer> shape, double[] values) {
    /** Checks that the shape holds the values. */
    public NamedArray {
        shape = List.copyOf(shape);
        long entries = 1;
        for (int dimension : shape) {
            entries = Math.multiplyExact(entries, (long) dimension);
        }
        if (entries != values.length) {
            throw new IllegalArgumentException(name + ": " + values.length + " values for the shape " + shape);
        }
    }
}
