package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of figures, for a terminal or for a paper. */
final class FigureTable {
    private static final Map<Character, String> LATEX = Map.ofEntries(Map.entry('_', "\\_"), Map.entry('%', "\\%"),
            Map.entry('&', "\\&"), Map.entry('#', "\\#"), Map.entry('$', "\\$"), Map.entry('{', "\\{"),
            Map.entry('}', "\\}"), Map.entry('~', "\\textasciitilde{}"), Map.entry('^', "\\textasciicircum{}"),
            Map.entry('\\', "\\textbackslash{}"), Map.entry('±', "$\\pm$"), Map.entry('→', "$\\to$"),
            Map.entry('≥', "$\\ge$"), Map.entry('>', "$>$"), Map.entry('<', "$<$"), Map.entry('−', "$-$"),
            Map.entry('–', "--"), Map.entry('₁', "$_1$"), Map.entry('λ', "$\\lambda$"), Map.entry('×', "$\\times$"),
            Map.entry('²', "$^2$"), Map.entry('ₜ', "$_t$"), Map.entry('σ', "$\\sigma$"), Map.entry('⊙', "$\\odot$"));

    private final String caption;
    private final String alignment;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** An empty one. */
    FigureTable(String caption, String... columns) {
        this.caption = caption;
        this.columns = List.of(columns);
        this.alignment = "l" + "r".repeat(columns.length - 1);
    }

    private FigureTable(String caption, List<String> columns, String alignment) {
        this.caption = caption;
        this.columns = List.copyOf(columns);
        this.alignment = alignment;
    }

    /** A table of words, all to the left, whose first row is the heading. */
    static FigureTable ofWords(String caption, List<List<String>> rows) {
        List<String> heading = rows.getFirst();
        FigureTable table = new FigureTable(caption, heading, "l".repeat(heading.size()));
        rows.stream().skip(1).forEach(table::row);
        return table;
    }

    /** Adds a row, one text a column. */
    void row(List<String> row) {
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(row.size() + " texts for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(row));
    }

    /** The first column to the left, the others to the right, as wide as they need. */
    String text() {
        int[] widths = IntStream.range(0, columns.size())
                .map(c -> Math.max(width(columns.get(c)), rows.stream().mapToInt(r -> width(r.get(c))).max().orElse(0)))
                .toArray();
        StringBuilder text = new StringBuilder(caption).append(System.lineSeparator());
        line(text, columns, widths);
        rows.forEach(r -> line(text, r, widths));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String blank = " ".repeat(widths[c] - width(row.get(c)));
            line.append(c == 0 ? row.get(c) + blank : "  " + blank + row.get(c));
        }
        text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A {@code tabular} in the style of the package booktabs, ready to be read in by {@code \input}. */
    String latex() {
        String end = " \\\\" + System.lineSeparator();
        StringBuilder text = new StringBuilder();
        text.append("% ").append(caption.replace(System.lineSeparator(), " ")).append(System.lineSeparator());
        text.append("% needs \\usepackage{booktabs}").append(System.lineSeparator());
        text.append("\\begin{tabular}{")
                .append(alignment)
                .append("}")
                .append(System.lineSeparator())
                .append("\\toprule")
                .append(System.lineSeparator());
        text.append(latex(columns)).append(end).append("\\midrule").append(System.lineSeparator());
        rows.forEach(r -> text.append(latex(r)).append(end));
        return text.append("\\bottomrule")
                .append(System.lineSeparator())
                .append("\\end{tabular}")
                .append(System.lineSeparator())
                .toString();
    }

    private static String latex(List<String> row) {
        return row.stream().map(FigureTable::escape).collect(Collectors.joining(" & "));
    }

    /** A number's minus is one of mathematics; the hyphen of a word stays. */
    private static String escape(String text) {
        String signed = text.replaceAll("(?<![\\p{L}\\p{N}])-(?=\\p{N})", "−");
        return signed.chars()
                .mapToObj(c -> LATEX.getOrDefault((char) c, Character.toString(c)))
                .collect(Collectors.joining());
    }
}
