package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.sequence.Stack;

/**
 * A group of the pairs of a {@link LagPass}: its own forward pass and its own way back, so that threads may take different
 * groups, and its parts of the gradient.
 *
 * <p>
 * Gradients are in units of e to a logarithmic scale: a network that explodes has one too large for a double, but its parts
 * can still be compared.
 */
final class PairGroup {
    private final Stack stack;
    private final int steps;
    private final int first;
    private final int[] starts;
    private final int[] moves;
    /** One array for each parameter, the bottom layer's first. */
    private final List<double[]> gradient = new ArrayList<>();
    private final List<double[]> summand = new ArrayList<>();
    private final List<SummandSink> gradientSinks = new ArrayList<>();
    private final List<SummandSink> summandSinks = new ArrayList<>();
    private List<Activations> run = List.of();
    private @Nullable BackwardByLag back;
    private double logScale = Double.NEGATIVE_INFINITY;

    /**
     * A group.
     *
     * @param stack its own
     * @param steps {@code T}
     * @param first its first pair
     * @param starts for each of its pairs the step at which its sequence starts, once it is moved
     * @param moves for each by how many steps it is moved
     */
    PairGroup(Stack stack, int steps, int first, int[] starts, int[] moves) {
        this.stack = stack;
        this.moves = moves;
        this.steps = steps;
        this.first = first;
        this.starts = starts;
        for (int l = 0; l < stack.depth(); l++) {
            gradientSinks.add(new SummandSink(arrays(l, gradient), starts.length));
            summandSinks.add(new SummandSink(arrays(l, summand), starts.length));
        }
    }

    private Map<String, double[]> arrays(int layer, List<double[]> all) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        stack.weights(layer).arrays().forEach((name, weights) -> {
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

    /** The summand's arrays, in the units of the last {@link #summand(double, double[])}; live. */
    List<double[]> summand() {
        return summand;
    }

    double logScale() {
        return logScale;
    }

    /**
     * Runs the group's sequences forward, each moved to its start; before it stands its first input, so that nothing there is
     * less finite.
     *
     * @param x inputs of all pairs, {@code [T,pairs,I]}
     * @param pairs of all groups
     */
    void forward(double[] x, int pairs) {
        int width = x.length / steps / pairs;
        double[] shifted = new double[steps * starts.length * width];
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < starts.length; b++) {
                int from = Math.max(starts[b], t) - moves[b];
                System.arraycopy(x, (from * pairs + first + b) * width, shifted, (t * starts.length + b) * width,
                        width);
            }
        }
        run = stack.forward(shifted, steps, starts.length, starts);
    }

    /** Copies the outputs of the last step to their place among those of all pairs, {@code [pairs,H]}. */
    void copyLastOutput(double[] to) {
        double[] output = stack.output(run);
        int entries = output.length / steps;
        System.arraycopy(output, (steps - 1) * entries, to, first * (entries / starts.length), entries);
    }

    /**
     * Finds the whole gradient.
     *
     * @param outputAdjoint of the last step, of all pairs, {@code [pairs,H]}
     * @param logDelta receives {@code ln ‖δ_k‖}, {@code [k−1][pair]}
     * @param byLayer receives for each layer the part in its states; empty if not wanted
     */
    void backward(double[] outputAdjoint, double[][] logDelta, List<double[][]> byLayer) {
        int entries = outputAdjoint.length / logDelta[0].length;
        BackwardByLag way = new BackwardByLag(stack, run,
                Arrays.copyOfRange(outputAdjoint, first * entries, (first + starts.length) * entries));
        for (int lag = 0; lag < steps; lag++) {
            double wanted = way.largestLogScale();
            if (wanted > logScale) {
                multiply(StrictMath.exp(logScale - wanted));
                logScale = wanted;
            }
            for (SummandSink sink : gradientSinks) {
                sink.begin(way, logScale);
            }
            way.step(gradientSinks);
            for (int b = 0; b < starts.length; b++) {
                logDelta[lag][first + b] = way.logCarried(b);
                for (int l = 0; l < byLayer.size(); l++) {
                    byLayer.get(l)[lag][first + b] = way.logCarried(l, b);
                }
            }
        }
        way.restart();
        back = way;
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

    /** The scale of the next {@link #summand(double, double[])} that suits this group; −∞ where no pair has such a lag. */
    double largestLogScale() {
        return way().largestLogScale();
    }

    /**
     * Goes one lag further back, from lag 0, and adds its summand, in units of {@code e^scale}, to the arrays.
     *
     * @param logPair receives for each pair the logarithm of the summand's norm
     */
    void summand(double scale, double[] logPair) {
        BackwardByLag way = way();
        for (int b = 0; b < starts.length; b++) {
            logPair[first + b] = way.active(b) ? way.logScale(b) : Double.NEGATIVE_INFINITY;
        }
        for (SummandSink sink : summandSinks) {
            sink.begin(way, scale);
        }
        way.step(summandSinks);
        for (int b = 0; b < starts.length; b++) {
            double squares = 0;
            for (SummandSink sink : summandSinks) {
                squares += sink.squares(b);
            }
            logPair[first + b] += 0.5 * StrictMath.log(squares);
        }
    }

    private BackwardByLag way() {
        BackwardByLag way = back;
        if (way == null) {
            throw new IllegalStateException("summands are told after the whole gradient has been found");
        }
        return way;
    }
}
