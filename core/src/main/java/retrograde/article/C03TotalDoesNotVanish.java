package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.data.Batch;
import retrograde.engine.Interpreter;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * C3: a vanishing gradient is not a total gradient of zero. {@code dℓ/dθ = Σ_k δ_k ∂⁺s_{t−k}/∂θ}: as sequences get longer the
 * sum stays away from zero, for its near summands do, while the part of the far ones goes to zero.
 *
 * <p>
 * Experiment: networks trained on real data, gradient of one loss at the end of sequences of 8 … T steps that end alike, with
 * respect to the recurrent layer's parameters. Criterion, each by two standard errors: the total at T is more than half of
 * that at 8 steps, and the summands from T/2 steps back on make up less than a hundredth of it. Control: the
 * parameters are those that act at the first step only, the initial state; then the far part is all there is, and the total
 * does vanish.
 */
final class C03TotalDoesNotVanish implements Claim {
    private static final int SHORT = 8;
    private static final double STAYS = 0.5;
    private static final double FAR = 0.01;
    /** Summands of less would take the whole picture. */
    private static final double NOT_SHOWN = 1e-12;
    private static final String TOTAL = "total gradient at T, of that at 8 steps";
    private static final String FAR_PART = "part of the lags from T/2 on";
    private static final List<String> CELLS = List.of("rnn_tanh", "lstm", "gru");
    private static final List<String> DATA = List.of("moby-dick", "nino-sst");

    /** A cell on data. */
    private record Case(String cell, String data) {
        String name() {
            return cell + ", " + data;
        }
    }

    /**
     * What the gradient of one loss consists of.
     *
     * @param norm of the whole
     * @param far the norm of the summands from T/2 on, over that of the whole
     * @param near for each k the norm of the sum up to lag k
     * @param summands for each k the norm of the summand
     * @param initial the norm of the gradient of the initial state
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    private record Parts(double norm, double far, double[] near, double[] summands, double initial) {}

    /**
     * A case's figures.
     *
     * @param total {@code ‖G(T)‖/‖G(8)‖}, as a mean of logarithms
     * @param far see {@link Parts#far}
     * @param initial the total's ratio for the initial state
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    private record Measured(Estimate total, Estimate far, Estimate initial, double[] near, double[] summands) {}

    @Override
    public String id() {
        return "C3";
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Case> cases = new ArrayList<>();
        DATA.forEach(data -> CELLS.forEach(cell -> cases.add(new Case(cell, data))));
        int counted = cases.size();
        cases.add(new Case("lstm", "adding"));
        cases.add(new Case("gru", "adding"));
        int steps = laboratory.choose(32, 128, 256);
        List<Measured> all = laboratory.each(cases, c -> measure(laboratory, c, steps));
        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        List<Figure> limits = new ArrayList<>();
        boolean[] met = new boolean[counted];
        boolean[] metByInitial = new boolean[counted];
        for (int c = 0; c < cases.size(); c++) {
            Measured m = all.get(c);
            String of = cases.get(c).name() + ", T = " + steps;
            (c < counted ? figures : limits).add(ratio(TOTAL, of, m.total()));
            if (c < counted) {
                control.add(ratio("total gradient of the initial state at T, of that at 8 steps", of, m.initial()));
                met[c] = vanishesButStays(m.total(), m.far());
                metByInitial[c] = vanishesButStays(m.initial(), new Estimate(1, 0));
            }
        }
        for (int c = 0; c < cases.size(); c++) {
            Estimate far = all.get(c).far();
            (c < counted ? figures : limits)
                    .add(Figure.of(FAR_PART, cases.get(c).name() + ", T = " + steps, far.value(), far.error()));
        }
        return new Finding(Answer.ofAll(met), figures, Answer.ofAll(metByInitial), control, limits,
                List.of(chart(cases, all)));
    }

    /**
     * The criterion.
     *
     * @param logTotal {@code ln ‖G(T)‖/‖G(8)‖}
     * @param far the far lags' part of the gradient
     */
    static boolean vanishesButStays(Estimate logTotal, Estimate far) {
        return logTotal.value() - 2 * logTotal.error() > StrictMath.log(STAYS) && far.value() + 2 * far.error() < FAR;
    }

    private static Figure ratio(String quantity, String of, Estimate log) {
        double value = StrictMath.exp(log.value());
        return Figure.of(quantity, of, value, value * log.error());
    }

    private static Measured measure(Laboratory laboratory, Case c, int steps) {
        List<Double> total = new ArrayList<>();
        List<Double> far = new ArrayList<>();
        List<Double> initial = new ArrayList<>();
        double[] near = new double[steps];
        double[] summands = new double[steps];
        int sequences = laboratory.choose(4, 16, 32);
        for (long seed : laboratory.seeds(laboratory.choose(1, 1, 2))) {
            Model model = laboratory.trained(laboratory.standard(c.cell(), c.data(), seed)).model();
            var data = laboratory.data(c.data());
            Batch batch = data.train(laboratory.random("C3 " + seed), data.stepsForLength(steps), sequences);
            double[] inputs = model.embed(batch.inputs());
            for (int b = 0; b < sequences; b++) {
                Parts longest = parts(model, batch, inputs, b, steps);
                Parts shortest = parts(model, batch, inputs, b, SHORT);
                total.add(StrictMath.log(longest.norm() / shortest.norm()));
                far.add(longest.far());
                initial.add(StrictMath.log(longest.initial() / shortest.initial()));
                for (int k = 0; k < steps; k++) {
                    near[k] += longest.near()[k] / longest.norm();
                    summands[k] += longest.summands()[k] / longest.norm();
                }
            }
        }
        int count = total.size();
        return new Measured(mean(total), mean(far), mean(initial), Arrays.stream(near).map(v -> v / count).toArray(),
                Arrays.stream(summands).map(v -> v / count).toArray());
    }

    private static Estimate mean(List<Double> values) {
        return Estimate.mean(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The gradient of the loss of a sequence's last step, run over its last {@code steps} steps from the initial state. */
    private static Parts parts(Model model, Batch batch, double[] inputs, int sequence, int steps) {
        Stack stack = model.stack();
        LayerShape shape = stack.layer(0).shape();
        int width = shape.inputs();
        double[] own = new double[steps * width];
        for (int t = 0; t < steps; t++) {
            int row = (batch.steps() - steps + t) * batch.size() + sequence;
            System.arraycopy(inputs, row * width, own, t * width, width);
        }
        var run = stack.forward(own, steps, 1, null);
        int hidden = shape.hidden();
        double[] last = Arrays.copyOfRange(run.get(0).output(), (steps - 1) * hidden, steps * hidden);
        double[] lastAdjoint = new double[hidden];
        int pair = (batch.steps() - 1) * batch.size() + sequence;
        model.readOut().loss(batch.targets(), new int[] {pair}, last, 1, lastAdjoint, null);
        double[] adjoint = new double[steps * hidden];
        System.arraycopy(lastAdjoint, 0, adjoint, (steps - 1) * hidden, hidden);
        ByLag sink = new ByLag(shape, steps);
        double[][] initial = new double[shape.cell().states().size()][hidden];
        stack.backward(run, adjoint, null, List.<double[][]>of(initial), List.of(sink));
        sink.close();
        double squares = 0;
        for (double[] state : initial) {
            squares += squares(state);
        }
        return new Parts(norm(sink.whole), norm(sink.far) / norm(sink.whole), sink.near, sink.summands,
                Math.sqrt(squares));
    }

    /** Adds up a gradient lag by lag. */
    private static final class ByLag implements GradientSink {
        private final int steps;
        private final Weights whole;
        private final Weights far;
        private final double[] near;
        private final double[] summands;
        private final LayerShape shape;
        private Weights step;
        private GradientSink into;
        private int t;

        ByLag(LayerShape shape, int steps) {
            this.shape = shape;
            this.steps = steps;
            this.whole = new Weights(shape);
            this.far = new Weights(shape);
            this.near = new double[steps];
            this.summands = new double[steps];
            this.step = new Weights(shape);
            this.into = Interpreter.into(step, 1);
            this.t = steps - 1;
        }

        @Override
        public void matrix(int at, String matrix, Rows adjoint, Rows operand) {
            go(at);
            into.matrix(at, matrix, adjoint, operand);
        }

        @Override
        public void vector(int at, String parameter, Rows adjoint) {
            go(at);
            into.vector(at, parameter, adjoint);
        }

        private void go(int at) {
            if (at != t) {
                close();
                step = new Weights(shape);
                into = Interpreter.into(step, 1);
                t = at;
            }
        }

        /** Takes the summand of the current step. */
        void close() {
            int lag = steps - 1 - t;
            add(step, whole);
            if (lag >= steps / 2) {
                add(step, far);
            }
            summands[lag] = norm(step);
            near[lag] = norm(whole);
        }

        private static void add(Weights from, Weights to) {
            from.arrays().forEach((name, values) -> {
                double[] sum = to.get(name);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values[i];
                }
            });
        }
    }

    private static double norm(Weights weights) {
        double sum = 0;
        for (double[] array : weights.arrays().values()) {
            sum += squares(array);
        }
        return Math.sqrt(sum);
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v * v;
        }
        return sum;
    }

    private static Chart chart(List<Case> cases, List<Measured> all) {
        List<Chart.Series> series = new ArrayList<>();
        for (int c = 0; c < CELLS.size(); c++) {
            Measured m = all.get(c);
            double[] lags = new double[m.near().length];
            Arrays.setAll(lags, k -> k);
            series.add(Chart.Series.line(cases.get(c).cell() + ", Σ", lags, m.near()));
            series.add(Chart.Series.line(cases.get(c).cell() + ", k", lags,
                    Arrays.stream(m.summands()).map(v -> v < NOT_SHOWN ? Double.NaN : v).toArray()));
        }
        return Chart.lines("The sum over the lags so far (Σ) stays, the summand of lag k fades (moby-dick)",
                Chart.Axis.of("lag k, steps"), Chart.Axis.log("norm, of that of the whole gradient"), series);
    }
}
