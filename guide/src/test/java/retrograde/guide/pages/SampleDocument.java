package retrograde.guide.pages;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.MathMlPrinter;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A comparison document with invented numbers in the shape of real ones: every quantity present somewhere, and each of
 * the awkward cases too (null for a logarithm of 0, a censored reach, a horizon beyond the last lag, a cell of one term,
 * a cell that was not trained, a spectrum whose sum rule fails, a unit that does not decay). The same on every run.
 */
final class SampleDocument {

    private static final List<String> CELLS = List.of("rnn_tanh", "rnn_relu", "lstm", "gru", "gru_merged",
            "gru_reset_last");
    private static final int WINDOW = 256;

    private final JsonMapper json = JsonMapper.shared();
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    /** The document. */
    ObjectNode create() {
        ObjectNode document = json.createObjectNode()
                .put("kind", "compare")
                .put("report", "sample.html")
                .put("title", "A synthetic sample: invented numbers, not a measurement");
        provenance(document.putObject("provenance"));
        ArrayNode cells = document.putArray("cells");
        CELLS.forEach(name -> cell(cells.addObject(), name));
        ArrayNode rows = document.putArray("rows");
        for (String data : List.of("invented text", "invented adding T=100")) {
            for (String cell : CELLS) {
                row(rows.addObject(), data, cell);
            }
        }
        return document;
    }

    private static void provenance(ObjectNode provenance) {
        provenance.put("version", "0.0.0")
                .put("commit", "0000000")
                .put("jdk", "25")
                .put("cpu", "invented")
                .put("threads", 2)
                .put("seed", 7)
                .put("date", "2000-01-01T00:00:00Z")
                .put("command", "none: these numbers are invented");
        provenance.putArray("data")
                .addObject()
                .put("name", "invented text")
                .put("hash", "sha256:00")
                .put("source", "none");
        provenance.putObject("options").put("hidden", 64).put("updates", 500).put("batch", 32);
    }

    private static List<String> terms(String cell) {
        return SymbolicJacobian.of(Zoo.cell(cell), View.FULL).terms().stream().map(Term::name).toList();
    }

    /** The invented memory of a cell after training, in steps of its e-folding. */
    private static double memory(String cell, String data) {
        double steps = switch (cell) {
            case "lstm" -> 60;
            case "gru" -> 90;
            case "gru_merged" -> 45;
            case "gru_reset_last" -> 70;
            case "rnn_relu" -> 9;
            default -> 3;
        };
        return data.contains("text") ? 1.2 + Math.sqrt(steps) / 4 : steps;
    }

    /** The formulas are the real ones, as the report will show them; factors and bounds are invented. */
    private static void cell(ObjectNode node, String name) {
        Cell cell = Zoo.cell(name);
        MathMlPrinter printer = new MathMlPrinter(cell);
        node.put("name", name)
                .put("description", Zoo.text(name).lines().findFirst().orElse("").replaceFirst("# *", ""));
        ArrayNode equations = node.putArray("equations");
        cell.equations().forEach(e -> equations.add(printer.equation(e)));
        node.put("text", Zoo.text(name));
        ArrayNode terms = node.putArray("terms");
        SymbolicJacobian jacobian = SymbolicJacobian.of(cell, View.FULL);
        for (Term term : jacobian.terms()) {
            ObjectNode shown = terms.addObject()
                    .put("view", "full")
                    .put("name", term.name())
                    .put("formula", MathMlPrinter.math(printer.term(term, jacobian.states())))
                    .put("gateFactors", 3);
            if (term.name().equals("via f")) {
                shown.putNull("bound");
            } else {
                shown.put("bound", 0.25);
            }
            shown.put("unitBound", 0.111935801173576);
        }
    }

    private void row(ObjectNode row, String data, String cell) {
        boolean trained = !(cell.equals("rnn_tanh") && data.contains("adding"));
        double memory = memory(cell, data);
        row.put("data", data)
                .put("cell", cell)
                .put("loss", data.contains("text") ? 1.9 + 1 / memory : 0.15 / memory)
                .put("baseline", data.contains("text") ? 2.4137 : 1.0 / 6)
                .put("baselineName", data.contains("text") ? "bigram" : "chance")
                .put("trained", trained)
                .put("parameters", 23_456 + 1000 * cell.length())
                .put("seconds", 11.23 + cell.length());
        moment(row.putObject("before"), cell, 2 + memory / 20, trained);
        moment(row.putObject("after"), cell, memory, trained);
        ArrayNode during = row.putArray("during");
        for (int update = 0; update <= 500; update += 25) {
            double now = 2 + memory / 20 + (memory - memory / 20) * (1 - Math.exp(-update / 150.0))
                    + memory / 10 * noise();
            ObjectNode point = during.addObject()
                    .put("update", update)
                    .put("loss", (data.contains("text") ? 4.1 : 0.3) * Math.exp(-update / 400.0)
                            + Math.abs(noise()) / 10 / memory);
            horizon(point, 6.9 * Math.max(now, 0.5));
            point.put("k90", (int) Math.min(128, Math.round(2.3 * Math.max(now, 0.5))))
                    .put("k90Censored", 2.3 * now > 128)
                    .put("lyapunov", -1 / Math.max(now, 0.5));
        }
    }

    private static void horizon(ObjectNode point, double lag) {
        if (lag > 400) {
            point.putNull("horizon").put("horizonState", "beyond").put("horizonMeasured", 400);
        } else {
            point.put("horizon", lag).put("horizonState", "reached").put("horizonMeasured", 400);
        }
    }

    private void moment(ObjectNode moment, String cell, double memory, boolean trained) {
        moment.putObject("lyapunov").put("value", -1 / memory).put("error", 0.01 / memory);
        moment.putObject("reach")
                .put("k90", (int) Math.min(128, Math.round(2.3 * memory)))
                .put("censored", 2.3 * memory > 128);
        boolean beyond = 6.9 * memory > 400;
        if (beyond) {
            moment.putNull("horizon");
        } else {
            moment.put("horizon", 6.9 * memory);
        }
        if (terms(cell).size() == 1) {
            moment.putNull("mainTermShare");
        } else {
            moment.put("mainTermShare", 1 - 1 / (1 + memory));
        }
        moment.put("responsible", terms(cell).size() == 1 ? null : "main");
        moment.put("verdict", "vanishing");
        ObjectNode flow = moment.putObject("flow")
                .put("cell", cell)
                .put("hidden", 64)
                .put("steps", 64)
                .put("dtype", "float64")
                .put("window", WINDOW);
        quantities(flow.putObject("quantities"), cell, memory, beyond);
        ArrayNode nonFinite = flow.putArray("nonFinite");
        if (!trained) {
            nonFinite.addObject()
                    .put("step", 12)
                    .put("layer", 1)
                    .put("variable", "h")
                    .put("unit", 3)
                    .put("sequence", 0)
                    .put("value", "NaN")
                    .put("path", "main");
        }
        flow.putObject("verdict")
                .put("state", "vanishing")
                .put("why", trained ? "invented" : "invented, and not trained");
    }

    private void quantities(ObjectNode quantities, String cell, double memory, boolean beyond) {
        int states = cell.equals("lstm") || cell.equals("gru_reset_last") ? 128 : 64;
        ObjectNode lyapunov = quantities.putObject("lyapunov");
        ArrayNode values = lyapunov.putArray("values");
        ArrayNode errors = lyapunov.putArray("errors");
        for (int i = 0; i < states; i++) {
            values.add(-1 / memory - 3.0 * i / states * (1 + i / 80.0));
            errors.add(0.01 + 0.001 * i);
        }
        lyapunov.put("dKY", 0)
                .putObject("sumRule")
                .put("sum", -101.25)
                .put("logDet", -104.5)
                .put("holds", !cell.equals("gru_merged"));
        gradient(quantities.putObject("gradientByLag"), memory);
        quantities.putObject("reach")
                .put("k50", Math.round(0.7 * memory))
                .put("k90", Math.round(2.3 * memory))
                .put("k99", Math.round(4.6 * memory))
                .put("error", 1.5)
                .put("censored", false)
                .put("window", WINDOW);
        ObjectNode horizon = quantities.putObject("horizon")
                .put("epsilon", 1e-3)
                .put("state", beyond ? "beyond" : "reached")
                .put("measured", 400);
        if (beyond) {
            horizon.putNull("lag");
        } else {
            horizon.put("lag", 6.9 * memory);
        }
        terms(quantities, cell, memory);
        product(quantities.putObject("productSpectrum"), memory);
        units(quantities.putObject("units"), cell, memory);
    }

    private void gradient(ObjectNode gradient, double memory) {
        List<String> series = List.of("lag", "logNorm", "logError", "share", "cosine", "rest");
        series.forEach(gradient::putArray);
        for (int k = 1; k <= WINDOW; k++) {
            double logNorm = -0.7 - k / memory + 0.5 * noise();
            ((ArrayNode) gradient.get("lag")).add(k);
            // rnn_tanh's gradient underflows: its logarithm is null from there on.
            if (logNorm < -90) {
                ((ArrayNode) gradient.get("logNorm")).addNull();
            } else {
                ((ArrayNode) gradient.get("logNorm")).add(logNorm);
            }
            ((ArrayNode) gradient.get("logError")).add(0.02 + 0.001 * k);
            ((ArrayNode) gradient.get("share")).add(Math.exp(-k / memory) / memory);
            ((ArrayNode) gradient.get("cosine")).add(Math.exp(-k / memory));
            ((ArrayNode) gradient.get("rest")).add(Math.exp(-k / memory));
        }
    }

    private void terms(ObjectNode quantities, String cell, double memory) {
        List<String> names = terms(cell);
        ArrayNode terms = quantities.putArray("terms");
        ObjectNode time = quantities.putObject("termsOverTime");
        ArrayNode steps = time.putArray("step");
        ArrayNode timeNames = time.putArray("names");
        ArrayNode shares = time.putArray("share");
        double main = 1 - 1 / (1 + memory);
        for (String name : names) {
            timeNames.add(name);
            double share = name.equals("main") ? main : (1 - main) / (names.size() - 1);
            terms.addObject()
                    .put("layer", 1)
                    .put("view", "full")
                    .put("name", name)
                    .put("share", share)
                    .put("shareError", 0.01)
                    .put("norm", share)
                    .put("gateFactors", 3)
                    .put("bound", 0.25)
                    .put("unitBound", 0.111935801173576);
        }
        names.forEach(name -> shares.addArray());
        for (int step = 0; step <= 252; step += 4) {
            steps.add(step);
            double now = names.size() == 1 ? 1
                    : Math.min(0.98, Math.max(0.05, main + 0.2 * noise() + 0.1 * Math.sin(step / 9.0)));
            for (int i = 0; i < names.size(); i++) {
                ((ArrayNode) shares.get(i)).add(names.get(i).equals("main") ? now : (1 - now) / (names.size() - 1));
            }
        }
    }

    private static void product(ObjectNode product, double memory) {
        ArrayNode lags = product.putArray("lag");
        ArrayNode logs = product.putArray("logSingularValues");
        ArrayNode ranks = product.putArray("effectiveRank");
        for (int lag : List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 400)) {
            lags.add(lag);
            ranks.add(1 + 40 * Math.exp(-lag / memory));
            ArrayNode leading = logs.addArray();
            for (int i = 0; i < 64; i++) {
                leading.add(0.3 - lag * (1 + 0.06 * i) / memory);
            }
        }
    }

    private void units(ObjectNode units, String cell, double memory) {
        ArrayNode constants = units.putArray("timeConstants");
        for (int unit = 0; unit < 64; unit++) {
            if (unit == 13) {
                constants.addNull();
            } else {
                constants.add(memory * Math.exp(5 * noise()));
            }
        }
        units.putArray("aboveWindow").add(13);
        ArrayNode saturation = units.putArray("saturation");
        for (String term : terms(cell).subList(1, terms(cell).size())) {
            saturation.addObject().put("gate", term.replace("via ", "")).put("low", 0.12).put("high", 0.4);
        }
    }

    private double noise() {
        return 0.2 * random.nextGaussian();
    }
}
