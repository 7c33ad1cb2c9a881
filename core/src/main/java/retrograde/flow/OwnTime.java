package retrograde.flow;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.engine.Functions;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.LayerShape;
import retrograde.engine.StepAdjoint;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * A layer that has run over sequences, with its steps counted as it reads them: step {@code τ} of a layer that reads from the
 * end is {@code t = turn − τ}, with a turn for each sequence.
 *
 * <p>
 * Each layer of a model with layers of both directions is a dynamical system of its own, driven by what it reads:
 * {@code s_τ = f(x_τ, s_{τ−1})}. Where all layers read forward, these systems are the diagonal blocks of the joint one.
 *
 * <p>
 * The way back through a layer keeps the adjoint of every step, each sequence's near length 1 with its scale as a logarithm,
 * so that what a step adds to a gradient can be told again, in any order of steps.
 */
final class OwnTime {
    /** Rows outside these lengths are rescaled; their squares stay far inside a double's range. */
    private static final double TINY = 1e-30;
    private static final double HUGE = 1e30;

    private final Stack stack;
    private final int @Nullable [] turns;
    private final Activations run;
    private final int[] first;
    private final int[] last;
    private final StepAdjoint engine;
    private final int output;
    /** {@code [τ][state][B,H]}: adjoints of the new states of a step. */
    private double[][][] adjoint = new double[0][][];
    private double[] logScale = new double[0];
    private double[] logCarried = new double[0];
    private double[][] spare = new double[0][];

    OwnTime(Model model, int l, double[] x, Extent extent, Functions functions) {
        LayerShape shape = model.architecture().layers().get(l);
        boolean reverse = model.architecture().wirings().get(l).reverse();
        this.turns = reverse ? extent.turns() : null;
        this.stack = Stack.ofOne(shape, model.parameters().layer(l), model.initial(l), l + 1, functions);
        this.first = reverse ? extent.turned(extent.ends()) : extent.starts();
        this.last = reverse ? extent.turned(extent.starts()) : extent.ends();
        double[] read = reverse ? turned(x, extent) : x;
        this.run = stack.forward(read, extent.steps(), extent.batch(), first).get(0);
        this.engine = stack.layer(0).adjoints(stack.weights(0), run);
        this.output = shape.cell().states().indexOf(shape.cell().output());
    }

    /**
     * Where sequences lie in time.
     *
     * @param steps {@code T}
     * @param starts for each sequence its first step; what stands before means nothing
     * @param ends for each sequence its last step
     * @param turns for each sequence the step {@code t + τ} by which layers that read from the end count theirs, such that all
     *        steps of the sequence have {@code τ < T}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Extent(int steps, int[] starts, int[] ends, int[] turns) {
        int batch() {
            return starts.length;
        }

        /** For each sequence the step of a layer that reads from the end. */
        int[] turned(int[] t) {
            return IntStream.range(0, t.length).map(b -> turns[b] - t[b]).toArray();
        }

        /** That of some sequences. */
        Extent of(int from, int end) {
            return new Extent(steps, Arrays.copyOfRange(starts, from, end), Arrays.copyOfRange(ends, from, end),
                    Arrays.copyOfRange(turns, from, end));
        }
    }

    /** {@code [T,B,d]} in the order from the end; before a sequence stands its first step in that order, after it its last. */
    private static double[] turned(double[] values, Extent extent) {
        int width = values.length / extent.steps() / extent.batch();
        double[] turned = new double[values.length];
        for (int step = 0; step < extent.steps(); step++) {
            for (int b = 0; b < extent.batch(); b++) {
                int t = Math.min(Math.max(extent.turns()[b] - step, extent.starts()[b]), extent.ends()[b]);
                System.arraycopy(values, (t * extent.batch() + b) * width, turned, (step * extent.batch() + b) * width,
                        width);
            }
        }
        return turned;
    }

    /** What it computed. */
    Activations run() {
        return run;
    }

    /** The layer by itself, in its own time. */
    Trajectories trajectories() {
        return new Trajectories(stack, List.of(run));
    }

    /** Its number in the model, from 1. */
    int number() {
        return stack.number(0);
    }

    int hidden() {
        return stack.layer(0).shape().hidden();
    }

    /** Whether it reads from the end. */
    boolean reverse() {
        return turns != null;
    }

    /** The layer's own step that is step t of a sequence, and the other way round. */
    int own(int t, int b) {
        return turns == null ? t : turns[b] - t;
    }

    /** Whether a sequence has an own step. */
    boolean active(int step, int b) {
        return step >= first[b] && step <= last[b];
    }

    /** How many own steps a sequence has up to one and including it. */
    int stepsUpTo(int step, int b) {
        return step - first[b] + 1;
    }

    /** How many own steps a sequence has after one. */
    int stepsAfter(int step, int b) {
        return last[b] - step;
    }

    /** The adjoints of an own step are to be multiplied by e to this; −∞ where they are zero. */
    double logScale(int step, int b) {
        return logScale[step * run.batch() + b];
    }

    /** The largest of these; −∞ where there is no such step or all are zero. */
    double largestLogScale(int step) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int b = 0; b < run.batch() && step >= 0 && step < run.steps(); b++) {
            largest = Math.max(largest, logScale(step, b));
        }
        return largest;
    }

    /** {@code ln ‖∂ℓ/∂s‖} of the state that comes into an own step; of a sequence that has this step. */
    double logCarried(int step, int b) {
        return logCarried[step * run.batch() + b];
    }

    /**
     * Goes all the way back, from the layer's last step.
     *
     * @param above of what the layer's level hands up
     * @param column the first entry of this layer's output there
     * @param below receives the adjoints of what the layer reads; null if not wanted
     * @param sink is told every step's part of the gradient, without its scale
     * @param before is called before the sink is told of an own step
     */
    void backward(Adjoints above, int column, @Nullable Adjoints below, GradientSink sink, IntConsumer before) {
        int batch = run.batch();
        int inputs = run.shape().inputs();
        int states = run.shape().cell().states().size();
        adjoint = new double[run.steps()][states][batch * hidden()];
        logScale = new double[run.steps() * batch];
        logCarried = new double[run.steps() * batch];
        spare = new double[states][batch * hidden()];
        double[] carriedScale = new double[batch];
        Arrays.fill(carriedScale, Double.NEGATIVE_INFINITY);
        double[] input = below == null ? null : new double[batch * inputs];
        for (int step = run.steps() - 1; step >= 0; step--) {
            for (int b = 0; b < batch; b++) {
                logScale[step * batch + b] = arrive(step, b, above, column, carriedScale[b]);
            }
            before.accept(step);
            double[][] old = step > 0 ? adjoint[step - 1] : spare;
            engine.at(step, adjoint[step], input, sink, old);
            for (int b = 0; b < batch; b++) {
                carriedScale[b] = leave(step, b, old);
                if (input != null && below != null && active(step, b)) {
                    below.add(own(step, b), b, input, b * inputs, logScale(step, b), 0, inputs);
                }
            }
        }
    }

    /** Adds what comes from above to what was carried to a step; returns the scale of both. */
    private double arrive(int step, int b, Adjoints above, int column, double carried) {
        double[][] rows = adjoint[step];
        if (!active(step, b)) {
            scale(rows, b, 0);
            return Double.NEGATIVE_INFINITY;
        }
        double arriving = above.logScale(own(step, b), b, column, hidden());
        double common = Math.max(carried, arriving);
        if (carried != common) {
            scale(rows, b, Adjoints.factor(carried, common));
        }
        above.addTo(own(step, b), b, column, common, rows[output], b * hidden(), hidden());
        return common;
    }

    /** Notes how much leaves a step towards the one before, and brings it near length 1; returns its scale. */
    private double leave(int step, int b, double[][] rows) {
        int place = step * run.batch() + b;
        if (!active(step, b)) {
            scale(rows, b, 0);
            logCarried[place] = Double.NaN;
            return Double.NEGATIVE_INFINITY;
        }
        double squares = 0;
        for (double[] state : rows) {
            squares += Sums.dot(state, b * hidden(), state, b * hidden(), hidden());
        }
        double norm = Math.sqrt(squares);
        logCarried[place] = norm == 0 ? Double.NEGATIVE_INFINITY : logScale[place] + StrictMath.log(norm);
        if (norm == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (norm < TINY || norm > HUGE) {
            scale(rows, b, 1 / norm);
            return logCarried[place];
        }
        return logScale[place];
    }

    /** Tells again of an own step that {@link #backward} went over. */
    void tell(int step, GradientSink sink) {
        engine.at(step, adjoint[step], null, sink, spare);
    }

    private void scale(double[][] rows, int b, double factor) {
        int hidden = hidden();
        for (double[] state : rows) {
            if (factor == 0) {
                Arrays.fill(state, b * hidden, (b + 1) * hidden, 0);
            } else {
                for (int i = b * hidden; i < (b + 1) * hidden; i++) {
                    state[i] *= factor;
                }
            }
        }
    }
}
