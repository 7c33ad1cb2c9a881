package retrograde.data;

import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/**
 * The adding problem: add the two marked numbers of a long sequence.
 *
 * <p>A sequence of {@code T} pairs {@code (value, marker)}: the values are uniform on {@code [0,1)}; the marker is 1 at
 * two steps, one uniform in the first half ({@code t < ⌊T/2⌋}) and one uniform in the second, else 0. The target is the
 * sum of the two marked values, at the last step; squared error. Whoever always answers 1 has the variance of the sum,
 * {@code 2·1/12 = 1/6}, which is the chance level.
 *
 * <p>Hochreiter &amp; Schmidhuber 1997 (experiment 4), in the form of Le, Jaitly &amp; Hinton 2015 and, for the halves,
 * Arjovsky, Shah &amp; Bengio 2016. The figure 0.1767 often given for chance is wrong. An answer is wrong if it is off by
 * 0.08 or more (0.04 in the unit of the first, whose target is half the sum); theirs were trained until all of 2000 sequences
 * were right.
 */
public final class AddingProblem extends Task {
    /** The adding problem. */
    public AddingProblem() {
        super("adding", "values U[0,1), markers uniform in [0,T/2) and [T/2,T), target at the last step: their sum",
                Criterion.ofNumbers(0.08, 1, 2_000, "Hochreiter & Schmidhuber 1997"));
    }

    @Override
    public boolean symbolic() {
        return false;
    }

    @Override
    public int inputs() {
        return 2;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.SQUARED_ERROR, 1, Objective.LossSteps.LAST);
    }

    @Override
    public int defaultSteps() {
        return 100;
    }

    @Override
    public int minimumSteps() {
        return 2;
    }

    @Override
    public Baseline baseline(int T) {
        return new Baseline("chance", 1.0 / 6.0);
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        return marked(random, T, B, Double::sum);
    }

    /** Marked values and, as the target, something made of the two. */
    static Batch marked(RandomGenerator random, int T, int B, DoubleBinaryOperator target) {
        var inputs = new double[T * B * 2];
        var targets = new double[T * B];
        int half = T / 2;
        for (int b = 0; b < B; b++) {
            for (int t = 0; t < T; t++) {
                inputs[(t * B + b) * 2] = random.nextDouble();
            }
            int first = (random.nextInt(half) * B + b) * 2;
            int second = (random.nextInt(half, T) * B + b) * 2;
            inputs[first + 1] = 1;
            inputs[second + 1] = 1;
            targets[(T - 1) * B + b] = target.applyAsDouble(inputs[first], inputs[second]);
        }
        return new Batch(new Batch.Vectors(T, B, 2, inputs),
                new Batch.Values(T, B, 1, targets, Batch.lastStepMask(T, B)));
    }
}
