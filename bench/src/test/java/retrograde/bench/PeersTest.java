package retrograde.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The command on a tiny shape: that both sides compute the same, and what it prints. Times are not looked at. */
class PeersTest {
    /** Peepholes, a low rank, a normalisation, shared sums, constants, a minimum: every layout of the loop. */
    private static final String OWN = """
            cell own
            state h, c
            param p
            matrix A [H,R]
            matrix V [R,H]
            f  = sigmoid(W_f x + U_f h + p * c + b_f)
            g  = tanh(layernorm(W_g x + A V h) + b_g)
            r  = sigmoid(W_r x + b_r + U_r h)
            n  = tanh(W_n x + b_n + r * (U_n h + b_hn))
            c' = f * c + (1 - f) * g - 0.1 * min(n, g) / (2 + abs(n))
            h' = r * softplus(c') * n
            """;

    @TempDir
    Path folder = Path.of("");

    private record Run(int status, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = BenchCommand.run(new Peers(), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(status, out.toString(), err.toString());
    }

    @Test
    void bothSidesComputeTheSameForEveryKindOfCell() throws IOException {
        Path own = Files.writeString(folder.resolve("own.cell"), OWN);
        List<String> cells = List.of("lstm", "gru_reset_after", "rnn_tanh", "gru", own.toString());
        Run run = run("--cell", String.join(",", cells), "--shape", "3,2,3,5", "--dim", "R=2", "--threads", "1",
                "--updates", "3", "--warmup", "0.01", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode rows = JsonMapper.shared().readTree(run.out()).get("rows");
        List<String> seen = new ArrayList<>();
        for (JsonNode row : rows) {
            String cell = row.get("cell").asString();
            seen.add(cell);
            assertThat(row.get("shape").toString()).isEqualTo("[3,2,3,5]");
            assertThat(row.get("agrees").asBoolean()).as("%s", row).isTrue();
            assertThat(row.get("differences").findValuesAsString("updates")).containsExactly("1", "50");
            assertThat(row.get("ratio").asDouble()).isPositive();
            for (String side : List.of("ours", "libtorch")) {
                assertThat(row.get(side).get("ms").asDouble()).as(side).isPositive();
                assertThat(row.get(side).get("spread").size()).as(side).isEqualTo(2);
                assertThat(row.get(side).get("steps").asInt()).as(side).isEqualTo(3);
            }
            assertThat(row.get("ours").get("threads").asInt()).isEqualTo(1);
            assertThat(row.get("libtorch").get("setting").asString()).isEqualTo("intra-op 1, OpenBLAS 1");
            assertThat(row.get("libtorch").get("way").asString()).isEqualTo(switch (cell) {
                case "lstm" -> "nn.LSTM";
                case "gru_reset_after" -> "nn.GRU";
                case "rnn_tanh" -> "nn.RNN";
                default -> "loop of operations";
            });
            if (cell.equals("lstm") || cell.equals("rnn_tanh")) {
                assertThat(row.get("dl4j").get("ms").asDouble()).isPositive();
                assertThat(row.get("dl4j").get("lossDifference").asDouble()).isLessThan(Difference.TOLERANCE);
            } else {
                assertThat(row.get("dl4j").isNull()).isTrue();
            }
            assertThat(row.get("failures").size()).isZero();
        }
        assertThat(seen).isEqualTo(cells);
    }

    @Test
    void badInputIsAnsweredInWords() {
        assertThat(run("--cell", "lstn")).satisfies(r -> assertThat(r.status()).isEqualTo(2))
                .satisfies(r -> assertThat(r.err()).contains("unknown cell 'lstn'; did you mean lstm?"));
        assertThat(run("--shape", "1,2,3").err()).contains("--shape 1,2,3: expected four whole numbers T,B,I,H");
        assertThat(run("--shape", "1,2,0,3").err()).contains("at least 1");
        assertThat(run("--shape", "100000,100000,1,1").err()).contains("more than an array can hold");
        assertThat(run("--threads", "0").err()).contains("--threads 0: expected 1 to 256");
        assertThat(run("--updates", "3", "--seconds", "1").err()).contains("give one of them");
        assertThat(run("--seconds", "NaN").status()).isEqualTo(2);
        assertThat(run("--seconds", "soon").status()).isEqualTo(2);
        assertThat(run("--nonsense").status()).isEqualTo(2);
    }
}
