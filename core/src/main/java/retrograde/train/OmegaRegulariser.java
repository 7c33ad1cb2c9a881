package retrograde.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.engine.Activations;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.sequence.Stack;

/**
 * A penalty for gradients that change their length on the way back: Pascanu, Mikolov &amp; Bengio 2013, section 3.3.
 *
 * <p>
 * {@code Ω = (1/B) Σ_layers Σ_sequences Σ_t (‖J_tᵀ v_t‖ / ‖v_t‖ − 1)²}, {@code v_t = ∂ℓ/∂s_t} the adjoint of a layer's states,
 * {@code J_t = ∂s_t/∂s_{t−1}} its own Jacobian. As there, only what θ does to {@code J_t} directly counts: states and adjoints
 * are taken as given. Its derivative is that of a vector–Jacobian product along {@code J_tᵀ v_t}, a central difference of two
 * backward steps, exact to about 1e-9; so cells with kinks, where that is no number, are refused. By the reference engine, in
 * float64: two more passes over the batch, of one step each, beside its forward and backward pass.
 */
public final class OmegaRegulariser {
    private static final double STEP = 1e-5;
    /** Squares of shorter adjoints leave a double's range; what has no length keeps none. */
    private static final double SHORTEST = 1e-140;

    private final double weight;
    private double last = Double.NaN;

    /**
     * A regulariser.
     *
     * @param weight by which Ω is multiplied before it is added to the loss
     */
    public OmegaRegulariser(double weight) {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new InputException("--omega is " + weight + ": the weight of the regulariser must be above 0");
        }
        this.weight = weight;
    }

    /** Refuses a model whose layers read in both directions, or a cell with kinks. */
    public static void check(Model model) {
        model.requireOneDirection("--omega");
        for (LayerShape shape : model.architecture().layers()) {
            Cell cell = shape.cell();
            if (!cell.smooth()) {
                throw new InputException("--omega needs cells whose Jacobian has a derivative, and " + cell.name()
                        + " has relu, abs, min or max; leave --omega out, or choose a smooth cell");
            }
        }
    }

    /** Ω of the last batch, before it was multiplied; NaN before the first. */
    public double last() {
        return last;
    }

    /**
     * The steps of a layer at which something is carried back, all in one batch of one step.
     *
     * @param x inputs {@code [n,I]}
     * @param old for each state the old one, {@code [n,H]}
     * @param adjoints for each state v, {@code [n,H]}
     * @param carried for each state {@code Jᵀ v}, {@code [n,H]}
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
    record Rows(int count, double[] x, double[][] old, double[][] adjoints, double[][] carried) {}

    /**
     * Adds {@code weight · ∂Ω/∂θ} to a gradient.
     *
     * @return Ω
     */
    double addGradient(Model model, Batch batch, Parameters gradient) {
        List<Rows> layers = rows(model, batch);
        double omega = 0;
        for (int l = 0; l < layers.size(); l++) {
            omega += addGradient(model, l, layers.get(l), batch.size(), gradient.layer(l));
        }
        last = omega;
        return omega;
    }

    private double addGradient(Model model, int l, Rows rows, int batch, Weights gradient) {
        int hidden = model.architecture().layers().get(l).hidden();
        double omega = 0;
        double[][] scaled = new double[rows.old.length][rows.count * hidden];
        double[][] direction = new double[rows.old.length][rows.count * hidden];
        for (int k = 0; k < rows.count; k++) {
            double from = norm(rows.adjoints, k, hidden);
            double to = norm(rows.carried, k, hidden);
            double excess = to / from - 1;
            omega += excess * excess / batch;
            for (int s = 0; s < scaled.length && to > SHORTEST; s++) {
                for (int j = k * hidden; j < (k + 1) * hidden; j++) {
                    scaled[s][j] = 2 * excess / (batch * from) * rows.adjoints[s][j];
                    direction[s][j] = rows.carried[s][j] / to;
                }
            }
        }
        Interpreter engine = new Interpreter(model.architecture().layers().get(l));
        Weights ahead = product(engine, model.parameters().layer(l), rows, direction, STEP, scaled);
        Weights behind = product(engine, model.parameters().layer(l), rows, direction, -STEP, scaled);
        gradient.arrays().forEach((name, to) -> {
            double[] a = ahead.get(name);
            double[] b = behind.get(name);
            for (int i = 0; i < to.length; i++) {
                to[i] += weight * (a[i] - b[i]) / (2 * STEP);
            }
        });
        return omega;
    }

    /** {@code Σ_rows vᵀ ∂f/∂θ} at states moved by {@code step} along a direction. */
    private static Weights product(Interpreter engine, Weights weights, Rows rows, double[][] direction, double step,
            double[][] v) {
        double[][] moved = new double[rows.old.length][];
        for (int s = 0; s < moved.length; s++) {
            moved[s] = rows.old[s].clone();
            for (int j = 0; j < moved[s].length; j++) {
                moved[s][j] += step * direction[s][j];
            }
        }
        Weights product = new Weights(engine.shape());
        if (rows.count > 0) {
            engine.adjoint(weights, engine.oneStep(weights, rows.x, moved, rows.count), 0, v, null,
                    Interpreter.into(product, rows.count));
        }
        return product;
    }

    /** {@code Jᵀ v} of every row with other weights, the states and adjoints as given. */
    static double[][] carried(Interpreter engine, Weights weights, Rows rows) {
        return engine.adjoint(weights, engine.oneStep(weights, rows.x, rows.old, rows.count), 0, rows.adjoints, null,
                Interpreter.into(new Weights(engine.shape()), rows.count));
    }

    static double norm(double[][] states, int row, int hidden) {
        double squares = 0;
        for (double[] state : states) {
            for (int j = row * hidden; j < (row + 1) * hidden; j++) {
                squares += state[j] * state[j];
            }
        }
        return Math.sqrt(squares);
    }

    /** Runs the batch forward and backward; gives each layer's rows, bottom first. */
    static List<Rows> rows(Model model, Batch batch) {
        Stack stack = model.stack();
        int steps = batch.steps();
        int size = batch.size();
        List<Activations> run = stack.forward(model.embed(batch.inputs()), steps, size, batch.starts());
        int[] pairs = batch.lossPairs();
        double[] above = new double[steps * size * model.architecture().topHidden()];
        model.readOut().loss(batch.targets(), pairs, stack.output(run), pairs, 1.0 / pairs.length, above, null);
        List<Rows> layers = new ArrayList<>();
        for (int l = stack.depth() - 1; l >= 0; l--) {
            double[] below = new double[run.get(l).input().length];
            layers.addFirst(rows(stack, l, run.get(l), above, below));
            for (int i = 0; stack.residual(l) && i < below.length; i++) {
                below[i] += above[i];
            }
            above = below;
        }
        return layers;
    }

    private static Rows rows(Stack stack, int l, Activations a, double[] above, double[] below) {
        Interpreter engine = stack.layer(l);
        LayerShape shape = engine.shape();
        List<String> names = shape.cell().states();
        int size = a.batch();
        int width = size * shape.hidden();
        int inputs = size * shape.inputs();
        int output = names.indexOf(shape.cell().output());
        Collector collector = new Collector(shape, a.steps() * size);
        GradientSink nothing = Interpreter.into(new Weights(shape), size);
        double[][] v = new double[names.size()][width];
        double[] input = new double[inputs];
        for (int t = a.steps() - 1; t >= 0; t--) {
            for (int j = 0; j < width; j++) {
                v[output][j] += above[t * width + j];
            }
            for (int b = 0; b < size; b++) {
                if (a.start(b) > t) {
                    clear(v, b, shape.hidden());
                }
            }
            double[][] carried = engine.adjoint(stack.weights(l), a, t, v, input, nothing);
            System.arraycopy(input, 0, below, t * inputs, inputs);
            for (int b = 0; b < size; b++) {
                if (a.start(b) >= t) {
                    clear(carried, b, shape.hidden());
                } else if (norm(v, b, shape.hidden()) > SHORTEST) {
                    collector.add(a, t, b, v, carried);
                }
            }
            v = carried;
        }
        return collector.rows();
    }

    private static void clear(double[][] states, int row, int hidden) {
        for (double[] state : states) {
            Arrays.fill(state, row * hidden, (row + 1) * hidden, 0);
        }
    }

    /** Rows as they come. */
    private static final class Collector {
        private final int hidden;
        private final int inputs;
        private final List<String> names;
        private final double[] x;
        private final double[][] old;
        private final double[][] adjoints;
        private final double[][] carried;
        private int count;

        Collector(LayerShape shape, int most) {
            hidden = shape.hidden();
            inputs = shape.inputs();
            names = shape.cell().states();
            x = new double[most * inputs];
            old = new double[names.size()][most * hidden];
            adjoints = new double[names.size()][most * hidden];
            carried = new double[names.size()][most * hidden];
        }

        void add(Activations a, int t, int b, double[][] v, double[][] back) {
            System.arraycopy(a.input(), (t * a.batch() + b) * inputs, x, count * inputs, inputs);
            for (int s = 0; s < old.length; s++) {
                System.arraycopy(a.state(names.get(s)), (t * a.batch() + b) * hidden, old[s], count * hidden, hidden);
                System.arraycopy(v[s], b * hidden, adjoints[s], count * hidden, hidden);
                System.arraycopy(back[s], b * hidden, carried[s], count * hidden, hidden);
            }
            count++;
        }

        Rows rows() {
            return new Rows(count, Arrays.copyOf(x, count * inputs), cut(old), cut(adjoints), cut(carried));
        }

        private double[][] cut(double[][] rows) {
            return Arrays.stream(rows).map(r -> Arrays.copyOf(r, count * hidden)).toArray(double[][]::new);
        }
    }
}
