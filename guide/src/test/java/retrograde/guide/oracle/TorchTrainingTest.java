package retrograde.guide.oracle;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.train.Clipping;
import retrograde.train.Optimiser;
import retrograde.train.Sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** Twenty updates of a whole model against libtorch: read-out, losses, clipping by norm, Adam and SGD. */
class TorchTrainingTest {
    private static final int HIDDEN = 7;
    private static final int STEPS = 6;
    private static final int BATCH = 4;
    private static final int UPDATES = 20;
    private static final List<String> GATES = List.of("i", "f", "c", "o");

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20);

    private double[] gaussian(int n, double deviation) {
        return random.doubles(n).map(u -> deviation * random.nextGaussian()).toArray();
    }

    /** Adam's own arithmetic on given gradients: the same operations, so a few roundings an update. */
    @Test
    void adamMovesAsTheirs() {
        Architecture architecture = vectors();
        Parameters ours = Initialisation.of(1).model(architecture).parameters();
        List<double[]> arrays = List.copyOf(ours.named().values());
        Tensor[] theirs = arrays.stream().map(a -> Torch.leaf(a, a.length)).toArray(Tensor[]::new);
        Optimizer optimiser = new Adam(new TensorVector(theirs), new AdamOptions(0.01));
        Optimiser adam = new retrograde.train.Adam(architecture);
        for (int u = 0; u < UPDATES; u++) {
            Parameters gradient = new Parameters(architecture);
            int k = 0;
            for (double[] g : gradient.named().values()) {
                // Sizes from 1e-9 to 10: small ones feel where ε stands.
                double[] drawn = gaussian(g.length, 1);
                for (int i = 0; i < g.length; i++) {
                    g[i] = drawn[i] * StrictMath.pow(10, -9 * (i % 10) / 9.0);
                }
                theirs[k++].mutable_grad().put(Torch.constant(g, g.length));
            }
            adam.update(ours, gradient, 0.01);
            optimiser.step();
        }
        for (int k = 0; k < theirs.length; k++) {
            Torch.assertClose("after 20 updates", arrays.get(k), Torch.values(theirs[k]), 1e-14);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "sgd"})
    void trainingOnSquaredErrorsGoesAsTheirs(String name) {
        Architecture architecture = vectors();
        double[] x = gaussian(STEPS * BATCH * 3, 1);
        double[] y = gaussian(STEPS * BATCH * 2, 1);
        boolean[] mask = new boolean[STEPS * BATCH];
        java.util.Arrays.fill(mask, true);
        Batch batch = new Batch(new Batch.Vectors(STEPS, BATCH, 3, x), new Batch.Values(STEPS, BATCH, 2, y, mask));
        Theirs theirs = new Theirs(3, 2, 0);
        Tensor input = Torch.constant(x, STEPS, BATCH, 3);
        Tensor target = Torch.constant(y, STEPS, BATCH, 2);
        train(name, architecture, batch, theirs, () -> torch.mse_loss(theirs.output(input), target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "sgd"})
    void trainingOnCrossEntropyGoesAsTheirs(String name) {
        int symbols = 5;
        Architecture architecture = new Architecture(List.of(new LayerShape(Zoo.cell("lstm"), HIDDEN, 3)), true,
                symbols, new Objective(Objective.Kind.CROSS_ENTROPY, symbols, Objective.LossSteps.EVERY));
        int[] x = random.ints(STEPS * BATCH, 0, symbols).toArray();
        int[] y = random.ints(STEPS * BATCH, 0, symbols).toArray();
        Batch batch = new Batch(new Batch.Symbols(STEPS, BATCH, symbols, x),
                new Batch.Classes(STEPS, BATCH, symbols, y));
        Theirs theirs = new Theirs(3, symbols, symbols);
        Tensor input = integers(x).reshape(STEPS, BATCH);
        Tensor target = integers(y);
        train(name, architecture, batch, theirs,
                () -> torch.cross_entropy(theirs.output(input).reshape(STEPS * BATCH, symbols), target));
    }

    private static Tensor integers(int[] values) {
        return torch.tensor(java.util.Arrays.stream(values).asLongStream().toArray(),
                new TensorOptions(ScalarType.Long));
    }

    private static Architecture vectors() {
        return new Architecture(List.of(new LayerShape(Zoo.cell("lstm"), HIDDEN, 3)), false, 3,
                new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.EVERY));
    }

    private static void train(String name, Architecture architecture, Batch batch, Theirs theirs,
            java.util.function.Supplier<Tensor> loss) {
        Model ours = Initialisation.of(3).model(architecture);
        theirs.copy(ours.parameters());
        TensorVector trained = new TensorVector(theirs.trained());
        boolean adam = name.equals("adam");
        double rate = adam ? 0.01 : 0.5;
        Optimizer optimizer = adam ? new Adam(trained, new AdamOptions(rate)) : new SGD(trained, new SGDOptions(rate));
        Optimiser optimiser = adam ? new retrograde.train.Adam(architecture) : new Sgd();
        Parameters gradient = new Parameters(architecture);
        for (int u = 0; u < UPDATES; u++) {
            gradient.clear();
            optimizer.zero_grad();
            Tensor theirLoss = loss.get();
            theirLoss.backward();
            double ourLoss = ours.gradient(batch, gradient);
            // Rounding of 1e-16 passes through at most 20 updates; Adam divides by |g|, here 1e-6 and more.
            assertThat(ourLoss).isCloseTo(theirLoss.item_double(), offset(1e-11));
            // Every other update is clipped.
            double threshold = (u % 2 == 0 ? 0.7 : 1.5) * gradient.norm();
            double norm = new Clipping(threshold).apply(gradient).norm();
            assertThat(norm).isCloseTo(torch.clip_grad_norm_(trained, threshold), offset(1e-11));
            optimiser.update(ours.parameters(), gradient, rate);
            optimizer.step();
        }
        theirs.arrays()
                .forEach((array, values) -> Torch.assertClose(array, theirs.stacked(array, ours.parameters()),
                        Torch.values(values), 1e-11));
    }

    /** Their model: embedding, LSTM without the second bias, linear read-out. */
    private static final class Theirs {
        private final EmbeddingImpl embedding;
        private final LSTMImpl lstm;
        private final LinearImpl readOut;
        private final boolean symbolic;

        Theirs(int inputs, int outputs, int symbols) {
            symbolic = symbols > 0;
            embedding = new EmbeddingImpl(Math.max(1, symbols), inputs);
            lstm = new LSTMImpl(inputs, HIDDEN);
            readOut = new LinearImpl(HIDDEN, outputs);
            for (var module : List.of(embedding, lstm, readOut)) {
                module.to(ScalarType.Double, false);
            }
            Tensor second = lstm.named_parameters().get("bias_hh_l0");
            Torch.set(second, new double[4 * HIDDEN]);
        }

        Map<String, Tensor> arrays() {
            var named = lstm.named_parameters();
            Map<String, Tensor> arrays = new java.util.LinkedHashMap<>();
            if (symbolic) {
                arrays.put("embedding", embedding.weight());
            }
            arrays.put("W", named.get("weight_ih_l0"));
            arrays.put("U", named.get("weight_hh_l0"));
            arrays.put("b", named.get("bias_ih_l0"));
            arrays.put("readout_W", readOut.weight());
            arrays.put("readout_b", readOut.bias());
            return arrays;
        }

        Tensor[] trained() {
            return arrays().values().toArray(Tensor[]::new);
        }

        /** Our array or, for {@code W}, {@code U}, {@code b}, our four arrays in their order. */
        double[] stacked(String array, Parameters ours) {
            if (array.length() > 1) {
                return Objects.requireNonNull(ours.named().get(array));
            }
            return GATES.stream()
                    .map(g -> ours.layer(0).get(array + "_" + g))
                    .flatMapToDouble(java.util.Arrays::stream)
                    .toArray();
        }

        void copy(Parameters ours) {
            arrays().forEach((array, tensor) -> Torch.set(tensor, stacked(array, ours)));
        }

        Tensor output(Tensor input) {
            Tensor x = symbolic ? embedding.forward(input) : input;
            return readOut.forward(lstm.forward(x).get0());
        }
    }
}
