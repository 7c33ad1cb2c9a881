package retrograde.engine.simd;

import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleUnaryOperator;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The machine's limit for dense arithmetic: fused multiply-adds on registers alone, in GFLOP/s (one FMA is two flops).
 *
 * <p>
 * Twelve chains {@code a ← a·m + c} of the widest vectors run beside each other, more than a core with two FMA units of
 * latency 4 or 5 needs, and no more than AVX2 has registers for; a core with four units of latency 4 could do up to a third more.
 * The work is fixed, the best of several trials counts, since whatever else runs only ever takes time away. Takes a few
 * hundred milliseconds. Needs the incubating Vector API.
 */
public final class FmaLimit {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;

    /** FMAs of one chain in one call; a call takes about 50 µs, so that calls, not loops, get compiled first. */
    private static final int LENGTH = 16_384;

    /** Calls of a trial: about 10 ms, long against the start of a thread. */
    private static final int CALLS = 200;

    private static final int TRIALS = 24;

    private FmaLimit() {}

    /**
     * The limit in float32.
     *
     * @param threads how many threads work at once, ≥ 1; no more are of use than the machine has cores
     * @return GFLOP/s of all threads together
     */
    public static double float32(int threads) {
        return best(threads, FLOATS.length(), FmaLimit::floats);
    }

    /** The limit in float64; otherwise as {@link #float32}. */
    public static double float64(int threads) {
        return best(threads, DOUBLES.length(), FmaLimit::doubles);
    }

    private static double best(int threads, int lanes, DoubleUnaryOperator chains) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        double flops = 2.0 * lanes * CHAINS * LENGTH * CALLS * threads;
        double best = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            best = Math.max(best, flops / nanoseconds(threads, chains));
        }
        return best;
    }

    /** From the start of the first to the end of the last, by the clocks of the threads that work: nobody else's may be late. */
    private static long nanoseconds(int threads, DoubleUnaryOperator chains) {
        CyclicBarrier ready = new CyclicBarrier(threads);
        long[] begins = new long[threads];
        long[] ends = new long[threads];
        AtomicReference<Throwable> failure = new AtomicReference<>();
        double[] results = new double[threads];
        Thread[] all = new Thread[threads];
        for (int n = 0; n < threads; n++) {
            int index = n;
            all[n] = new Thread(() -> {
                meet(ready);
                begins[index] = System.nanoTime();
                double sum = 0;
                for (int call = 0; call < CALLS; call++) {
                    sum += chains.applyAsDouble(sum);
                }
                ends[index] = System.nanoTime();
                results[index] = sum;
            }, "fma limit " + n);
            all[n].setDaemon(true);
            all[n].setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
            all[n].start();
        }
        for (Thread each : all) {
            join(each);
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the arithmetic failed", failure.get());
        }
        for (double result : results) {
            // Reading the results keeps the compiler from dropping the work.
            if (!(result > 0)) {
                throw new IllegalStateException("the arithmetic is wrong: " + result);
            }
        }
        return Arrays.stream(ends).max().orElseThrow() - Arrays.stream(begins).min().orElseThrow();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    /** The chains tend to {@code c / (1 − m)} = 1, so values stay ordinary numbers however long they run. */
    private static double floats(double start) {
        FloatVector m = FloatVector.broadcast(FLOATS, 0.75f);
        FloatVector c = FloatVector.broadcast(FLOATS, 0.25f);
        FloatVector a0 = FloatVector.broadcast(FLOATS, (float) Math.min(start, 1));
        FloatVector a1 = a0.add(1);
        FloatVector a2 = a0.add(2);
        FloatVector a3 = a0.add(3);
        FloatVector a4 = a0.add(4);
        FloatVector a5 = a0.add(5);
        FloatVector a6 = a0.add(6);
        FloatVector a7 = a0.add(7);
        FloatVector a8 = a0.add(8);
        FloatVector a9 = a0.add(9);
        FloatVector a10 = a0.add(10);
        FloatVector a11 = a0.add(11);
        for (int i = 0; i < LENGTH; i++) {
            a0 = a0.fma(m, c);
            a1 = a1.fma(m, c);
            a2 = a2.fma(m, c);
            a3 = a3.fma(m, c);
            a4 = a4.fma(m, c);
            a5 = a5.fma(m, c);
            a6 = a6.fma(m, c);
            a7 = a7.fma(m, c);
            a8 = a8.fma(m, c);
            a9 = a9.fma(m, c);
            a10 = a10.fma(m, c);
            a11 = a11.fma(m, c);
        }
        FloatVector low = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
        return low.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
    }

    private static double doubles(double start) {
        DoubleVector m = DoubleVector.broadcast(DOUBLES, 0.75);
        DoubleVector c = DoubleVector.broadcast(DOUBLES, 0.25);
        DoubleVector a0 = DoubleVector.broadcast(DOUBLES, Math.min(start, 1));
        DoubleVector a1 = a0.add(1);
        DoubleVector a2 = a0.add(2);
        DoubleVector a3 = a0.add(3);
        DoubleVector a4 = a0.add(4);
        DoubleVector a5 = a0.add(5);
        DoubleVector a6 = a0.add(6);
        DoubleVector a7 = a0.add(7);
        DoubleVector a8 = a0.add(8);
        DoubleVector a9 = a0.add(9);
        DoubleVector a10 = a0.add(10);
        DoubleVector a11 = a0.add(11);
        for (int i = 0; i < LENGTH; i++) {
            a0 = a0.fma(m, c);
            a1 = a1.fma(m, c);
            a2 = a2.fma(m, c);
            a3 = a3.fma(m, c);
            a4 = a4.fma(m, c);
            a5 = a5.fma(m, c);
            a6 = a6.fma(m, c);
            a7 = a7.fma(m, c);
            a8 = a8.fma(m, c);
            a9 = a9.fma(m, c);
            a10 = a10.fma(m, c);
            a11 = a11.fma(m, c);
        }
        DoubleVector low = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
        return low.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
    }
}
