package retrograde.engine;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.equation.Graph;

/**
 * Vector–Jacobian products of single steps of sequences that were run, one after the other in the same buffers.
 *
 * <p>
 * An instance belongs to one thread at a time.
 */
public final class StepAdjoint {
    private final Interpreter interpreter;
    private final Activations activations;
    private final Interpreter.Frame frame;

    StepAdjoint(Interpreter interpreter, Weights weights, Activations activations) {
        this.interpreter = interpreter;
        this.activations = activations;
        this.frame = interpreter.new Frame(weights, activations);
    }

    /**
     * The product at one step, for every sequence of the batch.
     *
     * @param t the step
     * @param adjoints for each state {@code [B,H]}: adjoints of the new state; not modified, read by what the sink was told
     * @param inputAdjoint receives {@code [B,I]}; null if not wanted
     * @param sink is told the step's part of the gradient: rows that are valid until the next call
     * @param old receives for each state {@code [B,H]} the adjoints of the old state; other arrays than {@code adjoints}
     */
    public void at(int t, double[][] adjoints, double @Nullable [] inputAdjoint, GradientSink sink, double[][] old) {
        Graph.Reverse reverse = interpreter.graph().reverse();
        frame.at(t);
        for (int s = 0; s < adjoints.length; s++) {
            frame.bind(reverse.seeds()[s], adjoints[s], 0, interpreter.shape().hidden());
        }
        interpreter.runReverse(frame, activations, t, inputAdjoint, 0, sink);
        for (int s = 0; s < old.length; s++) {
            if (reverse.states()[s] >= 0) {
                frame.view(reverse.states()[s]).copyTo(old[s], 0, activations.batch());
            } else {
                java.util.Arrays.fill(old[s], 0);
            }
        }
    }
}
