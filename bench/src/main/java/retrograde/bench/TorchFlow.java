package retrograde.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import retrograde.engine.Weights;
import retrograde.flow.LyapunovSpectrum;
import retrograde.model.Seeds;

/**
 * libtorch's best route: the state replicated n times, one step of its cell's operation, one backward pass with the rows of
 * the identity as cotangents; for the spectrum that Jacobian, {@code bmm}, {@code linalg_qr} and the logarithms of the
 * diagonal. Several sequences go through all of it at once.
 */
final class TorchFlow implements FlowContestant {
    private final FlowProblem problem;
    private final int n;
    private final int stretch;
    private final TensorOptions options = new TensorOptions(ScalarType.Double);
    private final Tensor input;
    private final Tensor inputWeights;
    private final Tensor hiddenWeights;
    private final TensorOptional inputBias;
    private final TensorOptional hiddenBias;
    /** Cotangents of each state, {@code [S·n,H]}. */
    private final Tensor[] cotangents;
    private final Tensor[] state;
    private final Tensor frame;
    private final Tensor first;
    private int next;

    /** A step: the Jacobians {@code [S,n,n]} and the new states {@code [S,H]}. */
    private record Step(Tensor jacobians, Tensor[] states) {}

    TorchFlow(FlowProblem problem, int stretch) {
        this.problem = problem;
        this.n = problem.size();
        this.stretch = stretch;
        int h = problem.hidden();
        int s = problem.sequences();
        this.input = tensor(problem.input(), problem.steps(), s, FlowProblem.INPUTS);
        String gates = switch (problem.cell()) {
            case "lstm" -> "ifco";
            case "gru_reset_after" -> "rzn";
            default -> "";
        };
        Weights weights = problem.weights();
        inputWeights = joined(weights.arrays(), "W", gates, FlowProblem.INPUTS);
        hiddenWeights = joined(weights.arrays(), "U", gates, h);
        inputBias = new TensorOptional(joined(weights.arrays(), "b", gates, 0));
        double[] second = new double[Math.max(1, gates.length()) * h];
        if (weights.arrays().containsKey("b_hn")) {
            System.arraycopy(weights.get("b_hn"), 0, second, 2 * h, h);
        }
        hiddenBias = new TensorOptional(tensor(second, second.length));
        cotangents = new Tensor[n / h];
        for (int i = 0; i < cotangents.length; i++) {
            cotangents[i] = torch.eye(n, options).narrow(1, (long) i * h, h).repeat(s, 1).contiguous();
        }
        first = problem.exponents() == 0 ? torch.zeros(new long[] {1}, options) : firstFrame();
        frame = first.clone();
        state = new Tensor[cotangents.length];
        Arrays.setAll(state, _ -> torch.zeros(new long[] {s, h}, options));
        restart();
    }

    private Tensor tensor(double[] values, long... shape) {
        Tensor tensor = torch.zeros(shape, options);
        tensor.data_ptr_double().put(values);
        return tensor;
    }

    private Tensor joined(Map<String, double[]> weights, String letter, String gates, int columns) {
        int h = problem.hidden();
        int size = h * Math.max(1, columns);
        int blocks = Math.max(1, gates.length());
        double[] all = new double[blocks * size];
        for (int g = 0; g < blocks; g++) {
            String name = gates.isEmpty() ? letter : letter + "_" + gates.charAt(g);
            double[] values = weights.get(name);
            if (values == null) {
                throw new IllegalStateException(problem.cell() + " has no parameter " + name);
            }
            System.arraycopy(values, 0, all, g * size, size);
        }
        return columns == 0 ? tensor(all, all.length) : tensor(all, (long) blocks * h, columns);
    }

    /** The frames that ours begins with too, {@code [S,n,k]}. */
    private Tensor firstFrame() {
        int k = problem.exponents();
        double[] all = new double[problem.sequences() * n * k];
        for (int s = 0; s < problem.sequences(); s++) {
            RandomGenerator random = Seeds.generator(problem.seed(), "frame " + s);
            for (int i = 0; i < n * k; i++) {
                all[s * n * k + i] = random.nextGaussian();
            }
        }
        return torch.linalg_qr(tensor(all, problem.sequences(), n, k)).get0();
    }

    private void restart() {
        next = 0;
        frame.copy_(first);
        for (Tensor each : state) {
            each.zero_();
        }
    }

    /** Each row n times: {@code [S,H]} to {@code [S·n,H]}. */
    private Tensor replicated(Tensor state) {
        return state.unsqueeze(1).repeat(1, n, 1).view((long) problem.sequences() * n, problem.hidden());
    }

    private Step step(int t, Tensor[] states) {
        int s = problem.sequences();
        Tensor x = input.select(0, t)
                .unsqueeze(1)
                .expand(s, n, FlowProblem.INPUTS)
                .reshape((long) s * n, FlowProblem.INPUTS);
        Tensor h = replicated(states[0]).set_requires_grad(true);
        TensorVector outputs;
        TensorVector inputs;
        if (problem.cell().equals("lstm")) {
            Tensor c = replicated(states[1]).set_requires_grad(true);
            inputs = new TensorVector(h, c);
            var both = torch.lstm_cell(x, inputs, inputWeights, hiddenWeights, inputBias, hiddenBias);
            outputs = new TensorVector(both.get0(), both.get1());
        } else {
            inputs = new TensorVector(h);
            outputs = new TensorVector(problem.cell().equals("gru_reset_after")
                    ? torch.gru_cell(x, h, inputWeights, hiddenWeights, inputBias, hiddenBias)
                    : torch.rnn_tanh_cell(x, h, inputWeights, hiddenWeights, inputBias, hiddenBias));
        }
        TensorVector gradients = torch.grad(outputs, inputs, new TensorVector(cotangents), new BoolOptional(), false,
                false);
        Tensor whole = states.length == 1 ? gradients.get(0)
                : torch.cat(new TensorVector(gradients.get(0), gradients.get(1)), 1);
        Tensor[] after = new Tensor[states.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = outputs.get(i).detach().view(s, n, problem.hidden()).select(1, 0);
        }
        return new Step(whole.view(s, n, n), after);
    }

    @Override
    public int run() {
        if (next + stretch > problem.steps()) {
            restart();
        }
        int k = problem.exponents();
        try (PointerScope _ = new PointerScope()) {
            Tensor[] states = state;
            Tensor q = frame;
            Tensor logs = torch.zeros(new long[] {1}, options);
            for (int t = next; t < next + stretch; t++) {
                Step step = step(t, states);
                states = step.states();
                if (k > 0) {
                    q = torch.bmm(step.jacobians(), q);
                    if ((t + 1) % problem.every() == 0) {
                        var qr = torch.linalg_qr(q);
                        q = qr.get0();
                        logs = logs.add(qr.get1().diagonal(0, 1, 2).abs().log());
                    }
                }
            }
            logs.sum().item_double();
            keep(states, q);
        }
        next += stretch;
        return stretch * problem.sequences();
    }

    /** Copies what outlives a scope into tensors of its own. */
    private void keep(Tensor[] states, Tensor q) {
        for (int i = 0; i < states.length; i++) {
            state[i].copy_(states[i]);
        }
        if (problem.exponents() > 0) {
            frame.copy_(q);
        }
    }

    @Override
    public int runGiven() {
        return 0;
    }

    @Override
    public double[] values() {
        restart();
        int k = problem.exponents();
        int steps = problem.steps();
        int skip = k == 0 ? 0 : LyapunovSpectrum.alignment(steps);
        double[] sums = new double[k];
        double[] last = new double[0];
        for (int t = 0; t < steps; t++) {
            try (PointerScope _ = new PointerScope()) {
                Step step = step(t, state);
                Tensor q = k == 0 ? frame : torch.bmm(step.jacobians(), frame);
                if (k > 0 && ((t + 1) % problem.every() == 0 || t == skip - 1 || t == steps - 1)) {
                    var qr = torch.linalg_qr(q);
                    q = qr.get0();
                    double[] logs = t < skip ? new double[0] : values(qr.get1().diagonal(0, 1, 2).abs().log());
                    for (int i = 0; i < logs.length; i++) {
                        sums[i % k] += logs[i] / (steps - skip) / problem.sequences();
                    }
                }
                if (k == 0 && t == steps - 1) {
                    last = values(step.jacobians());
                }
                keep(step.states(), q);
            }
        }
        restart();
        if (k == 0) {
            return last;
        }
        Arrays.sort(sums);
        double[] descending = new double[k];
        Arrays.setAll(descending, i -> sums[k - 1 - i]);
        return descending;
    }

    private static double[] values(Tensor tensor) {
        Tensor whole = tensor.detach().contiguous();
        double[] values = new double[(int) whole.numel()];
        whole.data_ptr_double().get(values);
        return values;
    }

    @Override
    public void close() {
        options.close();
    }
}
