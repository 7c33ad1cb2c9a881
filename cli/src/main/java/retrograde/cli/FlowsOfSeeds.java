package retrograde.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import retrograde.flow.Flow;
import retrograde.flow.FlowFigure;
import retrograde.flow.Spread;
import retrograde.report.document.SpreadDocument;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The flow measured with several seeds: of fresh models with other first values and other sequences, of a checkpoint with other
 * sequences.
 */
record FlowsOfSeeds(List<Long> seeds, List<Flow> flows) {
    FlowsOfSeeds {
        seeds = List.copyOf(seeds);
        flows = List.copyOf(flows);
    }

    private Spread spread(FlowFigure figure) {
        return Spread.of(flows.stream()
                .flatMap(f -> figure.value().apply(f).stream())
                .filter(r -> !Double.isNaN(r.low()))
                .toList());
    }

    /** How often each verdict was given, the first given first. */
    private Map<String, Long> verdicts() {
        return flows.stream()
                .filter(Flow::judged)
                .collect(Collectors.groupingBy(f -> f.verdict().state().word(), LinkedHashMap::new,
                        Collectors.counting()));
    }

    /** One row: the figures that were measured. */
    FigureTable table(String caption) {
        List<String> columns = new ArrayList<>(List.of("seeds"));
        List<String> row = new ArrayList<>(List.of(Integer.toString(seeds.size())));
        for (FlowFigure figure : FlowFigure.ALL) {
            Spread spread = spread(figure);
            if (spread.values() + spread.unbounded() > 0) {
                columns.add(figure.name());
                row.add(spread.text(v -> String.format(Locale.ROOT, "%.4g", v)));
            }
        }
        columns.add("verdict");
        row.add(verdicts().entrySet()
                .stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", ")));
        FigureTable table = new FigureTable(caption, columns.toArray(String[]::new));
        table.row(row);
        return table;
    }

    /** {@code {"seeds","figures","verdicts":[{"verdict","seeds"}]}}. */
    ObjectNode document() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode list = node.putArray("seeds");
        seeds.forEach(list::add);
        ArrayNode figures = node.putArray("figures");
        FlowFigure.ALL.forEach(f -> SpreadDocument.add(figures, f.name(), spread(f)));
        ArrayNode verdicts = node.putArray("verdicts");
        verdicts().forEach((word, count) -> verdicts.addObject().put("verdict", word).put("seeds", count));
        return node;
    }
}
