package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.engine.Activations;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.flow.Horizon;
import retrograde.flow.Trajectories;

/**
 * C10: where the task needs history, f goes to 1 and the gradient survives; where it does not, f goes towards 0, and the
 * loss of the gradient does no harm.
 *
 * <p>
 * Criterion, on {@link RecallData} with and without history, f̄ the mean of f over units, steps and sequences: no, unless f̄ is
 * higher with history by two standard errors over seeds. Yes, if besides (1) with history the unit that forgets least has
 * a mean f above 0.9, (2) without it f̄ is below its value before training, (3) {@code ‖∂c_T/∂c_{T−12}‖₂} is above 0.1 with
 * history and smaller without, each by two standard errors, and (4) showing the last five steps only changes the loss by
 * less than two standard deviations over seeds without history, and by more with it. Else partly. Control: the gate frozen,
 * f = σ(1) in the equations; there f̄ does not follow anything.
 */
final class C10ForgetGateFollowsNeed implements Claim {
    private static final int LENGTH = 24;
    private static final int LAGS = LENGTH / 2;
    private static final int SHOWN = 5;
    private static final int HIDDEN = 8;
    private static final double NEAR_ONE = 0.9;
    private static final double SURVIVES = StrictMath.log(0.1);
    /** The LSTM with f = σ(1), the value of its gate before training, whatever it learns. */
    private static final String FROZEN = """
            cell lstm_frozen
            state h, c
            i  = sigmoid(W_i x + U_i h + b_i)
            o  = sigmoid(W_o x + U_o h + b_o)
            g  = tanh(W_c x + U_c h + b_c)
            c' = 0.7310585786300049 * c + i * g
            h' = o * tanh(c')
            """;
    private static final double FROZEN_GATE = 0.7310585786300049;

    @Override
    public String id() {
        return "C10";
    }

    /**
     * What is measured of one model.
     *
     * @param gate f̄
     * @param before f̄ before training
     * @param best the mean f of the unit that forgets least
     * @param survives {@code ln‖∂c_T/∂c_{T−12}‖₂}, mean over sequences
     * @param loss held out
     * @param truncated held out, where only the last steps are shown, in training too; NaN where that was not trained
     */
    record Measured(double gate, double before, double best, double survives, double loss, double truncated) {}

    /** One task's measurements over seeds. */
    record Seeds(List<Measured> seeds) {
        double[] of(java.util.function.ToDoubleFunction<Measured> quantity) {
            return seeds.stream().mapToDouble(quantity).toArray();
        }

        Estimate mean(java.util.function.ToDoubleFunction<Measured> quantity) {
            return Estimate.mean(of(quantity));
        }

        /** The change of the loss by truncation in standard deviations over seeds, of the more spread of the two. */
        double harm() {
            double spread = Math.max(Estimate.spread(of(Measured::loss)), Estimate.spread(of(Measured::truncated)));
            return Math.abs(mean(Measured::truncated).value() - mean(Measured::loss).value()) / spread;
        }
    }

    private record Piece(Cell cell, boolean history, long seed) {}

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Long> seeds = laboratory.seeds(laboratory.choose(2, 2, 5));
        Cell lstm = Zoo.cell("lstm");
        Cell frozen = CellParser.parse(FROZEN, "C10");
        List<Piece> pieces = new ArrayList<>();
        for (Cell cell : List.of(lstm, frozen)) {
            for (boolean history : new boolean[] {true, false}) {
                seeds.forEach(s -> pieces.add(new Piece(cell, history, s)));
            }
        }
        List<Measured> all = laboratory.each(pieces, p -> measure(laboratory, p));
        int n = seeds.size();
        Seeds needed = new Seeds(all.subList(0, n));
        Seeds not = new Seeds(all.subList(n, 2 * n));
        Seeds frozenNeeded = new Seeds(all.subList(2 * n, 3 * n));
        Seeds frozenNot = new Seeds(all.subList(3 * n, 4 * n));

        String with = recall(true).name();
        String without = recall(false).name();
        List<Figure> figures = new ArrayList<>();
        figures.addAll(figures(with, needed));
        figures.addAll(figures(without, not));
        List<Figure> control = new ArrayList<>();
        control.addAll(gates(with + ", frozen", frozenNeeded));
        control.addAll(gates(without + ", frozen", frozenNot));
        List<Figure> limits = new ArrayList<>();
        limits.add(Figure.mean("mean forget gate before training", with, needed.of(Measured::before), ""));
        for (String task : Laboratory.TASKS) {
            double[] gates = laboratory.numbers(seeds.subList(0, 2), s -> standard(laboratory, task, s));
            limits.add(Figure.mean("mean forget gate", task, gates, ""));
        }
        return new Finding(judge(needed, not), figures, judge(frozenNeeded, frozenNot), control, limits,
                List.of(gateChart(needed, not, frozenNeeded, frozenNot), harmChart(needed, not)));
    }

    /** The criterion. */
    static Answer judge(Seeds needed, Seeds not) {
        if (!needed.mean(Measured::gate).above(not.mean(Measured::gate), 2)) {
            return Answer.NO;
        }
        Estimate best = needed.mean(Measured::best);
        Estimate survives = needed.mean(Measured::survives);
        boolean all = best.value() - 2 * best.error() > NEAR_ONE
                && not.mean(Measured::before).above(not.mean(Measured::gate), 2)
                && survives.value() - 2 * survives.error() > SURVIVES && survives.above(not.mean(Measured::survives), 2)
                && not.harm() < 2 && needed.harm() > 2;
        return all ? Answer.YES : Answer.PARTLY;
    }

    private static List<Figure> gates(String of, Seeds seeds) {
        return List.of(Figure.mean("mean forget gate", of, seeds.of(Measured::gate), ""),
                Figure.mean("ln of the gradient of c over 12 steps", of, seeds.of(Measured::survives), "nats"),
                Figure.mean("loss held out", of, seeds.of(Measured::loss), ""));
    }

    private static List<Figure> figures(String of, Seeds seeds) {
        List<Figure> figures = new ArrayList<>(gates(of, seeds));
        figures.add(Figure.mean("mean forget gate of the unit that forgets least", of, seeds.of(Measured::best), ""));
        figures.add(Figure.mean("loss held out, last 5 steps shown", of, seeds.of(Measured::truncated), ""));
        return figures;
    }

    private static RecallData recall(boolean history) {
        return new RecallData(LENGTH, history);
    }

    private static Measured measure(Laboratory laboratory, Piece piece) {
        Recipe recipe = new Recipe(piece.cell(), recall(piece.history()), LENGTH, HIDDEN, 32,
                laboratory.choose(5, 200, 500), 0.02, 1, Map.of(), piece.seed());
        Trained trained = laboratory.trained(recipe);
        Batch batch = recipe.data().heldOut(laboratory.random("C10"), LENGTH, 32);
        Trajectories run = Trajectories.run(trained.model(), batch);
        double[] units = gates(run);
        double survives = Horizon.measure(run, LAGS, laboratory.choose(2, 8, 16), List.of("c"), Horizon.EPSILON)
                .logNorms()[LAGS - 1];
        boolean frozen = !piece.cell().isGate("f");
        Recipe shown = new Recipe(recipe.cell(), recipe.data(), SHOWN, HIDDEN, 32, recipe.updates(), recipe.rate(),
                recipe.clip(), Map.of(), piece.seed());
        return new Measured(mean(units), mean(gates(Trajectories.run(recipe.fresh(), batch))),
                Arrays.stream(units).max().orElse(0), survives, trained.heldOut().loss(),
                frozen ? Double.NaN : laboratory.trained(shown).heldOut().loss());
    }

    private static double standard(Laboratory laboratory, String task, long seed) {
        Recipe recipe = laboratory.standard("lstm", task, seed);
        Batch batch = recipe.data().heldOut(laboratory.random("C10 " + task), recipe.steps(), 8);
        return mean(gates(Trajectories.run(laboratory.trained(recipe).model(), batch)));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Each unit's mean f over steps and sequences. */
    private static double[] gates(Trajectories run) {
        Activations activations = run.activations().getFirst();
        int hidden = activations.shape().hidden();
        double[] mean = new double[hidden];
        if (!activations.shape().cell().isGate("f")) {
            Arrays.fill(mean, FROZEN_GATE);
            return mean;
        }
        double[] f = activations.named("f");
        for (int k = 0; k < f.length; k++) {
            mean[k % hidden] += f[k] * hidden / f.length;
        }
        return mean;
    }

    private static Chart gateChart(Seeds needed, Seeds not, Seeds frozenNeeded, Seeds frozenNot) {
        return Chart.bars("Mean forget gate with and without a need for history", Chart.Axis.of("f"),
                List.of("t = 0", recall(false).name(), recall(true).name()), List.of(
                        bars("f̄",
                                List.of(needed.of(Measured::before), not.of(Measured::gate),
                                        needed.of(Measured::gate))),
                        bars("max f̄_j", List.of(new double[0], not.of(Measured::best), needed.of(Measured::best))),
                        bars("f = σ(1)", List.of(new double[0], frozenNot.of(Measured::gate),
                                frozenNeeded.of(Measured::gate)))));
    }

    private static Chart harmChart(Seeds needed, Seeds not) {
        return Chart.bars("Loss with all steps and with the last five", Chart.Axis.log("mean squared error"),
                List.of(recall(false).name(), recall(true).name()),
                List.of(bars("T = " + LENGTH, List.of(not.of(Measured::loss), needed.of(Measured::loss))),
                        bars("T = " + SHOWN, List.of(not.of(Measured::truncated), needed.of(Measured::truncated)))));
    }

    private static Chart.Series bars(String name, List<double[]> values) {
        return Chart.Series.bars(name, values.stream().mapToDouble(v -> Estimate.mean(v).value()).toArray(),
                values.stream().mapToDouble(v -> v.length < 2 ? 0 : Estimate.mean(v).error()).toArray());
    }
}
