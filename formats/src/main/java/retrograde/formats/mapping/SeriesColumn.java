package retrograde.formats.mapping;

import java.util.function.IntToDoubleFunction;

import retrograde.formats.NamedArray;

/**
 * A column of numbers, read row by row; it may stand in a file larger than memory.
 *
 * @param name as the file calls it
 * @param rows how many
 * @param at the value in a row; NaN where it is missing
 */
record SeriesColumn(String name, int rows, IntToDoubleFunction at) {
    static SeriesColumn of(NamedArray array) {
        double[] values = array.values();
        return new SeriesColumn(array.name(), values.length, row -> values[row]);
    }

    double[] values() {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = at.applyAsDouble(row);
        }
        return values;
    }
}
