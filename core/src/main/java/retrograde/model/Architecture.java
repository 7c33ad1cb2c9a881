package retrograde.model;

import java.util.ArrayList;
import java.util.Collections;
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
 * <p>
 * Layers that read the same input in both directions form a level; every other layer is a level of its own.
 *
 * @param layers bottom layer first
 * @param symbolic whether inputs are symbols, looked up in an embedding
 * @param inputs the vocabulary's size, or {@code I}
 * @param objective the loss and the number of outputs
 * @param wirings how the layers are connected, one a layer
 * @param outputDropout of what the read-out reads
 * @param tied whether the read-out's matrix is the embedding (Press &amp; Wolf 2017; Inan, Khosravi &amp; Socher 2017)
 */
public record Architecture(List<LayerShape> layers, boolean symbolic, int inputs, Objective objective,
        List<LayerWiring> wirings, Dropout outputDropout, boolean tied) {
    /** Checks that the layers fit on each other. */
    public Architecture {
        layers = List.copyOf(layers);
        wirings = List.copyOf(wirings);
        if (layers.isEmpty()) {
            throw new InputException("--layers is 0: a model needs at least one recurrent layer");
        }
        if (wirings.size() != layers.size() || wirings.get(0).reverse()) {
            throw new IllegalArgumentException(
                    wirings.size() + " wirings for " + layers.size() + " layers, of which the first reads forward");
        }
        for (int l = 0; l < layers.size(); l++) {
            Zoneout.check(layers.get(l).cell(), wirings.get(l).zoneout().keySet());
        }
        int below = layers.get(0).inputs();
        for (int first = 0; first < layers.size();) {
            int end = levelEnd(wirings, first);
            int width = 0;
            for (int l = first; l < end; l++) {
                if (layers.get(l).inputs() != below) {
                    throw new IllegalArgumentException("layer " + (l + 1) + " takes " + layers.get(l).inputs()
                            + " inputs but what is below gives " + below);
                }
                width += layers.get(l).hidden();
            }
            if (wirings.get(first).residual() && width != below) {
                throw new InputException("layer " + (first + 1) + " is residual, so its " + width
                        + " outputs must be as many as its inputs, " + below
                        + "; give it as many hidden units, or leave out \"residual\"");
            }
            below = width;
            first = end;
        }
        if (tied && !symbolic) {
            throw new InputException("a tied read-out shares the embedding of symbols, and these data have vectors");
        }
        if (tied && (inputs != objective.outputs() || layers.get(0).inputs() != below)) {
            throw new InputException("a tied read-out is the embedding, so the top layer's width (" + below
                    + ") must be the embedding's (" + layers.get(0).inputs() + ") and the outputs ("
                    + objective.outputs() + ") the symbols (" + inputs + ")");
        }
    }

    /** Layers over each other and nothing else. */
    public Architecture(List<LayerShape> layers, boolean symbolic, int inputs, Objective objective) {
        this(layers, symbolic, inputs, objective, Collections.nCopies(layers.size(), LayerWiring.PLAIN), Dropout.NONE,
                false);
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

    /** What the read-out reads of a step: the hidden units of the top layer, of both directions if there are two. */
    public int topHidden() {
        int width = 0;
        int l = layers.size() - 1;
        while (wirings.get(l).reverse()) {
            width += layers.get(l).hidden();
            l--;
        }
        return width + layers.get(l).hidden();
    }

    /** The layer after the last of the level that begins with a layer. */
    public int levelEnd(int first) {
        return levelEnd(wirings, first);
    }

    /** The entries of the states of all layers. */
    public int stateSize() {
        return layers.stream().mapToInt(LayerShape::stateSize).sum();
    }

    /**
     * The entries of each state that is carried through time by itself: the joint one of all layers, or that of each layer
     * where layers read in both directions.
     */
    public int[] stateSizes() {
        return bidirectional() ? layers.stream().mapToInt(LayerShape::stateSize).toArray() : new int[] {stateSize()};
    }

    /** The first layer of the level that ends before a layer. */
    public int levelStart(int end) {
        int first = end - 1;
        while (wirings.get(first).reverse()) {
            first--;
        }
        return first;
    }

    private static int levelEnd(List<LayerWiring> wirings, int first) {
        int end = first + 1;
        while (end < wirings.size() && wirings.get(end).reverse()) {
            end++;
        }
        return end;
    }

    /** Whether a layer reads sequences from their end. */
    public boolean bidirectional() {
        return wirings.stream().anyMatch(LayerWiring::reverse);
    }

    /** Whether anything is dropped at random while it is trained. */
    public boolean drops() {
        return outputDropout.drops() || wirings.stream()
                .anyMatch(w -> w.dropout().drops() || w.recurrentDropout() > 0 || !w.zoneout().isEmpty());
    }

    /** The number of trained values: embedding, layers with the first values that are trained, and read-out. */
    public long parameterCount() {
        long count = symbolic ? (long) inputs * embedding() : 0;
        for (int l = 0; l < layers.size(); l++) {
            count += layerParameterCount(l);
        }
        return count + readOutParameterCount();
    }

    /** The number of trained values of a layer. */
    public long layerParameterCount(int l) {
        LayerShape shape = layers.get(l);
        return shape.parameterCount() + (wirings.get(l).startTrained() ? shape.stateSize() : 0);
    }

    /** The number of trained values of the read-out that are not the embedding's. */
    public long readOutParameterCount() {
        return (tied ? 0 : (long) objective.outputs() * topHidden()) + objective.outputs();
    }
}
