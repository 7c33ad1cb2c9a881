import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws the README's picture, the gradient by lag before and after training, from a document of {@code retrograde compare
 * --json}, and prints the rows of its table. Run by {@code scripts/readme-picture}; not part of the program.
 */
final class ReadmePicture {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 400;
    private static final int TOP = 62;
    private static final int BOTTOM = 348;
    /** Left and right edge of each panel; room for the cells' names is to the right of the second. */
    private static final int[][] PANELS = {{64, 424}, {464, 824}};
    private static final double FLOOR = -12;
    private static final double CEILING = 1;
    private static final int LABEL_DISTANCE = 15;
    private static final int LABEL_WIDTH = 60;

    /** Okabe and Ito's colours, as in the report; the dash says the same to eyes that do not tell colours apart. */
    private static final Map<String, String[]> LOOKS = Map.of("rnn_tanh", new String[] {"#0072B2", ""}, "rnn_relu",
            new String[] {"#D55E00", "7 3"}, "lstm", new String[] {"#009E73", ""}, "gru", new String[] {"#CC79A7", "9 3 2 3"},
            "gru_merged", new String[] {"#B07A00", "4 2"}, "gru_reset_last", new String[] {"#3A8FC4", "12 3"});

    private record Words(String before, String after, String lag, String gradient) {}

    private record Label(double x, double y, String name) {}

    private ReadmePicture() {}

    /** Arguments: the document, the data set, the picture, the language (en or zh). */
    public static void main(String[] arguments) throws IOException {
        JsonNode document = JsonMapper.builder().build().readTree(Files.readString(Path.of(arguments[0])));
        Words words = arguments[3].equals("zh")
                ? new Words("训练前", "训练后", "步距 k", "k 步之前收到的梯度大小 g(k)")
                : new Words("before training", "after training", "lag k, steps", "size of the gradient k steps back, g(k)");
        List<JsonNode> rows = new ArrayList<>();
        document.path("rows").forEach(row -> {
            if (row.path("data").asString().equals(arguments[1])) {
                rows.add(row);
            }
        });
        if (rows.isEmpty()) {
            throw new IOException(arguments[0] + " has no rows on " + arguments[1]);
        }
        Files.writeString(Path.of(arguments[2]), draw(rows, words));
        if (!arguments[3].equals("zh")) {
            table(rows);
        }
    }

    private static String draw(List<JsonNode> rows, Words words) {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d"
                     font-family="'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans CJK SC', sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#fdfdfc"/>
                <text x="%d" y="24" fill="#222">%s</text>
                """, WIDTH, HEIGHT, WIDTH, HEIGHT, PANELS[0][0] - 40, words.gradient()));
        for (int p = 0; p < PANELS.length; p++) {
            panel(svg, rows, p == 0 ? "before" : "after", p == 0 ? words.before() : words.after(), PANELS[p], p == 0, words);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, List<JsonNode> rows, String moment, String title, int[] x, boolean first,
            Words words) {
        int lags = rows.stream().mapToInt(r -> norms(r, moment).size() - 1).max().orElseThrow();
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"48\" font-weight=\"bold\" fill=\"#222\">%s</text>%n", x[0], title));
        for (int decade = (int) FLOOR; decade <= 0; decade += 3) {
            svg.append(String.format(Locale.ROOT, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>%n", x[0], y(decade), x[1]));
            if (first) {
                svg.append(String.format(Locale.ROOT,
                        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555\">10<tspan dy=\"-5\" font-size=\"10\">%s</tspan></text>%n",
                        x[0] - 6, y(decade) + 5, Integer.toString(decade).replace('-', '−')));
            }
        }
        for (int lag = 0; lag <= lags; lag += 100) {
            svg.append(String.format(Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%d</text>%n", x(lag, lags, x), BOTTOM + 18,
                    lag));
        }
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#555\">%s</text>%n", x[1],
                BOTTOM + 38, words.lag()));
        List<Label> ends = new ArrayList<>();
        List<Label> fallen = new ArrayList<>();
        for (JsonNode row : rows) {
            String cell = row.path("cell").asString();
            JsonNode norms = norms(row, moment);
            StringBuilder points = new StringBuilder();
            double[] last = {x[0], TOP};
            boolean falls = false;
            for (int k = 1; k < norms.size() && !falls; k++) {
                double decade = norms.path(k).isNumber() ? norms.path(k).doubleValue() / Math.log(10) : FLOOR - 1;
                falls = decade < FLOOR;
                last = new double[] {x(k, lags, x), falls ? BOTTOM : y(Math.min(decade, CEILING))};
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", last[0], last[1]));
            }
            svg.append(String.format(Locale.ROOT,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>%n",
                    points.toString().strip(), look(cell)[0], look(cell)[1]));
            (falls ? fallen : ends).add(new Label(last[0], last[1], cell));
        }
        ends.sort(Comparator.comparingDouble(Label::y).reversed());
        double lowest = BOTTOM;
        for (Label each : ends) {
            double at = Math.min(each.y(), lowest);
            text(svg, x[1] + 8, at + 4, each.name());
            lowest = at - LABEL_DISTANCE;
        }
        // Names of lines that leave through the floor stand where they leave, if no other line is near.
        fallen.sort(Comparator.comparingDouble(Label::x));
        for (int i = 0; i < fallen.size(); i++) {
            double room = i + 1 < fallen.size() ? fallen.get(i + 1).x() - fallen.get(i).x() : WIDTH;
            double before = i == 0 ? WIDTH : fallen.get(i).x() - fallen.get(i - 1).x();
            if (room > LABEL_WIDTH && before > LABEL_DISTANCE) {
                text(svg, fallen.get(i).x() + 6, BOTTOM - 6, fallen.get(i).name());
            }
        }
    }

    private static void text(StringBuilder svg, double x, double y, String cell) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n", x, y, look(cell)[0], cell));
    }

    private static String[] look(String cell) {
        return LOOKS.getOrDefault(cell, new String[] {"#444", ""});
    }

    /** The README's table, in Markdown, on standard output. */
    private static void table(List<JsonNode> rows) {
        for (JsonNode row : rows) {
            JsonNode before = row.path("before");
            JsonNode after = row.path("after");
            System.out.printf(Locale.ROOT, "| `%s` | %.4f | %s → %s | %s → %s | %s | %s | %s | %s |%n",
                    row.path("cell").asString(), row.path("loss").doubleValue(), reach(before), reach(after),
                    horizon(before), horizon(after), lambda(after),
                    after.path("mainTermShare").isNumber()
                            ? String.format(Locale.ROOT, "%.0f %%", 100 * after.path("mainTermShare").doubleValue())
                            : "–",
                    after.path("responsible").asString("–"),
                    row.path("trained").asBoolean() ? after.path("verdict").asString() : "not trained on this");
        }
    }

    private static String reach(JsonNode moment) {
        JsonNode reach = moment.path("flow").path("quantities").path("reach");
        return reach.path("censored").asBoolean() ? "≥ " + reach.path("window").intValue() / 2
                : reach.path("k90").asString();
    }

    private static String horizon(JsonNode moment) {
        JsonNode horizon = moment.path("flow").path("quantities").path("horizon");
        return switch (horizon.path("state").asString()) {
            case "reached" -> String.format(Locale.ROOT, "%.0f", horizon.path("lag").doubleValue());
            case "grown" -> "grown";
            default -> "> " + horizon.path("measured").asString();
        };
    }

    private static String lambda(JsonNode moment) {
        return String.format(Locale.ROOT, "%.4f ± %.4f", moment.path("lyapunov").path("value").doubleValue(),
                moment.path("lyapunov").path("error").doubleValue()).replace('-', '−');
    }

    private static JsonNode norms(JsonNode row, String moment) {
        return row.path(moment).path("flow").path("quantities").path("gradientByLag").path("logNorm");
    }

    private static double x(double lag, int lags, int[] panel) {
        return panel[0] + (panel[1] - panel[0]) * lag / lags;
    }

    private static double y(double decade) {
        return TOP + (BOTTOM - TOP) * (CEILING - decade) / (CEILING - FLOOR);
    }
}
