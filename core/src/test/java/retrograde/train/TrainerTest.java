package retrograde.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;
import retrograde.train.Trainer.TrainingPlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

/** The loop around the gradient: accumulation, the course of the learning rate, averaged weights, what is kept. */
class TrainerTest {
    private static final Dataset ADDING = Datasets.task("adding");
    private static final Architecture NETWORK = Architecture.of(Zoo.cell("gru"), ADDING, 4, 0, 1, Map.of());
    private static final int STEPS = 8;
    private static final int BATCH = 3;

    private static Trainer trainer(Schedule schedule, int updates, int accumulated) {
        return new Trainer(Initialisation.of(1).model(NETWORK), ADDING,
                new TrainingPlan(STEPS, BATCH, 0.5, Clipping.none(), 7, schedule, updates, accumulated), new Sgd());
    }

    private static double[] flat(Parameters parameters) {
        return parameters.named().values().stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Test
    void accumulatedBatchesMakeOneUpdateByTheMeanOfTheirGradients() {
        Trainer trainer = trainer(new Schedule.Constant(), 0, 3);
        Model twin = Initialisation.of(1).model(NETWORK);
        double[] before = flat(twin.parameters());
        Parameters sum = new Parameters(NETWORK);
        double losses = 0;
        for (String purpose : new String[] {"batch 0", "batch 0/1", "batch 0/2"}) {
            Batch batch = ADDING.train(Seeds.generator(7, purpose), STEPS, BATCH);
            losses += twin.gradient(batch, sum);
        }
        Trainer.Update update = trainer.step();
        assertThat(update.loss()).isCloseTo(losses / 3, offset(1e-15));
        double[] g = flat(sum);
        double[] after = flat(trainer.model().parameters());
        for (int i = 0; i < g.length; i++) {
            // A rounding of the difference.
            assertThat(after[i]).isCloseTo(before[i] - 0.5 * g[i] / 3, offset(1e-15));
        }
        assertThat(trainer.updates()).isEqualTo(1);
    }

    /** Listeners hear of every update in order, also of the one that ends the run, and change nothing. */
    @Test
    void listenersHearOfEachUpdate() {
        Trainer heard = trainer(new Schedule.Constant(), 0, 1);
        List<Trainer.Update> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        heard.listen(first::add);
        heard.listen(u -> second.add(u.update()));
        assertThat(heard.train(3)).isTrue();
        Trainer silent = trainer(new Schedule.Constant(), 0, 1);
        List<Trainer.Update> made = List.of(silent.step(), silent.step(), silent.step());
        assertThat(first).isEqualTo(made);
        assertThat(second).containsExactly(1, 2, 3);
        assertThat(flat(heard.model().parameters())).isEqualTo(flat(silent.model().parameters()));
        heard.model().parameters().readoutBias()[0] = Double.NaN;
        assertThat(heard.train(3)).isFalse();
        assertThat(second).containsExactly(1, 2, 3, 4);
        assertThat(first.getLast().stopped()).isTrue();
    }

    @Test
    void theRateOfEachUpdateIsTheSchedules() {
        Schedule schedule = Schedules.read("warmup:2+step:every=2,factor=0.1");
        Trainer trainer = trainer(schedule, 6, 1);
        for (int u = 0; u < 6; u++) {
            double[] before = flat(trainer.model().parameters());
            Trainer.Update update = trainer.step();
            double expected = Schedules.read("warmup:2+step:every=2,factor=0.1").rate(0.5, u, 6);
            assertThat(update.rate()).isEqualTo(expected);
            double[] after = flat(trainer.model().parameters());
            double moved = 0;
            for (int i = 0; i < after.length; i++) {
                moved += (after[i] - before[i]) * (after[i] - before[i]);
            }
            assertThat(Math.sqrt(moved)).isCloseTo(expected * update.gradientNorm(),
                    offset(1e-13 * update.gradientNorm()));
        }
    }

    @Test
    void averagedWeightsAreJudgedAndTheOwnOnesTrained() {
        Trainer plain = trainer(new Schedule.Constant(), 0, 1);
        Trainer averaged = trainer(new Schedule.Constant(), 0, 1);
        Averaging average = new Averaging(NETWORK, Execution.reference(), 0.5);
        averaged.average(average);
        double[] weights = new double[3];
        for (int u = 0; u < 3; u++) {
            plain.step();
            averaged.step();
            weights[u] = plain.model().parameters().readoutBias()[0];
        }
        assertThat(flat(averaged.model().parameters())).isEqualTo(flat(plain.model().parameters()));
        // The last counts 1, the one before ½, the first ¼.
        double mean = (weights[2] + weights[1] / 2 + weights[0] / 4) / 1.75;
        double seen = averaged.averaged(() -> averaged.model().parameters().readoutBias()[0]);
        assertThat(seen).isCloseTo(mean, offset(1e-14));
        assertThat(averaged.heldOut(2).loss()).isNotEqualTo(plain.heldOut(2).loss());
        assertThat(averaged.averaged(() -> plain(averaged).heldOut(2).loss())).isEqualTo(averaged.heldOut(2).loss());
        assertThat(flat(averaged.model().parameters())).isEqualTo(flat(plain.model().parameters()));
    }

    /** Judges a model as it is. */
    private static Trainer plain(Trainer of) {
        return new Trainer(of.model(), ADDING, new TrainingPlan(STEPS, BATCH, 0.5, Clipping.none(), 7), new Sgd());
    }

    @Test
    void aResumedTrainingIsTheOneThatDidNotStop() {
        Trainer whole = everything();
        run(whole, 0, 20);
        Trainer first = everything();
        run(first, 0, 9);
        Trainer second = everything();
        first.model()
                .parameters()
                .named()
                .forEach((name, array) -> System.arraycopy(array, 0, second.model().parameters().named().get(name), 0,
                        array.length));
        second.resume(first.updates(), first.state());
        run(second, 9, 20);
        assertThat(flat(second.model().parameters())).isEqualTo(flat(whole.model().parameters()));
        assertThat(second.state().keySet()).isEqualTo(whole.state().keySet());
        whole.state().forEach((name, array) -> assertThat(second.state().get(name)).as(name).isEqualTo(array));
        assertThat(second.heldOut(2)).isEqualTo(whole.heldOut(2));
    }

    private static Trainer everything() {
        Trainer trainer = new Trainer(Initialisation.of(1).model(NETWORK), ADDING,
                new TrainingPlan(STEPS, BATCH, 0.05, new Clipping(0.1), 7,
                        Schedules.read("plateau:patience=1,factor=0.5"), 20, 2),
                Optimisers.read("adamw:decay=0.1").optimiser(NETWORK, Execution.reference()));
        trainer.average(new Averaging(NETWORK, Execution.reference(), 0.9));
        trainer.watch(new GradientWatch());
        return trainer;
    }

    /** A held-out loss that never falls is heard of after every third update, so that the rate is cut. */
    private static void run(Trainer trainer, int from, int to) {
        for (int u = from; u < to; u++) {
            trainer.step();
            if (u % 3 == 2) {
                trainer.observe(1 + u);
            }
        }
    }

    @Test
    void aStateThatLacksSomethingIsNotResumed() {
        Trainer trainer = everything();
        Map<String, double[]> state = trainer.state();
        state.remove("schedule/state");
        assertThatThrownBy(() -> everything().resume(0, state)).isInstanceOf(InputException.class)
                .hasMessage("the checkpoint lacks schedule/state; it cannot be resumed, only measured");
        assertThatThrownBy(() -> trainer(new Schedule.Constant(), 0, 0)).hasMessageContaining("--accumulate is 0");
    }

    @Test
    void earlyStoppingEndsAfterSoManyLossesThatAreNotLower() {
        EarlyStopping stopping = new EarlyStopping(2);
        assertThat(stopping.observe(10, 1.0)).isTrue();
        assertThat(stopping.observe(20, 1.0)).isFalse();
        assertThat(stopping.exhausted()).isFalse();
        assertThat(stopping.observe(30, 0.9)).isTrue();
        assertThat(stopping.observe(40, Double.NaN)).isFalse();
        assertThat(stopping.observe(50, 0.95)).isFalse();
        assertThat(stopping.exhausted()).isTrue();
        assertThat(stopping.best()).isEqualTo(0.9);
        assertThat(stopping.bestUpdate()).isEqualTo(30);
        assertThatThrownBy(() -> new EarlyStopping(0)).hasMessageContaining("--patience is 0");
    }
}
