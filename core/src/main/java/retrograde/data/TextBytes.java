package retrograde.data;

/** The bytes of a text, which may stand in a file larger than memory; read from many threads. */
public interface TextBytes {
    /** How many. */
    int count();

    /** The byte at a place, 0 to 255. */
    int at(int place);
}
