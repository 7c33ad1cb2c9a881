package retrograde.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.Parameter;
import retrograde.flow.Course;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

/**
 * Starts training at the edge of chaos: each layer's recurrent matrices are multiplied by the number for which its largest
 * Lyapunov exponent, measured on the data, is 0 to within two standard errors. There neither vanish nor explode, on the
 * mean, the perturbations of its state.
 *
 * <p>
 * The joint Jacobian of a stack is block triangular, so its exponents are those of its layers: they are treated from the
 * bottom up, each on what the layers below it make of the data. The number is found by doubling or halving from 1 until the
 * sign changes, then by bisection of its logarithm, always with the same sequences and frames; a sequence with a value that
 * is not finite counts as λ₁ &gt; 0. λ₁ of other sequences differs by their own error. Where the data's sequences are shorter
 * than the window, as many as fill it are drawn and laid end to end, the state carried from one to the next: λ₁ is of the
 * driven layer, whatever drives it, and a start anew would leave it too few steps. Cost: about a dozen measurements a layer,
 * {@code O(T·S·n²)} each.
 *
 * <p>
 * On the edge of chaos: Bertschinger &amp; Natschläger 2004; of trained networks: Poole et al. 2016.
 */
public final class CriticalInitialisation {
    /** The numbers tried first go up to {@code 2^10}, and down to its inverse. */
    private static final int DOUBLINGS = 10;
    private static final int BISECTIONS = 60;
    /** Where the error is next to none, as without inputs: an exponent of this size is 0. */
    private static final double ZERO = 1e-9;

    private CriticalInitialisation() {}

    /**
     * What λ₁ is measured on.
     *
     * @param window {@code T}, the length of the sequences, made up where the data's are shorter; the first
     *        {@code max(100, T/10)} steps align the frame
     * @param sequences {@code S}, at least 1; from 8 on the error is that over sequences
     * @param seed of the sequences and frames
     */
    public record Measurement(int window, int sequences, long seed) {
        /** 16 sequences of 1000 steps. */
        public static Measurement of(long seed) {
            return new Measurement(1000, 16, seed);
        }
    }

    /**
     * What was done to a layer.
     *
     * @param layer its number, from 1
     * @param scale what its recurrent matrices were multiplied by
     * @param exponent λ₁ with it, nats per step
     * @param error its standard error
     * @param measurements of λ₁ that were made
     */
    public record Layer(int layer, double scale, double exponent, double error, int measurements) {}

    /**
     * Scales the recurrent matrices of a model, in place.
     *
     * @param model modified; where an exception is thrown, layers below the one it names stay scaled
     * @param execution whose threads share the sequences; the same bits for any number of them
     * @return one a layer, bottom layer first
     * @throws InputException where a layer has no recurrent matrix, or no number makes λ₁ zero
     */
    public static List<Layer> apply(Model model, Dataset data, Measurement how, Execution execution) {
        Drive drive = Drive.of(model, data, how);
        double[] input = drive.input;
        List<Layer> done = new ArrayList<>();
        for (int l = 0; l < model.stack().depth(); l++) {
            Search search = new Search(model, l, input, drive.steps, drive.sequences, how.seed, execution);
            done.add(search.run());
            input = search.output();
        }
        return done;
    }

    /** What drives the bottom layer, {@code [T,S,I]}. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Drive(double[] input, int steps, int sequences) {
        static Drive of(Model model, Dataset data, Measurement how) {
            RandomGenerator random = Seeds.generator(how.seed, "critical");
            if (how.window <= data.longestTrain()) {
                Trajectories run = Trajectories.run(model,
                        data.window(random, data.stepsForLength(how.window), how.sequences));
                return new Drive(run.activations().getFirst().input(), run.steps(), run.sequences());
            }
            int pieces = Math.ceilDiv(how.window, data.longestTrain());
            int steps = pieces * data.longestTrain();
            double[] input = new double[steps * how.sequences * model.architecture().embedding()];
            for (int p = 0; p < pieces; p++) {
                Batch batch = data.window(random, data.stepsForLength(data.longestTrain()), how.sequences);
                double[] piece = model.embed(batch.inputs());
                System.arraycopy(piece, 0, input, p * piece.length, piece.length);
            }
            return new Drive(input, steps, how.sequences);
        }
    }

    /** λ₁ at a scale. */
    private record Point(double scale, double exponent, double error) {
        boolean zero() {
            return Math.abs(exponent) <= Math.max(2 * error, ZERO);
        }
    }

    /** The search for one layer's scale. */
    private static final class Search {
        private final int number;
        private final Stack stack;
        private final List<double[]> matrices;
        private final List<double[]> first;
        private final double[] input;
        private final int steps;
        private final int sequences;
        private final long seed;
        private final Execution execution;
        private int measurements;

        Search(Model model, int l, double[] input, int steps, int sequences, long seed, Execution execution) {
            LayerShape shape = model.architecture().layers().get(l);
            Weights weights = model.parameters().layer(l);
            this.number = l + 1;
            this.stack = new Stack(List.of(shape), List.of(weights), List.<double[][]>of(model.initial(l)),
                    List.of(model.stack().residual(l)));
            this.matrices = shape.cell()
                    .parameters()
                    .stream()
                    .filter(CriticalInitialisation::recurrent)
                    .map(p -> weights.get(p.name()))
                    .toList();
            this.first = matrices.stream().map(double[]::clone).toList();
            this.input = input;
            this.steps = steps;
            this.sequences = sequences;
            this.seed = seed;
            this.execution = execution;
            if (matrices.isEmpty()) {
                throw new InputException("cell " + shape.cell().name() + " of layer " + number
                        + " has no recurrent matrix, so none can be brought to the edge of chaos; choose another "
                        + "initialisation");
            }
        }

        Layer run() {
            Point here = measure(1);
            if (here.zero()) {
                return result(here);
            }
            boolean up = here.exponent < 0;
            Point there = here;
            for (int k = 1; k <= DOUBLINGS && !there.zero() && there.exponent < 0 == up; k++) {
                here = there;
                there = measure(Math.scalb(1.0, up ? k : -k));
            }
            if (!there.zero() && there.exponent < 0 == up) {
                scale(1);
                throw new InputException(String.format(Locale.ROOT,
                        "the largest Lyapunov exponent of layer %d stays %s 0 for recurrent matrices of %s times their size "
                                + "(%.3g ± %.2g nats a step); there is no edge of chaos to start from; begin elsewhere, or with more hidden units",
                        number, up ? "below" : "above", up ? "up to 1024" : "down to 1/1024", there.exponent,
                        there.error));
            }
            Point low = up ? here : there;
            Point high = up ? there : here;
            Point best = there;
            for (int k = 0; k < BISECTIONS && !best.zero(); k++) {
                best = measure(Math.sqrt(low.scale * high.scale));
                if (best.exponent < 0) {
                    low = best;
                } else {
                    high = best;
                }
            }
            if (!best.zero()) {
                scale(1);
                throw new InputException(String.format(Locale.ROOT,
                        "the largest Lyapunov exponent of layer %d jumps from %.3g to %.3g nats a step where its recurrent "
                                + "matrices are multiplied by %.6g; there is no edge of chaos to start from; begin elsewhere, or with more hidden units",
                        number, low.exponent, high.exponent, best.scale));
            }
            return result(best);
        }

        private Layer result(Point point) {
            return new Layer(number, point.scale, point.exponent, point.error, measurements);
        }

        private void scale(double by) {
            for (int m = 0; m < matrices.size(); m++) {
                double[] to = matrices.get(m);
                double[] from = first.get(m);
                for (int i = 0; i < to.length; i++) {
                    to[i] = by * from[i];
                }
            }
        }

        private List<Activations> forward() {
            return stack.forward(input, steps, sequences, null);
        }

        double[] output() {
            return stack.output(forward());
        }

        private Point measure(double by) {
            measurements++;
            scale(by);
            Trajectories run = new Trajectories(stack, forward());
            if (!Course.of(run).nonFinite().isEmpty()) {
                return new Point(by, Double.POSITIVE_INFINITY, 0);
            }
            LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 1, 1, seed, execution);
            double exponent = spectrum.values()[0];
            double error = spectrum.errors()[0];
            // A singular Jacobian has no logarithm and no error.
            return new Point(by, Double.isNaN(exponent) ? Double.NEGATIVE_INFINITY : exponent,
                    Double.isFinite(error) ? error : 0);
        }
    }

    private static boolean recurrent(Parameter p) {
        return p.matrix() && !p.shape().get(1).equals(Cell.INPUTS);
    }
}
