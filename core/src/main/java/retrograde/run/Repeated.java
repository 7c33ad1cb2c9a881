package retrograde.run;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import retrograde.flow.Flow;
import retrograde.flow.FlowFigure;
import retrograde.flow.Spread;
import retrograde.run.Comparison.Row;

/**
 * The same comparison over several seeds, which differ in first values, in the order of the data and in what is measured on.
 *
 * @param seeds at least one
 * @param rows for each seed the rows of {@link Comparison#run}, in one order
 */
public record Repeated(List<Long> seeds, List<List<Row>> rows) {
    /** Checks that every seed has the same rows. */
    public Repeated {
        seeds = List.copyOf(seeds);
        rows = rows.stream().map(List::copyOf).toList();
        if (seeds.isEmpty() || seeds.size() != rows.size()
                || rows.stream().mapToInt(List::size).distinct().count() != 1) {
            throw new IllegalArgumentException(seeds.size() + " seeds and rows of " + rows.size());
        }
    }

    /** The rows of the first seed. */
    public List<Row> first() {
        return rows.getFirst();
    }

    /** A row of every seed. */
    public List<Row> row(int index) {
        return rows.stream().map(r -> Objects.requireNonNull(r.get(index))).toList();
    }

    /** The held-out loss of a row. */
    public Spread loss(int row) {
        return Spread.of(row(row).stream().mapToDouble(Row::loss).toArray());
    }

    /** Seconds of training of a row. */
    public Spread seconds(int row) {
        return Spread.of(row(row).stream().mapToDouble(Row::seconds).toArray());
    }

    /** In how many seeds a row learnt its data. */
    public int trained(int row) {
        return (int) row(row).stream().filter(Row::trained).count();
    }

    /**
     * A figure of the flow of a row.
     *
     * @param after whether of the trained model
     */
    public Spread figure(int row, FlowFigure figure, boolean after) {
        return Spread.of(IntStream.range(0, seeds.size())
                .mapToObj(s -> flow(rows.get(s).get(row), after))
                .flatMap(f -> figure.value().apply(f).stream())
                .filter(r -> !Double.isNaN(r.low()))
                .toList());
    }

    private static Flow flow(Row row, boolean after) {
        return after ? row.after() : row.before();
    }
}
