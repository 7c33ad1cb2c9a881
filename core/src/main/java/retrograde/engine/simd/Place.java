package retrograde.engine.simd;

/**
 * Where a value is kept: a column of a buffer.
 *
 * @param buffer the buffer
 * @param column which of its columns, each as wide as the buffer's dimension
 * @param shift 1 where step {@code t} writes what step {@code t + 1} reads: new states
 */
record Place(Buffer buffer, int column, int shift) {

    /** How long a buffer's rows live. */
    enum Life {
        /** One row for each step and sequence. */
        TIME,
        /** One row for each sequence, used again at every step. */
        STEP,
        /** Adjoints of states: two rows for each sequence, read and written in turn. */
        CARRIED,
        /** One row: a parameter. */
        PARAMETER
    }

    /** Rows of one or several values of one dimension side by side. */
    static final class Buffer {
        final String name;
        final Life life;
        final String dimension;
        int columns;

        Buffer(String name, Life life, String dimension, int columns) {
            this.name = name;
            this.life = life;
            this.dimension = dimension;
            this.columns = columns;
        }
    }

    Place(Buffer buffer, int column) {
        this(buffer, column, 0);
    }
}
