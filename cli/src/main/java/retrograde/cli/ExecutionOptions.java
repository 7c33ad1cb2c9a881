package retrograde.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.engine.Execution.Kind;

/** The options by which a command says in what arithmetic, and on how many threads, it trains. */
final class ExecutionOptions {
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = {
                    "Arithmetic: float32 or float64, compiled for this processor, or reference: float64, interpreted,",
                    "one thread (default ${DEFAULT-VALUE})."})
    private String dtype = "float32";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads in all (default: one a processor). Results are the same bits for any number.")
    private @Nullable Integer threads;

    Kind kind() {
        return Kind.of(dtype);
    }

    int threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads == null) {
            return Math.min(processors, MOST_THREADS);
        }
        if (threads < 1) {
            throw new InputException(
                    "--threads is " + threads + ": at least 1 is needed; this machine has " + processors);
        }
        if (threads > MOST_THREADS) {
            throw new InputException("--threads is " + threads + ", more than the " + MOST_THREADS
                    + " possible; this machine has " + processors + ", and more than that gain nothing");
        }
        return threads;
    }
}
