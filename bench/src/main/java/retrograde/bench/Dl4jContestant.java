package retrograde.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * DL4J's {@code LSTM} or {@code SimpleRnn} below a loss layer without weights, by {@code fit}.
 *
 * <p>
 * Its loss needs targets and sums over time: {@code (1/B)·Σ mean(output²)} with targets zero, 2T times ours, which Adam does
 * not feel. It has neither a GRU nor cells of one's own. It gives no gradient, so only the loss is compared.
 */
final class Dl4jContestant implements Contestant {
    private final Problem problem;
    private final MultiLayerNetwork network;
    private final INDArray input;
    private final INDArray target;

    private Dl4jContestant(Problem problem, Layer layer) {
        this.problem = problem;
        this.network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam(Problem.RATE, Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY, Adam.DEFAULT_ADAM_BETA2_VAR_DECAY,
                        Problem.EPSILON))
                .list()
                .layer(layer)
                .layer(new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build())
                .build());
        network.init();
        // DL4J wants [B,I,T].
        this.input = Nd4j.createFromArray(problem.input())
                .reshape(problem.steps(), problem.batch(), problem.shape().inputs())
                .permute(1, 2, 0)
                .dup();
        this.target = Nd4j.zeros(problem.batch(), problem.shape().hidden(), problem.steps());
        // The order of the LSTM's blocks: what goes into the cell, forget, output and input gate.
        List<String> gates = layer instanceof LSTM ? List.of("_c", "_f", "_o", "_i") : List.of("");
        set("0_W", "W", gates, problem.shape().inputs());
        set("0_RW", "U", gates, problem.shape().hidden());
        set("0_b", "b", gates, 1);
    }

    /** Null where DL4J has no such layer. */
    static @Nullable Dl4jContestant of(Problem problem) {
        int inputs = problem.shape().inputs();
        int hidden = problem.shape().hidden();
        if (problem.computes("lstm")) {
            return new Dl4jContestant(problem,
                    new LSTM.Builder().nIn(inputs)
                            .nOut(hidden)
                            .activation(Activation.TANH)
                            .gateActivationFunction(Activation.SIGMOID)
                            .build());
        }
        Map<String, Activation> simple = Map.of("rnn_tanh", Activation.TANH, "rnn_relu", Activation.RELU, "rnn_sigmoid",
                Activation.SIGMOID);
        for (Map.Entry<String, Activation> each : simple.entrySet()) {
            if (problem.computes(each.getKey())) {
                return new Dl4jContestant(problem,
                        new SimpleRnn.Builder().nIn(inputs).nOut(hidden).activation(each.getValue()).build());
            }
        }
        return null;
    }

    /** Our {@code [H,columns]} blocks are transposed and stand beside each other in theirs. */
    private void set(String theirs, String ours, List<String> gates, int columns) {
        INDArray[] blocks = gates.stream()
                .map(gate -> Objects.requireNonNull(problem.weights().get(ours + gate)))
                .map(values -> Nd4j.createFromArray(values).reshape(problem.shape().hidden(), columns).transpose())
                .toArray(INDArray[]::new);
        INDArray parameter = network.getParam(theirs);
        parameter.assign(Nd4j.concat(1, blocks).reshape(parameter.shape()));
    }

    @Override
    public String name() {
        return network.getLayer(0).conf().getLayer().getClass().getSimpleName() + " and RnnLossLayer, by fit";
    }

    @Override
    public void step() {
        network.fit(input, target);
    }

    @Override
    public Evaluation evaluate() {
        return new Evaluation(network.score(new DataSet(input, target)) / (2.0 * problem.steps()), Map.of());
    }

    @Override
    public void close() {
        network.close();
        Arrays.asList(input, target).forEach(INDArray::close);
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
}
