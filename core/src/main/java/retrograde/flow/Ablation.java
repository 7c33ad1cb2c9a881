package retrograde.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import retrograde.engine.Execution;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.sequence.JointJacobian;

/**
 * Which path carries the gradient: each term's effect on the horizon when it is left out of every step's Jacobian.
 *
 * <p>
 * The states stay those of the whole network; only the term is zero. The path named responsible is the one whose absence
 * moves the horizon most; between equals the one that moves the mean of {@code ln N_k} most. Cost: one horizon a term.
 *
 * @param effects one for each term of each layer, largest first; empty for a network of a single term
 */
public record Ablation(List<Effect> effects) {
    /** What it costs. */
    public static final String COST = "O(terms·k_max·S·n³): one horizon for each term";

    /**
     * A term's effect.
     *
     * @param layer from 1
     * @param term its name
     * @param horizonWithout the horizon without it; {@code k_max} where it lies beyond
     * @param moved by how many steps that differs from the whole network's
     * @param logMoved by how many nats the mean of {@code ln N_k} differs
     */
    public record Effect(int layer, String term, double horizonWithout, double moved, double logMoved) {}

    /** Measures all terms on one thread; {@code whole} is the horizon of the same run, lags, sequences and states. */
    public static Ablation measure(Trajectories run, Horizon whole, int sequences, List<String> states) {
        return measure(run, whole, sequences, states, Execution.reference());
    }

    /** The same; threads share the terms and sequences. */
    static Ablation measure(Trajectories run, Horizon whole, int sequences, List<String> states, Execution execution) {
        record Ablated(int layer, String term) {}
        List<Ablated> all = new ArrayList<>();
        for (int l = 0; l < run.stack().depth(); l++) {
            for (Term term : SymbolicJacobian.of(run.stack().layer(l).shape().cell(), View.FULL).terms()) {
                all.add(new Ablated(l, term.name()));
            }
        }
        int used = Math.min(sequences, run.sequences());
        double[][][] logs = new double[all.size()][used][];
        execution.each(all.size() * used, (_, i) -> {
            Ablated one = all.get(i / used);
            JointJacobian without = new JointJacobian(run.stack().another(), run.activations(), one.layer(),
                    one.term());
            logs[i / used][i % used] = Horizon.logNorms(run, whole.measured(), i % used, states, without);
        });
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Horizon h = Horizon.of(logs[i], whole.epsilon());
            effects.add(new Effect(run.stack().number(all.get(i).layer()), all.get(i).term(), lag(h),
                    Math.abs(lag(h) - lag(whole)), Math.abs(meanLog(h) - meanLog(whole))));
        }
        effects.sort(Comparator.comparingDouble(Effect::moved).thenComparingDouble(Effect::logMoved).reversed());
        return new Ablation(effects);
    }

    private static double lag(Horizon h) {
        return h.state() == Horizon.State.REACHED ? h.lag() : h.measured();
    }

    /** Mean of ln N_k, each not below the logarithm of the smallest double: what is zero cannot be averaged. */
    private static double meanLog(Horizon h) {
        double sum = 0;
        for (double log : h.logNorms()) {
            sum += Math.max(log, -745);
        }
        return sum / h.measured();
    }
}
