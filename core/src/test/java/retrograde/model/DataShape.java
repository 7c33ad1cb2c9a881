package retrograde.model;

import java.util.random.RandomGenerator;

import retrograde.data.Baseline;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Objective;

/** What an architecture needs to know of data, and no data. */
record DataShape(boolean symbolic, int inputs, int outputs) implements Dataset {
    static DataShape symbols(int count) {
        return new DataShape(true, count, count);
    }

    static DataShape numbers(int inputs, int outputs) {
        return new DataShape(false, inputs, outputs);
    }

    @Override
    public String name() {
        return "shape";
    }

    @Override
    public Objective objective() {
        return new Objective(symbolic ? Objective.Kind.CROSS_ENTROPY : Objective.Kind.SQUARED_ERROR, outputs,
                Objective.LossSteps.EVERY);
    }

    @Override
    public int defaultSteps() {
        return 5;
    }

    @Override
    public Batch train(RandomGenerator random, int steps, int size) {
        throw new UnsupportedOperationException("there are no data");
    }

    @Override
    public Batch heldOut(RandomGenerator random, int steps, int size) {
        throw new UnsupportedOperationException("there are no data");
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
