package retrograde.run;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.data.Encoding;
import retrograde.model.Model;

/**
 * A model at some moment of its training, with all that is needed to go on or to repeat it.
 *
 * @param model the model
 * @param optimiser the optimiser's state: named arrays; empty if training is not to go on
 * @param facts how it came about, by name: {@code task} or {@code data}, {@code steps}, {@code batch}, {@code lr},
 *        {@code clip}, {@code seed}, {@code updates}, {@code dataHash}, {@code commit}, {@code jdk} …
 * @param encoding what its symbols, columns and classes mean
 */
public record Checkpoint(Model model, Map<String, double[]> optimiser, Map<String, String> facts, Encoding encoding) {
    /** Of a model whose numbers mean what its task's definition says. */
    public Checkpoint(Model model, Map<String, double[]> optimiser, Map<String, String> facts) {
        this(model, optimiser, facts, Encoding.NONE);
    }

    /** Copies the maps, not the arrays. */
    public Checkpoint {
        optimiser = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(optimiser));
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
