package retrograde.flow;

import java.util.Arrays;
import java.util.List;

/**
 * Exponents over windows of finite length, {@code λ_i(τ) = ln R_ii / τ}, and how they are distributed over inputs and time.
 *
 * <p>
 * A window of 10 steps that grows by chance may be what a training step sees, though λ₁ is far below zero. Windows follow one
 * another without a gap in the counted steps of every sequence; lengths are 10, 30, 100, 300, …, rounded up to a multiple of
 * the interval between orthonormalisations, as long as there are 20 windows. The deviation narrows as {@code τ^−½} once windows
 * are longer than what they remember of each other: {@code narrowing} is the exponent measured, the slope of
 * {@code ln deviation} over {@code ln τ}; slower than −½ says that correlations last, faster that growth is bounded.
 *
 * @param lengths τ, steps
 * @param windows how many of each
 * @param exponents one for each of the leading exponents, at most 4, in the order of the frame's vectors
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record FiniteTimeExponents(int[] lengths, int[] windows, List<Distribution> exponents) {
    /** What the quantiles are of. */
    static final double[] SHARES = {0.05, 0.25, 0.5, 0.75, 0.95};

    private static final int MOST_EXPONENTS = 4;
    private static final int LEAST_WINDOWS = 20;
    /** Windows kept of one length: of more, those at equal distances. */
    private static final int MOST_WINDOWS = 1 << 16;

    /**
     * The distribution of one exponent, nats per step, by length.
     *
     * @param mean over the windows
     * @param deviation standard deviation; NaN where a window ends in −∞
     * @param quantiles for each length those of 5, 25, 50, 75 and 95 %
     * @param positive the share of windows that grow
     * @param narrowing {@code d ln deviation / d ln τ}; NaN for fewer than two lengths, or without deviation
     */
    @SuppressWarnings("ArrayRecordComponent") // results are read, not compared
    public record Distribution(double[] mean, double[] deviation, List<double[]> quantiles, double[] positive,
            double narrowing) {}

    /** Collects windows; threads may follow different sequences. */
    static final class Windows {
        private final int first;
        private final int kept;
        private final int[] lengths;
        private final int[] number;
        private final int[] stride;
        /** For each sequence, length and exponent the windows that were kept. */
        private final double[][][][] values;
        /** For each sequence and length what the open window has grown by. */
        private final double[][][] open;

        /**
         * Prepares.
         *
         * @param first counted step that begins a whole interval
         * @param room steps from there on
         */
        Windows(int sequences, int first, int room, int interval, int k) {
            this.first = first;
            kept = Math.min(k, MOST_EXPONENTS);
            lengths = lengths(sequences, room, interval);
            number = new int[lengths.length];
            stride = new int[lengths.length];
            for (int l = 0; l < lengths.length; l++) {
                int windows = room / lengths[l];
                stride[l] = (int) (((long) windows * sequences + MOST_WINDOWS - 1) / MOST_WINDOWS);
                number[l] = (windows + stride[l] - 1) / stride[l];
            }
            open = new double[sequences][lengths.length][kept];
            values = new double[sequences][lengths.length][kept][];
            for (double[][][] sequence : values) {
                for (int l = 0; l < lengths.length; l++) {
                    int size = number[l];
                    Arrays.setAll(sequence[l], i -> new double[size]);
                }
            }
        }

        private static int[] lengths(int sequences, int room, int interval) {
            int[] found = new int[32];
            int n = 0;
            for (long decade = 10; decade <= room; decade *= 10) {
                for (long wanted : new long[] {decade, 3 * decade}) {
                    long length = (wanted + interval - 1) / interval * interval;
                    if (length <= room && room / length * sequences >= LEAST_WINDOWS
                            && (n == 0 || length > found[n - 1])) {
                        found[n++] = (int) length;
                    }
                }
            }
            return Arrays.copyOf(found, n);
        }

        /**
         * Adds what vectors grew by between two orthonormalisations.
         *
         * @param from first step
         * @param to last step
         */
        void add(int sequence, int from, int to, double[] logGrowth) {
            if (from < first) {
                // The rest of an interval that the alignment cut.
                return;
            }
            int until = to + 1 - first;
            for (int l = 0; l < lengths.length; l++) {
                boolean ends = until % lengths[l] == 0;
                int window = (until - 1) / lengths[l];
                boolean shown = ends && window % stride[l] == 0 && window / stride[l] < number[l];
                for (int i = 0; i < kept; i++) {
                    double grown = open[sequence][l][i] + logGrowth[i];
                    open[sequence][l][i] = ends ? 0 : grown;
                    if (shown) {
                        values[sequence][l][i][window / stride[l]] = grown / lengths[l];
                    }
                }
            }
        }

        FiniteTimeExponents summarise() {
            Distribution[] distributions = new Distribution[kept];
            Arrays.setAll(distributions, this::distribution);
            return new FiniteTimeExponents(lengths, Arrays.stream(number).map(w -> w * values.length).toArray(),
                    List.of(distributions));
        }

        private Distribution distribution(int i) {
            double[] mean = new double[lengths.length];
            double[] deviation = new double[lengths.length];
            double[] positive = new double[lengths.length];
            double[][] quantiles = new double[lengths.length][];
            for (int l = 0; l < lengths.length; l++) {
                int length = l;
                double[] all = Arrays.stream(values).flatMapToDouble(v -> Arrays.stream(v[length][i])).toArray();
                Arrays.sort(all);
                mean[l] = Statistics.mean(all);
                deviation[l] = Statistics.deviation(all);
                positive[l] = (double) Arrays.stream(all).filter(v -> v > 0).count() / all.length;
                quantiles[l] = Arrays.stream(SHARES).map(q -> Statistics.quantile(all, q)).toArray();
            }
            return new Distribution(mean, deviation, List.of(quantiles), positive, slope(deviation));
        }

        /** Of a straight line through {@code (ln τ, ln deviation)}. */
        private double slope(double[] deviation) {
            double[] x = Arrays.stream(lengths).mapToDouble(StrictMath::log).toArray();
            double[] y = Arrays.stream(deviation).map(StrictMath::log).toArray();
            double meanX = Statistics.mean(x);
            double meanY = Statistics.mean(y);
            double products = 0;
            double squares = 0;
            for (int l = 0; l < x.length; l++) {
                products += (x[l] - meanX) * (y[l] - meanY);
                squares += (x[l] - meanX) * (x[l] - meanX);
            }
            return products / squares;
        }
    }
}
