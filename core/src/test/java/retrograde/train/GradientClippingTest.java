package retrograde.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Clipping that follows the norms, and clipping of each layer by itself. */
class GradientClippingTest {
    private static final Architecture TWO_LAYERS = new Architecture(
            List.of(new LayerShape(Zoo.cell("lstm"), 4, 3), new LayerShape(Zoo.cell("rnn_tanh"), 4, 4)), true, 6,
            new Objective(Objective.Kind.CROSS_ENTROPY, 6, Objective.LossSteps.EVERY));

    /** A gradient of the norm given. */
    private static Parameters ofNorm(double norm, int seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Parameters gradient = new Parameters(TWO_LAYERS);
        for (double[] array : gradient.named().values()) {
            for (int i = 0; i < array.length; i++) {
                array[i] = random.nextGaussian();
            }
        }
        double factor = norm / gradient.norm();
        gradient.named().values().forEach(a -> {
            for (int i = 0; i < a.length; i++) {
                a[i] *= factor;
            }
        });
        return gradient;
    }

    /** Between the two neighbours of place q(n − 1), as numpy has it. */
    private static double quantile(List<Double> norms, double q) {
        double[] sorted = norms.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double place = q * (sorted.length - 1);
        double weight = place - Math.floor(place);
        return (1 - weight) * sorted[(int) Math.floor(place)] + weight * sorted[(int) Math.ceil(place)];
    }

    @ParameterizedTest
    @CsvSource({"0.9, 2, 20", "0.5, 1, 7", "1, 1, 30", "0, 1.5, 12", "0.25, 0.1, 40"})
    void theThresholdIsTheQuantileOfTheNormsBefore(double q, double factor, int last) {
        AdaptiveClipping clipping = new AdaptiveClipping(new AdaptiveClipping.Settings(q, factor, last));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9);
        List<Double> before = new ArrayList<>();
        int clipped = 0;
        for (int u = 0; u < 100; u++) {
            double threshold = before.size() < Math.min(last, 10) ? Double.POSITIVE_INFINITY
                    : factor * quantile(before.subList(Math.max(0, before.size() - last), before.size()), q);
            assertThat(clipping.threshold()).isCloseTo(threshold, within(1e-12 * threshold));
            Parameters gradient = ofNorm(StrictMath.exp(random.nextGaussian()), u);
            double norm = gradient.norm();
            Clipping.Applied applied = clipping.apply(gradient);
            assertThat(applied.norm()).isEqualTo(norm);
            assertThat(applied.clipped()).isEqualTo(norm > threshold);
            assertThat(gradient.norm()).isCloseTo(norm * Math.min(1, threshold / (norm + 1e-6)), within(1e-12 * norm));
            before.add(norm);
            clipped += applied.clipped() ? 1 : 0;
        }
        assertThat(clipped).isBetween(1, 99);
    }

    @Test
    void whatIsNotFiniteIsLeftAsItIsAndForgotten() {
        AdaptiveClipping clipping = new AdaptiveClipping(new AdaptiveClipping.Settings(0.5, 1, 4));
        for (int u = 0; u < 4; u++) {
            clipping.apply(ofNorm(1, u));
        }
        double[] before = clipping.state().clone();
        Parameters broken = ofNorm(1, 5);
        broken.readoutBias()[0] = Double.NaN;
        assertThat(clipping.apply(broken)).isEqualTo(new Clipping.Applied(Double.NaN, false));
        assertThat(clipping.state()).isEqualTo(before);
    }

    @Test
    void gradientsOfZeroClipNothing() {
        AdaptiveClipping clipping = new AdaptiveClipping(AdaptiveClipping.Settings.STANDARD);
        for (int u = 0; u < 20; u++) {
            assertThat(clipping.apply(new Parameters(TWO_LAYERS)).clipped()).isFalse();
        }
        assertThat(clipping.apply(ofNorm(1, 1)).clipped()).isFalse();
    }

    @Test
    void itGoesOnFromItsState() {
        AdaptiveClipping.Settings settings = AdaptiveClipping.Settings.read("adaptive:quantile=.5,last=5");
        AdaptiveClipping whole = new AdaptiveClipping(settings);
        for (int u = 0; u < 8; u++) {
            whole.apply(ofNorm(1 + u, u));
        }
        AdaptiveClipping resumed = new AdaptiveClipping(settings);
        System.arraycopy(whole.state(), 0, resumed.state(), 0, whole.state().length);
        for (int u = 8; u < 20; u++) {
            assertThat(resumed.apply(ofNorm(1 + u, u))).isEqualTo(whole.apply(ofNorm(1 + u, u)));
            assertThat(resumed.threshold()).isEqualTo(whole.threshold());
        }
    }

    @Test
    void itsTextReadsBackTheSame() {
        for (String text : List.of("adaptive", "adaptive:quantile=0.5", "adaptive:factor=1,last=50")) {
            assertThat(AdaptiveClipping.Settings.read(text).text()).isEqualTo(text);
        }
        assertThat(AdaptiveClipping.Settings.read("adaptive:last=100")).isEqualTo(AdaptiveClipping.Settings.STANDARD);
        assertThatThrownBy(() -> AdaptiveClipping.Settings.read("adaptive:quantile=1.5"))
                .isInstanceOf(InputException.class)
                .hasMessage("--clip adaptive: quantile is 1.5; it must be at least 0 and at most 1");
        assertThatThrownBy(() -> AdaptiveClipping.Settings.read("adaptive:last=1")).isInstanceOf(InputException.class)
                .hasMessage("--clip adaptive: last is \"1\"; expected a whole number from 2 to 999999999");
    }

    /** Each group's norm is held to the threshold in the direction it had, and groups within it keep their bits. */
    @Test
    void everyLayerIsHeldToTheThresholdByItself() {
        Parameters before = ofNorm(10, 1);
        // The read-out stays within the threshold.
        for (String name : List.of("readout_W", "readout_b")) {
            double[] a = Entries.array(before, name);
            for (int i = 0; i < a.length; i++) {
                a[i] *= 1e-3;
            }
        }
        Parameters after = before.copy();
        Clipping.Applied applied = new LayerClipping(0.5).apply(after);
        assertThat(applied).isEqualTo(new Clipping.Applied(before.norm(), true));
        Map<String, Double> norms = LayerClipping.norms(before);
        assertThat(norms.keySet()).containsExactly("embedding", "1", "2", "readout");
        before.named().forEach((name, values) -> {
            String group = name.startsWith("readout") ? "readout" : name.split("/", -1)[0];
            double squares = 0;
            for (var other : before.named().entrySet()) {
                if (other.getKey().startsWith(group)) {
                    squares += Arrays.stream(other.getValue()).map(v -> v * v).sum();
                }
            }
            double norm = Math.sqrt(squares);
            assertThat(norms.get(group)).isCloseTo(norm, within(1e-14 * norm));
            double[] moved = Entries.array(after, name);
            for (int i = 0; i < values.length; i++) {
                double expected = group.equals("readout") ? values[i] : values[i] * 0.5 / (norm + 1e-6);
                assertThat(moved[i]).as(name).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
            }
        });
        LayerClipping.norms(after).forEach((layer, norm) -> assertThat(norm).as(layer).isLessThan(0.5));
    }

    @Test
    void whatIsWithinOrNotFiniteIsLeftAlone() {
        Parameters gradient = ofNorm(1, 1);
        Parameters same = gradient.copy();
        assertThat(new LayerClipping(1).apply(same)).isEqualTo(new Clipping.Applied(gradient.norm(), false));
        Parameters broken = gradient.copy();
        broken.readoutBias()[0] = Double.POSITIVE_INFINITY;
        assertThat(new LayerClipping(1e-3).apply(broken))
                .isEqualTo(new Clipping.Applied(Double.POSITIVE_INFINITY, false));
        gradient.named().forEach((name, values) -> {
            assertThat(Entries.array(same, name)).containsExactly(values);
            if (!name.equals("readout_b")) {
                assertThat(Entries.array(broken, name)).containsExactly(values);
            }
        });
        Parameters huge = new Parameters(TWO_LAYERS);
        Arrays.fill(huge.embedding(), 1e200);
        new LayerClipping(1).apply(huge);
        assertThat(LayerClipping.norms(huge).get("embedding")).isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> new LayerClipping(0)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "--clip-layer is 0.0: the largest norm allowed of a layer's gradient must be above 0");
    }
}
