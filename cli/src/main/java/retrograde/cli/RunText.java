package retrograde.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import retrograde.store.Metric;
import retrograde.store.Run;
import retrograde.store.Standing;
import tools.jackson.databind.JsonNode;

/** What is known of a run as words of a table. */
final class RunText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String NONE = "-";

    private RunText() {}

    static List<String> heading() {
        return List.of("id", "name", "started", "status", "updates", "loss", "best held-out");
    }

    static List<String> line(Run run, Standing standing) {
        return List.of(Long.toString(run.id()), run.name(), time(run.started()), run.status().text(),
                Integer.toString(standing.updates()), value(standing.loss()),
                standing.heldOut().map(m -> number(m.value()) + " (" + m.update() + ")").orElse(NONE));
    }

    /** Number and name: names need not differ. */
    static String title(Run run) {
        return run.id() + " " + run.name();
    }

    static String value(Optional<Metric> metric) {
        return metric.map(m -> number(m.value())).orElse(NONE);
    }

    /** Enough digits to tell values apart; {@code --json} and export have them all. */
    static String number(double value) {
        return value == 0 || !Double.isFinite(value) ? Double.toString(value)
                : String.format(Locale.ROOT, "%.5g", value);
    }

    /** In the zone of this machine. */
    static String time(Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }

    static String took(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60 ? seconds + " s"
                : seconds < 3600 ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    /** An object's values by the way to them, such as {@code layers.0.cell}. */
    static Map<String, String> flat(JsonNode document) {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", document, values);
        return values;
    }

    private static void flatten(String way, JsonNode node, Map<String, String> values) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(p -> flatten(way.isEmpty() ? p.getKey() : way + "." + p.getKey(), p.getValue(), values));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(way.isEmpty() ? Integer.toString(i) : way + "." + i, node.get(i), values);
            }
        } else if (!way.isEmpty()) {
            values.put(way, node.isString() ? node.stringValue() : node.toString());
        }
    }
}
