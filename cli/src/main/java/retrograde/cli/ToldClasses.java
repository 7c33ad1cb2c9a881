package retrograde.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.LabelledSequences;
import retrograde.data.Vocabulary;
import retrograde.model.Model;
import retrograde.run.Checkpoint;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The classes that a model tells of sequences.
 *
 * @param classes their names
 * @param told one a sequence
 */
record ToldClasses(List<String> classes, List<Told> told) {
    /**
     * What is told of a sequence.
     *
     * @param sequence its number, from 1
     * @param label its class; −1 where that is not known
     * @param probabilities {@code [C]}, of each class
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Told(int sequence, int label, double[] probabilities) {
        int likeliest() {
            return IntStream.range(0, probabilities.length)
                    .reduce(0, (best, c) -> probabilities[c] > probabilities[best] ? c : best);
        }
    }

    /** Of sequences by their numbers, the last {@code T} steps of each. */
    static ToldClasses of(Model model, LabelledSequences data, int[] sequences, int T) {
        List<Told> told = new ArrayList<>();
        for (int s : sequences) {
            told.add(new Told(s + 1, data.labelOf(s), probabilities(model.answers(data.sequence(s, T)))));
        }
        return new ToldClasses(data.classes(), told);
    }

    /** Of a user's own text. */
    static ToldClasses of(Checkpoint checkpoint, String file, String text) {
        List<String> classes = checkpoint.encoding().classes();
        Vocabulary vocabulary = checkpoint.encoding()
                .vocabulary()
                .filter(_ -> !classes.isEmpty())
                .orElseThrow(() -> new InputException("--text '" + text + "' is a text, and " + file
                        + " does not tell the class of texts; leave --text out"));
        vocabulary.others("text of --text", text).ifPresent(note -> System.err.println("retrograde: " + note));
        int[] symbols = vocabulary.symbols(text);
        if (symbols.length == 0) {
            throw new InputException("--text '" + text + "' has no " + vocabulary.unit().text() + " in it");
        }
        int T = symbols.length;
        int[] targets = new int[T];
        Arrays.fill(targets, 0, T - 1, -1);
        Batch batch = new Batch(new Batch.Symbols(T, 1, vocabulary.size(), symbols),
                new Batch.Classes(T, 1, classes.size(), targets));
        return new ToldClasses(classes, List.of(new Told(1, -1, probabilities(checkpoint.model().answers(batch)))));
    }

    private static double[] probabilities(double[] logits) {
        double largest = Arrays.stream(logits).max().orElse(0);
        double sum = Arrays.stream(logits).map(l -> StrictMath.exp(l - largest)).sum();
        return Arrays.stream(logits).map(l -> StrictMath.exp(l - largest) / sum).toArray();
    }

    /** As CSV: the class where it is known, the likeliest one, and its probability. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("sequence,class,predicted,probability"));
        for (Told t : told) {
            lines.add(t.sequence() + "," + (t.label() < 0 ? "" : PredictCommand.quoted(classes.get(t.label()))) + ","
                    + PredictCommand.quoted(classes.get(t.likeliest())) + "," + t.probabilities()[t.likeliest()]);
        }
        return lines;
    }

    /** How many are right of those whose class is known, beside whoever always answers the most frequent one. */
    ObjectNode document(String part, String out) {
        int[] counts = new int[classes.size()];
        int right = 0;
        double loss = 0;
        for (Told t : told) {
            if (t.label() >= 0) {
                counts[t.label()]++;
                right += t.likeliest() == t.label() ? 1 : 0;
                loss -= StrictMath.log(t.probabilities()[t.label()]);
            }
        }
        int judged = IntStream.of(counts).sum();
        int most = IntStream.range(0, counts.length).reduce(0, (best, c) -> counts[c] > counts[best] ? c : best);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("part", part);
        node.put("sequences", told.size());
        node.put("judged", judged);
        node.put("file", out);
        node.put("right", right);
        TrainingResult.put(node, "accuracy", (double) right / judged);
        TrainingResult.put(node, "baselineAccuracy", (double) counts[most] / judged);
        node.put("baseline", judged == 0 ? null : classes.get(most));
        TrainingResult.put(node, "loss", loss / judged);
        return node;
    }

    /** The same in a sentence. */
    static String text(ObjectNode d) {
        int judged = d.get("judged").asInt();
        if (judged == 0) {
            return d.get("sequences").asInt() + " sequences, none of which has a known class";
        }
        return String.format(Locale.ROOT,
                "%d %ssequences, %d right (%.1f %%); whoever always answers %s has %.1f %% right; loss %.4f nats",
                judged, d.get("part").asString().equals("all") ? "" : "held-out ", d.get("right").asInt(),
                100 * d.get("accuracy").asDouble(), d.get("baseline").asString(),
                100 * d.get("baselineAccuracy").asDouble(), d.get("loss").asDouble());
    }
}
