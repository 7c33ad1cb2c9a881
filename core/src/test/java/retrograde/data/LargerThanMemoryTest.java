package retrograde.data;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Texts by bytes and series are read where they stand: what is kept does not grow with them. */
class LargerThanMemoryTest {
    /** Of a text or a series of so many bytes. */
    private static final int BYTES = 20_000_000;
    /** A copy would be larger; what there is are tables of symbols, and buffers of what is read. */
    private static final long KEPT = BYTES / 4;

    /** Bytes allocated by opening the data and drawing a batch; a first time loads the classes. */
    private static long allocated(Supplier<Dataset> open) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        open.get().train(Seeds.random(1), 10, 4);
        long before = threads.getCurrentThreadAllocatedBytes();
        Dataset data = open.get();
        data.train(Seeds.random(1), 10, 4);
        assertThat(data.heldOut(Seeds.random(1), 10, 4).size()).isEqualTo(4);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void aTextByBytesIsNotCopied() {
        TextBytes bytes = new TextBytes() {
            @Override
            public int count() {
                return BYTES;
            }

            @Override
            public int at(int place) {
                return ((place * 31) >>> 7) & 0xFF;
            }
        };
        assertThat(allocated(() -> TextDataset.ofBytes("t", bytes, 1, Encoding.NONE))).isLessThan(KEPT);
    }

    @Test
    void aSeriesIsNotCopied() {
        SeriesValues values = new SeriesValues() {
            @Override
            public int rows() {
                return BYTES / 16;
            }

            @Override
            public int columns() {
                return 2;
            }

            @Override
            public double at(int row, int column) {
                return (row * 31 + column & 0xFF) - 3.5;
            }
        };
        // Whatever is chosen: gaps are filled when they are read.
        SeriesChoice choice = new SeriesChoice(List.of("a"), List.of("b"), Missing.MASK, 0.1);
        assertThat(allocated(() -> new SeriesDataset("s", List.of("a", "b"), values, choice))).isLessThan(KEPT);
    }
}
