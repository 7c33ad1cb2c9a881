package retrograde.engine.simd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that run the same task side by side, with a barrier inside it.
 *
 * <p>
 * A task is a few hundred microseconds, so waiting spins first and sleeps later; the pools of the JDK hand work over in
 * some ten microseconds, and have no barrier as cheap. Who does what depends on the thread's number only.
 */
final class Team implements AutoCloseable {
    private static final int SPINS = 10_000;
    private static final long SLEEP_NANOS = 20_000;

    private final int size;
    private final Thread[] workers;
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger phase = new AtomicInteger();
    private final AtomicLongArray work;
    private volatile @Nullable IntConsumer task;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /** A team of {@code size} threads: the caller and {@code size − 1} others. */
    Team(int size) {
        this.size = size;
        this.work = new AtomicLongArray(size);
        this.workers = new Thread[size - 1];
        for (int i = 0; i < workers.length; i++) {
            int number = i + 1;
            workers[i] = Thread.ofPlatform().daemon().name("retrograde-engine-" + number).start(() -> serve(number));
        }
    }

    /** The number of threads. */
    int size() {
        return size;
    }

    /** Counts units of work done by a thread: how a test sees who worked. */
    void count(int thread, long units) {
        work.addAndGet(thread, units);
    }

    /** The units of work each thread has counted. */
    long[] work() {
        long[] copy = new long[size];
        for (int i = 0; i < size; i++) {
            copy[i] = work.get(i);
        }
        return copy;
    }

    /** Runs the task once in every thread, with its number; returns when all are done. */
    void run(IntConsumer body) {
        if (size == 1) {
            body.accept(0);
            return;
        }
        task = body;
        running.set(size - 1);
        generation.incrementAndGet();
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
        attempt(body, 0);
        for (int i = 0; running.get() > 0; i++) {
            pause(i);
        }
        Throwable failed = failure;
        if (failed != null) {
            failure = null;
            arrived.set(0);
            throw new IllegalStateException("a thread of the engine failed", failed);
        }
    }

    private void attempt(IntConsumer body, int number) {
        try {
            body.accept(number);
        } catch (RuntimeException | Error e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /** Waits, inside a task, until every thread of the team has come here; fails if one of them has failed. */
    void barrier() {
        if (size == 1) {
            return;
        }
        int now = phase.get();
        if (arrived.incrementAndGet() == size) {
            arrived.set(0);
            phase.incrementAndGet();
            return;
        }
        for (int i = 0; phase.get() == now; i++) {
            if (failure != null) {
                throw new IllegalStateException("another thread of the engine failed");
            }
            pause(i);
        }
    }

    private static void pause(int i) {
        if (i < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
    }

    private void serve(int number) {
        int seen = 0;
        while (true) {
            for (int i = 0; generation.get() == seen; i++) {
                if (closed) {
                    return;
                }
                if (i < SPINS) {
                    pause(i);
                } else {
                    LockSupport.parkNanos(this, 1_000_000_000L);
                }
            }
            seen++;
            IntConsumer body = task;
            if (body != null) {
                attempt(body, number);
            }
            running.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
    }
}
