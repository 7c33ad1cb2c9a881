package retrograde.guide.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the pictures must show of one row, found from the document alone, as lines "data|view|key|series|numbers". */
final class Drawn {

    private final JsonNode row;
    private final List<String> lines = new ArrayList<>();

    private Drawn(JsonNode row) {
        this.row = row;
    }

    static List<String> of(JsonNode row) {
        Drawn drawn = new Drawn(row);
        drawn.training();
        for (String moment : List.of("before", "after")) {
            drawn.moment(moment, row.path(moment).path("flow").path("quantities"));
        }
        return drawn.lines;
    }

    static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? Double.valueOf(value.doubleValue()) : null;
    }

    private void add(String view, String key, String series, List<List<@Nullable Double>> values) {
        if (values.stream().anyMatch(v -> v.getLast() != null)) {
            lines.add(String.join("|", row.path("data").asString(), view, key, series, values.toString()));
        }
    }

    private void training() {
        String cell = row.path("cell").asString();
        List<List<@Nullable Double>> horizon = new ArrayList<>();
        List<List<@Nullable Double>> reach = new ArrayList<>();
        List<List<@Nullable Double>> loss = new ArrayList<>();
        List<List<@Nullable Double>> lyapunov = new ArrayList<>();
        for (JsonNode point : row.path("during")) {
            Double update = number(point.path("update"));
            String lag = point.path("horizonState").asString("").equals("beyond") ? "horizonMeasured" : "horizon";
            horizon.add(Arrays.asList(update, number(point.path(lag))));
            // A censored reach is shown as half of the window: more cannot be known.
            Double window = number(row.path("after").path("flow").path("window"));
            boolean censored = point.path("k90Censored").asBoolean(false);
            reach.add(Arrays.asList(update,
                    censored && window != null ? Double.valueOf(window / 2) : number(point.path("k90"))));
            loss.add(Arrays.asList(update, number(point.path("loss"))));
            lyapunov.add(Arrays.asList(update, number(point.path("lyapunov"))));
        }
        for (String data : List.of("during")) {
            if (!horizon.isEmpty()) {
                add("HorizonView", data, cell, horizon);
                add("ReachView", data, cell, reach);
                add("LossView", data, cell, loss);
                add("LyapunovSpectrumView", data, cell, lyapunov);
            }
        }
    }

    /** From the lags after the loss to those before it. */
    private static List<List<@Nullable Double>> byLag(JsonNode gradient) {
        List<List<@Nullable Double>> points = new ArrayList<>();
        JsonNode ahead = gradient.path("ahead").path("logNorm");
        for (int j = ahead.size() - 1; j >= 0; j--) {
            points.add(Arrays.asList(j == 0 ? 0.0 : -j, number(ahead.get(j))));
        }
        List<List<@Nullable Double>> before = pairs(gradient.path("lag"), gradient.path("logNorm"));
        points.addAll(ahead.isEmpty() ? before : before.subList(1, before.size()));
        return points;
    }

    private void moment(String moment, JsonNode quantities) {
        String cell = row.path("cell").asString();
        JsonNode gradient = quantities.path("gradientByLag");
        add("GradientByLagView", moment, cell, byLag(gradient));
        if (moment.equals("after")) {
            add("SummandsView", moment, cell, pairs(gradient.path("lag"), gradient.path("rest")));
        }
        List<List<@Nullable Double>> spectrum = new ArrayList<>();
        for (JsonNode value : quantities.path("lyapunov").path("values")) {
            spectrum.add(Arrays.asList(spectrum.size() + 1.0, number(value)));
        }
        add("LyapunovSpectrumView", moment, cell, spectrum);
        terms(cell + "/" + moment, quantities.path("termsOverTime"));
        JsonNode product = quantities.path("productSpectrum");
        add("ProductSpectrumView", "rank/" + moment, cell, pairs(product.path("lag"), product.path("effectiveRank")));
        product(cell, moment, product);
        map(cell + "/norm", "carried: ‖∂ℓ(t)/∂s(s)‖", quantities.path("pairMap").path("logNorm"));
        map(cell + "/contribution", "the pair’s part of dL/dθ: its norm",
                quantities.path("pairMap").path("logContribution"));
        units(cell, moment, quantities.path("units"));
        layers(cell, quantities.path("layers"));
        if (!row.has("before")) {
            spectrum(cell, quantities.path("lyapunov"));
            advice(cell, row.path(moment).path("flow").path("advice"));
        }
    }

    /** What advice rests on. */
    private void advice(String cell, JsonNode advice) {
        List<List<@Nullable Double>> bounds = new ArrayList<>();
        for (JsonNode bound : advice.path("window").path("bounds")) {
            bounds.add(Arrays.asList(bounds.size() + 1.0, number(bound)));
        }
        add("AdviceView", cell + "/windows", cell, bounds);
        List<List<@Nullable Double>> measured = new ArrayList<>();
        for (JsonNode row : advice.path("window").path("rows")) {
            if (row.path("measured").isNumber()) {
                measured.add(Arrays.asList(number(row.path("steps")), number(row.path("measured"))));
            }
        }
        add("AdviceView", cell + "/windows", "measured", measured);
        JsonNode clip = advice.path("clip");
        List<List<@Nullable Double>> shares = new ArrayList<>();
        for (JsonNode norm : clip.path("norms")) {
            shares.add(Arrays.asList(number(norm), (shares.size() + 1.0) / clip.path("batches").asInt()));
        }
        add("AdviceView", cell + "/clipping", cell, shares);
    }

    /** What the page of one model says of its spectrum beside the spectrum itself. */
    private void spectrum(String cell, JsonNode lyapunov) {
        JsonNode convergence = lyapunov.path("convergence");
        int curves = Math.min(4, convergence.path("values").path(0).size());
        for (int i = 0; i < curves; i++) {
            List<List<@Nullable Double>> curve = new ArrayList<>();
            for (int k = 0; k < convergence.path("steps").size(); k++) {
                curve.add(Arrays.asList(number(convergence.path("steps").get(k)),
                        number(convergence.path("values").get(k).path(i))));
            }
            add("SpectrumConvergenceView", cell, "λ" + "₁₂₃₄".charAt(i), curve);
        }
        List<List<@Nullable Double>> boxes = new ArrayList<>();
        for (JsonNode box : lyapunov.path("finiteTime").path("exponents").path(0).path("quantiles")) {
            boxes.add(box.valueStream().map(Drawn::number).toList());
        }
        add("FiniteTimeExponentsView", cell, cell, boxes);
        List<List<@Nullable Double>> shares = new ArrayList<>();
        for (JsonNode state : lyapunov.path("direction").path("states")) {
            shares.add(Arrays.asList(number(state.path("share"))));
        }
        add("LeadingDirectionView", cell, cell, shares);
    }

    private static List<List<@Nullable Double>> pairs(JsonNode xs, JsonNode ys) {
        List<List<@Nullable Double>> pairs = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            pairs.add(Arrays.asList(number(xs.get(i)), number(ys.path(i))));
        }
        return pairs;
    }

    private void terms(String key, JsonNode terms) {
        for (int i = 0; terms.path("names").size() > 1 && i < terms.path("names").size(); i++) {
            List<List<@Nullable Double>> shares = new ArrayList<>();
            for (JsonNode share : terms.path("share").path(i)) {
                shares.add(Arrays.asList(number(share)));
            }
            // "2: via f" is drawn in the panel of layer 2.
            String name = terms.path("names").get(i).asString();
            int colon = name.indexOf(": ");
            add("TermsView", colon > 0 ? key + "/" + name.substring(0, colon) : key,
                    colon > 0 ? name.substring(colon + 2) : name, shares);
        }
    }

    private void product(String cell, String moment, JsonNode product) {
        int curves = 0;
        for (JsonNode values : product.path("logSingularValues")) {
            curves = Math.max(curves, values.size());
        }
        for (int i = 0; i < curves; i++) {
            // Few are all drawn, of many the first, second, fourth, eighth …
            if (curves > 4 && Integer.bitCount(i + 1) != 1) {
                continue;
            }
            List<List<@Nullable Double>> curve = new ArrayList<>();
            for (int j = 0; j < product.path("lag").size(); j++) {
                curve.add(Arrays.asList(number(product.path("lag").get(j)),
                        number(product.path("logSingularValues").path(j).path(i))));
            }
            add("ProductSpectrumView", cell, "σ" + (i + 1) + (row.has("before") ? ", " + moment + " training" : ""),
                    curve);
        }
    }

    /** Cells as column, row and value, those without a number left out. */
    private void map(String key, String name, JsonNode rows) {
        List<List<@Nullable Double>> cells = new ArrayList<>();
        for (int j = 0; j < rows.size(); j++) {
            for (int i = 0; i < rows.get(j).size(); i++) {
                if (rows.get(j).get(i).isNumber()) {
                    cells.add(List.of((double) i, (double) j, rows.get(j).get(i).doubleValue()));
                }
            }
        }
        add("PairMapView", key, name, cells);
    }

    private void layers(String cell, JsonNode layers) {
        for (JsonNode g : layers.path("gradientByLag")) {
            add("LayerBlocksView", cell + "/gradient", "layer " + g.path("layer").asInt(),
                    lagged(g.path("logNorm"), 0));
        }
        for (JsonNode h : layers.path("horizon")) {
            int to = h.path("to").asInt();
            int from = h.path("from").asInt();
            add("LayerBlocksView", cell + "/blocks", "layer " + from + (to == from ? "" : " → " + to),
                    lagged(h.path("logNorms"), 1));
        }
    }

    private static List<List<@Nullable Double>> lagged(JsonNode values, int first) {
        List<List<@Nullable Double>> points = new ArrayList<>();
        values.forEach(v -> points.add(Arrays.asList((double) (first + points.size()), number(v))));
        return points;
    }

    /** In one curve, or for a stack that stands alone one for each layer. */
    private void units(String cell, String moment, JsonNode units) {
        JsonNode layers = units.path("layer");
        List<Integer> distinct = layers.valueStream().map(JsonNode::asInt).distinct().toList();
        if (distinct.size() < 2) {
            units(cell, moment, units.path("timeConstants"), _ -> true);
        } else {
            distinct.forEach(l -> units("layer " + l, moment, units.path("timeConstants"),
                    unit -> layers.get(unit).asInt() == l));
        }
    }

    private void units(String name, String moment, JsonNode constants, IntPredicate wanted) {
        List<double[]> drawable = new ArrayList<>();
        for (int unit = 0; unit < constants.size(); unit++) {
            if (wanted.test(unit) && constants.get(unit).isNumber() && constants.get(unit).doubleValue() > 0) {
                drawable.add(new double[] {constants.get(unit).doubleValue(), unit});
            }
        }
        drawable.sort(Comparator.comparingDouble(v -> v[0]));
        List<List<@Nullable Double>> curve = new ArrayList<>();
        for (double[] value : drawable) {
            curve.add(List.of((curve.size() + 1.0) / drawable.size(), value[0], value[1]));
        }
        if (!curve.isEmpty()) {
            add("UnitView", moment, name, curve);
        }
    }
}
