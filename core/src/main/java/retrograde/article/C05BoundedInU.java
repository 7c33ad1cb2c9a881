package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

import retrograde.cell.Zoo;
import retrograde.engine.Interpreter;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.flow.ProductSpectrum;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * C5: for one unit and fixed {@code h_{t−1} ≠ 0} the derivative {@code (1 − h_t²)U} is bounded in U, by
 * {@code F(a)/|h_{t−1}|} with {@code F(a) = max_y |y − a| sech² y}, a what input and bias add; with ReLU it is not.
 *
 * <p>
 * Experiment: the largest {@code |∂h'/∂h|} of the cell itself is searched over {@code |U| ≤ 10³} and over
 * {@code |U| ≤ 10⁶}, for several h and a. Criterion: the two differ by at most 1e-9, and are within 1e-9 of
 * {@code F(a)/|h|}. Control: ReLU in the place of tanh. Limits: h = 0; the matrix {@code s·[[1,−1],[1,−1]]}; weights of a
 * trained network × s, on real data.
 */
final class C05BoundedInU implements Claim {
    private static final double TOLERANCE = 1e-9;
    private static final double NARROW = 1e3;
    private static final double WIDE = 1e6;
    /** Steps of the search grid to a decade. */
    private static final int GRID = 40;
    private static final double SMALLEST = 1e-3;
    private static final double[] SCALES = {0.5, 1, 2, 5, 10, 20, 50, 100};
    private static final String LARGEST = "largest |∂h'/∂h| over |U| ≤ 10⁶";
    private static final String GROWN = "the same, over that for |U| ≤ 10³";

    @Override
    public String id() {
        return "C5";
    }

    /** A fixed old state and what input and bias add. */
    private record Setting(double h, double a) {
        double bound() {
            return largestDistanceTimesSlope(a) / Math.abs(h);
        }

        String name() {
            return "h = " + text(h) + ", a = " + text(a);
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Setting> settings = new ArrayList<>();
        for (double h : laboratory.extent() == Laboratory.Extent.LEAST ? new double[] {0.5}
                : new double[] {0.1, 0.5, 1}) {
            for (double a : new double[] {0, 0.5, 2}) {
                settings.add(new Setting(h, a));
            }
        }
        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        boolean bounded = examine(laboratory, "rnn_tanh", settings, figures);
        boolean boundedWithRelu = examine(laboratory, "rnn_relu", settings, control);
        List<Figure> limits = new ArrayList<>();
        limits.add(Figure.of(LARGEST, "h = 0, a = 0", largest(derivative("rnn_tanh", new Setting(0, 0)), WIDE),
                Figure.EXACT));
        for (double s : new double[] {1, 100}) {
            limits.add(Figure.of("‖∂h'/∂h‖₂", "U = s·[[1,−1],[1,−1]], h = (½,½), s = " + text(s), counterExample(s),
                    Figure.EXACT));
        }
        double[][] tanh = overTrainedWeights(laboratory, "rnn_tanh");
        double[][] relu = overTrainedWeights(laboratory, "rnn_relu");
        limits.add(trained("rnn_tanh", 1, tanh[1]));
        limits.add(trained("rnn_tanh", 10, tanh[4]));
        limits.add(trained("rnn_tanh", 100, tanh[7]));
        return new Finding(Answer.of(bounded), figures, Answer.of(boundedWithRelu), control, limits,
                List.of(overU(), overScale(tanh, relu)));
    }

    /** A number without a needless fraction. */
    private static String text(double v) {
        return v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v);
    }

    private static boolean examine(Laboratory laboratory, String cell, List<Setting> settings, List<Figure> figures) {
        List<double[]> found = laboratory.each(settings, setting -> {
            DoubleUnaryOperator derivative = derivative(cell, setting);
            return new double[] {largest(derivative, NARROW), largest(derivative, WIDE)};
        });
        boolean bounded = true;
        for (int i = 0; i < settings.size(); i++) {
            String of = cell + ", " + settings.get(i).name();
            double[] f = found.get(i);
            figures.add(Figure.of(LARGEST, of, f[1], Figure.EXACT));
            bounded &= bounded(f[0], f[1], settings.get(i).bound());
        }
        double grown = found.stream().mapToDouble(f -> f[1] / f[0]).max().orElseThrow();
        double apart = 0;
        for (int i = 0; i < settings.size(); i++) {
            apart = Math.max(apart, Math.abs(found.get(i)[1] / settings.get(i).bound() - 1));
        }
        figures.add(Figure.of(GROWN, cell, grown, Figure.EXACT));
        figures.add(Figure.of("largest relative distance from F(a)/|h|", cell, apart, Figure.EXACT));
        return bounded;
    }

    /** The criterion. */
    static boolean bounded(double narrow, double wide, double bound) {
        return wide <= narrow * (1 + TOLERANCE) && Math.abs(wide - bound) <= TOLERANCE * bound;
    }

    /** {@code F(a)}, by the root of its derivative: {@code 2(u + |a|) tanh u = 1}, {@code F = (u + |a|) sech² u}. */
    static double largestDistanceTimesSlope(double a) {
        double low = 0;
        double high = 2;
        for (int i = 0; i < 100; i++) {
            double u = (low + high) / 2;
            if (2 * (u + Math.abs(a)) * StrictMath.tanh(u) < 1) {
                low = u;
            } else {
                high = u;
            }
        }
        double cosh = StrictMath.cosh(low);
        return (low + Math.abs(a)) / (cosh * cosh);
    }

    /** {@code |∂h'/∂h|} of a cell of one unit as a function of U, by backpropagation. */
    private static DoubleUnaryOperator derivative(String name, Setting setting) {
        Cell cell = Zoo.cell(name);
        Interpreter engine = new Interpreter(new LayerShape(cell, 1, 1));
        double[][] initial = {{setting.h()}};
        return u -> {
            Weights weights = new Weights(engine.shape());
            weights.get("U")[0] = u;
            weights.get("b")[0] = setting.a();
            var run = engine.forward(weights, new double[1], initial, 1, 1, null);
            double[][] adjoint = {{0}};
            engine.backward(weights, run, new double[] {1}, null, adjoint,
                    Interpreter.into(new Weights(engine.shape()), 1));
            return Math.abs(adjoint[0][0]);
        };
    }

    /** The largest value for {@code |U| ≤ limit}: on a logarithmic grid, then by golden section beside the best point. */
    static double largest(DoubleUnaryOperator f, double limit) {
        int points = (int) Math.round(GRID * StrictMath.log10(limit / SMALLEST));
        double best = 0;
        double at = SMALLEST;
        for (int sign = -1; sign <= 1; sign += 2) {
            for (int i = 0; i <= points; i++) {
                double u = sign * Math.min(limit, SMALLEST * StrictMath.pow(10, (double) i / GRID));
                double value = f.applyAsDouble(u);
                if (value > best) {
                    best = value;
                    at = u;
                }
            }
        }
        double step = StrictMath.pow(10, 1.0 / GRID);
        double low = at / step;
        double high = Math.copySign(Math.min(limit, Math.abs(at) * step), at);
        double golden = (Math.sqrt(5) - 1) / 2;
        for (int i = 0; i < 60; i++) {
            double left = high - golden * (high - low);
            double right = low + golden * (high - low);
            double valueLeft = f.applyAsDouble(left);
            double valueRight = f.applyAsDouble(right);
            best = Math.max(best, Math.max(valueLeft, valueRight));
            if (valueLeft > valueRight) {
                high = right;
            } else {
                low = left;
            }
        }
        return best;
    }

    private static double counterExample(double s) {
        LayerShape shape = new LayerShape(Zoo.cell("rnn_tanh"), 2, 1);
        Weights weights = new Weights(shape);
        System.arraycopy(new double[] {s, -s, s, -s}, 0, weights.get("U"), 0, 4);
        return norm(new Stack(List.of(shape), List.of(weights), List.<double[][]>of(new double[][] {{0.5, 0.5}})),
                new double[1]);
    }

    /** {@code ‖∂h'/∂h‖₂} at a stack's first step. */
    private static double norm(Stack stack, double[] input) {
        Trajectories run = new Trajectories(stack, stack.forward(input, 1, 1, null));
        return StrictMath.exp(ProductSpectrum.measure(run, List.of(1), 1, List.of()).logSingularValues().get(0)[0]);
    }

    /** For each scale {@code ‖∂h'/∂h‖₂} at steps of held-out text with the old state as it was, U × scale: [scale][step]. */
    private static double[][] overTrainedWeights(Laboratory laboratory, String cell) {
        Model model = laboratory.trained(laboratory.standard(cell, "moby-dick", laboratory.seed())).model();
        Stack stack = model.stack();
        LayerShape shape = stack.layer(0).shape();
        int warm = 20;
        int samples = laboratory.choose(4, 16, 64);
        var batch = laboratory.data("moby-dick").heldOut(laboratory.random("C5"), warm + 1, samples);
        double[] input = model.embed(batch.inputs());
        double[] states = stack.forward(input, warm + 1, samples, null).get(0).state("h");
        int hidden = shape.hidden();
        int width = shape.inputs();
        double[][] norms = new double[SCALES.length][samples];
        for (int k = 0; k < SCALES.length; k++) {
            Weights weights = stack.weights(0).copy();
            double[] u = weights.get("U");
            for (int i = 0; i < u.length; i++) {
                u[i] *= SCALES[k];
            }
            for (int s = 0; s < samples; s++) {
                int row = warm * samples + s;
                double[] h = Arrays.copyOfRange(states, row * hidden, (row + 1) * hidden);
                norms[k][s] = norm(new Stack(List.of(shape), List.of(weights), List.<double[][]>of(new double[][] {h})),
                        Arrays.copyOfRange(input, row * width, (row + 1) * width));
            }
        }
        return norms;
    }

    private static Figure trained(String cell, int scale, double[] norms) {
        return Figure.mean("‖∂h'/∂h‖₂ of a trained network, U × s", cell + ", moby-dick, s = " + scale, norms, "");
    }

    private static Chart overU() {
        int points = 6 * 20 + 1;
        double[] u = new double[points];
        Arrays.setAll(u, i -> StrictMath.pow(10, i / 20.0 - 2));
        List<Chart.Series> series = new ArrayList<>();
        for (double h : new double[] {0.1, 0.5, 1}) {
            // Below this the derivative is smaller than anything else in the picture.
            double[] y = Arrays.stream(u)
                    .map(derivative("rnn_tanh", new Setting(h, 0)))
                    .map(v -> v < 1e-6 ? Double.NaN : v)
                    .toArray();
            series.add(Chart.Series.line("tanh, h = " + text(h), u, y));
        }
        series.add(Chart.Series.line("tanh, h = 0", u,
                Arrays.stream(u).map(derivative("rnn_tanh", new Setting(0, 0))).toArray()));
        series.add(Chart.Series.line("ReLU, h = 0.5", u,
                Arrays.stream(u).map(derivative("rnn_relu", new Setting(0.5, 0))).toArray()));
        return Chart.lines("One unit: the derivative as U grows", Chart.Axis.log("U"), Chart.Axis.log("|∂h'/∂h|"),
                series);
    }

    private static Chart overScale(double[][] tanh, double[][] relu) {
        return Chart.lines("Many units: the Jacobian as all weights grow", Chart.Axis.log("s"),
                Chart.Axis.log("‖∂h'/∂h‖₂"),
                List.of(Chart.Series.line("rnn_tanh, moby-dick", SCALES, means(tanh)),
                        Chart.Series.line("rnn_relu, moby-dick", SCALES, means(relu)),
                        Chart.Series.line("s·[[1,−1],[1,−1]], tanh", SCALES,
                                Arrays.stream(SCALES).map(C05BoundedInU::counterExample).toArray())));
    }

    private static double[] means(double[][] norms) {
        return Arrays.stream(norms).mapToDouble(n -> Estimate.mean(n).value()).toArray();
    }
}
