package retrograde.cli;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import retrograde.InputException;
import retrograde.data.Objective;
import retrograde.engine.Engine;
import retrograde.engine.Engine.Sequence;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;
import retrograde.train.Adam;

/**
 * One training step of one layer, again and again: forward and backward through {@code ℓ = ½ mean output²} over
 * {@code [T,B,H]}, and, if wanted, Adam's update. Inputs are standard normal; inputs and weights depend on the seed alone.
 */
final class StepBenchmark {
    private static final double RATE = 1e-3;
    /** Of everything drawn. */
    static final long SEED = 1;
    /** Sizes on which the result is compared with the reference engine: enough for every path through a step. */
    private static final int CHECKED_STEPS = 5;
    private static final int CHECKED_BATCH = 4;

    private final LayerShape shape;
    private final Model model;
    private final Parameters gradient;
    private final Execution execution;
    private final Engine engine;
    private final Sequence sequence;
    private final boolean adam;
    private final Adam optimiser;

    /** Its engine is made here; the arrays are as large as {@code [T,B,I]}. */
    StepBenchmark(Architecture architecture, Execution execution, int steps, int batch, boolean adam) {
        this.shape = architecture.layers().getFirst();
        this.model = Initialisation.of(SEED).model(architecture);
        this.gradient = new Parameters(architecture);
        this.execution = execution;
        this.engine = execution.engine(shape);
        this.sequence = sequence(steps, batch);
        this.adam = adam;
        this.optimiser = new Adam(architecture, execution);
    }

    /** A model that is one layer of a shape. */
    static Architecture architecture(LayerShape shape) {
        return new Architecture(List.of(shape), false, shape.inputs(),
                new Objective(Objective.Kind.PROJECTION, 0, Objective.LossSteps.LAST));
    }

    private Sequence sequence(int steps, int batch) {
        return new Sequence(input(shape, steps, batch), model.stack().initial(0), steps, batch);
    }

    /** Standard normal, {@code [T,B,I]}. */
    static double[] input(LayerShape shape, int steps, int batch) {
        long entries = (long) steps * batch * shape.inputs();
        if (entries > Integer.MAX_VALUE - 8L) {
            throw new InputException("an input of " + entries
                    + " numbers does not fit an array; choose a smaller --steps, --batch or --input");
        }
        RandomGenerator random = Seeds.generator(SEED, "benchmark input");
        double[] input = new double[(int) entries];
        for (int i = 0; i < input.length; i++) {
            input[i] = random.nextGaussian();
        }
        return input;
    }

    /** The loss before the update. */
    double step() {
        gradient.clear();
        double loss = engine.halfMeanSquare(model.parameters().layer(0), sequence, gradient.layer(0));
        if (adam) {
            optimiser.update(model.parameters(), gradient, RATE);
        }
        return loss;
    }

    /** The bytes of activations, packed weights and gradients. */
    long bytes() {
        return engine.bytes(sequence.steps(), sequence.batch());
    }

    /**
     * The largest difference of loss and gradient from the reference engine's, on a short piece: relative for the loss,
     * for a gradient's entries to the largest of all.
     */
    double difference() {
        Sequence piece = sequence(Math.min(sequence.steps(), CHECKED_STEPS), Math.min(sequence.batch(), CHECKED_BATCH));
        Weights weights = model.parameters().layer(0);
        Weights ours = new Weights(shape);
        Weights exact = new Weights(shape);
        double loss = execution.engine(shape).halfMeanSquare(weights, piece, ours);
        double exactLoss = Execution.reference().engine(shape).halfMeanSquare(weights, piece, exact);
        double largest = 0;
        double off = 0;
        for (Map.Entry<String, double[]> e : exact.arrays().entrySet()) {
            double[] mine = ours.get(e.getKey());
            for (int i = 0; i < mine.length; i++) {
                largest = Math.max(largest, Math.abs(e.getValue()[i]));
                off = Math.max(off, Math.abs(e.getValue()[i] - mine[i]));
            }
        }
        double ofLoss = exactLoss == 0 ? Math.abs(loss) : Math.abs(loss - exactLoss) / exactLoss;
        return Math.max(ofLoss, largest == 0 ? off : off / largest);
    }

    /** The largest difference that rounding explains. */
    static double tolerance(Kind kind) {
        return kind == Kind.FLOAT32 ? 1e-4 : 1e-11;
    }
}
