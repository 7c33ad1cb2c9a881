package retrograde.engine.simd;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.Graph;

/** Both passes of a small layer by kernels of a test's choice; everything that comes out, by name. */
final class CellRun {
    private static final int HIDDEN = 19;
    private static final int INPUTS = 6;

    private CellRun() {}

    /** Three steps of five sequences on one thread. */
    static Map<String, double[]> of(Cell cell, Kernels kernels) {
        return of(cell, kernels, 1, 3, new int[5], 3, Long.MAX_VALUE);
    }

    /** The result of {@link #of}; under {@code shared} one number, 1 if threads shared the units of a step. */
    static Map<String, double[]> of(Cell cell, Kernels kernels, int threads, int steps, int[] starts, int capacity,
            long worthMeeting) {
        int batch = starts.length;
        LayerShape shape = new LayerShape(cell, HIDDEN, INPUTS, Map.of("R", 4));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        Weights weights = new Weights(shape);
        weights.arrays().values().forEach(a -> Arrays.setAll(a, i -> 0.2 * random.nextGaussian()));
        double[] input = random.doubles((long) steps * batch * INPUTS, -1, 1).toArray();
        double[][] initial = new double[cell.states().size()][];
        Arrays.setAll(initial, s -> random.doubles(HIDDEN, -0.5, 0.5).toArray());
        Plan plan = new Plan(new Graph(cell));
        Layout layout = new Layout(plan, shape::size, kernels.format(), kernels.lanes(), batch, capacity,
                (steps + capacity - 1) / capacity);
        Map<String, double[]> result = new HashMap<>();
        try (Team team = new Team(threads)) {
            CompiledCell compiled = new CompiledCell(plan, shape::size, kernels, team, layout, worthMeeting);
            compiled.pack(weights.arrays());
            var sequence = new CompiledCell.Sequence(steps, input, initial, starts, new double[0][]);
            double[] outputs = new double[steps * batch * HIDDEN];
            compiled.forward(sequence,
                    (memory, t, b, at) -> memory.copyOut(at, outputs, (t * batch + b) * HIDDEN, HIDDEN));
            double[] dx = new double[input.length];
            double[][] toInitial = new double[initial.length][batch * HIDDEN];
            double[] carried = new double[steps * batch];
            compiled.backward(sequence, (memory, t, b, at, output) -> memory.addScaled(0.5, output, at, HIDDEN),
                    new CompiledCell.Wanted(true, dx, toInitial, carried, Integer.MAX_VALUE));
            Map<String, double[]> gradient = new LinkedHashMap<>();
            weights.arrays().forEach((name, a) -> gradient.put(name, new double[a.length]));
            compiled.addGradients(gradient);
            result.putAll(gradient);
            result.put("output", outputs);
            result.put("adjoint of x", dx);
            result.put("adjoint of the initial state",
                    Arrays.stream(toInitial).flatMapToDouble(Arrays::stream).toArray());
            result.put("carried", carried);
            result.put("shared", new double[] {compiled.unitsSharable() ? 1 : 0});
        }
        return result;
    }
}
