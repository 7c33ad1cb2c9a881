package retrograde.bench;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams of both sides on small cells: that they compute the same, and what is printed. Times are not looked at. */
class StreamLatencyTest {
    @Test
    void stepsOfBothSidesAgreeAndAreListed() {
        // Throws where outputs differ.
        List<String> rows = StreamLatency.table(List.of(7), 2, 0.01).lines().toList();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(2)).matches("\\| `lstm` \\| 7 (\\| [0-9.]+, [0-9.]+ ){4}\\|");
        assertThat(rows.get(3)).startsWith("| `gru_reset_after` | 7 |");
    }

    @Test
    void theMedianAndTheNinetyNinthPercentileAreThose() {
        double[] micros = new double[1000];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = micros.length - i;
        }
        assertThat(StreamLatency.Latency.of(micros)).isEqualTo(new StreamLatency.Latency(501, 991));
    }
}
