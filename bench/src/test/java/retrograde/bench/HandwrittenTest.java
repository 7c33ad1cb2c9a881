package retrograde.bench;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The command on small shapes: that both sides compute the same, and what it prints. Times are not looked at. */
class HandwrittenTest {
    private record Run(int status, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = BenchCommand.run(new Handwritten(), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(status, out.toString(), err.toString());
    }

    /** Every tile, rows of several tiles, more than one chunk of steps, widths that are no whole vectors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"3,1,1,5; 1", "4,2,3,16; 3", "3,3,2,17; 1", "3,4,9,65; 1", "3,5,10,80; 1", "3,6,11,100; 2",
                    "3,7,12,130; 3", "5,8,13,33; 1", "90,19,7,24; 2"})
    void bothComputeTheSame(String shape, String threads) {
        Run run = run("--shape", shape, "--threads", threads, "--seconds", "0.001", "--warmup", "0.001", "--json");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        JsonNode row = JsonMapper.shared().readTree(run.out()).get("rows").get(0);
        assertThat(row.get("shape").toString()).isEqualTo("[" + shape + "]");
        assertThat(row.get("threads").asInt()).isEqualTo(Integer.parseInt(threads));
        assertThat(row.get("agrees").asBoolean()).isTrue();
        // Sums of at most some 1,700 float32 products, each rounded to 6e-8, and sigmoids within 2e-7.
        assertThat(row.get("gradient").asDouble()).isLessThan(1e-5);
        assertThat(row.get("loss").asDouble()).isLessThan(1e-5);
        assertThat(row.get("ratio").asDouble()).isPositive();
        for (String side : new String[] {"engine", "handwritten"}) {
            assertThat(row.get(side).get("ms").asDouble()).as(side).isPositive();
            assertThat(row.get(side).get("spread").size()).as(side).isEqualTo(2);
            assertThat(row.get(side).get("steps").asInt()).as(side).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void theTableSaysWhetherBothAgree() {
        Run run = run("--shape", "2,3,4,5", "--seconds", "0.001", "--warmup", "0.001");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("on 2 threads").contains("2,3,4,5").contains("yes, ");
    }

    @Test
    void badInputIsAnsweredInWords() {
        assertThat(run("--shape", "1,2,3").err()).contains("--shape 1,2,3: expected four whole numbers T,B,I,H");
        assertThat(run("--shape", "1,2,3").status()).isEqualTo(2);
        assertThat(run("--shape", "1,0,3,4").err()).contains("at least 1");
        assertThat(run("--shape", "100000,1000,1,1").err()).contains("more than an array can hold");
        assertThat(run("--threads", "0").err()).contains("--threads 0: expected 1 to 256");
        assertThat(run("--seconds", "NaN").status()).isEqualTo(2);
        assertThat(run("--nonsense").status()).isEqualTo(2);
    }
}
