package retrograde.store;

import tools.jackson.databind.JsonNode;

/**
 * A measurement of the gradient flow during a run.
 *
 * @param update how many updates had been made
 * @param document the measurement
 */
public record FlowEntry(int update, JsonNode document) {}
