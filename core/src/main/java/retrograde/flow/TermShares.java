package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.engine.Activations;
import retrograde.engine.Execution;
import retrograde.engine.LayerJacobian;
import retrograde.engine.LayerShape;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.equation.bound.PathBounds;
import retrograde.equation.bound.Ranges;
import retrograde.equation.bound.TermBounds;

/**
 * How large each term of the step Jacobian is along real data, by path.
 *
 * <p>
 * {@code share_k = ‖J^(k)‖_F / Σ_j ‖J^(j)‖_F} at one step of one sequence, then the mean over steps, with the standard
 * error over sequences (steps where J is zero have no shares and are left out); {@code norm} is the mean of {@code ‖J^(k)‖₂}. Norms do not see that terms may cancel:
 * {@code cancellation = ‖J‖_F / Σ_j ‖J^(j)‖_F} stands beside them.
 *
 * @param layers the terms of each layer, bottom first
 * @param steps the steps sampled
 */
public record TermShares(List<Layer> layers, List<Integer> steps) {
    /** What it costs. */
    public static final String COST = "O(steps·S·terms·H²): forms each term at up to 64 steps of each sequence";

    private static final int MOST_STEPS = 64;

    /**
     * One layer's terms.
     *
     * @param layer its number, from 1
     * @param view the recurrence described
     * @param terms in the order of the symbolic Jacobian
     * @param mainTerm index of the main term: {@code main}, or where a cell has none the term of largest mean share
     * @param mainIsNamed whether the main term is the one called {@code main}
     * @param cancellation mean of {@code ‖J‖_F / Σ_j ‖J^(j)‖_F}, in [0,1]
     */
    public record Layer(int layer, View view, List<TermShare> terms, int mainTerm, boolean mainIsNamed,
            double cancellation) {
        /** The main term's share; NaN for a cell of a single term, which has nothing to share with. */
        public double mainShare() {
            return terms.size() < 2 ? Double.NaN : terms.get(mainTerm).share();
        }
    }

    /**
     * One term's size.
     *
     * @param term the term
     * @param share mean share, in [0,1]; NaN where the cell has this term only
     * @param shareError standard error over sequences; NaN with fewer than two, or where one has no shares
     * @param norm mean of the spectral norm
     * @param bounds proved of the term's coefficient, whatever the parameters
     * @param boundSeen its bound with states no larger than they were here
     * @param shareOverTime mean share over sequences at each step sampled
     */
    public record TermShare(Term term, double share, double shareError, double norm, PathBounds bounds,
            double boundSeen, double[] shareOverTime) {}

    /** Measures all layers in one view on one thread. */
    public static TermShares measure(Trajectories run, View view) {
        return measure(run, view, Execution.reference());
    }

    /** The same; threads share the sequences. */
    static TermShares measure(Trajectories run, View view, Execution execution) {
        // In the article's view a gate's previous value is needed, which the first step does not have.
        int first = view == View.ARTICLE && run.steps() > 1 ? 1 : 0;
        List<Integer> steps = new ArrayList<>();
        int available = run.steps() - first;
        int count = Math.min(MOST_STEPS, available);
        for (int i = 0; i < count; i++) {
            steps.add(first + (int) ((long) i * available / count));
        }
        List<Layer> layers = new ArrayList<>();
        for (int l = 0; l < run.stack().depth(); l++) {
            layers.add(measure(run, l, view, steps, execution));
        }
        return new TermShares(layers, steps);
    }

    private static Layer measure(Trajectories run, int l, View view, List<Integer> steps, Execution execution) {
        LayerShape shape = run.stack().layer(l).shape();
        SymbolicJacobian symbolic = SymbolicJacobian.of(shape.cell(), view);
        int terms = symbolic.terms().size();
        int sequences = run.sequences();
        double[][][] share = new double[terms][sequences][steps.size()];
        double[][] norm = new double[terms][sequences];
        double[][] whole = new double[sequences][steps.size()];
        execution.each(sequences, (_, s) -> {
            LayerJacobian jacobian = new LayerJacobian(run.stack().layer(l).another(), run.stack().weights(l),
                    run.activations().get(l), symbolic);
            int n = jacobian.rows();
            SpectralNorm[] norms = new SpectralNorm[terms];
            Arrays.setAll(norms, i -> new SpectralNorm());
            double[] all = new double[n * n];
            double[] matrix = new double[n * n];
            double[] sizes = new double[terms];
            for (int i = 0; i < steps.size(); i++) {
                jacobian.at(steps.get(i));
                Arrays.fill(all, 0);
                double sum = 0;
                for (int k = 0; k < terms; k++) {
                    Arrays.fill(matrix, 0);
                    jacobian.addTerm(symbolic.terms().get(k), s, matrix);
                    for (int e = 0; e < matrix.length; e++) {
                        all[e] += matrix[e];
                    }
                    sizes[k] = Products.frobenius(matrix);
                    sum += sizes[k];
                    norm[k][s] += norms[k].of(matrix, n);
                }
                for (int k = 0; k < terms; k++) {
                    share[k][s][i] = sizes[k] / sum;
                }
                whole[s][i] = Products.frobenius(all) / sum;
            }
        });
        int samples = steps.size() * sequences;
        List<TermShare> result = new ArrayList<>();
        int main = -1;
        Ranges proved = StateRanges.proved(run.stack(), l);
        Ranges seen = StateRanges.seen(run.stack(), l, largestStates(run.activations().get(l)));
        for (int k = 0; k < terms; k++) {
            double[][] values = share[k];
            double[] bySequence = bySequence(values);
            double[] overTime = new double[steps.size()];
            Arrays.setAll(overTime,
                    i -> meanOfDefined(Arrays.stream(values).mapToDouble(sequence -> sequence[i]).toArray()));
            double mean = terms < 2 ? Double.NaN : meanOfDefined(bySequence);
            Term term = symbolic.terms().get(k);
            result.add(new TermShare(term, mean, terms < 2 ? Double.NaN : Statistics.standardError(bySequence),
                    Arrays.stream(norm[k]).sum() / samples, TermBounds.of(term, proved),
                    TermBounds.of(term, seen).bound(), overTime));
            main = term.gates().isEmpty() ? k : main;
        }
        boolean named = main >= 0;
        for (int k = 0; k < terms && !named; k++) {
            main = main < 0 || result.get(k).share() > result.get(main).share() ? k : main;
        }
        return new Layer(run.stack().number(l), view, result, main, named, meanOfDefined(bySequence(whole)));
    }

    private static double[] bySequence(double[][] values) {
        return Arrays.stream(values).mapToDouble(TermShares::meanOfDefined).toArray();
    }

    /** The mean without NaN: a step whose Jacobian is zero has no shares. */
    private static double meanOfDefined(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    }

    private static Map<String, Double> largestStates(Activations activations) {
        Map<String, Double> largest = new LinkedHashMap<>();
        for (String state : activations.shape().cell().states()) {
            double magnitude = 0;
            for (double v : activations.state(state)) {
                magnitude = Math.max(magnitude, Math.abs(v));
            }
            largest.put(state, magnitude);
        }
        return largest;
    }
}
