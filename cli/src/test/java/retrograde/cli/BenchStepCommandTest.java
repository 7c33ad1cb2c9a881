package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BenchStepCommandTest {
    private static final String[] TINY = {"bench", "step", "--steps", "7", "--batch", "5", "--input", "3", "--hidden",
            "9", "--seconds", "0.05"};

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"float32, 1e-4", "float64, 1e-11", "reference, 0"})
    void everyArithmeticIsMeasuredAndCheckedAgainstTheReference(String dtype, double tolerance) {
        JsonNode document = CommandRun.json(with("--dtype", dtype, "--threads", "2", "--json"));
        assertThat(document.get("cell").asString()).isEqualTo("lstm");
        assertThat(document.get("dtype").asString()).isEqualTo(dtype);
        assertThat(document.get("threads").asInt()).isEqualTo(dtype.equals("reference") ? 1 : 2);
        assertThat(document.get("parameters").asInt()).isEqualTo(4 * 9 * (3 + 9 + 1));
        assertThat(document.get("flops").asDouble()).isEqualTo(2.0 * 7 * 5 * 4 * 9 * (2 * (3 + 9) + 9));
        double median = document.at("/seconds/median").asDouble();
        assertThat(median).isBetween(document.at("/seconds/lowerQuartile").asDouble(),
                document.at("/seconds/upperQuartile").asDouble());
        assertThat(document.at("/seconds/fastest").asDouble()).isPositive().isLessThanOrEqualTo(median);
        assertThat(document.get("runs").asInt()).isGreaterThanOrEqualTo(3);
        double rate = document.get("flops").asDouble() / median / 1e9;
        assertThat(document.get("gflops").asDouble()).isCloseTo(rate, within(1e-9 * rate));
        double limit = document.get("fmaLimit").asDouble();
        assertThat(document.get("share").asDouble()).isCloseTo(rate / limit, within(1e-9));
        assertThat(document.get("bytes").asLong()).isPositive();
        assertThat(document.get("loss").asDouble()).isPositive();
        assertThat(document.get("difference").asDouble()).isBetween(0.0, tolerance);
        assertThat(document.get("agrees").asBoolean()).isTrue();
    }

    @Test
    void textHasTimeWorkLimitMemoryAndCheck() {
        CommandRun run = CommandRun.of(with("--cell", "gru", "--optimiser", "none", "--threads", "1"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("gru, T 7, B 5, I 3, H 9, float32, 1 thread, without an update"),
                line -> assertThat(line).startsWith("  step     ").contains(" ms, half of them ", " runs"),
                line -> assertThat(line).startsWith("  work     ").endsWith(" GFLOP/s"),
                line -> assertThat(line).startsWith("  limit    ").endsWith(" %"),
                line -> assertThat(line).startsWith("  memory   ").contains(" MiB"),
                line -> assertThat(line).startsWith("  checked  loss and gradients are within "));
    }

    /** Matrices of any shape, an operand that is the input only through a matrix, and one that is the input itself. */
    @Test
    void workIsCountedFromTheEquations() throws IOException {
        Path cell = Files.writeString(folder.resolve("低 秩.cell"),
                "cell low\nstate h\nmatrix A [H,R]\nmatrix B [R,H]\nh' = tanh(W x + V tanh(N x) + A B h)\n");
        JsonNode document = CommandRun.json(with("--cell", cell.toString(), "--dim", "R=2", "--json"));
        double flops = 2 * (2 * 9 * 3 + 2 * 9 * 3 + 3 * 9 * 9 + 3 * 9 * 2 + 3 * 2 * 9);
        assertThat(document.get("flops").asDouble()).isEqualTo(flops * 7 * 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "bench --help", "bench step --help"})
    void helpShowsAnExample(String line) {
        CommandRun run = CommandRun.of(line.split(" ", -1));
        assertThat(run.out() + run.err()).contains("retrograde bench step");
        assertThat(run.status()).isEqualTo(line.equals("bench") ? 2 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"--cell ltsm; unknown cell 'ltsm'", "--steps 0;--steps is 0: sequences need at least 1 step",
                    "--batch -1;--batch is -1: at least 1 sequence is needed",
                    "--input 0;--input is 0: a cell needs at least 1 input",
                    "--hidden 0;--hidden is 0: a cell needs at least 1 hidden",
                    "--dtype float16;--dtype is \"float16\"", "--threads 0;--threads is 0: at least 1 is needed",
                    "--seconds 0;--seconds is 0.0: measure for more than 0 and at most 3600 seconds",
                    "--seconds NaN;--seconds is NaN: measure",
                    "--optimiser sgd;--optimiser sgd is not known; there are adam and none",
                    "--dim R=8;--dim R=8 names no dimension of lstm; there is none to give",
                    "--steps 2000000000 --batch 1000;the activations of 1,000 sequences of 2,000,000,000 steps would take about ",
                    "--steps 2000000000 --dtype reference;the activations of 32 sequences of 2,000,000,000 steps would take about ",
                    "--hidden 40000;a model of ",
                    "--hidden 1000000;parameter U_f of cell lstm would have 1000000000000 entries"})
    void badInputIsRefused(String options, String message) {
        CommandRun.of(("bench step " + options).split(" ", -1)).assertRefused(message);
    }

    @Test
    void quantilesLieBetweenTheTimesAroundThem() {
        assertThat(Timing.quantile(List.of(1.0, 2.0, 3.0, 4.0, 5.0), 0.25)).isEqualTo(2);
        assertThat(Timing.quantile(List.of(1.0, 2.0), 0.5)).isEqualTo(1.5);
        assertThat(Timing.quantile(List.of(7.0), 0.75)).isEqualTo(7);
    }

    @Test
    void warmUpEndsOnceTimesNoLongerChange() {
        int[] calls = new int[1];
        Timing timing = Timing.of(() -> {
            calls[0]++;
            long end = System.nanoTime() + (calls[0] < 20 ? 4_000_000 : 1_000_000);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }, 0.05);
        assertThat(timing.runs()).isGreaterThanOrEqualTo(3);
        assertThat(timing.fastest()).isGreaterThanOrEqualTo(0.001);
        assertThat(calls[0]).isGreaterThan(timing.runs());
        assertThat(timing.warmUp()).isPositive();
    }

    private static String[] with(String... more) {
        String[] all = java.util.Arrays.copyOf(TINY, TINY.length + more.length);
        System.arraycopy(more, 0, all, TINY.length, more.length);
        return all;
    }
}
