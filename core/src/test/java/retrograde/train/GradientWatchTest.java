package retrograde.train;

import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Noise;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The gradient by lag seen during training is the exact one, or an unbiased estimate of it. */
class GradientWatchTest {

    private static Model model(Dataset data, int layers) {
        return new Initialisation(Map.of(), 5, path -> {
            throw new InputException(path);
        }).model(Architecture.of(Zoo.cell("gru"), data, 9, 4, layers, Map.of()));
    }

    /** {@code ‖∂ℓ_t/∂s_{t−k}‖} of the loss at one step of one sequence, k = 1 …, by the reference engine. */
    private static double[] exact(Model model, Batch batch, int step, int sequence) {
        double[] carried = new double[batch.steps() * batch.size()];
        model.carried(batch, new int[] {step * batch.size() + sequence}, carried);
        double[] norms = new double[step + 1];
        Arrays.setAll(norms, k -> Math.sqrt(carried[(step - k) * batch.size() + sequence]));
        return norms;
    }

    @Test
    void withALossAtTheLastStepItIsExactAndLeavesTheGradientAlone() {
        Dataset data = Datasets.task("adding");
        Model watched = model(data, 2);
        Batch batch = data.train(Seeds.generator(1, "test"), 20, 6);
        Parameters plain = new Parameters(watched.architecture());
        watched.gradient(batch, plain);
        GradientWatch watch = new GradientWatch();
        Parameters gradient = new Parameters(watched.architecture());
        try (Execution execution = Execution.of(Kind.FLOAT64, 2)) {
            watched.execute(execution);
            watch.gradient(watched, batch, gradient, 1, 0, new Noise(1, "none"));
        }
        GradientWatch.Estimate seen = watch.estimate();
        Model reference = model(data, 2);
        double[] mean = new double[batch.steps()];
        for (int b = 0; b < batch.size(); b++) {
            double[] norms = exact(reference, batch, batch.steps() - 1, b);
            for (int k = 0; k < mean.length; k++) {
                mean[k] += norms[k] / batch.size();
            }
        }
        for (int k = 0; k < mean.length; k++) {
            // Twenty steps of sums of some 20 products in float64.
            assertThat(seen.norm()[k]).isCloseTo(mean[k], within(1e-12 * mean[k]));
            assertThat(seen.count()[k]).isEqualTo(batch.size());
        }
        gradient.named()
                .forEach((name, g) -> assertThat(g).as(name)
                        .usingComparatorWithPrecision(1e-13)
                        .containsExactly(plain.named().get(name)));
    }

    @Test
    void withALossAtEveryStepItIsUnbiased() {
        Dataset data = Datasets.bundled("moby-dick");
        Model model = model(data, 1);
        Batch batch = data.train(Seeds.generator(2, "test"), 16, 5);
        int steps = batch.steps();
        double[] sum = new double[steps];
        int[] count = new int[steps];
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < batch.size(); b++) {
                double[] norms = exact(model, batch, t, b);
                for (int k = 0; k < norms.length; k++) {
                    sum[k] += norms[k];
                    count[k]++;
                }
            }
        }
        GradientWatch watch = new GradientWatch();
        RandomGenerator random = Seeds.generator(3, "draws");
        try (Execution execution = Execution.of(Kind.FLOAT64, 1)) {
            model.execute(execution);
            for (int i = 0; i < 300; i++) {
                watch.sample(model, batch, random);
            }
        }
        GradientWatch.Estimate seen = watch.estimate();
        int within = 0;
        for (int k = 0; k < steps; k++) {
            double distance = Math.abs(seen.norm()[k] - sum[k] / count[k]);
            within += distance <= 3 * seen.error()[k] ? 1 : 0;
            assertThat(distance).as("lag %d", k + 1).isLessThanOrEqualTo(5 * seen.error()[k]);
        }
        // One lag in 370 falls outside three standard errors by chance; the lags share their draws.
        assertThat(within).isGreaterThanOrEqualTo(steps - 1);
    }

    @Test
    void watchingDoesNotChangeTraining() {
        Dataset data = Datasets.bundled("moby-dick");
        double[] plain = train(data, null);
        double[] watched = train(data, new GradientWatch(2));
        assertThat(Arrays.equals(plain, watched)).isTrue();
    }

    private static double[] train(Dataset data, @Nullable GradientWatch watch) {
        Model model = model(data, 2);
        try (Execution execution = Execution.of(Kind.FLOAT32, 2)) {
            model.execute(execution);
            Trainer trainer = new Trainer(model, data, new Trainer.TrainingPlan(12, 4, 0.01, Clipping.of(1), 1),
                    new Adam(model.architecture()));
            if (watch != null) {
                trainer.watch(watch);
            }
            for (int i = 0; i < 6; i++) {
                trainer.step();
            }
            if (watch != null) {
                assertThat(watch.estimate().count()[0]).isEqualTo(3 * 4);
            }
        }
        return model.parameters().layer(0).get("U_z");
    }
}
