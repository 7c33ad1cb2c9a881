package retrograde.article;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param looks the first before the first update, the last after the last one that was made and looked at
 */
record ReachInTraining(Trained trained, List<Look> looks) {
    private static final int SEQUENCES = 4;
    private static final int PAIRS = 64;
    private static final int LOOKS = 8;

    /**
     * What was seen.
     *
     * @param updates how many the network had had
     * @param reach empty where a value is not finite
     * @param horizon empty where a value is not finite
     */
    record Look(int updates, Optional<Reach> reach, Optional<Horizon> horizon) {
        /** {@code K_90}, steps; NaN where there is none. */
        double k90() {
            return reach.map(r -> (double) r.k90()).orElse(Double.NaN);
        }

        /** One standard error of it. */
        double error() {
            return reach.map(Reach::error).orElse(Double.NaN);
        }

        /** The horizon, steps; ∞ where the product's norm does not fall below ε. */
        double lag() {
            return horizon.map(h -> h.state() == Horizon.State.REACHED ? h.lag() : Double.POSITIVE_INFINITY)
                    .orElse(Double.NaN);
        }
    }

    /** Trains a recipe's model by the calling thread, and looks at it at nine moments at equal distances. */
    static ReachInTraining of(Laboratory laboratory, Recipe recipe) {
        List<Integer> moments = IntStream.rangeClosed(0, LOOKS)
                .mapToObj(i -> recipe.updates() * i / LOOKS)
                .distinct()
                .toList();
        FlowOptions options = new FlowOptions(Set.of("reach", "horizon"), View.FULL, List.of(), recipe.steps(),
                recipe.steps(), false, 1, 1, Horizon.EPSILON, SEQUENCES, SEQUENCES, PAIRS, laboratory.seed());
        List<Look> looks = new ArrayList<>();
        Trained trained = laboratory.train(recipe, Clipping.of(recipe.clip()), List.of(), (model, done) -> {
            if (moments.contains(done)) {
                looks.add(look(model, recipe, done, options));
            }
        });
        return new ReachInTraining(trained, List.copyOf(looks));
    }

    private static Look look(Model model, Recipe recipe, int done, FlowOptions options) {
        Flow flow = Flow.measure(model, recipe.data(), options);
        return new Look(done, flow.reach(), flow.horizon());
    }

    /** The longest {@code K_90} seen; 0 where none was. */
    int longest() {
        return looks.stream().flatMap(look -> look.reach().stream()).mapToInt(Reach::k90).max().orElse(0);
    }

    /** The longest {@code K_99} seen; 0 where none was. */
    int farthest() {
        return looks.stream().flatMap(look -> look.reach().stream()).mapToInt(Reach::k99).max().orElse(0);
    }
}
