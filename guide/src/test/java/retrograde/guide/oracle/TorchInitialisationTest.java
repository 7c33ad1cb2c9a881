package retrograde.guide.oracle;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Parameters;

import static org.assertj.core.api.Assertions.assertThat;

/** Our first values by PyTorch's name are drawn from the distribution of libtorch's fresh modules. */
class TorchInitialisationTest {
    private static final int HIDDEN = 24;
    private static final int INPUTS = 10;
    private static final int MODULES = 60;

    /** Two-sample Kolmogorov–Smirnov: whether the largest distance stays below what one in ten thousand passes by chance. */
    private static boolean sameDistribution(double[] a, double[] b) {
        double[] x = a.clone();
        double[] y = b.clone();
        Arrays.sort(x);
        Arrays.sort(y);
        int i = 0;
        int j = 0;
        double distance = 0;
        while (i < x.length && j < y.length) {
            if (x[i] <= y[j]) {
                i++;
            } else {
                j++;
            }
            distance = Math.max(distance, Math.abs((double) i / x.length - (double) j / y.length));
        }
        return distance < Math.sqrt(-Math.log(0.5e-4) / 2 * (1.0 / x.length + 1.0 / y.length));
    }

    private static boolean same(String name, Map<String, double[]> ours, Map<String, double[]> theirs) {
        return sameDistribution(Objects.requireNonNull(ours.get(name)), Objects.requireNonNull(theirs.get(name)));
    }

    private static double[] joined(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Ours by family, and for {@code gru_reset_after} its two biases of one side apart. */
    private static Map<String, double[]> ours(String cell, String scheme) {
        Map<String, double[]> found = new LinkedHashMap<>();
        Architecture architecture = new Architecture(List.of(new LayerShape(Zoo.cell(cell), HIDDEN, INPUTS)), true, 7,
                new Objective(Objective.Kind.CROSS_ENTROPY, 7, Objective.LossSteps.EVERY));
        Distribution distribution = DistributionParser.parse(scheme);
        for (int seed = 0; seed < MODULES; seed++) {
            Parameters drawn = new Initialisation(
                    Map.of("*", distribution, "embedding", distribution, "readout", distribution), seed,
                    _ -> new double[0][]).model(architecture).parameters();
            drawn.named().forEach((name, values) -> {
                String plain = name.substring(name.indexOf('/') + 1);
                String key = List.of("b_n", "b_hn").contains(plain) ? "b alone"
                        : plain.startsWith("readout") || plain.equals("embedding") ? plain : plain.substring(0, 1);
                found.merge(key, values, TorchInitialisationTest::joined);
            });
        }
        return found;
    }

    private static Map<String, double[]> theirs(String cell) {
        torch.manual_seed(11);
        Map<String, double[]> found = new LinkedHashMap<>();
        for (int m = 0; m < MODULES; m++) {
            Module module = switch (cell) {
                case "lstm" -> new LSTMImpl(INPUTS, HIDDEN);
                case "gru_reset_after" -> new GRUImpl(INPUTS, HIDDEN);
                default -> new RNNImpl(INPUTS, HIDDEN);
            };
            module.to(ScalarType.Double, false);
            StringTensorDict named = module.named_parameters();
            found.merge("W", Torch.values(named.get("weight_ih_l0")), TorchInitialisationTest::joined);
            found.merge("U", Torch.values(named.get("weight_hh_l0")), TorchInitialisationTest::joined);
            double[] input = Torch.values(named.get("bias_ih_l0"));
            double[] recurrent = Torch.values(named.get("bias_hh_l0"));
            for (int g = 0; g < input.length / HIDDEN; g++) {
                for (int k = g * HIDDEN; k < (g + 1) * HIDDEN; k++) {
                    if (cell.equals("gru_reset_after") && g == 2) {
                        found.merge("b alone", new double[] {input[k], recurrent[k]}, TorchInitialisationTest::joined);
                    } else {
                        found.merge("b", new double[] {input[k] + recurrent[k]}, TorchInitialisationTest::joined);
                    }
                }
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "lstm", "gru_reset_after"})
    void cellsAreDrawnAsTheirs(String cell) {
        Map<String, double[]> theirs = theirs(cell);
        Map<String, double[]> exact = ours(cell, "pytorch-sum");
        assertThat(theirs.keySet()).hasSizeGreaterThanOrEqualTo(3);
        theirs.keySet().forEach(name -> assertThat(same(name, exact, theirs)).as(name).isTrue());
        // One draw in place of their two is another distribution, and the test sees it.
        Map<String, double[]> single = ours(cell, "pytorch");
        assertThat(same("b", single, theirs)).isFalse();
        assertThat(same("U", single, theirs)).isTrue();
    }

    @Test
    void readOutAndEmbeddingAreDrawnAsTheirs() {
        torch.manual_seed(12);
        Map<String, double[]> found = new LinkedHashMap<>();
        for (int m = 0; m < MODULES; m++) {
            LinearImpl linear = new LinearImpl(HIDDEN, 7);
            EmbeddingImpl embedding = new EmbeddingImpl(7, INPUTS);
            linear.to(ScalarType.Double, false);
            embedding.to(ScalarType.Double, false);
            found.merge("readout_W", Torch.values(linear.weight()), TorchInitialisationTest::joined);
            found.merge("readout_b", Torch.values(linear.bias()), TorchInitialisationTest::joined);
            found.merge("embedding", Torch.values(embedding.weight()), TorchInitialisationTest::joined);
        }
        Map<String, double[]> ours = ours("lstm", "pytorch");
        found.keySet().forEach(name -> assertThat(same(name, ours, found)).as(name).isTrue());
    }
}
