package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;
import retrograde.equation.Cell;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

/**
 * C6: because its derivative is bounded, tanh explodes less often than ReLU under the same weights.
 *
 * <p>
 * Experiment: weights drawn at random, {@code U ~ N(0, g²/n)}, the same for both functions, driven by real data; a draw
 * explodes if the gradient of {@code v·h_T}, v a random unit vector, is more than 10³ times as large 100 steps back, or not
 * finite. Criterion: in every setting (n, g) in which at least one draw in twenty of either explodes, ReLU does so more often
 * by more than four standard errors of the difference; partly where only in some settings, no where in none. Four, because
 * nine settings are asked at once. Control: tanh with other draws in ReLU's place.
 */
final class C06TanhExplodesLess implements Claim {
    private static final int STEPS = 100;
    private static final double LARGE = StrictMath.log(1e3);
    private static final double ERRORS = 4;
    private static final double COUNTS = 0.05;
    private static final String EXPLODES = "share of draws whose gradient explodes";
    private static final String VANISHES = "share of draws whose gradient vanishes";
    private static final String DRAWS = "C6";
    private static final String OTHER_DRAWS = "C6, other draws";
    private static final Cell TANH = Zoo.cell("rnn_tanh");
    private static final Cell RELU = Zoo.cell("rnn_relu");

    /** What weights are drawn from, and what drives the network. */
    private record Setting(int n, double g, boolean driven, int steps) {
        Setting(int n, double g) {
            this(n, g, true, STEPS);
        }

        String name() {
            String scale = g == Math.rint(g) ? Long.toString((long) g) : Double.toString(g);
            return "n = " + n + ", g = " + scale + (driven ? "" : ", x = 0") + (steps == STEPS ? "" : ", T = " + steps);
        }
    }

    /** How many draws of one kind exploded and vanished. */
    private record Counts(int exploded, int vanished, int draws) {
        Estimate explodes() {
            return Estimate.fraction(exploded, draws);
        }
    }

    @Override
    public String id() {
        return "C6";
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Setting> settings = new ArrayList<>();
        for (int n : new int[] {1, 8, 32}) {
            for (double g : new double[] {1.5, 2, 3}) {
                settings.add(new Setting(n, g));
            }
        }
        int draws = laboratory.choose(30, 400, 1500);
        List<Counts> tanh = counts(laboratory, settings, TANH, draws, DRAWS);
        List<Counts> relu = counts(laboratory, settings, RELU, draws, DRAWS);
        List<Counts> again = counts(laboratory, settings, TANH, draws, OTHER_DRAWS);
        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            String of = settings.get(i).name();
            figures.add(figure("tanh, " + of, tanh.get(i)));
            figures.add(figure("ReLU, " + of, relu.get(i)));
            control.add(figure("tanh, " + of, again.get(i)));
        }
        List<Figure> limits = new ArrayList<>();
        // Between 1 and √2 a wide tanh network that nothing drives is chaotic, and a ReLU network fades.
        List<Setting> still = List.of(new Setting(256, 1.3, false, 400), new Setting(256, 1.4, false, 400));
        int few = laboratory.choose(2, 10, 60);
        List<Counts> stillTanh = counts(laboratory, still, TANH, few, DRAWS);
        List<Counts> stillRelu = counts(laboratory, still, RELU, few, DRAWS);
        for (int i = 0; i < still.size(); i++) {
            limits.add(figure("tanh, " + still.get(i).name(), stillTanh.get(i)));
            limits.add(figure("ReLU, " + still.get(i).name(), stillRelu.get(i)));
        }
        int shown = 2 * 3; // n = 32, g = 1.5
        limits.add(Figure.fraction(VANISHES, "tanh, " + settings.get(shown).name(), tanh.get(shown).vanished(), draws));
        limits.add(Figure.fraction(VANISHES, "ReLU, " + settings.get(shown).name(), relu.get(shown).vanished(), draws));
        return new Finding(lessOften(explodes(tanh), explodes(relu)), figures,
                lessOften(explodes(tanh), explodes(again)), control, limits,
                List.of(bars(settings, tanh, relu), overScale(laboratory)));
    }

    /** The criterion. */
    static Answer lessOften(List<Estimate> tanh, List<Estimate> other) {
        int counted = 0;
        int met = 0;
        for (int i = 0; i < tanh.size(); i++) {
            if (Math.max(tanh.get(i).value(), other.get(i).value()) >= COUNTS) {
                counted++;
                met += other.get(i).above(tanh.get(i), ERRORS) ? 1 : 0;
            }
        }
        return met == 0 ? Answer.NO : met == counted ? Answer.YES : Answer.PARTLY;
    }

    private static List<Estimate> explodes(List<Counts> counts) {
        return counts.stream().map(Counts::explodes).toList();
    }

    private static Figure figure(String of, Counts counts) {
        return Figure.fraction(EXPLODES, of, counts.exploded(), counts.draws());
    }

    private static List<Counts> counts(Laboratory laboratory, List<Setting> settings, Cell cell, int draws,
            String purpose) {
        List<Long> seeds = laboratory.random(purpose).longs(draws).boxed().toList();
        return laboratory.each(settings, setting -> {
            Dataset data = setting.driven() ? laboratory.data("nino-sst") : new NoiseData(0, 1);
            int exploded = 0;
            int vanished = 0;
            for (long seed : seeds) {
                double growth = logGrowth(model(setting, cell, data, seed), data, setting.steps(), seed);
                exploded += growth > LARGE || Double.isNaN(growth) ? 1 : 0;
                vanished += growth < -LARGE ? 1 : 0;
            }
            return new Counts(exploded, vanished, draws);
        });
    }

    /** The same seed gives both cells the same weights. */
    private static Model model(Setting setting, Cell cell, Dataset data, long seed) {
        String u = "normal:0," + setting.g() / Math.sqrt(setting.n());
        Map<String, String> settings = setting.driven() ? Map.of("U", u) : Map.of("U", u, "b", "0", "h", "normal:0,1");
        return new Recipe(cell, data, setting.steps(), setting.n(), 1, 0, 0, 0, settings, seed).fresh();
    }

    /** {@code ln ‖∂(v·h_T)/∂h_0‖}, v a random unit vector. */
    static double logGrowth(Model model, Dataset data, int steps, long seed) {
        Stack stack = model.stack();
        int n = stack.stateSize();
        var random = Seeds.generator(seed, "C6");
        double[] input = model.embed(data.train(random, steps, 1).inputs());
        double[] adjoint = new double[steps * n];
        double squares = 0;
        for (int i = (steps - 1) * n; i < adjoint.length; i++) {
            adjoint[i] = random.nextGaussian();
            squares += adjoint[i] * adjoint[i];
        }
        double[][] first = new double[1][n];
        stack.backward(stack.forward(input, steps, 1, null), adjoint, null, List.<double[][]>of(first),
                List.of(new Nowhere()));
        double carried = 0;
        for (double v : first[0]) {
            carried += v * v;
        }
        return 0.5 * StrictMath.log(carried / squares);
    }

    /** For a backward pass whose weight gradients nobody wants. */
    private static final class Nowhere implements GradientSink {
        @Override
        public void matrix(int t, String matrix, Rows adjoint, Rows operand) {}

        @Override
        public void vector(int t, String parameter, Rows adjoint) {}
    }

    private static Chart bars(List<Setting> settings, List<Counts> tanh, List<Counts> relu) {
        return Chart.bars("How often random networks explode", Chart.Axis.of(EXPLODES),
                settings.stream().map(Setting::name).toList(), List.of(bars("tanh", tanh), bars("ReLU", relu)));
    }

    private static Chart.Series bars(String name, List<Counts> counts) {
        return Chart.Series.bars(name, counts.stream().mapToDouble(c -> c.explodes().value()).toArray(),
                counts.stream().mapToDouble(c -> c.explodes().error()).toArray());
    }

    private static Chart overScale(Laboratory laboratory) {
        double[] gains = {0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3};
        List<Chart.Series> series = new ArrayList<>();
        for (boolean driven : new boolean[] {true, false}) {
            List<Setting> settings = Arrays.stream(gains).mapToObj(g -> new Setting(32, g, driven, STEPS)).toList();
            for (Cell cell : List.of(TANH, RELU)) {
                List<Counts> counts = counts(laboratory, settings, cell, laboratory.choose(4, 20, 200), DRAWS);
                double[] y = counts.stream().mapToDouble(c -> c.explodes().value()).toArray();
                double[] error = counts.stream().mapToDouble(c -> c.explodes().error()).toArray();
                series.add(new Chart.Series((cell.equals(TANH) ? "tanh" : "ReLU") + (driven ? ", nino-sst" : ", x = 0"),
                        gains, y, error, true));
            }
        }
        return Chart.lines("Explosion by the scale of the weights, n = 32", Chart.Axis.of("g, of U ~ N(0, g²/n)"),
                Chart.Axis.of(EXPLODES), series);
    }
}
