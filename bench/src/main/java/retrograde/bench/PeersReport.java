package retrograde.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import retrograde.Machine;
import retrograde.bench.Row.Runner;
import tools.jackson.databind.json.JsonMapper;

/** Rows as one JSON document or as a table. */
final class PeersReport {
    private static final String LINE = "%-18s %-15s %9s %19s %11s %-24s %10s %8s %8s  %s%n";

    private PeersReport() {}

    /** The document; numbers unrounded. */
    static String json(List<Row> rows) {
        Map<String, Object> document = new LinkedHashMap<>();
        Machine machine = Machine.current();
        document.put("machine", Map.of("cpu", machine.cpu(), "threads", machine.threads(), "jdk", machine.jdk()));
        document.put("rows", rows.stream().map(PeersReport::row).toList());
        Map<String, Object> means = new LinkedHashMap<>();
        means.put("all", number(mean(rows, Side.LIBTORCH, _ -> true)));
        means.put("lstm", number(mean(rows, Side.LIBTORCH, r -> r.problem().computes("lstm"))));
        means.put("dl4j", number(mean(rows, Side.DL4J, _ -> true)));
        document.put("geometricMeans", means);
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> row(Row row) {
        Problem p = row.problem();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cell", p.cell());
        map.put("shape", List.of(p.steps(), p.batch(), p.shape().inputs(), p.shape().hidden()));
        Runner ours = row.best(Side.OURS);
        if (ours != null) {
            Map<String, Object> side = timing(ours);
            side.put("threads", ours.setting().threads());
            side.put("way", ours.way());
            map.put("ours", side);
        }
        map.put("libtorch", side(row, Side.LIBTORCH));
        map.put("dl4j", side(row, Side.DL4J));
        map.put("ratio", number(row.ratio(Side.LIBTORCH)));
        map.put("ratioDl4j", number(row.ratio(Side.DL4J)));
        map.put("agrees", row.agrees());
        map.put("differences", row.differences().stream().map(PeersReport::difference).toList());
        map.put("failures", row.failures());
        return map;
    }

    private static @Nullable Map<String, Object> side(Row row, Side side) {
        Runner best = row.best(side);
        if (best == null) {
            return null;
        }
        Map<String, Object> map = timing(best);
        map.put("setting", best.setting().toString());
        map.put("way", best.way());
        if (side == Side.DL4J) {
            map.put("lossDifference", number(row.dl4jLoss() == null ? Double.NaN : row.dl4jLoss()));
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (Runner each : row.of(side)) {
            Map<String, Object> one = timing(each);
            one.put("setting", each.setting().toString());
            one.put("leftOut", each.leftOut());
            all.add(one);
        }
        map.put("all", all);
        return map;
    }

    private static Map<String, Object> timing(Runner runner) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ms", runner.timing().median());
        map.put("spread", List.of(runner.timing().lower(), runner.timing().upper()));
        map.put("steps", runner.timing().steps());
        return map;
    }

    private static Map<String, Object> difference(Difference difference) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("updates", difference.updates());
        map.put("loss", number(difference.loss()));
        map.put("gradient", number(difference.gradient()));
        map.put("worst", difference.worst());
        return map;
    }

    /** JSON knows no NaN. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** The geometric mean of the ratios; NaN without rows. */
    private static double mean(List<Row> rows, Side side, Predicate<Row> which) {
        double[] logs = rows.stream()
                .filter(which)
                .mapToDouble(r -> r.ratio(side))
                .filter(Double::isFinite)
                .map(StrictMath::log)
                .toArray();
        double sum = 0;
        for (double log : logs) {
            sum += log;
        }
        return logs.length == 0 ? Double.NaN : StrictMath.exp(sum / logs.length);
    }

    /** The table. */
    static String text(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        text.append(
                "One training step (forward, backward, Adam) in float32, median ms; ratios: how many times faster ours is.\n\n");
        text.append(String.format(Locale.ROOT, LINE, "cell", "T,B,I,H", "ours", "quartiles", "libtorch", "setting",
                "DL4J", "×torch", "×DL4J", "agrees"));
        for (Row row : rows) {
            line(text, row);
        }
        text.append('\n');
        mean(text, rows, "geometric mean of all rows, against libtorch", Side.LIBTORCH, _ -> true);
        mean(text, rows, "geometric mean of the LSTM rows, against libtorch", Side.LIBTORCH,
                r -> r.problem().computes("lstm"));
        mean(text, rows, "geometric mean of all rows, against DL4J", Side.DL4J, _ -> true);
        rows.forEach(row -> row.failures()
                .forEach(f -> text.append(row.problem().cell()).append(": ").append(f).append('\n')));
        return text.toString();
    }

    private static void line(StringBuilder text, Row row) {
        Problem p = row.problem();
        Runner ours = row.best(Side.OURS);
        Runner torch = row.best(Side.LIBTORCH);
        Runner dl4j = row.best(Side.DL4J);
        String shape = p.steps() + "," + p.batch() + "," + p.shape().inputs() + "," + p.shape().hidden();
        text.append(String.format(Locale.ROOT, LINE, p.cell().substring(p.cell().lastIndexOf('/') + 1), shape,
                milliseconds(ours), ours == null ? "" : ms(ours.timing().lower()) + " – " + ms(ours.timing().upper()),
                milliseconds(torch), torch == null ? "" : torch.setting(), milliseconds(dl4j),
                ratio(row.ratio(Side.LIBTORCH)), ratio(row.ratio(Side.DL4J)), agreement(row)));
    }

    private static String agreement(Row row) {
        StringBuilder text = new StringBuilder(row.agrees() ? "yes" : "NO");
        for (Difference d : row.differences()) {
            text.append(String.format(Locale.ROOT, ", %.1e after %d", Math.max(d.loss(), d.gradient()), d.updates()));
        }
        return text.toString();
    }

    private static void mean(StringBuilder text, List<Row> rows, String what, Side side, Predicate<Row> which) {
        double mean = mean(rows, side, which);
        if (Double.isFinite(mean)) {
            text.append(String.format(Locale.ROOT, "%-50s %s%n", what, ratio(mean)));
        }
    }

    private static String milliseconds(@Nullable Runner runner) {
        return runner == null ? "–" : ms(runner.timing().median());
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.2f" : "%.1f", value);
    }

    private static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
    }
}
