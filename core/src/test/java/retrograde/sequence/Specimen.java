package retrograde.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import retrograde.engine.Differences.AcrossKink;
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
    /** {@code H, I, T, B}. */
    public record Sizes(int hidden, int inputs, int steps, int batch) {
        /** None of them round. */
        public static final Sizes USUAL = new Sizes(5, 3, 7, 3);
        /** Small, for many cells. */
        public static final Sizes SMALL = new Sizes(3, 2, 3, 2);
    }

    /** The sizes, bottom layer first. */
    public final List<LayerShape> shapes = new ArrayList<>();
    /** One a layer. */
    public final List<Weights> weights = new ArrayList<>();
    /** For each layer, for each state {@code [H]}. */
    public final List<double[][]> initial = new ArrayList<>();
    /** {@code [T,B,I]}. */
    public final double[] input;
    /** {@code ∂ℓ/∂output}, {@code [T,B,H]}. */
    public final double[] adjoint;
    /** For each layer, for each state {@code [B,H]}: what the plain twin starts from. */
    public final List<double[][]> starting = new ArrayList<>();
    private final List<NaiveCell> plain = new ArrayList<>();
    private final Sizes sizes;

    private final boolean residual;

    private Specimen(Sizes sizes, boolean residual) {
        this.sizes = sizes;
        this.residual = residual;
        input = new double[sizes.steps * sizes.batch * sizes.inputs];
        adjoint = new double[sizes.steps * sizes.batch * sizes.hidden];
    }

    /** The sizes drawn with. */
    public Sizes sizes() {
        return sizes;
    }

    /** Thrown where a cell is at a kink whatever is drawn, as {@code abs(h - abs(h))} is. */
    public static final class AlwaysAtKink extends RuntimeException {
        private static final long serialVersionUID = 1;

        private AlwaysAtKink(Cell cell) {
            super("every draw of " + cell.name() + " is at a kink");
        }
    }

    /** Draws until no kink is near. */
    public static Specimen of(Cell cell, int depth, Sizes sizes, long seed) {
        return drawn(cell, depth, sizes, false, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    /** The same with residual connections around all layers but the bottom one. */
    public static Specimen residual(Cell cell, int depth, Sizes sizes, long seed) {
        return drawn(cell, depth, sizes, true, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    /** Draws until no kink is near, nor within the reach of the differences that the check takes; then the check passed. */
    public static void check(Cell cell, int depth, Sizes sizes, long seed, Consumer<Specimen> check) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                check.accept(drawn(cell, depth, sizes, false, random));
                return;
            } catch (AcrossKink e) {
                // Sensitive beyond the 1e-3 that was kept: draw again.
            }
        }
        throw new AlwaysAtKink(cell);
    }

    private static Specimen drawn(Cell cell, int depth, Sizes sizes, boolean residual, RandomGenerator random) {
        for (int attempt = 0; attempt < 2_000; attempt++) {
            Specimen s = new Specimen(sizes, residual);
            s.fill(cell, depth, random);
            s.outputs();
            if (s.plain.stream().allMatch(c -> c.nearestKink() >= 1e-3)) {
                return s;
            }
        }
        throw new AlwaysAtKink(cell);
    }

    /** The sides of the kinks in the last run of the plain twin, as a hash. */
    public int sides() {
        return plain.stream().mapToInt(NaiveCell::sides).reduce(0, (a, b) -> 31 * a + b);
    }

    private void fill(Cell cell, int depth, RandomGenerator random) {
        for (int l = 0; l < depth; l++) {
            LayerShape shape = new LayerShape(cell, sizes.hidden, l == 0 ? sizes.inputs : sizes.hidden, Map.of("R", 2));
            shapes.add(shape);
            Weights w = new Weights(shape);
            w.arrays().values().forEach(a -> gaussian(a, 0.5, random));
            weights.add(w);
            plain.add(new NaiveCell(w));
            double[][] first = new double[cell.states().size()][sizes.hidden];
            double[][] copies = new double[first.length][sizes.batch * sizes.hidden];
            for (int s = 0; s < first.length; s++) {
                gaussian(first[s], 0.5, random);
                for (int b = 0; b < sizes.batch; b++) {
                    System.arraycopy(first[s], 0, copies[s], b * sizes.hidden, sizes.hidden);
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
        return new Stack(shapes, weights, initial,
                IntStream.range(0, shapes.size()).mapToObj(l -> residual && l > 0).toList());
    }

    /** Drops the loss at all steps but the last. */
    public Specimen lossAtLastStep() {
        java.util.Arrays.fill(adjoint, 0, (sizes.steps - 1) * sizes.batch * sizes.hidden, 0);
        return this;
    }

    /** The outputs of the plain twin, {@code [T,B,H]}. */
    public double[] outputs() {
        double[] out = new double[sizes.steps * sizes.batch * sizes.hidden];
        plain.forEach(NaiveCell::forgetKinks);
        for (int b = 0; b < sizes.batch; b++) {
            List<Map<String, double[]>> old = new ArrayList<>();
            for (int l = 0; l < shapes.size(); l++) {
                Map<String, double[]> states = new HashMap<>();
                List<String> names = shapes.get(l).cell().states();
                for (int s = 0; s < names.size(); s++) {
                    states.put(names.get(s), row(starting.get(l)[s], b, sizes.hidden));
                }
                old.add(states);
            }
            for (int t = 0; t < sizes.steps; t++) {
                double[] x = row(input, t * sizes.batch + b, sizes.inputs);
                for (int l = 0; l < shapes.size(); l++) {
                    Map<String, double[]> now = plain.get(l).step(x, old.get(l), Map.of());
                    old.set(l, now);
                    x = above(l, x, now);
                }
                System.arraycopy(x, 0, out, (t * sizes.batch + b) * sizes.hidden, sizes.hidden);
            }
        }
        return out;
    }

    /** {@code Σ adjoint · output} of the plain twin. */
    public double loss() {
        double[] out = outputs();
        double sum = 0;
        for (int i = 0; i < out.length; i++) {
            sum += adjoint[i] * out[i];
        }
        return sum;
    }

    /** {@code Σ |adjoint · output|}: what the loss is added up from. */
    public double magnitude() {
        double[] out = outputs();
        double sum = 0;
        for (int i = 0; i < out.length; i++) {
            sum += Math.abs(adjoint[i] * out[i]);
        }
        return sum;
    }

    /** The new joint state of the plain twin, layers from the bottom, each layer's states in the cell's order. */
    double[] jointStep(double[] input, double[] old) {
        plain.forEach(NaiveCell::forgetKinks);
        double[] out = new double[old.length];
        double[] x = input;
        int at = 0;
        for (int l = 0; l < shapes.size(); l++) {
            List<String> names = shapes.get(l).cell().states();
            Map<String, double[]> states = new HashMap<>();
            for (int s = 0; s < names.size(); s++) {
                states.put(names.get(s), row(old, at / sizes.hidden + s, sizes.hidden));
            }
            Map<String, double[]> now = plain.get(l).step(x, states, Map.of());
            for (String name : names) {
                System.arraycopy(now.get(name), 0, out, at, sizes.hidden);
                at += sizes.hidden;
            }
            x = above(l, x, now);
        }
        return out;
    }

    /** What a layer hands up. */
    private double[] above(int l, double[] x, Map<String, double[]> now) {
        double[] output = Objects.requireNonNull(now.get(shapes.get(l).cell().output())).clone();
        for (int i = 0; residual && l > 0 && i < output.length; i++) {
            output[i] += x[i];
        }
        return output;
    }

    /** Row {@code k} of an array of rows, copied. */
    public static double[] row(double[] array, int k, int width) {
        return java.util.Arrays.copyOfRange(array, k * width, (k + 1) * width);
    }
}
