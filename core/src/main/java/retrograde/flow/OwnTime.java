package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.LayerShape;
import retrograde.engine.StepAdjoint;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * A layer that has run over sequences, with its steps counted as it reads them: step {@code τ} of a layer that reads from the
 * end is {@code t = T−1−τ}.
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
    private final boolean reverse;
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

    private OwnTime(Model model, int l, double[] x, int steps, int batch, int[] starts, int[] ends) {
        LayerShape shape = model.architecture().layers().get(l);
        this.reverse = model.architecture().wirings().get(l).reverse();
        this.stack = Stack.ofOne(shape, model.parameters().layer(l), model.initial(l), l + 1);
        this.first = reverse ? Arrays.stream(ends).map(t -> steps - 1 - t).toArray() : starts;
        this.last = reverse ? Arrays.stream(starts).map(t -> steps - 1 - t).toArray() : ends;
        this.run = stack.forward(reverse ? turned(x, steps) : x, steps, batch, first).get(0);
        this.engine = stack.layer(0).adjoints(stack.weights(0), run);
        this.output = shape.cell().states().indexOf(shape.cell().output());
    }

    /**
     * Runs the layers of a model.
     *
     * @param x what the bottom layers read, {@code [T,B,I]}; not modified
     * @param starts for each sequence its first step; what stands before means nothing
     * @param ends for each sequence its last step
     * @return bottom layer first
     */
    static List<OwnTime> run(Model model, double[] x, int steps, int batch, int[] starts, int[] ends) {
        Architecture architecture = model.architecture();
        List<OwnTime> layers = new ArrayList<>();
        double[] below = x;
        while (true) {
            int first = layers.size();
            int end = architecture.levelEnd(first);
            for (int l = first; l < end; l++) {
                layers.add(new OwnTime(model, l, below, steps, batch, starts, ends));
            }
            if (end == architecture.layers().size()) {
                return layers;
            }
            boolean plain = end == first + 1 && !architecture.wirings().get(first).residual();
            below = plain ? layers.get(first).run.output() : output(layers.subList(first, end), architecture, 0, steps);
        }
    }

    /** What the top layers hand to the read-out at a step, {@code [B,width]}. */
    static double[] output(List<OwnTime> layers, Architecture architecture, int t) {
        int first = architecture.levelStart(layers.size());
        return output(layers.subList(first, layers.size()), architecture, t, 1);
    }

    /** The outputs of the layers of a level beside each other, with its input if it is residual, {@code [steps,B,width]}. */
    private static double[] output(List<OwnTime> level, Architecture architecture, int from, int steps) {
        int batch = level.get(0).run.batch();
        int width = level.stream().mapToInt(OwnTime::hidden).sum();
        double[] all = new double[steps * batch * width];
        int column = 0;
        for (OwnTime layer : level) {
            int hidden = layer.hidden();
            double[] own = layer.run.output();
            for (int row = 0; row < steps * batch; row++) {
                int step = layer.own(from + row / batch);
                System.arraycopy(own, (step * batch + row % batch) * hidden, all, row * width + column, hidden);
            }
            column += hidden;
        }
        OwnTime forward = level.get(0);
        if (architecture.wirings().get(forward.number() - 1).residual()) {
            double[] input = forward.run.input();
            int offset = from * batch * width;
            for (int i = 0; i < all.length; i++) {
                all[i] += input[offset + i];
            }
        }
        return all;
    }

    /** {@code [T,…]} with the last step first. */
    private static double[] turned(double[] values, int steps) {
        int step = values.length / steps;
        double[] turned = new double[values.length];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(values, t * step, turned, (steps - 1 - t) * step, step);
        }
        return turned;
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

    /** The layer's own step that is step t, and the other way round. */
    int own(int t) {
        return reverse ? run.steps() - 1 - t : t;
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
                    below.add(own(step), b, input, b * inputs, logScale(step, b));
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
        double arriving = above.logScale(own(step), b);
        double common = Math.max(carried, arriving);
        if (carried != common) {
            scale(rows, b, Adjoints.factor(carried, common));
        }
        above.addTo(own(step), b, column, common, rows[output], b * hidden(), hidden());
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
