package retrograde.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;

/** The option by which a command says on how many threads it works. */
final class ThreadOptions {
    private static final int MOST = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads in all (default: one a processor). Results are the same bits for any number.")
    private @Nullable Integer threads;

    int number() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads == null) {
            return Math.min(processors, MOST);
        }
        if (threads < 1) {
            throw new InputException(
                    "--threads is " + threads + ": at least 1 is needed; this machine has " + processors);
        }
        if (threads > MOST) {
            throw new InputException("--threads is " + threads + ", more than the " + MOST
                    + " possible; this machine has " + processors + ", and more than that gain nothing");
        }
        return threads;
    }
}
