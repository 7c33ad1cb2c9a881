package retrograde.cli;

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The option by which a training is recorded in a run store. */
final class RecordOptions {
    private static final String NONE = "none";
    private static final String STORE = "runs.db";

    @Option(
            names = "--store",
            paramLabel = "FILE|none",
            description = "The run store, read by 'retrograde runs' (default: runs.db beside the run's folder).")
    private @Nullable String given;

    /**
     * Begins to record a run, or goes on. What it gives hides the store's types: commands that record nothing do not load
     * them, though picocli looks at every field and method of an option class.
     *
     * @param folder of the run
     * @param facts how it is trained
     * @param after how many updates it goes on; −1 for a new run
     * @param provenance with the command line as {@code command}
     */
    Recording begin(Path folder, Map<String, String> facts, int after, ObjectNode provenance) {
        if (NONE.equals(given)) {
            return Recording.none();
        }
        Path absolute = folder.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path file = given != null ? Path.of(given) : (parent == null ? absolute : parent).resolve(STORE);
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        facts.forEach(configuration::put);
        return Recording.in(file, absolute, after, configuration, provenance);
    }
}
