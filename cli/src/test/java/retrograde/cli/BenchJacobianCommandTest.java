package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.engine.LayerShape;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BenchJacobianCommandTest {
    private static final String[] TINY = {"bench", "jacobian", "--steps", "7", "--batch", "5", "--input", "3",
            "--hidden", "9", "--seconds", "0.05"};

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "20"})
    void everyJacobianIsFormedOnAnyNumberOfThreads(int threads) {
        JsonNode document = CommandRun.json(with("--threads", Integer.toString(threads), "--json"));
        assertThat(document.propertyNames()).containsExactly("cell", "steps", "batch", "input", "hidden", "parameters",
                "dtype", "threads", "states", "seconds", "runs", "warmUp", "flops", "gflops", "fmaLimit", "share",
                "entriesPerSecond", "bytesPerSecond", "bytes", "checked", "difference", "tolerance", "agrees", "commit",
                "jdk", "cpu");
        assertThat(document.get("cell").asString()).isEqualTo("lstm");
        assertThat(document.get("dtype").asString()).isEqualTo("float64");
        assertThat(document.get("threads").asInt()).as("seven steps to share").isEqualTo(Math.min(threads, 7));
        assertThat(document.get("states").asInt()).isEqualTo(18);
        double median = document.at("/seconds/median").asDouble();
        assertThat(median).isBetween(document.at("/seconds/lowerQuartile").asDouble(),
                document.at("/seconds/upperQuartile").asDouble());
        assertThat(document.at("/seconds/fastest").asDouble()).isPositive().isLessThanOrEqualTo(median);
        double rate = document.get("flops").asDouble() / median / 1e9;
        assertThat(document.get("gflops").asDouble()).isCloseTo(rate, within(1e-9 * rate));
        assertThat(document.get("share").asDouble()).isCloseTo(rate / document.get("fmaLimit").asDouble(),
                within(1e-9));
        double entries = 18 * 18 / median;
        assertThat(document.get("entriesPerSecond").asDouble()).isCloseTo(entries, within(1e-9 * entries));
        assertThat(document.get("bytesPerSecond").asDouble()).isCloseTo(8 * entries, within(1e-8 * entries));
        assertThat(document.get("bytes").asLong()).isGreaterThan(18 * 18 * 8L * Math.min(threads, 7));
        assertThat(document.get("checked").asInt()).as("three steps of two sequences").isEqualTo(6);
        assertThat(document.get("difference").asDouble()).isBetween(0.0, document.get("tolerance").asDouble());
        assertThat(document.get("agrees").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh", "rnn_relu", "gru", "gru_merged", "gru_reset_last", "gru_reset_after"})
    void everyCellAgreesWithTheReferenceEnginesTangents(String cell) {
        JsonNode document = CommandRun.json(with("--cell", cell, "--json"));
        assertThat(document.get("agrees").asBoolean()).isTrue();
    }

    @Test
    void ownCellsOfSeveralStatesMatricesAndANormAgreeToo() throws IOException {
        Path cell = Files.writeString(folder.resolve("我的.cell"), """
                cell mine
                state h, c
                matrix A [H,R]
                matrix B [R,H]
                z  = sigmoid(W x + A B h + V c)
                c' = z * c + (1 - z) * layernorm(U h)
                h' = tanh(c') * z
                """);
        JsonNode document = CommandRun.json(with("--cell", cell.toString(), "--dim", "R=4", "--json"));
        assertThat(document.get("cell").asString()).isEqualTo("mine");
        assertThat(document.get("agrees").asBoolean()).isTrue();
    }

    /** One matrix; three blocks of scaled sums; a product of two matrices. */
    @Test
    void workIsCountedFromTheEquations() {
        double h = 9;
        assertThat(flops("rnn_tanh")).isEqualTo(h * h);
        // ∂c/∂h has three scaled matrices, ∂h/∂h four: 3 + 2 and 4 + 3 operations an entry; the rest is diagonal.
        assertThat(flops("lstm")).isEqualTo(5 * h * h + 7 * h * h);
        // Via z, via g (its columns scaled by r) and via g and r (two matrices, a scale between): 3 + 2, and a diagonal.
        assertThat(flops("gru")).isEqualTo(5 * h * h + h + h * h + (2 * h * h * h + h * h));
    }

    private static double flops(String cell) {
        return JacobianWork.flops(new LayerShape(Zoo.cell(cell), 9, 3));
    }

    @Test
    void aWrongEntryIsFound() {
        double[] v = {1, -2};
        double[] jacobian = {1, 2, 3, 4};
        assertThat(JacobianBenchmark.difference(jacobian, v, new double[] {-3, -5})).isZero();
        // Sizes of the summands: 5 and 11; the first entry of the product is off by 2e-10.
        double[] wrong = {1, 2 + 1e-10, 3, 4};
        assertThat(JacobianBenchmark.difference(wrong, v, new double[] {-3, -5})).isCloseTo(2e-10 / 11, within(1e-16))
                .isGreaterThan(JacobianBenchmark.tolerance(2));
        double[] no = {Double.NaN, 0, 0, 0};
        double difference = JacobianBenchmark.difference(no, v, new double[] {-3, -5});
        assertThat(new JacobianBenchmark.Check(1, difference).holds(1)).isFalse();
    }

    @Test
    void textHasTimeWorkLimitEntriesMemoryAndCheck() {
        CommandRun run = CommandRun.of(with("--cell", "gru", "--threads", "1"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList()).satisfiesExactly(
                line -> assertThat(line)
                        .isEqualTo("gru, T 7, B 5, I 3, H 9, float64, 1 thread, Jacobians of 9 × 9 entries"),
                line -> assertThat(line).startsWith("  Jacobian ").contains(" µs, half of them ", " runs"),
                line -> assertThat(line).startsWith("  work     ").endsWith(" GFLOP/s"),
                line -> assertThat(line).startsWith("  limit    ").endsWith(" %"),
                line -> assertThat(line).startsWith("  entries  ").contains(" GB/s"),
                line -> assertThat(line).startsWith("  memory   ").contains(" MiB"),
                line -> assertThat(line).startsWith("  checked  6 of them are within "));
    }

    @Test
    void helpShowsAnExampleAndTheDefaults() {
        CommandRun run = CommandRun.of("bench", "jacobian", "--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("retrograde bench jacobian --cell lstm", "Length of the sequences (default 256).",
                        "Number of sequences (default 1).", "Inputs (default 2).", "Hidden units (default 128).")
                .doesNotContain("--dtype");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"--cell ltsm; unknown cell 'ltsm'", "--steps 0;--steps is 0: sequences need at least 1 step",
                    "--batch 0;--batch is 0: at least 1 sequence is needed",
                    "--input 0;--input is 0: a cell needs at least 1 input",
                    "--hidden 0;--hidden is 0: a cell needs at least 1 hidden",
                    "--dtype float32;Unknown options: '--dtype', 'float32'",
                    "--threads 0;--threads is 0: at least 1 is needed",
                    "--seconds 0;--seconds is 0.0: measure for more than 0 and at most 3600 seconds",
                    "--dim R=8;--dim R=8 names no dimension of lstm; there is none to give",
                    "--steps 2000000000;the activations of 1 sequences of 2,000,000,000 steps would take about ",
                    "--cell rnn_tanh --hidden 30000;a model of "})
    void badInputIsRefused(String options, String message) {
        CommandRun.of(("bench jacobian " + options).split(" ", -1)).assertRefused(message);
    }

    private static String[] with(String... more) {
        String[] all = Arrays.copyOf(TINY, TINY.length + more.length);
        System.arraycopy(more, 0, all, TINY.length, more.length);
        return all;
    }
}
