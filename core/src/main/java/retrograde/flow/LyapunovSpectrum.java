package retrograde.flow;

import java.util.Arrays;

import retrograde.InputException;
import retrograde.model.Seeds;
import retrograde.sequence.JointJacobian;

/**
 * The Lyapunov spectrum: the mean growth rates of perturbations of the joint state.
 *
 * <p>
 * {@code Q_t R_t = J_t Q_{t−1}}, {@code λ_i = ⟨ln |R_ii|⟩} in nats per step (Benettin et al. 1980; Engelken, Wolf &amp; Abbott
 * 2023), in forward time order: a product of transposes is not the tangent map. The first {@code max(100, T/10)} steps
 * align the frame and do not count. Cost: {@code O(T·S·(n²k + nk²))}.
 *
 * <p>
 * {@link SumRule}: for a full spectrum {@code Σλ_i = ⟨ln |det J_t|⟩} exactly, at any T. For the leading k stands in its place
 * the volume growth of a second frame, which begins with the same vectors in reverse order and is re-orthonormalised at
 * every step: both span the same space, so their volumes grow alike, exactly and at any T too. A spectrum
 * re-orthonormalised too rarely loses its tail silently, and the rule finds it.
 *
 * <p>
 * Where a Jacobian is singular to rounding, as many exponents are −∞ as its rank lacks.
 *
 * @param values {@code λ_1 ≥ … ≥ λ_k}, nats per step; −∞ where a Jacobian was singular
 * @param errors one standard error each: over the sequences; with fewer than 8 of them over 32 blocks of them all
 * @param dKY Kaplan–Yorke dimension; NaN where a leading-k spectrum does not reach it
 * @param entropyRateBound {@code Σ_{λ_i>0} λ_i}, nats per step
 * @param sumRule the check
 * @param singularStep the first step with a singular Jacobian, or −1
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record LyapunovSpectrum(double[] values, double[] errors, double dKY, double entropyRateBound, SumRule sumRule,
        int singularStep) {

    /** What it costs. */
    public static final String COST = "O(T·S·(n²k + nk²)): forms J_t and orthonormalises k vectors at every step";

    private static final int BLOCKS = 32;
    /** Fewer sequences than this give no error of their own. */
    private static final int FEW = 8;
    /** An exponent of this size is a rounding error. */
    static final double ROUNDING = 1e-12;

    /**
     * The check of a spectrum.
     *
     * @param sum {@code Σλ_i}
     * @param logDet {@code ⟨ln |det J_t|⟩}, or the growth of a second frame for a leading-k spectrum
     * @param tolerance how far they may differ
     * @param full whether the whole spectrum was measured, so that logDet is the determinant
     */
    public record SumRule(double sum, double logDet, double tolerance, boolean full) {
        /** Whether the two agree. Both −∞ (a singular Jacobian) agree. */
        public boolean holds() {
            return sum == logDet || Math.abs(sum - logDet) <= tolerance;
        }
    }

    /** Steps that align the frame: {@code max(100, T/10)}. */
    public static int alignment(int steps) {
        return Math.max(100, steps / 10);
    }

    /**
     * Measures the {@code k} leading exponents.
     *
     * @param exponents {@code k}, at most {@code n}
     * @param interval steps between re-orthonormalisations, ≥ 1
     * @param seed of the frames
     */
    public static LyapunovSpectrum measure(Trajectories run, int exponents, int interval, long seed) {
        int n = run.stack().stateSize();
        int k = Math.min(exponents, n);
        int skip = alignment(run.steps());
        if (run.steps() - skip < 2) {
            throw new InputException("a Lyapunov spectrum needs more than " + (skip + 1) + " steps, of which the first "
                    + skip + " align the frame; got " + run.steps()
                    + "; choose a longer --window (or --steps for noise and zero data)");
        }
        int sequences = run.sequences();
        int blocks = blocks(sequences, run.steps() - skip, interval);
        int samples = sequences * blocks;
        double[][] growth = new double[samples][k];
        double[] volume = new double[samples];
        int singular = -1;
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        Frame[] frames = new Frame[sequences];
        Frame[] checks = new Frame[sequences];
        for (int s = 0; s < sequences; s++) {
            frames[s] = new Frame(n, k, Seeds.generator(seed, "frame " + s));
            checks[s] = frames[s].reversed();
        }
        double[] j = new double[n * n];
        int counted = run.steps() - skip;
        for (int t = 0; t < run.steps(); t++) {
            jacobian.at(t);
            boolean last = t == run.steps() - 1 || t == skip - 1;
            int block = t < skip ? 0 : (int) ((long) (t - skip) * blocks / counted);
            boolean blockEnds = t >= skip && (int) ((long) (t + 1 - skip) * blocks / counted) != block;
            for (int s = 0; s < sequences; s++) {
                jacobian.write(s, j);
                frames[s].push(j);
                double v;
                if (k == n) {
                    Determinant determinant = Determinant.of(j, n);
                    frames[s].limit(determinant.rank());
                    v = determinant.logAbs();
                } else {
                    checks[s].push(j);
                    checks[s].orthonormalise();
                    if (checks[s].mayBeDeficient()) {
                        int rank = Determinant.of(j, n).rank();
                        checks[s].limit(rank);
                        frames[s].limit(rank);
                    }
                    v = Arrays.stream(checks[s].logGrowth()).sum();
                }
                if ((t + 1) % interval == 0 || last || blockEnds) {
                    frames[s].orthonormalise();
                    double[] logs = frames[s].logGrowth();
                    for (int i = 0; i < k && t >= skip; i++) {
                        growth[s * blocks + block][i] += logs[i];
                    }
                }
                singular = singular < 0 && v == Double.NEGATIVE_INFINITY ? t : singular;
                if (t >= skip) {
                    volume[s * blocks + block] += v;
                }
            }
        }
        return summarise(growth, volume, n, k, singular, counted, blocks);
    }

    /** Blocks of each sequence: one where the sequences are enough, else as many as make 32, none shorter than an interval. */
    private static int blocks(int sequences, int counted, int interval) {
        int wanted = sequences >= FEW ? 1 : (BLOCKS + sequences - 1) / sequences;
        return Math.max(1, Math.min(wanted, counted / interval));
    }

    private static LyapunovSpectrum summarise(double[][] growth, double[] volume, int n, int k, int singular,
            int counted, int blocks) {
        int samples = growth.length;
        double[] values = new double[k];
        double[] errors = new double[k];
        double[] sums = new double[samples];
        for (int b = 0; b < samples; b++) {
            int block = b % blocks;
            // Blocks differ by at most one step; each is weighted by its own length.
            long length = blockLength(block, blocks, counted);
            for (int i = 0; i < k; i++) {
                growth[b][i] /= length;
                sums[b] += growth[b][i];
            }
            volume[b] /= length;
        }
        for (int i = 0; i < k; i++) {
            int index = i;
            double[] of = Arrays.stream(growth).mapToDouble(g -> g[index]).toArray();
            values[i] = weightedMean(of, blocks, counted);
            errors[i] = Statistics.standardError(of);
        }
        double sum = weightedMean(sums, blocks, counted);
        double reference = weightedMean(volume, blocks, counted);
        boolean full = k == n;
        sortDescending(values, errors);
        return new LyapunovSpectrum(values, errors, kaplanYorke(values, full), positiveSum(values),
                new SumRule(sum, reference, 1e-6 * n, full), singular);
    }

    private static long blockLength(int block, int blocks, int counted) {
        long first = ceilingDivide((long) block * counted, blocks);
        long next = ceilingDivide((long) (block + 1) * counted, blocks);
        return next - first;
    }

    private static long ceilingDivide(long a, int b) {
        return (a + b - 1) / b;
    }

    private static double weightedMean(double[] samples, int blocks, int counted) {
        double sum = 0;
        for (int b = 0; b < samples.length; b++) {
            sum += samples[b] * blockLength(b % blocks, blocks, counted);
        }
        return sum / ((double) counted * samples.length / blocks);
    }

    private static void sortDescending(double[] values, double[] errors) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        double[] v = values.clone();
        double[] e = errors.clone();
        Arrays.sort(order, (a, b) -> Double.compare(v[b], v[a]));
        for (int i = 0; i < order.length; i++) {
            values[i] = v[order[i]];
            errors[i] = e[order[i]];
        }
    }

    private static double positiveSum(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += Math.max(v, 0);
        }
        return sum;
    }

    /** {@code m + Σ_{i≤m} λ_i / |λ_{m+1}|}, m the largest number of leading exponents with a sum ≥ 0 (to rounding). */
    static double kaplanYorke(double[] values, boolean full) {
        double sum = 0;
        for (int m = 0; m < values.length; m++) {
            if (sum + values[m] < -ROUNDING * (m + 1)) {
                return m + Math.max(0, sum) / Math.abs(values[m]);
            }
            sum += values[m];
        }
        return full ? values.length : Double.NaN;
    }
}
