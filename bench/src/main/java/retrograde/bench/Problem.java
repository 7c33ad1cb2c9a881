package retrograde.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.cell.Zoo;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.Parameter;

/**
 * What every side trains: one layer from a zero state, loss {@code ℓ = ½·mean(output²)} over all of {@code [T,B,H]}, Adam
 * with rate 1e-4 and ε 1e-8, float32.
 *
 * <p>
 * Input and first weights depend on the seed alone, so every process makes the same ones.
 *
 * @param cell a cell's name or the path of its file
 * @param shape the layer
 * @param steps {@code T}
 * @param batch {@code B}
 * @param seed of input and weights
 */
record Problem(String cell, LayerShape shape, int steps, int batch, long seed) {
    /**
     * Adam's learning rate. Its first steps follow the sign of gradients however small: at 1e-3 and 512 units 50 of them make
     * two float32 runs differ by 1e-2, at 1e-4 by 3e-6.
     */
    static final double RATE = 1e-4;

    /** Adam's ε. */
    static final double EPSILON = 1e-8;

    /** A problem on a cell of that name or file. */
    static Problem of(String cell, int steps, int batch, int inputs, int hidden, Map<String, Integer> dimensions,
            long seed) {
        return new Problem(cell, new LayerShape(Zoo.load(cell), hidden, inputs, dimensions), steps, batch, seed);
    }

    /** {@code [T,B,I]}, standard normal. */
    float[] input() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] input = new float[steps * batch * shape.inputs()];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextGaussian();
        }
        return input;
    }

    /** For each parameter its first values, row-major, uniform in {@code ±1/√H}. */
    Map<String, float[]> weights() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + 1);
        double bound = 1 / Math.sqrt(shape.hidden());
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Parameter p : shape.cell().parameters()) {
            float[] values = new float[shape.rows(p) * shape.columns(p)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-bound, bound);
            }
            weights.put(p.name(), values);
        }
        return weights;
    }

    /** Whether the cell has the very equations of one of the zoo, whatever it is called. */
    boolean computes(String name) {
        Cell known = Zoo.cell(name);
        Cell cell = shape.cell();
        return known.equations().equals(cell.equations()) && known.states().equals(cell.states())
                && known.output().equals(cell.output());
    }
}
