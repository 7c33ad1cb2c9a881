package retrograde.flow;

import java.util.Arrays;

import retrograde.flow.LyapunovSpectrum.SumRule;
import retrograde.model.Seeds;
import retrograde.sequence.JointJacobian;

/** A {@link LyapunovSpectrum} being measured, one sequence after the other. */
final class SpectrumMeasurement {
    /** Intervals that the second frame is followed through, all sequences together. */
    private static final int CHECKED = 32;

    private final Trajectories run;
    private final int n;
    private final int k;
    private final int interval;
    private final int skip;
    private final int counted;
    private final int blocks;
    private final long seed;
    /** For each block of each sequence the sums of {@code ln R_ii}, and that of ln |det J|, or of all of the former. */
    private final double[][] growth;
    private final double[] volume;
    /** For each sequence the first step with a singular Jacobian, or −1. */
    private final int[] singular;
    /** For each sequence how much more the frame's volume grew than the second one's, and over how many steps. */
    private final double[] excess;
    private final long[] checkedSteps;

    /**
     * Prepares to measure.
     *
     * @param k exponents
     * @param interval steps between re-orthonormalisations
     * @param skip the steps that align the frame
     * @param blocks of each sequence
     */
    SpectrumMeasurement(Trajectories run, int k, int interval, int skip, int blocks, long seed) {
        this.run = run;
        this.n = run.stack().stateSize();
        this.k = k;
        this.interval = interval;
        this.skip = skip;
        this.counted = run.steps() - skip;
        this.blocks = blocks;
        this.seed = seed;
        int sequences = run.sequences();
        growth = new double[sequences * blocks][k];
        volume = new double[sequences * blocks];
        singular = new int[sequences];
        Arrays.fill(singular, -1);
        excess = new double[sequences];
        checkedSteps = new long[sequences];
    }

    private int block(int t) {
        return t < skip ? 0 : (int) ((long) (t - skip) * blocks / counted);
    }

    private boolean exact(int t) {
        return t == run.steps() - 1 || t == skip - 1 || (t >= skip && block(t + 1) != block(t));
    }

    private boolean ends(int t) {
        return (t + 1) % interval == 0 || exact(t);
    }

    /** Carries a frame along one sequence. */
    void follow(int s, JointJacobian jacobian) {
        Frame frame = new Frame(n, k, Seeds.generator(seed, "frame " + s));
        Frame second = frame.empty();
        boolean leading = k < n;
        int every = Math.max(1, (counted / interval + blocks) * run.sequences() / CHECKED);
        int start = 0;
        int index = s;
        double secondGrowth = 0;
        for (int t = 0; t < run.steps(); t++) {
            jacobian.at(t);
            boolean checked = leading && start >= skip && index % every == 0;
            if (checked && t == start) {
                second.reverse(frame);
                secondGrowth = 0;
            }
            frame.push(jacobian, s);
            if (!leading) {
                determinant(s, t, frame, jacobian);
            }
            if (checked) {
                second.push(jacobian, s);
                second.orthonormalise(ends(t));
                secondGrowth += sum(second.logGrowth());
            }
            if (ends(t)) {
                // A second frame starts from, and is compared with, vectors that are orthonormal to rounding.
                boolean nextChecked = leading && t + 1 >= skip && (index + 1) % every == 0;
                frame.orthonormalise(exact(t) || checked || nextChecked);
                boolean regular = !leading || !frame.mayBeDeficient() || regular(s, start, t, frame, jacobian);
                double[] logs = frame.logGrowth();
                if (t >= skip) {
                    add(s * blocks + block(t), logs, leading);
                }
                if (checked && regular) {
                    excess[s] += sum(logs) - secondGrowth;
                    checkedSteps[s] += t + 1 - start;
                }
                start = t + 1;
                index++;
            }
        }
    }

    private void add(int sample, double[] logs, boolean leading) {
        for (int i = 0; i < k; i++) {
            growth[sample][i] += logs[i];
        }
        if (leading) {
            volume[sample] += sum(logs);
        }
    }

    private void determinant(int s, int t, Frame frame, JointJacobian jacobian) {
        Determinant determinant = Determinant.of(jacobian.of(s), n);
        frame.limit(determinant.rank());
        if (singular[s] < 0 && determinant.logAbs() == Double.NEGATIVE_INFINITY) {
            singular[s] = t;
        }
        if (t >= skip) {
            volume[s * blocks + block(t)] += determinant.logAbs();
        }
    }

    /** Whether the Jacobians of an interval in which a frame's vectors fell together have rank k all the same. */
    private boolean regular(int s, int first, int last, Frame frame, JointJacobian jacobian) {
        boolean regular = true;
        for (int t = first; t <= last; t++) {
            jacobian.at(t);
            int rank = Determinant.of(jacobian.of(s), n).rank();
            frame.limit(rank);
            if (rank < k) {
                singular[s] = singular[s] < 0 ? t : singular[s];
                regular = false;
            }
        }
        return regular;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum;
    }

    LyapunovSpectrum summarise() {
        int samples = growth.length;
        double[] values = new double[k];
        double[] errors = new double[k];
        double[] sums = new double[samples];
        double excessPerStep = excessPerStep();
        for (int b = 0; b < samples; b++) {
            int block = b % blocks;
            // Blocks differ by at most one step; each is weighted by its own length.
            long length = blockLength(block);
            for (int i = 0; i < k; i++) {
                growth[b][i] /= length;
                sums[b] += growth[b][i];
            }
            volume[b] = volume[b] / length - excessPerStep;
        }
        for (int i = 0; i < k; i++) {
            int index = i;
            double[] of = Arrays.stream(growth).mapToDouble(g -> g[index]).toArray();
            values[i] = weightedMean(of);
            errors[i] = Statistics.standardError(of);
        }
        double sum = weightedMean(sums);
        double reference = weightedMean(volume);
        boolean full = k == n;
        LyapunovSpectrum.sortDescending(values, errors);
        return new LyapunovSpectrum(values, errors, LyapunovSpectrum.kaplanYorke(values, full),
                LyapunovSpectrum.positiveSum(values), new SumRule(sum, reference, 1e-6 * n, full),
                Arrays.stream(singular).filter(t -> t >= 0).min().orElse(-1));
    }

    private double excessPerStep() {
        long steps = Arrays.stream(checkedSteps).sum();
        return steps == 0 ? 0 : sum(excess) / steps;
    }

    private long blockLength(int block) {
        long first = ceilingDivide((long) block * counted, blocks);
        long next = ceilingDivide((long) (block + 1) * counted, blocks);
        return next - first;
    }

    private static long ceilingDivide(long a, int b) {
        return (a + b - 1) / b;
    }

    private double weightedMean(double[] samples) {
        double sum = 0;
        for (int b = 0; b < samples.length; b++) {
            sum += samples[b] * blockLength(b % blocks);
        }
        return sum / ((double) counted * samples.length / blocks);
    }
}
