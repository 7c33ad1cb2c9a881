package retrograde.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.sequence.Specimen.Sizes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static retrograde.sequence.Specimen.row;

/** Oracles with a formula: determinants of step Jacobians (O11–O13), scalar recurrences (O16, O17). */
class ClosedFormsTest {
    private static final Sizes SIZES = new Sizes(9, 4, 6, 2);

    /** A drawn layer that has been run. */
    private record Run(Specimen drawn, Activations activations, JointJacobian jacobian) {
        static Run of(String cell, long seed) {
            Specimen s = Specimen.of(Zoo.cell(cell), 1, SIZES, seed);
            Stack stack = s.stack();
            List<Activations> all = stack.forward(s.input, SIZES.steps(), SIZES.batch(), null);
            return new Run(s, all.get(0), new JointJacobian(stack, all));
        }

        /** {@code Σ_j ln|f(name_j)|} at one step of one sequence. */
        double sum(String name, int t, int b, DoubleUnaryOperator f) {
            double[] values = row(activations.named(name), t * SIZES.batch() + b, SIZES.hidden());
            return java.util.Arrays.stream(values).map(v -> StrictMath.log(Math.abs(f.applyAsDouble(v)))).sum();
        }

        double logDet(String matrix) {
            return ClosedFormsTest.logDet(drawn.weights.get(0).get(matrix), SIZES.hidden());
        }

        interface Formula {
            double at(int t, int b);
        }

        void check(Formula formula) {
            int n = jacobian.size();
            double[] j = new double[n * n];
            for (int t = 0; t < SIZES.steps(); t++) {
                jacobian.at(t);
                for (int b = 0; b < SIZES.batch(); b++) {
                    jacobian.write(b, j);
                    // ln|det| of a matrix whose entries and LU are wrong by some n roundings moves by condition times that.
                    double condition = NormOps_DDRM.conditionP2(new DMatrixRMaj(n, n, true, j.clone()));
                    assertThat(condition).isLessThan(1e8);
                    assertThat(ClosedFormsTest.logDet(j, n)).isCloseTo(formula.at(t, b),
                            within(10 * n * Math.ulp(0.5) * condition));
                }
            }
        }
    }

    private static double logDet(double[] matrix, int n) {
        var lu = DecompositionFactory_DDRM.lu(n, n);
        assertThat(lu.decompose(new DMatrixRMaj(n, n, true, matrix.clone()))).isTrue();
        DMatrixRMaj upper = lu.getUpper(null);
        return IntStream.range(0, n).mapToDouble(i -> StrictMath.log(Math.abs(upper.get(i, i)))).sum();
    }

    private static double slope(double gate) {
        return gate * (1 - gate);
    }

    @Test
    void determinantOfTheTanhNetwork() {
        Run run = Run.of("rnn_tanh", 1);
        run.check((t, b) -> run.logDet("U") + run.sum("h", t, b, h -> 1 - h * h));
    }

    @Test
    void determinantOfTheLstm() {
        Run run = Run.of("lstm", 2);
        run.check((t, b) -> run.sum("f", t, b, f -> f) + run.sum("c", t, b, StrictMath::tanh)
                + run.sum("o", t, b, ClosedFormsTest::slope) + run.logDet("U_o"));
    }

    @Test
    void determinantOfTheGruWithTheResetLast() {
        Run run = Run.of("gru_reset_last", 3);
        run.check((t, b) -> run.sum("z", t, b, z -> 1 - z) + run.sum("c", t, b, c -> c)
                + run.sum("r", t, b, ClosedFormsTest::slope) + run.logDet("U_r"));
    }

    private static Stack scalar(String text, Map<String, Double> weights, double first) {
        Cell cell = CellParser.parse(text, "scalar");
        LayerShape shape = new LayerShape(cell, 1, 1);
        Weights w = new Weights(shape);
        weights.forEach((name, value) -> w.get(name)[0] = value);
        return new Stack(List.of(shape), List.of(w), List.<double[][]>of(new double[][] {{first}}));
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    /** O17: {@code h_t = u h_{t−1} + 1} from 0. */
    @ParameterizedTest
    @CsvSource({".9,100", "1.1,40", "-.7,25", ".5,1"})
    void gradientOfTheScalarLinearRecurrence(double u, int steps) {
        Stack stack = scalar("cell linear\nstate h\nh' = U h + W x\n", Map.of("U", u, "W", 1.0), 0);
        List<Activations> run = stack.forward(ones(steps), steps, 1, null);
        double[] adjoint = new double[steps];
        adjoint[steps - 1] = 1;
        double[] parts = new double[steps];
        GradientSink sink = new GradientSink() {
            @Override
            public void matrix(int t, String matrix, Rows a, Rows operand) {
                if (matrix.equals("U")) {
                    parts[steps - 1 - t] = a.array()[a.offset()] * operand.array()[operand.offset()];
                }
            }

            @Override
            public void vector(int t, String parameter, Rows a) {}
        };
        stack.backward(run, adjoint, null, null, List.of(sink));
        double[] h = run.get(0).state("h");
        double sum = 0;
        for (int k = 0; k < steps; k++) {
            // Lag k: u^k h_{T−k−1}, h_t = (1 − u^t)/(1 − u); k multiplications.
            double expected = StrictMath.pow(u, k) * (1 - StrictMath.pow(u, steps - k - 1)) / (1 - u);
            assertThat(parts[k]).isCloseTo(expected, within(1e-14 * steps * Math.max(1, Math.abs(expected))));
            assertThat(h[steps - k - 1]).isCloseTo((1 - StrictMath.pow(u, steps - k - 1)) / (1 - u),
                    within(1e-14 * steps * StrictMath.pow(Math.max(1, u), steps)));
            sum += parts[k];
        }
        double total = (1 - steps * StrictMath.pow(u, steps - 1) + (steps - 1) * StrictMath.pow(u, steps))
                / ((1 - u) * (1 - u));
        assertThat(sum).isCloseTo(total, within(1e-14 * steps * Math.max(1, Math.abs(total))));
        ForwardGradient forward = new ForwardGradient(stack);
        forward.run(run);
        assertThat(forward.sensitivity()[0]).isCloseTo(sum, within(1e-14 * steps * Math.max(1, Math.abs(total))));
        if (u == 0.9) {
            assertThat(sum).isCloseTo(99.96783119468064, within(1e-12));
        }
    }

    /** O16: {@code h = tanh(u h)} settles where the slope is {@code u (1 − h*²)}. */
    @ParameterizedTest
    @CsvSource({"1.1,.5029405749,.8217558559", "2,.9575040241,.1663720878", "5,.9999091217,9.087415534e-4"})
    void fixedPointAndSlopeOfTheScalarTanh(double u, double point, double slope) {
        Stack stack = scalar("cell a\nstate h\nh' = tanh(U h)\n", Map.of("U", u), 0.2);
        int steps = 300;
        List<Activations> run = stack.forward(ones(steps), steps, 1, null);
        assertThat(run.get(0).output()[steps - 1]).isCloseTo(point, within(5e-11));
        double[] j = new double[1];
        JointJacobian jacobian = new JointJacobian(stack, run);
        jacobian.at(steps - 1);
        jacobian.write(0, j);
        // Ten digits are given; u·2h*·δh ≤ 10 · 5e-11.
        assertThat(j[0]).isCloseTo(slope, within(5e-10));
    }

    /** A linear network's Jacobian is its matrix, whatever the input. */
    @Test
    void theJacobianOfALinearNetworkIsItsMatrix() {
        Cell cell = CellParser.parse("cell linear\nstate h\nh' = U h + W x\n", "linear");
        LayerShape shape = new LayerShape(cell, 2, 1);
        Weights w = new Weights(shape);
        System.arraycopy(new double[] {.9, 10, 0, .8}, 0, w.get("U"), 0, 4);
        Stack stack = new Stack(List.of(shape), List.of(w), List.<double[][]>of(new double[1][2]));
        JointJacobian jacobian = new JointJacobian(stack, stack.forward(ones(4), 4, 1, null));
        for (int t = 0; t < 4; t++) {
            jacobian.at(t);
            double[] j = new double[4];
            jacobian.write(0, j);
            assertThat(j).containsExactly(.9, 10, 0, .8);
        }
    }

    /** The input Jacobian of a stack is never confused with the state's: layers of different widths. */
    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru_reset_last"})
    void layersOfDifferentWidthsStack(String name) {
        Cell cell = Zoo.cell(name);
        List<LayerShape> shapes = List.of(new LayerShape(cell, 4, 3), new LayerShape(Zoo.cell("gru"), 6, 4),
                new LayerShape(cell, 2, 6));
        List<Weights> weights = new ArrayList<>();
        List<double[][]> initial = new ArrayList<>();
        var random = java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        for (LayerShape shape : shapes) {
            Weights w = new Weights(shape);
            w.arrays().values().forEach(a -> Specimen.gaussian(a, 0.5, random));
            weights.add(w);
            initial.add(new double[shape.cell().states().size()][shape.hidden()]);
        }
        Stack stack = new Stack(shapes, weights, initial);
        double[] x = new double[5 * 3];
        Specimen.gaussian(x, 1, random);
        List<Activations> run = stack.forward(x, 5, 1, null);
        double[] adjoint = new double[5 * 2];
        Specimen.gaussian(adjoint, 1, random);
        java.util.Arrays.fill(adjoint, 0, 4 * 2, 0);
        List<Weights> gradients = shapes.stream().map(Weights::new).toList();
        stack.backward(run, adjoint, null, null, gradients.stream().map(g -> Interpreter.into(g, 1)).toList());
        ForwardGradient forward = new ForwardGradient(stack);
        forward.run(run);
        int top = stack.stateOffset(2) + cell.states().indexOf(cell.output()) * 2;
        double[] backward = gradients.stream()
                .flatMap(g -> g.arrays().values().stream())
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
        double[] carried = new double[backward.length];
        for (int p = 0; p < carried.length; p++) {
            carried[p] = adjoint[8] * forward.sensitivity()[top * carried.length + p]
                    + adjoint[9] * forward.sensitivity()[(top + 1) * carried.length + p];
        }
        retrograde.engine.Differences.assertClose("dL/dθ", carried, backward, 1e-12);
    }
}
