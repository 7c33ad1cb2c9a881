package retrograde.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;

/**
 * What a model consists of: {@code inputs → embedding (symbols only) → layers → linear read-out → loss}.
 *
 * @param layers bottom layer first
 * @param symbolic whether inputs are symbols, looked up in an embedding
 * @param inputs the vocabulary's size, or {@code I}
 * @param objective the loss and the number of outputs
 */
public record Architecture(List<LayerShape> layers, boolean symbolic, int inputs, Objective objective) {
    /** Checks that the layers fit on each other. */
    public Architecture {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new InputException("--layers is 0: a model needs at least one recurrent layer");
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).hidden()) {
                throw new IllegalArgumentException("layer " + (l + 1) + " does not fit on layer " + l);
            }
        }
    }

    /**
     * Equal layers of one cell on a data set.
     *
     * @param hidden {@code H} of every layer
     * @param embedding entries of a symbol's vector; ignored for vector inputs
     * @param depth number of layers
     * @param dimensions sizes of the cell's further dimensions
     */
    public static Architecture of(Cell cell, Dataset data, int hidden, int embedding, int depth,
            Map<String, Integer> dimensions) {
        if (depth < 1) {
            throw new InputException("--layers is " + depth + ": a model needs at least one recurrent layer");
        }
        if (data.symbolic() && embedding < 1) {
            throw new InputException("--embedding is " + embedding + ": symbols need vectors of at least 1 entry");
        }
        List<LayerShape> layers = new ArrayList<>();
        int below = data.symbolic() ? embedding : data.inputs();
        for (int l = 0; l < depth; l++) {
            layers.add(new LayerShape(cell, hidden, below, dimensions));
            below = hidden;
        }
        return new Architecture(layers, data.symbolic(), data.inputs(), data.objective());
    }

    /** Entries of a symbol's vector; the width of {@code x} for vector inputs. */
    public int embedding() {
        return layers.get(0).inputs();
    }

    /** Hidden units of the top layer. */
    public int topHidden() {
        return layers.get(layers.size() - 1).hidden();
    }

    /** The number of trained values: embedding, layers and read-out. */
    public long parameterCount() {
        long count = symbolic ? (long) inputs * embedding() : 0;
        for (LayerShape layer : layers) {
            count += layer.parameterCount();
        }
        return count + (long) objective.outputs() * topHidden() + objective.outputs();
    }
}
