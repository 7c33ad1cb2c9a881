package retrograde.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;

/** Which run store. */
final class StoreOptions {

    @Option(
            names = "--store",
            paramLabel = "FILE",
            defaultValue = "runs/runs.db",
            description = "The run store (default ${DEFAULT-VALUE}).")
    Path file = Path.of("runs", "runs.db");
}
