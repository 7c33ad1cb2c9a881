package retrograde.engine;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.equation.Parameter;

/**
 * One array for each parameter of a layer, row-major: the weights themselves, or a gradient of the same shape.
 */
public final class Weights {
    private final LayerShape shape;
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    /** All zero. */
    public Weights(LayerShape shape) {
        this.shape = shape;
        for (Parameter p : shape.cell().parameters()) {
            arrays.put(p.name(), new double[shape.rows(p) * shape.columns(p)]);
        }
    }

    /** The layer these belong to. */
    public LayerShape shape() {
        return shape;
    }

    /** The array of a parameter; modifying it modifies the weights. */
    public double[] get(String parameter) {
        double[] array = arrays.get(parameter);
        if (array == null) {
            throw new IllegalArgumentException(
                    "cell " + shape.cell().name() + " has no parameter " + parameter + "; it has " + arrays.keySet());
        }
        return array;
    }

    /** All arrays by name, in the cell's order; the arrays are live. */
    public Map<String, double[]> arrays() {
        return java.util.Collections.unmodifiableMap(arrays);
    }

    /** An independent copy. */
    public Weights copy() {
        Weights copy = new Weights(shape);
        arrays.forEach((name, array) -> System.arraycopy(array, 0, copy.get(name), 0, array.length));
        return copy;
    }
}
