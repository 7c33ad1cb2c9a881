package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a {@link LyapunovSpectrum} settled over the steps that count.
 *
 * <p>
 * The counted steps are cut into 32 segments at most, each of whole intervals between orthonormalisations. {@code converged}
 * compares the first half with the second: λ₁, Σλ and, where it is known in both, D_KY must differ by at most {@code limit}
 * of their combined standard errors, or by 1e-6 nats a step. With 8 sequences or more a sequence's halves are a pair, and the
 * error is that of their differences; with fewer the segments are the samples, as many as are not correlated with the
 * one before. The limit is 3 for many samples and Student's quantile of the same chance, 0.27 %, for few: 4.5 for 8 sequences.
 * Fewer than 8 samples, correlation taken off, cannot tell: not converged.
 *
 * <p>
 * What it cannot see is a course longer than the sequences, which moves neither half.
 *
 * @param steps counted until the end of each segment
 * @param values for each of these the running means of {@code λ_1 … λ_k}, all sequences, in the order of the vectors
 * @param drift for each exponent the first half's mean less the second's, nats per step
 * @param driftError one standard error each
 * @param dKYDrift the first half's Kaplan–Yorke dimension less the second's; NaN where one is not known
 * @param dKYDriftError one standard error, by jackknife
 * @param samples sequences, or segments of all sequences
 * @param effectiveSamples correlation taken off: of λ₁ or of Σλ, whichever are fewer
 * @param limit in standard errors
 * @param converged whether both halves agree
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record SpectrumConvergence(int[] steps, List<double[]> values, double[] drift, double[] driftError,
        double dKYDrift, double dKYDriftError, int samples, double effectiveSamples, double limit, boolean converged) {

    private static final int SEGMENTS = 32;
    private static final double NORMAL = 3;
    /** Nats per step: a smaller difference counts for nothing, whatever its error. */
    private static final double NEGLIGIBLE = 1e-6;

    /** Collects the growth in segments; threads may add what belongs to different sequences. */
    static final class Segments {
        private final int counted;
        private final int k;
        private final int segments;
        private final double[][][] growth;
        private final long[][] steps;

        /**
         * Prepares.
         *
         * @param counted steps of a sequence
         * @param interval between orthonormalisations
         */
        Segments(int sequences, int counted, int interval, int k) {
            this.counted = counted;
            this.k = k;
            // An even number, for halves.
            segments = Math.clamp(counted / interval, 2, SEGMENTS) / 2 * 2;
            growth = new double[sequences][segments][k];
            steps = new long[sequences][segments];
        }

        int number() {
            return segments;
        }

        int of(int step) {
            return (int) ((long) step * segments / counted);
        }

        /** Adds what vectors grew by in the {@code length} steps that end with a counted step. */
        void add(int sequence, int step, int length, double[] logGrowth) {
            int p = of(step);
            for (int i = 0; i < k; i++) {
                growth[sequence][p][i] += logGrowth[i];
            }
            steps[sequence][p] += length;
        }

        SpectrumConvergence summarise(boolean full) {
            int half = segments / 2;
            double[] running = new double[k];
            double until = 0;
            int[] at = new int[segments];
            List<double[]> course = new ArrayList<>();
            for (int p = 0; p < segments; p++) {
                for (int s = 0; s < growth.length; s++) {
                    for (int i = 0; i < k; i++) {
                        running[i] += growth[s][p][i];
                    }
                    until += steps[s][p];
                }
                double all = until;
                at[p] = (int) (until / growth.length);
                course.add(Arrays.stream(running).map(v -> v / all).toArray());
            }
            boolean paired = growth.length >= LyapunovSpectrum.FEW;
            double[][] first = paired ? bySequence(0, half) : bySegment(0, half);
            double[][] second = paired ? bySequence(half, segments) : bySegment(half, segments);
            double[] drift = new double[k];
            double[] error = new double[k];
            double[] one = mean(0, half);
            double[] two = mean(half, segments);
            for (int i = 0; i < k; i++) {
                drift[i] = less(one[i], two[i]);
                error[i] = paired ? pairedError(column(first, i), column(second, i))
                        : both(segmentError(column(first, i)), segmentError(column(second, i)));
            }
            double sumDrift = less(sum(one), sum(two));
            double[] sums = Arrays.stream(first).mapToDouble(Segments::sum).toArray();
            double[] laterSums = Arrays.stream(second).mapToDouble(Segments::sum).toArray();
            double effective = paired ? first.length
                    : Math.min(independent(column(first, 0)) + independent(column(second, 0)),
                            independent(sums) + independent(laterSums));
            double sumError = paired ? pairedError(sums, laterSums) : both(segmentError(sums), segmentError(laterSums));
            double dimension = dimension(one, full) - dimension(two, full);
            double dimensionError = paired ? jackknife(first, second, full)
                    : both(jackknife(first, null, full), jackknife(second, null, full));
            double freedom = Math.max(1, paired ? first.length - 1 : effective - 2);
            double limit = Statistics.student(NORMAL, freedom);
            boolean agree = effective >= LyapunovSpectrum.FEW && within(drift[0], error[0], limit)
                    && within(sumDrift, sumError, limit)
                    && (Double.isNaN(dimension) || within(dimension, dimensionError, limit));
            return new SpectrumConvergence(at, course, drift, error, dimension,
                    Double.isNaN(dimension) ? Double.NaN : dimensionError, paired ? first.length : 2 * first.length,
                    effective, limit, agree);
        }

        private static boolean within(double drift, double error, double limit) {
            return Math.abs(drift) <= Math.max(NEGLIGIBLE, limit * error);
        }

        /** {@code a − b}, 0 where both are −∞. */
        private static double less(double a, double b) {
            return a == b ? 0 : a - b;
        }

        /** The error of a difference of two independent figures. */
        private static double both(double a, double b) {
            return Math.sqrt(a * a + b * b);
        }

        private double pairedError(double[] a, double[] b) {
            double[] differences = new double[a.length];
            Arrays.setAll(differences, s -> less(a[s], b[s]));
            return Statistics.standardError(differences);
        }

        private double segmentError(double[] values) {
            return Statistics.standardError(values) * Math.sqrt(Statistics.countingAsOne(values, segments / 2));
        }

        private double independent(double[] values) {
            return values.length / Statistics.countingAsOne(values, segments / 2);
        }

        private static double sum(double[] values) {
            double sum = 0;
            for (double v : values) {
                sum += v;
            }
            return sum;
        }

        private static double[] column(double[][] rows, int i) {
            return Arrays.stream(rows).mapToDouble(r -> r[i]).toArray();
        }

        private double[] mean(int from, int to) {
            double[] rates = new double[k];
            double all = 0;
            for (int s = 0; s < growth.length; s++) {
                for (int p = from; p < to; p++) {
                    for (int i = 0; i < k; i++) {
                        rates[i] += growth[s][p][i];
                    }
                    all += steps[s][p];
                }
            }
            for (int i = 0; i < k; i++) {
                rates[i] /= all;
            }
            return rates;
        }

        private double[][] bySequence(int from, int to) {
            double[][] rates = new double[growth.length][k];
            for (int s = 0; s < growth.length; s++) {
                double all = 0;
                for (int p = from; p < to; p++) {
                    for (int i = 0; i < k; i++) {
                        rates[s][i] += growth[s][p][i];
                    }
                    all += steps[s][p];
                }
                for (int i = 0; i < k; i++) {
                    rates[s][i] /= all;
                }
            }
            return rates;
        }

        private double[][] bySegment(int from, int to) {
            double[][] rates = new double[growth.length * (to - from)][k];
            for (int r = 0; r < rates.length; r++) {
                int s = r / (to - from);
                int p = from + r % (to - from);
                for (int i = 0; i < k; i++) {
                    rates[r][i] = growth[s][p][i] / steps[s][p];
                }
            }
            return rates;
        }

        private static double dimension(double[] rates, boolean full) {
            double[] sorted = rates.clone();
            LyapunovSpectrum.sortDescending(sorted, rates.clone());
            return LyapunovSpectrum.kaplanYorke(sorted, full);
        }

        /** The error of the first's dimension less the second's, or of the first's alone. */
        private double jackknife(double[][] first, double @Nullable [][] second, boolean full) {
            double[] without = new double[first.length];
            for (int r = 0; r < first.length; r++) {
                without[r] = dimension(meanWithout(first, r), full)
                        - (second == null ? 0 : dimension(meanWithout(second, r), full));
            }
            return Statistics.standardError(without) * (first.length - 1);
        }

        private double[] meanWithout(double[][] rows, int left) {
            double[] mean = new double[k];
            for (int r = 0; r < rows.length; r++) {
                for (int i = 0; i < k && r != left; i++) {
                    mean[i] += rows[r][i] / (rows.length - 1);
                }
            }
            return mean;
        }
    }
}
