package retrograde.store;

import java.nio.file.Path;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs to be stored. */
final class Example {
    private Example() {}

    static RunDescription run(String name, Path folder) {
        return new RunDescription(name, folder, "retrograde train --out " + folder,
                object().put("cell", "lstm").put("lr", 0.01).put("updates", 300), object().put("commit", "abc"));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
