package retrograde.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Multiplication, parity, counting, delayed exclusive or and brackets: targets found again from the inputs, and chance. */
class MarksBitsAndBracketsTest {
    private static int[] symbols(Batch batch) {
        return ((Batch.Symbols) batch.inputs()).values();
    }

    private static int[] classes(Batch batch) {
        return ((Batch.Classes) batch.targets()).values();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 50})
    void multiplicationAsksForTheProductOfTheMarkedValues(int T) {
        int B = 100;
        Batch batch = new Multiplication().train(Seeds.random(1), T, B);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        double[] y = ((Batch.Values) batch.targets()).values();
        for (int b = 0; b < B; b++) {
            double product = 1;
            int marks = 0;
            for (int t = 0; t < T; t++) {
                if (x[(t * B + b) * 2 + 1] == 1) {
                    product *= x[(t * B + b) * 2];
                    marks += t < T / 2 ? 1 : 10;
                }
            }
            assertThat(marks).as("one in each half").isEqualTo(11);
            assertThat(y[(T - 1) * B + b]).isEqualTo(product);
        }
        assertThat(batch.lossCount()).isEqualTo(B);
    }

    @Test
    void multiplicationChanceIsTheVarianceOfTheProduct() {
        int B = 200_000;
        double[] y = ((Batch.Values) new Multiplication().train(Seeds.random(2), 2, B).targets()).values();
        double sum = 0;
        double squares = 0;
        for (int b = 0; b < B; b++) {
            double loss = (y[B + b] - 0.25) * (y[B + b] - 0.25);
            sum += loss;
            squares += loss * loss;
        }
        double mean = sum / B;
        double error = Math.sqrt((squares / B - mean * mean) / B);
        assertThat(new Multiplication().baseline(2).value()).isEqualTo(7.0 / 144);
        assertThat(mean).isCloseTo(7.0 / 144, within(4 * error));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 40})
    void parityIsTheNumberOfOnesModuloTwo(int T) {
        int B = 200;
        Batch batch = new Parity().train(Seeds.random(3), T, B);
        for (int b = 0; b < B; b++) {
            int ones = 0;
            for (int t = 0; t < T; t++) {
                ones += symbols(batch)[t * B + b];
                assertThat(classes(batch)[t * B + b]).isEqualTo(t < T - 1 ? -1 : ones % 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30})
    void countingAsksForTheNumberOfMarks(int T) {
        int B = 2000;
        Batch batch = new NoisyCounting().train(Seeds.random(4), T, B);
        int[] places = new int[T];
        int[] all = new int[10];
        for (int b = 0; b < B; b++) {
            int marks = 0;
            for (int t = 0; t < T; t++) {
                int symbol = symbols(batch)[t * B + b];
                assertThat(symbol).isBetween(0, 4);
                marks += symbol == NoisyCounting.MARK ? 1 : 0;
                places[t] += symbol == NoisyCounting.MARK ? 1 : 0;
                assertThat(classes(batch)[t * B + b]).isEqualTo(t < T - 1 ? -1 : marks);
            }
            all[marks]++;
        }
        // Every number, and every step but the last, equally often: 4.5 marks a sequence over T − 1 steps.
        for (int count : all) {
            assertThat((double) count).isCloseTo(B / 10.0, within(4 * Math.sqrt(B * 0.09)));
        }
        double share = 4.5 / (T - 1);
        for (int t = 0; t < T - 1; t++) {
            assertThat((double) places[t]).isCloseTo(B * share, within(4 * Math.sqrt(B * share * (1 - share) + 1)));
        }
        assertThat(places[T - 1]).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 30})
    void delayedXorCombinesTwoBitsOfLongAgo(int T) {
        int B = 50;
        var task = new DelayedXor();
        Batch batch = task.train(Seeds.random(5), T, B);
        assertThat(batch.steps()).isEqualTo(task.length(T));
        assertThat(task.stepsForLength(task.length(T))).isEqualTo(T);
        for (int b = 0; b < B; b++) {
            for (int t = 0; t < batch.steps(); t++) {
                int expected = t <= T ? -1
                        : (symbols(batch)[(t - T) * B + b] + symbols(batch)[(t - T - 1) * B + b]) % 2;
                assertThat(classes(batch)[t * B + b]).isEqualTo(expected);
            }
        }
        assertThat(batch.lossCount()).isEqualTo(20 * B);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 20, 101})
    void bracketsAreThePrefixOfAWellFormedWordAndTheAnswerIsTheInnermostOpen(int T) {
        int B = 300;
        Batch batch = new Dyck().train(Seeds.random(6), T, B);
        int deepest = 0;
        for (int b = 0; b < B; b++) {
            Deque<Integer> open = new ArrayDeque<>();
            for (int t = 0; t < T; t++) {
                int symbol = symbols(batch)[t * B + b];
                int expected = -1;
                if (symbol < Dyck.KINDS) {
                    open.push(symbol);
                } else {
                    assertThat(open.pop()).isEqualTo(symbol - Dyck.KINDS);
                    assertThat(open).as("the first stays open").isNotEmpty();
                    expected = open.getFirst();
                }
                deepest = Math.max(deepest, open.size());
                assertThat(classes(batch)[t * B + b]).isEqualTo(expected);
            }
            assertThat(batch.lossAt(T - 1, b)).isTrue();
        }
        assertThat(deepest).isEqualTo(T < 20 ? T - 1 : Dyck.DEPTH);
    }

    /** All walks of six steps from depth 1 that stay within 1 … 5 and end with a step down, counted by trying them. */
    @Test
    void allBracketingsOfALengthAreEquallyLikely() {
        int T = 7;
        Map<String, Integer> expected = new TreeMap<>();
        for (int code = 0; code < 64; code++) {
            StringBuilder shape = new StringBuilder("(");
            int depth = 1;
            boolean possible = true;
            for (int t = 0; t < 6; t++) {
                boolean up = (code >> t & 1) == 1;
                depth += up ? 1 : -1;
                possible &= depth >= 1 && depth <= Dyck.DEPTH;
                shape.append(up ? '(' : ')');
            }
            if (possible && shape.charAt(6) == ')') {
                expected.put(shape.toString(), 0);
            }
        }
        int B = 40_000;
        int[] x = symbols(new Dyck().train(Seeds.random(7), T, B));
        for (int b = 0; b < B; b++) {
            StringBuilder shape = new StringBuilder();
            for (int t = 0; t < T; t++) {
                shape.append(x[t * B + b] < Dyck.KINDS ? '(' : ')');
            }
            assertThat(expected).containsKey(shape.toString());
            expected.merge(shape.toString(), 1, Integer::sum);
        }
        double share = 1.0 / expected.size();
        assertThat(expected.size()).isGreaterThan(5);
        expected.forEach((shape, count) -> assertThat((double) count).as(shape)
                .isCloseTo(B * share, within(4 * Math.sqrt(B * share * (1 - share)))));
    }

    /** The numbers of ways would overflow after 1200 steps if they were not held in bounds. */
    @Test
    void longBracketsAreNoHarder() {
        Batch batch = new Dyck().train(Seeds.random(8), 5000, 1);
        int[] x = symbols(batch);
        int depth = 0;
        for (int symbol : x) {
            depth += symbol < Dyck.KINDS ? 1 : -1;
            assertThat(depth).isBetween(1, Dyck.DEPTH);
        }
    }

    /** Given the symbol seen last every class is as likely, so that the entropy is the whole ln k. */
    @ParameterizedTest
    @CsvSource({"parity, 2, 6", "noisy-counting, 10, 12", "delayed-xor, 2, 2", "dyck, 4, 12"})
    void chanceIsThatOfEvenClassesWhateverWasSeenLast(String name, int classes, int T) {
        Dataset task = Datasets.task(name);
        assertThat(task.baseline(T)).isEqualTo(new Baseline("chance", StrictMath.log(classes)));
        assertThat(task.objective().outputs()).isEqualTo(classes);
        int B = 40_000;
        Batch batch = task.train(Seeds.random(9), T, B);
        Map<Integer, int[]> counts = new HashMap<>();
        for (int pair : batch.lossPairs()) {
            // One answer a sequence: several of one sequence depend on each other.
            if (pair / B == batch.steps() - 1) {
                counts.computeIfAbsent(symbols(batch)[pair], _ -> new int[classes])[classes(batch)[pair]]++;
            }
        }
        int total = 0;
        for (int[] of : counts.values()) {
            int seen = java.util.Arrays.stream(of).sum();
            for (int count : of) {
                double share = 1.0 / classes;
                assertThat((double) count).isCloseTo(seen * share, within(4 * Math.sqrt(seen * share * (1 - share))));
            }
            total += seen;
        }
        assertThat(total).isEqualTo(B);
    }
}
