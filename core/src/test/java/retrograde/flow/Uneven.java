package retrograde.flow;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import retrograde.data.Baseline;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.data.Objective.LossSteps;

/** Sequences that begin at different steps, what stands before them large. */
record Uneven(int steps, LossSteps lossSteps) implements Dataset {
    @Override
    public String name() {
        return "uneven";
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
        return new Objective(Objective.Kind.SQUARED_ERROR, 2, lossSteps);
    }

    @Override
    public int defaultSteps() {
        return steps;
    }

    @Override
    public Batch train(RandomGenerator random, int steps, int size) {
        double[] values = random.doubles((long) steps * size * 2).map(u -> 2 * u - 1).toArray();
        double[] targets = random.doubles((long) steps * size * 2).map(u -> 2 * u - 1).toArray();
        boolean[] mask = new boolean[steps * size];
        int[] starts = new int[size];
        for (int b = 0; b < size; b++) {
            starts[b] = b % 3;
            for (int t = 0; t < steps; t++) {
                mask[t * size + b] = t >= starts[b] && (lossSteps == LossSteps.EVERY || t == steps - 1);
                if (t < starts[b]) {
                    Arrays.fill(values, (t * size + b) * 2, (t * size + b + 1) * 2, 1e6);
                }
            }
        }
        return new Batch(new Batch.Vectors(steps, size, 2, values), new Batch.Values(steps, size, 2, targets, mask),
                starts);
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
