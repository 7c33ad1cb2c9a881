package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import retrograde.engine.LayerShape;
import retrograde.sequence.Stack;

/**
 * Where the slowest direction lives: the covariant Lyapunov vector of λ₁ along the trajectory.
 *
 * <p>
 * {@code v₁(t)}, length 1, is what every perturbation turns into: {@code J_t v₁(t−1) = ±e^g v₁(t)} with {@code ⟨g⟩ = λ₁}. The
 * first vector of the frame is orthogonalised against nothing, so after the alignment it is the covariant vector itself,
 * which of the other vectors is not true (Ginelli et al. 2007). It is unique where {@code λ₁ > λ₂}; {@code agreement} tells
 * whether it was found: the mean {@code |cos|} between it and the same from another start, over the first
 * 1000 counted steps of the first sequence, 1 where found.
 *
 * @param states the mean share of {@code ‖v₁‖²} in each state of each layer; they sum to 1
 * @param participation mean of {@code 1/Σ_i v_i⁴}: in how many of the n entries it lives, from 1 to n
 * @param participationError one standard error
 * @param top the entries with the largest mean {@code v_i²}, at most 10
 * @param agreement in [0,1]
 */
public record LeadingDirection(List<StateShare> states, double participation, double participationError,
        List<UnitShare> top, double agreement) {
    private static final int TOP = 10;

    /** Copies the lists. */
    public LeadingDirection {
        states = List.copyOf(states);
        top = List.copyOf(top);
    }

    /**
     * One state of one layer.
     *
     * @param layer from 1
     * @param share mean, of 1
     * @param error one standard error: over sequences, or over segments of fewer than 8
     */
    public record StateShare(int layer, String state, double share, double error) {}

    /**
     * One entry of the joint state.
     *
     * @param layer from 1
     * @param unit from 0
     * @param share mean of {@code v_i²}
     */
    public record UnitShare(int layer, String state, int unit, double share) {}

    /** Looks at the vector step by step; threads may follow different sequences. */
    static final class Portrait {
        private final Stack stack;
        private final int n;
        private final int segments;
        /** For each entry which state of which layer it belongs to. */
        private final int[] part;
        private final int parts;
        /** For each sequence the sums of {@code v_i²}. */
        private final double[][] entries;
        /** For each sequence and segment the sums of each part's share, of the participation, and the steps. */
        private final double[][][] sums;
        /** A vector from another start, carried along the first sequence. */
        private double[] other;
        private double[] spare;
        private double cosines;
        private long compared;

        /**
         * Prepares.
         *
         * @param segments of each sequence
         * @param random for another start
         */
        Portrait(Stack stack, int sequences, int segments, RandomGenerator random) {
            this.stack = stack;
            this.n = stack.stateSize();
            this.segments = segments;
            part = new int[n];
            int count = 0;
            for (int l = 0; l < stack.depth(); l++) {
                LayerShape shape = stack.layer(l).shape();
                for (int s = 0; s < shape.cell().states().size(); s++) {
                    int from = stack.stateOffset(l) + s * shape.hidden();
                    Arrays.fill(part, from, from + shape.hidden(), count);
                    count++;
                }
            }
            parts = count;
            other = new double[n];
            spare = new double[n];
            Arrays.setAll(other, i -> random.nextGaussian());
            entries = new double[sequences][n];
            sums = new double[sequences][segments][parts + 2];
        }

        /** Looks at a vector of any length; zero and what is not finite have no direction. */
        void see(int sequence, int segment, double[] v) {
            double scale = scale(v);
            if (Double.isNaN(scale)) {
                return;
            }
            double squares = 0;
            for (double x : v) {
                squares += x * scale * (x * scale);
            }
            double[] sum = sums[sequence][segment];
            double fourth = 0;
            for (int i = 0; i < n; i++) {
                double share = v[i] * scale * (v[i] * scale) / squares;
                entries[sequence][i] += share;
                sum[part[i]] += share;
                fourth += share * share;
            }
            sum[parts] += 1 / fourth;
            sum[parts + 1]++;
        }

        /** The power of two that brings the largest entry near 1; NaN for zero and what is not finite. */
        private static double scale(double[] v) {
            double largest = 0;
            for (double x : v) {
                largest = Math.max(largest, Math.abs(x));
            }
            return largest > 0 && largest <= Double.MAX_VALUE
                    ? Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -1000, 1000))
                    : Double.NaN;
        }

        /** Multiplies the vector from another start by a Jacobian. Plain sums: kernels for one column make objects of vectors. */
        void carryOther(double[] jacobian) {
            double scale = scale(other);
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += jacobian[i * n + j] * (other[j] * scale);
                }
                spare[i] = sum;
            }
            double[] before = other;
            other = spare;
            spare = before;
        }

        /** Compares a vector with the one from another start. */
        void compare(double[] v) {
            double a = scale(v);
            double b = scale(other);
            double vv = 0;
            double oo = 0;
            double vo = 0;
            for (int i = 0; i < n; i++) {
                double x = v[i] * a;
                double y = other[i] * b;
                vv += x * x;
                oo += y * y;
                vo += x * y;
            }
            cosines += Math.min(1, Math.abs(vo) / Math.sqrt(vv * oo));
            compared++;
        }

        LeadingDirection summarise() {
            double[][] samples = sums.length >= LyapunovSpectrum.FEW ? bySequence()
                    : Arrays.stream(sums).flatMap(Arrays::stream).toArray(double[][]::new);
            int each = sums.length >= LyapunovSpectrum.FEW ? 1 : segments;
            double[] mean = new double[n];
            for (double[] of : entries) {
                for (int i = 0; i < n; i++) {
                    mean[i] += of[i];
                }
            }
            double seen = Arrays.stream(samples).mapToDouble(s -> s[parts + 1]).sum();
            List<StateShare> states = new ArrayList<>();
            List<UnitShare> units = new ArrayList<>();
            int p = 0;
            for (int l = 0; l < stack.depth(); l++) {
                LayerShape shape = stack.layer(l).shape();
                for (int s = 0; s < shape.cell().states().size(); s++, p++) {
                    String name = shape.cell().states().get(s);
                    states.add(
                            new StateShare(stack.number(l), name, total(samples, p) / seen, error(samples, p, each)));
                    for (int i = 0; i < shape.hidden(); i++) {
                        units.add(new UnitShare(stack.number(l), name, i,
                                mean[stack.stateOffset(l) + s * shape.hidden() + i] / seen));
                    }
                }
            }
            units.sort(Comparator.comparingDouble(UnitShare::share).reversed());
            return new LeadingDirection(states, total(samples, parts) / seen, error(samples, parts, each),
                    units.subList(0, Math.min(TOP, n)), cosines / compared);
        }

        private double[][] bySequence() {
            double[][] all = new double[sums.length][parts + 2];
            for (int s = 0; s < sums.length; s++) {
                for (double[] segment : sums[s]) {
                    for (int i = 0; i < parts + 2; i++) {
                        all[s][i] += segment[i];
                    }
                }
            }
            return all;
        }

        private static double total(double[][] samples, int column) {
            return Arrays.stream(samples).mapToDouble(s -> s[column]).sum();
        }

        private double error(double[][] samples, int column, int each) {
            double[] means = IntStream.range(0, samples.length)
                    .mapToDouble(r -> samples[r][column] / samples[r][parts + 1])
                    .toArray();
            return Statistics.standardError(means) * (each > 1 ? Math.sqrt(Statistics.countingAsOne(means, each)) : 1);
        }
    }
}
