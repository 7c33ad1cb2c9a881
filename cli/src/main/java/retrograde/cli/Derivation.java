package retrograde.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Cell;
import retrograde.equation.Equation;
import retrograde.equation.Expression;
import retrograde.equation.FormulaPrinter;
import retrograde.equation.LatexPrinter;
import retrograde.equation.MathMlPrinter;
import retrograde.equation.Parameter;
import retrograde.equation.ParameterCount;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.TextPrinter;
import retrograde.equation.UnicodePrinter;
import retrograde.equation.View;
import retrograde.equation.bound.Interval;
import retrograde.equation.bound.PathBounds;
import retrograde.equation.bound.Ranges;
import retrograde.equation.bound.TermBounds;

/**
 * What follows from a cell's equations alone, in one view.
 *
 * @param cell the cell
 * @param jacobian its step Jacobian in the view asked for
 * @param ranges the intervals in which its variables stay
 * @param bounds of each term's paths, in the order of the Jacobian's terms
 * @param sizes sizes given to dimensions; the others stay symbols
 */
record Derivation(Cell cell, SymbolicJacobian jacobian, Ranges ranges, List<List<PathBounds>> bounds,
        Map<String, Integer> sizes) {

    static Derivation of(Cell cell, View view, Map<String, Integer> sizes) {
        SymbolicJacobian jacobian = SymbolicJacobian.of(cell, view);
        Ranges ranges = Ranges.of(cell);
        List<List<PathBounds>> bounds = new ArrayList<>();
        for (Term term : jacobian.terms()) {
            bounds.add(term.paths().stream().map((Path path) -> PathBounds.of(path, ranges)).toList());
        }
        return new Derivation(cell, jacobian, ranges, bounds, sizes);
    }

    /** The bounds of the term at that place in the Jacobian's terms. */
    PathBounds termBounds(int term) {
        return TermBounds.of(jacobian.terms().get(term), bounds.get(term));
    }

    /** The shape of a parameter: {@code [H,8]}. */
    String shape(Parameter parameter) {
        List<String> shape = parameter.shape()
                .stream()
                .map(d -> sizes.containsKey(d) ? String.valueOf(sizes.get(d)) : d)
                .toList();
        return "[" + String.join(",", shape) + "]";
    }

    String parameterCount() {
        return ParameterCount.formula(cell, sizes);
    }

    /** The paths of one block of the Jacobian. */
    List<Path> block(String row, String column) {
        return jacobian.paths().stream().filter(p -> p.to().equals(row) && p.from().equals(column)).toList();
    }

    /** The proved interval of a named variable: a state's from its initial value on. */
    Interval range(String name) {
        return cell.isState(name) ? ranges.ofState(name) : ranges.of(Expression.variable(name));
    }

    /** The view's name in the command's vocabulary. */
    String view() {
        return jacobian.view().name().toLowerCase(Locale.ROOT);
    }

    /** The JSON document. */
    Map<String, Object> document() {
        List<Object> nonFinite = new ArrayList<>();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cell", cell.name());
        document.put("description", cell.description());
        document.put("view", view());
        document.put("states", cell.states());
        document.put("output", cell.output());
        document.put("gates", cell.gates());
        document.put("equations", cell.equations().stream().map(this::equation).toList());
        document.put("parameters", cell.parameters().stream().map(this::parameter).toList());
        document.put("parameterCount", parameterCount());
        Map<String, Object> intervals = new LinkedHashMap<>();
        cell.states().forEach(name -> intervals.put(name, interval(name, nonFinite)));
        cell.gates().forEach(name -> intervals.put(name, interval(name, nonFinite)));
        document.put("ranges", intervals);
        document.put("eliminated", jacobian.view() == View.ARTICLE ? SymbolicJacobian.eliminated(cell) : List.of());
        document.put("jacobian", blocks());
        document.put("terms", terms(new UnicodePrinter(cell), nonFinite));
        document.put("text", TextPrinter.print(cell));
        document.put("nonFinite", nonFinite);
        return document;
    }

    private Map<String, Object> equation(Equation equation) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", equation.name());
        entry.put("text", new TextPrinter(cell).equation(equation));
        entry.put("unicode", new UnicodePrinter(cell).equation(equation));
        entry.put("latex", new LatexPrinter(cell).equation(equation));
        entry.put("mathml", new MathMlPrinter(cell).equation(equation));
        return entry;
    }

    private Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", parameter.name());
        entry.put("family", parameter.family());
        entry.put("shape", parameter.shape().stream().map(d -> sizes.containsKey(d) ? sizes.get(d) : d).toList());
        return entry;
    }

    private List<Object> interval(String name, List<Object> nonFinite) {
        Interval range = range(name);
        List<Object> ends = new ArrayList<>();
        ends.add(finite(range.low(), "/ranges/" + name + "/0", nonFinite));
        ends.add(finite(range.high(), "/ranges/" + name + "/1", nonFinite));
        return ends;
    }

    private List<Object> blocks() {
        FormulaPrinter unicode = new UnicodePrinter(cell);
        FormulaPrinter latex = new LatexPrinter(cell);
        List<Object> blocks = new ArrayList<>();
        for (String row : jacobian.states()) {
            for (String column : jacobian.states()) {
                Map<String, Object> block = new LinkedHashMap<>();
                block.put("row", row);
                block.put("column", column);
                block.put("formula", unicode.sum(block(row, column)));
                block.put("latex", latex.sum(block(row, column)));
                blocks.add(block);
            }
        }
        return blocks;
    }

    /**
     * The terms as JSON objects.
     *
     * @param printer the notation of the formulas
     * @param nonFinite takes the places of numbers that JSON cannot hold
     */
    List<Map<String, Object>> terms(FormulaPrinter printer, List<Object> nonFinite) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Term term : jacobian.terms()) {
            String at = "/terms/" + entries.size();
            PathBounds all = termBounds(entries.size());
            List<PathBounds> each = bounds.get(entries.size());
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("layer", 1);
            entry.put("view", view());
            entry.put("name", term.name());
            entry.put("gates", term.gates());
            entry.put("formula", printer.term(term, jacobian.states()));
            putBounds(entry, all, at, nonFinite);
            if (Double.isInfinite(all.bound())) {
                entry.put("note", "null means unbounded: a coefficient grows with a value that has no proved range");
            }
            List<Object> paths = new ArrayList<>();
            for (PathBounds one : each) {
                Path path = term.paths().get(paths.size());
                Map<String, Object> part = new LinkedHashMap<>();
                part.put("row", path.to());
                part.put("column", path.from());
                part.put("formula", printer.path(path));
                putBounds(part, one, at + "/paths/" + paths.size(), nonFinite);
                paths.add(part);
            }
            entry.put("paths", paths);
            entries.add(entry);
        }
        return entries;
    }

    private static void putBounds(Map<String, Object> entry, PathBounds bounds, String at, List<Object> nonFinite) {
        entry.put("gateFactors", bounds.gateFactors());
        entry.put("bound", finite(bounds.bound(), at + "/bound", nonFinite));
        entry.put("unitBound", finite(bounds.unitBound(), at + "/unitBound", nonFinite));
    }

    private static @Nullable Object finite(double value, String place, List<Object> nonFinite) {
        if (Double.isFinite(value)) {
            return value;
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("at", place);
        entry.put("value", Double.toString(value));
        nonFinite.add(entry);
        return null;
    }
}
