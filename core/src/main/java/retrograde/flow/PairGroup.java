package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Functions;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.model.Architecture;
import retrograde.model.Model;

/**
 * A group of the pairs of a {@link LagPass}: its own forward pass and its own way back, so that threads may take different
 * groups, and its parts of the gradient.
 *
 * <p>
 * Gradients are in units of e to a logarithmic scale: a network that explodes has one too large for a double, but its parts
 * can still be compared.
 */
final class PairGroup {
    private final Model model;
    private final Architecture architecture;
    private final Sequences moved;
    private final int first;
    private final int size;
    /** One array for each parameter, the bottom layer's first. */
    private final List<double[]> gradient = new ArrayList<>();
    private final List<double[]> summand = new ArrayList<>();
    private final List<SummandSink> gradientSinks = new ArrayList<>();
    private final List<SummandSink> summandSinks = new ArrayList<>();
    private @Nullable OwnTimes run;
    private List<OwnTime> layers = List.of();
    private double logScale = Double.NEGATIVE_INFINITY;

    /**
     * The sequences of all pairs, moved in time so that each layer is read at the same own step for all of them.
     *
     * @param extent where they lie, once they are moved
     * @param moves for each pair by how many steps its sequence is moved
     * @param forward the step from which layers that read forward count lags
     * @param backward the own step from which those do that read from the end
     */
    @SuppressWarnings("ArrayRecordComponent") // shared by the groups, compared by nobody
    record Sequences(OwnTime.Extent extent, int[] moves, int forward, int backward) {}

    /**
     * A group.
     *
     * @param moved of all groups
     * @param first its first pair
     * @param size how many pairs it has
     */
    PairGroup(Model model, Sequences moved, int first, int size) {
        this.model = model;
        this.architecture = model.architecture();
        this.moved = moved;
        this.first = first;
        this.size = size;
        for (int l = 0; l < architecture.layers().size(); l++) {
            gradientSinks.add(new SummandSink(arrays(l, gradient), size));
            summandSinks.add(new SummandSink(arrays(l, summand), size));
        }
    }

    private Map<String, double[]> arrays(int layer, List<double[]> all) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        model.parameters().layer(layer).arrays().forEach((name, weights) -> {
            double[] array = new double[weights.length];
            arrays.put(name, array);
            all.add(array);
        });
        return arrays;
    }

    /** The gradient's arrays, in units of {@code e^logScale}; live. */
    List<double[]> gradient() {
        return gradient;
    }

    /** The summand's arrays, in the units of the last {@link #summand}; live. */
    List<double[]> summand() {
        return summand;
    }

    double logScale() {
        return logScale;
    }

    /**
     * Runs the group's sequences forward, each moved to its place; before it stands its first input and after it its last, so
     * that nothing there is less finite.
     *
     * @param x inputs of all pairs, {@code [T,pairs,I]}
     * @param pairs of all groups
     * @param functions how elementary functions are evaluated
     */
    void forward(double[] x, int pairs, Functions functions) {
        int width = architecture.embedding();
        OwnTime.Extent extent = moved.extent().of(first, first + size);
        double[] shifted = new double[extent.steps() * size * width];
        for (int t = 0; t < extent.steps(); t++) {
            for (int b = 0; b < size; b++) {
                int pair = first + b;
                int from = Math.min(Math.max(extent.starts()[b], t), extent.ends()[b]) - moved.moves()[pair];
                System.arraycopy(x, (from * pairs + pair) * width, shifted, (t * size + b) * width, width);
            }
        }
        run = new OwnTimes(model, shifted, extent, functions);
        layers = run.layers();
    }

    private OwnTimes run() {
        return Objects.requireNonNull(run, "a group is run forward first");
    }

    private int loss(OwnTime layer) {
        return layer.reverse() ? moved.backward() : moved.forward();
    }

    /** Copies what the losses read to its place among those of all pairs, {@code [pairs,width]}. */
    void copyOutput(double[] to) {
        double[] output = run().read(this::loss);
        System.arraycopy(output, 0, to, first * architecture.topHidden(), output.length);
    }

    /**
     * Finds the whole gradient.
     *
     * @param outputAdjoint of what the losses read, of all pairs, {@code [pairs,width]}
     * @param parts receive the logarithms of what is carried, one part a layer
     */
    void backward(double[] outputAdjoint, List<LagPart> parts) {
        OwnTimes all = run();
        all.backward(all.atRead(this::loss, outputAdjoint, first), false, new OwnTimes.Listener() {
            @Override
            public GradientSink sink(int layer) {
                return gradientSinks.get(layer);
            }

            @Override
            public void before(int layer, int step) {
                begin(layer, step);
            }
        });
        for (int l = 0; l < parts.size(); l++) {
            tell(layers.get(l), parts.get(l));
        }
    }

    /** Makes room for what an own step of a layer adds to the gradient. */
    private void begin(int l, int step) {
        OwnTime layer = layers.get(l);
        double wanted = layer.largestLogScale(step);
        if (wanted > logScale) {
            multiply(StrictMath.exp(logScale - wanted));
            logScale = wanted;
        }
        gradientSinks.get(l).begin(layer, step, logScale);
    }

    private void tell(OwnTime layer, LagPart part) {
        int loss = loss(layer);
        for (int b = 0; b < size; b++) {
            int pair = first + b;
            part.past[pair] = layer.stepsUpTo(loss, b);
            for (int lag = 1; lag <= part.past[pair]; lag++) {
                part.logDelta[lag - 1][pair] = layer.logCarried(loss - lag + 1, b);
            }
            part.ahead[pair] = Math.min(layer.stepsAfter(loss, b), part.logAhead.length);
            for (int lag = 0; lag < part.ahead[pair]; lag++) {
                part.logAhead[lag][pair] = layer.logCarried(loss + lag + 1, b);
            }
        }
    }

    /** Changes the units of the gradient. */
    void scaleTo(double newLogScale) {
        if (newLogScale != logScale) {
            multiply(StrictMath.exp(logScale - newLogScale));
            logScale = newLogScale;
        }
    }

    /** The largest entry of the gradient, without sign. */
    double largest() {
        double largest = 0;
        for (double[] array : gradient) {
            for (double v : array) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        return largest;
    }

    /** Multiplies the gradient. */
    void multiply(double factor) {
        for (double[] array : gradient) {
            if (factor == 0) {
                Arrays.fill(array, 0);
            } else if (factor != 1) {
                for (int i = 0; i < array.length; i++) {
                    array[i] *= factor;
                }
            }
        }
    }

    /** The scale of {@link #summand} that suits this group; −∞ where no pair has such a lag. */
    double largestLogScale(int lag) {
        double largest = Double.NEGATIVE_INFINITY;
        for (OwnTime layer : layers) {
            int loss = loss(layer);
            largest = Math.max(largest, Math.max(layer.largestLogScale(loss - lag), layer.largestLogScale(loss + lag)));
        }
        return largest;
    }

    /**
     * Adds the summands of a lag, those before the loss and those after it, in units of {@code e^scale} to the arrays.
     *
     * @param logPair receives for each layer and pair the logarithm of the summands' norms, for all layers together last
     */
    void summand(int lag, double scale, double[][] logPair) {
        List<double @Nullable []> before = new ArrayList<>();
        List<double @Nullable []> after = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            int loss = loss(layers.get(l));
            before.add(norms(l, loss - lag, scale));
            after.add(lag == 0 ? null : norms(l, loss + lag, scale));
        }
        for (int b = 0; b < size; b++) {
            double[] sides = new double[2];
            Arrays.fill(sides, Double.NEGATIVE_INFINITY);
            for (int l = 0; l < layers.size(); l++) {
                double past = at(before.get(l), b);
                double ahead = at(after.get(l), b);
                logPair[l][first + b] = Statistics.logSum(past, ahead);
                sides[0] = Statistics.logNorm(sides[0], past);
                sides[1] = Statistics.logNorm(sides[1], ahead);
            }
            logPair[layers.size()][first + b] = Statistics.logSum(sides[0], sides[1]);
        }
    }

    private static double at(double @Nullable [] logs, int b) {
        return logs == null ? Double.NEGATIVE_INFINITY : logs[b];
    }

    /** Adds the summands of an own step of a layer; the logarithms of their norms, null where there is no such step. */
    private double @Nullable [] norms(int l, int step, double scale) {
        OwnTime layer = layers.get(l);
        if (layer.largestLogScale(step) == Double.NEGATIVE_INFINITY) {
            return null;
        }
        SummandSink sink = summandSinks.get(l);
        sink.begin(layer, step, scale);
        layer.tell(step, sink);
        double[] logs = new double[size];
        for (int b = 0; b < size; b++) {
            double own = layer.logScale(step, b);
            logs[b] = own == Double.NEGATIVE_INFINITY ? own : own + 0.5 * StrictMath.log(sink.squares(b));
        }
        return logs;
    }
}
