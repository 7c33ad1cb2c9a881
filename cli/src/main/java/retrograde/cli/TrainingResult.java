package retrograde.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import retrograde.data.Baseline;
import retrograde.data.Criterion;
import retrograde.flow.Reach;
import retrograde.train.Trainer.HeldOut;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a training gave.
 *
 * @param held the held-out loss
 * @param baseline what it should beat; empty where the model has another loss than the data's own
 * @param unit of the loss, or empty
 * @param updates made in all
 * @param dtype the arithmetic
 * @param threads that worked
 * @param checkpoint where the model is
 * @param reach of the trained model, where it was measured
 * @param clipped fraction of the updates of this run that were clipped
 * @param watched the gradient by lag during training, where it was watched
 * @param probes the flow during training, where it was probed
 * @param best the best model, where held-out losses were measured on the way
 * @param success what the task's criterion says, where the run was to end by it
 * @param alarms what went wrong, as sentences
 */
record TrainingResult(HeldOut held, Optional<Baseline> baseline, String unit, int updates, String dtype, int threads,
        Path checkpoint, Optional<Reach> reach, double clipped, Optional<Watching> watched, Optional<ArrayNode> probes,
        Optional<Best> best, Optional<Success> success, List<String> alarms) {
    /**
     * The model with the lowest held-out loss.
     *
     * @param checkpoint where it is
     * @param update after which it was so low
     * @param loss that one
     */
    record Best(Path checkpoint, int update, double loss) {}

    /**
     * Whether the task was solved.
     *
     * @param update after which it was; 0 for not
     * @param right sequences of those judged
     * @param sequences judged
     * @param criterion by which
     */
    record Success(int update, long right, long sequences, Criterion criterion) {}

    TrainingResult {
        alarms = List.copyOf(alarms);
    }

    /**
     * {@code {"loss","lossError","baseline","updates","dtype","threads","checkpoint",
     * "reach":{"k50","k90","k99","error","censored","window"},"clipped","watch","probes",
     * "best":{"checkpoint","update","loss"},"solved":{"update","right","sequences","criterion"},"alarms"}}; null for what is not
     * finite or was not measured; {@code watch}, as {@link Watching#document}, {@code probes}, {@code best} and {@code solved}
     * only where asked for.
     */
    ObjectNode document() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, "loss", held.loss());
        put(node, "lossError", held.error());
        put(node, "baseline", baseline.map(Baseline::value).orElse(Double.NaN));
        node.put("updates", updates);
        node.put("dtype", dtype);
        node.put("threads", threads);
        node.put("checkpoint", checkpoint.toString());
        node.putNull("reach");
        reach.ifPresent(r -> node.set("reach", document(r)));
        put(node, "clipped", clipped);
        watched.ifPresent(w -> node.set("watch", w.document()));
        probes.ifPresent(p -> node.set("probes", p));
        best.ifPresent(b -> {
            ObjectNode lowest = node.putObject("best");
            lowest.put("checkpoint", b.checkpoint().toString());
            lowest.put("update", b.update());
            put(lowest, "loss", b.loss());
        });
        success.ifPresent(s -> {
            ObjectNode solved = node.putObject("solved");
            solved.putNull("update");
            if (s.update() > 0) {
                solved.put("update", s.update());
            }
            solved.put("right", s.right());
            solved.put("sequences", s.sequences());
            solved.put("criterion", s.criterion().text());
        });
        ArrayNode list = node.putArray("alarms");
        alarms.forEach(list::add);
        return node;
    }

    static ObjectNode document(Reach reach) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("k50", reach.k50());
        node.put("k90", reach.k90());
        node.put("k99", reach.k99());
        put(node, "error", reach.error());
        node.put("censored", reach.censored());
        node.put("window", reach.window());
        return node;
    }

    static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    /** The same for a terminal. */
    String text() {
        StringBuilder text = new StringBuilder();
        watched.ifPresent(w -> text.append(w.text()));
        text.append(String.format(Locale.ROOT, "held-out loss %.4f ± %.4f%s%s%n", held.loss(), held.error(),
                unit.isEmpty() ? "" : " " + unit, baseline
                        .map(b -> String.format(Locale.ROOT, " (%s %.4f: %s)", b.name(), b.value(),
                                b.beatenBy(held.loss(), held.error()) ? "beaten" : "not beaten"))
                        .orElse("")));
        reach.ifPresent(r -> text.append(String.format(Locale.ROOT, "reach K_90 = %s ± %.1f steps (window %d)%n",
                FlowText.k90(r), r.error(), r.window())));
        success.ifPresent(s -> text.append(String.format(Locale.ROOT, "%s: %d of %d sequences right; criterion: %s%n",
                s.update() > 0 ? "solved after update " + s.update() : "not solved", s.right(), s.sequences(),
                s.criterion().text())));
        best.ifPresent(b -> text.append(String.format(Locale.ROOT, "best held-out loss %.4f after update %d: %s%n",
                b.loss(), b.update(), b.checkpoint())));
        text.append(String.format("checkpoint %s%nnext: retrograde flow %s%n", checkpoint, shell(checkpoint)));
        return text.toString();
    }

    /** A path or another word as a shell takes it. */
    static String shell(Object word) {
        String text = word.toString();
        return text.matches("[\\p{L}\\p{N}_./:,@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
