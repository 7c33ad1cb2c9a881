package retrograde.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * A run as it is kept.
 *
 * @param id counts from 1 in each store
 * @param name as described; others may have the same
 * @param folder of its checkpoints, absolute
 * @param command the command line that began it
 * @param started when it was begun
 * @param ended when it ended; empty while it runs or where it is lost
 * @param status how it stands now
 * @param configuration every option with its value
 * @param provenance what its figures depend on besides
 */
public record Run(long id, String name, Path folder, String command, Instant started, Optional<Instant> ended,
        Status status, JsonNode configuration, JsonNode provenance) {}
