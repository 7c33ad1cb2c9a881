package retrograde.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.InputException;
import retrograde.model.Parameters;

/**
 * Clipping of each layer's gradient by itself: the embedding's, every recurrent layer's and the read-out's are each held to
 * {@code ‖g‖ ≤ θ} by {@code g ← g · min(1, θ/(‖g‖ + 1e-6))}. One exploding layer does not shrink the others' step, but the
 * direction of the whole gradient changes.
 *
 * @param threshold {@code θ}, above 0
 */
public record LayerClipping(double threshold) implements GradientClipping {
    private static final double EPSILON = 1e-6;

    /** Checks that the threshold is positive. */
    public LayerClipping {
        if (!(threshold > 0)) {
            throw new InputException(
                    "--clip-layer is " + threshold + ": the largest norm allowed of a layer's gradient "
                            + "must be above 0; leave it out for no clipping by layer");
        }
    }

    /** Clips in place; a gradient whose norm is not finite is left as it is. */
    public Clipping.Applied apply(Parameters gradient) {
        double norm = gradient.norm();
        return new Clipping.Applied(norm, Double.isFinite(norm) && apply(gradient, norm));
    }

    @Override
    public boolean apply(Parameters gradient, double norm) {
        boolean clipped = false;
        for (List<double[]> layer : layers(gradient).values()) {
            double own = norm(layer);
            double factor = threshold / (own + EPSILON);
            if (factor < 1) {
                for (double[] a : layer) {
                    for (int i = 0; i < a.length; i++) {
                        a[i] *= factor;
                    }
                }
            }
            clipped |= own > threshold;
        }
        return clipped;
    }

    /** The norms held to the threshold, by {@code embedding}, {@code 1}, {@code 2}, … and {@code readout}. */
    public static Map<String, Double> norms(Parameters gradient) {
        Map<String, Double> norms = new LinkedHashMap<>();
        layers(gradient).forEach((name, arrays) -> norms.put(name, norm(arrays)));
        return norms;
    }

    private static Map<String, List<double[]>> layers(Parameters gradient) {
        Map<String, List<double[]>> layers = new LinkedHashMap<>();
        gradient.named().forEach((name, array) -> {
            int slash = name.indexOf('/');
            String layer = slash >= 0 ? name.substring(0, slash) : name.startsWith("readout_") ? "readout" : name;
            layers.computeIfAbsent(layer, _ -> new ArrayList<>()).add(array);
        });
        return layers;
    }

    /** Scaled, so that it does not overflow while the entries are finite. */
    private static double norm(List<double[]> arrays) {
        double largest = 0;
        for (double[] array : arrays) {
            for (double v : array) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (double[] array : arrays) {
            for (double v : array) {
                sum += (v / largest) * (v / largest);
            }
        }
        return largest * Math.sqrt(sum);
    }
}
