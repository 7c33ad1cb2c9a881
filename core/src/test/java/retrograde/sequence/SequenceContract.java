package retrograde.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.engine.Activations;
import retrograde.engine.Differences;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Weights;
import retrograde.equation.Cell;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.engine.Differences.assertClose;
import static retrograde.engine.Differences.assertDerivative;
import static retrograde.engine.Differences.jacobian;
import static retrograde.sequence.Specimen.row;

/** What holds for any cell over a sequence. */
public final class SequenceContract {
    private final Specimen drawn;
    private final Stack stack;
    private final Cell cell;
    private final int depth;
    private final int hidden;
    private final int inputs;
    private final int steps;
    private final int batch;

    /** Prepares the stack of a specimen. */
    public SequenceContract(Specimen drawn) {
        this.drawn = drawn;
        this.stack = drawn.stack();
        this.depth = stack.depth();
        this.cell = stack.layer(0).shape().cell();
        this.hidden = drawn.sizes().hidden();
        this.inputs = drawn.sizes().inputs();
        this.steps = drawn.sizes().steps();
        this.batch = drawn.sizes().batch();
    }

    /** Gradients of one backward pass. */
    private final class Gradients {
        final List<Weights> weights = new ArrayList<>();
        final double[] input;
        final List<double[][]> initial = new ArrayList<>();

        Gradients(List<Activations> run, double[] adjoint) {
            List<GradientSink> sinks = new ArrayList<>();
            int size = run.get(0).batch();
            for (int l = 0; l < depth; l++) {
                weights.add(new Weights(stack.layer(l).shape()));
                sinks.add(Interpreter.into(weights.get(l), size));
                initial.add(new double[cell.states().size()][size * hidden]);
            }
            input = new double[run.get(0).input().length];
            stack.backward(run, adjoint, input, initial, sinks);
        }

        double[] flat() {
            return weights.stream()
                    .flatMap(w -> w.arrays().values().stream())
                    .flatMapToDouble(Arrays::stream)
                    .map(v -> v + 0.0) // −0 and 0 are the same gradient
                    .toArray();
        }
    }

    /** Outputs are those of the plain evaluator. */
    public void outputsAreRight() {
        List<Activations> run = stack.forward(drawn.input, steps, batch, null);
        // Sums of at most 5 products in another order: a few units in the last place a step, seven steps, two layers.
        assertClose("output", stack.output(run), drawn.outputs(), 1e-13);
    }

    /** {@code dL/dθ}, {@code dL/dx} and {@code dL/ds₀} are those of differences. */
    public void gradientsAreRight() {
        Gradients g = new Gradients(stack.forward(drawn.input, steps, batch, null), drawn.adjoint);
        assertDerivative("dL/dx", g.input, differences(drawn.input), drawn.magnitude());
        for (int l = 0; l < depth; l++) {
            String layer = (l + 1) + "/";
            for (var parameter : cell.parameters()) {
                assertDerivative("dL/d" + layer + parameter.name(), g.weights.get(l).get(parameter.name()),
                        differences(drawn.weights.get(l).get(parameter.name())), drawn.magnitude());
            }
            for (int k = 0; k < cell.states().size(); k++) {
                assertDerivative("dL/d" + layer + cell.states().get(k) + "_0", g.initial.get(l)[k],
                        differences(drawn.starting.get(l)[k]), drawn.magnitude());
            }
        }
    }

    private double[] differences(double[] point) {
        return Differences.gradient(drawn::loss, drawn::sides, point);
    }

    /** Real-time recurrent learning and backpropagation through time give one gradient, to 1e-12. */
    public void forwardAndBackwardAgree() {
        double[] x = sequence(drawn.input, 1, 0, inputs);
        double[] adjoint = sequence(drawn.adjoint, 1, 0, hidden);
        List<Activations> run = stack.forward(x, steps, 1, null);
        double[] everyStep = new double[0];
        double[] lastStep = new double[0];
        for (int length = 1; length <= steps; length++) {
            ForwardGradient forward = new ForwardGradient(stack);
            forward.run(stack.forward(Arrays.copyOf(x, length * inputs), length, 1, null));
            lastStep = new double[forward.parameters()];
            for (int source : stack.sources(depth)) {
                int row = stack.stateOffset(source) + cell.states().indexOf(cell.output()) * hidden;
                for (int i = 0; i < hidden; i++) {
                    for (int p = 0; p < lastStep.length; p++) {
                        lastStep[p] += adjoint[(length - 1) * hidden + i]
                                * forward.sensitivity()[(row + i) * lastStep.length + p];
                    }
                }
            }
            everyStep = length == 1 ? lastStep : sum(everyStep, lastStep);
        }
        double[] last = new double[adjoint.length];
        System.arraycopy(adjoint, (steps - 1) * hidden, last, (steps - 1) * hidden, hidden);
        assertClose("loss at the last step", lastStep, new Gradients(run, last).flat(), 1e-12);
        assertClose("loss at every step", everyStep, new Gradients(run, adjoint).flat(), 1e-12);
    }

    /** A sequence that starts later in the batch has exactly the values and gradients of the shorter sequence. */
    public void laterStartsAreShorterSequences(int... starts) {
        List<Activations> run = stack.forward(drawn.input, steps, batch, starts);
        Gradients together = new Gradients(run, drawn.adjoint);
        double[] summed = new double[0];
        for (int b = 0; b < batch; b++) {
            int from = starts[b];
            List<Activations> alone = stack.forward(sequence(drawn.input, b, from, inputs), steps - from, 1, null);
            Gradients g = new Gradients(alone, sequence(drawn.adjoint, b, from, hidden));
            assertThat(sequence(stack.output(run), b, from, hidden)).isEqualTo(stack.output(alone));
            assertThat(sequence(together.input, b, from, inputs)).isEqualTo(g.input);
            for (int l = 0; l < depth; l++) {
                for (int k = 0; k < cell.states().size(); k++) {
                    assertThat(row(together.initial.get(l)[k], b, hidden)).isEqualTo(g.initial.get(l)[k]);
                    String state = cell.states().get(k);
                    assertThat(row(run.get(l).state(state), from * batch + b, hidden)).isEqualTo(stack.initial(l)[k]);
                }
            }
            // Alone but padded: the very same bits, weights too, since what comes before the start adds zeros.
            List<Activations> padded = stack.forward(sequence(drawn.input, b, 0, inputs), steps, 1, new int[] {from});
            assertThat(new Gradients(padded, sequence(drawn.adjoint, b, 0, hidden)).flat()).isEqualTo(g.flat());
            summed = b == 0 ? g.flat() : sum(summed, g.flat());
        }
        // A sum over sequences in another order.
        assertClose("dL/dθ", together.flat(), summed, 1e-14);
    }

    /** The joint Jacobian of all layers is that of differences. */
    public void jointJacobianIsRight(int t) {
        List<Activations> run = stack.forward(drawn.input, steps, batch, null);
        JointJacobian joint = new JointJacobian(stack, run);
        int n = joint.size();
        assertThat(n).isEqualTo(depth * cell.states().size() * hidden);
        joint.at(t);
        for (int b = 0; b < batch; b++) {
            double[] old = jointState(run, t, b);
            double[] x = row(drawn.input, t * batch + b, inputs);
            double[] actual = new double[n * n];
            Arrays.fill(actual, Double.NaN);
            joint.write(b, actual);
            assertDerivative("J_" + t, actual, jacobian(() -> drawn.jointStep(x, old), drawn::sides, old),
                    drawn.magnitude());
        }
    }

    private double[] jointState(List<Activations> run, int t, int b) {
        double[] joint = new double[stack.stateSize()];
        int at = 0;
        for (int l = 0; l < depth; l++) {
            for (String state : cell.states()) {
                System.arraycopy(run.get(l).state(state), (t * batch + b) * hidden, joint, at, hidden);
                at += hidden;
            }
        }
        return joint;
    }

    /** Sequence {@code b} of {@code [T,B,width]} from a step on, {@code [T − from, 1, width]}. */
    private double[] sequence(double[] values, int b, int from, int width) {
        double[] out = new double[(steps - from) * width];
        for (int t = from; t < steps; t++) {
            System.arraycopy(values, (t * batch + b) * width, out, (t - from) * width, width);
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
