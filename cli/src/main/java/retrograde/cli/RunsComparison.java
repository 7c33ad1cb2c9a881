package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import retrograde.cli.MetricTable.Row;
import retrograde.store.Metric;
import retrograde.store.Run;
import retrograde.store.RunStore;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs side by side.
 *
 * @param differences values of the configurations that are not the same in all
 * @param metrics those that any of the runs has
 */
record RunsComparison(List<Run> runs, List<Difference> differences, List<Side> metrics) {
    private static final String END = System.lineSeparator();

    /** A key of the configurations with each run's value; empty where it has none. */
    record Difference(String key, List<Optional<String>> values) {}

    /** A metric after updates that all runs have it at, and each run's last value. */
    record Side(String name, List<Row> rows, List<Optional<Metric>> last) {}

    static String print(Path file, List<String> idsOrNames, int rows, FormOptions form) {
        try (RunStore store = RunStore.read(file)) {
            RunsComparison comparison = of(store, idsOrNames.stream().map(store::find).toList(), rows);
            return form.json() ? comparison.document(store).toPrettyString() + END
                    : form.latex() ? comparison.latex(store) : comparison.text(store);
        }
    }

    static RunsComparison of(RunStore store, List<Run> runs, int rows) {
        Set<String> names = new TreeSet<>();
        runs.forEach(r -> names.addAll(store.metricNames(r.id())));
        return new RunsComparison(runs, differences(runs),
                names.stream().map(name -> side(store, runs, name, rows)).toList());
    }

    private static List<Difference> differences(List<Run> runs) {
        List<Map<String, String>> configurations = runs.stream().map(r -> RunText.flat(r.configuration())).toList();
        Set<String> keys = new LinkedHashSet<>();
        configurations.forEach(c -> keys.addAll(c.keySet()));
        return keys.stream()
                .map(key -> new Difference(key,
                        configurations.stream().map(c -> Optional.ofNullable(c.get(key))).toList()))
                .filter(d -> d.values.stream().distinct().count() > 1)
                .toList();
    }

    /** Reads the values twice, once to count them, rather than hold them. */
    private static Side side(RunStore store, List<Run> runs, String name, int most) {
        int common = 0;
        for (MetricTable table = table(store, runs, name); table.nextComplete().isPresent();) {
            common++;
        }
        List<Row> rows = new ArrayList<>();
        MetricTable table = table(store, runs, name);
        int wanted = Math.min(most, common);
        int at = 0;
        for (int i = 0; i < wanted; i++) {
            int place = wanted == 1 ? 0 : Math.toIntExact((long) i * (common - 1) / (wanted - 1));
            Optional<Row> row = table.nextComplete();
            for (at++; at <= place; at++) {
                row = table.nextComplete();
            }
            row.ifPresent(rows::add);
        }
        return new Side(name, rows, runs.stream().map(r -> store.last(r.id(), name)).toList());
    }

    private static MetricTable table(RunStore store, List<Run> runs, String name) {
        return new MetricTable(runs.stream().map(r -> store.metrics(r.id(), name)).toList());
    }

    private ObjectNode document(RunStore store) {
        ObjectNode document = RunDocument.object();
        ArrayNode list = document.putArray("runs");
        runs.forEach(r -> list.add(RunDocument.of(r, store.standing(r.id()))));
        ArrayNode differ = document.putArray("differences");
        for (Difference difference : differences) {
            ArrayNode values = differ.addObject().put("key", difference.key).putArray("values");
            difference.values.forEach(v -> v.ifPresentOrElse(values::add, values::addNull));
        }
        ArrayNode sides = document.putArray("metrics");
        for (Side side : metrics) {
            ObjectNode node = sides.addObject().put("name", side.name);
            ArrayNode updates = node.putArray("update");
            side.rows.forEach(r -> updates.add(r.update()));
            ArrayNode values = node.putArray("values");
            for (int i = 0; i < runs.size(); i++) {
                ArrayNode ofRun = values.addArray();
                for (Row row : side.rows) {
                    row.values()
                            .get(i)
                            .map(Metric::value)
                            .filter(Double::isFinite)
                            .ifPresentOrElse(ofRun::add, ofRun::addNull);
                }
            }
            ArrayNode last = node.putArray("last");
            side.last.forEach(m -> {
                ObjectNode holder = RunDocument.object();
                RunDocument.point(holder, "point", m);
                last.add(holder.get("point"));
            });
        }
        return document;
    }

    private String text(RunStore store) {
        StringBuilder text = new StringBuilder(Columns.of(RunsView.table(store, runs)));
        text.append(END)
                .append(differences.isEmpty() ? "the configurations are the same" + END : Columns.of(differing()));
        metrics.forEach(side -> text.append(END).append(Columns.of(values(side))));
        return text.toString();
    }

    private String latex(RunStore store) {
        StringBuilder text = new StringBuilder(FigureTable.ofWords("runs", RunsView.table(store, runs)).latex());
        if (!differences.isEmpty()) {
            text.append(END).append(FigureTable.ofWords("where their configurations differ", differing()).latex());
        }
        metrics.forEach(side -> text.append(END)
                .append(FigureTable.ofWords(side.name + " after updates that all runs have it at", values(side))
                        .latex()));
        return text.toString();
    }

    private List<List<String>> differing() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(heading("configuration"));
        differences.forEach(d -> rows.add(line(d.key, d.values.stream().map(v -> v.orElse("-")).toList())));
        return rows;
    }

    private List<List<String>> values(Side side) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(heading(side.name + " at"));
        side.rows.forEach(
                r -> rows.add(line(Integer.toString(r.update()), r.values().stream().map(RunText::value).toList())));
        rows.add(line("last",
                side.last.stream()
                        .map(m -> m.map(v -> RunText.number(v.value()) + " (" + v.update() + ")").orElse("-"))
                        .toList()));
        return rows;
    }

    private List<String> heading(String first) {
        return line(first, runs.stream().map(RunText::title).toList());
    }

    private static List<String> line(String first, List<String> others) {
        List<String> line = new ArrayList<>(List.of(first));
        line.addAll(others);
        return line;
    }
}
