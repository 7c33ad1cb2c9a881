package retrograde.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.kReLU;
import org.bytedeco.pytorch.kTanh;
import org.jspecify.annotations.Nullable;

/**
 * libtorch's own {@code nn.RNN}, {@code nn.LSTM} and {@code nn.GRU}.
 *
 * <p>
 * They add two biases to each gate, where our equations have one: the second is set back to zero after each step,
 * outside its time, so that both sides train the same function.
 */
final class TorchModule extends TorchContestant {
    /** One of libtorch's modules and the cell of the zoo whose equations it computes. */
    enum Kind {
        /** {@code nn.LSTM}. */
        LSTM("lstm", "ifco"),
        /** {@code nn.GRU}: the reset gate stands after the matrix. */
        GRU("gru_reset_after", "rzn"),
        /** {@code nn.RNN} with tanh. */
        RNN_TANH("rnn_tanh", ""),
        /** {@code nn.RNN} with relu. */
        RNN_RELU("rnn_relu", "");

        private final String cell;
        /** Letters of the gates in libtorch's order; empty where there is one without a letter. */
        private final String gates;

        Kind(String cell, String gates) {
            this.cell = cell;
            this.gates = gates;
        }

        int blocks() {
            return Math.max(1, gates.length());
        }
    }

    /** A parameter of ours: block {@code block} of one of theirs. */
    private record Block(String ours, String theirs, int block) {}

    private final Kind kind;
    private final Module module;
    private final UnaryOperator<Tensor> forward;
    private final List<Block> blocks;

    private TorchModule(Problem problem, Kind kind, Module module, UnaryOperator<Tensor> forward) {
        super(problem, List.of(module.parameters().get()));
        this.kind = kind;
        this.module = module;
        this.forward = forward;
        this.blocks = blocks(kind);
        Map<String, float[]> weights = problem.weights();
        withoutGradient(() -> {
            for (String name : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
                Tensor parameter = parameter(name);
                float[] values = new float[(int) parameter.numel()];
                int size = values.length / kind.blocks();
                for (Block b : blocks) {
                    if (b.theirs().equals(name)) {
                        System.arraycopy(Objects.requireNonNull(weights.get(b.ours())), 0, values, b.block() * size,
                                size);
                    }
                }
                parameter.data_ptr_float().put(values);
            }
        });
    }

    /** The module that computes a cell's very equations, or null. */
    static @Nullable Kind kind(Problem problem) {
        for (Kind kind : Kind.values()) {
            if (problem.computes(kind.cell)) {
                return kind;
            }
        }
        return null;
    }

    static TorchModule of(Problem problem, Kind kind) {
        long inputs = problem.shape().inputs();
        long hidden = problem.shape().hidden();
        return switch (kind) {
            case LSTM -> {
                LSTMImpl lstm = new LSTMImpl(new LSTMOptions(inputs, hidden));
                yield new TorchModule(problem, kind, lstm, x -> lstm.forward(x).get0());
            }
            case GRU -> {
                GRUImpl gru = new GRUImpl(new GRUOptions(inputs, hidden));
                yield new TorchModule(problem, kind, gru, x -> gru.forward(x).get0());
            }
            case RNN_TANH, RNN_RELU -> {
                RNNOptions options = new RNNOptions(inputs, hidden);
                if (kind == Kind.RNN_TANH) {
                    options.nonlinearity().put(new kTanh());
                } else {
                    options.nonlinearity().put(new kReLU());
                }
                RNNImpl rnn = new RNNImpl(options);
                yield new TorchModule(problem, kind, rnn, x -> rnn.forward(x).get0());
            }
        };
    }

    private static List<Block> blocks(Kind kind) {
        List<Block> blocks = new ArrayList<>();
        for (int g = 0; g < kind.blocks(); g++) {
            String suffix = kind.gates.isEmpty() ? "" : "_" + kind.gates.charAt(g);
            blocks.add(new Block("W" + suffix, "weight_ih", g));
            blocks.add(new Block("U" + suffix, "weight_hh", g));
            blocks.add(new Block("b" + suffix, "bias_ih", g));
        }
        if (kind == Kind.GRU) {
            blocks.add(new Block("b_hn", "bias_hh", 2));
        }
        return blocks;
    }

    private Tensor parameter(String name) {
        return module.named_parameters().get(name + "_l0");
    }

    @Override
    public String name() {
        return kind == Kind.LSTM || kind == Kind.GRU ? "nn." + kind : "nn.RNN";
    }

    @Override
    Tensor output(Tensor input) {
        return forward.apply(input);
    }

    @Override
    public void afterStep() {
        int hidden = problem().shape().hidden();
        // Of the second biases ours has that of the GRU's last gate only.
        int spare = kind == Kind.GRU ? 2 * hidden : kind.blocks() * hidden;
        withoutGradient(() -> parameter("bias_hh").narrow(0, 0, spare).zero_());
    }

    @Override
    Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Block b : blocks) {
            float[] all = values(parameter(b.theirs()).grad());
            int size = all.length / kind.blocks();
            gradients.put(b.ours(), Arrays.copyOfRange(all, b.block() * size, (b.block() + 1) * size));
        }
        return gradients;
    }

    @Override
    public void close() {
        super.close();
        module.close();
    }
}
