package retrograde.engine.simd;

import java.util.Arrays;

import retrograde.equation.Function;

/**
 * The one array in which an engine keeps everything: packed weights, activations, gradients.
 *
 * <p>
 * One array, because kernels then take offsets only; and a large one, which the collector neither moves nor copies. Its
 * first numbers are skipped so that rows fall on cache lines where the collector places large arrays on a boundary of a
 * region.
 */
abstract sealed class Memory {
    /** The most numbers an array holds. */
    static final long LARGEST = Integer.MAX_VALUE - 64;
    private static final int HEADER_BYTES = 16;

    /** Memory of at least so many numbers. */
    static Memory of(Format format, long length) {
        if (length > LARGEST) {
            throw new retrograde.InputException("a step would need " + length * format.bytes / (1L << 20)
                    + " MiB in one array, more than a Java array holds; choose fewer --steps, a smaller --batch or --hidden");
        }
        return format == Format.FLOAT32 ? new Floats((int) length) : new Doubles((int) length);
    }

    /** Where the first row may begin. */
    static int origin(Format format) {
        return (Format.LINE - HEADER_BYTES) / format.bytes;
    }

    /** The array. */
    abstract Object array();

    /** One number. */
    abstract double get(int i);

    /** Sets one number, rounded to the format. */
    abstract void set(int i, double value);

    /** Sets numbers to zero. */
    abstract void clear(int from, int length);

    /** Copies numbers in, rounded to the format. */
    abstract void copyIn(double[] source, int from, int to, int length);

    /** Copies numbers out. */
    abstract void copyOut(int from, double[] target, int to, int length);

    /** Adds numbers to an array outside. */
    abstract void addTo(int from, double[] target, int to, int length);

    /** Adds numbers to those here: {@code this += source}. */
    abstract void add(double[] source, int from, int to, int length);

    /** {@code this[to + i·step] ← source[from + i]}, rounded to the format. */
    abstract void scatter(double[] source, int from, int to, int step, int length);

    /** {@code this[to…] += scale · this[from…]}. */
    abstract void addScaled(double scale, int from, int to, int length);

    /** The sum of squares in float64: those at every eighth place in order, then these joined in order. */
    abstract double squares(int from, int length);

    /** The sum in float64 of numbers whose count is a multiple of 4: every fourth in order, then these joined. */
    abstract double sum(int from, int length);

    /** Copies numbers within. */
    void move(int from, int to, int length) {
        System.arraycopy(array(), from, array(), to, length);
    }

    /** The mean of {@code n} numbers, in float64: four sums, each in order, then joined in order. */
    double mean(int from, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 4 <= from + n; i += 4) {
            s0 += get(i);
            s1 += get(i + 1);
            s2 += get(i + 2);
            s3 += get(i + 3);
        }
        for (; i < from + n; i++) {
            s0 += get(i);
        }
        return (s0 + s1 + (s2 + s3)) / n;
    }

    /** {@code 1/√(var + ε)} of {@code n} numbers. */
    double inverseDeviation(int from, int n) {
        double mean = mean(from, n);
        double s0 = 0;
        double s1 = 0;
        int i = from;
        for (; i + 2 <= from + n; i += 2) {
            double d0 = get(i) - mean;
            double d1 = get(i + 1) - mean;
            s0 += d0 * d0;
            s1 += d1 * d1;
        }
        for (; i < from + n; i++) {
            s0 += (get(i) - mean) * (get(i) - mean);
        }
        return 1 / Math.sqrt((s0 + s1) / n + Function.LAYERNORM_EPSILON);
    }

    private static final class Floats extends Memory {
        private final float[] array;

        Floats(int length) {
            array = new float[length];
        }

        @Override
        Object array() {
            return array;
        }

        @Override
        double get(int i) {
            return array[i];
        }

        @Override
        void set(int i, double value) {
            array[i] = (float) value;
        }

        @Override
        void clear(int from, int length) {
            Arrays.fill(array, from, from + length, 0);
        }

        @Override
        void copyIn(double[] source, int from, int to, int length) {
            for (int i = 0; i < length; i++) {
                array[to + i] = (float) source[from + i];
            }
        }

        @Override
        void copyOut(int from, double[] target, int to, int length) {
            for (int i = 0; i < length; i++) {
                target[to + i] = array[from + i];
            }
        }

        @Override
        void addTo(int from, double[] target, int to, int length) {
            for (int i = 0; i < length; i++) {
                target[to + i] += array[from + i];
            }
        }

        @Override
        void add(double[] source, int from, int to, int length) {
            for (int i = 0; i < length; i++) {
                array[to + i] += (float) source[from + i];
            }
        }

        @Override
        void addScaled(double scale, int from, int to, int length) {
            float s = (float) scale;
            for (int i = 0; i < length; i++) {
                array[to + i] += s * array[from + i];
            }
        }

        @Override
        double sum(int from, int length) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            for (int i = from; i < from + length; i += 4) {
                s0 += array[i];
                s1 += array[i + 1];
                s2 += array[i + 2];
                s3 += array[i + 3];
            }
            return s0 + s1 + (s2 + s3);
        }

        @Override
        double squares(int from, int length) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            double s4 = 0;
            double s5 = 0;
            double s6 = 0;
            double s7 = 0;
            int i = from;
            for (; i + 8 <= from + length; i += 8) {
                s0 += (double) array[i] * array[i];
                s1 += (double) array[i + 1] * array[i + 1];
                s2 += (double) array[i + 2] * array[i + 2];
                s3 += (double) array[i + 3] * array[i + 3];
                s4 += (double) array[i + 4] * array[i + 4];
                s5 += (double) array[i + 5] * array[i + 5];
                s6 += (double) array[i + 6] * array[i + 6];
                s7 += (double) array[i + 7] * array[i + 7];
            }
            for (; i < from + length; i++) {
                s0 += (double) array[i] * array[i];
            }
            return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
        }

        @Override
        void scatter(double[] source, int from, int to, int step, int length) {
            for (int i = 0; i < length; i++) {
                array[to + i * step] = (float) source[from + i];
            }
        }
    }

    private static final class Doubles extends Memory {
        private final double[] array;

        Doubles(int length) {
            array = new double[length];
        }

        @Override
        Object array() {
            return array;
        }

        @Override
        double get(int i) {
            return array[i];
        }

        @Override
        void set(int i, double value) {
            array[i] = value;
        }

        @Override
        void clear(int from, int length) {
            Arrays.fill(array, from, from + length, 0);
        }

        @Override
        void copyIn(double[] source, int from, int to, int length) {
            System.arraycopy(source, from, array, to, length);
        }

        @Override
        void copyOut(int from, double[] target, int to, int length) {
            System.arraycopy(array, from, target, to, length);
        }

        @Override
        void addTo(int from, double[] target, int to, int length) {
            for (int i = 0; i < length; i++) {
                target[to + i] += array[from + i];
            }
        }

        @Override
        void add(double[] source, int from, int to, int length) {
            for (int i = 0; i < length; i++) {
                array[to + i] += source[from + i];
            }
        }

        @Override
        void addScaled(double scale, int from, int to, int length) {
            double s = scale;
            for (int i = 0; i < length; i++) {
                array[to + i] += s * array[from + i];
            }
        }

        @Override
        double sum(int from, int length) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            for (int i = from; i < from + length; i += 4) {
                s0 += array[i];
                s1 += array[i + 1];
                s2 += array[i + 2];
                s3 += array[i + 3];
            }
            return s0 + s1 + (s2 + s3);
        }

        @Override
        double squares(int from, int length) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            double s4 = 0;
            double s5 = 0;
            double s6 = 0;
            double s7 = 0;
            int i = from;
            for (; i + 8 <= from + length; i += 8) {
                s0 += array[i] * array[i];
                s1 += array[i + 1] * array[i + 1];
                s2 += array[i + 2] * array[i + 2];
                s3 += array[i + 3] * array[i + 3];
                s4 += array[i + 4] * array[i + 4];
                s5 += array[i + 5] * array[i + 5];
                s6 += array[i + 6] * array[i + 6];
                s7 += array[i + 7] * array[i + 7];
            }
            for (; i < from + length; i++) {
                s0 += array[i] * array[i];
            }
            return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
        }

        @Override
        void scatter(double[] source, int from, int to, int step, int length) {
            for (int i = 0; i < length; i++) {
                array[to + i * step] = source[from + i];
            }
        }
    }
}
