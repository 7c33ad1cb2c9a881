package retrograde.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Optimisers by their text, what they keep, and Adamax, of which libtorch has none. */
class OptimiserSettingsTest {
    private static final Architecture SMALL = new Architecture(List.of(new LayerShape(Zoo.cell("gru"), 4, 3)), false, 3,
            new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.LAST));

    private static Parameters gradient(int update) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(update);
        Parameters gradient = new Parameters(SMALL);
        for (double[] array : gradient.named().values()) {
            for (int i = 0; i < array.length; i++) {
                array[i] = random.nextGaussian() * StrictMath.pow(10, -i % 11);
            }
        }
        return gradient;
    }

    /** As sums and maxima over all updates so far, and not from one to the next. */
    @ParameterizedTest
    @ValueSource(strings = {"adamax", "adamax:beta1=0.8,beta2=0.9,eps=1e-4"})
    void adamaxIsAsItsPaperHasItWithEpsilonBesideTheGradient(String text) {
        var settings = (Adamax.Settings) Optimisers.read(text);
        Parameters ours = Initialisation.of(1).model(SMALL).parameters();
        Parameters twin = ours.copy();
        Optimiser optimiser = settings.optimiser(SMALL, Execution.reference());
        List<Parameters> past = new ArrayList<>();
        for (int t = 1; t <= 100; t++) {
            past.add(gradient(t));
            optimiser.update(ours, past.getLast(), 0.01);
            for (var entry : twin.named().entrySet()) {
                double[] p = entry.getValue();
                for (int i = 0; i < p.length; i++) {
                    double mean = 0;
                    double largest = 0;
                    for (int k = 1; k <= t; k++) {
                        double g = Entries.array(past.get(k - 1), entry.getKey())[i];
                        mean += (1 - settings.beta1()) * StrictMath.pow(settings.beta1(), t - k) * g;
                        largest = Math.max(largest,
                                StrictMath.pow(settings.beta2(), t - k) * (Math.abs(g) + settings.epsilon()));
                    }
                    p[i] -= 0.01 / (1 - StrictMath.pow(settings.beta1(), t)) * mean / largest;
                    // Parameters are about 1: a rounding an update, and as much in each of two ways to add up.
                    assertThat(Entries.array(ours, entry.getKey())[i]).isCloseTo(p[i], within(1e-15 + 4e-16 * t));
                }
            }
        }
    }

    @Test
    void adamaxAddsTheDecayToTheGradient() {
        Parameters ours = Initialisation.of(1).model(SMALL).parameters();
        Parameters same = ours.copy();
        Parameters gradient = gradient(1);
        Parameters with = gradient.copy();
        with.named().forEach((name, g) -> {
            for (int i = 0; i < g.length; i++) {
                g[i] += 0.1 * Entries.array(ours, name)[i];
            }
        });
        Optimisers.read("adamax:decay=0.1").optimiser(SMALL, Execution.reference()).update(ours, gradient, 0.01);
        Optimisers.read("adamax").optimiser(SMALL, Execution.reference()).update(same, with, 0.01);
        same.named().forEach((name, values) -> assertThat(Entries.array(ours, name)).containsExactly(values));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"adam", "adam:decay=0.1", "adamw", "adamax:decay=0.1", "sgd:momentum=0.9,nesterov=true",
                    "rmsprop:momentum=0.9,centered=true", "sgd"})
    void aResumedOptimiserGoesOnWithTheSameBitsForAnyNumberOfThreads(String text) {
        Optimiser.Settings settings = Optimisers.read(text);
        Parameters whole = Initialisation.of(1).model(SMALL).parameters();
        Parameters resumed = whole.copy();
        Optimiser one = settings.optimiser(SMALL, Execution.reference());
        try (Execution three = Execution.of(Execution.Kind.FLOAT64, 3)) {
            Optimiser before = settings.optimiser(SMALL, three);
            for (int u = 1; u <= 7; u++) {
                one.update(whole, gradient(u), 0.01);
                before.update(resumed, gradient(u), 0.01);
            }
            Optimiser after = settings.optimiser(SMALL, three);
            Map<String, double[]> kept = before.state();
            after.state().forEach((name, array) -> {
                double[] from = Objects.requireNonNull(kept.get(name));
                System.arraycopy(from, 0, array, 0, from.length);
            });
            for (int u = 8; u <= 20; u++) {
                one.update(whole, gradient(u), 0.01);
                after.update(resumed, gradient(u), 0.01);
            }
        }
        whole.named().forEach((name, values) -> assertThat(Entries.array(resumed, name)).containsExactly(values));
        assertThat(one.state().keySet()).allMatch(name -> name.startsWith(one.name() + "/"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"adam | adam", "adam:beta1=.9,eps=1e-8 | adam",
                    "adam:beta2=.95,eps=1E-7 | adam:beta2=0.95,eps=1e-7", "adam:decay=0.01 | adam:decay=0.01",
                    "adamw | adamw", "adamw:decay=0.01 | adamw", "adamw : decay = 0 | adamw:decay=0",
                    "adamax:beta1=0 | adamax:beta1=0", "rmsprop:alpha=.99 | rmsprop",
                    "rmsprop:centered=true,momentum=0.9,alpha=.5 | rmsprop:alpha=0.5,momentum=0.9,centered=true",
                    "sgd:nesterov=true,momentum=.9 | sgd:momentum=0.9,nesterov=true", "sgd:nesterov=false | sgd"})
    void theTextIsTheShortestThatReadsBackTheSame(String given, String canonical) {
        Optimiser.Settings settings = Optimisers.read(given);
        assertThat(settings.text()).isEqualTo(canonical);
        assertThat(Optimisers.read(settings.text())).isEqualTo(settings);
        assertThat(settings.optimiser(SMALL, Execution.reference()).settings()).isEqualTo(settings);
        assertThat(Optimisers.names()).contains(settings.name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                    "adm | --optimiser \"adm\" is not known; did you mean adam? There are adam, adamw, adamax, rmsprop, sgd",
                    "'' | --optimiser \"\" is not known. There are adam, adamw, adamax, rmsprop, sgd",
                    "adam:beta=1 | --optimiser adam has no setting \"beta\"; did you mean beta1? It has beta1, beta2, eps, decay",
                    "sgd:momentum | --optimiser sgd: \"momentum\" is no setting; write momentum=VALUE, and a comma between two "
                            + "settings",
                    "sgd: | --optimiser sgd: \"\" is no setting; write momentum=VALUE, and a comma between two settings",
                    "adam:eps=1,eps=2 | --optimiser adam: eps is given twice",
                    "adam:eps=1f | --optimiser adam: eps is \"1f\"; expected a number",
                    "adam:beta1=1 | --optimiser adam: beta1 is 1; it must be at least 0 and below 1",
                    "adamw:beta2=-.5 | --optimiser adamw: beta2 is -0.5; it must be at least 0 and below 1",
                    "adam:eps=-1e-8 | --optimiser adam: eps is -1e-8; it must be at least 0 and finite",
                    "adamax:eps=0 | --optimiser adamax: eps is 0; it must be above 0 and finite",
                    "rmsprop:decay=1e999 | --optimiser rmsprop: decay is Infinity; it must be at least 0 and finite",
                    "rmsprop:centered=yes | --optimiser rmsprop: centered is \"yes\"; expected true or false",
                    "sgd:nesterov=true | --optimiser sgd: nesterov=true looks ahead along the momentum, and there is none; "
                            + "give one, as sgd:momentum=0.9,nesterov=true"})
    void whatIsWrongIsNamedWithWhatThereIs(String given, String message) {
        assertThatThrownBy(() -> Optimisers.read(given)).isInstanceOf(InputException.class).hasMessage(message);
    }

    /** The mean square of a constant gradient less its mean's square is 0, and rounding may take it below. */
    @Test
    void centredRmsPropOfAConstantGradientStaysFinite() {
        Parameters parameters = new Parameters(SMALL);
        Parameters gradient = new Parameters(SMALL);
        gradient.named().values().forEach(g -> java.util.Arrays.fill(g, 1.0 / 3));
        Optimiser optimiser = Optimisers.read("rmsprop:alpha=0.5,centered=true")
                .optimiser(SMALL, Execution.reference());
        for (int u = 0; u < 200; u++) {
            optimiser.update(parameters, gradient, 1e-9);
        }
        assertThat(parameters.norm()).isFinite();
    }
}
