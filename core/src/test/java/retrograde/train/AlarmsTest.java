package retrograde.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.train.Alarm.Action;
import retrograde.train.Alarm.Raised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

/** Alarms go off where they should, not elsewhere, and do what is asked. */
class AlarmsTest {
    private static final Dataset ADDING = Datasets.task("adding");
    private static final Cell LINEAR = CellParser.parse("cell linear\nstate h\nh' = W x + U h + b", "linear.cell");

    private static Trainer trainer(Cell cell, Map<String, String> init, int steps, double rate, String... alarms) {
        Architecture architecture = Architecture.of(cell, ADDING, 4, 0, 1, Map.of());
        Map<String, retrograde.equation.Distribution> parsed = new java.util.HashMap<>();
        init.forEach((name, text) -> parsed.put(name, DistributionParser.parse(text)));
        Trainer trainer = new Trainer(new Initialisation(parsed, 1, Initialisation.of(1).files()).model(architecture),
                ADDING, new Trainer.TrainingPlan(steps, 4, rate, Clipping.none(), 1), new Sgd());
        trainer.alarm(Arrays.stream(alarms).map(Alarm::parse).toList());
        return trainer;
    }

    private static List<Raised> run(Trainer trainer, int updates) {
        List<Raised> raised = new java.util.ArrayList<>();
        for (int u = 0; u < updates; u++) {
            Trainer.Update update = trainer.step();
            raised.addAll(update.raised());
            if (update.stopped()) {
                break;
            }
        }
        return raised;
    }

    /** A linear network with U = ½: of the gradient 2^−(K−1) is left at lag K, exactly, whatever the weights beside. */
    @Test
    void vanishingIsJudgedByTheGradientAtTheLagAskedFor() {
        Map<String, String> half = Map.of("U", "identity:0.5");
        // 2^−9 = 0.00195 at lag 10; a rate of 1e-12 leaves U as it is.
        Trainer below = trainer(LINEAR, half, 20, 1e-12, "vanishing:0.00196@10=report");
        List<Raised> raised = run(below, 100);
        assertThat(raised).extracting(Raised::update).containsExactly(50, 100);
        assertThat(raised.get(0).value()).isCloseTo(Math.pow(2, -9), offset(1e-9));
        assertThat(raised.get(0).message()).contains("2.0e-03").contains("lag 10");
        Trainer above = trainer(LINEAR, half, 20, 1e-12, "vanishing:0.00194@10=stop");
        assertThat(run(above, 100)).isEmpty();
        assertThat(above.updates()).isEqualTo(100);
    }

    @Test
    void theLongestLagIsTheLengthOfTheSequenceAndStoppingLeavesTheWeights() {
        Trainer trainer = trainer(LINEAR, Map.of("U", "identity:0.5"), 20, 1e-12, "vanishing:1e-5=stop");
        // 2^−19 = 1.9e-6 is left at lag 20.
        Trainer twin = trainer(LINEAR, Map.of("U", "identity:0.5"), 20, 1e-12);
        run(twin, 49);
        List<Raised> raised = run(trainer, 100);
        assertThat(raised).hasSize(1);
        assertThat(raised.get(0).value()).isCloseTo(Math.pow(2, -19), offset(1e-12));
        assertThat(trainer.updates()).isEqualTo(49);
        assertThat(trainer.model().parameters().layer(0).get("U"))
                .isEqualTo(twin.model().parameters().layer(0).get("U"));
    }

    @Test
    void noGradientAtAllHasVanished() {
        Cell blind = CellParser.parse("cell blind\nstate h\nh' = 0 * (U h) + W x", "blind.cell");
        assertThat(run(trainer(blind, Map.of(), 10, 0.01, "vanishing=stop"), 60)).singleElement()
                .satisfies(r -> assertThat(r.value()).isZero());
    }

    /** The norm at which the alarm goes off, and what clipping leaves of the gradient, recomputed by hand. */
    @Test
    void explodingIsJudgedByTheMedianOfTheNormsBefore() {
        Alarms alarms = new Alarms(List.of(Alarm.parse("exploding:3=report")));
        for (int u = 1; u <= 19; u++) {
            assertThat(alarms.norm(u, u % 2 == 0 ? 1e9 : 1)).as("too few to tell").isEmpty();
        }
        // Nineteen norms were seen at the 20th: still too few.
        assertThat(alarms.norm(20, 2)).isEmpty();
        // The median of 10 ones, a 2 and 9 large ones is 1.5: three times that is not passed.
        assertThat(alarms.norm(21, 3)).isEmpty();
        // Of 10 ones, a 2, a 3 and 9 large ones it is the 11th, the 2.
        Raised raised = alarms.norm(22, 6.1).orElseThrow();
        assertThat(raised.limit()).isEqualTo(6);
    }

    @Test
    void clippingScalesTheGradientToTheLimit() {
        Trainer free = trainer(Zoo.cell("lstm"), Map.of(), 10, 0.1);
        Trainer held = trainer(Zoo.cell("lstm"), Map.of(), 10, 0.1, "exploding:1.01=clip");
        int clipped = 0;
        for (int u = 0; u < 60 && clipped == 0; u++) {
            double[] before = flat(held);
            Trainer.Update h = held.step();
            Trainer.Update f = free.step();
            assertThat(h.gradientNorm()).isEqualTo(f.gradientNorm());
            if (!h.raised().isEmpty()) {
                clipped++;
                double[] after = flat(held);
                double moved = 0;
                for (int i = 0; i < after.length; i++) {
                    moved += (after[i] - before[i]) * (after[i] - before[i]);
                }
                // PyTorch's clipping divides by norm + 1e-6.
                assertThat(Math.sqrt(moved)).isCloseTo(0.1 * h.raised().get(0).limit(), offset(1e-6));
                assertThat(h.gradientNorm()).isGreaterThan(h.raised().get(0).limit());
            }
        }
        assertThat(clipped).isEqualTo(1);
        assertThat(held.clippedFraction()).isPositive();
    }

    private static double[] flat(Trainer trainer) {
        return trainer.model().parameters().named().values().stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** A gradient that is not finite at every batch: each is left out, the weights stay, and the run goes on. */
    @Test
    void aValueThatIsNotFiniteIsLeftOutWhereAsked() {
        Trainer trainer = trainer(LINEAR, Map.of("U", "identity:1e20"), 40, 0.1, "non-finite=report");
        double[] before = flat(trainer);
        List<Raised> raised = run(trainer, 3);
        assertThat(raised).extracting(Raised::update).containsExactly(1, 2, 3);
        assertThat(raised).allSatisfy(r -> assertThat(r.message()).contains("h of layer 1 became"));
        assertThat(trainer.updates()).isEqualTo(3);
        assertThat(flat(trainer)).isEqualTo(before);
        Trainer stopping = trainer(LINEAR, Map.of("U", "identity:1e20"), 40, 0.1);
        assertThat(stopping.step().stopped()).isTrue();
        assertThat(stopping.updates()).isZero();
    }

    /** What alarms judge by is kept: resumed in the middle, they go off as if the run had not stopped. */
    @Test
    void aResumedRunRaisesTheSameAlarms() {
        String[] alarms = {"exploding:1.5=clip", "vanishing:0.5=report"};
        Trainer whole = trainer(Zoo.cell("lstm"), Map.of(), 12, 0.1, alarms);
        List<Raised> expected = run(whole, 120);
        assertThat(expected).extracting(r -> r.alarm().kind()).contains(Alarm.Kind.EXPLODING, Alarm.Kind.VANISHING);
        Trainer first = trainer(Zoo.cell("lstm"), Map.of(), 12, 0.1, alarms);
        List<Raised> seen = new java.util.ArrayList<>(run(first, 70));
        Trainer second = trainer(Zoo.cell("lstm"), Map.of(), 12, 0.1, alarms);
        first.model()
                .parameters()
                .named()
                .forEach((name, array) -> System.arraycopy(array, 0, second.model().parameters().named().get(name), 0,
                        array.length));
        second.resume(first.updates(), first.state());
        seen.addAll(run(second, 50));
        assertThat(seen).isEqualTo(expected);
        assertThat(flat(second)).isEqualTo(flat(whole));
        assertThat(second.clippedFraction()).isEqualTo(whole.clippedFraction());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"vanishing:1e-6@100=report|1.0E-6|100", "vanishing=stop|1.0E-6|0", "exploding:5=clip|5|0",
                    "exploding=report|10|0", "non-finite=report|NaN|0"})
    void whatIsWrittenIsRead(String text, double threshold, int lag) {
        Alarm alarm = Alarm.parse(text);
        assertThat(alarm.threshold()).isEqualTo(Double.valueOf(threshold));
        assertThat(alarm.lag()).isEqualTo(lag);
        assertThat(alarm.action())
                .isEqualTo(Action.valueOf(text.substring(text.indexOf('=') + 1).toUpperCase(java.util.Locale.ROOT)));
        assertThat(Alarm.parse(alarm.text())).isEqualTo(alarm);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"vanish=report|vanish is none of vanishing, exploding, non-finite", "exploding|is not KIND",
                    "exploding:0.5=clip|no number above 1", "vanishing:2=stop|no number between 0 and 1",
                    "vanishing=clip|too small cannot be clipped", "non-finite=clip|cannot be clipped",
                    "non-finite:3=stop|no threshold", "exploding@3=stop|only vanishing", "vanishing@1=stop|no lag",
                    "exploding=halt|halt is none of report, clip, stop"})
    void whatCannotBeMeantIsRefused(String text, String why) {
        assertThatThrownBy(() -> Alarm.parse(text)).isInstanceOf(InputException.class).hasMessageContaining(why);
    }
}
