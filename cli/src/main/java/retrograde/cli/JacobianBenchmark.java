package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import retrograde.engine.Activations;
import retrograde.engine.Execution;
import retrograde.engine.Functions;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * All step Jacobians of one layer along sequences that were run, again and again: each {@code [n,n]}, every entry, its
 * coefficients included. Threads share the steps. Inputs are standard normal; inputs and weights depend on the seed alone.
 */
final class JacobianBenchmark {
    /** Numbers from one thread's own to the next thread's, so that they share no cache line. */
    private static final int APART = 16;

    private final Stack stack;
    private final Execution execution;
    private final int steps;
    private final int batch;
    private final List<Activations> activations;
    /** Keeps the work from being left out. */
    private final double[] seen;

    /** Is shown a Jacobian; another of the same thread takes its place afterwards. */
    @FunctionalInterface
    private interface Viewer {
        void see(int thread, int step, int sequence, double[] jacobian);
    }

    private record Place(int step, int sequence) {}

    /** Runs the sequences forward. */
    JacobianBenchmark(Architecture architecture, Execution execution, int steps, int batch) {
        Model model = Initialisation.of(StepBenchmark.SEED).model(architecture);
        this.stack = model.stack().with(Functions.COMPILED);
        this.execution = execution;
        this.steps = steps;
        this.batch = batch;
        double[] input = StepBenchmark.input(architecture.layers().getFirst(), steps, batch);
        this.activations = stack.forward(input, steps, batch, null);
        this.seen = new double[execution.threads() * APART];
    }

    /** The threads that have steps to work on. */
    int threads() {
        return Math.min(execution.threads(), steps);
    }

    /** The Jacobians of a run. */
    double count() {
        return (double) steps * batch;
    }

    /** The bytes of the activations and of a Jacobian for each thread. */
    long bytes() {
        long n = stack.stateSize();
        return stack.bytes(steps, batch) + 8 * n * n * threads();
    }

    /** Forms every Jacobian once. */
    void run() {
        pass((thread, step, sequence, jacobian) -> seen[thread * APART] += jacobian[step % jacobian.length]);
    }

    private void pass(Viewer viewer) {
        // Made one after the other: each adds what it reads to the graph that they share.
        List<JointJacobian> jacobians = new ArrayList<>();
        for (int i = 0; i < threads(); i++) {
            jacobians.add(new JointJacobian(stack, activations));
        }
        execution.run((thread, all) -> {
            if (thread < jacobians.size()) {
                JointJacobian jacobian = jacobians.get(thread);
                int last = first(thread + 1);
                for (int t = first(thread); t < last; t++) {
                    jacobian.at(t);
                    for (int s = 0; s < batch; s++) {
                        viewer.see(thread, t, s, jacobian.of(s));
                    }
                }
            }
        });
    }

    private int first(int thread) {
        return (int) ((long) steps * thread / threads());
    }

    /**
     * What was found by comparing.
     *
     * @param jacobians compared
     * @param largest difference of {@code J v} from the reference engine's tangent at v, relative to the largest sum
     *        {@code Σ_j |J_ij v_j|} of a row
     */
    record Check(int jacobians, double largest) {
        /** Whether rounding explains it. */
        boolean holds(double tolerance) {
            return largest <= tolerance;
        }
    }

    /**
     * Compares Jacobians of the first, the middle and the last step, of the first and the last sequence, with the tangent
     * pass of the reference engine, which goes through the equations without forming a Jacobian. A wrong entry shows: v is
     * dense.
     */
    Check check() {
        Map<Place, double[]> formed = new ConcurrentHashMap<>();
        List<Place> places = places();
        pass((_, step, sequence, jacobian) -> {
            Place place = new Place(step, sequence);
            if (places.contains(place)) {
                formed.put(place, jacobian.clone());
            }
        });
        double[] v = direction(stack.stateSize());
        double largest = 0;
        for (Place place : places) {
            double[] jacobian = Objects.requireNonNull(formed.get(place));
            largest = Math.max(largest, difference(jacobian, v, tangent(v, place)));
        }
        return new Check(places.size(), largest);
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int t : new int[] {0, steps / 2, steps - 1}) {
            for (int s : new int[] {0, batch - 1}) {
                Place place = new Place(t, s);
                if (!places.contains(place)) {
                    places.add(place);
                }
            }
        }
        return places;
    }

    private static double[] direction(int n) {
        RandomGenerator random = Seeds.generator(StepBenchmark.SEED, "benchmark direction");
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = random.nextGaussian();
        }
        return v;
    }

    private double[] tangent(double[] v, Place place) {
        int hidden = stack.layer(0).shape().hidden();
        double[][] states = new double[v.length / hidden][batch * hidden];
        for (int s = 0; s < states.length; s++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(v, s * hidden, states[s], b * hidden, hidden);
            }
        }
        double[][] tangents = stack.layer(0).tangent(stack.weights(0), activations.get(0), place.step(), states, null);
        double[] all = new double[v.length];
        for (int s = 0; s < states.length; s++) {
            System.arraycopy(tangents[s], place.sequence() * hidden, all, s * hidden, hidden);
        }
        return all;
    }

    /** NaN where either is not a number. */
    static double difference(double[] jacobian, double[] v, double[] tangent) {
        int n = v.length;
        double scale = 0;
        double off = 0;
        for (int i = 0; i < n; i++) {
            double product = 0;
            double sizes = 0;
            for (int j = 0; j < n; j++) {
                double summand = jacobian[i * n + j] * v[j];
                product += summand;
                sizes += Math.abs(summand);
            }
            scale = Math.max(scale, sizes);
            off = Math.max(off, Math.abs(product - tangent[i]));
        }
        return scale == 0 ? off : off / scale;
    }

    /**
     * The largest difference that rounding explains: either side adds up at most 2n products for an entry of the result,
     * rounded to {@code 2n·2⁻⁵³} of the sum of their sizes, which for a product of two matrices is about √n times what they
     * add up to; that, four times, and a thousand roundings for coefficients that cancel.
     */
    static double tolerance(int n) {
        return (n * Math.sqrt(n) + 1000) * 1e-15;
    }
}
