package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.LayerJacobian;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.flow.Horizon;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.model.Seeds;

/**
 * C17: the analysis of one unit keeps its value in many dimensions.
 *
 * <p>
 * The article's scalar formula gives each unit i a factor {@code ∂s'_i/∂s_i}, all of its terms with the unit's own weights.
 * The mean unit predicts the growth {@code λ̂ = ⟨ln |∂s'_i/∂s_i|⟩}, nats a step, a mean over units, time and sequences, and the
 * horizon {@code ln 10⁻³ / λ̂}.
 *
 * <p>
 * Experiment: networks of n = 2 … 256 units drawn at random read real text; {@code λ₁/λ̂} and measured over predicted
 * horizon. Criterion for each cell and n: both ratios lie between ½ and 2, by two standard errors of the mean over draws; yes
 * where all do, no where none does. Control: orthogonal linear networks, in which every unit seems to forget and nothing
 * is forgotten.
 */
final class C17ScalarTermsPredict implements Claim {
    private static final double FACTOR = 2;
    private static final int STEPS = 150;
    private static final int FIRST = 20;
    private static final String GROWTH = "λ₁ over that of the mean unit";
    private static final String HORIZON = "horizon over that of the mean unit";
    private static final String SLOWEST = "λ₁ over that of the slowest unit";
    private static final List<String> CELLS = List.of("rnn_tanh", "lstm", "gru");
    /** Sizes of which figures are shown. */
    private static final List<Integer> SHOWN = List.of(2, 8, 32, 128, 256);

    @Override
    public String id() {
        return "C17";
    }

    /** Networks of one kind and size. */
    private record Kind(Cell cell, int n, Map<String, String> settings) {
        String name() {
            return cell.name() + ", n = " + n;
        }
    }

    /**
     * What one network showed, nats a step; the horizon in steps, NaN where it was not measured.
     *
     * @param lambda {@code λ₁}
     * @param mean predicted by the mean unit
     * @param slowest predicted by the unit that fades least
     * @param horizon measured; the largest lag measured where it lies beyond
     */
    record Measured(double lambda, double mean, double slowest, double horizon) {
        double growthRatio() {
            return lambda / mean;
        }

        double horizonRatio() {
            return horizon * mean / StrictMath.log(Horizon.EPSILON);
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Integer> sizes = switch (laboratory.extent()) {
            case LEAST -> List.of(2, 8);
            case QUICK -> List.of(2, 4, 8, 16, 32);
            case FULL -> List.of(2, 4, 8, 16, 32, 64, 128, 256);
        };
        List<Kind> kinds = new ArrayList<>();
        for (String cell : CELLS) {
            sizes.forEach(n -> kinds.add(new Kind(Zoo.cell(cell), n, Map.of())));
        }
        int counted = kinds.size();
        Cell linear = CellParser.parse("cell rnn_linear\nstate h\nh' = W x + U h + b\n", "rnn_linear");
        for (int n : List.of(8, 32)) {
            kinds.add(new Kind(linear, n, Map.of("U", "orthogonal")));
        }
        int controls = kinds.size() - counted;
        kinds.add(new Kind(Zoo.cell("lstm"), 32, Map.of("U", "normal:0,0.7")));
        List<List<Measured>> all = laboratory.each(kinds, kind -> measure(laboratory, kind));
        List<Figure> figures = new ArrayList<>();
        boolean[] met = new boolean[counted];
        for (int k = 0; k < counted; k++) {
            met[k] = predicted(all.get(k));
        }
        figures(kinds.subList(0, counted), all.subList(0, counted), figures);
        List<Figure> control = new ArrayList<>();
        boolean[] metByLinear = new boolean[controls];
        for (int k = 0; k < controls; k++) {
            metByLinear[k] = predicted(all.get(counted + k));
        }
        figures(kinds.subList(counted, counted + controls), all.subList(counted, counted + controls), control);
        List<Figure> limits = new ArrayList<>();
        for (int c = 0; c < CELLS.size(); c++) {
            int largest = (c + 1) * sizes.size() - 1;
            limits.add(Figure.mean(SLOWEST, kinds.get(largest).name(),
                    all.get(largest).stream().mapToDouble(m -> m.lambda() / m.slowest()).toArray(), ""));
        }
        limits.add(Figure.mean(GROWTH, "lstm, n = 32, U ~ N(0, 16/n)", growth(all.get(kinds.size() - 1)), ""));
        List<String> tasks = List.of("adding", "moby-dick");
        List<Measured> trained = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> categories = new ArrayList<>();
        for (String task : tasks) {
            for (String cell : CELLS) {
                names.add(cell + ", " + task);
                categories.add(cell.replace("rnn_", "") + ", " + task);
                trained.add(trained(laboratory, cell, task));
            }
        }
        for (int i = 0; i < trained.size(); i++) {
            limits.add(Figure.of(GROWTH, names.get(i), trained.get(i).growthRatio(), Double.NaN));
        }
        return new Finding(Answer.ofAll(met), figures, Answer.ofAll(metByLinear), control, limits,
                List.of(overSize(sizes, all), bars(categories, trained)));
    }

    /** The criterion. */
    static boolean predicted(Estimate ratio) {
        return ratio.value() - 2 * ratio.error() >= 1 / FACTOR && ratio.value() + 2 * ratio.error() <= FACTOR;
    }

    private static boolean predicted(List<Measured> draws) {
        double[] horizons = horizons(draws);
        return predicted(Estimate.mean(growth(draws)))
                && (Double.isNaN(horizons[0]) || predicted(Estimate.mean(horizons)));
    }

    private static double[] growth(List<Measured> draws) {
        return draws.stream().mapToDouble(Measured::growthRatio).toArray();
    }

    private static double[] horizons(List<Measured> draws) {
        return draws.stream().mapToDouble(Measured::horizonRatio).toArray();
    }

    /** Those of the sizes shown, growth first. */
    private static void figures(List<Kind> kinds, List<List<Measured>> draws, List<Figure> to) {
        List<Figure> ofHorizons = new ArrayList<>();
        for (int k = 0; k < kinds.size(); k++) {
            if (SHOWN.contains(kinds.get(k).n())) {
                String of = kinds.get(k).name();
                to.add(Figure.mean(GROWTH, of, growth(draws.get(k)), ""));
                double[] horizons = horizons(draws.get(k));
                if (!Double.isNaN(horizons[0])) {
                    ofHorizons.add(Figure.mean(HORIZON, of, horizons, ""));
                }
            }
        }
        to.addAll(ofHorizons);
    }

    /** A few draws of one kind, fewer of the large ones. */
    private static List<Measured> measure(Laboratory laboratory, Kind kind) {
        Dataset text = laboratory.data("moby-dick");
        int draws = kind.n() <= 16 ? laboratory.choose(3, 6, 24) : kind.n() <= 64 ? laboratory.choose(3, 3, 10) : 4;
        boolean horizon = kind.n() <= laboratory.choose(8, 16, 64);
        List<Measured> all = new ArrayList<>();
        for (long seed : laboratory.random("C17 " + kind.name()).longs(draws).toArray()) {
            Model model = new Recipe(kind.cell(), text, STEPS, kind.n(), 1, 0, 0, 0, kind.settings(), seed).fresh();
            all.add(measure(model, text, laboratory.choose(60, 100, 200), 1, horizon, seed));
        }
        return all;
    }

    private static Measured trained(Laboratory laboratory, String cell, String task) {
        Trained trained = laboratory.trained(laboratory.standard(cell, task, laboratory.seed()));
        return measure(trained.model(), trained.recipe().data(), laboratory.choose(60, 100, 300), 4, false,
                laboratory.seed());
    }

    static Measured measure(Model model, Dataset data, int steps, int sequences, boolean horizon, long seed) {
        double lambda = LeadingExponent.of(model, data, steps, sequences, seed).value();
        Batch batch = data.train(Seeds.generator(seed, "scalar terms"), data.stepsForLength(STEPS), 2);
        Trajectories run = Trajectories.run(model, batch);
        double[] units = units(run);
        double measured = Double.NaN;
        if (horizon) {
            Horizon found = Horizon.measure(run, STEPS, 2, List.of(), Horizon.EPSILON);
            measured = found.state() == Horizon.State.REACHED ? found.lag() : STEPS;
        }
        return new Measured(lambda, Estimate.mean(units).value(), Arrays.stream(units).max().orElseThrow(), measured);
    }

    /** {@code ⟨ln |∂s'_i/∂s_i|⟩} of each unit in the article's view, over sampled steps and all sequences. */
    private static double[] units(Trajectories run) {
        var engine = run.stack().layer(0);
        LayerJacobian jacobian = new LayerJacobian(engine, run.stack().weights(0), run.activations().get(0),
                SymbolicJacobian.of(engine.shape().cell(), View.ARTICLE));
        int n = jacobian.rows();
        double[] matrix = new double[n * n];
        double[] logs = new double[n];
        int every = n > 64 ? 13 : 3;
        int samples = 0;
        for (int t = FIRST; t < run.steps(); t += every) {
            jacobian.at(t);
            for (int s = 0; s < run.sequences(); s++) {
                Arrays.fill(matrix, 0);
                jacobian.addTo(s, matrix);
                for (int i = 0; i < n; i++) {
                    logs[i] += StrictMath.log(Math.abs(matrix[i * n + i]));
                }
                samples++;
            }
        }
        for (int i = 0; i < n; i++) {
            logs[i] /= samples;
        }
        return logs;
    }

    private static Chart overSize(List<Integer> sizes, List<List<Measured>> all) {
        double[] n = sizes.stream().mapToDouble(Integer::doubleValue).toArray();
        List<Chart.Series> series = new ArrayList<>();
        for (int c = 0; c < CELLS.size(); c++) {
            double[] mean = new double[n.length];
            double[] error = new double[n.length];
            double[] slowest = new double[n.length];
            for (int i = 0; i < n.length; i++) {
                List<Measured> draws = all.get(c * n.length + i);
                Estimate ratio = Estimate.mean(growth(draws));
                mean[i] = ratio.value();
                error[i] = ratio.error();
                slowest[i] = Estimate.mean(draws.stream().mapToDouble(m -> m.lambda() / m.slowest()).toArray()).value();
            }
            series.add(new Chart.Series(CELLS.get(c), n, mean, error, true));
            series.add(Chart.Series.line(CELLS.get(c) + ", max i", n, slowest));
        }
        return Chart.lines("Measured over predicted growth: mean unit and slowest unit (max i); 1 is right",
                Chart.Axis.log("n, units"), Chart.Axis.of("λ₁/λ̂"), series);
    }

    private static Chart bars(List<String> names, List<Measured> trained) {
        return Chart.bars("Trained networks of 32 units: how fast a gradient fades", Chart.Axis.log("−λ, nats/step"),
                names,
                List.of(bars("λ₁", trained.stream().mapToDouble(Measured::lambda).toArray()),
                        bars("⟨i⟩", trained.stream().mapToDouble(Measured::mean).toArray()),
                        bars("max i", trained.stream().mapToDouble(Measured::slowest).toArray())));
    }

    /** What grows has no place on the axis. */
    private static Chart.Series bars(String name, double[] lambdas) {
        return Chart.Series.bars(name, Arrays.stream(lambdas).map(v -> v < 0 ? -v : Double.NaN).toArray(),
                new double[0]);
    }
}
