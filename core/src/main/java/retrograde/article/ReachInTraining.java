package retrograde.article;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.flow.Reach;
import retrograde.model.Model;
import retrograde.train.Clipping;

/**
 * Reach and horizon of a network before, while and after it is trained.
 *
 * @param trained what came of it
 * @param updates after how many updates it was looked at, ascending; the first is 0, the last all of them
 * @param reach {@code K_90} at each, steps; NaN where a value is not finite
 * @param error one standard error of each
 * @param horizon at each, steps; ∞ where the product's norm does not fall below ε, NaN where a value is not finite
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
record ReachInTraining(Trained trained, int[] updates, double[] reach, double[] error, double[] horizon) {
    private static final int SEQUENCES = 4;
    private static final int PAIRS = 64;
    private static final int LOOKS = 8;

    /** Trains a recipe's model by the calling thread, and looks at it eight times at equal distances. */
    static ReachInTraining of(Laboratory laboratory, Recipe recipe) {
        int[] updates = IntStream.rangeClosed(0, LOOKS).map(i -> recipe.updates() * i / LOOKS).distinct().toArray();
        double[] reach = new double[updates.length];
        double[] error = new double[updates.length];
        double[] horizon = new double[updates.length];
        Arrays.fill(reach, Double.NaN);
        Arrays.fill(error, Double.NaN);
        Arrays.fill(horizon, Double.NaN);
        FlowOptions options = new FlowOptions(Set.of("reach", "horizon"), View.FULL, List.of(), recipe.steps(),
                recipe.steps(), false, 1, 1, Horizon.EPSILON, SEQUENCES, SEQUENCES, PAIRS, laboratory.seed());
        Trained trained = laboratory.train(recipe, Clipping.of(recipe.clip()), List.of(), (model, done) -> {
            int i = Arrays.binarySearch(updates, done);
            if (i >= 0) {
                look(model, recipe, options, i, reach, error, horizon);
            }
        });
        return new ReachInTraining(trained, updates, reach, error, horizon);
    }

    private static void look(Model model, Recipe recipe, FlowOptions options, int i, double[] reach, double[] error,
            double[] horizon) {
        Flow flow = Flow.measure(model, recipe.data(), options);
        if (flow.reach().isPresent()) {
            Reach r = flow.reach().get();
            reach[i] = r.k90();
            error[i] = r.error();
        }
        if (flow.horizon().isPresent()) {
            Horizon h = flow.horizon().get();
            horizon[i] = h.state() == Horizon.State.REACHED ? h.lag() : Double.POSITIVE_INFINITY;
        }
    }

    /** The longest {@code K_90} seen; 0 where none was. */
    double longest() {
        return Arrays.stream(reach).filter(Double::isFinite).max().orElse(0);
    }
}
