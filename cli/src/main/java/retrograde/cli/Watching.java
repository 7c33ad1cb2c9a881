package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import retrograde.train.GradientWatch;
import retrograde.train.Trainer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The gradient by lag as a training sees it: a {@link Row} for each stretch of updates, at a few lags. */
final class Watching {
    /** Columns of a table that a terminal has room for. */
    private static final int MOST_COLUMNS = 7;

    private final GradientWatch watch = new GradientWatch();
    private final boolean everyStep;
    private final int[] lags;
    private final List<Row> rows = new ArrayList<>();

    /**
     * What was seen from one update to another.
     *
     * @param from the first update, counted from 1
     * @param to the last
     * @param seen {@code g_k} with standard errors, at index k − 1
     */
    record Row(int from, int to, GradientWatch.Estimate seen) {}

    /**
     * Watches from the next update on.
     *
     * @param steps of a sequence
     * @param everyStep whether there is a loss at every step
     */
    Watching(Trainer trainer, int steps, boolean everyStep) {
        this.everyStep = everyStep;
        this.lags = lags(steps);
        trainer.watch(watch);
    }

    /** 1, 2, 5, 10, 20, 50, … as far as sequences of so many steps have them. */
    static int[] lags(int steps) {
        return IntStream.iterate(1, decade -> decade <= steps && decade <= 100_000_000, decade -> 10 * decade)
                .flatMap(decade -> IntStream.of(decade, 2 * decade, 5 * decade))
                .filter(lag -> lag <= steps)
                .toArray();
    }

    /** Whether there is no row yet. */
    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** A row of what has been seen since the last one, up to {@code update}; empty if that is nothing. */
    Optional<Row> row(int update) {
        GradientWatch.Estimate seen = watch.estimate();
        if (seen.norm().length == 0) {
            return Optional.empty();
        }
        Row row = new Row(watch.since(), update, seen);
        rows.add(row);
        watch.reset();
        return Optional.of(row);
    }

    /** {@code {"every","lossSteps","rows":[…]}}, each row as {@link #document(Row)}. */
    ObjectNode document() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("every", everyStep ? GradientWatch.EVERY : 1);
        node.put("lossSteps", everyStep ? "every" : "last");
        ArrayNode list = node.putArray("rows");
        rows.forEach(row -> list.add(document(row)));
        return node;
    }

    /** {@code {"from","to","lag":[…],"logNorm":[…],"logError":[…],"pairs":[…]}}. */
    ObjectNode document(Row row) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("from", row.from());
        node.put("to", row.to());
        ArrayNode lag = node.putArray("lag");
        ArrayNode logNorm = node.putArray("logNorm");
        ArrayNode logError = node.putArray("logError");
        ArrayNode pairs = node.putArray("pairs");
        for (int k : lags) {
            double norm = row.seen().norm()[k - 1];
            lag.add(k);
            add(logNorm, Math.log(norm));
            add(logError, row.seen().error()[k - 1] / norm);
            pairs.add(row.seen().count()[k - 1]);
        }
        return node;
    }

    private static void add(ArrayNode to, double value) {
        if (Double.isFinite(value)) {
            to.add(value);
        } else {
            to.addNull();
        }
    }

    /** What the table shows, how it was sampled, and the lags above their columns. */
    String heading() {
        StringBuilder text = new StringBuilder();
        text.append("gradient by lag k, mean ‖∂ℓ_t/∂s_{t−k}‖ ± its standard error; ");
        text.append(everyStep ? "every " + GradientWatch.EVERY + "th update, one loss step drawn from each sequence"
                : "every update, all sequences of the batch, the loss at their last step");
        text.append(String.format(Locale.ROOT, "%n%-13s", "updates"));
        for (int k : columns()) {
            text.append(String.format(Locale.ROOT, "%15s", "k = " + k));
        }
        return text.toString();
    }

    /** A row of the table. */
    String line(Row row) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-13s", row.from() + "–" + row.to()));
        for (int k : columns()) {
            text.append(String.format(Locale.ROOT, "%15s", cell(row.seen().norm()[k - 1], row.seen().error()[k - 1])));
        }
        return text.toString();
    }

    private static String cell(double norm, double error) {
        if (Double.isNaN(norm)) {
            return "–";
        }
        return Double.isNaN(error) ? String.format(Locale.ROOT, "%.1e", norm)
                : String.format(Locale.ROOT, "%.1e±%.0e", norm, error);
    }

    /** The table, if there is anything in it. */
    String text() {
        StringBuilder text = new StringBuilder();
        if (!rows.isEmpty()) {
            text.append(heading()).append(System.lineSeparator());
            rows.forEach(row -> text.append(line(row)).append(System.lineSeparator()));
        }
        return text.toString();
    }

    /** The lags, thinned out where they are many: 2, 20, … go first, then 5, 50, … */
    private List<Integer> columns() {
        List<Integer> all = IntStream.of(lags).boxed().toList();
        for (IntPredicate stays : List.<IntPredicate>of(k -> true, k -> first(k) != 2, k -> first(k) == 1)) {
            List<Integer> some = all.stream().filter(stays::test).toList();
            if (some.size() <= MOST_COLUMNS) {
                return some;
            }
        }
        return all.subList(0, MOST_COLUMNS);
    }

    private static int first(int number) {
        return Integer.toString(number).charAt(0) - '0';
    }
}
