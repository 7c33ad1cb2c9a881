package retrograde.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;

/**
 * Describes a model from the bottom up, whatever data it is for; {@link #on} gives its architecture on a data set.
 *
 * <pre>{@code
 * Architecture model = new ModelBuilder().embedding(64)
 *         .dropout(0.1)
 *         .layer("lstm", 128)
 *         .layer("gru", 128)
 *         .residual()
 *         .on(data);
 * }</pre>
 *
 * What follows a layer speaks of that layer; a dropout is of what is read next. {@link ModelParser} reads the same from a
 * file. An instance belongs to one thread at a time.
 */
public final class ModelBuilder {
    private static final int MOST_LAYERS = 1000;

    private final List<Described> layers = new ArrayList<>();
    private final Map<String, Distribution> initialisations = new LinkedHashMap<>();
    private @Nullable Integer embedding;
    private Dropout next = Dropout.NONE;
    private boolean tied;
    private @Nullable String loss;

    /** A layer as described. */
    private static final class Described {
        private final Cell cell;
        private final int hidden;
        private final Dropout dropout;
        private final Map<String, Integer> dimensions = new LinkedHashMap<>();
        private boolean bidirectional;
        private boolean residual;
        private boolean startTrained;
        private double recurrentDropout;
        private final Map<String, Double> zoneout = new LinkedHashMap<>();
        private Cell used;

        Described(Cell cell, int hidden, Dropout dropout) {
            this.cell = cell;
            this.used = cell;
            this.hidden = hidden;
            this.dropout = dropout;
        }
    }

    /** Nothing yet. */
    public ModelBuilder() {}

    /** The entries of a symbol's vector; 32 unless given, and without effect where the data are vectors. */
    public ModelBuilder embedding(int entries) {
        if (entries < 1) {
            throw new InputException("embedding " + entries + ": symbols need vectors of at least 1 entry");
        }
        embedding = entries;
        return this;
    }

    /** Drops entries of what is read next: by the next layer, or after the last one by the read-out. */
    public ModelBuilder dropout(double probability) {
        return dropout(probability, false);
    }

    /** The same; variational dropout keeps its choice through all steps of a sequence. */
    public ModelBuilder dropout(double probability, boolean variational) {
        next = new Dropout(checked("dropout", probability), variational);
        return this;
    }

    /** A layer of a named cell, or of one in a file. */
    public ModelBuilder layer(String cell, int hidden) {
        return layer(Zoo.load(cell), hidden);
    }

    /** A layer over those there are. */
    public ModelBuilder layer(Cell cell, int hidden) {
        if (layers.size() == MOST_LAYERS) {
            throw new InputException("a model of more than " + MOST_LAYERS + " layers is not possible");
        }
        if (hidden < 1) {
            throw new InputException("layer " + cell.name() + " " + hidden + ": a layer needs at least 1 hidden unit");
        }
        layers.add(new Described(cell, hidden, next));
        next = Dropout.NONE;
        return this;
    }

    /** The last layer gets a partner with weights of its own that reads from the end; the output is of both. */
    public ModelBuilder bidirectional() {
        last().bidirectional = true;
        return this;
    }

    /** The last layer's input is added to its output. */
    public ModelBuilder residual() {
        last().residual = true;
        return this;
    }

    /** The first values of the last layer's states are trained. */
    public ModelBuilder trainedStart() {
        last().startTrained = true;
        return this;
    }

    /** Drops entries of the last layer's recurrent matrices, the same for a whole batch. */
    public ModelBuilder recurrentDropout(double probability) {
        last().recurrentDropout = checked("recurrent-dropout", probability);
        return this;
    }

    /** Zoneout of every state of the last layer: see {@link #zoneout(String, double)}. */
    public ModelBuilder zoneout(double probability) {
        last().cell.states().forEach(state -> zoneout(state, probability));
        return this;
    }

    /** While it is trained each unit of the state keeps its old value at each step with that probability. */
    public ModelBuilder zoneout(String state, double probability) {
        Described layer = last();
        layer.zoneout.put(state, checked("zoneout", probability));
        layer.used = Zoneout.used(layer.cell, layer.zoneout);
        return this;
    }

    /** The size of a dimension that the last layer's cell declares. */
    public ModelBuilder dimension(String name, int size) {
        Described layer = last();
        if (!layer.cell.freeDimensions().contains(name)) {
            throw new InputException(name + "=" + size + " names no dimension of " + layer.cell.name() + "; "
                    + (layer.cell.freeDimensions().isEmpty() ? "there is none to give"
                            : "there are " + String.join(", ", layer.cell.freeDimensions())));
        }
        layer.dimensions.put(name, size);
        return this;
    }

    /** The read-out's matrix is the embedding. */
    public ModelBuilder tied() {
        tied = true;
        return this;
    }

    /** Another loss than the data's own, as {@link Objective#withLoss} names it. */
    public ModelBuilder loss(String name) {
        loss = name;
        return this;
    }

    /** First values, as the option {@code --init NAME=DISTRIBUTION} gives them. */
    public ModelBuilder init(String name, String distribution) {
        initialisations.remove(name);
        initialisations.put(name, DistributionParser.parse(distribution));
        return this;
    }

    /** The first values described, in their order. */
    public Map<String, Distribution> initialisations() {
        return new LinkedHashMap<>(initialisations);
    }

    /**
     * The architecture on a data set.
     *
     * @throws InputException where there is no layer, or the parts do not fit on each other or on the data
     */
    public Architecture on(Dataset data) {
        if (layers.isEmpty()) {
            throw new InputException("a model needs at least one layer, as \"layer lstm 64\"");
        }
        List<LayerShape> shapes = new ArrayList<>();
        List<LayerWiring> wirings = new ArrayList<>();
        int below = !data.symbolic() ? data.inputs() : embedding == null ? 32 : embedding;
        for (Described d : layers) {
            LayerShape shape = new LayerShape(d.used, d.hidden, below, d.dimensions);
            shapes.add(shape);
            wirings.add(new LayerWiring(d.dropout, d.residual, false, d.recurrentDropout, d.startTrained, d.zoneout));
            below = d.hidden;
            if (d.bidirectional) {
                shapes.add(shape);
                wirings.add(new LayerWiring(Dropout.NONE, false, true, d.recurrentDropout, d.startTrained, d.zoneout));
                below = Math.addExact(below, d.hidden);
            }
        }
        if (data.predictsInputs() && layers.stream().anyMatch(d -> d.bidirectional)) {
            throw new InputException("a bidirectional layer reads " + data.name()
                    + " from its end, and so has read what is to"
                    + " be predicted; leave out \"bidirectional\", train on a task or on labelled sequences, or with"
                    + " --loss-steps last");
        }
        Objective objective = loss == null ? data.objective() : data.objective().withLoss(loss);
        return new Architecture(shapes, data.symbolic(), data.inputs(), objective, wirings, next, tied);
    }

    private Described last() {
        if (layers.isEmpty()) {
            throw new InputException("there is no layer yet that this could be about; begin with \"layer lstm 64\"");
        }
        return layers.getLast();
    }

    private static double checked(String what, double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new InputException(what + " " + probability + ": the probability must be at least 0 and below 1");
        }
        return probability;
    }
}
