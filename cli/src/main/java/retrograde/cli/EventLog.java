package retrograde.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.train.Alarm.Raised;
import retrograde.train.Trainer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object a line, for programs that follow a run: {@code {"event":"update","update","loss","gradientNorm"}},
 * {@code {"event":"alarm","update","alarm","value","limit","message"}}, {@code {"event":"reach","update","k50","k90",…}},
 * {@code {"event":"watch","from","to","lag",…}}, {@code {"event":"probe","update","flow":…}}, {@code {"event":"evaluation",
 * "update","heldOut","heldOutError","best","right","sequences"}}, and at the end {@code {"event":"result",…}} with the fields of
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

    /** An update: at every one of them, so nothing is made where nobody listens. */
    void update(Trainer.Update update) {
        if (out != null) {
            ObjectNode node = at(update.update());
            TrainingResult.put(node, "loss", update.loss());
            TrainingResult.put(node, "gradientNorm", update.gradientNorm());
            write("update", node);
        }
    }

    /** Something of a kind, with what there is to say about it. */
    void write(String event, ObjectNode document) {
        if (out != null) {
            out.println(JsonNodeFactory.instance.objectNode().put("event", event).setAll(document));
        }
    }

    static ObjectNode at(int update) {
        return JsonNodeFactory.instance.objectNode().put("update", update);
    }

    static ObjectNode document(Raised r) {
        ObjectNode node = at(r.update());
        node.put("alarm", r.alarm().text());
        TrainingResult.put(node, "value", r.value());
        TrainingResult.put(node, "limit", r.limit());
        node.put("message", r.message());
        return node;
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
