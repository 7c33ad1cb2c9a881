package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.data.Batch;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Weights;
import retrograde.model.Model;
import retrograde.sequence.ForwardGradient;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * C1: the gradient of an RNN is an RNN. {@code ds_t/dθ = J_t · ds_{t−1}/dθ + ∂s_t/∂θ} (E2), run forward with the trained
 * network on real text, must give what backpropagation through time (E3) gives.
 *
 * <p>
 * Criterion: {@code ‖RTRL − BPTT‖ / ‖BPTT‖ ≤ 1e-11} for the gradient of {@code v·output_T}, all cells. Both sum some
 * 10⁵ products a component; with rounding of 1e-16 each and growth below 10² that bounds it. Control: (E2) without the
 * recurrent term, which leaves {@code ∂s_T/∂θ} alone.
 */
final class C01GradientIsRecurrent implements Claim {
    private static final double TOLERANCE = 1e-11;
    private static final List<String> CELLS = List.of("rnn_tanh", "lstm", "gru", "gru_reset_last");

    @Override
    public String id() {
        return "C1";
    }

    /** Relative differences from BPTT. */
    private record Differences(double whole, double withoutRecurrence) {}

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Differences> all = laboratory.each(CELLS, cell -> differences(laboratory, cell));
        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        boolean equal = true;
        boolean equalWithout = true;
        for (int i = 0; i < CELLS.size(); i++) {
            figures.add(
                    Figure.of("relative difference of RTRL and BPTT", CELLS.get(i), all.get(i).whole(), Figure.EXACT));
            control.add(Figure.of("relative difference without the recurrent term", CELLS.get(i),
                    all.get(i).withoutRecurrence(), Figure.EXACT));
            equal &= all.get(i).whole() <= TOLERANCE;
            equalWithout &= all.get(i).withoutRecurrence() <= TOLERANCE;
        }
        Chart chart = Chart.bars("Difference from backpropagation through time", Chart.Axis.log("relative difference"),
                CELLS,
                List.of(Chart.Series.bars("E2", all.stream().mapToDouble(Differences::whole).toArray(), new double[0]),
                        Chart.Series.bars("E2 − J", all.stream().mapToDouble(Differences::withoutRecurrence).toArray(),
                                new double[0])));
        return new Finding(Answer.of(equal), figures, Answer.of(equalWithout), control, List.of(), List.of(chart));
    }

    private static Differences differences(Laboratory laboratory, String cell) {
        // RTRL carries n·|θ| numbers, so the network is small; T is that of the other experiments on text.
        Recipe standard = laboratory.standard(cell, "moby-dick", laboratory.seed());
        Recipe small = new Recipe(standard.cell(), standard.data(), standard.steps(), 8, 16, standard.updates(), 0.02,
                1, Map.of(), standard.seed());
        Model model = laboratory.trained(small).model();
        int steps = small.steps();
        Batch batch = small.data().heldOut(laboratory.random("C1"), steps, 1);
        Stack stack = model.stack();
        double[] input = model.embed(batch.inputs());
        List<Activations> run = stack.forward(input, steps, 1, null);
        int hidden = model.architecture().topHidden();
        double[] v = new double[hidden];
        var random = laboratory.random("C1 direction");
        for (int i = 0; i < hidden; i++) {
            v[i] = random.nextGaussian();
        }
        double[] adjoint = new double[steps * hidden];
        System.arraycopy(v, 0, adjoint, (steps - 1) * hidden, hidden);
        Weights backward = new Weights(model.architecture().layers().get(0));
        stack.backward(run, adjoint, null, null, List.of(Interpreter.into(backward, 1)));
        double[] bptt = flat(backward);

        ForwardGradient whole = new ForwardGradient(stack);
        whole.run(run);
        ForwardGradient before = new ForwardGradient(stack);
        before.run(stack.forward(Arrays.copyOf(input, input.length / steps * (steps - 1)), steps - 1, 1, null));
        double[] rtrl = project(whole.sensitivity(), v, stack, whole.parameters());
        JointJacobian jacobian = new JointJacobian(stack, run);
        jacobian.at(steps - 1);
        double[] carried = new double[before.sensitivity().length];
        jacobian.times(0, before.sensitivity(), before.parameters(), carried);
        double[] recurrent = project(carried, v, stack, whole.parameters());
        double[] direct = rtrl.clone();
        for (int i = 0; i < direct.length; i++) {
            direct[i] -= recurrent[i];
        }
        return new Differences(difference(rtrl, bptt), difference(direct, bptt));
    }

    /** {@code vᵀ · doutput/dθ}. */
    private static double[] project(double[] sensitivity, double[] v, Stack stack, int parameters) {
        var cell = stack.layer(0).shape().cell();
        int row = cell.states().indexOf(cell.output()) * v.length;
        double[] result = new double[parameters];
        for (int i = 0; i < v.length; i++) {
            for (int p = 0; p < parameters; p++) {
                result[p] += v[i] * sensitivity[(row + i) * parameters + p];
            }
        }
        return result;
    }

    private static double[] flat(Weights weights) {
        return weights.arrays().values().stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double difference(double[] a, double[] b) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
            all += b[i] * b[i];
        }
        return Math.sqrt(squares / all);
    }
}
