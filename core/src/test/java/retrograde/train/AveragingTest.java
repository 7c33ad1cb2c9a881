package retrograde.train;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The average of weights against sums that can be done by hand. */
class AveragingTest {
    private static final Architecture SMALL = new Architecture(List.of(new LayerShape(Zoo.cell("rnn_tanh"), 3, 2)),
            false, 2, new Objective(Objective.Kind.SQUARED_ERROR, 1, Objective.LossSteps.LAST));

    private static Parameters all(double value) {
        Parameters parameters = new Parameters(SMALL);
        parameters.named().values().forEach(a -> Arrays.fill(a, value));
        return parameters;
    }

    private static double average(Averaging averaging) {
        Parameters into = all(-1);
        averaging.into(into);
        double first = into.readoutBias()[0];
        into.named().values().forEach(a -> assertThat(a).containsOnly(first));
        return first;
    }

    /** {@code Σ dᵗ⁻ᵏ k / Σ dᵗ⁻ᵏ = t − d/(1−d) + t dᵗ/(1−dᵗ)}, k = 1 … t. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.9, 0.999})
    void weightsAfterUpdateKCountByTheirAge(double decay) {
        Averaging averaging = new Averaging(SMALL, Execution.reference(), decay);
        assertThat(average(averaging)).isEqualTo(-1);
        for (int t = 1; t <= 200; t++) {
            averaging.update(all(t));
            double power = StrictMath.pow(decay, t);
            double expected = t - decay / (1 - decay) + t * power / (1 - power);
            // The form cancels where d is near 1.
            assertThat(average(averaging)).isCloseTo(expected, within(1e-12 / (1 - decay)));
        }
    }

    @Test
    void whatStaysTheSameIsItsOwnAverageFromTheFirstUpdate() {
        Averaging averaging = new Averaging(SMALL, Execution.reference(), 0.999);
        for (int t = 0; t < 5; t++) {
            averaging.update(all(0.1));
            assertThat(average(averaging)).isEqualTo(0.1);
        }
    }

    @Test
    void itGoesOnFromItsStateWithTheSameBitsForAnyNumberOfThreads() {
        Averaging whole = new Averaging(SMALL, Execution.reference(), 0.9);
        try (Execution three = Execution.of(Execution.Kind.FLOAT64, 3)) {
            Averaging before = new Averaging(SMALL, three, 0.9);
            for (int t = 1; t < 5; t++) {
                whole.update(all(1.0 / t));
                before.update(all(1.0 / t));
            }
            Averaging after = new Averaging(SMALL, three, 0.9);
            after.state().forEach((name, array) -> {
                double[] from = Objects.requireNonNull(before.state().get(name));
                System.arraycopy(from, 0, array, 0, array.length);
            });
            whole.update(all(7));
            after.update(all(7));
            assertThat(average(after)).isEqualTo(average(whole));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -0.1, Double.NaN})
    void theDecayIsBelowOne(double decay) {
        assertThatThrownBy(() -> new Averaging(SMALL, Execution.reference(), decay)).isInstanceOf(InputException.class)
                .hasMessageEndingWith("it must be at least 0 and below 1");
    }
}
