package retrograde.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.engine.Execution.Kind;

/** The options by which a command says in what arithmetic, and on how many threads, it trains. */
final class ExecutionOptions {
    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = {
                    "Arithmetic: float32 or float64, compiled for this processor, or reference: float64, interpreted,",
                    "one thread (default ${DEFAULT-VALUE})."})
    private String dtype = "float32";

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    Kind kind() {
        return Kind.of(dtype);
    }

    int threads() {
        return threads.number();
    }
}
