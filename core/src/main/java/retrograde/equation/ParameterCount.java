package retrograde.equation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many trained values a cell has, as a formula in its dimensions: {@code 4H² + 4HI + 4H}. */
public final class ParameterCount {

    private ParameterCount() {}

    /** The formula; {@code 0} for a cell without parameters. */
    public static String formula(Cell cell) {
        return formula(cell, Map.of());
    }

    /**
     * The formula with some dimensions given.
     *
     * @param sizes the sizes of dimensions, by name; the others stay symbols
     */
    public static String formula(Cell cell, Map<String, Integer> sizes) {
        Map<List<String>, Long> counts = new TreeMap<>(
                Comparator.comparingInt((List<String> symbols) -> -symbols.size())
                        .thenComparing(symbols -> String.join(" ", symbols)));
        for (Parameter parameter : cell.parameters()) {
            long factor = 1;
            List<String> symbols = new ArrayList<>();
            for (String dimension : parameter.shape()) {
                Integer size = sizes.get(dimension);
                if (size != null || Character.isDigit(dimension.charAt(0))) {
                    factor *= size != null ? size : Integer.parseInt(dimension);
                } else {
                    symbols.add(dimension);
                }
            }
            counts.merge(symbols.stream().sorted().toList(), factor, Long::sum);
        }
        List<String> terms = new ArrayList<>();
        counts.forEach((symbols, count) -> terms.add(term(symbols, count)));
        return terms.isEmpty() ? "0" : String.join(" + ", terms);
    }

    private static String term(List<String> symbols, long count) {
        boolean square = symbols.size() == 2 && symbols.get(0).equals(symbols.get(1));
        boolean letters = symbols.stream().allMatch(s -> s.length() == 1);
        String product = square ? symbols.getFirst() + "²" : String.join(letters ? "" : "·", symbols);
        String factor = count == 1 && !product.isEmpty() ? "" : Long.toString(count);
        return factor + (letters || factor.isEmpty() ? "" : "·") + product;
    }
}
