package retrograde.flow;

import java.util.List;

import retrograde.engine.Execution;
import retrograde.sequence.JointJacobian;

/**
 * How many steps a perturbation of the past is still felt: the smallest real {@code k} after which
 * {@code N_k = exp(mean ln ‖∂s_t/∂s_{t−k}‖₂)} stays below ε for all further lags measured.
 *
 * <p>
 * {@code ln N_k} is interpolated linearly. {@code t} is the last step of each sequence. Cost: one {@code n×n} product and
 * norm for each lag and sequence.
 *
 * @param state whether it was found
 * @param lag the horizon in steps, or the lag at which {@code N_k} passed 1/ε; NaN when {@link State#BEYOND}
 * @param epsilon ε
 * @param logNorms {@code ln N_k} for k = 1 … k_max, nats
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record Horizon(State state, double lag, double epsilon, double[] logNorms) {
    /** What it costs. */
    public static final String COST = "O(k_max·S·n³): one product of n×n matrices for each lag and sequence";

    /** The ε used where none is given. */
    public static final double EPSILON = 1e-3;

    /** What became of {@code N_k}. */
    public enum State {
        /** It fell below ε and stayed there. */
        REACHED,
        /** It passed 1/ε first. */
        GROWN,
        /** Neither, up to the largest lag measured. */
        BEYOND
    }

    /** The largest lag measured. */
    public int measured() {
        return logNorms.length;
    }

    /**
     * Measures it on one thread.
     *
     * @param lags the largest lag; at most the sequences' length
     * @param sequences how many of the run's sequences to use
     * @param states restricts rows and columns to these states; empty for all
     */
    public static Horizon measure(Trajectories run, int lags, int sequences, List<String> states, double epsilon) {
        return of(logNorms(run, lags, sequences, states, Execution.reference()), epsilon);
    }

    /**
     * {@code ln ‖∂s_t/∂s_{t−k}‖₂} at one lag, nats: −∞ for zero. Takes the norm of that product alone, where
     * {@link #measure} takes those of all shorter ones too.
     *
     * @param lag {@code k}, at most the sequences' length; t is the last step
     * @param sequence which of the run's
     */
    public static double logNorm(Trajectories run, int lag, int sequence) {
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        Products products = new Products(run.steps(), sequence, jacobian);
        for (int k = 0; k < lag; k++) {
            products.advance();
        }
        double size = new SpectralNorm().of(products.product(), jacobian.size());
        return size == 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(size) + products.logScale();
    }

    /** For each sequence {@code ln ‖∂s_t/∂s_{t−k}‖₂}; threads share the sequences. */
    static double[][] logNorms(Trajectories run, int lags, int sequences, List<String> states, Execution execution) {
        return logNorms(run, lags, sequences, states, execution, (_, _, _) -> {});
    }

    /** What else reads the products of a sequence, lag by lag. */
    @FunctionalInterface
    interface Reader {
        /** Told {@code ∂s_t/∂s_{t−k}}; threads tell it of different sequences. */
        void read(int sequence, int lag, Products products);
    }

    /** The same, with products that something else reads, too. */
    static double[][] logNorms(Trajectories run, int lags, int sequences, List<String> states, Execution execution,
            Reader reader) {
        double[][] logs = new double[Math.min(sequences, run.sequences())][];
        execution.each(logs.length, (_, s) -> logs[s] = logNorms(run, lags, s, states,
                new JointJacobian(run.stack().another(), run.activations()), reader));
        return logs;
    }

    /** That of one sequence, with a Jacobian of one's own. */
    static double[] logNorms(Trajectories run, int lags, int sequence, List<String> states, JointJacobian jacobian) {
        return logNorms(run, lags, sequence, states, jacobian, (_, _, _) -> {});
    }

    private static double[] logNorms(Trajectories run, int lags, int sequence, List<String> states,
            JointJacobian jacobian, Reader reader) {
        double[] logs = new double[Math.min(lags, run.steps())];
        Products products = new Products(run.steps(), sequence, jacobian);
        int[] chosen = Products.select(run.stack(), states);
        SpectralNorm norm = new SpectralNorm();
        for (int k = 0; k < logs.length; k++) {
            products.advance();
            reader.read(sequence, k + 1, products);
            double size = norm.of(Products.restrict(products.product(), jacobian.size(), chosen), chosen.length);
            logs[k] = size == 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(size) + products.logScale();
        }
        return logs;
    }

    /** The horizon of some sequences. */
    static Horizon of(double[][] logNorms, double epsilon) {
        double[] logs = new double[logNorms[0].length];
        for (int k = 0; k < logs.length; k++) {
            double sum = 0;
            for (double[] sequence : logNorms) {
                sum += sequence[k];
            }
            logs[k] = sum / logNorms.length;
        }
        return find(logs, epsilon);
    }

    static Horizon find(double[] logs, double epsilon) {
        double floor = StrictMath.log(epsilon);
        int firstBelow = logs.length;
        for (int k = logs.length - 1; k >= 0 && logs[k] < floor; k--) {
            firstBelow = k;
        }
        for (int k = 0; k < firstBelow; k++) {
            if (logs[k] > -floor || Double.isNaN(logs[k])) {
                return new Horizon(State.GROWN, k + 1, epsilon, logs);
            }
        }
        if (firstBelow == logs.length) {
            return new Horizon(State.BEYOND, Double.NaN, epsilon, logs);
        }
        double above = firstBelow == 0 ? 0 : logs[firstBelow - 1]; // ln N_0 = ln ‖I‖ = 0
        double below = logs[firstBelow];
        double fraction = below == Double.NEGATIVE_INFINITY ? 1 : (above - floor) / (above - below);
        return new Horizon(State.REACHED, firstBelow + fraction, epsilon, logs);
    }
}
