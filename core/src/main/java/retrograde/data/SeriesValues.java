package retrograde.data;

/**
 * The numbers of a series, {@code [N,C]}, rows in the order of time; they may stand in a file larger than memory.
 *
 * <p>{@code NaN} stands for a value that is missing. Implementations are read from many threads.
 */
public interface SeriesValues {
    /** {@code N}. */
    int rows();

    /** {@code C}. */
    int columns();

    /** The value of a column in a row. */
    double at(int row, int column);

    /** Values in memory, row after row; not copied. */
    static SeriesValues of(double[] values, int columns) {
        if (columns < 1 || values.length % columns != 0) {
            throw new IllegalArgumentException(values.length + " values for " + columns + " columns");
        }
        return new SeriesValues() {
            @Override
            public int rows() {
                return values.length / columns;
            }

            @Override
            public int columns() {
                return columns;
            }

            @Override
            public double at(int row, int column) {
                return values[row * columns + column];
            }
        };
    }
}
