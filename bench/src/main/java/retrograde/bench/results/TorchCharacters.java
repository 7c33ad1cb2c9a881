package retrograde.bench.results;

import java.util.Arrays;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.model.Seeds;

/**
 * libtorch's own embedding, LSTM and linear read-out, trained by its own Adam and clipping on the batches that a
 * {@link retrograde.train.Trainer} draws.
 *
 * <p>
 * First values are its modules' own, drawn by its own generator. Its LSTM adds two biases to each gate; the second is zero
 * and not trained, so that both sides have the same parameters.
 */
final class TorchCharacters implements AutoCloseable {
    private final Setting setting;
    private final Dataset data;
    private final long seed;
    private final PointerScope scope = new PointerScope();
    private final EmbeddingImpl embedding;
    private final LSTMImpl lstm;
    private final LinearImpl readOut;
    private final TensorVector trained;
    private final Optimizer optimiser;
    private int updates;

    /** Fresh modules. */
    TorchCharacters(Setting setting, Dataset data, long seed) {
        this.setting = setting;
        this.data = data;
        this.seed = seed;
        int outputs = data.objective().outputs();
        // One generator for all threads: modules are made by one at a time.
        synchronized (TorchCharacters.class) {
            torch.set_num_threads(1);
            torch.manual_seed(seed);
            embedding = new EmbeddingImpl(data.inputs(), setting.embedding());
            lstm = new LSTMImpl(setting.embedding(), setting.hidden());
            readOut = new LinearImpl(setting.hidden(), outputs);
        }
        var named = lstm.named_parameters();
        try (NoGradGuard _ = new NoGradGuard()) {
            named.get("bias_hh_l0").zero_();
        }
        trained = new TensorVector(embedding.weight(), named.get("weight_ih_l0"), named.get("weight_hh_l0"),
                named.get("bias_ih_l0"), readOut.weight(), readOut.bias());
        optimiser = new Adam(trained, new AdamOptions(setting.rate()));
    }

    /** One update; the batch's loss before it. */
    double step() {
        try (PointerScope _ = new PointerScope()) {
            Batch batch = data.train(Seeds.generator(seed, "batch " + updates), setting.steps(), setting.batch());
            optimiser.zero_grad();
            Tensor loss = loss(batch);
            loss.backward();
            torch.clip_grad_norm_(trained, setting.clip());
            optimiser.step();
            updates++;
            return loss.item_double();
        }
    }

    /** The mean loss over so many held-out batches, those a trainer judges by. */
    double heldOut(int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            try (PointerScope _ = new PointerScope(); NoGradGuard _ = new NoGradGuard()) {
                sum += loss(data.heldOut(Seeds.generator(seed, "held-out " + i), setting.steps(), setting.batch()))
                        .item_double();
            }
        }
        return sum / count;
    }

    private Tensor loss(Batch batch) {
        int[] symbols = ((Batch.Symbols) batch.inputs()).values();
        int[] classes = ((Batch.Classes) batch.targets()).values();
        Tensor x = integers(symbols).reshape(batch.steps(), batch.size());
        Tensor h = lstm.forward(embedding.forward(x)).get0();
        Tensor logits = readOut.forward(h).reshape(classes.length, data.objective().outputs());
        return torch.cross_entropy(logits, integers(classes));
    }

    private static Tensor integers(int[] values) {
        return torch.tensor(Arrays.stream(values).asLongStream().toArray(), new TensorOptions(ScalarType.Long));
    }

    /** What is trained, and how many numbers that is; for tests. */
    long parameterCount() {
        return List.of(trained.get()).stream().mapToLong(Tensor::numel).sum();
    }

    @Override
    public void close() {
        scope.close();
    }
}
