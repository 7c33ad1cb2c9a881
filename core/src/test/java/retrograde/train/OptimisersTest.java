package retrograde.train;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Oracle O20, and what clipping leaves alone. */
class OptimisersTest {
    private static final Architecture SMALL = new Architecture(List.of(new LayerShape(Zoo.cell("rnn_tanh"), 4, 3)),
            false, 3, new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.LAST));

    private static Parameters drawn(double size) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        Parameters gradient = new Parameters(SMALL);
        for (double[] array : gradient.named().values()) {
            for (int i = 0; i < array.length; i++) {
                array[i] = size * random.nextGaussian();
            }
        }
        return gradient;
    }

    private interface Entry {
        void check(double before, double gradient, double after);
    }

    private static void compare(Parameters before, Parameters gradient, Parameters after, Entry entry) {
        before.named().forEach((name, values) -> {
            double[] g = Objects.requireNonNull(gradient.named().get(name));
            double[] moved = Objects.requireNonNull(after.named().get(name));
            for (int i = 0; i < values.length; i++) {
                entry.check(values[i], g[i], moved[i]);
            }
        });
    }

    /** {@code −rate · g/(|g| + ε)}: the sign of g where ε is small beside it. */
    @ParameterizedTest
    @ValueSource(doubles = {1e6, 1, 1e-8})
    void adamsFirstStepIsTheRateTimesTheSign(double size) {
        Parameters before = Initialisation.of(1).model(SMALL).parameters();
        Parameters after = before.copy();
        Parameters gradient = drawn(size);
        new Adam(SMALL).update(after, gradient, 0.01);
        compare(before, gradient, after, (p, g, q) -> {
            // Subtracting from parameters up to 1 leaves 1e-16 of them.
            assertThat(q - p).isCloseTo(-0.01 * g / (Math.abs(g) + 1e-8), within(2e-16));
            if (size >= 1e6) {
                assertThat(q - p).isCloseTo(-0.01 * Math.signum(g), within(1e-13));
            }
        });
    }

    @Test
    void gradientDescentGoesDownTheGradient() {
        Parameters before = Initialisation.of(1).model(SMALL).parameters();
        Parameters after = before.copy();
        Parameters gradient = drawn(1);
        new Sgd().update(after, gradient, 0.25);
        compare(before, gradient, after, (p, g, q) -> assertThat(q).isEqualTo(p - 0.25 * g));
    }

    @Test
    void clippingScalesByTheThresholdOverTheNorm() {
        Parameters gradient = drawn(3);
        double squares = gradient.named()
                .values()
                .stream()
                .flatMapToDouble(java.util.Arrays::stream)
                .map(v -> v * v)
                .sum();
        double norm = Math.sqrt(squares);
        Parameters clipped = gradient.copy();
        assertThat(new Clipping(2).apply(clipped).norm()).isCloseTo(norm, within(1e-14 * norm));
        compare(gradient, gradient, clipped,
                (p, g, q) -> assertThat(q).isCloseTo(g * 2 / (norm + 1e-6), within(1e-14 * Math.abs(g))));
        assertThat(clipped.norm()).isCloseTo(2 * norm / (norm + 1e-6), within(1e-13));
    }

    @Test
    void whatIsBelowTheThresholdOrNotFiniteIsLeftAlone() {
        Parameters gradient = drawn(1);
        Parameters same = gradient.copy();
        new Clipping(1e3).apply(same);
        Clipping.none().apply(same);
        compare(gradient, gradient, same, (p, g, q) -> assertThat(q).isEqualTo(p));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Parameters broken = gradient.copy();
            broken.readoutBias()[0] = bad;
            Parameters kept = broken.copy();
            assertThat(new Clipping(0.1).apply(kept).norm()).isNotFinite();
            compare(broken, broken, kept, (p, g, q) -> assertThat(q).isEqualTo(Double.valueOf(p)));
        }
    }

    @Test
    void clippingByValueCutsEachEntryAndCountsAsClippingOnlyThen() {
        Parameters gradient = drawn(1);
        Parameters clipped = gradient.copy();
        Clipping.Applied applied = Clipping.byValue(0.5).apply(clipped);
        assertThat(applied.clipped()).isTrue();
        assertThat(applied.norm()).isEqualTo(gradient.norm());
        compare(gradient, gradient, clipped, (p, g, q) -> assertThat(q).isEqualTo(Math.max(-0.5, Math.min(0.5, g))));
        Parameters same = gradient.copy();
        assertThat(Clipping.byValue(1e3).apply(same).clipped()).isFalse();
        compare(gradient, gradient, same, (p, g, q) -> assertThat(q).isEqualTo(g));
        Parameters broken = gradient.copy();
        broken.readoutBias()[0] = Double.NaN;
        assertThat(Clipping.byValue(0.5).apply(broken)).isEqualTo(new Clipping.Applied(Double.NaN, false));
        compare(gradient, broken, broken, (p, g, q) -> assertThat(q).isEqualTo(Double.valueOf(g)));
        assertThatThrownBy(() -> Clipping.byValue(0)).isInstanceOf(InputException.class)
                .hasMessage(
                        "--clip-value is 0.0: the largest allowed entry of a gradient must be above 0; leave it out "
                                + "for no clipping by value");
    }

    /** Squares of 1e200 would overflow; the norm does not. */
    @Test
    void theNormOfHugeGradientsIsFinite() {
        Parameters gradient = new Parameters(SMALL);
        gradient.readoutBias()[0] = 3e200;
        gradient.readoutBias()[1] = -4e200;
        assertThat(gradient.norm()).isCloseTo(5e200, within(1e186));
        gradient.clear();
        assertThat(gradient.norm()).isZero();
        assertThat(new Clipping(1).apply(gradient).norm()).isZero();
    }

    @Test
    void clippingByZeroIsNone() {
        assertThat(Clipping.of(0)).isEqualTo(Clipping.none());
        assertThat(Clipping.of(2)).isEqualTo(new Clipping(2));
        assertThatThrownBy(() -> Clipping.of(-1)).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void thresholdsMustBePositive(double threshold) {
        assertThatThrownBy(() -> new Clipping(threshold)).isInstanceOf(InputException.class)
                .hasMessage("--clip is " + threshold + ": the largest allowed gradient norm must be above 0; give "
                        + "--clip 0 for no clipping");
    }
}
