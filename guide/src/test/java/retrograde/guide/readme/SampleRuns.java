package retrograde.guide.readme;

import java.nio.file.Path;
import java.util.Map;

import retrograde.store.Metric;
import retrograde.store.RunDescription;
import retrograde.store.RunStore;
import retrograde.store.RunWriter;
import retrograde.store.Status;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs for commands to look at, where nobody has trained yet. */
final class SampleRuns {
    private static final int UPDATES = 20;

    private SampleRuns() {}

    /** Two runs in the store that commands look into by default. */
    static void write(Path folder) {
        try (RunStore store = RunStore.open(folder.resolve(RunStore.DEFAULT))) {
            for (String cell : new String[] {"lstm", "gru"}) {
                String name = cell + "-adding";
                try (RunWriter run = store.begin(new RunDescription(name, folder.resolve("runs").resolve(name),
                        "retrograde train --cell " + cell, object().put("cell", cell).put("lr", 0.01),
                        object().put("commit", "none")))) {
                    for (int update = 1; update <= UPDATES; update++) {
                        run.metrics(update, Map.of(Metric.LOSS, 1.0 / update, Metric.GRADIENT_NORM, 0.5));
                    }
                    run.metrics(UPDATES, Map.of(Metric.HELD_OUT, 0.1));
                    run.flow(UPDATES, object());
                    run.event(UPDATES, "checkpoint", object());
                    run.end(Status.FINISHED);
                }
            }
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
