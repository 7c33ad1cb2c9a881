package retrograde.store;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Rows read a page at a time: large results need little memory, and no transaction stays open between pages, which would
 * keep SQLite from shortening its log.
 */
final class Pages<T> implements Iterator<T> {
    private final Function<Optional<T>, List<T>> after;
    private List<T> page = List.of();
    private int at;
    private Optional<T> last = Optional.empty();
    private boolean done;

    private Pages(Function<Optional<T>, List<T>> after) {
        this.after = after;
    }

    /** @param after the page after a row, or the first one; empty at the end */
    static <T> Stream<T> stream(Function<Optional<T>, List<T>> after) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Pages<>(after), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    @Override
    public boolean hasNext() {
        if (at == page.size() && !done) {
            page = after.apply(last);
            at = 0;
            done = page.isEmpty();
        }
        return at < page.size();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T row = page.get(at++);
        last = Optional.of(row);
        return row;
    }
}
