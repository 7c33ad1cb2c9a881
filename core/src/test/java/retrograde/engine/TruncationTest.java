package retrograde.engine;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.engine.Engine.Sequence;
import retrograde.engine.Engine.Wanted;
import retrograde.engine.EngineParityTest.Drawn;
import retrograde.engine.EngineParityTest.Run;
import retrograde.engine.EngineParityTest.Sizes;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;

import static org.assertj.core.api.Assertions.assertThat;

/** Truncated backpropagation: windows that states cross and gradients do not. */
class TruncationTest {
    private static final int STEPS = 8;
    private static final int WINDOW = 3;

    static List<Cell> cells() {
        return SampleCells.all();
    }

    private static Run run(Drawn drawn, int window, Execution execution) {
        Engine engine = execution.engine(drawn.shape);
        Sequence s = drawn.sequence;
        double[] outputs = new double[drawn.adjoints.length];
        engine.forward(drawn.weights, s, null, outputs);
        Weights gradient = new Weights(drawn.shape);
        double[] dx = new double[s.input().length];
        double[][] d0 = new double[s.initial().length][s.batch() * drawn.shape.hidden()];
        double[] carried = new double[s.steps() * s.batch()];
        engine.backward(null, drawn.adjoints, new Wanted(gradient, dx, d0, carried, window));
        return new Run(outputs, gradient, dx, d0, carried);
    }

    /** Of one sequence: each window by itself, begun in the state that the one before left, gives the same gradient. */
    @ParameterizedTest
    @MethodSource("cells")
    void itIsTheSumOverWindowsBegunInTheStatesReached(Cell cell) {
        Drawn all = new Drawn(cell, new Sizes(STEPS, 1, 3, 4), 7);
        Sequence s = new Sequence(all.sequence.input(), all.sequence.initial(), STEPS, 1);
        Interpreter interpreter = new Interpreter(all.shape);
        Activations run = interpreter.forward(all.weights, s.input(), s.initial(), STEPS, 1, s.starts());
        Weights truncated = new Weights(all.shape);
        interpreter.backward(all.weights, run, all.adjoints, null, null, Interpreter.into(truncated, 1), WINDOW);
        Weights expected = new Weights(all.shape);
        for (int end = STEPS; end > 0; end -= WINDOW) {
            int from = Math.max(0, end - WINDOW);
            double[][] initial = cell.states()
                    .stream()
                    .map(state -> from == 0 ? s.initial()[cell.states().indexOf(state)] : reached(run, state, from))
                    .toArray(double[][]::new);
            Activations window = interpreter.forward(all.weights, rows(s.input(), from, end, 3), initial, end - from, 1,
                    new int[1]);
            interpreter.backward(all.weights, window, rows(all.adjoints, from, end, 4), null, null,
                    Interpreter.into(expected, 1));
        }
        // The same operations in another order of the sum over at most eight steps.
        expected.arrays()
                .forEach((name, a) -> assertThat(EngineParityTest.distance(truncated.get(name), a)).as(name)
                        .isLessThan(1e-13));
    }

    /** The state before a step, {@code [H]}. */
    private static double[] reached(Activations run, String state, int step) {
        double[] all = run.state(state);
        int hidden = run.shape().hidden();
        return Arrays.copyOfRange(all, step * hidden, (step + 1) * hidden);
    }

    private static double[] rows(double[] all, int from, int end, int width) {
        return Arrays.copyOfRange(all, from * width, end * width);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void compiledEnginesTruncateAsTheReferenceDoes(Cell cell) {
        for (int batch : new int[] {1, 5}) {
            Drawn drawn = new Drawn(cell, new Sizes(STEPS, batch, 3, 9), 8);
            Run expected = run(drawn, WINDOW, Execution.reference());
            for (int threads : new int[] {1, 3}) {
                // A budget of one byte: pieces of the sequence are computed again, and windows cross them.
                for (long budget : new long[] {1, Long.MAX_VALUE}) {
                    try (Execution execution = new Execution(Kind.FLOAT64, threads, budget)) {
                        Run found = run(drawn, WINDOW, execution);
                        assertThat(EngineParityTest.difference(drawn, expected, found)).isLessThan(1e-12);
                    }
                }
            }
        }
    }

    @Test
    void nothingIsCarriedOutOfAWindowAndAWindowAsLongAsTheSequenceIsNone() {
        Drawn drawn = new Drawn(SampleCells.all().getFirst(), new Sizes(STEPS, 2, 3, 5), 9);
        Run cut = run(drawn, WINDOW, Execution.reference());
        assertThat(cut.carried()[2 * 2]).isZero();
        assertThat(cut.carried()[5 * 2]).isZero();
        assertThat(cut.carried()[4 * 2]).isPositive();
        Run whole = run(drawn, STEPS, Execution.reference());
        assertThat(EngineParityTest.difference(drawn, whole, EngineParityTest.run(drawn, Execution.reference())))
                .isZero();
    }
}
