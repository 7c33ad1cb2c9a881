package retrograde.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import retrograde.InputException;
import retrograde.cli.MetricTable.Row;
import retrograde.store.Metric;
import retrograde.store.Run;
import retrograde.store.RunStore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a run for other programs, row by row: a run may be larger than memory. */
final class RunExport {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RunStore store;
    private final Run run;

    private RunExport(RunStore store, Run run) {
        this.store = store;
        this.run = run;
    }

    /** A way of writing a run. */
    private interface Format {
        void write(RunExport export, Writer writer) throws IOException;
    }

    /** Writes a run of a store to a file, or to standard output for {@code -}. */
    static void write(Path file, String idOrName, String format, String out) {
        Format chosen = switch (format) {
            case "csv" -> RunExport::csv;
            case "json" -> RunExport::json;
            case "jsonl" -> RunExport::lines;
            default -> throw new InputException("--format " + format + " is not known; there are csv, json and jsonl");
        };
        try (RunStore store = RunStore.read(file)) {
            RunExport export = new RunExport(store, store.find(idOrName));
            if (out.equals("-")) {
                Writer writer = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
                chosen.write(export, writer);
                writer.flush();
            } else {
                WholeFile.write(Path.of(out), writer -> chosen.write(export, writer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code update,NAME,…}, one line an update; empty where a metric has no value. */
    private void csv(Writer writer) throws IOException {
        List<String> names = store.metricNames(run.id());
        writer.write("update");
        for (String name : names) {
            writer.write("," + quoted(name));
        }
        writer.write("\n");
        MetricTable table = table(names);
        for (Optional<Row> row = table.next(); row.isPresent(); row = table.next()) {
            writer.write(Integer.toString(row.get().update()));
            for (Optional<Metric> value : row.get().values()) {
                writer.write("," + value.map(m -> Double.toString(m.value())).orElse(""));
            }
            writer.write("\n");
        }
    }

    private static String quoted(String name) {
        return name.matches("[^\",\\r\\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private MetricTable table(List<String> names) {
        return new MetricTable(names.stream().map(name -> store.metrics(run.id(), name)).toList());
    }

    /** One document. */
    private void json(Writer writer) throws IOException {
        // The writer is the caller's to close.
        try (JsonGenerator json = JSON.writerWithDefaultPrettyPrinter()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .createGenerator(writer)) {
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> property : head().properties()) {
                json.writeName(property.getKey());
                json.writeTree(property.getValue());
            }
            json.writeArrayPropertyStart("metrics");
            for (String name : store.metricNames(run.id())) {
                metric(json, name);
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("flows");
            each(store.flows(run.id()).map(RunDocument::of), json);
            json.writeEndArray();
            json.writeArrayPropertyStart("events");
            each(store.events(run.id()).map(RunDocument::of), json);
            json.writeEndArray();
            json.writeEndObject();
        }
        writer.write("\n");
    }

    /** {@code {"name","update":[…],"value":[…],"nonFinite":[{"update","value"}…]}}. */
    private void metric(JsonGenerator json, String name) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeArrayPropertyStart("update");
        // Of a run that goes on there may be more at the next reading.
        long[] count = new long[1];
        store.metrics(run.id(), name).forEach(m -> {
            json.writeNumber(m.update());
            count[0]++;
        });
        json.writeEndArray();
        json.writeArrayPropertyStart("value");
        store.metrics(run.id(), name).limit(count[0]).forEach(m -> {
            if (Double.isFinite(m.value())) {
                json.writeNumber(m.value());
            } else {
                json.writeNull();
            }
        });
        json.writeEndArray();
        json.writeArrayPropertyStart("nonFinite");
        each(store.metrics(run.id(), name)
                .limit(count[0])
                .filter(m -> !Double.isFinite(m.value()))
                .map(m -> RunDocument.object().put("update", m.update()).put("value", Double.toString(m.value()))),
                json);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void each(Stream<ObjectNode> nodes, JsonGenerator json) {
        nodes.forEach(json::writeTree);
    }

    /** One object a line: the run, then its metrics by update, flow measurements and events. */
    private void lines(Writer writer) throws IOException {
        line(writer, "run", head());
        MetricTable table = table(store.metricNames(run.id()));
        for (Optional<Row> row = table.next(); row.isPresent(); row = table.next()) {
            line(writer, "metrics", values(row.get()));
        }
        for (Iterator<ObjectNode> flows = store.flows(run.id()).map(RunDocument::of).iterator(); flows.hasNext();) {
            line(writer, "flow", flows.next());
        }
        for (Iterator<ObjectNode> events = store.events(run.id()).map(RunDocument::of).iterator(); events.hasNext();) {
            line(writer, "event", events.next());
        }
    }

    private static ObjectNode values(Row row) {
        ObjectNode node = RunDocument.object().put("update", row.update());
        ObjectNode values = node.putObject("values");
        Map<String, String> nonFinite = new TreeMap<>();
        for (Optional<Metric> value : row.values()) {
            value.ifPresent(m -> {
                TrainingResult.put(values, m.name(), m.value());
                if (!Double.isFinite(m.value())) {
                    nonFinite.put(m.name(), Double.toString(m.value()));
                }
            });
        }
        if (!nonFinite.isEmpty()) {
            ObjectNode named = node.putObject("nonFinite");
            nonFinite.forEach(named::put);
        }
        return node;
    }

    private static void line(Writer writer, String type, ObjectNode node) throws IOException {
        writer.write(RunDocument.object().put("type", type).setAll(node) + "\n");
    }

    private ObjectNode head() {
        return RunDocument.whole(run, store.standing(run.id()));
    }
}
