package retrograde.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.store.Run;
import retrograde.store.RunDescription;
import retrograde.store.RunStore;
import retrograde.store.RunWriter;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The option by which a training is recorded in a run store. */
final class RecordOptions {
    private static final String NONE = "none";

    @Option(
            names = "--store",
            paramLabel = "FILE|none",
            description = "The run store, read by 'retrograde runs' (default: runs.db beside the run's folder).")
    private @Nullable String given;

    private @Nullable RunStore store;

    /**
     * Begins to record a run, or goes on.
     *
     * @param folder of the run
     * @param facts how it is trained
     * @param after how many updates it goes on; −1 for a new run
     * @param provenance with the command line as {@code command}
     */
    Optional<RunWriter> begin(Path folder, Map<String, String> facts, int after, ObjectNode provenance) {
        if (NONE.equals(given)) {
            return Optional.empty();
        }
        Path absolute = folder.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path file = given != null ? Path.of(given)
                : (parent == null ? absolute : parent).resolve(RunStore.DEFAULT.getFileName());
        RunStore opened = RunStore.open(file);
        store = opened;
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        facts.forEach(configuration::put);
        RunDescription description = new RunDescription(absolute.getFileName().toString(), absolute,
                provenance.path("command").asString(""), configuration, provenance);
        // A run of before it was recorded, or recorded elsewhere, is recorded from here on.
        Optional<Run> earlier = after < 0 ? Optional.empty() : opened.newest(absolute);
        return Optional.of(earlier.isPresent() ? opened.resume(earlier.get().id(), after, description)
                : opened.begin(description));
    }

    /** Closes the store; its writers are closed before. */
    void close() {
        if (store != null) {
            store.close();
        }
    }
}
