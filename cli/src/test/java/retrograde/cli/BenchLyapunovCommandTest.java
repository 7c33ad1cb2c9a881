package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BenchLyapunovCommandTest {
    private static final String[] TINY = {"bench", "lyapunov", "--steps", "130", "--batch", "3", "--input", "3",
            "--hidden", "9", "--seconds", "0.05"};

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"1, 4, 1", "2, 18, 1", "20, 4, 5"})
    void theSpectrumIsTimedAndCheckedByItsSumRule(int threads, int exponents, int every) {
        JsonNode document = CommandRun.json(with("--threads", Integer.toString(threads), "--exponents",
                Integer.toString(exponents), "--qr-every", Integer.toString(every), "--json"));
        assertThat(document.propertyNames()).containsExactly("cell", "steps", "batch", "input", "hidden", "parameters",
                "dtype", "threads", "states", "exponents", "qrEvery", "seconds", "runs", "warmUp", "stepsPerSecond",
                "bytes", "lyapunov", "sumRule", "commit", "jdk", "cpu");
        assertThat(document.get("dtype").asString()).isEqualTo("float64");
        assertThat(document.get("threads").asInt()).as("three sequences to share").isEqualTo(Math.min(threads, 3));
        assertThat(document.get("states").asInt()).isEqualTo(18);
        assertThat(document.get("exponents").asInt()).isEqualTo(exponents);
        assertThat(document.get("qrEvery").asInt()).isEqualTo(every);
        double median = document.at("/seconds/median").asDouble();
        assertThat(median).isPositive();
        assertThat(document.get("stepsPerSecond").asDouble()).isCloseTo(1 / median, within(1e-9 / median));
        assertThat(document.at("/lyapunov/value").asDouble()).isNegative();
        assertThat(document.at("/lyapunov/error").asDouble()).isPositive();
        assertThat(document.at("/sumRule/full").asBoolean()).isEqualTo(exponents == 18);
        assertThat(document.at("/sumRule/holds").asBoolean()).isTrue();
        assertThat(document.at("/sumRule/sum").asDouble()).isCloseTo(document.at("/sumRule/logDet").asDouble(),
                within(document.at("/sumRule/tolerance").asDouble()));
    }

    /** A state that halves at every step: every exponent is ln ½. */
    @Test
    void theExponentIsThatOfTheCell() throws IOException {
        Path cell = Files.writeString(folder.resolve("半.cell"), "cell leak\nstate h\nh' = 0.5 * h + W x\n");
        JsonNode document = CommandRun.json(with("--cell", cell.toString(), "--json"));
        assertThat(document.get("exponents").asInt()).isEqualTo(9);
        assertThat(document.at("/lyapunov/value").asDouble()).isCloseTo(Math.log(0.5), within(1e-12));
        assertThat(document.at("/sumRule/logDet").asDouble()).isCloseTo(9 * Math.log(0.5), within(1e-11));
    }

    @Test
    void aSpectrumThatLostItsTailFailsTheSumRuleAndTheCommandWithIt() {
        CommandRun run = CommandRun.of("bench", "lyapunov", "--cell", "rnn_tanh", "--steps", "400", "--batch", "1",
                "--hidden", "9", "--seconds", "0.05", "--qr-every", "60", "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("retrograde: the sum rule fails, Σλ = ")
                .contains("the time means nothing; choose a smaller --qr-every");
        assertThat(run.document().at("/sumRule/holds").asBoolean()).isFalse();
    }

    @Test
    void textHasTimeSpeedMemoryResultAndCheck() {
        CommandRun run = CommandRun.of(with("--cell", "gru", "--threads", "1", "--exponents", "2", "--qr-every", "2"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("gru, T 130, B 3, I 3, H 9, float64, 1 thread, 2 of 9 exponents,"
                        + " orthonormalised every 2 steps"),
                line -> assertThat(line).startsWith("  step     ").contains(" µs, half of them ", " runs"),
                line -> assertThat(line).startsWith("  speed    ").endsWith(" steps a second, all sequences together"),
                line -> assertThat(line).startsWith("  memory   ").contains(" MiB"),
                line -> assertThat(line).startsWith("  result   λ₁ = -").endsWith(" nats per step"),
                line -> assertThat(line).startsWith("  checked  sum rule holds: Σλ = "));
    }

    @Test
    void helpShowsAnExampleAndTheDefaults() {
        CommandRun run = CommandRun.of("bench", "lyapunov", "--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("retrograde bench lyapunov --cell gru", "Length of the sequences (default 500).",
                        "Number of sequences (default 8).", "Hidden units (default 128).")
                .doesNotContain("--dtype");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"--cell ltsm; unknown cell 'ltsm'",
                    "--steps 101;--steps is 101: a Lyapunov spectrum needs more than 101 steps, of which the first 100 align",
                    "--batch 0;--batch is 0: at least 1 sequence is needed",
                    "--exponents 0;--exponents is 0: measure at least 1, the leading one",
                    "--exponents 257;--exponents is 257, but a state of 256 entries has only 256; choose fewer,",
                    "--qr-every 0;--qr-every is 0: the frame is re-orthonormalised every 1 or more steps",
                    "--dtype float64;Unknown options: '--dtype', 'float64'",
                    "--threads 0;--threads is 0: at least 1 is needed",
                    "--seconds -1;--seconds is -1.0: measure for more than 0 and at most 3600 seconds",
                    "--hidden 20000 --cell rnn_tanh;a model of "})
    void badInputIsRefused(String options, String message) {
        CommandRun.of(("bench lyapunov " + options).split(" ", -1)).assertRefused(message);
    }

    private static String[] with(String... more) {
        String[] all = Arrays.copyOf(TINY, TINY.length + more.length);
        System.arraycopy(more, 0, all, TINY.length, more.length);
        return all;
    }
}
