package retrograde.store;

import tools.jackson.databind.JsonNode;

/**
 * Something that happened during a run.
 *
 * @param update how many updates had been made
 * @param kind of event, such as {@code alarm} or {@code resumed}
 * @param document what there is to say about it
 */
public record EventEntry(int update, String kind, JsonNode document) {
    /** The kind of the event that {@link RunStore#resume} adds by itself. */
    public static final String RESUMED = "resumed";
}
