package retrograde.bench;

import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch, driven through its Java binding: what all ways of running a cell there share.
 *
 * <p>
 * All native memory of a step is freed when the step ends, within its time, as it is in any program.
 */
abstract class TorchContestant implements Contestant {
    private final Problem problem;
    private final Tensor input;
    private final Scalar half = new Scalar(0.5f);
    private final Optimizer optimiser;
    private final AdamOptions options;

    /** Takes the tensors to train, which a subclass has made before. */
    TorchContestant(Problem problem, List<Tensor> trained) {
        this.problem = problem;
        this.input = tensor(problem.input(), problem.steps(), problem.batch(), problem.shape().inputs());
        this.options = new AdamOptions(Problem.RATE);
        options.eps().put(Problem.EPSILON);
        this.optimiser = new Adam(new TensorVector(trained.toArray(Tensor[]::new)), options);
    }

    /** The way for a cell: libtorch's own module where it has one, else a loop of its operations. */
    static TorchContestant of(Problem problem) {
        TorchModule.Kind kind = TorchModule.kind(problem);
        return kind == null ? TorchLoop.of(problem) : TorchModule.of(problem, kind);
    }

    /** {@code output [T,B,H]} at the present weights. */
    abstract Tensor output(Tensor input);

    /** For each parameter its gradient of the last backward pass. */
    abstract Map<String, float[]> gradients();

    Problem problem() {
        return problem;
    }

    private Tensor loss() {
        return output(input).square().mean().mul(half);
    }

    @Override
    public final void step() {
        try (PointerScope _ = new PointerScope()) {
            optimiser.zero_grad();
            loss().backward();
            optimiser.step();
        }
    }

    @Override
    public final Evaluation evaluate() {
        try (PointerScope _ = new PointerScope()) {
            optimiser.zero_grad();
            Tensor loss = loss();
            loss.backward();
            return new Evaluation(loss.item_float(), gradients());
        }
    }

    /** Does something that autograd shall not see. */
    static void withoutGradient(Runnable action) {
        try (PointerScope _ = new PointerScope(); NoGradGuard _ = new NoGradGuard()) {
            action.run();
        }
    }

    /** A tensor of that shape, the values in row-major order. */
    static Tensor tensor(float[] values, long... shape) {
        Tensor tensor = torch.zeros(shape);
        tensor.data_ptr_float().put(values);
        return tensor;
    }

    /** The entries in row-major order. */
    static float[] values(Tensor tensor) {
        Tensor whole = tensor.detach().contiguous();
        float[] values = new float[(int) whole.numel()];
        whole.data_ptr_float().get(values);
        return values;
    }

    @Override
    public void close() {
        optimiser.close();
        options.close();
        half.close();
        input.close();
    }
}
