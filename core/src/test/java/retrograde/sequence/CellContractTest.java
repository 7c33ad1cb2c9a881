package retrograde.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.SampleCells;
import retrograde.engine.Weights;
import retrograde.equation.Cell;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.engine.Differences.assertClose;
import static retrograde.engine.Differences.assertDerivative;
import static retrograde.engine.Differences.gradient;
import static retrograde.engine.Differences.jacobian;
import static retrograde.sequence.Specimen.BATCH;
import static retrograde.sequence.Specimen.HIDDEN;
import static retrograde.sequence.Specimen.INPUTS;
import static retrograde.sequence.Specimen.STEPS;
import static retrograde.sequence.Specimen.row;

/** What holds for every cell over a sequence, one layer and two. */
class CellContractTest {

    static Stream<Arguments> cells() {
        return SampleCells.all()
                .stream()
                .flatMap(c -> Stream.of(1, 2).map(depth -> Arguments.of(Named.of(c.name(), c), depth)));
    }

    /** Gradients of one backward pass. */
    private static final class Gradients {
        final List<Weights> weights = new ArrayList<>();
        final double[] input;
        final List<double[][]> initial = new ArrayList<>();

        Gradients(Stack stack, List<Activations> run, double[] adjoint) {
            List<GradientSink> sinks = new ArrayList<>();
            int batch = run.get(0).batch();
            for (int l = 0; l < stack.depth(); l++) {
                weights.add(new Weights(stack.layer(l).shape()));
                sinks.add(Interpreter.into(weights.get(l), batch));
                initial.add(new double[stack.initial(l).length][batch * HIDDEN]);
            }
            input = new double[run.get(0).input().length];
            stack.backward(run, adjoint, input, initial, sinks);
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void outputsAreThoseOfThePlainEvaluator(Cell cell, int depth) {
        Specimen s = Specimen.of(cell, depth, 1);
        List<Activations> run = s.stack().forward(s.input, STEPS, BATCH, null);
        // Sums of at most 5 products in another order: a few units in the last place a step, seven steps, two layers.
        assertClose("output", run.get(depth - 1).output(), s.outputs(), 1e-13);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void gradientsAreThoseOfDifferences(Cell cell, int depth) {
        Specimen.check(cell, depth, 2, s -> checkGradients(cell, depth, s));
        Specimen.check(cell, depth, 3, s -> checkGradients(cell, depth, s.lossAtLastStep()));
    }

    private static void checkGradients(Cell cell, int depth, Specimen s) {
        Stack stack = s.stack();
        Gradients g = new Gradients(stack, stack.forward(s.input, STEPS, BATCH, null), s.adjoint);
        assertDerivative("dL/dx", g.input, gradient(s::loss, s.input));
        for (int l = 0; l < depth; l++) {
            String layer = (l + 1) + "/";
            for (var parameter : cell.parameters()) {
                assertDerivative("dL/d" + layer + parameter.name(), g.weights.get(l).get(parameter.name()),
                        gradient(s::loss, s.weights.get(l).get(parameter.name())));
            }
            for (int k = 0; k < cell.states().size(); k++) {
                assertDerivative("dL/d" + layer + cell.states().get(k) + "_0", g.initial.get(l)[k],
                        gradient(s::loss, s.starting.get(l)[k]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theGradientCarriedForwardIsTheOneCarriedBackward(Cell cell, int depth) {
        Specimen s = Specimen.of(cell, depth, 4);
        Stack stack = s.stack();
        double[] x = sequence(s.input, 1, 0, INPUTS);
        double[] adjoint = sequence(s.adjoint, 1, 0, HIDDEN);
        List<Activations> run = stack.forward(x, STEPS, 1, null);
        double[] everyStep = new double[0];
        int top = stack.stateOffset(depth - 1) + cell.states().indexOf(cell.output()) * HIDDEN;
        for (int steps = 1; steps <= STEPS; steps++) {
            ForwardGradient forward = new ForwardGradient(stack);
            forward.run(stack.forward(Arrays.copyOf(x, steps * INPUTS), steps, 1, null));
            double[] atThisStep = new double[forward.parameters()];
            for (int i = 0; i < HIDDEN; i++) {
                for (int p = 0; p < atThisStep.length; p++) {
                    atThisStep[p] += adjoint[(steps - 1) * HIDDEN + i]
                            * forward.sensitivity()[(top + i) * atThisStep.length + p];
                }
            }
            everyStep = steps == 1 ? atThisStep : sum(everyStep, atThisStep);
            if (steps == STEPS) {
                double[] last = new double[adjoint.length];
                System.arraycopy(adjoint, (STEPS - 1) * HIDDEN, last, (STEPS - 1) * HIDDEN, HIDDEN);
                assertClose("loss at the last step", atThisStep, flat(new Gradients(stack, run, last)), 1e-12);
            }
        }
        assertClose("loss at every step", everyStep, flat(new Gradients(stack, run, adjoint)), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceThatStartsLaterIsTheShorterSequence(Cell cell, int depth) {
        Specimen s = Specimen.of(cell, depth, 5);
        Stack stack = s.stack();
        int[] starts = {0, 2, 6};
        List<Activations> run = stack.forward(s.input, STEPS, BATCH, starts);
        Gradients together = new Gradients(stack, run, s.adjoint);
        double[] summed = new double[0];
        for (int b = 0; b < BATCH; b++) {
            int length = STEPS - starts[b];
            List<Activations> alone = stack.forward(sequence(s.input, b, starts[b], INPUTS), length, 1, null);
            Gradients g = new Gradients(stack, alone, sequence(s.adjoint, b, starts[b], HIDDEN));
            assertThat(sequence(run.get(depth - 1).output(), b, starts[b], HIDDEN))
                    .isEqualTo(alone.get(depth - 1).output());
            assertThat(sequence(together.input, b, starts[b], INPUTS)).isEqualTo(g.input);
            for (int l = 0; l < depth; l++) {
                for (int k = 0; k < cell.states().size(); k++) {
                    assertThat(row(together.initial.get(l)[k], b, HIDDEN)).isEqualTo(g.initial.get(l)[k]);
                    String state = cell.states().get(k);
                    assertThat(row(run.get(l).state(state), starts[b] * BATCH + b, HIDDEN))
                            .isEqualTo(stack.initial(l)[k]);
                }
            }
            // Alone but padded: the very same bits, weights too, since what comes before the start adds zeros.
            List<Activations> padded = stack.forward(sequence(s.input, b, 0, INPUTS), STEPS, 1, new int[] {starts[b]});
            Gradients p = new Gradients(stack, padded, sequence(s.adjoint, b, 0, HIDDEN));
            assertThat(flat(p)).isEqualTo(flat(g));
            summed = b == 0 ? flat(g) : sum(summed, flat(g));
        }
        // A sum over three sequences in another order.
        assertClose("dL/dθ", flat(together), summed, 1e-14);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theJointJacobianIsThatOfDifferences(Cell cell, int depth) {
        Specimen s = Specimen.of(cell, depth, 6);
        Stack stack = s.stack();
        List<Activations> run = stack.forward(s.input, STEPS, BATCH, null);
        JointJacobian joint = new JointJacobian(stack, run);
        int n = joint.size();
        assertThat(n).isEqualTo(depth * cell.states().size() * HIDDEN);
        for (int t : new int[] {0, STEPS - 1}) {
            joint.at(t);
            for (int b = 0; b < BATCH; b++) {
                double[] old = jointState(stack, run, t, b);
                double[] x = row(s.input, t * BATCH + b, INPUTS);
                double[] actual = new double[n * n];
                Arrays.fill(actual, Double.NaN);
                joint.write(b, actual);
                assertDerivative("J_" + t, actual, jacobian(() -> PlainStack.step(s, x, old), old));
            }
        }
    }

    private static double[] jointState(Stack stack, List<Activations> run, int t, int b) {
        double[] joint = new double[stack.stateSize()];
        int at = 0;
        for (int l = 0; l < stack.depth(); l++) {
            for (String state : stack.layer(l).shape().cell().states()) {
                System.arraycopy(run.get(l).state(state), (t * BATCH + b) * HIDDEN, joint, at, HIDDEN);
                at += HIDDEN;
            }
        }
        return joint;
    }

    private static double[] flat(Gradients g) {
        return g.weights.stream()
                .flatMap(w -> w.arrays().values().stream())
                .flatMapToDouble(Arrays::stream)
                .map(v -> v + 0.0) // −0 and 0 are the same gradient
                .toArray();
    }

    /** Sequence {@code b} of {@code [T,B,width]} from a step on, {@code [T − from, 1, width]}. */
    private static double[] sequence(double[] values, int b, int from, int width) {
        double[] out = new double[(STEPS - from) * width];
        for (int t = from; t < STEPS; t++) {
            System.arraycopy(values, (t * BATCH + b) * width, out, (t - from) * width, width);
        }
        return out;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] out = a.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += b[i];
        }
        return out;
    }
}
