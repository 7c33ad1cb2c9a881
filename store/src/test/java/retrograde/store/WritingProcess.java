package retrograde.store;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records a run whose values follow from the update alone, and says what it is about to commit ({@code begin N}) and what
 * it has committed ({@code committed N}).
 */
final class WritingProcess {
    /** Many, so that a transaction takes long enough to be hit. */
    static final int METRICS = 40;
    /** Updates of a transaction. */
    static final int BATCH = 50;

    private WritingProcess() {}

    /** Arguments: store, folder of the run, updates made before, updates in all. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        int before = Integer.parseInt(arguments[2]);
        int all = Integer.parseInt(arguments[3]);
        RunDescription description = Example.run(String.valueOf(folder.getFileName()), folder);
        try (RunStore store = RunStore.open(Path.of(arguments[0]));
                RunWriter run = store.newest(folder).isPresent() ? store.resume(folder, before, description)
                        : store.begin(description)) {
            System.out.println("started");
            for (int update = before + 1; update <= all; update++) {
                run.metrics(update, values(update));
                run.event(update, "tick", Example.object().put("update", update));
                if (update % BATCH == 0 || update == all) {
                    System.out.println("begin " + update);
                    run.commit();
                    System.out.println("committed " + update);
                }
            }
            run.end(Status.FINISHED);
        }
    }

    /** What is recorded after an update. */
    static Map<String, Double> values(int update) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < METRICS; i++) {
            values.put("metric" + i, value(update, i));
        }
        return values;
    }

    /** Of full length, so that no digit may be lost. */
    static double value(int update, int metric) {
        return 1.0 / (update + metric * Math.PI);
    }
}
