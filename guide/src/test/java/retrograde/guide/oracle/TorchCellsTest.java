package retrograde.guide.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.kReLU;
import org.bytedeco.pytorch.kTanh;
import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.sequence.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our cells against libtorch's RNN, LSTM and GRU in float64: two layers, a loss at every step, values and all gradients
 * to 1e-12 of the largest entry of each array.
 */
class TorchCellsTest {
    private static final int HIDDEN = 13;
    private static final int INPUTS = 5;
    private static final int STEPS = 11;
    private static final int BATCH = 3;
    private static final int DEPTH = 2;
    private static final double TOLERANCE = 1e-12;

    /** One of our arrays and where libtorch keeps it. */
    private record Block(String ours, String theirs, int block) {}

    /** Where libtorch keeps the blocks; its {@code bias_hh} is zero except in a block of its own name here. */
    private static List<Block> blocks(String[] gates) {
        List<Block> blocks = new ArrayList<>();
        for (int g = 0; g < gates.length; g++) {
            blocks.add(new Block("W" + gates[g], "weight_ih", g));
            blocks.add(new Block("U" + gates[g], "weight_hh", g));
            blocks.add(new Block("b" + gates[g], "bias_ih", g));
        }
        return blocks;
    }

    /** Both sides of a comparison. */
    private static final class Pair {
        final Cell cell;
        final List<Block> blocks;
        final int gates;
        final List<LayerShape> shapes = new ArrayList<>();
        final List<Weights> weights = new ArrayList<>();
        final List<double[][]> initial = new ArrayList<>();
        final double[] input = new double[STEPS * BATCH * INPUTS];
        final double[] adjoint = new double[STEPS * BATCH * HIDDEN];
        final Tensor x;
        final List<Tensor> first = new ArrayList<>();

        Pair(String name, List<Block> blocks, int gates, Module theirs) {
            this.cell = Zoo.cell(name);
            this.blocks = blocks;
            this.gates = gates;
            assertThat(blocks.stream().map(Block::ours).toList())
                    .hasSameElementsAs(cell.parameters().stream().map(retrograde.equation.Parameter::name).toList());
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(name.hashCode());
            for (int l = 0; l < DEPTH; l++) {
                shapes.add(new LayerShape(cell, HIDDEN, l == 0 ? INPUTS : HIDDEN));
                weights.add(new Weights(shapes.get(l)));
                weights.get(l).arrays().values().forEach(a -> gaussian(a, 0.4, random));
                initial.add(new double[cell.states().size()][HIDDEN]);
                for (double[] state : initial.get(l)) {
                    gaussian(state, 0.7, random);
                }
            }
            gaussian(input, 1, random);
            gaussian(adjoint, 1, random);
            copyWeights(theirs);
            x = Torch.leaf(input, STEPS, BATCH, INPUTS);
            for (int s = 0; s < cell.states().size(); s++) {
                double[] all = new double[DEPTH * BATCH * HIDDEN];
                for (int row = 0; row < DEPTH * BATCH; row++) {
                    System.arraycopy(initial.get(row / BATCH)[s], 0, all, row * HIDDEN, HIDDEN);
                }
                first.add(Torch.leaf(all, DEPTH, BATCH, HIDDEN));
            }
        }

        private static void gaussian(double[] array, double deviation, RandomGenerator random) {
            for (int i = 0; i < array.length; i++) {
                array[i] = deviation * random.nextGaussian();
            }
        }

        private void copyWeights(Module theirs) {
            theirs.to(ScalarType.Double, false);
            for (int l = 0; l < DEPTH; l++) {
                for (String array : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
                    Tensor parameter = theirs.named_parameters().get(array + "_l" + l);
                    double[] values = new double[(int) parameter.numel()];
                    int size = values.length / gates;
                    for (Block b : blocks) {
                        if (b.theirs().equals(array)) {
                            System.arraycopy(weights.get(l).get(b.ours()), 0, values, b.block() * size, size);
                        }
                    }
                    Torch.set(parameter, values);
                }
            }
        }

        void compare(Module theirs, Tensor output, List<Tensor> last) {
            output.mul(Torch.constant(adjoint, STEPS, BATCH, HIDDEN)).sum().backward();

            Stack stack = new Stack(shapes, weights, initial);
            List<Activations> run = stack.forward(input, STEPS, BATCH, null);
            Torch.assertClose("output", run.get(DEPTH - 1).output(), Torch.values(output), TOLERANCE);
            List<Weights> gradients = new ArrayList<>();
            List<GradientSink> sinks = new ArrayList<>();
            List<double[][]> toInitial = new ArrayList<>();
            for (int l = 0; l < DEPTH; l++) {
                gradients.add(new Weights(shapes.get(l)));
                sinks.add(Interpreter.into(gradients.get(l), BATCH));
                toInitial.add(new double[cell.states().size()][BATCH * HIDDEN]);
            }
            double[] toInput = new double[input.length];
            stack.backward(run, adjoint, toInput, toInitial, sinks);

            Torch.assertClose("dL/dx", toInput, Torch.values(x.grad()), TOLERANCE);
            for (int l = 0; l < DEPTH; l++) {
                for (int s = 0; s < cell.states().size(); s++) {
                    double[] end = run.get(l).state(cell.states().get(s));
                    Torch.assertClose("last state", Arrays.copyOfRange(end, STEPS * BATCH * HIDDEN, end.length),
                            block(Torch.values(last.get(s)), DEPTH, l), TOLERANCE);
                    Torch.assertClose("dL/ds0", toInitial.get(l)[s], block(Torch.values(first.get(s).grad()), DEPTH, l),
                            TOLERANCE);
                }
                for (Block b : blocks) {
                    Tensor gradient = theirs.named_parameters().get(b.theirs() + "_l" + l).grad();
                    Torch.assertClose("dL/d" + (l + 1) + "/" + b.ours(), gradients.get(l).get(b.ours()),
                            block(Torch.values(gradient), gates, b.block()), TOLERANCE);
                }
            }
        }

        private static double[] block(double[] all, int blocks, int index) {
            int size = all.length / blocks;
            return Arrays.copyOfRange(all, index * size, (index + 1) * size);
        }
    }

    @Test
    void tanhNetwork() {
        RNNOptions options = new RNNOptions(INPUTS, HIDDEN);
        options.num_layers().put(DEPTH);
        options.nonlinearity().put(new kTanh());
        simple("rnn_tanh", options);
    }

    @Test
    void reluNetwork() {
        RNNOptions options = new RNNOptions(INPUTS, HIDDEN);
        options.num_layers().put(DEPTH);
        options.nonlinearity().put(new kReLU());
        simple("rnn_relu", options);
    }

    private static void simple(String name, RNNOptions options) {
        RNNImpl theirs = new RNNImpl(options);
        Pair pair = new Pair(name, blocks(new String[] {""}), 1, theirs);
        T_TensorTensor_T result = theirs.forward(pair.x, pair.first.get(0));
        pair.compare(theirs, result.get0(), List.of(result.get1()));
    }

    @Test
    void lstm() {
        LSTMOptions options = new LSTMOptions(INPUTS, HIDDEN);
        options.num_layers().put(DEPTH);
        LSTMImpl theirs = new LSTMImpl(options);
        Pair pair = new Pair("lstm", blocks(new String[] {"_i", "_f", "_c", "_o"}), 4, theirs);
        assertThat(pair.cell.states()).containsExactly("h", "c");
        T_TensorT_TensorTensor_T_T result = theirs.forward(pair.x,
                new T_TensorTensor_T(pair.first.get(0), pair.first.get(1)));
        pair.compare(theirs, result.get0(), List.of(result.get1().get0(), result.get1().get1()));
    }

    @Test
    void gruWithTheResetAfterTheMatrix() {
        GRUOptions options = new GRUOptions(INPUTS, HIDDEN);
        options.num_layers().put(DEPTH);
        GRUImpl theirs = new GRUImpl(options);
        List<Block> blocks = blocks(new String[] {"_r", "_z", "_n"});
        blocks.add(new Block("b_hn", "bias_hh", 2));
        Pair pair = new Pair("gru_reset_after", blocks, 3, theirs);
        T_TensorTensor_T result = theirs.forward(pair.x, pair.first.get(0));
        pair.compare(theirs, result.get0(), List.of(result.get1()));
    }
}
