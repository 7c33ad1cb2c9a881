package retrograde.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;
import retrograde.store.RunStore;

/** Which run store. */
final class StoreOptions {

    @Option(
            names = "--store",
            paramLabel = "FILE",
            defaultValue = RunStore.DEFAULT,
            description = "The run store (default ${DEFAULT-VALUE}).")
    Path file = Path.of(RunStore.DEFAULT);
}
