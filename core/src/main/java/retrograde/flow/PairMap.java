package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import retrograde.data.Batch;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * What the loss of every step t sends back to every step {@code s ≤ t}: the size of {@code ∂ℓ_t/∂s_s}, and of the pair's
 * part of the gradient, {@code δ_{t,t−s} ∂⁺s_s/∂θ}.
 *
 * <p>
 * {@link GradientByLag} is the mean along the diagonals {@code t − s = k}; the map shows what that mean hides: single steps
 * that pass nothing on, or a part of the sequence that all later losses read. Long sequences have at most {@link #CELLS} loss
 * steps, evenly drawn from those with a loss, and as many bins of neighbouring source steps. All are natural logarithms of
 * means of norms over the sequences that have the loss and the steps of a bin; −∞ for zero and NaN where {@code s > t}.
 *
 * @param lossSteps t, increasing
 * @param sourceSteps the first step of each bin
 * @param binWidth steps in a bin
 * @param logNorm {@code [loss step][bin]}: {@code ln mean ‖∂ℓ_t/∂s_s‖₂}, s the joint state after step s
 * @param logContribution {@code [loss step][bin]}: {@code ln mean ‖δ_{t,t−s} ∂⁺s_s/∂θ‖₂}
 * @param sequences how many sequences
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record PairMap(int[] lossSteps, int[] sourceSteps, int binWidth, double[][] logNorm, double[][] logContribution,
        int sequences) {
    /** What it costs. */
    public static final String COST = "O(R·T·S·|θ|): a backward pass over S sequences from each of R ≤ 128 loss steps";

    /** The most cells of a side. */
    public static final int CELLS = 128;

    /** Products of an adjoint with a weight that it takes, about. */
    public static double cost(Architecture architecture, int steps, int sequences, boolean everyStep) {
        double weights = architecture.layers().stream().mapToLong(LayerShape::parameterCount).sum();
        double rows = everyStep ? Math.min(CELLS, steps) / 2.0 : 1;
        return rows * steps * sequences * weights;
    }

    /**
     * Measures it on one thread.
     *
     * @param run the batch's sequences
     * @param everyStep whether every step with a loss is a row, else only the last one
     */
    public static PairMap measure(Model model, Batch batch, Trajectories run, boolean everyStep) {
        return measure(model, batch, run, everyStep, Execution.reference());
    }

    /** The same; threads share the loss steps. */
    static PairMap measure(Model model, Batch batch, Trajectories run, boolean everyStep, Execution execution) {
        int[] lossSteps = lossSteps(batch, run, everyStep);
        int width = Math.ceilDiv(run.steps(), CELLS);
        int[] sources = new int[Math.ceilDiv(run.steps(), width)];
        Arrays.setAll(sources, i -> i * width);
        double[][] adjoints = new double[lossSteps.length][];
        Arrays.setAll(adjoints, row -> outputAdjoint(model, batch, run, lossSteps[row]));
        double[][] norms = new double[lossSteps.length][];
        double[][] contributions = new double[lossSteps.length][];
        execution.each(lossSteps.length, (_, row) -> {
            norms[row] = new double[sources.length];
            contributions[row] = new double[sources.length];
            row(run, adjoints[row], lossSteps[row], withLoss(batch, run, lossSteps[row]), width, norms[row],
                    contributions[row]);
        });
        return new PairMap(lossSteps, sources, width, norms, contributions, run.sequences());
    }

    private static int[] lossSteps(Batch batch, Trajectories run, boolean everyStep) {
        int[] all = IntStream.range(0, run.steps()).filter(t -> withLoss(batch, run, t).length > 0).toArray();
        int rows = Math.min(everyStep ? CELLS : 1, all.length);
        int[] drawn = new int[rows];
        // The last one is always among them.
        Arrays.setAll(drawn, i -> all[(int) ((long) (i + 1) * all.length / rows) - 1]);
        return drawn;
    }

    private static int[] withLoss(Batch batch, Trajectories run, int t) {
        return IntStream.range(0, run.sequences()).filter(b -> batch.lossAt(t, b)).toArray();
    }

    /** {@code ∂ℓ_t/∂output}, {@code [S,H]}; zero for sequences without a loss at t. */
    private static double[] outputAdjoint(Model model, Batch batch, Trajectories run, int t) {
        int hidden = model.architecture().topHidden();
        int sequences = run.sequences();
        double[] all = run.stack().output(run.activations());
        double[] adjoint = new double[sequences * hidden];
        for (int b : withLoss(batch, run, t)) {
            double[] own = new double[hidden];
            int from = (t * sequences + b) * hidden;
            model.readOut()
                    .loss(batch.targets(), new int[] {t * batch.size() + b},
                            Arrays.copyOfRange(all, from, from + hidden), 1, own, null);
            System.arraycopy(own, 0, adjoint, b * hidden, hidden);
        }
        return adjoint;
    }

    private static void row(Trajectories run, double[] adjoint, int t, int[] chosen, int width, double[] logNorm,
            double[] logContribution) {
        Stack stack = run.stack().another();
        List<NormSink> sinks = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            sinks.add(new NormSink(stack.weights(l).arrays().keySet()));
        }
        BackwardByLag back = new BackwardByLag(stack, run.activations(), adjoint, false, t);
        int hidden = adjoint.length / run.sequences();
        double[] carried = new double[run.sequences()];
        Arrays.setAll(carried, b -> 0.5 * StrictMath.log(Sums.dot(adjoint, b * hidden, adjoint, b * hidden, hidden)));
        Arrays.fill(logNorm, Double.NaN);
        Arrays.fill(logContribution, Double.NaN);
        double[] norms = new double[width * chosen.length];
        double[] contributions = new double[norms.length];
        int count = 0;
        for (int s = t; s >= 0; s--) {
            // A step may change the scale of what it carries on, and not that of what it told its sinks.
            double[] scale = new double[run.sequences()];
            Arrays.setAll(scale, back::logScale);
            sinks.forEach(NormSink::begin);
            back.step(sinks);
            for (int b : chosen) {
                double squares = 0;
                for (NormSink sink : sinks) {
                    squares += sink.squares(b);
                }
                norms[count] = carried[b];
                contributions[count] = scale[b] + 0.5 * StrictMath.log(squares);
                carried[b] = back.logCarried(b);
                count++;
            }
            if (s % width == 0) {
                logNorm[s / width] = Statistics.logMeanExp(Arrays.copyOf(norms, count));
                logContribution[s / width] = Statistics.logMeanExp(Arrays.copyOf(contributions, count));
                count = 0;
            }
        }
    }
}
