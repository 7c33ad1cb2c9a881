package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.engine.Activations;
import retrograde.equation.Equation;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;

/**
 * The first value that is not a number or infinite: where it arose, and which terms of the Jacobian it is part of.
 *
 * @param step from 0
 * @param layer from 1
 * @param variable the gate or state that is not finite though everything it reads at that step was
 * @param unit from 0
 * @param sequence from 0
 * @param value {@code NaN}, {@code Infinity} or {@code -Infinity}
 * @param path for a gate the terms that pass it, for a state those that lead to it, joined by "; "
 */
public record NonFinite(int step, int layer, String variable, int unit, int sequence, String value, String path) {
    /** What it costs. */
    public static final String COST = "O(T·S·H): reads every gate and state once";

    /** The first one, by step, then layer, then the order of evaluation; empty where everything is finite. */
    public static List<NonFinite> measure(Trajectories run) {
        List<NonFinite> found = new ArrayList<>();
        for (int t = 0; t < run.steps() && found.isEmpty(); t++) {
            for (int l = 0; l < run.stack().depth() && found.isEmpty(); l++) {
                Activations a = run.activations().get(l);
                for (Equation equation : a.shape().cell().evaluationOrder()) {
                    double[] values = a.named(equation.name());
                    int width = values.length / run.steps() / run.sequences();
                    int from = t * run.sequences() * width;
                    for (int i = from; i < from + run.sequences() * width && found.isEmpty(); i++) {
                        if (!Double.isFinite(values[i])) {
                            found.add(new NonFinite(t, l + 1, equation.name(), (i - from) % width, (i - from) / width,
                                    Double.toString(values[i]), path(a, equation.name())));
                        }
                    }
                }
            }
        }
        return found;
    }

    private static String path(Activations a, String variable) {
        List<String> terms = SymbolicJacobian.of(a.shape().cell(), View.FULL)
                .terms()
                .stream()
                .filter(t -> a.shape().cell().isState(variable)
                        ? t.paths().stream().anyMatch(p -> p.to().equals(variable))
                        : t.gates().contains(variable))
                .map(Term::name)
                .toList();
        return String.join("; ", terms);
    }
}
