package retrograde.formats.npy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The type of an array's entries, by NumPy's code: {@code <f4}, {@code >i8}, {@code |b1} and the like.
 *
 * @param kind {@code f} float, {@code i} integer, {@code u} unsigned integer, {@code b} boolean
 * @param size bytes of an entry
 * @param order of these bytes
 */
record ElementType(char kind, int size, ByteOrder order) {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The type of that code; empty if it is no number of up to 8 bytes. */
    static Optional<ElementType> of(String code) {
        if (!code.matches("[<>=|][fiub][1248]")) {
            return Optional.empty();
        }
        char kind = code.charAt(1);
        int size = code.charAt(2) - '0';
        boolean known = switch (kind) {
            case 'f' -> size >= 2;
            case 'b' -> size == 1;
            default -> true;
        };
        char order = code.charAt(0);
        // '=' is the order of the machine that wrote the file, which all but old ones have little-endian.
        return !known ? Optional.empty()
                : Optional
                        .of(new ElementType(kind, size, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
    }

    /** The entry that begins at a byte; an integer beyond 2⁵³ is rounded. */
    double read(MemorySegment data, long at) {
        return switch (kind) {
            case 'f' -> switch (size) {
                case 2 -> Float.float16ToFloat((short) integer(data, at));
                case 4 -> Float.intBitsToFloat((int) integer(data, at));
                default -> Double.longBitsToDouble(integer(data, at));
            };
            case 'b' -> data.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
            case 'i' -> integer(data, at);
            default -> unsigned(integer(data, at));
        };
    }

    /** By layouts that are constants: the compiler sees through these only, and then a read is a few instructions. */
    private long integer(MemorySegment data, long at) {
        boolean big = order == ByteOrder.BIG_ENDIAN;
        return switch (size) {
            case 1 -> data.get(ValueLayout.JAVA_BYTE, at);
            case 2 -> {
                short value = data.get(SHORT, at);
                yield big ? Short.reverseBytes(value) : value;
            }
            case 4 -> {
                int value = data.get(INT, at);
                yield big ? Integer.reverseBytes(value) : value;
            }
            default -> {
                long value = data.get(LONG, at);
                yield big ? Long.reverseBytes(value) : value;
            }
        };
    }

    private double unsigned(long value) {
        if (size == 8) {
            return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
        }
        return value & ((1L << (8 * size)) - 1);
    }
}
