package retrograde.flow;

import java.util.Arrays;

import retrograde.flow.Determinant.Elimination;
import retrograde.flow.LyapunovSpectrum.SumRule;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

/** A {@link LyapunovSpectrum} being measured, one sequence after the other. */
final class SpectrumMeasurement {
    /** Intervals whose volume is measured in the other way too, all sequences together. */
    private static final int CHECKED = 32;
    /** Counted steps of the first sequence over which the leading direction is compared with that of another start. */
    private static final int COMPARED = 1000;

    private final int steps;
    private final int sequences;
    private final int n;
    private final int k;
    private final int interval;
    private final int skip;
    private final int counted;
    private final int blocks;
    private final long seed;
    /** For each block of each sequence the sums of {@code ln R_ii}, and the sum of all of these. */
    private final double[][] growth;
    private final double[] volume;
    /** For each sequence the first step with a singular Jacobian, or −1. */
    private final int[] singular;
    /** For each sequence how much more the frame's volume grew than in the other way, and over how many steps. */
    private final double[] excess;
    private final long[] checkedSteps;
    /** For each sequence whether Cholesky's method did for every orthonormalisation that counts: nothing is lost then. */
    private final boolean[] kept;
    private final SpectrumConvergence.Segments segments;
    private final FiniteTimeExponents.Windows windows;
    private final LeadingDirection.Portrait portrait;

    /**
     * Prepares to measure.
     *
     * @param stack whose joint state has n entries
     * @param k exponents, at most n
     * @param interval steps between re-orthonormalisations
     * @param skip the steps that align the frame
     * @param blocks of each sequence
     */
    SpectrumMeasurement(int steps, int sequences, Stack stack, int k, int interval, int skip, int blocks, long seed) {
        this.steps = steps;
        this.sequences = sequences;
        this.n = stack.stateSize();
        this.k = k;
        this.interval = interval;
        this.skip = skip;
        this.counted = steps - skip;
        this.blocks = blocks;
        this.seed = seed;
        growth = new double[sequences * blocks][k];
        volume = new double[sequences * blocks];
        singular = new int[sequences];
        Arrays.fill(singular, -1);
        excess = new double[sequences];
        checkedSteps = new long[sequences];
        kept = new boolean[sequences];
        Arrays.fill(kept, true);
        segments = new SpectrumConvergence.Segments(sequences, counted, interval, k);
        int whole = (skip + interval - 1) / interval * interval;
        windows = new FiniteTimeExponents.Windows(sequences, whole, Math.max(0, steps - whole), interval, k);
        portrait = new LeadingDirection.Portrait(stack, sequences, segments.number(),
                Seeds.generator(seed, "direction"));
    }

    private int block(int t) {
        return t < skip ? 0 : (int) ((long) (t - skip) * blocks / counted);
    }

    private boolean exact(int t) {
        return t == steps - 1 || t == skip - 1 || (t >= skip && block(t + 1) != block(t));
    }

    private boolean ends(int t) {
        return (t + 1) % interval == 0 || exact(t);
    }

    /** Carries a frame along one sequence. Threads may follow different sequences, each with a Jacobian of its own. */
    void follow(int s, Walk walk) {
        Elimination elimination = new Elimination(n);
        Frame frame = new Frame(n, k, Seeds.generator(seed, "frame " + s));
        Frame second = frame.empty();
        double[] direction = new double[n];
        boolean leading = k < n;
        long every = Math.max(1, ((long) counted / interval + blocks) * sequences / CHECKED);
        int start = 0;
        int index = s;
        double secondGrowth = 0;
        for (int t = 0; t < steps; t++) {
            if (!walk.at(t)) {
                return;
            }
            boolean checked = start >= skip && index % every == 0;
            if (checked && t == start) {
                second.reverse(frame);
                secondGrowth = 0;
            }
            frame.push(walk.jacobian(), walk.sequence());
            boolean compared = s == 0 && t < skip + COMPARED;
            if (compared) {
                portrait.carryOther(walk.jacobian().of(walk.sequence()));
            }
            if (t >= skip) {
                portray(s, t, frame, direction);
            }
            if (t >= skip && compared) {
                portrait.compare(direction);
            }
            if (checked && !leading) {
                secondGrowth += determinant(s, t, frame, walk, elimination);
            } else if (checked) {
                second.push(walk.jacobian(), walk.sequence());
                second.orthonormalise(ends(t));
                secondGrowth += sum(second.logGrowth());
            }
            if (ends(t)) {
                // A second frame starts from, and is compared with, vectors that are orthonormal to rounding.
                boolean nextChecked = t + 1 >= skip && (index + 1) % every == 0;
                frame.orthonormalise(exact(t) || checked || nextChecked);
                boolean regular = (!frame.mayBeDeficient() || regular(s, start, t, frame, walk, elimination))
                        && secondGrowth != Double.NEGATIVE_INFINITY;
                double[] logs = frame.logGrowth();
                if (t >= skip) {
                    kept[s] &= frame.least() > 0;
                    add(s * blocks + block(t), logs);
                    segments.add(s, t - skip, t + 1 - start, logs);
                    windows.add(s, start, t, logs);
                }
                if (checked && regular) {
                    excess[s] += sum(logs) - secondGrowth;
                    checkedSteps[s] += t + 1 - start;
                }
                start = t + 1;
                secondGrowth = 0;
                index++;
            }
        }
    }

    private void portray(int s, int t, Frame frame, double[] direction) {
        frame.first(direction);
        portrait.see(s, segments.of(t - skip), direction);
    }

    private void add(int sample, double[] logs) {
        for (int i = 0; i < k; i++) {
            growth[sample][i] += logs[i];
        }
        volume[sample] += sum(logs);
    }

    private double determinant(int s, int t, Frame frame, Walk walk, Elimination elimination) {
        Determinant determinant = elimination.of(walk.jacobian().of(walk.sequence()));
        frame.limit(determinant.rank());
        if (singular[s] < 0 && determinant.logAbs() == Double.NEGATIVE_INFINITY) {
            singular[s] = t;
        }
        return determinant.logAbs();
    }

    /** Whether the Jacobians of an interval in which a frame's vectors fell together have rank k all the same. */
    private boolean regular(int s, int first, int last, Frame frame, Walk walk, Elimination elimination) {
        boolean regular = true;
        for (int t = first; t <= last; t++) {
            walk.at(t);
            int rank = elimination.of(walk.jacobian().of(walk.sequence())).rank();
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

    /** Whether re-orthonormalising more often could tell more than this, or the sum rule fails. */
    boolean mayHaveLost(LyapunovSpectrum spectrum) {
        boolean all = true;
        for (boolean of : kept) {
            all &= of;
        }
        return interval > 1 && !(all && spectrum.sumRule().holds());
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
            errors[i] = Statistics.standardError(of)
                    * (blocks > 1 ? Math.sqrt(Statistics.countingAsOne(of, blocks)) : 1);
        }
        double sum = weightedMean(sums);
        double reference = weightedMean(volume);
        boolean full = k == n;
        LyapunovSpectrum.sortDescending(values, errors);
        return new LyapunovSpectrum(values, errors, LyapunovSpectrum.kaplanYorke(values, full),
                LyapunovSpectrum.positiveSum(values), new SumRule(sum, reference, 1e-6 * n, full),
                Arrays.stream(singular).filter(t -> t >= 0).min().orElse(-1), interval, segments.summarise(full),
                windows.summarise(), portrait.summarise());
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
