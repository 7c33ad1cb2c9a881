import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns documents of {@code bench/peers --json} into one CSV file, one picture, and on standard output the means. Run by
 * {@code scripts/peers-chart}; not part of the program.
 */
final class PeersChart {
    private static final int LEFT = 270;
    private static final int RIGHT = 900;
    private static final int TOP = 56;
    private static final int LINE = 17;
    private static final double LEAST = 0.5;
    private static final double LARGEST = 64;

    private record Row(String cell, String shape, JsonNode node, double ratio, double ratioDl4j) {
        static Row of(JsonNode node) {
            String cell = node.path("cell").asString();
            JsonNode s = node.path("shape");
            String shape = s.path(0).intValue() + "," + s.path(1).intValue() + "," + s.path(2).intValue() + ","
                    + s.path(3).intValue();
            return new Row(cell.substring(cell.lastIndexOf('/') + 1), shape, node, number(node.path("ratio")),
                    number(node.path("ratioDl4j")));
        }
    }

    private PeersChart() {}

    /** Arguments: the CSV file, the picture, the documents. */
    public static void main(String[] arguments) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            JsonNode document = JsonMapper.builder().build().readTree(Files.readString(Path.of(arguments[i])));
            document.path("rows").forEach(node -> rows.add(Row.of(node)));
        }
        if (rows.isEmpty()) {
            throw new IOException("the documents have no rows");
        }
        Files.writeString(Path.of(arguments[0]), csv(rows));
        Files.writeString(Path.of(arguments[1]), picture(rows));
        System.out.printf(Locale.ROOT, "%d rows; geometric means: all %.2f, lstm %.2f, DL4J %.2f; least %.2f%n", rows.size(),
                mean(rows.stream().map(Row::ratio).toList()),
                mean(rows.stream().filter(r -> r.cell().equals("lstm")).map(Row::ratio).toList()),
                mean(rows.stream().map(Row::ratioDl4j).toList()),
                rows.stream().mapToDouble(Row::ratio).min().orElseThrow());
        for (Row r : rows) {
            System.out.printf(Locale.ROOT, "| `%s` | %s | %s | %s | %s | %.2f | %s |%n", r.cell(), r.shape().replace(",", ", "),
                    ms(r.node().path("ours")), ms(r.node().path("libtorch")), ms(r.node().path("dl4j")), r.ratio(),
                    Double.isNaN(r.ratioDl4j()) ? "" : String.format(Locale.ROOT, "%.1f", r.ratioDl4j()));
        }
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    private static String ms(JsonNode side) {
        double value = number(side.path("ms"));
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static double mean(List<Double> ratios) {
        return Math.exp(ratios.stream().filter(Double::isFinite).mapToDouble(Math::log).average().orElse(Double.NaN));
    }

    private static String csv(List<Row> rows) {
        StringBuilder text = new StringBuilder("cell,T,B,I,H,ours_ms,ours_q1,ours_q3,libtorch_ms,libtorch_q1,libtorch_q3,"
                + "libtorch_setting,libtorch_way,dl4j_ms,ratio_libtorch,ratio_dl4j,difference_after_1,difference_after_50\n");
        for (Row r : rows) {
            JsonNode n = r.node();
            StringJoiner line = new StringJoiner(",");
            line.add(r.cell()).add(r.shape());
            for (String side : List.of("ours", "libtorch")) {
                line.add(plain(n.path(side).path("ms"))).add(plain(n.path(side).path("spread").path(0)));
                line.add(plain(n.path(side).path("spread").path(1)));
            }
            line.add(n.path("libtorch").path("setting").asString("").replace(", ", "; "));
            line.add(n.path("libtorch").path("way").asString("").replace(", ", "; "));
            line.add(plain(n.path("dl4j").path("ms"))).add(plain(n.path("ratio"))).add(plain(n.path("ratioDl4j")));
            for (int i = 0; i < 2; i++) {
                JsonNode d = n.path("differences").path(i);
                line.add(String.format(Locale.ROOT, "%.1e", Math.max(number(d.path("loss")), number(d.path("gradient")))));
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private static String plain(JsonNode node) {
        return node.isNumber() ? String.format(Locale.ROOT, "%.4g", node.doubleValue()) : "";
    }

    private static double x(double ratio) {
        return LEFT + (RIGHT - LEFT) * Math.log(Math.clamp(ratio, LEAST, LARGEST) / LEAST) / Math.log(LARGEST / LEAST);
    }

    private static String picture(List<Row> rows) {
        int bottom = TOP + rows.size() * LINE;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 %1$d" width="960" height="%1$d"
                     font-family="'Helvetica Neue', Arial, sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="#fdfdfc"/>
                <text x="20" y="24" font-size="14" fill="#222">How many times faster than libtorch (dots) and DL4J (rings)</text>
                """, bottom + 24));
        for (double tick : new double[] {0.5, 1, 1.25, 2, 4, 8, 16, 32, 64}) {
            svg.append(String.format(Locale.ROOT, "<path d=\"M%.1f %dV%d\" stroke=\"%s\"/>%n", x(tick), TOP - 8, bottom,
                    tick == 1 ? "#888" : "#ddd"));
            if (tick != 1.25) {
                svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s×</text>%n",
                        x(tick), TOP - 13, tick < 1 ? "½" : Integer.toString((int) tick)));
            }
        }
        int y = TOP + 8;
        for (Row r : rows) {
            svg.append(String.format(Locale.ROOT, "<text x=\"20\" y=\"%d\" fill=\"#222\">%s</text><text x=\"150\" y=\"%d\" fill=\"#555\">%s</text>%n",
                    y + 4, r.cell(), y + 4, r.shape()));
            svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4.5\" fill=\"#0072B2\"/>%n", x(r.ratio()), y));
            if (!Double.isNaN(r.ratioDl4j())) {
                svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"none\" stroke=\"#D55E00\" stroke-width=\"1.5\"/>%n",
                        x(r.ratioDl4j()), y));
            }
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }
}
