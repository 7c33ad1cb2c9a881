package retrograde.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import retrograde.data.Batch;
import retrograde.engine.Activations;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * Where on its way back the gradient of the last step's loss first passes a size, over the sequences of a batch:
 * {@code ‖∂ℓ_T/∂s_{t−1}‖₂}, followed in logarithms so that the way past that size can be seen.
 *
 * @param sequence from 0
 * @param step from which it was carried to the step before
 * @param lag {@code T − step + 1}: steps before the loss
 * @param logLargest the largest {@code ln ‖∂ℓ/∂s‖₂} over all lags of that sequence
 */
public record GradientPeak(int sequence, int step, int lag, double logLargest) {

    public static final String COST = "O(T·B·|θ|): one forward and one backward pass of the reference engine";

    /**
     * Follows the loss of the last step of every sequence back.
     *
     * @param logLimit the size looked for, as a natural logarithm
     * @return the sequence that passes it at the smallest lag; empty if none does, or the last step has no loss
     */
    public static Optional<GradientPeak> past(double logLimit, Model model, Batch batch) {
        int steps = batch.steps();
        int size = batch.size();
        int[] pairs = Arrays.stream(batch.lossPairs()).filter(p -> p / size == steps - 1).toArray();
        if (pairs.length < size) {
            return Optional.empty();
        }
        Stack stack = model.stack();
        List<Activations> run = stack.forward(model.embed(batch.inputs()), steps, size, batch.starts());
        double[] output = stack.output(run);
        int hidden = model.architecture().topHidden();
        double[] adjoint = new double[size * hidden];
        model.readOut()
                .loss(batch.targets(), pairs,
                        Arrays.copyOfRange(output, (steps - 1) * size * hidden, steps * size * hidden), 1, adjoint,
                        null);
        BackwardByLag back = new BackwardByLag(stack, run, adjoint);
        double[] largest = new double[size];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        GradientPeak first = null;
        for (int t = steps - 1; t >= 0; t--) {
            back.step();
            for (int b = 0; b < size; b++) {
                double log = back.logCarried(b);
                largest[b] = Math.max(largest[b], log);
                if (first == null && log > logLimit) {
                    first = new GradientPeak(b, t, steps - t, log);
                }
            }
        }
        return Optional.ofNullable(first)
                .map(f -> new GradientPeak(f.sequence(), f.step(), f.lag(), largest[f.sequence()]));
    }
}
