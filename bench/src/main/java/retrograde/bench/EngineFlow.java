package retrograde.bench;

import java.util.List;

import retrograde.engine.Activations;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.Trajectories;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/** Ours: {@link JointJacobian} and {@link LyapunovSpectrum}. */
final class EngineFlow implements FlowContestant {
    private final FlowProblem problem;
    private final int threads;
    private final Stack stack;
    private final double[] input;
    private final List<Activations> given;
    /** Keeps what is computed from being left out. */
    private double sink;

    EngineFlow(FlowProblem problem, int threads) {
        this.problem = problem;
        this.threads = threads;
        this.stack = problem.stack();
        this.input = problem.input();
        this.given = forward();
    }

    private List<Activations> forward() {
        return stack.forward(input, problem.steps(), problem.sequences(), null);
    }

    @Override
    public int run() {
        return run(forward());
    }

    @Override
    public int runGiven() {
        return run(given);
    }

    private int run(List<Activations> activations) {
        if (problem.exponents() > 0) {
            sink += spectrum(activations).values()[0];
        } else {
            JointJacobian jacobian = new JointJacobian(stack, activations);
            for (int t = 0; t < problem.steps(); t++) {
                jacobian.at(t);
                for (int s = 0; s < problem.sequences(); s++) {
                    sink += jacobian.of(s)[t % jacobian.size()];
                }
            }
        }
        return problem.steps() * problem.sequences();
    }

    private LyapunovSpectrum spectrum(List<Activations> activations) {
        return LyapunovSpectrum.measure(new Trajectories(stack, activations), problem.exponents(), problem.every(),
                problem.seed(), threads);
    }

    @Override
    public double[] values() {
        if (problem.exponents() > 0) {
            return spectrum(given).values();
        }
        JointJacobian jacobian = new JointJacobian(stack, given);
        jacobian.at(problem.steps() - 1);
        int n = jacobian.size();
        double[] all = new double[problem.sequences() * n * n];
        for (int s = 0; s < problem.sequences(); s++) {
            System.arraycopy(jacobian.of(s), 0, all, s * n * n, n * n);
        }
        return all;
    }

    @Override
    public void close() {
        if (Double.isNaN(sink)) {
            throw new IllegalStateException("a Jacobian of a problem made for both sides is not a number");
        }
    }
}
