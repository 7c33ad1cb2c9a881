package retrograde.data;

import java.util.random.RandomGenerator;

/**
 * The multiplication problem: multiply the two marked numbers of a long sequence.
 *
 * <p>Sequences as those of the {@link AddingProblem}: values uniform on {@code [0,1)}, two markers, one in each half. The
 * target at the last step is the product {@code X₁X₂}; squared error. Whoever always answers its mean 1/4 has its variance,
 * {@code E[X²]² − E[X]⁴ = 1/9 − 1/16 = 7/144}, which is the chance level. Unlike a sum it cannot be kept by integrating.
 *
 * <p>Hochreiter &amp; Schmidhuber 1997 (experiment 5), with the markers of Arjovsky, Shah &amp; Bengio 2016. An answer is wrong
 * if it is off by 0.04 or more; theirs were trained until fewer than 13 of 2000 sequences were.
 */
public final class Multiplication extends Task {
    /** The multiplication problem. */
    public Multiplication() {
        super("multiplication",
                "values U[0,1), markers uniform in [0,T/2) and [T/2,T), target at the last step: their product",
                Criterion.ofNumbers(0.04, 1 - 13.0 / 2000, 2_000, "Hochreiter & Schmidhuber 1997"));
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
        return new Baseline("chance", 7.0 / 144);
    }

    @Override
    Batch draw(RandomGenerator random, int T, int B) {
        return AddingProblem.marked(random, T, B, (first, second) -> first * second);
    }
}
