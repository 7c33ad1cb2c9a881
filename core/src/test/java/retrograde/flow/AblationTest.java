package retrograde.flow;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.data.AddingProblem;
import retrograde.data.Dataset;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.model.Model;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.Trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The path named responsible for the flow: without it the horizon moves more than without any other. */
class AblationTest {
    private static final int LAGS = 128;

    private static Model trained(String cell, int updates) {
        AddingProblem data = new AddingProblem();
        Model model = Networks.model(Networks.named(cell), data, 12, 1, 2);
        Trainer trainer = new Trainer(model, data, new Trainer.TrainingPlan(16, 16, 0.01, new Clipping(1), 2),
                new Adam(model.architecture()));
        for (int u = 0; u < updates; u++) {
            trainer.step();
        }
        return model;
    }

    @ParameterizedTest
    @CsvSource({"lstm,0,main", "lstm,150,main", "gru,0,main", "gru,150,main", "gru_merged,0,''", "gru_merged,150,''",
            "gru_reset_last,0,''", "gru_reset_last,150,''", "gru_reset_after,0,''", "gru_reset_after,150,''"})
    void theResponsiblePathMovesTheHorizonMost(String cell, int updates, String expected) {
        Dataset data = new AddingProblem();
        Trajectories run = Networks.run(trained(cell, updates), data, LAGS, 4, 7);
        Horizon whole = Horizon.measure(run, LAGS, 4, List.of(), Horizon.EPSILON);
        List<Ablation.Effect> effects = Ablation.measure(run, whole, 4, List.of()).effects();
        assertThat(effects).extracting(Ablation.Effect::term)
                .containsExactlyInAnyOrderElementsOf(
                        SymbolicJacobian.of(Networks.named(cell), View.FULL).terms().stream().map(Term::name).toList());
        Ablation.Effect responsible = effects.get(0);
        for (Ablation.Effect other : effects.subList(1, effects.size())) {
            assertThat(responsible.moved()).as("%s", effects).isGreaterThan(other.moved());
        }
        if (!expected.isEmpty()) {
            assertThat(responsible.term()).as("%s", effects).isEqualTo(expected);
        }
    }

    @Test
    void effectsAreThoseOfProductsWithoutTheTerm() {
        // U = 0 leaves main and the states: without main nothing is left at all.
        Model model = Networks.model(Networks.named("gru"), Networks.noise(1), 3, 1, 1, "U=0");
        Trajectories run = Networks.run(model, Networks.noise(1), 60, 2, 1);
        Horizon whole = Horizon.measure(run, 60, 2, List.of(), 1e-3);
        List<Ablation.Effect> effects = Ablation.measure(run, whole, 2, List.of()).effects();
        assertThat(effects.get(0).term()).isEqualTo("main");
        // Zero at lag 1: the horizon is the first lag.
        assertThat(effects.get(0).horizonWithout()).isEqualTo(1);
        assertThat(effects.get(0).moved()).isCloseTo(whole.lag() - 1, within(1e-12));
        assertThat(effects.subList(1, effects.size())).allSatisfy(e -> {
            assertThat(e.moved()).isZero();
            assertThat(e.logMoved()).isZero();
            assertThat(e.horizonWithout()).isEqualTo(whole.lag());
        });
    }

    @Test
    void layersAreAblatedOneByOne() {
        Model model = Networks.model(Networks.named("lstm"), Networks.noise(1), 3, 2, 1, "1/b_f=1", "2/b_f=3");
        Trajectories run = Networks.run(model, Networks.noise(1), 120, 2, 1);
        Horizon whole = Horizon.measure(run, 120, 2, List.of(), 1e-3);
        List<Ablation.Effect> effects = Ablation.measure(run, whole, 2, List.of()).effects();
        assertThat(effects).hasSize(10);
        // The upper layer remembers longer.
        assertThat(effects.get(0).layer()).isEqualTo(2);
        assertThat(effects.get(0).term()).isEqualTo("main");
    }
}
