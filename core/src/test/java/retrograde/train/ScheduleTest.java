package retrograde.train;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Courses of the learning rate against PyTorch's definitions, each followed from one update to the next. */
class ScheduleTest {
    private static final double BASE = 0.3;
    private static final int TOTAL = 200;

    /** PyTorch's rate after so many calls of its scheduler, from the one before. */
    private interface Recursion {
        double next(double rate, int calls);
    }

    private static void follows(String text, Recursion recursion) {
        Schedule schedule = Schedules.read(text);
        double rate = BASE;
        for (int u = 0; u < TOTAL; u++) {
            rate = u == 0 ? BASE : recursion.next(rate, u);
            // Two roundings an update in the recursion.
            assertThat(schedule.rate(BASE, u, TOTAL)).as("%s, update %d", text, u)
                    .isCloseTo(rate, within(1e-16 * (u + 1)));
        }
    }

    @Test
    void constantStays() {
        follows("constant", (rate, _) -> rate);
    }

    @Test
    void stepsAreStepLr() {
        follows("step:every=30,factor=0.5", (rate, u) -> u % 30 == 0 ? rate * 0.5 : rate);
        follows("step:every=7", (rate, u) -> u % 7 == 0 ? rate * 0.1 : rate);
    }

    @Test
    void exponentialIsExponentialLr() {
        follows("exponential:factor=.99", (rate, _) -> rate * .99);
        follows("exponential:1.01", (rate, _) -> rate * 1.01);
    }

    /** CosineAnnealingLR's chainable form, which divides by the factor before: it loses digits towards the end. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01})
    void cosineIsCosineAnnealingLr(double to) {
        Schedule schedule = Schedules.read("cosine:to=" + to);
        double rate = BASE;
        for (int u = 0; u < TOTAL; u++) {
            double rest = 1 + Math.cos(Math.PI * u / TOTAL);
            assertThat(schedule.rate(BASE, u, TOTAL)).isCloseTo(rate, within(1e-15 / rest));
            rate = to + (rate - to) * (1 + Math.cos(Math.PI * (u + 1) / TOTAL)) / rest;
        }
        assertThat(schedule.rate(BASE, TOTAL, TOTAL)).isEqualTo(to);
        assertThat(schedule.rate(BASE, 3 * TOTAL, TOTAL)).isEqualTo(to);
    }

    /** LinearLR(start_factor = 1/N, end_factor = 1, total_iters = N − 1) up to the milestone N, in closed form. */
    @Test
    void warmUpIsLinearLrAndWhatFollowsBeginsAfterIt() {
        int n = 40;
        Schedule alone = Schedules.read("warmup:40");
        Schedule both = Schedules.read("warmup:40+cosine:to=.01");
        Schedule cosine = Schedules.read("cosine:0.01");
        double start = 1.0 / n;
        for (int u = 0; u < TOTAL; u++) {
            double linear = BASE * (start + (1 - start) * Math.min(n - 1, u) / (n - 1));
            assertThat(alone.rate(BASE, u, TOTAL)).isCloseTo(linear, within(1e-16));
            assertThat(both.rate(BASE, u, TOTAL)).isCloseTo(u < n ? linear : cosine.rate(BASE, u - n, TOTAL - n),
                    within(1e-16));
        }
        assertThat(Schedules.read("warmup:1").rate(BASE, 0, TOTAL)).isEqualTo(BASE);
        // A run shorter than its warm-up ends before what follows.
        assertThat(both.rate(BASE, 9, 10)).isCloseTo(BASE / 4, within(1e-16));
    }

    /** ReduceLROnPlateau with mode min, threshold 1e-4 of the best, no cooldown, eps 1e-8, as its text has it. */
    private static final class TheirPlateau {
        private final int patience;
        private final double factor;
        private final double least;
        private double rate = BASE;
        private double best = Double.POSITIVE_INFINITY;
        private int bad;

        TheirPlateau(int patience, double factor, double least) {
            this.patience = patience;
            this.factor = factor;
            this.least = least;
        }

        double step(double loss) {
            if (loss < best * (1 - 1e-4)) {
                best = loss;
                bad = 0;
            } else {
                bad++;
            }
            if (bad > patience) {
                double lower = Math.max(rate * factor, least);
                if (rate - lower > 1e-8) {
                    rate = lower;
                }
                bad = 0;
            }
            return rate;
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 0.5, 1e-5", "0, 0.9, 0", "1, 0.1, 0", "10, 0.1, 0.2", "0, 0.5, 0.3"})
    void plateauIsReduceLrOnPlateau(int patience, double factor, double least) {
        Schedule ours = Schedules.read("plateau:patience=" + patience + ",factor=" + factor + ",least=" + least);
        var theirs = new TheirPlateau(patience, factor, least);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        double loss = 1;
        for (int k = 0; k < 300; k++) {
            // Falls, stays, falls by less than counts, and once is not a number.
            loss = k == 50 ? Double.NaN
                    : k < 40 ? loss * 0.99 : k < 120 ? 1 + random.nextDouble() : 0.5 * (1 - 1e-6 * k);
            double expected = theirs.step(loss);
            ours.observe(loss);
            assertThat(ours.rate(BASE, k, 300)).as("after loss %d", k).isEqualTo(expected);
        }
    }

    @Test
    void aPlateauGoesOnFromItsState() {
        String text = "warmup:5+plateau:patience=1,factor=0.5";
        Schedule whole = Schedules.read(text);
        Schedule before = Schedules.read(text);
        for (double loss : new double[] {1, 1, 1, 0.5, 0.5}) {
            whole.observe(loss);
            before.observe(loss);
        }
        Schedule after = Schedules.read(text);
        System.arraycopy(before.state(), 0, after.state(), 0, before.state().length);
        for (double loss : new double[] {0.5, 0.4, 0.4, 0.4}) {
            whole.observe(loss);
            after.observe(loss);
            assertThat(after.rate(BASE, 9, TOTAL)).isEqualTo(whole.rate(BASE, 9, TOTAL));
        }
        assertThat(whole.rate(BASE, 9, TOTAL)).isEqualTo(BASE / 8);
        assertThat(whole.rate(BASE, 0, TOTAL)).isEqualTo(BASE / 5);
        assertThat(Schedules.read("cosine").state()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"constant | constant", "step:every=100,factor=.5 | step:every=100,factor=0.5",
                    "step:every=3 | step:every=3", "exponential:.999 | exponential:factor=0.999", "cosine | cosine",
                    "cosine:to=0 | cosine", "cosine:1e+3 | cosine:to=1000",
                    "plateau:least=1e-6,patience=3,factor=.5 | plateau:patience=3,factor=0.5,least=1e-6",
                    "plateau | plateau", "warmup:100 | warmup:100", "warmup:updates=100+constant | warmup:100",
                    "warmup:100 + cosine:to=1e-4 | warmup:100+cosine:to=0.0001"})
    void theTextIsTheShortestThatReadsBackTheSame(String given, String canonical) {
        Schedule schedule = Schedules.read(given);
        assertThat(schedule.text()).isEqualTo(canonical);
        assertThat(Schedules.read(canonical).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                    "cosin | --schedule \"cosin\" is not known; did you mean cosine? There are constant, step, exponential, "
                            + "cosine, plateau, warmup",
                    "step | --schedule step needs every=VALUE, a whole number of at least 1",
                    "step:every=0 | --schedule step: every is \"0\"; expected a whole number from 1 to 999999999",
                    "step:every=1,factor=0 | --schedule step: factor is 0; it must be above 0 and finite",
                    "exponential | --schedule exponential needs factor=VALUE, a number",
                    "constant:1 | --schedule constant: \"1\" is no setting; constant has none",
                    "constant:a=1 | --schedule constant has no setting \"a\". It has none",
                    "cosine:to=-1 | --schedule cosine: to is -1; it must be at least 0 and finite",
                    "plateau:factor=1 | --schedule plateau: factor is 1; it must be above 0 and below 1",
                    "plateau:patience=-1 | --schedule plateau: patience is \"-1\"; expected a whole number from 0 to 999999999",
                    "cosine+warmup:3 | --schedule cosine+warmup:3: what stands before a + is one warm-up, as in "
                            + "warmup:100+cosine",
                    "warmup:3+warmup:3+cosine | --schedule warmup:3+warmup:3+cosine: what stands before a + is one warm-up, as "
                            + "in warmup:100+cosine"})
    void whatIsWrongIsNamedWithWhatThereIs(String given, String message) {
        assertThatThrownBy(() -> Schedules.read(given)).isInstanceOf(InputException.class).hasMessage(message);
    }
}
