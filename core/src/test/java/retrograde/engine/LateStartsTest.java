package retrograde.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.engine.Engine.Sequence;
import retrograde.engine.Engine.Wanted;
import retrograde.sequence.Specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Sequences of different length in one batch: nothing is computed before a sequence begins, whatever stands there. */
class LateStartsTest {
    private static final int INPUTS = 3;
    private static final int HIDDEN = 11;
    private static final int STEPS = 29;

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(17);

    private record Found(double[] outputs, Weights gradient, double[] dx, double[][] initial, double[] carried) {}

    private static Found run(Engine engine, Weights weights, Sequence s, double[] adjoints) {
        double[] outputs = new double[s.steps() * s.batch() * HIDDEN];
        engine.forward(weights, s, null, outputs);
        Weights gradient = new Weights(engine.shape());
        double[] dx = new double[s.input().length];
        Arrays.fill(dx, 9);
        double[][] initial = new double[s.initial().length][s.batch() * HIDDEN];
        double[] carried = new double[s.steps() * s.batch()];
        engine.backward(null, adjoints, new Wanted(gradient, dx, initial, carried));
        return new Found(outputs, gradient, dx, initial, carried);
    }

    /** Each sequence gets the same bits as by itself; only gradients of parameters are sums over all. */
    @ParameterizedTest
    @CsvSource({"lstm, 9, 1", "lstm, 9, 3", "lstm, 2, 3", "gru_reset_last, 9, 2", "gru, 17, 2", "rnn_tanh, 5, 4"})
    void aBatchIsItsSequencesOneByOne(String name, int batch, int threads) {
        LayerShape shape = new LayerShape(Zoo.cell(name), HIDDEN, INPUTS);
        Weights weights = new Weights(shape);
        weights.arrays().values().forEach(a -> Specimen.gaussian(a, 0.4, random));
        double[][] initial = new double[shape.cell().states().size()][HIDDEN];
        Arrays.stream(initial).forEach(a -> Specimen.gaussian(a, 0.5, random));
        double[] input = new double[STEPS * batch * INPUTS];
        Specimen.gaussian(input, 1, random);
        double[] adjoints = new double[STEPS * batch * HIDDEN];
        Specimen.gaussian(adjoints, 1, random);
        int[] starts = IntStream.range(0, batch).map(b -> b == 1 ? STEPS - 1 : random.nextInt(STEPS)).toArray();
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < starts[b]; t++) {
                // What must not be read would be seen by whoever read it.
                Arrays.fill(input, (t * batch + b) * INPUTS, (t * batch + b + 1) * INPUTS, Double.NaN);
                Arrays.fill(adjoints, (t * batch + b) * HIDDEN, (t * batch + b + 1) * HIDDEN, Double.NaN);
            }
        }
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, threads)) {
            Engine engine = execution.engine(shape);
            Found all = run(engine, weights, new Sequence(input, initial, STEPS, batch, starts), adjoints);
            Weights sum = new Weights(shape);
            for (int b = 0; b < batch; b++) {
                int steps = STEPS - starts[b];
                Found one = run(engine, weights,
                        new Sequence(of(input, b, batch, starts[b], INPUTS), initial, steps, 1),
                        of(adjoints, b, batch, starts[b], HIDDEN));
                assertThat(of(all.outputs, b, batch, starts[b], HIDDEN)).isEqualTo(one.outputs);
                assertThat(of(all.dx, b, batch, starts[b], INPUTS)).isEqualTo(one.dx);
                assertThat(of(all.carried, b, batch, starts[b], 1)).isEqualTo(one.carried);
                for (int s = 0; s < initial.length; s++) {
                    assertThat(Arrays.copyOfRange(all.initial[s], b * HIDDEN, (b + 1) * HIDDEN))
                            .isEqualTo(one.initial[s]);
                }
                assertThat(before(all.dx, b, batch, starts[b], INPUTS)).containsOnly(0);
                one.gradient.arrays().forEach((parameter, g) -> {
                    for (int i = 0; i < g.length; i++) {
                        sum.get(parameter)[i] += g[i];
                    }
                });
            }
            // Sums of some hundred terms below 10 in another order.
            sum.arrays()
                    .forEach((parameter, g) -> assertThat(all.gradient.get(parameter)).as(parameter)
                            .containsExactly(g, within(1e-11)));
        }
    }

    /** The rows {@code [T,d]} of a sequence from its start. */
    private static double[] of(double[] values, int b, int batch, int start, int d) {
        return IntStream.range(start, STEPS)
                .boxed()
                .flatMapToDouble(t -> Arrays.stream(values, (t * batch + b) * d, (t * batch + b + 1) * d))
                .toArray();
    }

    private static double[] before(double[] values, int b, int batch, int start, int d) {
        double[] rows = new double[start * d + 1];
        for (int t = 0; t < start; t++) {
            System.arraycopy(values, (t * batch + b) * d, rows, t * d, d);
        }
        return rows;
    }
}
