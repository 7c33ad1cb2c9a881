package retrograde.guide.oracle;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.data.Objective.Kind;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Dropout;
import retrograde.model.Initialisation;
import retrograde.model.LayerWiring;
import retrograde.model.Model;
import retrograde.model.Parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** Losses and gradients of two bidirectional layers of LSTM, by every loss of numbers, against libtorch's own. */
class TorchModelsTest {
    private static final int INPUTS = 3;
    private static final int HIDDEN = 5;
    private static final int OUTPUTS = 2;
    private static final int STEPS = 6;
    private static final int BATCH = 4;
    private static final List<String> GATES = List.of("i", "f", "c", "o");

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(21);

    private static Architecture architecture(Kind kind) {
        LayerShape below = new LayerShape(Zoo.cell("lstm"), HIDDEN, INPUTS);
        LayerShape above = new LayerShape(Zoo.cell("lstm"), HIDDEN, 2 * HIDDEN);
        LayerWiring back = new LayerWiring(Dropout.NONE, false, true, 0, false, Map.of());
        return new Architecture(List.of(below, below, above, above), false, INPUTS,
                new Objective(kind, OUTPUTS, Objective.LossSteps.EVERY, kind == Kind.HUBER ? 0.5 : 0),
                List.of(LayerWiring.PLAIN, back, LayerWiring.PLAIN, back), Dropout.NONE, false);
    }

    private static Tensor theirLoss(Kind kind, Tensor output, Tensor target) {
        return switch (kind) {
            // 1 stands for the mean.
            case HUBER -> torch.huber_loss(output, target, 1, 0.5);
            case BINARY -> torch.binary_cross_entropy_with_logits(output, target);
            case BINARY_SUM -> torch.binary_cross_entropy_with_logits(output, target).mul(new Scalar(OUTPUTS));
            default -> torch.mse_loss(output, target);
        };
    }

    @ParameterizedTest
    @CsvSource({"SQUARED_ERROR", "HUBER", "BINARY", "BINARY_SUM"})
    void lossAndGradientsAreTheirs(Kind kind) {
        double[] x = random.doubles(STEPS * BATCH * INPUTS).map(u -> 4 * u - 2).toArray();
        double[] y = random.doubles(STEPS * BATCH * OUTPUTS).toArray();
        boolean[] mask = new boolean[STEPS * BATCH];
        Arrays.fill(mask, true);
        Model ours = Initialisation.of(4).model(architecture(kind));
        Parameters gradient = new Parameters(ours.architecture());
        double loss = ours.gradient(
                new Batch(new Batch.Vectors(STEPS, BATCH, INPUTS, x), new Batch.Values(STEPS, BATCH, OUTPUTS, y, mask)),
                gradient);

        LSTMOptions options = new LSTMOptions(INPUTS, HIDDEN);
        options.num_layers().put(2);
        options.bidirectional().put(true);
        LSTMImpl lstm = new LSTMImpl(options);
        LinearImpl readOut = new LinearImpl(2 * HIDDEN, OUTPUTS);
        lstm.to(ScalarType.Double, false);
        readOut.to(ScalarType.Double, false);
        var named = lstm.named_parameters();
        List<String> layers = List.of("l0", "l0_reverse", "l1", "l1_reverse");
        for (int l = 0; l < 4; l++) {
            Torch.set(named.get("weight_ih_" + layers.get(l)), stacked(ours.parameters(), l, "W"));
            Torch.set(named.get("weight_hh_" + layers.get(l)), stacked(ours.parameters(), l, "U"));
            Torch.set(named.get("bias_ih_" + layers.get(l)), stacked(ours.parameters(), l, "b"));
            Torch.set(named.get("bias_hh_" + layers.get(l)), new double[4 * HIDDEN]);
        }
        Torch.set(readOut.weight(), ours.parameters().readoutWeights());
        Torch.set(readOut.bias(), ours.parameters().readoutBias());
        Tensor output = readOut.forward(lstm.forward(Torch.constant(x, STEPS, BATCH, INPUTS)).get0());
        Tensor theirs = theirLoss(kind, output, Torch.constant(y, STEPS, BATCH, OUTPUTS));
        theirs.backward();

        // Six steps of four layers in another order of summation: some hundred roundings of numbers around 1.
        assertThat(loss).isCloseTo(theirs.item_double(), offset(1e-13));
        for (int l = 0; l < 4; l++) {
            Torch.assertClose("W of layer " + (l + 1), stacked(gradient, l, "W"),
                    Torch.values(named.get("weight_ih_" + layers.get(l)).grad()), 1e-12);
            Torch.assertClose("U of layer " + (l + 1), stacked(gradient, l, "U"),
                    Torch.values(named.get("weight_hh_" + layers.get(l)).grad()), 1e-12);
            Torch.assertClose("b of layer " + (l + 1), stacked(gradient, l, "b"),
                    Torch.values(named.get("bias_ih_" + layers.get(l)).grad()), 1e-12);
        }
        Torch.assertClose("read-out", gradient.readoutWeights(), Torch.values(readOut.weight().grad()), 1e-12);
    }

    private static double[] stacked(Parameters ours, int layer, String family) {
        return GATES.stream()
                .map(g -> Objects.requireNonNull(ours.layer(layer).get(family + "_" + g)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }
}
