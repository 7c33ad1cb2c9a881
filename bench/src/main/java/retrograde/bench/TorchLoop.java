package retrograde.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import retrograde.equation.Graph;
import retrograde.equation.Parameter;

/** A cell that libtorch has no module for: its equations as a loop of tensor operations under autograd. */
final class TorchLoop extends TorchContestant {
    private final Graph graph;
    private final StepPlan plan;
    private final Map<String, Tensor> parameters;

    private TorchLoop(Problem problem, Map<String, Tensor> parameters) {
        super(problem, List.copyOf(parameters.values()));
        this.graph = new Graph(problem.shape().cell());
        this.plan = new StepPlan(graph);
        this.parameters = parameters;
    }

    static TorchLoop of(Problem problem) {
        Map<String, float[]> weights = problem.weights();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (Parameter p : problem.shape().cell().parameters()) {
            float[] values = weights.getOrDefault(p.name(), new float[0]);
            Tensor tensor = p.matrix() ? tensor(values, problem.shape().rows(p), problem.shape().columns(p))
                    : tensor(values, values.length);
            parameters.put(p.name(), tensor.set_requires_grad(true));
        }
        return new TorchLoop(problem, parameters);
    }

    @Override
    public String name() {
        return "loop of operations";
    }

    @Override
    Tensor output(Tensor input) {
        return new TorchLoopRun(problem(), graph, plan, parameters, input).output();
    }

    @Override
    Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> {
            Tensor gradient = tensor.grad();
            gradients.put(name, gradient.defined() ? values(gradient) : new float[(int) tensor.numel()]);
        });
        return gradients;
    }

    @Override
    public void close() {
        super.close();
        parameters.values().forEach(Tensor::close);
    }
}
