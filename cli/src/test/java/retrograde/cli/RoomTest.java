package retrograde.cli;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Interpreter;
import retrograde.model.Architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoomTest {
    private static final Dataset ADDING = Datasets.task("adding");
    private static final Architecture LSTM = Architecture.of(Zoo.load("lstm"), ADDING, 64, 0, 1, Map.of());

    @Test
    void whatFitsIsKeptWhole() {
        long budget = Room.forTraining(LSTM, ADDING, 1_000, 16, 1, Kind.FLOAT32);
        assertThat(full(1_000, 16)).isLessThan(budget);
    }

    /** So long that all activations at once would fill the memory there is one and a half times. */
    @Test
    void longSequencesAreReplayedInsteadOfRefused() {
        int batch = 16;
        int steps = (int) (Runtime.getRuntime().maxMemory() * 1.5 / full(1, batch));
        long budget = Room.forTraining(LSTM, ADDING, steps, batch, 1, Kind.FLOAT32);
        assertThat(full(steps, batch)).isGreaterThan(Runtime.getRuntime().maxMemory());
        try (Execution execution = new Execution(Kind.FLOAT32, 1, budget)) {
            assertThat(execution.engine(LSTM.layers().getFirst()).bytes(steps, batch)).isLessThanOrEqualTo(budget);
        }
    }

    @Test
    void runsSideBySideShareTheMemory() {
        List<Long> budgets = List.of(1, 2, 8)
                .stream()
                .map(runs -> Room.forTraining(LSTM, ADDING, 100, 16, runs, Kind.FLOAT64))
                .toList();
        assertThat(budgets.get(1)).isLessThanOrEqualTo(budgets.get(0) / 2);
        assertThat(budgets.get(2)).isLessThanOrEqualTo(budgets.get(0) / 8);
    }

    @Test
    void longSequencesAreMeasuredPieceByPieceInsteadOfRefused() {
        int steps = (int) (Runtime.getRuntime().maxMemory() / new Interpreter(LSTM.layers().getFirst()).bytes(1, 8));
        assertThatThrownBy(() -> Room.forFlow(LSTM, steps, 8, true, true)).isInstanceOf(InputException.class)
                .hasMessageContaining("--quantities lyapunov alone runs them piece by piece");
        assertThatCode(() -> Room.forFlow(LSTM, steps, 8, false, true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Room.forFlow(LSTM, Integer.MAX_VALUE, 8, false, true))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("the data of 8 sequences of 2,147,483,647 steps would ");
    }

    /** What all steps would take at once; a step's share, for the first is laid out like any other. */
    private static long full(int steps, int batch) {
        try (Execution execution = Execution.of(Kind.FLOAT32, 1)) {
            long one = execution.engine(LSTM.layers().getFirst()).bytes(2, batch);
            long two = execution.engine(LSTM.layers().getFirst()).bytes(3, batch);
            return steps * (two - one);
        }
    }
}
