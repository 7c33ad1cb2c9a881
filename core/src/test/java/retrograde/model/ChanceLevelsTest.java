package retrograde.model;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.cell.Zoo;
import retrograde.data.AddingProblem;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.TemporalOrder;
import retrograde.engine.Execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** O19 of the mathematics: what a model that knows nothing loses, at every engine. */
class ChanceLevelsTest {
    private static final int STEPS = 10;

    /** A model whose parameters are all zero. */
    private static Model ignorant(Dataset data) {
        Architecture architecture = Architecture.of(Zoo.cell("lstm"), data, 3, 2, 1, Map.of());
        return new Model(new Parameters(architecture), List.<double[][]>of(new double[2][3]), new double[0]);
    }

    /** Softmax of equal logits: four exponentials of 0 and a logarithm, within a few roundings. */
    @ParameterizedTest
    @EnumSource
    void temporalOrderIsGuessedAtLnFour(Execution.Kind by) {
        Dataset data = new TemporalOrder();
        Batch batch = data.train(Seeds.generator(1, "chance"), STEPS, 50);
        int[] classes = ((Batch.Classes) batch.targets()).values();
        Model model = ignorant(data);
        try (Execution execution = Execution.of(by, 1)) {
            model.execute(execution);
            Parameters gradient = new Parameters(model.architecture());
            assertThat(model.gradient(batch, gradient)).isCloseTo(Math.log(4), within(20 * 0x1p-53));
            for (int k = 0; k < 4; k++) {
                int wanted = k;
                long count = IntStream.of(classes).filter(c -> c == wanted).count();
                // A sum of 50 summands of at most 1/50.
                assertThat(gradient.readoutBias()[k]).isCloseTo(.25 - count / 50.0, within(60 * 0x1p-53));
            }
        }
    }

    /** The answer 1: a square has mean 1/6 and variance 1/15 − 1/36; four standard errors. */
    @ParameterizedTest
    @EnumSource
    void whoAlwaysAnswersOneLosesASixthAtAdding(Execution.Kind by) {
        int sequences = 20_000;
        Dataset data = new AddingProblem();
        Batch batch = data.train(Seeds.generator(2, "chance"), STEPS, sequences);
        Model model = ignorant(data);
        model.parameters().readoutBias()[0] = 1;
        try (Execution execution = Execution.of(by, 1)) {
            model.execute(execution);
            assertThat(model.loss(batch)).isCloseTo(1 / 6.0, within(4 * Math.sqrt((1 / 15.0 - 1 / 36.0) / sequences)));
        }
    }
}
