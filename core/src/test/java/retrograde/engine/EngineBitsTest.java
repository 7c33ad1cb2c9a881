package retrograde.engine;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.engine.EngineParityTest.Drawn;
import retrograde.engine.EngineParityTest.Run;
import retrograde.engine.EngineParityTest.Sizes;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;

import static org.assertj.core.api.Assertions.assertThat;

/** The same bits whatever the threads, the memory and the JIT compiler do. */
class EngineBitsTest {

    static java.util.List<Cell> cells() {
        return SampleCells.all();
    }

    private static void assertSameBits(Run a, Run b) {
        assertThat(Arrays.equals(a.outputs(), b.outputs())).as("outputs").isTrue();
        assertThat(Arrays.equals(a.inputAdjoint(), b.inputAdjoint())).as("adjoint of the input").isTrue();
        assertThat(Arrays.deepEquals(a.initialAdjoint(), b.initialAdjoint())).as("adjoint of the initial state")
                .isTrue();
        assertThat(Arrays.equals(a.carried(), b.carried())).as("squares of what is carried").isTrue();
        a.gradient()
                .arrays()
                .forEach((name, g) -> assertThat(Arrays.equals(g, b.gradient().get(name))).as(name).isTrue());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void anyNumberOfThreadsGivesTheSameBitsAndAllWork(Cell cell) {
        for (Kind kind : new Kind[] {Kind.FLOAT32, Kind.FLOAT64}) {
            Drawn drawn = new Drawn(cell, new Sizes(9, 14, 5, 21), 6);
            Run one;
            try (Execution execution = Execution.of(kind, 1)) {
                one = EngineParityTest.run(drawn, execution);
            }
            for (int threads : new int[] {2, 3, 7}) {
                try (Execution execution = Execution.of(kind, threads)) {
                    assertSameBits(one, EngineParityTest.run(drawn, execution));
                    assertThat(execution.work()).hasSize(threads).doesNotContain(0);
                }
            }
        }
    }

    /** More threads than sequences: some have no part in the loop over time, all in the rest. */
    @Test
    void oneSequenceOnManyThreadsGivesTheSameBits() {
        Drawn drawn = new Drawn(cells().get(3), new Sizes(9, 1, 5, 40), 7);
        try (Execution one = Execution.of(Kind.FLOAT32, 1); Execution seven = Execution.of(Kind.FLOAT32, 7)) {
            assertSameBits(EngineParityTest.run(drawn, one), EngineParityTest.run(drawn, seven));
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSmallBudgetGivesTheSameBits(Cell cell) {
        Drawn drawn = new Drawn(cell, new Sizes(23, 3, 4, 18), 8);
        try (Execution plenty = Execution.of(Kind.FLOAT32, 2)) {
            Run whole = EngineParityTest.run(drawn, plenty);
            long bytes = plenty.engine(drawn.shape).bytes(23, 3);
            try (Execution tight = new Execution(Kind.FLOAT32, 2, bytes * 3 / 4)) {
                assertThat(tight.engine(drawn.shape).bytes(23, 3)).isLessThanOrEqualTo(bytes * 3 / 4);
                assertSameBits(whole, EngineParityTest.run(drawn, tight));
            }
        }
    }

    /** The first step is interpreted, the last compiled: 10,000 of them see every kernel through the JIT compiler. */
    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"FLOAT32", "FLOAT64"})
    void theFirstAndTheTenThousandthStepGiveTheSameBits(Kind kind) {
        for (int i : new int[] {3, 4, 10, 14}) {
            Drawn drawn = new Drawn(cells().get(i), new Sizes(2, 3, 2, 9), 9);
            try (Execution execution = Execution.of(kind, 1)) {
                Engine engine = execution.engine(drawn.shape);
                Weights first = new Weights(drawn.shape);
                double loss = engine.halfMeanSquare(drawn.weights, drawn.sequence, first);
                for (int n = 1; n < 10_000; n++) {
                    Weights next = new Weights(drawn.shape);
                    assertThat(engine.halfMeanSquare(drawn.weights, drawn.sequence, next)).isEqualTo(loss);
                    if (n % 100 == 0 || n == 9_999) {
                        next.arrays()
                                .forEach((name, g) -> assertThat(Arrays.equals(g, first.get(name))).as(name).isTrue());
                    }
                }
            }
        }
    }
}
