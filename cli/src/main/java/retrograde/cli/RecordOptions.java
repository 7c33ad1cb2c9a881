package retrograde.cli;

import java.nio.file.Path;
import java.util.Map;

import picocli.CommandLine.Option;
import retrograde.store.RunStore;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The option by which a training is recorded in a run store. */
final class RecordOptions {
    private static final String NONE = "none";

    @Option(
            names = "--store",
            paramLabel = "FILE|none",
            defaultValue = RunStore.DEFAULT,
            description = "The run store, which 'retrograde runs' reads (default ${DEFAULT-VALUE}).")
    private String store = RunStore.DEFAULT;

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
        if (NONE.equals(store)) {
            return Recording.none();
        }
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        facts.forEach(configuration::put);
        Path absolute = folder.toAbsolutePath().normalize();
        return Recording.in(Path.of(store), absolute, name(absolute, facts.containsKey(TrainingSetup.SEEDS)), after,
                configuration, provenance);
    }

    /** A run of a series is called by its series, too: {@code gru-adding/seed-1}. */
    private static String name(Path folder, boolean ofSeries) {
        Path above = folder.getParent();
        Path series = above == null || !ofSeries ? null : above.getFileName();
        return (series == null ? "" : series + "/") + folder.getFileName();
    }
}
