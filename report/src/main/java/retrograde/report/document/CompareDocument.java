package retrograde.report.document;

import java.util.List;
import java.util.Locale;

import retrograde.equation.Cell;
import retrograde.equation.Equation;
import retrograde.equation.MathMlPrinter;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.TextPrinter;
import retrograde.equation.View;
import retrograde.equation.bound.PathBounds;
import retrograde.equation.bound.Ranges;
import retrograde.equation.bound.TermBounds;
import retrograde.flow.Flow;
import retrograde.flow.FlowFigure;
import retrograde.flow.TermShares;
import retrograde.run.Comparison;
import retrograde.run.Repeated;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of {@code retrograde compare --json}, and what its page is drawn from.
 *
 * <p>
 * {@code {"kind":"compare","report","title","provenance","cells":[…],"rows":[{"data","cell","loss","lossError","baseline",
 * "baselineName","trained","parameters","seconds","clipped","before":M,"after":M,"during":[…]}]}} with
 * {@code M = {"lyapunov":{"value","error"},"reach":{"k90","censored"},"horizon","mainTermShare","responsible","verdict",
 * "flow":{…}}}; {@code flow} is the document of {@link FlowDocument}. A row that is not trained has no verdict on its memory:
 * {@code verdict} is null. Rows are those of the first seed; with several there is {@code repeated}, every figure's mean with its
 * standard error.
 */
public final class CompareDocument {
    private CompareDocument() {}

    /**
     * The document.
     *
     * @param repeated the rows of every seed
     * @param report where the page is written; null in the document if empty
     * @param provenance name and value of what the figures depend on, in order
     */
    public static ObjectNode of(Repeated repeated, String report, String title, ObjectNode provenance) {
        List<Comparison.Row> rows = repeated.first();
        ObjectNode document = Json.object();
        document.put("kind", "compare");
        if (report.isEmpty()) {
            document.putNull("report");
        } else {
            document.put("report", report);
        }
        document.put("title", title);
        document.set("provenance", provenance);
        ArrayNode cells = document.putArray("cells");
        rows.stream().map(Comparison.Row::cell).distinct().forEach(c -> cells.add(cell(c)));
        ArrayNode array = document.putArray("rows");
        rows.forEach(r -> r.byName().forEach((name, row) -> array.add(row(name, row))));
        if (repeated.seeds().size() > 1) {
            document.set("repeated", repeated(repeated));
        }
        return document;
    }

    /** {@code {"seeds":[…],"rows":[{"data","cell","learnt","figures":[{"name","when","mean","error","values",…}]}]}}. */
    private static ObjectNode repeated(Repeated repeated) {
        ObjectNode node = Json.object();
        ArrayNode seeds = node.putArray("seeds");
        repeated.seeds().forEach(seeds::add);
        ArrayNode rows = node.putArray("rows");
        for (int i = 0; i < repeated.first().size(); i++) {
            Comparison.Row first = repeated.first().get(i);
            ObjectNode row = rows.addObject();
            row.put("data", first.study().data().name());
            row.put("cell", first.cell().name());
            row.put("learnt", repeated.trained(i));
            ArrayNode figures = row.putArray("figures");
            SpreadDocument.add(figures, "loss", "after", repeated.loss(i));
            for (FlowFigure figure : FlowFigure.ALL) {
                SpreadDocument.add(figures, figure.name(), "before", repeated.figure(i, figure, false));
                SpreadDocument.add(figures, figure.name(), "after", repeated.figure(i, figure, true));
            }
        }
        return node;
    }

    /** A cell's equations, and its paths with what is proved of them. */
    static ObjectNode cell(Cell cell) {
        ObjectNode node = Json.object();
        MathMlPrinter printer = new MathMlPrinter(cell);
        node.put("name", cell.name());
        node.put("description", cell.description());
        node.put("text", TextPrinter.print(cell));
        ArrayNode equations = node.putArray("equations");
        for (Equation equation : cell.equations()) {
            equations.add(printer.equation(equation));
        }
        ArrayNode terms = node.putArray("terms");
        Ranges ranges = Ranges.of(cell);
        for (View view : View.values()) {
            if (view == View.ARTICLE && SymbolicJacobian.eliminated(cell).isEmpty()) {
                continue;
            }
            SymbolicJacobian jacobian = SymbolicJacobian.of(cell, view);
            for (Term term : jacobian.terms()) {
                PathBounds bounds = TermBounds.of(term, ranges);
                ObjectNode one = terms.addObject();
                one.put("view", view.name().toLowerCase(Locale.ROOT));
                one.put("name", term.name());
                one.put("formula", MathMlPrinter.math(printer.term(term, jacobian.states())));
                one.put("gateFactors", bounds.gateFactors());
                Json.put(one, "bound", bounds.bound());
                Json.put(one, "unitBound", bounds.unitBound());
            }
        }
        return node;
    }

    private static ObjectNode row(String name, Comparison.Row r) {
        ObjectNode node = Json.object();
        node.put("data", r.study().data().name());
        node.put("cell", name);
        Json.put(node, "loss", r.loss());
        Json.put(node, "lossError", r.lossError());
        Json.put(node, "baseline", r.baseline().value());
        node.put("baselineName", r.baseline().name());
        node.put("trained", r.trained());
        node.put("parameters", r.parameters());
        Json.put(node, "seconds", r.seconds());
        Json.put(node, "clipped", r.clipped());
        node.set("before", measurement(r.before(), FlowDocument.alone(r.before(), r.study().steps()), true));
        node.set("after", measurement(r.after(), FlowDocument.alone(r.after(), r.study().steps()), r.trained()));
        ArrayNode during = node.putArray("during");
        for (Comparison.Moment m : r.during()) {
            ObjectNode moment = during.addObject();
            moment.put("update", m.update());
            Json.put(moment, "loss", m.loss());
            Json.put(moment, "horizon", m.flow().horizon().map(h -> h.lag()).orElse(Double.NaN));
            m.flow().horizon().ifPresent(h -> {
                moment.put("horizonState", h.state().name().toLowerCase(Locale.ROOT));
                moment.put("horizonMeasured", h.measured());
            });
            m.flow().reach().ifPresent(reach -> {
                moment.put("k90", reach.k90());
                moment.put("k90Censored", reach.censored());
            });
        }
        return node;
    }

    /** A measurement M around the flow's document; without a verdict where the model is not judged. */
    static ObjectNode measurement(Flow flow, ObjectNode document, boolean judged) {
        ObjectNode node = Json.object();
        flow.lyapunov().ifPresent(l -> {
            ObjectNode lyapunov = node.putObject("lyapunov");
            Json.put(lyapunov, "value", l.values()[0]);
            Json.put(lyapunov, "error", l.errors()[0]);
        });
        flow.reach().ifPresent(r -> {
            ObjectNode reach = node.putObject("reach");
            reach.put("k90", r.k90());
            Json.put(reach, "error", r.error());
            reach.put("censored", r.censored());
        });
        Json.put(node, "horizon", flow.horizon().map(h -> h.lag()).orElse(Double.NaN));
        Json.put(node, "mainTermShare",
                flow.terms().map(TermShares::layers).map(l -> l.get(0).mainShare()).orElse(Double.NaN));
        if (flow.ablation().isPresent()) {
            node.put("responsible", flow.ablation().get().effects().get(0).term());
        } else {
            node.putNull("responsible");
        }
        if (judged) {
            node.put("verdict", flow.verdict().state().word());
        } else {
            node.putNull("verdict");
        }
        node.set("flow", document);
        return node;
    }
}
