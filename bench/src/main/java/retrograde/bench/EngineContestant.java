package retrograde.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.data.Objective;
import retrograde.engine.Engine;
import retrograde.engine.Execution;
import retrograde.engine.Weights;
import retrograde.model.Architecture;
import retrograde.model.Parameters;
import retrograde.train.Adam;

/** Our own compiled engine in float32, with our Adam, as training uses them. */
final class EngineContestant implements Contestant {
    private final Execution execution;
    private final Engine engine;
    private final Engine.Sequence sequence;
    private final Parameters parameters;
    private final Parameters gradient;
    private final Adam adam;

    EngineContestant(Problem problem, int threads) {
        execution = Execution.of(Execution.Kind.FLOAT32, threads);
        engine = execution.engine(problem.shape());
        Architecture architecture = new Architecture(List.of(problem.shape()), false, problem.shape().inputs(),
                new Objective(Objective.Kind.PROJECTION, 0, Objective.LossSteps.EVERY));
        parameters = new Parameters(architecture);
        gradient = new Parameters(architecture);
        adam = new Adam(architecture, execution);
        problem.weights().forEach((name, values) -> widen(values, parameters.layer(0).get(name)));
        float[] narrow = problem.input();
        double[] input = new double[narrow.length];
        widen(narrow, input);
        sequence = new Engine.Sequence(input,
                new double[problem.shape().cell().states().size()][problem.shape().hidden()], problem.steps(),
                problem.batch());
    }

    private static void widen(float[] from, double[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = from[i];
        }
    }

    @Override
    public String name() {
        return "float32, compiled";
    }

    @Override
    public void step() {
        gradient.clear();
        engine.halfMeanSquare(parameters.layer(0), sequence, gradient.layer(0));
        adam.update(parameters, gradient, Problem.RATE);
    }

    @Override
    public Evaluation evaluate() {
        Weights found = new Weights(engine.shape());
        double loss = engine.halfMeanSquare(parameters.layer(0), sequence, found);
        Map<String, float[]> narrow = new LinkedHashMap<>();
        found.arrays().forEach((name, g) -> {
            float[] values = new float[g.length];
            for (int i = 0; i < g.length; i++) {
                values[i] = (float) g[i];
            }
            narrow.put(name, values);
        });
        return new Evaluation(loss, narrow);
    }

    @Override
    public void close() {
        execution.close();
    }
}
