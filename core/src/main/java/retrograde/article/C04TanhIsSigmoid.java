package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.engine.Activations;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;
import retrograde.sequence.Stack;

/**
 * C4: tanh and σ are equivalent up to scale and shift. With {@code h_σ = (h_tanh + 1)/2}
 * {@code σ(W x + U h_σ + b) = (tanh(½W x + ¼U h_tanh + ½b + ¼U·1) + 1)/2}, so every σ-RNN is a tanh-RNN with other weights,
 * and the other way round; both derivatives are functions of the outputs: {@code tanh' = 1 − tanh²}, {@code σ' = σ(1 − σ)}.
 *
 * <p>
 * Experiment: σ- and tanh-RNNs trained on real data, each turned into the other kind; both run over held-out data.
 * Criterion: {@code |h_σ − (h_tanh + 1)/2| ≤ 1e-12} at every step, and the other network's Jacobian, and that formed from
 * the outputs alone, within 1e-10 of the network's. Trained networks do not let roundings of 1e-16 grow. Control: the weights go
 * over as they are.
 */
final class C04TanhIsSigmoid implements Claim {
    private static final double TOLERANCE = 1e-12;
    /** Of Jacobians: {@code 1 − h²} of a saturated unit has lost digits, 3 of them where {@code |h| = 0.999}. */
    private static final double JACOBIAN_TOLERANCE = 1e-10;
    private static final String TRAJECTORY = "largest difference of the two trajectories";
    private static final String JACOBIAN = "relative difference of the Jacobians";
    private static final List<String> CELLS = List.of("rnn_sigmoid", "rnn_tanh");
    private static final List<String> DATA = List.of("moby-dick", "nino-sst");

    @Override
    public String id() {
        return "C4";
    }

    /** How a network is turned into the other kind. */
    private enum Turn {
        RESCALED, AS_IS
    }

    /**
     * How far two networks are apart.
     *
     * @param byStep largest {@code |h_σ − (h_tanh + 1)/2|} over units and sequences, [T]
     * @param jacobian largest {@code ‖J − J'‖_F / ‖J‖_F}, of the other network and of the one from outputs
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    private record Apart(double[] byStep, double jacobian) {
        double trajectory() {
            return Arrays.stream(byStep).max().orElseThrow();
        }

        boolean equivalent() {
            return trajectory() <= TOLERANCE && jacobian <= JACOBIAN_TOLERANCE;
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Recipe> recipes = new ArrayList<>();
        CELLS.forEach(cell -> DATA.forEach(data -> recipes.add(laboratory.standard(cell, data, laboratory.seed()))));
        List<Model> models = laboratory.each(recipes, recipe -> laboratory.trained(recipe).model());
        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        boolean[] met = new boolean[recipes.size()];
        boolean[] metAsIs = new boolean[recipes.size()];
        List<Apart> all = new ArrayList<>();
        for (int i = 0; i < recipes.size(); i++) {
            Apart rescaled = apart(laboratory, recipes.get(i), models.get(i), Turn.RESCALED);
            Apart asIs = apart(laboratory, recipes.get(i), models.get(i), Turn.AS_IS);
            all.add(rescaled);
            all.add(asIs);
            String of = recipes.get(i).cell().name() + ", " + recipes.get(i).data().name();
            figures.add(Figure.of(TRAJECTORY, of, rescaled.trajectory(), Figure.EXACT));
            control.add(Figure.of(TRAJECTORY, of, asIs.trajectory(), Figure.EXACT));
            met[i] = rescaled.equivalent();
            metAsIs[i] = asIs.equivalent();
        }
        for (int i = 0; i < recipes.size(); i++) {
            String of = recipes.get(i).cell().name() + ", " + recipes.get(i).data().name();
            figures.add(Figure.of(JACOBIAN, of, all.get(2 * i).jacobian(), Figure.EXACT));
            control.add(Figure.of(JACOBIAN, of, all.get(2 * i + 1).jacobian(), Figure.EXACT));
        }
        Recipe wide = recipes.get(CELLS.size() * DATA.size() - 2)
                .withInitialisation(Map.of("U", "normal:0," + 4 / Math.sqrt(recipes.get(0).hidden())));
        Apart chaotic = apart(laboratory, wide, wide.fresh(), Turn.RESCALED);
        List<Figure> limits = new ArrayList<>();
        limits.add(Figure.of("derivative of σ over that of tanh", "a = 0", slopes(0), Figure.EXACT));
        limits.add(Figure.of("derivative of σ over that of tanh", "a = 3", slopes(3), Figure.EXACT));
        limits.addAll(equalWeights(laboratory));
        limits.add(Figure.of(TRAJECTORY, "U ~ N(0, 16/n), chaos", chaotic.trajectory(), Figure.EXACT));
        for (String cell : CELLS) {
            double[] losses = laboratory.numbers(laboratory.seeds(laboratory.choose(1, 1, 4)),
                    seed -> laboratory.trained(laboratory.standard(cell, "moby-dick", seed)).heldOut().loss());
            limits.add(
                    Figure.mean("held-out loss after the same training", cell + ", moby-dick", losses, "nats/symbol"));
        }
        return new Finding(Answer.ofAll(met), figures, Answer.ofAll(metAsIs), control, limits,
                List.of(course(all.get(0), all.get(1), chaotic), slopesChart()));
    }

    /** {@code σ'(a)/tanh'(a)}, by the outputs. */
    private static double slopes(double a) {
        double sigma = 1 / (1 + StrictMath.exp(-a));
        double tanh = StrictMath.tanh(a);
        return sigma * (1 - sigma) / (1 - tanh * tanh);
    }

    private static Apart apart(Laboratory laboratory, Recipe recipe, Model model, Turn turn) {
        boolean sigmoid = recipe.cell().name().equals("rnn_sigmoid");
        Dataset data = recipe.data();
        int steps = Math.min(laboratory.choose(20, 60, 200), data.longestHeldOut());
        int sequences = 4;
        var batch = data.heldOut(laboratory.random("C4"), data.stepsForLength(steps), sequences);
        double[] input = model.embed(batch.inputs());
        Stack own = model.stack();
        Stack other = turned(own, sigmoid, turn);
        List<Activations> runOwn = own.forward(input, steps, sequences, null);
        List<Activations> runOther = other.forward(input, steps, sequences, null);
        double[] sigma = (sigmoid ? runOwn : runOther).get(0).output();
        double[] tanh = (sigmoid ? runOther : runOwn).get(0).output();
        double[] byStep = new double[steps];
        for (int i = 0; i < sigma.length; i++) {
            int t = i / (sigma.length / steps);
            byStep[t] = Math.max(byStep[t], Math.abs(sigma[i] - (tanh[i] + 1) / 2));
        }
        JointJacobian jacobian = new JointJacobian(own, runOwn);
        JointJacobian ofOther = new JointJacobian(other, runOther);
        double apart = 0;
        for (int t = 0; t < steps; t++) {
            jacobian.at(t);
            ofOther.at(t);
            for (int s = 0; s < sequences; s++) {
                double[] exact = jacobian.of(s).clone();
                double[] byOutput = fromOutput(own, runOwn.get(0), t, s, sigmoid);
                apart = Math.max(apart, Math.max(difference(exact, ofOther.of(s)), difference(exact, byOutput)));
            }
        }
        return new Apart(byStep, apart);
    }

    /** {@code D(φ') U} with φ' taken from the new state alone. */
    private static double[] fromOutput(Stack stack, Activations run, int t, int sequence, boolean sigmoid) {
        int hidden = stack.layer(0).shape().hidden();
        double[] jacobian = stack.weights(0).get("U").clone();
        int from = (t * run.batch() + sequence) * hidden;
        for (int i = 0; i < hidden; i++) {
            double h = run.output()[from + i];
            double slope = sigmoid ? h * (1 - h) : 1 - h * h;
            for (int j = 0; j < hidden; j++) {
                jacobian[i * hidden + j] *= slope;
            }
        }
        return jacobian;
    }

    /** The same network with the other function. */
    private static Stack turned(Stack stack, boolean fromSigmoid, Turn turn) {
        LayerShape shape = stack.layer(0).shape();
        LayerShape target = new LayerShape(Zoo.cell(fromSigmoid ? "rnn_tanh" : "rnn_sigmoid"), shape.hidden(),
                shape.inputs());
        Weights from = stack.weights(0);
        Weights to = new Weights(target);
        from.arrays().forEach((name, values) -> System.arraycopy(values, 0, to.get(name), 0, values.length));
        double[] first = stack.initial(0)[0];
        double[] initial = new double[first.length];
        for (int i = 0; i < initial.length; i++) {
            initial[i] = fromSigmoid ? 2 * first[i] - 1 : (first[i] + 1) / 2;
        }
        if (turn == Turn.RESCALED) {
            // Powers of two round nothing; the shifted bias rounds once.
            double input = fromSigmoid ? 0.5 : 2;
            double recurrent = fromSigmoid ? 0.25 : 4;
            double shift = fromSigmoid ? 0.25 : -2;
            double[] u = from.get("U");
            scale(to.get("W"), input);
            scale(to.get("U"), recurrent);
            scale(to.get("b"), input);
            for (int i = 0; i < initial.length; i++) {
                double row = 0;
                for (int j = 0; j < initial.length; j++) {
                    row += u[i * initial.length + j];
                }
                to.get("b")[i] += shift * row;
            }
        }
        return new Stack(List.of(target), List.of(to), List.<double[][]>of(new double[][] {initial}));
    }

    private static void scale(double[] values, double by) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= by;
        }
    }

    private static double difference(double[] a, double[] b) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
            all += a[i] * a[i];
        }
        return Math.sqrt(squares / all);
    }

    /** {@code λ₁} of random networks with the same weights, by both functions. */
    private static List<Figure> equalWeights(Laboratory laboratory) {
        Dataset text = laboratory.data("moby-dick");
        List<Figure> figures = new ArrayList<>();
        for (String cell : CELLS) {
            double[] exponents = laboratory.numbers(laboratory.seeds(laboratory.choose(3, 8, 20)), seed -> {
                Recipe recipe = new Recipe(Zoo.cell(cell), text, 1, 16, 1, 0, 0, 0, Map.of(), seed);
                return LeadingExponent.of(recipe.fresh(), text, 100, 1, seed).value();
            });
            figures.add(Figure.mean("λ₁ of random networks with the same weights", cell, exponents, "nats/step"));
        }
        return figures;
    }

    private static Chart course(Apart rescaled, Apart asIs, Apart chaotic) {
        List<Chart.Series> series = new ArrayList<>();
        List<Apart> all = List.of(rescaled, asIs, chaotic);
        List<String> names = List.of("½W, ¼U, ½b + ¼U·1", "W, U, b", "U ~ N(0, 16/n)");
        for (int i = 0; i < all.size(); i++) {
            double[] y = all.get(i).byStep();
            double[] steps = new double[y.length];
            Arrays.setAll(steps, t -> t + 1);
            // A logarithmic axis has no zero; nothing smaller than this can be told from it beside values near 1.
            series.add(Chart.Series.line(names.get(i), steps, Arrays.stream(y).map(v -> Math.max(v, 1e-17)).toArray()));
        }
        return Chart.lines("A σ-RNN and its tanh-RNN, step by step", Chart.Axis.of("t, steps"),
                Chart.Axis.log("|h_σ − (h_tanh + 1)/2|"), series);
    }

    private static Chart slopesChart() {
        double[] a = new double[81];
        Arrays.setAll(a, i -> (i - 40) / 10.0);
        double[] quarter = new double[a.length];
        Arrays.fill(quarter, 0.25);
        return Chart.lines("At equal weights: the derivative of σ over that of tanh", Chart.Axis.of("a"),
                Chart.Axis.log("ratio"), List.of(
                        Chart.Series.line("σ'(a)/tanh'(a)", a,
                                Arrays.stream(a).map(C04TanhIsSigmoid::slopes).toArray()),
                        Chart.Series.line("¼", a, quarter)));
    }
}
