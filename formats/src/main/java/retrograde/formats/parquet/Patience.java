package retrograde.formats.parquet;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits for work that may never end, as long as it goes on. */
final class Patience {
    private Patience() {}

    /**
     * Does the work on a thread that keeps no program from ending.
     *
     * @param longest the longest time without progress
     * @param progress a number that changes while the work goes on
     * @return its result; empty where it came to a standstill
     */
    static <T> Optional<T> of(Duration longest, LongSupplier progress, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofPlatform().daemon().name("parquet").start(task);
        long before = progress.getAsLong();
        while (true) {
            try {
                return Optional.of(task.get(longest.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                long now = progress.getAsLong();
                if (now == before) {
                    task.cancel(true);
                    return Optional.empty();
                }
                before = now;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                task.cancel(true);
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
