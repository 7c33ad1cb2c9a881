package retrograde.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.flow.Reach;
import retrograde.train.Alarm.Raised;
import retrograde.train.Trainer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object a line, for programs that follow a run: {@code {"event":"update","update","loss","gradientNorm"}},
 * {@code {"event":"alarm","update","alarm","value","limit","message"}}, {@code {"event":"reach","update","k50","k90",…}}, {@code {"event":"watch","from","to","lag",…}},
 * {@code {"event":"probe","update","flow":…}}, and at the end {@code {"event":"result",…}} with the fields of
 * {@link TrainingResult#document}.
 */
final class EventLog implements AutoCloseable {
    private final @Nullable PrintStream out;
    private final boolean own;

    private EventLog(@Nullable PrintStream out, boolean own) {
        this.out = out;
        this.own = own;
    }

    /**
     * Events to a file, to standard output for {@code -}, nowhere for null.
     *
     * @param goOn whether to add to what the file has already
     */
    static EventLog open(@Nullable String target, boolean goOn) {
        if (target == null) {
            return new EventLog(null, false);
        }
        if (target.equals("-")) {
            return new EventLog(System.out, false);
        }
        try {
            return new EventLog(new PrintStream(new FileOutputStream(target, goOn), true, StandardCharsets.UTF_8),
                    true);
        } catch (FileNotFoundException e) {
            throw new InputException("cannot write events to " + target + ": " + e.getMessage()
                    + "; give another file with --events, or - for standard output", e);
        }
    }

    /** Whether events take standard output for themselves. */
    boolean ownsOutput() {
        return out != null && !own;
    }

    void update(Trainer.Update update) {
        if (out == null) {
            return;
        }
        ObjectNode node = event("update");
        node.put("update", update.update());
        TrainingResult.put(node, "loss", update.loss());
        TrainingResult.put(node, "gradientNorm", update.gradientNorm());
        out.println(node);
    }

    /** What went off at an update. */
    void alarms(List<Raised> raised) {
        if (out == null) {
            return;
        }
        for (Raised r : raised) {
            ObjectNode node = event("alarm");
            node.put("update", r.update());
            node.put("alarm", r.alarm().text());
            TrainingResult.put(node, "value", r.value());
            TrainingResult.put(node, "limit", r.limit());
            node.put("message", r.message());
            out.println(node);
        }
    }

    void reach(int update, Reach reach) {
        if (out != null) {
            out.println(event("reach").put("update", update).setAll(TrainingResult.document(reach)));
        }
    }

    /** A row as {@link Watching#document(Watching.Row)} gives it. */
    void watch(ObjectNode row) {
        if (out != null) {
            out.println(event("watch").setAll(row));
        }
    }

    /** {@code {"update","flow":…}}. */
    void probe(ObjectNode probe) {
        if (out != null) {
            out.println(event("probe").setAll(probe));
        }
    }

    void result(TrainingResult result) {
        if (out != null) {
            out.println(event("result").setAll(result.document()));
        }
    }

    private static ObjectNode event(String name) {
        return JsonNodeFactory.instance.objectNode().put("event", name);
    }

    @Override
    public void close() {
        if (out != null) {
            out.flush();
            if (own) {
                out.close();
            }
        }
    }
}
