package retrograde.store;

import java.nio.file.Path;

import retrograde.InputException;
import tools.jackson.databind.JsonNode;

/**
 * What is to be run.
 *
 * @param name by which users refer to it, such as {@code lstm-adding}; several runs may share it
 * @param folder of its checkpoints; kept as an absolute path
 * @param command the command line, as a shell takes it
 * @param configuration every option with its value, as one JSON object
 * @param provenance what the figures depend on besides: commit, JDK, processor, seed, hash of the data
 */
public record RunDescription(String name, Path folder, String command, JsonNode configuration, JsonNode provenance) {
    public RunDescription {
        if (name.isBlank()) {
            throw new InputException("a run needs a name; give one that is not blank");
        }
        folder = folder.toAbsolutePath().normalize();
    }
}
