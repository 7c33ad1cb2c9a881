package retrograde.run;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.model.Model;

/**
 * A model at some moment of its training, with all that is needed to go on or to repeat it.
 *
 * @param model the model
 * @param optimiser the optimiser's state: named arrays; empty if training is not to go on
 * @param facts how it came about, by name: {@code task} or {@code data}, {@code steps}, {@code batch}, {@code lr},
 *        {@code clip}, {@code seed}, {@code updates}, {@code dataHash}, {@code commit}, {@code jdk} …
 */
public record Checkpoint(Model model, Map<String, double[]> optimiser, Map<String, String> facts) {
    /** Copies the maps, not the arrays. */
    public Checkpoint {
        optimiser = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(optimiser));
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
