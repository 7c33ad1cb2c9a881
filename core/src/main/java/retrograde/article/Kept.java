package retrograde.article;

import retrograde.data.Dataset;
import retrograde.model.Model;

/**
 * A network worth keeping.
 *
 * @param model the network
 * @param data what it was made for
 * @param steps the data's {@code T}
 */
public record Kept(Model model, Dataset data, int steps) {}
