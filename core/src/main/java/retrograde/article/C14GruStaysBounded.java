package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.NoiseData;
import retrograde.engine.Activations;
import retrograde.engine.LayerJacobian;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.equation.bound.Interval;
import retrograde.equation.bound.Ranges;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.sequence.Stack;

/**
 * C14: from h_0 in [−1, 1] a GRU keeps h in [−1, 1]; an LSTM's c can grow without bound.
 *
 * <p>
 * Criterion, a cell at a time: its equations map [−1, 1] into itself for all states, proved in intervals that are rounded
 * outward; and no state seen, of trained networks and of networks with weights up to a hundred times too large, leaves
 * it. Yes if all GRUs meet both, partly if some do. Control: an LSTM in the GRU's place.
 */
final class C14GruStaysBounded implements Claim {
    private static final List<String> GRUS = List.of("gru", "gru_merged", "gru_reset_last", "gru_reset_after");
    private static final int HIDDEN = 16;
    private static final int STEPS = 100;
    /** Averages of numbers of at most 1 may round to one more than 1 by some units in the last place. */
    private static final double ROUNDING = 1e-12;
    /**
     * An LSTM of two units that counts: f, i and the first unit's ĉ are 1 to e⁻⁴⁰, the second unit's ĉ is 0; an input of 1
     * sets f to ½.
     */
    private static final Map<String, String> COUNTING = Map.of("W", "0", "U", "0", "W_f", "-40", "U_f",
            "values:0,1;0,0", "b_f", "40", "b_i", "40", "b_c", "values:40,0", "b_o", "0");

    @Override
    public String id() {
        return "C14";
    }

    /**
     * How far the states of a cell go.
     *
     * @param proved half the width of the smallest interval around 0 proved for all states; ∞ if none is
     * @param trained the largest state seen of trained networks, a task at a time
     * @param drawn the largest state seen of networks with large weights
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    record Reach(double proved, double[] trained, double drawn) {
        boolean bounded() {
            return proved <= 1 && Math.max(drawn, seen()) <= 1 + ROUNDING;
        }

        double seen() {
            return Arrays.stream(trained).max().orElse(0);
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<String> cells = new ArrayList<>(GRUS);
        cells.add("lstm");
        List<Reach> all = laboratory.each(cells, cell -> reach(laboratory, cell));
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < GRUS.size(); i++) {
            figures.addAll(figures(cells.get(i), all.get(i)));
        }
        List<Reach> grus = all.subList(0, GRUS.size());
        List<Reach> control = all.subList(GRUS.size(), cells.size());
        int[] lengths = {10, 100, 1000, laboratory.choose(2000, 10_000, 10_000)};
        List<double[]> counted = laboratory.each(Arrays.stream(lengths).boxed().toList(),
                steps -> counting(laboratory, steps));
        List<Figure> limits = new ArrayList<>();
        limits.add(Figure.of("proved bound of |h| from |h_0| ≤ 5", "gru",
                proved(Zoo.cell("gru"), Interval.symmetric(5)), Figure.EXACT));
        for (int i = 0; i < lengths.length; i++) {
            limits.add(Figure.of("|c| of an LSTM that counts", "T = " + lengths[i], counted.get(i)[0], Figure.EXACT));
        }
        for (int i = 0; i < lengths.length; i++) {
            limits.add(Figure.of("entry between its units of the term via f, at f = ½", "T = " + lengths[i],
                    counted.get(i)[1], Figure.EXACT));
        }
        return new Finding(judge(grus), figures, judge(control), figures("lstm", control.getFirst()), limits,
                List.of(bars(cells, all), lines(lengths, counted)));
    }

    /** The criterion. */
    static Answer judge(List<Reach> cells) {
        boolean[] met = new boolean[cells.size()];
        for (int i = 0; i < met.length; i++) {
            met[i] = cells.get(i).bounded();
        }
        return Answer.ofAll(met);
    }

    private static List<Figure> figures(String cell, Reach reach) {
        return List.of(Figure.of("proved bound of the states", cell, reach.proved(), Figure.EXACT),
                Figure.of("largest state seen, trained", cell, reach.seen(), Figure.EXACT),
                Figure.of("largest state seen, large random weights", cell, reach.drawn(), Figure.EXACT));
    }

    /** The largest value that the states can take, whatever the weights, from initial values in an interval. */
    private static double proved(Cell cell, Interval from) {
        Map<String, Interval> initial = new LinkedHashMap<>();
        cell.states().forEach(s -> initial.put(s, from));
        Ranges ranges = Ranges.of(cell, initial, Map.of());
        return cell.states()
                .stream()
                .map(ranges::ofState)
                .mapToDouble(r -> Math.max(Math.abs(r.low()), Math.abs(r.high())))
                .max()
                .orElse(0);
    }

    private static Reach reach(Laboratory laboratory, String name) {
        Cell cell = Zoo.cell(name);
        double[] trained = laboratory.numbers(Laboratory.TASKS, task -> {
            Recipe recipe = laboratory.standard(name, task, laboratory.seed());
            return largest(laboratory.trained(recipe).model(),
                    recipe.data().heldOut(laboratory.random("C14 " + task), recipe.steps(), 16));
        });
        RandomGenerator random = laboratory.random("C14 " + name);
        double drawn = 0;
        for (int i = 0; i < laboratory.choose(3, 20, 100); i++) {
            double bound = StrictMath.exp(StrictMath.log(100) * random.nextDouble()) / Math.sqrt(HIDDEN);
            String uniform = "uniform:" + -bound + "," + bound;
            Map<String, String> settings = new LinkedHashMap<>(Map.of("*", uniform));
            cell.states().forEach(s -> settings.put(s, "uniform:-1,1"));
            Recipe recipe = new Recipe(cell, new NoiseData(1, 2), STEPS, HIDDEN, 4, 0, 0.01, 0, settings,
                    random.nextLong());
            drawn = Math.max(drawn, largest(recipe.fresh(), recipe.data().train(random, STEPS, 4)));
        }
        return new Reach(proved(cell, Interval.SYMMETRIC_UNIT), trained, drawn);
    }

    private static double largest(Model model, Batch batch) {
        Activations run = Trajectories.run(model, batch).activations().getFirst();
        double largest = 0;
        for (String state : run.shape().cell().states()) {
            for (double v : run.state(state)) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        return largest;
    }

    /** |c| of the counting LSTM after so many steps, and the entry of its term via f from the second unit to the first. */
    private static double[] counting(Laboratory laboratory, int steps) {
        Recipe recipe = new Recipe(Zoo.cell("lstm"), new NoiseData(0, 1), steps, 2, 1, 0, 0.01, 0, COUNTING,
                laboratory.seed());
        Stack stack = recipe.fresh().stack();
        double[] input = new double[steps];
        input[steps - 1] = 1;
        List<Activations> run = stack.forward(input, steps, 1, null);
        SymbolicJacobian symbolic = SymbolicJacobian.of(Zoo.cell("lstm"), View.ARTICLE);
        LayerJacobian jacobian = new LayerJacobian(stack.layer(0), stack.weights(0), run.getFirst(), symbolic);
        jacobian.at(steps - 1);
        double[] viaF = new double[4];
        jacobian.addTerm(Objects.requireNonNull(symbolic.term("via f")), 0, viaF);
        return new double[] {run.getFirst().state("c")[(steps - 1) * 2], Math.abs(viaF[1])};
    }

    private static Chart bars(List<String> cells, List<Reach> all) {
        return Chart.bars("Largest state seen", Chart.Axis.log("largest |state|"), cells, List.of(
                Chart.Series.bars("Adam", all.stream().mapToDouble(Reach::seen).toArray(), new double[0]),
                Chart.Series.bars("U ≤ 100/√H", all.stream().mapToDouble(Reach::drawn).toArray(), new double[0])));
    }

    private static Chart lines(int[] lengths, List<double[]> counted) {
        double[] x = Arrays.stream(lengths).asDoubleStream().toArray();
        return Chart.lines("An LSTM that counts", Chart.Axis.log("T, steps"), Chart.Axis.log("size"),
                List.of(Chart.Series.line("|c|", x, counted.stream().mapToDouble(c -> c[0]).toArray()),
                        Chart.Series.line("via f", x, counted.stream().mapToDouble(c -> c[1]).toArray())));
    }
}
