package retrograde.model;

import java.util.random.RandomGenerator;

/**
 * What is dropped in one pass, drawn from a seed and a purpose: the same pass again drops the same.
 *
 * @param seed of the training
 * @param purpose such as {@code "dropout 17"}; each place in the model adds its own name
 */
public record Noise(long seed, String purpose) {
    RandomGenerator at(String place) {
        return Seeds.generator(seed, purpose + " " + place);
    }
}
