package retrograde.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Both commands on tiny layers: that both sides compute the same, and what is printed. Times are not looked at. */
class FlowPeerTest {
    private record Run(int status, String out, String err) {}

    private static Run run(FlowPeer peer, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = BenchCommand.run(FlowPeer.described(peer), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(status, out.toString(), err.toString());
    }

    private static List<JsonNode> rows(Run run) {
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : JsonMapper.shared().readTree(run.out()).get("rows")) {
            assertThat(row.get("agrees").asBoolean()).as("%s", row).isTrue();
            assertThat(row.get("ratio").asDouble()).isPositive();
            assertThat(row.get("ratioGivenActivations").asDouble()).isPositive();
            assertThat(row.get("libtorch").get("us").asDouble()).isPositive();
            rows.add(row);
        }
        return rows;
    }

    @Test
    void jacobiansAreTheSameOnBothSides() {
        List<JsonNode> rows = rows(run(JacobianPeer.command(), "--hidden", "5", "--steps", "7", "--sequences", "2",
                "--seconds", "0.01", "--warmup", "0.01", "--json"));
        assertThat(rows).extracting(r -> r.get("cell").asString()).isEqualTo(FlowProblem.CELLS);
        assertThat(rows).extracting(r -> r.get("states").asInt()).containsExactly(10, 5, 5);
        assertThat(rows).allSatisfy(r -> {
            assertThat(r.get("difference").asDouble()).isLessThan(1e-13);
            assertThat(r.get("libtorch").get("all").size()).isEqualTo(4);
        });
    }

    @Test
    void exponentsAreTheSameOnBothSides() {
        List<JsonNode> rows = rows(run(LyapunovPeer.command(), "--hidden", "5", "--steps", "140", "--sequences", "2",
                "--threads", "1", "--exponents", "3,100", "--qr-every", "1,3", "--seconds", "0.01", "--warmup", "0.01",
                "--json"));
        assertThat(rows).extracting(r -> r.get("exponents").asInt())
                .containsExactly(3, 3, 10, 10, 3, 3, 5, 5, 3, 3, 5, 5);
        assertThat(rows).allSatisfy(r -> {
            assertThat(r.get("difference").asDouble()).isLessThan(1e-9);
            assertThat(r.get("libtorch").get("setting").asString()).isEqualTo("intra-op 1, OpenBLAS 1");
        });
    }

    @Test
    void theTableSaysWhetherBothAgree() {
        Run run = run(JacobianPeer.command(), "--cell", "rnn_tanh", "--hidden", "3", "--steps", "2", "--threads", "1",
                "--seconds", "0.01", "--warmup", "0.01");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("rnn_tanh").contains("intra-op 1, OpenBLAS 1").contains("yes, ");
    }

    @Test
    void valuesThatDifferOrAreNoNumbersDoNotAgree() {
        FlowProblem jacobian = new FlowProblem("lstm", 2, 3, 1, 0, 1, 1);
        assertThat(FlowRow.difference(jacobian, new double[] {1, 2}, new double[] {1, 4})).isEqualTo(0.5);
        assertThat(FlowRow.difference(jacobian, new double[] {1, Double.NaN}, new double[] {1, 4})).isNaN();
        assertThat(FlowRow.difference(jacobian, new double[1], new double[2])).isNaN();
        Timing one = Timing.of(new double[] {1});
        assertThat(new FlowRow(jacobian, one, one, 1, List.of(), Double.NaN).agrees()).isFalse();
        assertThat(new FlowRow(jacobian, one, one, 1, List.of(), 2e-10).agrees()).isFalse();
    }

    @Test
    void badInputIsAnsweredInWords() {
        assertThat(run(JacobianPeer.command(), "--cell", "gru").err())
                .contains("bench/jacobians: --cell gru: libtorch has");
        assertThat(run(JacobianPeer.command(), "--hidden", "0").err()).contains("--hidden 0: expected 1 to 2048");
        assertThat(run(LyapunovPeer.command(), "--steps", "100").err()).contains("--steps 100: expected 103 to");
        assertThat(run(LyapunovPeer.command(), "--exponents", "0").err())
                .contains("--exponents 0: expected at least 1");
        assertThat(run(LyapunovPeer.command(), "--qr-every", "x").status()).isEqualTo(2);
        assertThat(run(LyapunovPeer.command(), "--seconds", "0").status()).isEqualTo(2);
    }
}
