package retrograde.flow;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

import retrograde.data.Baseline;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Objective;

/** Gaussian inputs and targets with a loss at chosen steps. */
record Draws(int inputs, int outputs, IntPredicate lossAt) implements Dataset {
    @Override
    public String name() {
        return "draws";
    }

    @Override
    public boolean symbolic() {
        return false;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.SQUARED_ERROR, outputs, Objective.LossSteps.EVERY);
    }

    @Override
    public int defaultSteps() {
        return 6;
    }

    @Override
    public Batch train(RandomGenerator random, int steps, int size) {
        double[] values = random.doubles((long) steps * size * inputs).map(u -> 2 * u - 1).toArray();
        double[] targets = random.doubles((long) steps * size * outputs).map(u -> 2 * u - 1).toArray();
        boolean[] mask = new boolean[steps * size];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = lossAt.test(i / size);
        }
        return new Batch(new Batch.Vectors(steps, size, inputs, values),
                new Batch.Values(steps, size, outputs, targets, mask));
    }

    @Override
    public Batch heldOut(RandomGenerator random, int steps, int size) {
        return train(random, steps, size);
    }

    @Override
    public Baseline baseline(int steps) {
        return new Baseline("none", 0);
    }

    @Override
    public String hash() {
        return "";
    }
}
