package retrograde.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.engine.LayerShape;
import retrograde.engine.Weights;

/**
 * Every trained array of a model, or a gradient of the same shape.
 *
 * <p>
 * Names: {@code embedding} {@code [V,E]}; {@code 1/U_f}, a cell's parameter with its layer's number; {@code readout_W} {@code
 * [O,H]} and {@code readout_b} {@code [O]}. All arrays are row-major.
 */
public final class Parameters {
    private final Architecture architecture;
    private final double[] embedding;
    private final List<Weights> layers = new ArrayList<>();
    private final List<double[][]> starts = new ArrayList<>();
    private final double[] readoutWeights;
    private final double[] readoutBias;
    private final Map<String, double[]> named = new LinkedHashMap<>();

    /** All zero. */
    public Parameters(Architecture architecture) {
        this.architecture = architecture;
        int outputs = architecture.objective().outputs();
        embedding = new double[architecture.symbolic() ? architecture.inputs() * architecture.embedding() : 0];
        if (architecture.symbolic()) {
            named.put("embedding", embedding);
        }
        for (LayerShape shape : architecture.layers()) {
            Weights weights = new Weights(shape);
            layers.add(weights);
            int number = layers.size();
            weights.arrays().forEach((name, array) -> named.put(number + "/" + name, array));
            List<String> states = shape.cell().states();
            boolean trained = architecture.wirings().get(number - 1).startTrained();
            double[][] start = new double[trained ? states.size() : 0][shape.hidden()];
            for (int s = 0; s < start.length; s++) {
                named.put(number + "/" + states.get(s) + "(0)", start[s]);
            }
            starts.add(start);
        }
        readoutWeights = architecture.tied() ? embedding : new double[outputs * architecture.topHidden()];
        readoutBias = new double[outputs];
        if (outputs > 0) {
            if (!architecture.tied()) {
                named.put("readout_W", readoutWeights);
            }
            named.put("readout_b", readoutBias);
        }
    }

    /** What these belong to. */
    public Architecture architecture() {
        return architecture;
    }

    /** {@code [V,E]}; empty for vector inputs. Live. */
    public double[] embedding() {
        return embedding;
    }

    /** The parameters of a layer, 0 at the bottom. Live. */
    public Weights layer(int l) {
        return layers.get(l);
    }

    /** The first values of a layer's states {@code [H]} if they are trained, else empty. Live. */
    public double[][] start(int l) {
        return starts.get(l);
    }

    /** {@code [O,H]}; of a tied read-out the embedding itself. Live. */
    public double[] readoutWeights() {
        return readoutWeights;
    }

    /** {@code [O]}. Live. */
    public double[] readoutBias() {
        return readoutBias;
    }

    /** All arrays by name. The arrays are live. */
    public Map<String, double[]> named() {
        return Collections.unmodifiableMap(named);
    }

    /** An independent copy. */
    public Parameters copy() {
        Parameters copy = new Parameters(architecture);
        named.forEach((name, array) -> System.arraycopy(array, 0, copy.named.get(name), 0, array.length));
        return copy;
    }

    /** Sets everything to zero. */
    public void clear() {
        named.values().forEach(a -> java.util.Arrays.fill(a, 0));
    }

    /** The Euclidean norm of all entries together, scaled so that it does not overflow while they are finite. */
    public double norm() {
        double largest = 0;
        for (double[] array : named.values()) {
            for (double v : array) {
                if (Double.isNaN(v)) {
                    return Double.NaN;
                }
                largest = Math.max(largest, Math.abs(v));
            }
        }
        if (largest == 0 || Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double[] array : named.values()) {
            for (double v : array) {
                sum += (v / largest) * (v / largest);
            }
        }
        return largest * Math.sqrt(sum);
    }
}
