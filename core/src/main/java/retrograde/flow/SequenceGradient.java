package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

import retrograde.data.Batch;
import retrograde.data.Objective;
import retrograde.engine.Activations;
import retrograde.engine.Functions;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * What the loss of one step of one given sequence sends back to each step before it, and where layers read in both
 * directions, to each step after it.
 *
 * <p>
 * All norms are kept as natural logarithms, so that no lag is too far for them; −∞ stands for zero. {@code x_s} is what the
 * bottom layer reads at step s (a symbol's embedding), {@code s_s} the joint state of all layers after it, {@code s_{−1}} the
 * initial one.
 *
 * @param step t: whose loss
 * @param loss {@code ℓ_t}, in the loss' unit
 * @param logInput for {@code s = 0 … t}, with layers of both directions for all steps: {@code ln ‖∂ℓ_t/∂x_s‖₂}
 * @param logState for {@code s = 0 … t}: {@code ln ‖∂ℓ_t/∂s_{s−1}‖₂}, what is carried from step s to the step before; empty
 *        with layers of both directions, which have no joint state
 * @param logTransport for {@code s = 0 … t}: {@code ln ‖∂s_t/∂s_{s−1}‖₂}, whatever the loss; empty likewise
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, not compared
public record SequenceGradient(int step, double loss, double[] logInput, double[] logState, double[] logTransport) {

    public static final String COST = "O(t·(|θ| + n³)): one backward pass, and one product of n×n matrices a step";

    /**
     * Measures it.
     *
     * @param batch a single sequence
     * @param step one with a loss
     */
    public static SequenceGradient measure(Model model, Batch batch, int step) {
        if (batch.size() != 1 || step < 0 || step >= batch.steps() || !batch.targets().lossAt(step, 0)) {
            throw new IllegalArgumentException(
                    "step " + step + " of " + batch.size() + " sequences of " + batch.steps() + " steps has no loss");
        }
        if (model.architecture().bidirectional()) {
            return bothDirections(model, batch, step);
        }
        Stack stack = model.stack();
        List<Activations> run = stack.forward(inputs(model, batch, step, 1), step + 1, 1, null);
        double[] output = stack.output(run);
        int hidden = model.architecture().topHidden();
        double[] adjoint = new double[hidden];
        double loss = model.readOut()
                .loss(batch.targets(), new int[] {step}, Arrays.copyOfRange(output, step * hidden, (step + 1) * hidden),
                        1, adjoint, null);
        BackwardByLag back = new BackwardByLag(stack, run, adjoint, true);
        Products products = new Products(step + 1, 0, new JointJacobian(stack, run));
        SpectralNorm norm = new SpectralNorm();
        double[] logInput = new double[step + 1];
        double[] logState = new double[step + 1];
        double[] logTransport = new double[step + 1];
        for (int s = step; s >= 0; s--) {
            back.step();
            logInput[s] = back.logInput(0);
            logState[s] = back.logCarried(0);
            products.advance();
            double size = norm.of(products.product(), stack.stateSize());
            logTransport[s] = size == 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(size) + products.logScale();
        }
        return new SequenceGradient(step, loss, logInput, logState, logTransport);
    }

    private static SequenceGradient bothDirections(Model model, Batch batch, int step) {
        Architecture architecture = model.architecture();
        int start = batch.starts()[0];
        int end = batch.steps() - 1;
        OwnTime.Extent extent = new OwnTime.Extent(batch.steps(), new int[] {start}, new int[] {end},
                new int[] {start + end});
        OwnTimes layers = new OwnTimes(model, model.embed(batch.inputs()), extent, Functions.STRICT);
        // A single loss reads each direction where it has read the whole sequence.
        boolean whenRead = architecture.objective().lossSteps() != Objective.LossSteps.EVERY;
        ToIntFunction<OwnTime> read = layer -> layer.own(whenRead && layer.reverse() ? start : step, 0);
        double[] output = layers.read(read);
        double[] adjoint = new double[output.length];
        double loss = model.readOut().loss(batch.targets(), new int[] {step}, output, 1, adjoint, null);
        Adjoints inputs = layers.backward(layers.atRead(read, adjoint, 0), true, OwnTimes.Listener.NOBODY);
        double[] logInput = IntStream.range(0, batch.steps()).mapToDouble(s -> inputs.logNorm(s, 0)).toArray();
        return new SequenceGradient(step, loss, logInput, new double[0], new double[0]);
    }

    /** Whether the gradient goes to both sides of the loss. */
    public boolean bothSides() {
        return logState.length == 0;
    }

    /**
     * The smallest K such that so large a part of {@code Σ_s ‖∂ℓ_t/∂x_s‖₂} comes from the K steps that end with t; where
     * layers read in both directions, from the steps nearer to t than K.
     *
     * @param part in (0,1]
     */
    public int within(double part) {
        double largest = Arrays.stream(logInput).max().orElse(0);
        double all = 0;
        for (double log : logInput) {
            all += StrictMath.exp(log - largest);
        }
        double sum = 0;
        int farthest = Math.max(step, logInput.length - 1 - step);
        for (int k = 0; k <= farthest; k++) {
            sum += k <= step ? StrictMath.exp(logInput[step - k] - largest) : 0;
            sum += k > 0 && step + k < logInput.length ? StrictMath.exp(logInput[step + k] - largest) : 0;
            if (sum >= part * all) {
                return k + 1;
            }
        }
        return farthest + 1;
    }

    /**
     * How the output of one step depends on what came before: matrices, each to be multiplied by e to its row's scale.
     *
     * @param step t
     * @param from s, at most t
     * @param toInput {@code ∂h_t/∂x_s}, {@code [H,I]}
     * @param toState {@code ∂h_t/∂s_{s−1}}, a matrix {@code [H,H_l]} for each state of each layer, bottom first
     * @param logScale one for each row
     */
    @SuppressWarnings("ArrayRecordComponent") // results are read, not compared
    public record Matrices(int step, int from, double[] toInput, List<StateMatrix> toState, double[] logScale) {}

    /**
     * One block of {@link Matrices#toState}.
     *
     * @param layer from 1
     * @param state the name of the state before step s
     * @param values {@code [H,H_l]}
     */
    @SuppressWarnings("ArrayRecordComponent") // results are read, not compared
    public record StateMatrix(int layer, String state, double[] values) {}

    /**
     * The derivatives of the output {@code h_t} of the top layer.
     *
     * @param batch a single sequence
     * @param step t
     * @param from s, {@code 0 ≤ s ≤ t}
     */
    public static Matrices matrices(Model model, Batch batch, int step, int from) {
        model.requireOneDirection("a matrix from one step to another");
        Stack stack = model.stack();
        int hidden = model.architecture().topHidden();
        // One copy of the sequence for each entry of the output, each with its own unit vector as adjoint.
        List<Activations> run = stack.forward(inputs(model, batch, step, hidden), step + 1, hidden, null);
        double[] adjoint = new double[hidden * hidden];
        for (int i = 0; i < hidden; i++) {
            adjoint[i * hidden + i] = 1;
        }
        BackwardByLag back = new BackwardByLag(stack, run, adjoint, true);
        for (int s = step; s > from; s--) {
            back.step();
        }
        double[] scale = new double[hidden];
        for (int i = 0; i < hidden; i++) {
            scale[i] = back.logScale(i);
        }
        back.step();
        List<StateMatrix> states = new ArrayList<>();
        for (int l = 0; l < stack.depth(); l++) {
            LayerShape shape = stack.layer(l).shape();
            for (int k = 0; k < shape.cell().states().size(); k++) {
                double[] values = back.carried(l, k).clone();
                // The step may have changed the scale of what it carries on, and not that of the inputs' adjoints.
                for (int i = 0; i < hidden; i++) {
                    double factor = StrictMath.exp(back.logScale(i) - scale[i]);
                    for (int j = 0; j < shape.hidden(); j++) {
                        values[i * shape.hidden() + j] *= factor;
                    }
                }
                states.add(new StateMatrix(l + 1, shape.cell().states().get(k), values));
            }
        }
        return new Matrices(step, from, back.inputAdjoint().clone(), states, scale);
    }

    /** The first {@code step + 1} inputs of the bottom layer, each {@code copies} times: {@code [step+1,copies,I]}. */
    private static double[] inputs(Model model, Batch batch, int step, int copies) {
        double[] all = model.embed(batch.inputs());
        int width = all.length / batch.steps();
        double[] x = new double[(step + 1) * copies * width];
        for (int t = 0; t <= step; t++) {
            for (int b = 0; b < copies; b++) {
                System.arraycopy(all, t * width, x, (t * copies + b) * width, width);
            }
        }
        return x;
    }
}
