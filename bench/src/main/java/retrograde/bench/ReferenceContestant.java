package retrograde.bench;

import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Weights;

/** The float64 reference engine on one thread: right, not fast. */
final class ReferenceContestant implements Contestant {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    private final Problem problem;
    private final Interpreter engine;
    private final Weights weights;
    private final Weights first;
    private final Weights second;
    private final double[] input;
    private int updates;

    ReferenceContestant(Problem problem) {
        this.problem = problem;
        this.engine = new Interpreter(problem.shape());
        this.weights = new Weights(problem.shape());
        this.first = new Weights(problem.shape());
        this.second = new Weights(problem.shape());
        problem.weights().forEach((name, values) -> widen(values, weights.get(name)));
        float[] narrow = problem.input();
        this.input = new double[narrow.length];
        widen(narrow, input);
    }

    private static void widen(float[] from, double[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = from[i];
        }
    }

    /** A loss with the gradient that belongs to it. */
    private record Pass(double loss, Weights gradient) {}

    private Pass pass() {
        int states = problem.shape().cell().states().size();
        Activations run = engine.forward(weights, input, new double[states][problem.shape().hidden()], problem.steps(),
                problem.batch(), null);
        double[] output = run.output();
        double[] adjoint = new double[output.length];
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += output[i] * output[i];
            adjoint[i] = output[i] / output.length;
        }
        Weights gradient = new Weights(problem.shape());
        engine.backward(weights, run, adjoint, null, null, Interpreter.into(gradient, problem.batch()));
        return new Pass(0.5 * sum / output.length, gradient);
    }

    @Override
    public String name() {
        return "float64 reference";
    }

    @Override
    public void step() {
        Weights gradient = pass().gradient();
        updates++;
        double size = Problem.RATE / (1 - StrictMath.pow(BETA1, updates));
        double root = Math.sqrt(1 - StrictMath.pow(BETA2, updates));
        gradient.arrays().forEach((name, g) -> {
            double[] p = weights.get(name);
            double[] m = first.get(name);
            double[] v = second.get(name);
            for (int i = 0; i < g.length; i++) {
                m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
                v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
                p[i] -= size * m[i] / (Math.sqrt(v[i]) / root + Problem.EPSILON);
            }
        });
    }

    @Override
    public Evaluation evaluate() {
        Pass pass = pass();
        Map<String, float[]> gradient = new LinkedHashMap<>();
        pass.gradient().arrays().forEach((name, g) -> {
            float[] narrow = new float[g.length];
            for (int i = 0; i < g.length; i++) {
                narrow[i] = (float) g[i];
            }
            gradient.put(name, narrow);
        });
        return new Evaluation(pass.loss(), gradient);
    }

    @Override
    public void close() {
        // Nothing but arrays.
    }
}
