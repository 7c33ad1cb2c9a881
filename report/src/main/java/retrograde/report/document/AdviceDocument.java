package retrograde.report.document;

import retrograde.advice.Advice;
import retrograde.advice.BiasAdvice;
import retrograde.advice.ClipAdvice;
import retrograde.advice.Recommendation;
import retrograde.advice.WindowAdvice;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Advice as part of the document of {@code retrograde flow --json}. */
public final class AdviceDocument {
    private AdviceDocument() {}

    /** {@code {"trained","loss","lossError","baseline","window","clip","biases"}}, each piece with its figures. */
    public static ObjectNode of(Advice advice) {
        ObjectNode node = Json.object();
        node.put("trained", advice.learnt().yes());
        Json.put(node, "loss", advice.learnt().loss());
        Json.put(node, "lossError", advice.learnt().error());
        Json.put(node, "baseline", advice.learnt().baseline().value());
        node.set("window", window(advice.window()));
        node.set("clip", clip(advice.clip()));
        node.set("biases", biases(advice.biases()));
        return node;
    }

    private static ObjectNode piece(Recommendation recommendation) {
        ObjectNode node = Json.object();
        node.set("options", Json.strings(recommendation.options()));
        node.put("text", recommendation.text());
        return node;
    }

    private static ObjectNode window(WindowAdvice window) {
        ObjectNode node = piece(window.recommendation());
        ArrayNode rows = node.putArray("rows");
        for (WindowAdvice.Row row : window.rows()) {
            ObjectNode one = rows.addObject();
            one.put("kept", row.kept());
            steps(one, "lag", row.lag());
            Json.put(one, "rest", row.rest());
            Json.put(one, "restError", row.restError());
            Json.put(one, "cosine", row.cosine());
            steps(one, "steps", row.steps());
            Json.put(one, "bound", row.bound());
            Json.put(one, "measured", row.measured());
            Json.put(one, "measuredError", row.measuredError());
            Json.put(one, "measuredCosine", row.measuredCosine());
        }
        node.set("bounds", Json.numbers(window.bounds().stream().mapToDouble(v -> v).toArray()));
        return node;
    }

    private static void steps(ObjectNode node, String name, int steps) {
        if (steps < 0) {
            node.putNull(name);
        } else {
            node.put(name, steps);
        }
    }

    private static ObjectNode clip(ClipAdvice clip) {
        ObjectNode node = piece(clip.recommendation());
        node.set("norms", Json.numbers(clip.norms().stream().mapToDouble(v -> v).toArray()));
        node.put("batches", clip.batches());
        node.put("batch", clip.batch());
        Json.put(node, "median", clip.median());
        Json.put(node, "q90", clip.q90());
        Json.put(node, "q99", clip.q99());
        Json.put(node, "largest", clip.largest());
        node.put("nonFinite", clip.nonFinite());
        Json.put(node, "tailIndex", clip.tail());
        Json.put(node, "tailError", clip.tailError());
        Json.put(node, "threshold", clip.threshold());
        Json.put(node, "clipped", clip.clipped());
        return node;
    }

    private static ObjectNode biases(BiasAdvice biases) {
        ObjectNode node = piece(biases.recommendation());
        Json.put(node, "wish", biases.wish());
        ArrayNode gates = node.putArray("gates");
        for (BiasAdvice.Gate gate : biases.gates()) {
            ObjectNode one = gates.addObject();
            one.put("layer", gate.layer());
            one.put("state", gate.state());
            one.put("bias", gate.bias());
            Json.put(one, "value", gate.value());
            Json.put(one, "shortest", gate.shortest());
            Json.put(one, "median", gate.median());
            Json.put(one, "longest", gate.longest());
        }
        return node;
    }
}
