package retrograde.train;

import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;

/** A value that is not finite never reaches the weights, and is named by where it arose. */
class CulpritTest {
    private static final Dataset ADDING = Datasets.task("adding");

    private static Trainer trainer(Cell cell, String scale, Execution execution) {
        Architecture architecture = Architecture.of(cell, ADDING, 3, 0, 1, Map.of());
        Initialisation initialisation = new Initialisation(Map.of("U", DistributionParser.parse(scale)), 1,
                Initialisation.of(1).files());
        Model model = initialisation.model(architecture);
        model.execute(execution);
        Trainer.TrainingPlan plan = new Trainer.TrainingPlan(40, 2, 0.1, Clipping.none(), 1);
        return new Trainer(model, ADDING, plan, new Sgd());
    }

    private static String culprit(String equation, String scale, Execution.Kind kind) {
        Cell cell = CellParser.parse("cell own\nstate h\n" + equation, "own.cell");
        try (Execution execution = Execution.of(kind, 1)) {
            Trainer trainer = trainer(cell, scale, execution);
            double[] before = trainer.model().parameters().layer(0).get("U").clone();
            Trainer.Update update = trainer.step();
            assertThat(update.finite()).isFalse();
            assertThat(trainer.updates()).isZero();
            assertThat(trainer.model().parameters().layer(0).get("U")).isEqualTo(before);
            String message = update.raised().get(0).message();
            assertThat(message).startsWith("loss ").endsWith(". The weights were left as they were");
            return message.substring(message.indexOf(": ") + 2, message.lastIndexOf(". The weights"));
        }
    }

    @Test
    void theStateThatOverflowsIsNamedWithItsStep() {
        // |h| is about 1 after step 0 and grows by 1e20 a step: 1e300 after step 15, outside the doubles' range after 16.
        assertThat(culprit("h' = W x + U h + b", "identity:1e20", Execution.Kind.FLOAT64))
                .startsWith("h of layer 1 became Infinity at step 16 (unit ")
                .endsWith("passed on by main");
    }

    @Test
    void theGateThatIsNotANumberIsNamedWithItsPath() {
        assertThat(culprit("g = log(U h - 1 + W x * 0)\nh' = tanh(g + b)", "identity", Execution.Kind.FLOAT64))
                .startsWith("g of layer 1 became NaN at step 0 ")
                .endsWith("passed on by via g");
    }

    @Test
    void aGradientThatGrowsPastFloat32IsFollowedBack() {
        // Without inputs the state stays 0 and the Jacobian is U: the gradient grows by 1e5 a step, from about 1.
        assertThat(culprit("h' = tanh(0 * (W x) + U h)", "identity:1e5", Execution.Kind.FLOAT32))
                .startsWith("states are finite, but the gradient grows")
                .contains("e^89, the largest float32 number, at step 32, 8 steps before the loss");
    }

    @Test
    void aParameterThatIsNotFiniteIsNamed() {
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, 1)) {
            Trainer trainer = trainer(CellParser.parse("cell own\nstate h\nh' = tanh(W x + U h + b)", "own.cell"),
                    "identity", execution);
            trainer.model().parameters().layer(0).get("b")[1] = Double.NaN;
            assertThat(trainer.step().raised().get(0).message()).contains("b holds NaN at entry 1");
        }
    }
}
