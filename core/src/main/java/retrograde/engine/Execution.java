package retrograde.engine;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.engine.simd.CompiledFunctions;
import retrograde.engine.simd.Workers;
import retrograde.equation.Function;

/**
 * How layers are executed: by which engine, in which format, on how many threads, in how much memory.
 *
 * <p>
 * The compiled engines turn a cell's equations into kernels for this machine. Their results are the same bits for any
 * number of threads and any memory, before and after the JIT compiler has worked.
 */
public final class Execution implements AutoCloseable {

    /** The engines. */
    public enum Kind {
        /** The float64 interpreter: the oracle. One thread. */
        REFERENCE,
        /** Compiled kernels in float64. */
        FLOAT64,
        /** Compiled kernels in float32; parameters and their gradients stay float64 outside. */
        FLOAT32;

        /** The kind by its name in options: {@code reference}, {@code float64}, {@code float32}. */
        public static Kind of(String name) {
            for (Kind kind : values()) {
                if (kind.text().equals(name)) {
                    return kind;
                }
            }
            throw new InputException(
                    "--dtype is \"" + name + "\"; it is one of float32, float64 and reference (float64, interpreted)");
        }

        /** The name in options. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final long budget;
    private final @Nullable Workers workers;

    /**
     * An execution.
     *
     * @param threads 1 or more; the reference engine uses one whatever is given
     * @param budget bytes that a layer's activations may take; a longer sequence is computed again piece by piece
     */
    public Execution(Kind kind, int threads, long budget) {
        if (threads < 1) {
            throw new InputException("--threads is " + threads + ": at least 1 is needed; this machine has "
                    + Runtime.getRuntime().availableProcessors());
        }
        this.kind = kind;
        this.budget = budget;
        this.workers = kind == Kind.REFERENCE ? null : new Workers(threads);
    }

    /** The reference engine. */
    public static Execution reference() {
        return new Execution(Kind.REFERENCE, 1, Long.MAX_VALUE);
    }

    /** A compiled engine with as much memory as Java allows. */
    public static Execution of(Kind kind, int threads) {
        return new Execution(kind, threads, Long.MAX_VALUE);
    }

    /** Which engine. */
    public Kind kind() {
        return kind;
    }

    /** The number of threads. */
    public int threads() {
        return workers == null ? 1 : workers.threads();
    }

    /** The units of work that each thread has done so far; empty for the reference engine. */
    public long[] work() {
        return workers == null ? new long[0] : workers.work();
    }

    /** Work that threads share out by their number; each result belongs to one of them. */
    public interface Share {
        /** What thread {@code thread} of {@code threads} does. */
        void run(int thread, int threads);
    }

    /** Runs a share of work in every thread; returns when all are done. */
    public void run(Share share) {
        if (workers == null) {
            share.run(0, 1);
        } else {
            workers.run(share::run);
        }
    }

    /** How elementary functions of float64 numbers are evaluated. */
    public Functions functions() {
        return workers == null ? Functions.STRICT : Functions.COMPILED;
    }

    /** How many numbers {@link #exponentials} takes at a time. */
    public int lanes() {
        return workers == null ? 1 : CompiledFunctions.lanes();
    }

    /**
     * Replaces numbers by their exponentials: by StrictMath for the reference, else within 2 ulp.
     *
     * @param values modified
     * @param from the first
     * @param to the end; {@code to − from} is a multiple of {@link #lanes}
     */
    public void exponentials(double[] values, int from, int to) {
        if (workers != null) {
            CompiledFunctions.exponentials(values, from, to);
            return;
        }
        Functions.STRICT.apply(Function.EXP, values, from, values, from, to - from);
    }

    /** One of several pieces of work whose results have nothing to do with each other. */
    public interface Job {
        /** Does piece {@code index} in thread {@code thread}. */
        void run(int thread, int index);
    }

    /**
     * Runs a job once for each index below {@code count}: threads take the next one as they get free, those whose number is
     * below {@code count}.
     */
    public void each(int count, Job job) {
        AtomicInteger next = new AtomicInteger();
        run((thread, _) -> {
            while (thread < count) {
                int index = next.getAndIncrement();
                if (index >= count) {
                    return;
                }
                job.run(thread, index);
            }
        });
    }

    /** An engine for a layer. */
    public Engine engine(LayerShape shape) {
        return workers == null ? new ReferenceEngine(shape) : new CompiledEngine(shape, kind, workers, budget);
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
    }
}
