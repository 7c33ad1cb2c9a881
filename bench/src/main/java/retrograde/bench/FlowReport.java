package retrograde.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.Machine;
import tools.jackson.databind.json.JsonMapper;

/** {@link FlowRow}s as one JSON document or as a table. */
final class FlowReport {
    private static final String LINE = "%-16s %5s %3s %4s %6s %9s %19s %9s %10s %19s %-24s %7s %7s  %s%n";

    private FlowReport() {}

    /** The document; numbers unrounded. */
    static String json(List<FlowRow> rows) {
        Map<String, Object> document = new LinkedHashMap<>();
        Machine machine = Machine.current();
        document.put("machine", Map.of("cpu", machine.cpu(), "threads", machine.threads(), "jdk", machine.jdk()));
        document.put("rows", rows.stream().map(FlowReport::row).toList());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> row(FlowRow row) {
        FlowProblem p = row.problem();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cell", p.cell());
        map.put("hidden", p.hidden());
        map.put("states", p.size());
        map.put("steps", p.steps());
        map.put("sequences", p.sequences());
        if (p.exponents() > 0) {
            map.put("exponents", p.exponents());
            map.put("qrEvery", p.every());
        }
        Map<String, Object> ours = timing(row.ours());
        ours.put("threads", row.threads());
        map.put("ours", ours);
        map.put("oursGivenActivations", timing(row.given()));
        Map<String, Object> libtorch = timing(row.best().timing());
        libtorch.put("setting", row.best().setting().toString());
        List<Map<String, Object>> all = new ArrayList<>();
        for (FlowRow.Peer peer : row.libtorch()) {
            Map<String, Object> one = timing(peer.timing());
            one.put("setting", peer.setting().toString());
            all.add(one);
        }
        libtorch.put("all", all);
        map.put("libtorch", libtorch);
        map.put("ratio", number(row.ratio()));
        map.put("ratioGivenActivations", number(row.ratioGiven()));
        map.put("agrees", row.agrees());
        map.put("difference", number(row.difference()));
        return map;
    }

    private static Map<String, Object> timing(Timing timing) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("us", timing.median());
        map.put("spread", List.of(timing.lower(), timing.upper()));
        map.put("runs", timing.steps());
        return map;
    }

    /** JSON knows no NaN. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** The table. */
    static String text(List<FlowRow> rows) {
        StringBuilder text = new StringBuilder();
        text.append("Float64, median µs a step of one sequence, quartiles; given: with the activations there already;\n"
                + "ratios: how many times faster ours is, from the inputs and from the activations.\n\n");
        text.append(String.format(Locale.ROOT, LINE, "cell", "H", "S", "k", "every", "ours", "quartiles", "given",
                "libtorch", "quartiles", "setting", "ratio", "given", "agrees"));
        for (FlowRow row : rows) {
            FlowProblem p = row.problem();
            FlowRow.Peer torch = row.best();
            text.append(String.format(Locale.ROOT, LINE, p.cell(), p.hidden(), p.sequences(),
                    p.exponents() == 0 ? "–" : p.exponents(), p.exponents() == 0 ? "–" : p.every(),
                    us(row.ours().median()), quartiles(row.ours()), us(row.given().median()),
                    us(torch.timing().median()), quartiles(torch.timing()), torch.setting(), ratio(row.ratio()),
                    ratio(row.ratioGiven()),
                    String.format(Locale.ROOT, "%s, %.1e", row.agrees() ? "yes" : "NO", row.difference())));
        }
        return text.toString();
    }

    private static String quartiles(Timing timing) {
        return us(timing.lower()) + " – " + us(timing.upper());
    }

    private static String us(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }
}
