package retrograde.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.engine.Plans;
import retrograde.equation.Cell;
import retrograde.equation.DistributionParser;
import retrograde.equation.FormulaPrinter;
import retrograde.equation.LatexPrinter;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.UnicodePrinter;
import retrograde.equation.View;
import retrograde.equation.bound.Interval;
import retrograde.equation.bound.PathBounds;
import tools.jackson.databind.json.JsonMapper;

/** Derives a cell's step Jacobian from its equations: the terms by path, their gate factors and bounds. */
@Command(
        name = "derive",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Derives the step Jacobian of a cell from its equations, as a sum of terms by path.",
                "A term's bound holds for any number of units: ‖term‖ ≤ bound · the norms of its matrices; its unit bound is"
                        + " the case of one unit. Gate factors are the factors that lie in [-1, 1] whatever the weights."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde derive lstm --view article", "  retrograde derive my.cell --json",
                "  retrograde derive gru --latex > gru.tex", "  retrograde derive gru --plan"})
final class DeriveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CELL", description = "A cell's name (see 'retrograde cells') or the path of a cell file.")
    private String cell = "";

    @Option(
            names = "--view",
            paramLabel = "full|article",
            description = "The whole state, exactly (full, the default), or the source article's: an output state that is a"
                    + " function of another is written through it, its gate held (article).")
    private View view = View.FULL;

    @Option(
            names = "--dim",
            paramLabel = "NAME=SIZE",
            description = "The size of a dimension that the cell names, as R=8.")
    private Map<String, Integer> dimensions = new LinkedHashMap<>();

    @Option(names = "--latex", description = "Print LaTeX instead of plain text.")
    private boolean latex;

    @Option(
            names = "--plan",
            description = "Show how the compiled engines run the cell: what is multiplied when, what is kept, what is computed"
                    + " again. With --json under the key plan.")
    private boolean plan;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        if (latex && json) {
            throw new InputException("--latex and --json exclude each other: the JSON document holds the LaTeX too");
        }
        if (latex && plan) {
            throw new InputException(
                    "--latex and --plan exclude each other: a plan is printed as text, or with --json");
        }
        Cell loaded = Zoo.load(cell);
        checkDimensions(loaded);
        if (plan && !json) {
            System.out.print(Plans.text(loaded));
            return Main.SUCCESS;
        }
        Derivation derivation = Derivation.of(loaded, view, dimensions);
        if (json) {
            Map<String, Object> document = derivation.document();
            if (plan) {
                document.put("plan", Plans.document(loaded));
            }
            System.out.println(
                    JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } else {
            System.out.print(latex ? latex(derivation) : text(derivation));
        }
        return Main.SUCCESS;
    }

    private void checkDimensions(Cell loaded) {
        List<String> known = new ArrayList<>(List.of(Cell.HIDDEN, Cell.INPUTS));
        known.addAll(loaded.freeDimensions());
        dimensions.forEach((name, size) -> {
            if (!known.contains(name)) {
                throw new InputException("--dim " + name + "=" + size + ": cell " + loaded.name() + " has no dimension "
                        + name + "; it has " + String.join(", ", known));
            }
            if (size < 1) {
                throw new InputException("--dim " + name + "=" + size + ": a size is at least 1");
            }
        });
    }

    private static String text(Derivation derivation) {
        Cell cell = derivation.cell();
        FormulaPrinter printer = new UnicodePrinter(cell);
        StringBuilder text = new StringBuilder(cell.name()).append('\n');
        cell.description().lines().forEach(line -> text.append(("  " + line).stripTrailing()).append('\n'));
        text.append("\nEquations\n").append(printer.cell().indent(2));
        text.append("\nParameters: ").append(derivation.parameterCount()).append(" values\n");
        wrapped(text, cell.parameters().stream().map(p -> p.name() + " " + derivation.shape(p)).toList());
        cell.initialisations()
                .forEach((name, distribution) -> text.append("  init ")
                        .append(name)
                        .append(" = ")
                        .append(DistributionParser.print(distribution))
                        .append('\n'));
        text.append("\nRanges, proved from the equations and the initial state\n");
        wrapped(text, ranges(derivation));
        text.append("\nStep Jacobian, ").append(derivation.view()).append(" view\n");
        for (String note : notes(derivation)) {
            text.append("  ").append(note).append('\n');
        }
        for (String row : derivation.jacobian().states()) {
            for (String column : derivation.jacobian().states()) {
                block(text, printer.block(row, column) + " = ", derivation.block(row, column), printer);
            }
        }
        text.append("\nTerms\n");
        for (int i = 0; i < derivation.jacobian().terms().size(); i++) {
            Term term = derivation.jacobian().terms().get(i);
            PathBounds bounds = derivation.termBounds(i);
            text.append("  ")
                    .append(term.name())
                    .append("  (gate factors ")
                    .append(bounds.gateFactors())
                    .append(", bound ")
                    .append(shown(bounds.bound()))
                    .append(", unit bound ")
                    .append(shown(bounds.unitBound()))
                    .append(")\n");
            for (String part : printer.blocks(term, derivation.jacobian().states())) {
                text.append("      ").append(part).append('\n');
            }
        }
        return text.toString();
    }

    /** One path a line, the signs below the equals sign. */
    private static void block(StringBuilder text, String name, List<Path> paths, FormulaPrinter printer) {
        text.append("  ").append(name).append(printer.sum(paths.subList(0, Math.min(1, paths.size())))).append('\n');
        for (Path path : paths.subList(Math.min(1, paths.size()), paths.size())) {
            String formula = printer.path(path);
            boolean negative = formula.startsWith("−");
            text.repeat(" ", name.length())
                    .append(negative ? "− " : "+ ")
                    .append(negative ? formula.substring(1) : formula)
                    .append('\n');
        }
    }

    private static List<String> notes(Derivation derivation) {
        Cell cell = derivation.cell();
        Set<String> eliminated = SymbolicJacobian.eliminated(cell);
        if (derivation.jacobian().view() == View.FULL) {
            return eliminated.isEmpty() ? List.of()
                    : List.of(
                            "(--view article writes " + String.join(", ", eliminated) + " through the other states.)");
        }
        return eliminated.isEmpty()
                ? List.of("No state of this cell is a function of others and gates only: both views are the same.")
                : List.of(
                        "The old " + String.join(", ", eliminated)
                                + " is written through the other states, its gates held" + " at their previous values:",
                        "exact for one step, not for products of steps.");
    }

    private static List<String> ranges(Derivation derivation) {
        List<String> entries = new ArrayList<>();
        List<String> names = new ArrayList<>(derivation.cell().states());
        names.addAll(derivation.cell().gates());
        for (String name : names) {
            Interval range = derivation.range(name);
            entries.add(name + " in " + (Double.isInfinite(range.low()) ? "(" : "[") + shown(range.low()) + ", "
                    + shown(range.high()) + (Double.isInfinite(range.high()) ? ")" : "]"));
        }
        return entries;
    }

    private static void wrapped(StringBuilder text, List<String> entries) {
        int width = 0;
        for (String entry : entries) {
            boolean full = width + entry.length() + 2 > 100;
            text.append(width == 0 ? "  " : full ? "\n  " : "   ").append(entry);
            width = (width == 0 || full ? 2 : width + 3) + entry.length();
        }
        text.append(entries.isEmpty() ? "  none\n" : "\n");
    }

    /** Six digits, for reading; the JSON document has them all. */
    private static String shown(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        String digits = String.format(Locale.ROOT, "%.6g", value);
        String plain = digits.contains("e") || !digits.contains(".") ? digits
                : digits.replaceFirst("0+$", "").replaceFirst("\\.$", "");
        return plain.replace('-', '−');
    }

    private static String latex(Derivation derivation) {
        Cell cell = derivation.cell();
        FormulaPrinter printer = new LatexPrinter(cell);
        StringBuilder text = new StringBuilder("% ").append(cell.name())
                .append(", step Jacobian in the ")
                .append(derivation.view())
                .append(" view; needs the package amsmath\n");
        text.append("\\[\n").append(printer.cell()).append("\\]\n");
        List<String> rows = new ArrayList<>();
        for (String row : derivation.jacobian().states()) {
            for (String column : derivation.jacobian().states()) {
                rows.add(printer.block(row, column) + " &= " + printer.sum(derivation.block(row, column)));
            }
        }
        text.append("\\[\n\\begin{aligned}\n").append(String.join(" \\\\\n", rows)).append("\n\\end{aligned}\n\\]\n");
        for (int i = 0; i < derivation.jacobian().terms().size(); i++) {
            Term term = derivation.jacobian().terms().get(i);
            PathBounds bounds = derivation.termBounds(i);
            text.append("% ")
                    .append(term.name())
                    .append(": gate factors ")
                    .append(bounds.gateFactors())
                    .append(", bound ")
                    .append(shown(bounds.bound()))
                    .append(", unit bound ")
                    .append(shown(bounds.unitBound()))
                    .append('\n');
            text.append("\\[ ").append(printer.term(term, derivation.jacobian().states())).append(" \\]\n");
        }
        return text.toString();
    }
}
