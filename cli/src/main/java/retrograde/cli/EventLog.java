package retrograde.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.train.Trainer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object a line, for programs that follow a run: {@code {"event":"update","update","loss","gradientNorm"}}. */
final class EventLog implements AutoCloseable {
    private final @Nullable PrintStream out;
    private final boolean own;

    private EventLog(@Nullable PrintStream out, boolean own) {
        this.out = out;
        this.own = own;
    }

    /** Events to a file, to standard output for {@code -}, nowhere for null. */
    static EventLog open(@Nullable String target) {
        if (target == null) {
            return new EventLog(null, false);
        }
        if (target.equals("-")) {
            return new EventLog(System.out, false);
        }
        try {
            return new EventLog(new PrintStream(target, StandardCharsets.UTF_8), true);
        } catch (IOException e) {
            throw new InputException("cannot write events to " + target + ": " + e.getMessage()
                    + "; give another file with --events, or - for standard output", e);
        }
    }

    void update(Trainer.Update update) {
        if (out == null) {
            return;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("event", "update");
        node.put("update", update.update());
        number(node, "loss", update.loss());
        number(node, "gradientNorm", update.gradientNorm());
        out.println(node);
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
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
