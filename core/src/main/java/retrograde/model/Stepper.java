package retrograde.model;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import retrograde.data.Objective;
import retrograde.engine.Activations;
import retrograde.engine.Functions;
import retrograde.sequence.Passage;

/**
 * A model run one step at a time, the states going over from each step to the next: for data that arrive as they come.
 *
 * <p>
 * Values are the same bits as those of {@link retrograde.sequence.Stack#forward} over the whole sequence with
 * {@link Functions#COMPILED}, in float64, in the memory of one step. An instance belongs to one thread at a time; any number of them, on different threads, may share a
 * model that is not being trained. Cost: {@code O(|θ|)} a step.
 */
public final class Stepper {
    private final Model model;
    private final double[] input;
    private final double[] outputs;
    private @Nullable Passage passage;

    /**
     * At the initial state.
     *
     * @throws IllegalArgumentException if the model has no read-out
     */
    public Stepper(Model model) {
        Objective objective = model.architecture().objective();
        if (objective.outputs() == 0) {
            throw new IllegalArgumentException("a model without outputs predicts nothing");
        }
        this.model = model;
        this.input = new double[model.architecture().embedding()];
        this.outputs = new double[objective.outputs()];
    }

    /**
     * One step of a model of symbols.
     *
     * @param symbol in {@code 0 … V − 1}
     * @return the logits {@code [O]} of what comes next; valid until the next step
     */
    public double[] step(int symbol) {
        Architecture a = model.architecture();
        if (!a.symbolic() || symbol < 0 || symbol >= a.inputs()) {
            throw new IllegalArgumentException("symbol " + symbol + " for a model of "
                    + (a.symbolic() ? a.inputs() + " symbols" : "vectors of " + a.inputs()));
        }
        System.arraycopy(model.parameters().embedding(), symbol * input.length, input, 0, input.length);
        return advance();
    }

    /**
     * One step of a model of vectors.
     *
     * @param x {@code [I]}; not modified
     * @return the outputs {@code [O]}: logits, or predicted values; valid until the next step
     */
    public double[] step(double[] x) {
        Architecture a = model.architecture();
        if (a.symbolic() || x.length != input.length) {
            throw new IllegalArgumentException("a vector of " + x.length + " for a model of "
                    + (a.symbolic() ? "symbols" : "vectors of " + a.inputs()));
        }
        System.arraycopy(x, 0, input, 0, x.length);
        return advance();
    }

    /** Back to the initial state, and to the model's weights as they are now. */
    public void reset() {
        passage = null;
    }

    private double[] advance() {
        Passage running = passage;
        if (running == null) {
            // A stack of its own: interpreters have room for one sequence at a time.
            running = new Passage(model.stack().with(Functions.COMPILED), Integer.MAX_VALUE, 1, 1,
                    (first, steps, into) -> System.arraycopy(input, 0, into, 0, input.length));
            passage = running;
        } else {
            running.advance();
        }
        double[] h = model.stack().output(running.activations());
        double[] weights = model.parameters().readoutWeights();
        double[] bias = model.parameters().readoutBias();
        int hidden = model.architecture().topHidden();
        for (int o = 0; o < outputs.length; o++) {
            double sum = 0;
            for (int j = 0; j < hidden; j++) {
                sum = Math.fma(weights[o * hidden + j], h[j], sum);
            }
            outputs[o] = sum + bias[o];
        }
        return outputs;
    }

    /** The joint state after the last step, every state of every layer, bottom first; empty before the first. */
    public double[] state() {
        if (passage == null) {
            return new double[0];
        }
        double[] joint = new double[model.stack().stateSize()];
        int at = 0;
        for (Activations a : passage.activations()) {
            for (String state : a.shape().cell().states()) {
                double[] values = Arrays.copyOf(a.named(state), a.shape().hidden());
                System.arraycopy(values, 0, joint, at, values.length);
                at += values.length;
            }
        }
        return joint;
    }
}
