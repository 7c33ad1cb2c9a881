package retrograde.bench;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

import retrograde.data.AddingProblem;
import retrograde.data.Baseline;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Objective;

/**
 * The adding problem of the last steps of longer sequences: how far back the gradient is needed is known beforehand.
 *
 * @param recent the last steps, in which both marks are
 */
record RecentAdding(int recent) implements Dataset {
    private static final AddingProblem ADDING = new AddingProblem();

    @Override
    public String name() {
        return "adding in the last " + recent;
    }

    @Override
    public boolean symbolic() {
        return false;
    }

    @Override
    public int inputs() {
        return ADDING.inputs();
    }

    @Override
    public Objective objective() {
        return ADDING.objective();
    }

    @Override
    public int defaultSteps() {
        return 3 * recent;
    }

    @Override
    public int minimumSteps() {
        return recent;
    }

    @Override
    public Batch train(RandomGenerator random, int T, int B) {
        Batch last = ADDING.train(random, recent, B);
        double[] shown = ((Batch.Vectors) last.inputs()).values();
        double[] answers = ((Batch.Values) last.targets()).values();
        double[] inputs = new double[T * B * 2];
        double[] targets = new double[T * B];
        int before = (T - recent) * B;
        for (int i = 0; i < before; i++) {
            inputs[2 * i] = random.nextDouble();
        }
        System.arraycopy(shown, 0, inputs, 2 * before, shown.length);
        System.arraycopy(answers, 0, targets, before, answers.length);
        return new Batch(new Batch.Vectors(T, B, 2, inputs),
                new Batch.Values(T, B, 1, targets, Batch.lastStepMask(T, B)));
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return train(random, T, B);
    }

    @Override
    public Baseline baseline(int T) {
        return ADDING.baseline(T);
    }

    @Override
    public String hash() {
        return Integer.toHexString(java.util.Arrays.hashCode(name().getBytes(StandardCharsets.UTF_8)));
    }
}
