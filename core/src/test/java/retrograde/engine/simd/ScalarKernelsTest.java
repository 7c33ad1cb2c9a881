package retrograde.engine.simd;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.engine.LayerShape;
import retrograde.engine.SampleCells;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.Graph;

import static org.assertj.core.api.Assertions.assertThat;

/** Kernels on single numbers, for a virtual machine without the Vector API, give the bits of those on vectors. */
class ScalarKernelsTest {

    @ParameterizedTest
    @EnumSource(Format.class)
    void scalarAndVectorKernelsGiveTheSameBits(Format format) {
        assertThat(VectorModule.PRESENT).as("the tests run with the Vector API").isTrue();
        for (Cell cell : SampleCells.all()) {
            Map<String, double[]> vectors = run(cell, new Kernels(format, true, 2));
            Map<String, double[]> scalars = run(cell, new Kernels(format, false, 2));
            vectors.forEach((name,
                    a) -> assertThat(Arrays.equals(a, scalars.get(name))).as("%s of %s", name, cell.name()).isTrue());
        }
    }

    /** How a program is split into loops changes nothing but time. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void oneLoopAndManyGiveTheSameBits(Format format) {
        for (Cell cell : SampleCells.all()) {
            Map<String, double[]> many = run(cell, new Kernels(format, true, 1));
            Map<String, double[]> one = run(cell, new Kernels(format, true, 100));
            many.forEach((name, a) -> assertThat(Arrays.equals(a, one.get(name))).as("%s of %s", name, cell.name())
                    .isTrue());
        }
    }

    private static Map<String, double[]> run(Cell cell, Kernels kernels) {
        int steps = 3;
        int batch = 5;
        LayerShape shape = new LayerShape(cell, 19, 6, Map.of("R", 4));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        Weights weights = new Weights(shape);
        weights.arrays().values().forEach(a -> Arrays.setAll(a, i -> 0.2 * random.nextGaussian()));
        double[] input = random.doubles((long) steps * batch * 6, -1, 1).toArray();
        Plan plan = new Plan(new Graph(cell));
        Layout layout = new Layout(plan, shape::size, kernels.format(), kernels.lanes(), batch, steps, 1);
        Map<String, double[]> result = new HashMap<>();
        try (Team team = new Team(1)) {
            CompiledCell compiled = new CompiledCell(plan, shape::size, kernels, team, layout);
            compiled.pack(weights.arrays());
            var sequence = new CompiledCell.Sequence(steps, input, new double[cell.states().size()][19],
                    new int[batch]);
            double[] outputs = new double[steps * batch * 19];
            compiled.forward(sequence, (memory, t, b, at) -> memory.copyOut(at, outputs, (t * batch + b) * 19, 19));
            double[] dx = new double[input.length];
            compiled.backward(sequence, (memory, t, b, at, output) -> memory.addScaled(0.5, output, at, 19),
                    new CompiledCell.Wanted(true, dx, null, null));
            Map<String, double[]> gradient = new LinkedHashMap<>();
            weights.arrays().forEach((name, a) -> gradient.put(name, new double[a.length]));
            compiled.addGradients(gradient);
            result.putAll(gradient);
            result.put("output", outputs);
            result.put("adjoint of x", dx);
        }
        return result;
    }
}
