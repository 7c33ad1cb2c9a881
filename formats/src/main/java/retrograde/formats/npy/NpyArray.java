package retrograde.formats.npy;

import java.lang.foreign.MemorySegment;
import java.util.List;

import retrograde.formats.FormatException;

/** An array whose entries stay where they are, in a file mapped into memory or in memory; each is read as it is asked for. */
public final class NpyArray {
    private final String name;
    private final NpyHeader header;
    private final MemorySegment data;
    private final long[] strides;

    NpyArray(String name, NpyHeader header, MemorySegment data) {
        this.name = name;
        this.header = header;
        this.data = data;
        int n = header.shape().size();
        strides = new long[n];
        long stride = header.type().size();
        for (int k = 0; k < n; k++) {
            int d = header.columnMajor() ? k : n - 1 - k;
            strides[d] = stride;
            stride *= header.shape().get(d);
        }
    }

    /** As the file calls it; of an {@code .npy} the file's name. */
    public String name() {
        return name;
    }

    /** The dimensions; empty for a single number. */
    public List<Long> shape() {
        return header.shape();
    }

    /** The dimension {@code d}, which must be an {@code int}. */
    public int length(int d) {
        long length = shape().get(d);
        if (length > Integer.MAX_VALUE) {
            throw new FormatException("The array " + name + " has the shape " + shape()
                    + ", of which no dimension may be above " + Integer.MAX_VALUE + ".");
        }
        return (int) length;
    }

    /** Whether its entries are integers or booleans. */
    public boolean integral() {
        return header.type().kind() != 'f';
    }

    /** An entry of an array of one dimension. */
    public double at(long i) {
        return read(i * strides[0]);
    }

    /** An entry of an array of two dimensions. */
    public double at(long i, long j) {
        return read(i * strides[0] + j * strides[1]);
    }

    /** An entry of an array of three dimensions. */
    public double at(long i, long j, long k) {
        return read(i * strides[0] + j * strides[1] + k * strides[2]);
    }

    private double read(long at) {
        return header.type().read(data, header.offset() + at);
    }
}
