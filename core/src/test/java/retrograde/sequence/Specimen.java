package retrograde.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.engine.LayerShape;
import retrograde.engine.NaiveCell;
import retrograde.engine.Weights;
import retrograde.equation.Cell;

/**
 * A stack of one cell with sizes that are not round, weights, an input, starting states and adjoints of its output, all
 * drawn from a seed, and its plain twin.
 *
 * <p>
 * The loss is {@code Σ adjoint · output}. A draw that comes within 1e-3 of a kink is drawn again.
 */
public final class Specimen {
    /** {@code H}. */
    public static final int HIDDEN = 5;
    /** {@code I}. */
    public static final int INPUTS = 3;
    /** {@code T}. */
    public static final int STEPS = 7;
    /** {@code B}. */
    public static final int BATCH = 3;

    /** The sizes, bottom layer first. */
    public final List<LayerShape> shapes = new ArrayList<>();
    /** One a layer. */
    public final List<Weights> weights = new ArrayList<>();
    /** For each layer, for each state {@code [H]}. */
    public final List<double[][]> initial = new ArrayList<>();
    /** {@code [T,B,I]}. */
    public final double[] input = new double[STEPS * BATCH * INPUTS];
    /** {@code ∂ℓ/∂output}, {@code [T,B,H]}. */
    public final double[] adjoint = new double[STEPS * BATCH * HIDDEN];
    /** For each layer, for each state {@code [B,H]}: what the plain twin starts from. */
    public final List<double[][]> starting = new ArrayList<>();
    private final List<NaiveCell> plain = new ArrayList<>();
    private int sides;

    private Specimen() {}

    /** Thrown where differences reach over a kink. */
    static final class AcrossKink extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Draws until no kink is near. */
    public static Specimen of(Cell cell, int depth, long seed) {
        return drawn(cell, depth, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    /** Draws until no kink is near, nor within the reach of the differences that the check takes; then the check passed. */
    public static void check(Cell cell, int depth, long seed, Consumer<Specimen> check) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                check.accept(drawn(cell, depth, random));
                return;
            } catch (AcrossKink e) {
                // Sensitive beyond the 1e-3 that was kept: draw again.
            }
        }
        throw new IllegalStateException("differences of every draw of " + cell.name() + " reach over a kink");
    }

    private static Specimen drawn(Cell cell, int depth, RandomGenerator random) {
        for (int attempt = 0; attempt < 10_000; attempt++) {
            Specimen s = new Specimen();
            s.fill(cell, depth, random);
            s.outputs();
            if (s.plain.stream().allMatch(c -> c.nearestKink() >= 1e-3)) {
                s.sides = s.currentSides();
                return s;
            }
        }
        throw new IllegalStateException("every draw of " + cell.name() + " is near a kink");
    }

    private int currentSides() {
        return plain.stream().mapToInt(NaiveCell::sides).reduce(0, (a, b) -> 31 * a + b);
    }

    private void fill(Cell cell, int depth, RandomGenerator random) {
        for (int l = 0; l < depth; l++) {
            LayerShape shape = new LayerShape(cell, HIDDEN, l == 0 ? INPUTS : HIDDEN, Map.of("R", 2));
            shapes.add(shape);
            Weights w = new Weights(shape);
            w.arrays().values().forEach(a -> gaussian(a, 0.5, random));
            weights.add(w);
            plain.add(new NaiveCell(w));
            double[][] first = new double[cell.states().size()][HIDDEN];
            double[][] copies = new double[first.length][BATCH * HIDDEN];
            for (int s = 0; s < first.length; s++) {
                gaussian(first[s], 0.5, random);
                for (int b = 0; b < BATCH; b++) {
                    System.arraycopy(first[s], 0, copies[s], b * HIDDEN, HIDDEN);
                }
            }
            initial.add(first);
            starting.add(copies);
        }
        gaussian(input, 1, random);
        gaussian(adjoint, 1, random);
    }

    /** Fills an array with Gaussian numbers. */
    public static void gaussian(double[] array, double deviation, RandomGenerator random) {
        for (int i = 0; i < array.length; i++) {
            array[i] = deviation * random.nextGaussian();
        }
    }

    /** The stack that engines run; it shares the weights. */
    public Stack stack() {
        return new Stack(shapes, weights, initial);
    }

    /** Drops the loss at all steps but the last. */
    public Specimen lossAtLastStep() {
        java.util.Arrays.fill(adjoint, 0, (STEPS - 1) * BATCH * HIDDEN, 0);
        return this;
    }

    /** The outputs of the plain twin, {@code [T,B,H]}. */
    public double[] outputs() {
        double[] out = new double[STEPS * BATCH * HIDDEN];
        plain.forEach(NaiveCell::forgetKinks);
        for (int b = 0; b < BATCH; b++) {
            List<Map<String, double[]>> old = new ArrayList<>();
            for (int l = 0; l < shapes.size(); l++) {
                Map<String, double[]> states = new HashMap<>();
                List<String> names = shapes.get(l).cell().states();
                for (int s = 0; s < names.size(); s++) {
                    states.put(names.get(s), row(starting.get(l)[s], b, HIDDEN));
                }
                old.add(states);
            }
            for (int t = 0; t < STEPS; t++) {
                double[] x = row(input, t * BATCH + b, INPUTS);
                for (int l = 0; l < shapes.size(); l++) {
                    Map<String, double[]> now = plain.get(l).step(x, old.get(l), Map.of());
                    old.set(l, now);
                    x = now.get(shapes.get(l).cell().output());
                }
                System.arraycopy(x, 0, out, (t * BATCH + b) * HIDDEN, HIDDEN);
            }
        }
        return out;
    }

    /** {@code Σ adjoint · output} of the plain twin. */
    public double loss() {
        double[] out = outputs();
        if (currentSides() != sides) {
            throw new AcrossKink();
        }
        double sum = 0;
        for (int i = 0; i < out.length; i++) {
            sum += adjoint[i] * out[i];
        }
        return sum;
    }

    /** Row {@code k} of an array of rows, copied. */
    public static double[] row(double[] array, int k, int width) {
        return java.util.Arrays.copyOfRange(array, k * width, (k + 1) * width);
    }
}
