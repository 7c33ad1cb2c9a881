package retrograde.flow;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;
import retrograde.data.Batch;
import retrograde.engine.Execution;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Passage;
import retrograde.sequence.Stack;

/**
 * What can be measured of sequences too long to be kept: the course of their values, and the Lyapunov spectrum.
 *
 * <p>
 * Each sequence is run piece by piece, watched and measured as it goes: the memory is that of a few megabytes of activations
 * for each thread, whatever T, beside the inputs. The figures are the same bits as those of {@link Trajectories}, for any
 * number of threads.
 *
 * @param course the first value that is not finite, and how far the states grew
 * @param spectrum empty where it was not asked for, or a value is not finite
 */
public record LongRun(Course course, Optional<LyapunovSpectrum> spectrum) {
    /** What it costs. */
    public static final String COST = "O(T·S·H²) beside the spectrum: one forward pass";

    /** Bytes of a piece's activations: they stay in the second or third level of the cache. */
    private static final long PIECE = 1 << 21;

    /** Runs a model over a batch without keeping it. */
    public static LongRun watch(Model model, Batch batch, Execution execution) {
        return run(model, batch, Trajectories.distinct(model, batch), piece(model.stack(), 1, PIECE), null, execution,
                _ -> {});
    }

    /**
     * The same and measures the leading exponents; see {@link LyapunovSpectrum#measure}.
     *
     * @param exponents {@code k}
     * @param interval steps between re-orthonormalisations, ≥ 1, or {@link LyapunovSpectrum#AUTOMATIC}; a piece is not shorter
     * @param seed of the frames
     */
    public static LongRun measure(Model model, Batch batch, int exponents, int interval, long seed,
            Execution execution) {
        return measure(model, batch, exponents, interval, seed, execution, _ -> {}, PIECE);
    }

    /**
     * The same; says how far it is.
     *
     * @param progress is told how many steps of all sequences are done, piece by piece, by several threads
     */
    public static LongRun measure(Model model, Batch batch, int exponents, int interval, long seed, Execution execution,
            LongConsumer progress) {
        return measure(model, batch, exponents, interval, seed, execution, progress, PIECE);
    }

    /** The same in pieces of about so many bytes. */
    static LongRun measure(Model model, Batch batch, int exponents, int interval, long seed, Execution execution,
            LongConsumer progress, long bytes) {
        int sequences = Trajectories.distinct(model, batch);
        LyapunovSpectrum.checkSteps(batch.steps());
        boolean automatic = interval == LyapunovSpectrum.AUTOMATIC;
        int next = automatic ? choose(model, batch, sequences, exponents, seed, execution) : interval;
        while (true) {
            SpectrumMeasurement measurement = LyapunovSpectrum.prepare(batch.steps(), sequences, model.stack(),
                    exponents, next, seed);
            LongRun run = run(model, batch, sequences, piece(model.stack(), next, bytes), measurement, execution,
                    progress);
            if (!automatic || run.spectrum().isEmpty() || !measurement.mayHaveLost(run.spectrum().get())) {
                return run;
            }
            next = QrInterval.before(next);
        }
    }

    private static int choose(Model model, Batch batch, int sequences, int exponents, long seed, Execution execution) {
        Stack own = model.stack().with(execution.functions());
        Passage pilot = new Passage(own, batch.steps(), 1, QrInterval.PILOT,
                (first, length, into) -> model.embed(batch.inputs(), 0, first, length, into));
        Watch watch = new Watch(batch.steps(), sequences);
        return QrInterval.choose(LyapunovSpectrum.counted(batch.steps(), sequences), own.stateSize(), exponents, seed,
                new Watched(pilot, watch, 0, own, _ -> {}));
    }

    /** Whole intervals, so that all Jacobians of one are at hand at its end. */
    private static int piece(Stack stack, int interval, long bytes) {
        long wanted = Math.max(1, bytes / stack.bytes(1, 1));
        return (int) Math.min(Integer.MAX_VALUE, (wanted + interval - 1) / interval * interval);
    }

    private static LongRun run(Model model, Batch batch, int sequences, int wanted,
            @Nullable SpectrumMeasurement measurement, Execution execution, LongConsumer progress) {
        int steps = batch.steps();
        int piece = Math.min(wanted, steps);
        int threads = Math.min(execution.threads(), sequences);
        Trajectories.checkMemory(model.stack().bytes(piece, threads), piece, threads);
        AtomicLong done = new AtomicLong();
        Watch[] watches = new Watch[sequences];
        execution.each(sequences, (_, s) -> {
            Watch watch = new Watch(steps, sequences);
            watches[s] = watch;
            Stack own = model.stack().with(execution.functions());
            Passage passage = new Passage(own, steps, 1, piece,
                    (first, length, into) -> model.embed(batch.inputs(), s, first, length, into));
            if (measurement != null) {
                measurement.follow(s, new Watched(passage, watch, s, own, n -> progress.accept(done.addAndGet(n))));
            } else {
                see(passage, watch, s);
                while (watch.finite() && passage.advance()) {
                    see(passage, watch, s);
                }
            }
        });
        Watch all = new Watch(steps, sequences);
        Arrays.stream(watches).forEach(all::add);
        return new LongRun(all.course(),
                measurement != null && all.finite() ? Optional.of(measurement.summarise()) : Optional.empty());
    }

    private static void see(Passage passage, Watch watch, int sequence) {
        watch.see(passage.activations(), passage.length(), passage.first(), sequence);
    }

    /** A sequence that is run, and watched, as it is followed. */
    private static final class Watched implements Walk {
        private final Passage passage;
        private final Watch watch;
        private final int number;
        private final JointJacobian jacobian;
        private final LongConsumer done;

        Watched(Passage passage, Watch watch, int number, Stack stack, LongConsumer done) {
            this.passage = passage;
            this.watch = watch;
            this.number = number;
            this.jacobian = new JointJacobian(stack, passage.activations());
            this.done = done;
            see(passage, watch, number);
        }

        @Override
        public boolean at(int t) {
            if (t >= passage.first() + passage.length()) {
                done.accept(passage.length());
                passage.advance();
                see(passage, watch, number);
            }
            if (watch.finite()) {
                jacobian.at(t - passage.first());
            }
            return watch.finite();
        }

        @Override
        public JointJacobian jacobian() {
            return jacobian;
        }

        @Override
        public int sequence() {
            return 0;
        }
    }
}
