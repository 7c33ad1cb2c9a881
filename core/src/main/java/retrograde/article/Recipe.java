package retrograde.article;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;

/**
 * All that a training run depends on: equal recipes give the same bits.
 *
 * @param cell the cell
 * @param data what it learns
 * @param steps the data's {@code T}
 * @param hidden {@code H}
 * @param batch {@code B}
 * @param updates optimiser steps, of Adam
 * @param rate the learning rate
 * @param clip largest gradient norm, or 0 for no clipping
 * @param initialisation settings by name, as {@code --init} takes them
 * @param seed of first values and of the data's order
 */
public record Recipe(Cell cell, Dataset data, int steps, int hidden, int batch, int updates, double rate, double clip,
        Map<String, String> initialisation, long seed) {
    /** Entries of a symbol's vector, for texts. */
    static final int EMBEDDING = 16;

    /** Copies the settings. */
    public Recipe {
        initialisation = Map.copyOf(initialisation);
    }

    /** The same with another seed. */
    public Recipe withSeed(long other) {
        return new Recipe(cell, data, steps, hidden, batch, updates, rate, clip, initialisation, other);
    }

    /** The same with other settings of the first values. */
    public Recipe withInitialisation(Map<String, String> other) {
        return new Recipe(cell, data, steps, hidden, batch, updates, rate, clip, other, seed);
    }

    /** The same with another number of updates. */
    public Recipe withUpdates(int other) {
        return new Recipe(cell, data, steps, hidden, batch, other, rate, clip, initialisation, seed);
    }

    /** The network, of one layer. */
    public Architecture architecture() {
        return Architecture.of(cell, data, hidden, EMBEDDING, 1, Map.of());
    }

    /** A model that has not learnt anything yet. */
    public Model fresh() {
        Map<String, Distribution> settings = new LinkedHashMap<>();
        initialisation.forEach((name, text) -> settings.put(name, DistributionParser.parse(text)));
        return new Initialisation(settings, seed, Initialisation.of(seed).files()).model(architecture());
    }

    /** In words, for messages and as a key. */
    String text() {
        return cell.name() + " on " + data.name() + ", T = " + steps + ", H = " + hidden + ", " + batch + " × "
                + updates + ", rate " + rate + ", clip " + clip + ", " + new java.util.TreeMap<>(initialisation)
                + ", seed " + seed;
    }
}
