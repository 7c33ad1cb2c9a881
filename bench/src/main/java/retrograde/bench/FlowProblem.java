package retrograde.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.cell.Zoo;
import retrograde.engine.Functions;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.sequence.Stack;

/**
 * What every side measures: the step Jacobians of one layer along sequences from a zero state, or their Lyapunov spectrum,
 * in float64. Two inputs, standard normal; weights uniform in {@code ±1/√H}.
 *
 * @param cell one that libtorch has an operation for: {@code lstm}, {@code gru_reset_after}, {@code rnn_tanh}
 * @param hidden {@code H}
 * @param steps {@code T}
 * @param sequences {@code S}
 * @param exponents {@code k} of the spectrum; 0 for the Jacobians alone
 * @param every steps between re-orthonormalisations
 * @param seed of input, weights and frames
 */
record FlowProblem(String cell, int hidden, int steps, int sequences, int exponents, int every, long seed) {
    /** The cells that both sides know. */
    static final List<String> CELLS = List.of("lstm", "gru_reset_after", "rnn_tanh");

    /** Inputs of the layer. */
    static final int INPUTS = 2;

    private RandomGenerator random(long of) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(of);
    }

    LayerShape shape() {
        return new LayerShape(Zoo.cell(cell), hidden, INPUTS);
    }

    /** {@code n}: entries of the state. */
    int size() {
        return shape().stateSize();
    }

    Weights weights() {
        RandomGenerator random = random(seed + 1);
        double bound = 1 / Math.sqrt(hidden);
        Weights weights = new Weights(shape());
        for (double[] values : weights.arrays().values()) {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble(-bound, bound);
            }
        }
        return weights;
    }

    Stack stack() {
        LayerShape shape = shape();
        List<double[][]> initial = new ArrayList<>();
        initial.add(new double[shape.cell().states().size()][hidden]);
        return new Stack(List.of(shape), List.of(weights()), initial).with(Functions.COMPILED);
    }

    /** {@code [T,S,2]}. */
    double[] input() {
        RandomGenerator random = random(seed);
        double[] input = new double[steps * sequences * INPUTS];
        for (int i = 0; i < input.length; i++) {
            input[i] = random.nextGaussian();
        }
        return input;
    }

    void write(DataOutputStream to) throws IOException {
        to.writeUTF(cell);
        to.writeInt(hidden);
        to.writeInt(steps);
        to.writeInt(sequences);
        to.writeInt(exponents);
        to.writeInt(every);
        to.writeLong(seed);
    }

    static FlowProblem read(DataInputStream from) throws IOException {
        return new FlowProblem(from.readUTF(), from.readInt(), from.readInt(), from.readInt(), from.readInt(),
                from.readInt(), from.readLong());
    }

    /** As a line of progress. */
    @Override
    public String toString() {
        return cell + " H=" + hidden + " T=" + steps + " S=" + sequences
                + (exponents == 0 ? "" : " k=" + exponents + " every " + every);
    }
}
