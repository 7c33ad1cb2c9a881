package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.InputException;
import retrograde.engine.Execution;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * The Lyapunov spectrum: the mean growth rates of perturbations of the joint state.
 *
 * <p>
 * {@code Q_t R_t = J_t Q_{t−1}}, {@code λ_i = ⟨ln |R_ii|⟩} in nats per step (Benettin et al. 1980; Engelken, Wolf &amp; Abbott
 * 2023), in forward time order: a product of transposes is not the tangent map. The first {@code max(100, T/10)} steps
 * align the frame and do not count. Cost: {@code O(T·S·(n²k + nk²))}.
 *
 * <p>
 * {@link SumRule}: for a full spectrum {@code Σλ_i = ⟨ln |det J_t|⟩} exactly, at any T, and interval by interval. For the
 * leading k stands in its place the volume growth of a second frame, which begins an interval with the same vectors in
 * reverse order and is re-orthonormalised at every step of it: both span the same space, so their volumes grow alike, exactly
 * and at any T too. Either is measured in 32 intervals, spread over all, and taken to differ in the others as it does in these. A
 * spectrum re-orthonormalised too rarely loses its tail silently, in every interval, and the rule finds it.
 *
 * <p>
 * Where a Jacobian is singular to rounding, as many exponents are −∞ as its rank lacks.
 *
 * @param values {@code λ_1 ≥ … ≥ λ_k}, nats per step; −∞ where a Jacobian was singular
 * @param errors one standard error each: over the sequences; with fewer than 8 of them over 32 blocks of them all, widened
 *        where neighbouring blocks are correlated
 * @param dKY Kaplan–Yorke dimension; NaN where a leading-k spectrum does not reach it
 * @param entropyRateBound {@code Σ_{λ_i>0} λ_i}, nats per step
 * @param sumRule the check
 * @param singularStep the first step with a singular Jacobian, or −1
 * @param interval steps between re-orthonormalisations
 * @param convergence the course over the counted steps
 * @param finiteTime the leading exponents over windows of finite length
 * @param direction the covariant vector of λ₁
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record LyapunovSpectrum(double[] values, double[] errors, double dKY, double entropyRateBound, SumRule sumRule,
        int singularStep, int interval, SpectrumConvergence convergence, FiniteTimeExponents finiteTime,
        LeadingDirection direction) {

    /** What it costs. */
    public static final String COST = "O(T·S·(n²k + nk²)): multiplies k vectors by J_t and orthonormalises them at every step";

    /** In the place of an interval: the largest of 1, 2, 5 and 10 at which nothing is lost. */
    public static final int AUTOMATIC = Integer.MIN_VALUE;

    private static final int BLOCKS = 32;
    /** Fewer sequences than this give no error of their own. */
    static final int FEW = 8;
    /** An exponent of this size is a rounding error. */
    static final double ROUNDING = 1e-12;

    /**
     * The check of a spectrum.
     *
     * @param sum {@code Σλ_i}
     * @param logDet {@code ⟨ln |det J_t|⟩}, or the growth by a second frame for a leading-k spectrum: the sum less how much more
     *        the spectrum's own frame grew in the intervals checked
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
     * @param interval steps between re-orthonormalisations, ≥ 1, or {@link #AUTOMATIC}
     * @param seed of the frames
     */
    public static LyapunovSpectrum measure(Trajectories run, int exponents, int interval, long seed) {
        return measure(run, exponents, interval, seed, Execution.reference());
    }

    /**
     * The same on several threads, which share the sequences: the same bits for any number of them.
     *
     * @param threads 1 or more; no more are used than there are sequences
     */
    public static LyapunovSpectrum measure(Trajectories run, int exponents, int interval, long seed, int threads) {
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, Math.min(threads, run.sequences()))) {
            return measure(run, exponents, interval, seed, execution);
        }
    }

    /** The same by the threads of an execution. */
    public static LyapunovSpectrum measure(Trajectories run, int exponents, int interval, long seed,
            Execution execution) {
        // Made one after the other: each adds what it reads to the graph that they share.
        List<JointJacobian> jacobians = new ArrayList<>();
        for (int i = 0; i < Math.min(execution.threads(), run.sequences()); i++) {
            jacobians.add(new JointJacobian(run.stack(), run.activations()));
        }
        checkSteps(run.steps());
        int next = interval != AUTOMATIC ? interval
                : QrInterval.choose(counted(run.steps(), run.sequences()), run.stack().stateSize(), exponents, seed,
                        new Walk.Kept(jacobians.get(0), 0));
        while (true) {
            SpectrumMeasurement measurement = prepare(run.steps(), run.sequences(), run.stack(), exponents, next, seed);
            execution.each(run.sequences(),
                    (thread, s) -> measurement.follow(s, new Walk.Kept(jacobians.get(thread), s)));
            LyapunovSpectrum spectrum = measurement.summarise();
            if (interval != AUTOMATIC || !measurement.mayHaveLost(spectrum)) {
                return spectrum;
            }
            next = QrInterval.before(next);
        }
    }

    /** Steps that count, of all sequences. */
    static long counted(int steps, int sequences) {
        return (long) (steps - alignment(steps)) * sequences;
    }

    static void checkSteps(int steps) {
        int skip = alignment(steps);
        if (steps - skip < 2) {
            throw new InputException("a Lyapunov spectrum needs more than " + (skip + 1) + " steps, of which the first "
                    + skip + " align the frame; got " + steps
                    + "; choose a longer --window (or --steps for noise and zero data)");
        }
    }

    /** A measurement whose sequences are to be followed. */
    static SpectrumMeasurement prepare(int steps, int sequences, Stack stack, int exponents, int interval, long seed) {
        checkSteps(steps);
        int skip = alignment(steps);
        int blocks = blocks(sequences, steps - skip, interval);
        return new SpectrumMeasurement(steps, sequences, stack, Math.min(exponents, stack.stateSize()), interval, skip,
                blocks, seed);
    }

    /** Blocks of each sequence: one where the sequences are enough, else as many as make 32, none shorter than an interval. */
    private static int blocks(int sequences, int counted, int interval) {
        int wanted = sequences >= FEW ? 1 : (BLOCKS + sequences - 1) / sequences;
        return Math.max(1, Math.min(wanted, counted / interval));
    }

    static void sortDescending(double[] values, double[] errors) {
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

    static double positiveSum(double[] values) {
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
