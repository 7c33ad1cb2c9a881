package retrograde.formats.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import retrograde.formats.FormatException;

/**
 * What stands before an array's entries: a magic string, a version, and a Python dictionary with {@code descr},
 * {@code fortran_order} and {@code shape} (NumPy's format, versions 1.0, 2.0 and 3.0).
 *
 * @param type of the entries
 * @param columnMajor whether the first index runs fastest
 * @param shape the dimensions; empty for a single number
 * @param offset of the first entry, in bytes
 */
record NpyHeader(ElementType type, boolean columnMajor, List<Long> shape, int offset) {
    /** The most bytes before the entries: NumPy itself reads no longer headers from files it does not trust. */
    static final int LONGEST = 12 + 10_000;

    private static final int MOST_DIMENSIONS = 32;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    /**
     * Reads a header and checks it against what there is.
     *
     * @param source what is read, for messages
     * @param start the first bytes, at most {@link #LONGEST} of them
     * @param length bytes in all
     * @throws FormatException where it is no header, or says more than there is
     */
    static NpyHeader read(String source, byte[] start, long length) {
        for (int k = 0; k < MAGIC.length; k++) {
            if (start.length <= k || start[k] != MAGIC[k]) {
                throw new FormatException(source + " is no NPY array: it does not begin with \\x93NUMPY. Save it with"
                        + " numpy.save or numpy.savez.");
            }
        }
        int major = start.length > 6 ? start[6] : 0;
        int prefix = major == 1 ? 10 : 12;
        if (major < 1 || major > 3) {
            throw new FormatException(source + " is an NPY array of version " + major + "; 1, 2 and 3 are known.");
        }
        ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        if (start.length < prefix) {
            throw new FormatException(cut(source));
        }
        long size = major == 1 ? bytes.getShort(8) & 0xFFFF : bytes.getInt(8) & 0xFFFFFFFFL;
        if (prefix + size > start.length) {
            throw new FormatException(prefix + size > LONGEST
                    ? source + " has a header of " + size
                            + " bytes, more than the 10000 that are read. Save the array again with numpy.save."
                    : cut(source));
        }
        String text = new String(start, prefix, (int) size,
                major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        String code = find(source, text, DESCR, "descr, a type such as '<f8'");
        ElementType type = ElementType.of(code)
                .orElseThrow(() -> new FormatException(source + " has entries of the type '" + clipped(code)
                        + "'; floats, integers and booleans of up to 8 bytes are read. Convert it, for example with"
                        + " .astype('float64')."));
        boolean columnMajor = find(source, text, ORDER, "fortran_order").equals("True");
        List<Long> shape = shape(source, find(source, text, SHAPE, "shape"));
        int offset = prefix + (int) size;
        NpyHeader header = new NpyHeader(type, columnMajor, shape, offset);
        long needed = entries(source, shape) * type.size();
        if (needed > length - offset) {
            throw new FormatException(source + " is cut off: " + shape + " entries of " + type.size() + " bytes need "
                    + needed + ", and there are " + (length - offset) + ".");
        }
        return header;
    }

    private static String find(String source, String text, Pattern pattern, String what) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new FormatException(source + " has a damaged header: it lacks " + what + ".");
        }
        return matcher.group(1);
    }

    private static List<Long> shape(String source, String text) {
        List<Long> shape = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String number = part.strip();
            if (number.isEmpty()) {
                continue;
            }
            // A Python 2 integer may end in L.
            if (!number.matches("\\d{1,18}L?")) {
                throw new FormatException(source + " has a damaged header: its shape is (" + clipped(text) + ").");
            }
            shape.add(Long.valueOf(number.replace("L", "")));
        }
        if (shape.size() > MOST_DIMENSIONS) {
            throw new FormatException(
                    source + " has " + shape.size() + " dimensions; at most " + MOST_DIMENSIONS + " are possible.");
        }
        return List.copyOf(shape);
    }

    /** The product of the dimensions. */
    private static long entries(String source, List<Long> shape) {
        long entries = 1;
        for (long dimension : shape) {
            // Below 2⁶⁰, so that the bytes can be counted, too.
            if (dimension != 0 && entries > (1L << 60) / dimension) {
                throw new FormatException(
                        source + " says that it has the shape " + shape + ", which is no possible size.");
            }
            entries *= dimension;
        }
        return entries;
    }

    private static String cut(String source) {
        return source + " is cut off: it ends within its header.";
    }

    private static String clipped(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
