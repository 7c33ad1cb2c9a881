package retrograde.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import retrograde.store.EventEntry;
import retrograde.store.Metric;
import retrograde.store.MetricSummary;
import retrograde.store.Run;
import retrograde.store.RunStore;
import retrograde.store.Standing;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The list of runs, and one run in full, as text or as a document. */
final class RunsView {
    private static final String END = System.lineSeparator();
    private static final int MOST_EVENTS = 20;

    private RunsView() {}

    static String list(Path file, FormOptions form) {
        try (RunStore store = RunStore.read(file)) {
            List<Run> runs = store.runs();
            if (form.json()) {
                ObjectNode document = RunDocument.object().put("store", file.toString());
                ArrayNode list = document.putArray("runs");
                runs.forEach(r -> list.add(RunDocument.of(r, store.standing(r.id()))));
                return document.toPrettyString() + END;
            }
            if (runs.isEmpty()) {
                return "no runs in " + file + " yet; train one with: retrograde train" + END;
            }
            List<List<String>> rows = table(store, runs);
            return form.latex() ? FigureTable.ofWords("runs of " + file, rows).latex() : Columns.of(rows);
        }
    }

    /** A heading, and a line for each run. */
    static List<List<String>> table(RunStore store, List<Run> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(RunText.heading());
        runs.forEach(r -> rows.add(RunText.line(r, store.standing(r.id()))));
        return rows;
    }

    static String show(Path file, String idOrName, boolean json) {
        try (RunStore store = RunStore.read(file)) {
            Run run = store.find(idOrName);
            return json ? document(store, run).toPrettyString() + END : text(store, run);
        }
    }

    private static ObjectNode document(RunStore store, Run run) {
        ObjectNode document = RunDocument.whole(run, store.standing(run.id()));
        ArrayNode metrics = document.putArray("metrics");
        store.summary(run.id()).forEach(m -> metrics.add(RunDocument.of(m)));
        document.put("flows", store.flows(run.id()).count());
        ArrayNode events = document.putArray("events");
        store.events(run.id()).forEach(e -> events.add(RunDocument.of(e)));
        return document;
    }

    private static String text(RunStore store, Run run) {
        Standing standing = store.standing(run.id());
        List<List<String>> head = new ArrayList<>();
        head.add(List.of("run", RunText.title(run)));
        head.add(List.of("status", run.status().text()));
        head.add(List.of("started", RunText.time(run.started())));
        run.ended()
                .ifPresent(e -> head.add(List.of("ended",
                        RunText.time(e) + ", after " + RunText.took(Duration.between(run.started(), e)))));
        head.add(List.of("updates", Integer.toString(standing.updates())));
        head.add(List.of("folder", run.folder().toString()));
        head.add(List.of("command", run.command()));
        StringBuilder text = new StringBuilder(Columns.of(head));
        section(text, "configuration", pairs(RunText.flat(run.configuration())));
        section(text, "provenance", pairs(RunText.flat(run.provenance())));
        section(text, "metrics", metrics(store.summary(run.id())));
        long flows = store.flows(run.id()).count();
        if (flows > 0) {
            text.append(END).append("flow measurements: ").append(flows).append(END);
        }
        List<EventEntry> events = store.events(run.id()).toList();
        int left = Math.max(0, events.size() - MOST_EVENTS);
        section(text, left == 0 ? "events" : "events, the last " + MOST_EVENTS + " of " + events.size(),
                events.stream()
                        .skip(left)
                        .map(e -> List.of(Integer.toString(e.update()), e.kind(), e.document().toString()))
                        .toList());
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            text.append(END).append(title).append(END);
            Columns.of(rows).lines().forEach(l -> text.append("  ").append(l).append(END));
        }
    }

    private static List<List<String>> pairs(Map<String, String> values) {
        return values.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList();
    }

    private static List<List<String>> metrics(List<MetricSummary> summaries) {
        List<List<String>> rows = new ArrayList<>();
        if (!summaries.isEmpty()) {
            rows.add(List.of("name", "values", "first", "last", "least (update)", "greatest (update)", "not finite"));
        }
        for (MetricSummary m : summaries) {
            rows.add(List.of(m.name(), Long.toString(m.count()), RunText.number(m.first().value()),
                    RunText.number(m.last().value()), placed(m.least()), placed(m.greatest()),
                    Long.toString(m.nonFinite())));
        }
        return rows;
    }

    private static String placed(Optional<Metric> metric) {
        return metric.map(m -> RunText.number(m.value()) + " (" + m.update() + ")").orElse("-");
    }
}
