package retrograde.model;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.Parameter;

/** The weights of a layer with entries of its recurrent matrices dropped, and the way of a gradient back to the whole. */
final class DroppedWeights {
    private final Weights weights;
    private final Weights gradient;
    private final Map<String, boolean[]> kept = new LinkedHashMap<>();
    private final double factor;

    DroppedWeights(Weights whole, double probability, Noise noise, int layer) {
        this.weights = whole.copy();
        this.gradient = new Weights(whole.shape());
        this.factor = 1 / (1 - probability);
        for (Parameter p : whole.shape().cell().parameters()) {
            if (p.matrix() && !p.shape().get(1).equals(Cell.INPUTS)) {
                double[] array = weights.get(p.name());
                boolean[] mask = Mask.draw(array.length, probability, noise.at("recurrent " + layer + "/" + p.name()));
                kept.put(p.name(), mask);
                apply(mask, array);
            }
        }
    }

    private void apply(boolean[] mask, double[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] *= mask[i] ? factor : 0;
        }
    }

    /** What the layer is run with. */
    Weights weights() {
        return weights;
    }

    /** Receives the gradient of {@link #weights}. */
    Weights gradient() {
        return gradient;
    }

    /** Adds what was received to the gradient of the whole weights. */
    void addTo(Weights whole) {
        kept.forEach((name, mask) -> apply(mask, gradient.get(name)));
        gradient.arrays().forEach((name, array) -> {
            double[] to = whole.get(name);
            for (int i = 0; i < to.length; i++) {
                to[i] += array[i];
            }
        });
    }
}
