package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

import retrograde.data.Baseline;
import retrograde.flow.FlowFigure;
import retrograde.flow.FlowFigure.Range;
import retrograde.flow.Reach;
import retrograde.flow.Spread;
import retrograde.report.document.SpreadDocument;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the same training gave with each of some seeds.
 *
 * @param seeds at least one
 * @param results one a seed
 */
record TrainingsOfSeeds(List<Long> seeds, List<TrainingResult> results) {
    private static final String NONE = "–";

    TrainingsOfSeeds {
        seeds = List.copyOf(seeds);
        results = List.copyOf(results);
    }

    private static String loss(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String steps(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private Spread losses() {
        return Spread.of(results.stream().mapToDouble(r -> r.held().loss()).toArray());
    }

    private Spread updates() {
        return Spread.of(results.stream().map(TrainingsOfSeeds::updates).toList());
    }

    /** A run that was to end when the task is solved, and was not solved, would have needed more. */
    private static Range updates(TrainingResult result) {
        boolean unsolved = result.success().filter(s -> s.update() == 0).isPresent();
        return unsolved ? new Range(result.updates(), Double.POSITIVE_INFINITY) : Range.of(result.updates());
    }

    private Spread reach(ToIntFunction<Reach> figure) {
        return Spread.of(results.stream()
                .flatMap(r -> r.reach().stream())
                .map(r -> FlowFigure.reached(figure.applyAsInt(r), r))
                .toList());
    }

    private long learnt() {
        return results.stream().filter(TrainingsOfSeeds::learnt).count();
    }

    private static boolean learnt(TrainingResult result) {
        return result.baseline().filter(b -> b.beatenBy(result.held().loss(), result.held().error())).isPresent();
    }

    private boolean judged() {
        return results.getFirst().success().isPresent();
    }

    private long solved() {
        return results.stream().flatMap(r -> r.success().stream()).filter(s -> s.update() > 0).count();
    }

    /** A row for each seed; with several a last one of their means with standard errors. */
    FigureTable table(String title) {
        Optional<Baseline> baseline = results.getFirst().baseline();
        String unit = results.getFirst().unit();
        List<String> columns = new ArrayList<>(
                List.of("seed", unit.isEmpty() ? "loss" : "loss, " + unit, "updates", "K_90 steps"));
        baseline.ifPresent(_ -> columns.add("learnt"));
        if (judged()) {
            columns.add("solved");
        }
        FigureTable table = new FigureTable(
                title + baseline.map(b -> String.format(Locale.ROOT, "; %s %.4f", b.name(), b.value())).orElse("")
                        + (seeds.size() > 1
                                ? String.format(Locale.ROOT, "; mean of %d seeds ± standard error", seeds.size())
                                : ""),
                columns.toArray(String[]::new));
        for (int i = 0; i < seeds.size(); i++) {
            TrainingResult r = results.get(i);
            List<String> row = new ArrayList<>(List.of(Long.toString(seeds.get(i)), loss(r.held().loss()),
                    Spread.of(List.of(updates(r))).text(TrainingsOfSeeds::whole),
                    r.reach().map(FlowText::k90).orElse(NONE)));
            baseline.ifPresent(_ -> row.add(word(learnt(r))));
            r.success().ifPresent(s -> row.add(word(s.update() > 0)));
            table.row(row);
        }
        if (seeds.size() > 1) {
            List<String> row = new ArrayList<>(List.of("mean", finite(losses()),
                    updates().text(TrainingsOfSeeds::steps), reach(Reach::k90).text(TrainingsOfSeeds::steps)));
            baseline.ifPresent(_ -> row.add(learnt() + " of " + seeds.size()));
            if (judged()) {
                row.add(solved() + " of " + seeds.size());
            }
            table.row(row);
        }
        return table;
    }

    /** A loss that is not finite is in no mean, and that is said. */
    private String finite(Spread losses) {
        return losses.text(TrainingsOfSeeds::loss)
                + (losses.values() < seeds.size() ? " (" + losses.values() + " of " + seeds.size() + ")" : "");
    }

    private static String word(boolean yes) {
        return yes ? "yes" : "no";
    }

    /** {@code {"folder","seeds","figures","learnt","solved","runs"}}: {@code solved} only where asked for. */
    ObjectNode document(String folder) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("folder", folder);
        ArrayNode list = node.putArray("seeds");
        seeds.forEach(list::add);
        ArrayNode figures = node.putArray("figures");
        SpreadDocument.add(figures, "loss", losses());
        SpreadDocument.add(figures, "updates", updates());
        SpreadDocument.add(figures, "k50", reach(Reach::k50));
        SpreadDocument.add(figures, "k90", reach(Reach::k90));
        SpreadDocument.add(figures, "k99", reach(Reach::k99));
        node.put("learnt", learnt());
        if (judged()) {
            node.put("solved", solved());
        }
        ArrayNode runs = node.putArray("runs");
        for (int i = 0; i < seeds.size(); i++) {
            runs.add(JsonNodeFactory.instance.objectNode().put("seed", seeds.get(i)).setAll(results.get(i).document()));
        }
        return node;
    }
}
