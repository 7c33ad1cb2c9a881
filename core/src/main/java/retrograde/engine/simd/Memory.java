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

    /** The sum of squares: those at even and at odd places, each in order. */
    abstract double squares(int from, int length);

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
        double squares(int from, int length) {
            double even = 0;
            double odd = 0;
            int i = from;
            for (; i + 1 < from + length; i += 2) {
                even += (double) array[i] * array[i];
                odd += (double) array[i + 1] * array[i + 1];
            }
            if (i < from + length) {
                even += (double) array[i] * array[i];
            }
            return even + odd;
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
        double squares(int from, int length) {
            double even = 0;
            double odd = 0;
            int i = from;
            for (; i + 1 < from + length; i += 2) {
                even += array[i] * array[i];
                odd += array[i + 1] * array[i + 1];
            }
            if (i < from + length) {
                even += array[i] * array[i];
            }
            return even + odd;
        }

        @Override
        void scatter(double[] source, int from, int to, int step, int length) {
            for (int i = 0; i < length; i++) {
                array[to + i * step] = source[from + i];
            }
        }
    }
}
