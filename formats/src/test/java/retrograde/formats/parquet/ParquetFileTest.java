package retrograde.formats.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.formats.FormatException;
import retrograde.formats.NamedArray;
import retrograde.formats.Table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Files that DuckDB 1.3 wrote (make.sql beside them) are read as they were, and damaged ones are refused. */
class ParquetFileTest {
    private static final Path FILES = Path.of("src/test/resources/retrograde/formats/parquet");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "snappy", "zstd", "gzip"})
    void numbersDatesAndWordsAreRead(String codec) {
        Table table = ParquetFile.read(FILES.resolve(codec + ".parquet"));
        assertThat(table.rows()).isEqualTo(40);
        assertThat(table.names()).containsExactly("whole", "square", "wave", "cosine", "gappy", "flag", "money",
                "small", "huge", "pair.a");
        double[] expected = {9, 81, StrictMath.sin(9), (float) StrictMath.cos(9), 4.5, 0, 11.25, 9, 9, 18};
        for (int i = 0; i < expected.length; i++) {
            NamedArray column = table.columns().get(i);
            // DuckDB's sine and ours may differ in the last place, its cosine is rounded to a float.
            assertThat(column.values()[9]).as(column.name()).isCloseTo(expected[i], within(i == 3 ? 1e-7 : 1e-15));
        }
        assertThat(table.columns().get(4).values()[7]).isNaN();
        assertThat(Objects.requireNonNull(table.texts().get("moment")).get(3)).isEqualTo("2020-01-01T03:00");
        assertThat(Objects.requireNonNull(table.texts().get("day")).get(31)).isEqualTo("2020-02-01");
        assertThat(Objects.requireNonNull(table.texts().get("word")).get(4)).isEqualTo("w1");
        assertThat(table.notes())
                .contains("Column list.list.element was left out: it holds lists or maps, not numbers.");
    }

    @Test
    void whatHoldsNoNumbersIsRefused() throws IOException {
        Path csv = Files.writeString(folder.resolve("a.parquet"), "a,b\n1,2\n");
        Path magic = Files.writeString(folder.resolve("b.parquet"), "PAR1");
        Path brackets = Files.writeString(folder.resolve("c.parquet"), "PAR1\1\2\3\4\5\0\0\0PAR1");
        refused(csv, "is no Parquet file: it does not begin with PAR1");
        refused(magic, "cannot be read as Parquet");
        refused(brackets, "cannot be read as Parquet");
        refused(folder, "is a directory");
        refused(folder.resolve("none.parquet"), "cannot be read: java.nio.file.NoSuchFileException");
        refused(FILES.resolve("words.parquet"), "has no numeric column: Column word was left out");
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> ParquetFile.read(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aReaderThatStandsStillIsGivenUpAndOneThatGoesOnIsNot() {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(Patience.of(Duration.ofMillis(50), () -> 0, () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 1;
        })).isEmpty();
        AtomicLong ticks = new AtomicLong();
        assertThat(Patience.of(Duration.ofMillis(20), ticks::incrementAndGet, () -> {
            LockSupport.parkNanos(100_000_000);
            return 2;
        })).contains(2);
    }

    /** Bytes changed at random, and the end cut off: a table, or a message, and never anything else. */
    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd"})
    void damagedFilesAreReadOrRefused(String codec) throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve(codec + ".parquet"));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(codec.hashCode());
        int refused = 0;
        for (int round = 0; round < 20; round++) {
            byte[] damaged = round % 5 == 0 ? Arrays.copyOf(whole, random.nextInt(4, whole.length)) : whole.clone();
            for (int k = 0; k < 1 + round % 4; k++) {
                damaged[random.nextInt(4, damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve(codec + round + ".parquet"), damaged);
            try {
                assertThat(ParquetFile.read(file).columns()).isNotEmpty();
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(refused).isBetween(5, 19);
    }
}
