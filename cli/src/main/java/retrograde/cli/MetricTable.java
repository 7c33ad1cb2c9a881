package retrograde.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import retrograde.store.Metric;

/** Several series of values, each by update, read side by side without holding any of them. */
final class MetricTable {
    private final List<Series> series;

    /** @param series each in the order of updates */
    MetricTable(List<Stream<Metric>> series) {
        this.series = series.stream().map(s -> new Series(s.iterator())).toList();
    }

    /**
     * What the series have after as many updates.
     *
     * @param update the number of updates
     * @param values one a series; empty where it has none there
     */
    record Row(int update, List<Optional<Metric>> values) {
        /** Whether every series has a value. */
        boolean complete() {
            return values.stream().allMatch(Optional::isPresent);
        }
    }

    /** A series and its next value. */
    private static final class Series {
        private final Iterator<Metric> rest;
        private @Nullable Metric next;

        Series(Iterator<Metric> rest) {
            this.rest = rest;
            advance();
        }

        private void advance() {
            next = rest.hasNext() ? rest.next() : null;
        }

        int update() {
            return next == null ? Integer.MAX_VALUE : next.update();
        }

        Optional<Metric> take(int update) {
            Metric value = next;
            if (value == null || value.update() != update) {
                return Optional.empty();
            }
            advance();
            return Optional.of(value);
        }
    }

    /** The next row that any series has. */
    Optional<Row> next() {
        int update = series.stream().mapToInt(Series::update).min().orElse(Integer.MAX_VALUE);
        if (series.stream().allMatch(s -> s.next == null)) {
            return Optional.empty();
        }
        List<Optional<Metric>> values = new ArrayList<>();
        series.forEach(s -> values.add(s.take(update)));
        return Optional.of(new Row(update, values));
    }

    /** The next row that all series have. */
    Optional<Row> nextComplete() {
        Optional<Row> row = next();
        while (row.isPresent() && !row.get().complete()) {
            row = next();
        }
        return row;
    }
}
