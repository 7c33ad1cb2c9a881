package retrograde.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TasksTest {
    private static Batch.Vectors vectors(Batch batch) {
        return (Batch.Vectors) batch.inputs();
    }

    private static Batch.Symbols symbols(Batch batch) {
        return (Batch.Symbols) batch.inputs();
    }

    private static Batch.Classes classes(Batch batch) {
        return (Batch.Classes) batch.targets();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 101})
    void addingMarksOneStepInEachHalfAndAsksForTheSum(int T) {
        int B = 400;
        Batch batch = new AddingProblem().train(Seeds.random(1), T, B);
        double[] x = vectors(batch).values();
        var values = (Batch.Values) batch.targets();
        var marked = new int[T];
        for (int b = 0; b < B; b++) {
            int first = 0;
            int second = 0;
            double sum = 0;
            for (int t = 0; t < T; t++) {
                double value = x[(t * B + b) * 2];
                double marker = x[(t * B + b) * 2 + 1];
                assertThat(value).isBetween(0.0, Math.nextDown(1.0));
                assertThat(marker).isIn(0.0, 1.0);
                if (marker == 1) {
                    first += t < T / 2 ? 1 : 0;
                    second += t < T / 2 ? 0 : 1;
                    marked[t]++;
                    sum += value;
                }
            }
            assertThat(first).isEqualTo(1);
            assertThat(second).isEqualTo(1);
            assertThat(values.values()[(T - 1) * B + b]).isEqualTo(sum);
        }
        assertThat(batch.lossAt(T - 2)).isFalse();
        assertThat(batch.lossCount()).isEqualTo(B);
        // Every step can be marked: a step of the wider half stays unmarked with probability (1 − 1/51)^400 < 4e-4.
        assertThat(Arrays.stream(marked).min().getAsInt()).isPositive();
    }

    @Test
    void addingChanceIsTheVarianceOfTheSum() {
        int B = 200_000;
        Batch batch = new AddingProblem().train(Seeds.random(2), 2, B);
        double[] values = ((Batch.Values) batch.targets()).values();
        double sum = 0;
        double squares = 0;
        for (int b = 0; b < B; b++) {
            double loss = (values[B + b] - 1) * (values[B + b] - 1);
            sum += loss;
            squares += loss * loss;
        }
        double mean = sum / B;
        double error = Math.sqrt((squares / B - mean * mean) / B);
        Baseline chance = new AddingProblem().baseline(2);
        assertThat(chance.name()).isEqualTo("chance");
        assertThat(chance.value()).isEqualTo(1.0 / 6);
        assertThat(mean).isCloseTo(chance.value(), within(4 * error));
        // The copied figure is far outside.
        assertThat(Math.abs(mean - 0.1767)).isGreaterThan(20 * error);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void copyMemoryShowsTenSymbolsAndAsksForThemAfterTheDelimiter(int T) {
        int B = 50;
        var task = new CopyMemory();
        Batch batch = task.train(Seeds.random(3), T, B);
        int[] x = symbols(batch).values();
        int[] y = classes(batch).values();
        assertThat(batch.steps()).isEqualTo(T + 20).isEqualTo(task.length(T));
        assertThat(task.stepsForLength(T + 20)).isEqualTo(T);
        for (int b = 0; b < B; b++) {
            for (int t = 0; t < T + 20; t++) {
                int seen = x[t * B + b];
                if (t < 10) {
                    assertThat(seen).isBetween(0, 7);
                } else {
                    assertThat(seen).isEqualTo(t == T + 9 ? CopyMemory.DELIMITER : CopyMemory.BLANK);
                }
                assertThat(y[t * B + b]).isEqualTo(t < T + 10 ? CopyMemory.BLANK : x[(t - T - 10) * B + b]);
            }
        }
        assertThat(batch.lossCount()).isEqualTo((T + 20) * B);
        assertThat(task.objective())
                .isEqualTo(new Objective(Objective.Kind.CROSS_ENTROPY, 10, Objective.LossSteps.EVERY));
    }

    @Test
    void copyMemoryChanceIsThatOfTheBestMemorylessAnswer() {
        var task = new CopyMemory();
        // O19, six digits as printed there.
        assertThat(task.baseline(100).value()).isCloseTo(0.173287, within(5e-7));
        assertThat(task.baseline(500).value()).isCloseTo(0.039989, within(5e-7));
        assertThat(task.baseline(1000).value()).isCloseTo(0.020387, within(5e-7));
        // The entropy of the drawn symbols, estimated from their frequencies, bounds what any answer without memory gets.
        int B = 20_000;
        int[] y = classes(task.train(Seeds.random(4), 1, B)).values();
        double entropy = 0;
        for (int t = 11; t < 21; t++) {
            var counts = new double[8];
            for (int b = 0; b < B; b++) {
                counts[y[t * B + b]]++;
            }
            for (double count : counts) {
                entropy -= count / B * Math.log(count / B);
            }
        }
        // Ten estimates, each low by about (8 − 1)/2B with standard deviation √(2·7)/2B; four of these.
        double low = 10 * 7.0 / (2 * B);
        assertThat(entropy / 21).isCloseTo(task.baseline(1).value() - low / 21,
                within(4 * Math.sqrt(10 * 14.0) / (2 * B) / 21));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 37, 100})
    void temporalOrderHasTwoSymbolsInTheirWindowsAndTheirOrderAsClass(int T) {
        int B = 600;
        Batch batch = new TemporalOrder().train(Seeds.random(5), T, B);
        int[] x = symbols(batch).values();
        int[] y = classes(batch).values();
        var places = new int[T];
        for (int b = 0; b < B; b++) {
            int code = 0;
            int found = 0;
            for (int t = 0; t < T; t++) {
                int symbol = x[t * B + b];
                assertThat(symbol).isBetween(0, 5);
                if (symbol >= TemporalOrder.DISTRACTORS) {
                    code = 2 * code + symbol - TemporalOrder.DISTRACTORS;
                    found++;
                    places[t]++;
                }
                assertThat(y[t * B + b]).isEqualTo(t < T - 1 ? -1 : code);
            }
            assertThat(found).isEqualTo(2);
        }
        for (int t = 0; t < T; t++) {
            boolean window = (t >= T / 10 && t <= 2 * T / 10) || (t >= 4 * T / 10 && t <= 5 * T / 10);
            assertThat(places[t] > 0).as("step %d", t).isEqualTo(window);
        }
        assertThat(batch.lossCount()).isEqualTo(B);
    }

    @Test
    void temporalOrderChanceIsFourEvenClasses() {
        int B = 100_000;
        int[] y = classes(new TemporalOrder().train(Seeds.random(6), 10, B)).values();
        var counts = new int[4];
        for (int b = 0; b < B; b++) {
            counts[y[9 * B + b]]++;
        }
        double error = Math.sqrt(B * 0.25 * 0.75);
        for (int count : counts) {
            assertThat((double) count).isCloseTo(B / 4.0, within(4 * error));
        }
        assertThat(new TemporalOrder().baseline(10).value()).isCloseTo(Math.log(4), within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"adding", "copy-memory", "temporal-order", "multiplication", "parity", "dyck", "noisy-counting",
                    "delayed-xor"})
    void aSeedGivesTheSameSequencesAgain(String name) {
        Dataset task = Datasets.task(name);
        assertThat(task.name()).isEqualTo(name);
        RandomGenerator random = Seeds.random(7);
        Object first = content(task.train(random, 20, 3));
        Object second = content(task.train(random, 20, 3));
        assertThat(content(task.train(Seeds.random(7), 20, 3))).isEqualTo(first);
        assertThat(second).isNotEqualTo(first);
        assertThat(task.heldOut(random, 20, 3).steps()).isEqualTo(task.length(20));
        assertThat(task.hash()).matches("[0-9a-f]{64}").isEqualTo(Datasets.task(name).hash());
        assertThat(task.longestHeldOut()).isEqualTo(Integer.MAX_VALUE);
    }

    private static Object content(Batch batch) {
        return switch (batch.inputs()) {
            case Batch.Symbols symbols -> Arrays.toString(symbols.values());
            case Batch.Vectors vectors -> Arrays.toString(vectors.values());
        };
    }

    @Test
    void tooFewStepsAreRefusedWithTheNumberNeeded() {
        assertThatThrownBy(() -> new AddingProblem().train(Seeds.random(1), 1, 2)).isInstanceOf(InputException.class)
                .hasMessage("The task adding is defined for at least 2 steps, but 1 were asked for. "
                        + "Give --steps 2 or more, for example --steps 100.");
        assertThatThrownBy(() -> new CopyMemory().heldOut(Seeds.random(1), 0, 2)).isInstanceOf(InputException.class)
                .hasMessageStartingWith("The task copy-memory is defined for at least 1 steps, but 0 were asked for.");
        assertThatThrownBy(() -> new TemporalOrder().train(Seeds.random(1), 9, 2)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "The task temporal-order is defined for at least 10 steps, but 9 were asked for.");
    }

    @Test
    void anUnknownTaskIsAnsweredWithTheNames() {
        assertThatThrownBy(() -> Datasets.task("ading")).isInstanceOf(InputException.class)
                .hasMessage(
                        "There is no task 'ading'; did you mean adding? Tasks: adding, copy-memory, temporal-order, "
                                + "multiplication, parity, dyck, noisy-counting, delayed-xor. For a file or bundled data use --data.");
        assertThatThrownBy(() -> Datasets.task("sorting-of-numbers")).isInstanceOf(InputException.class)
                .hasMessage("There is no task 'sorting-of-numbers'. Tasks: adding, copy-memory, temporal-order, "
                        + "multiplication, parity, dyck, noisy-counting, delayed-xor. For a file or bundled data use --data.");
    }

    @Test
    void noiseHasTheDeviationAskedForAndZeroIsZero() {
        NoiseData noise = NoiseData.parse("noise:0.5", 3);
        double[] x = vectors(noise.train(Seeds.random(8), 100, 200)).values();
        assertThat(x).hasSize(60_000);
        double squares = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
        double mean = Arrays.stream(x).average().orElseThrow();
        // Four standard errors of a Gaussian mean and mean square.
        assertThat(mean).isCloseTo(0, within(4 * 0.5 / Math.sqrt(60_000)));
        assertThat(squares).isCloseTo(0.25, within(4 * 0.25 * Math.sqrt(2.0 / 60_000)));
        assertThat(noise.objective().kind()).isEqualTo(Objective.Kind.PROJECTION);
        assertThat(noise.baseline(10).beatenBy(-1e300, 0)).isFalse();
        assertThat(vectors(NoiseData.parse("zero", 2).train(Seeds.random(8), 4, 2)).values()).containsOnly(0.0);
        assertThat(noise.hash()).isNotEqualTo(NoiseData.parse("noise:1", 3).hash());
    }

    @Test
    void noiseWithoutAUsableDeviationIsRefused() {
        assertThatThrownBy(() -> NoiseData.parse("noise:loud", 1)).isInstanceOf(InputException.class)
                .hasMessage(
                        "Expected a standard deviation after noise:, got 'loud'. Write for example noise:1, or zero for no input at"
                                + " all.");
        assertThatThrownBy(() -> NoiseData.parse("noise:-1", 1)).isInstanceOf(InputException.class)
                .hasMessage("The standard deviation of noise must be a number of at least 0, but is -1.0. "
                        + "Write for example noise:1, or zero for no input at all.");
        assertThatThrownBy(() -> NoiseData.parse("noise:NaN", 1)).isInstanceOf(InputException.class)
                .hasMessageContaining("but is NaN");
        assertThatThrownBy(() -> NoiseData.parse("noise", 1)).isInstanceOf(InputException.class)
                .hasMessage("Expected noise:STD or zero, got 'noise'. Write for example noise:1.");
        assertThatThrownBy(() -> NoiseData.parse("noise:1", 0)).isInstanceOf(InputException.class)
                .hasMessage("Noise needs at least one input, but --input is 0. Give --input 1 or more.");
        assertThatThrownBy(() -> NoiseData.parse("zero", 1).train(Seeds.random(1), 0, 1))
                .isInstanceOf(InputException.class)
                .hasMessage("Sequences need at least one step, but 0 were asked for. Give --steps 1 or more.");
    }
}
