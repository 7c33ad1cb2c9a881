package retrograde.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.engine.Engine.Sequence;
import retrograde.engine.Engine.Wanted;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;
import retrograde.equation.RandomCells;
import retrograde.equation.TextPrinter;

import static org.assertj.core.api.Assertions.assertThat;

/** The compiled engines against the reference: outputs, gradients, adjoints of input and initial state. */
class EngineParityTest {

    /** Sizes: steps, batch, inputs, hidden. */
    record Sizes(int steps, int batch, int inputs, int hidden) {}

    /** One run of an engine. */
    record Run(double[] outputs, Weights gradient, double[] inputAdjoint, double[][] initialAdjoint,
            double[] carried) {}

    static List<Cell> cells() {
        return SampleCells.all();
    }

    /** Lengths around the lanes and tiles of 128, 256 and 512 bits, primes, and one entry. */
    static List<Sizes> sizes() {
        List<Sizes> all = new ArrayList<>();
        int[] hidden = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 49, 65};
        int[] batches = {1, 2, 3, 5, 7, 8, 13, 14, 15, 17, 29};
        int[] inputs = {1, 2, 9, 16, 17, 33};
        for (int i = 0; i < 30; i++) {
            all.add(new Sizes(1 + i % 4, batches[i % batches.length], inputs[i % inputs.length],
                    hidden[i % hidden.length]));
        }
        all.add(new Sizes(70, 3, 2, 10));
        return all;
    }

    /** Weights, input, initial state and adjoints drawn for a layer, exact in float32. */
    static final class Drawn {
        final LayerShape shape;
        final Weights weights;
        final Sequence sequence;
        final double[] adjoints;

        Drawn(Cell cell, Sizes n, long seed) {
            this.shape = new LayerShape(cell, n.hidden, n.inputs, Map.of("R", Math.max(1, n.hidden / 2)));
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            weights = new Weights(shape);
            // Small enough over many steps that no cell is chaotic: there rounding grows, whoever computes.
            double scale = n.steps > 10 ? 0.2 : 0.7;
            weights.arrays().values().forEach(a -> fill(a, random, scale / Math.sqrt(n.hidden)));
            double[] input = fill(new double[n.steps * n.batch * n.inputs], random, 1 / Math.sqrt(n.inputs));
            double[][] initial = new double[cell.states().size()][n.hidden];
            Arrays.stream(initial).forEach(a -> fill(a, random, 0.5));
            int[] starts = new int[n.batch];
            starts[n.batch - 1] = n.steps > 2 ? 1 : 0;
            sequence = new Sequence(input, initial, n.steps, n.batch, starts);
            adjoints = fill(new double[n.steps * n.batch * n.hidden], random, 1);
        }

        private static double[] fill(double[] a, RandomGenerator random, double scale) {
            Arrays.setAll(a, i -> (float) (scale * random.nextGaussian()));
            return a;
        }
    }

    static Run run(Drawn drawn, Execution execution) {
        Engine engine = execution.engine(drawn.shape);
        Sequence s = drawn.sequence;
        double[] outputs = new double[drawn.adjoints.length];
        engine.forward(drawn.weights, s, null, outputs);
        Weights gradient = new Weights(drawn.shape);
        double[] dx = new double[s.input().length];
        double[][] d0 = new double[s.initial().length][s.batch() * drawn.shape.hidden()];
        double[] carried = new double[s.steps() * s.batch()];
        engine.backward(null, drawn.adjoints, new Wanted(gradient, dx, d0, carried));
        return new Run(outputs, gradient, dx, d0, carried);
    }

    /**
     * The largest difference of two runs, each array in units of its largest entry or of one. Rows before a sequence's
     * start mean nothing and are left out.
     */
    static double difference(Drawn drawn, Run a, Run b) {
        double worst = larger(distance(a.inputAdjoint, b.inputAdjoint), distance(a.carried, b.carried));
        Sequence s = drawn.sequence;
        int hidden = drawn.shape.hidden();
        for (int t = 0; t < s.steps(); t++) {
            for (int i = 0; i < s.batch(); i++) {
                int from = (t * s.batch() + i) * hidden;
                if (t >= s.starts()[i]) {
                    worst = larger(worst, distance(Arrays.copyOfRange(a.outputs, from, from + hidden),
                            Arrays.copyOfRange(b.outputs, from, from + hidden)));
                }
            }
        }
        for (String name : a.gradient.arrays().keySet()) {
            worst = larger(worst, distance(a.gradient.get(name), b.gradient.get(name)));
        }
        for (int i = 0; i < a.initialAdjoint.length; i++) {
            worst = larger(worst, distance(a.initialAdjoint[i], b.initialAdjoint[i]));
        }
        return worst;
    }

    private static double larger(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.max(a, b);
    }

    static double distance(double[] a, double[] b) {
        double scale = 1;
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            scale = Math.max(scale, Math.abs(a[i]));
            worst = larger(worst, Math.abs(a[i] - b[i]));
        }
        return worst / scale;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void float64AgreesWithTheReference(Cell cell) {
        try (Execution reference = Execution.reference(); Execution compiled = Execution.of(Kind.FLOAT64, 2)) {
            for (Sizes n : sizes()) {
                Drawn drawn = new Drawn(cell, n, 1);
                // Sums of at most 130 products (H + I, and T·B for a gradient) of order one, whose relative rounding is
                // 1.1e-16 each and grows with its root, elementary functions within 5 units, a few dozen steps: 1e-13.
                assertThat(difference(drawn, run(drawn, reference), run(drawn, compiled))).as("%s", n)
                        .isLessThan(1e-13);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void float32AgreesWithTheReference(Cell cell) {
        try (Execution reference = Execution.reference(); Execution compiled = Execution.of(Kind.FLOAT32, 2)) {
            for (Sizes n : sizes()) {
                Drawn drawn = new Drawn(cell, n, 2);
                // The same with a rounding of 6e-8: 1e-13 · 6e-8 / 1.1e-16.
                assertThat(difference(drawn, run(drawn, reference), run(drawn, compiled))).as("%s", n).isLessThan(5e-5);
            }
        }
    }

    @Test
    void randomCellsAgreeWithTheReference() {
        try (Execution reference = Execution.reference(); Execution compiled = Execution.of(Kind.FLOAT64, 1)) {
            for (Cell cell : RandomCells.cells(20_261_123, 200)) {
                Drawn drawn = new Drawn(cell, new Sizes(4, 3, 3, 5), 3);
                Run expected = run(drawn, reference);
                try {
                    // Quotients and layernorm of nearly equal entries magnify rounding.
                    assertThat(difference(drawn, expected, run(drawn, compiled))).isLessThan(1e-11);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(TextPrinter.print(cell), e);
                }
            }
        }
    }

    @Test
    void chosenOutputsAndAdjointsAreThoseOfThePairs() {
        Drawn drawn = new Drawn(cells().get(3), new Sizes(6, 4, 3, 9), 4);
        int[] pairs = {3, 9, 10, 23};
        int hidden = drawn.shape.hidden();
        double[] sparse = new double[drawn.adjoints.length];
        double[] rows = new double[pairs.length * hidden];
        for (int k = 0; k < pairs.length; k++) {
            System.arraycopy(drawn.adjoints, pairs[k] * hidden, sparse, pairs[k] * hidden, hidden);
            System.arraycopy(drawn.adjoints, pairs[k] * hidden, rows, k * hidden, hidden);
        }
        for (Kind kind : Kind.values()) {
            try (Execution execution = Execution.of(kind, 2)) {
                Engine engine = execution.engine(drawn.shape);
                double[] all = new double[drawn.adjoints.length];
                engine.forward(drawn.weights, drawn.sequence, null, all);
                Weights expected = new Weights(drawn.shape);
                engine.backward(null, sparse, Wanted.gradient(expected));
                double[] chosen = new double[rows.length];
                engine.forward(drawn.weights, drawn.sequence, pairs, chosen);
                Weights found = new Weights(drawn.shape);
                engine.backward(pairs, rows, Wanted.gradient(found));
                for (int k = 0; k < pairs.length; k++) {
                    assertThat(Arrays.copyOfRange(chosen, k * hidden, (k + 1) * hidden))
                            .isEqualTo(Arrays.copyOfRange(all, pairs[k] * hidden, (pairs[k] + 1) * hidden));
                }
                found.arrays()
                        .forEach((name, a) -> assertThat(a).as("%s %s", kind, name).isEqualTo(expected.get(name)));
            }
        }
    }

    @Test
    void theLossOfBenchmarksIsHalfTheMeanSquare() {
        // Two steps: all sequences start at the first, so that every output means something.
        Drawn drawn = new Drawn(cells().get(4), new Sizes(2, 3, 4, 10), 5);
        try (Execution reference = Execution.reference(); Execution compiled = Execution.of(Kind.FLOAT64, 2)) {
            Weights expected = new Weights(drawn.shape);
            Weights found = new Weights(drawn.shape);
            double loss = reference.engine(drawn.shape).halfMeanSquare(drawn.weights, drawn.sequence, expected);
            assertThat(compiled.engine(drawn.shape).halfMeanSquare(drawn.weights, drawn.sequence, found))
                    .isCloseTo(loss, org.assertj.core.data.Offset.offset(1e-14));
            found.arrays().forEach((name, a) -> assertThat(distance(expected.get(name), a)).isLessThan(1e-14));
        }
    }
}
