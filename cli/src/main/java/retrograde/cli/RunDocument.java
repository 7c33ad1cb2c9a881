package retrograde.cli;

import java.util.Optional;

import retrograde.store.EventEntry;
import retrograde.store.FlowEntry;
import retrograde.store.Metric;
import retrograde.store.MetricSummary;
import retrograde.store.Run;
import retrograde.store.Standing;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is known of a run as JSON; null stands for what is not finite or does not exist. */
final class RunDocument {
    private RunDocument() {}

    /** {@code {"id","name","folder","command","started","ended","status"}}. */
    static ObjectNode of(Run run) {
        ObjectNode node = object();
        node.put("id", run.id());
        node.put("name", run.name());
        node.put("folder", run.folder().toString());
        node.put("command", run.command());
        node.put("started", run.started().toString());
        node.putNull("ended");
        run.ended().ifPresent(e -> node.put("ended", e.toString()));
        node.put("status", run.status().text());
        return node;
    }

    /** The same with {@code "updates","loss","heldOut"}, the last loss and the best held-out one. */
    static ObjectNode of(Run run, Standing standing) {
        ObjectNode node = of(run);
        node.put("updates", standing.updates());
        point(node, "loss", standing.loss());
        point(node, "heldOut", standing.heldOut());
        return node;
    }

    /** The first two with {@code "configuration","provenance"}. */
    static ObjectNode whole(Run run, Standing standing) {
        ObjectNode node = of(run, standing);
        node.set("configuration", run.configuration());
        node.set("provenance", run.provenance());
        return node;
    }

    /** {@code {"name","count","nonFinite","first","last","least","greatest"}}. */
    static ObjectNode of(MetricSummary summary) {
        ObjectNode node = object();
        node.put("name", summary.name());
        node.put("count", summary.count());
        node.put("nonFinite", summary.nonFinite());
        point(node, "first", Optional.of(summary.first()));
        point(node, "last", Optional.of(summary.last()));
        point(node, "least", summary.least());
        point(node, "greatest", summary.greatest());
        return node;
    }

    /** {@code {"update","document"}}. */
    static ObjectNode of(FlowEntry flow) {
        ObjectNode node = object().put("update", flow.update());
        node.set("document", flow.document());
        return node;
    }

    /** {@code {"update","kind","document"}}. */
    static ObjectNode of(EventEntry event) {
        ObjectNode node = object().put("update", event.update()).put("kind", event.kind());
        node.set("document", event.document());
        return node;
    }

    /** {@code {"update","value"}}, or null. */
    static void point(ObjectNode to, String name, Optional<Metric> metric) {
        to.putNull(name);
        metric.ifPresent(m -> TrainingResult.put(to.putObject(name).put("update", m.update()), "value", m.value()));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
