package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import retrograde.flow.Reach;
import retrograde.store.Status;
import retrograde.train.Alarm.Raised;
import retrograde.train.Solved;
import retrograde.train.Trainer;
import retrograde.train.Trainer.HeldOut;
import tools.jackson.databind.node.ObjectNode;

/** Where everything that happens during a training is written: the run store, and a stream of events. */
final class Journal implements AutoCloseable {
    private final EventLog events;
    private final Recording store;

    Journal(EventLog events, Recording store) {
        this.events = events;
        this.store = store;
    }

    /** Whether events take standard output for themselves. */
    boolean ownsOutput() {
        return events.ownsOutput();
    }

    void update(Trainer.Update update) {
        events.update(update);
        store.write(s -> {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("loss", update.loss());
            values.put("gradientNorm", update.gradientNorm());
            values.put("learningRate", update.rate());
            s.metrics(update.update(), values);
        });
    }

    void alarms(List<Raised> raised) {
        for (Raised r : raised) {
            ObjectNode document = EventLog.document(r);
            events.write("alarm", document);
            store.write(s -> s.event(r.update(), "alarm", document));
        }
    }

    void reach(int update, Reach reach) {
        ObjectNode document = TrainingResult.document(reach);
        events.write("reach", EventLog.at(update).setAll(document));
        store.write(s -> s.metrics(update, Map.of("reach50", (double) reach.k50(), "reach90", (double) reach.k90(),
                "reach99", (double) reach.k99())));
    }

    /** A row as {@link Watching#document(Watching.Row)} gives it. */
    void watch(int update, ObjectNode row) {
        events.write("watch", row);
        store.write(s -> s.event(update, "watch", row));
    }

    /** {@code {"update","flow":…}}. */
    void probe(int update, ObjectNode probe) {
        events.write("probe", probe);
        store.write(s -> s.flow(update, probe.get("flow")));
    }

    void evaluation(int update, HeldOut held, boolean best, Optional<Solved> solved) {
        ObjectNode document = EventLog.at(update);
        TrainingResult.put(document, "heldOut", held.loss());
        TrainingResult.put(document, "heldOutError", held.error());
        document.put("best", best);
        solved.ifPresent(s -> document.put("right", s.right()).put("sequences", s.sequences()));
        events.write("evaluation", document);
        store.write(s -> s.metrics(update, Map.of("heldOut", held.loss(), "heldOutError", held.error())));
    }

    void result(TrainingResult result) {
        ObjectNode document = result.document();
        events.write("result", document);
        store.write(s -> {
            s.metrics(result.updates(), Map.of("heldOut", result.held().loss(), "heldOutError", result.held().error()));
            s.event(result.updates(), "result", document);
        });
    }

    /** Makes durable what was written; before every checkpoint, so that the store is never behind it. */
    void commit() {
        store.commit();
    }

    void end(Status status) {
        store.end(status);
    }

    /** Ends what was recorded; the events are closed by whoever opened them. */
    @Override
    public void close() {
        store.close();
    }
}
