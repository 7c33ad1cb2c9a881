package retrograde.article;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import retrograde.cell.Zoo;
import retrograde.equation.View;
import retrograde.flow.Trajectories;

/**
 * C15: the GRU's main term is 1−z; its other terms have one or two gate factors fewer than the LSTM's, so they may be
 * larger, and the GRU may be less stable and depend more on its initialisation.
 *
 * <p>
 * Criterion. The ground of the claim, exact: each other term of the GRU with one matrix has fewer gate factors than each of
 * the LSTM's (article's view). Without it the answer is no. On it stand, for each task and by more than two standard errors
 * over seeds: the share of 1−z is above that of any other term; the norms of the other terms together are above the
 * LSTM's; and so are spreads over the scale of the recurrent weights: that of the gradient's growth before training, as the
 * cells begin and with equal main terms ({@code b_z = −1} beside {@code b_f = 1}), for else the forget bias is what is
 * compared, and that of the logarithm of the loss after a short training, where both cells learn at some scale. Yes if all hold, no if none does. Control: LSTM against LSTM,
 * every second seed against the others.
 */
final class C15GruOtherTerms implements Claim {
    private static final double ERRORS = 2;
    private static final int LAGS = 20;
    private static final String TEXT = "moby-dick";
    private static final String OTHER_NORMS = "norms of the other terms together";
    /** Standard deviations of the entries of all U, in units of {@code 1/√H}. */
    private static final List<Double> SCALES = List.of(0.5, 1.0, 2.0, 4.0);

    private static final Contender LSTM = new Contender("lstm", "lstm", Map.of());
    private static final Contender GRU = new Contender("gru", "gru", Map.of());
    private static final Contender GRU_LIKE_LSTM = new Contender("gru, b_z = −1", "gru", Map.of("b_z", "-1"));
    private static final Contender LSTM_LIKE_GRU = new Contender("lstm, b_f = 0", "lstm", Map.of("b_f", "0"));

    /** A cell as it begins. */
    private record Contender(String name, String cell, Map<String, String> biases) {
        Recipe recipe(Laboratory laboratory, String task, double scale, long seed) {
            Recipe standard = laboratory.standard(cell, task, seed);
            Map<String, String> settings = new LinkedHashMap<>(biases);
            settings.put("U", "normal:0," + scale / Math.sqrt(standard.hidden()));
            return standard.withInitialisation(settings);
        }

        List<GateCount> otherTerms() {
            return GateCount.others(Zoo.cell(cell));
        }

        int factors(boolean most) {
            var counts = otherTerms().stream().filter(c -> c.matrices() == 1).mapToInt(GateCount::factors);
            return most ? counts.max().orElse(0) : counts.min().orElse(0);
        }
    }

    /**
     * A cell with what was measured, by task; the lists have an entry for each seed.
     *
     * @param trained standard models
     * @param growths for each scale that of the gradient before training
     * @param growthsAlike the same, begun with the LSTM's main term
     * @param logLosses for each scale the logarithm of the held-out loss; NaN where the cell learnt at none
     */
    private record Side(Contender contender, Map<String, List<FlowSample>> trained, Map<String, List<double[]>> growths,
            Map<String, List<double[]>> growthsAlike, Map<String, List<double[]>> logLosses) {
        /** With every second seed, the first or the second being the first. */
        Side half(int first) {
            return new Side(contender, half(trained, first), half(growths, first), half(growthsAlike, first),
                    half(logLosses, first));
        }

        private static <T> Map<String, List<T>> half(Map<String, List<T>> all, int first) {
            Map<String, List<T>> half = new LinkedHashMap<>();
            all.forEach((task, list) -> half.put(task,
                    IntStream.range(0, list.size()).filter(i -> i % 2 == first).mapToObj(list::get).toList()));
            return half;
        }

        Estimate of(String task, ToDoubleFunction<FlowSample> quantity) {
            return Estimate.mean(of(trained, task).stream().mapToDouble(quantity).toArray());
        }

        static <T> List<T> of(Map<String, List<T>> map, String task) {
            return map.getOrDefault(task, List.of());
        }
    }

    /** The mean over seeds of the standard deviation over scales. */
    private static Estimate spread(List<double[]> bySeed) {
        return Estimate.mean(bySeed.stream().mapToDouble(Estimate::spread).toArray());
    }

    @Override
    public String id() {
        return "C15";
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Map<String, List<double[]>>> growths = laboratory.each(List.of(LSTM, GRU, GRU_LIKE_LSTM, LSTM_LIKE_GRU),
                c -> growths(laboratory, c));
        List<Side> sides = laboratory.each(List.of(0, 1), i -> {
            Contender c = i == 0 ? LSTM : GRU;
            return new Side(c, trained(laboratory, c, View.ARTICLE), growths.get(i), growths.get(2 * i),
                    losses(laboratory, c));
        });
        Side lstm = sides.get(0);
        Side gru = sides.get(1);
        List<Figure> figures = new ArrayList<>();
        sides.forEach(side -> side.contender()
                .otherTerms()
                .forEach(c -> figures.add(Figure.of("gate factors of the term",
                        side.contender().name() + ", " + c.term(), c.factors(), Figure.EXACT))));
        sides.forEach(side -> addMeasured(side, figures));
        Side even = lstm.half(0);
        Side odd = lstm.half(1);
        List<Figure> control = new ArrayList<>();
        control.add(Figure.of("gate factors fewer, at least", "lstm − lstm", fewer(even, odd), Figure.EXACT));
        for (String task : Laboratory.TASKS) {
            control.add(figure(OTHER_NORMS, "lstm 1, 3, …, ", task, even.of(task, FlowSample::otherNorms), ""));
            control.add(figure(OTHER_NORMS, "lstm 2, 4, …, ", task, odd.of(task, FlowSample::otherNorms), ""));
        }
        List<Figure> limits = new ArrayList<>();
        trained(laboratory, LSTM, View.FULL).forEach((task, samples) -> limits.add(Figure.mean(OTHER_NORMS,
                "lstm (h, c), " + task, samples.stream().mapToDouble(FlowSample::otherNorms).toArray(), "")));
        addGrowths(LSTM_LIKE_GRU, growths.get(3), limits);
        return new Finding(judge(gru, lstm), figures, judge(even, odd), control, limits,
                List.of(normChart(sides), growthChart(growths)));
    }

    /** By how many gate factors every other term has fewer: a number below 1 says that not all have. */
    private static int fewer(Side candidate, Side reference) {
        return reference.contender().factors(false) - candidate.contender().factors(true);
    }

    /** The criterion. */
    private static Answer judge(Side candidate, Side reference) {
        if (fewer(candidate, reference) < 1) {
            return Answer.NO;
        }
        List<Boolean> met = new ArrayList<>();
        for (String task : candidate.trained().keySet()) {
            met.add(candidate.of(task, s -> s.mainShare() - s.largestOther()).above(new Estimate(0, 0), ERRORS));
            met.add(candidate.of(task, FlowSample::otherNorms)
                    .above(reference.of(task, FlowSample::otherNorms), ERRORS));
        }
        addWider(candidate.growths(), reference.growths(), met);
        addWider(candidate.growthsAlike(), reference.growthsAlike(), met);
        addWider(candidate.logLosses(), reference.logLosses(), met);
        boolean[] all = new boolean[met.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = met.get(i);
        }
        return Answer.ofAll(all);
    }

    /** One more for each task in which both have a spread. */
    private static void addWider(Map<String, List<double[]>> candidate, Map<String, List<double[]>> reference,
            List<Boolean> met) {
        candidate.forEach((task, values) -> {
            Estimate mine = spread(values);
            Estimate theirs = spread(Side.of(reference, task));
            if (!Double.isNaN(mine.value()) && !Double.isNaN(theirs.value())) {
                met.add(mine.above(theirs, ERRORS));
            }
        });
    }

    private static <T> Map<String, List<T>> byTask(Laboratory laboratory, List<String> tasks, List<Long> seeds,
            BiFunction<String, Long, T> work) {
        Map<String, List<T>> all = new LinkedHashMap<>();
        List<List<T>> results = laboratory.each(tasks, task -> laboratory.each(seeds, seed -> work.apply(task, seed)));
        for (int i = 0; i < tasks.size(); i++) {
            all.put(tasks.get(i), results.get(i));
        }
        return all;
    }

    private static Map<String, List<FlowSample>> trained(Laboratory laboratory, Contender c, View view) {
        // The whole state has more terms, and only its size matters here.
        int seeds = view == View.FULL ? 2 : laboratory.choose(2, 3, 5);
        return byTask(laboratory, Laboratory.TASKS, laboratory.seeds(seeds), (task, seed) -> FlowSample.of(laboratory,
                laboratory.trained(laboratory.standard(c.cell(), task, seed)), view, LAGS));
    }

    private static Map<String, List<double[]>> growths(Laboratory laboratory, Contender c) {
        List<String> tasks = laboratory.extent() == Laboratory.Extent.FULL ? Laboratory.TASKS : List.of(TEXT);
        int steps = laboratory.choose(10, 20, 20);
        return byTask(laboratory, tasks, laboratory.seeds(laboratory.choose(2, 3, 5)), (task, seed) -> scales(scale -> {
            Recipe recipe = c.recipe(laboratory, task, scale, seed);
            Trajectories run = FlowSample.run(laboratory, recipe.fresh(), recipe, steps, 1);
            return FlowSample.growth(run, LAGS);
        }));
    }

    private static Map<String, List<double[]>> losses(Laboratory laboratory, Contender c) {
        // In a quick run there is no time for them.
        List<String> tasks = switch (laboratory.extent()) {
            case LEAST -> List.of("nino-sst");
            case QUICK -> List.of();
            case FULL -> Laboratory.TASKS;
        };
        return byTask(laboratory, tasks, laboratory.seeds(laboratory.choose(2, 2, 5)), (task, seed) -> {
            List<Trained> trained = laboratory.each(SCALES,
                    scale -> laboratory.trained(brief(laboratory, c.recipe(laboratory, task, scale, seed))));
            // A cell that learns at no scale has the same loss at all of them, which says nothing of how it depends on them.
            boolean learnt = trained.stream().anyMatch(Trained::learnt);
            return trained.stream()
                    .mapToDouble(t -> learnt ? StrictMath.log(t.heldOut().loss()) : Double.NaN)
                    .toArray();
        });
    }

    /** A short training, in which both cells begin to learn. */
    private static Recipe brief(Laboratory laboratory, Recipe recipe) {
        int updates = switch (recipe.data().name()) {
            case "adding" -> 600;
            case TEXT -> 150;
            default -> 100;
        };
        return new Recipe(recipe.cell(), recipe.data(), laboratory.choose(10, 20, 20), recipe.hidden(), recipe.batch(),
                laboratory.choose(5, updates, updates), recipe.rate(), recipe.clip(), recipe.initialisation(),
                recipe.seed());
    }

    private static double[] scales(Function<Double, Double> work) {
        return SCALES.stream().map(work).mapToDouble(Double::doubleValue).toArray();
    }

    private static void addMeasured(Side side, List<Figure> figures) {
        String name = side.contender().name() + ", ";
        for (String task : side.trained().keySet()) {
            figures.add(figure("share of the main term", name, task, side.of(task, FlowSample::mainShare), ""));
            figures.add(
                    figure("largest share of another term", name, task, side.of(task, FlowSample::largestOther), ""));
            figures.add(figure(OTHER_NORMS, name, task, side.of(task, FlowSample::otherNorms), ""));
        }
        addGrowths(side.contender(), side.growths(), figures);
        if (side.contender().equals(GRU)) {
            addGrowths(GRU_LIKE_LSTM, side.growthsAlike(), figures);
        }
        side.logLosses()
                .forEach((task, values) -> figures.add(figure("spread of the logarithm of the loss over the scale of U",
                        name, task, spread(values), "")));
    }

    private static void addGrowths(Contender c, Map<String, List<double[]>> growths, List<Figure> figures) {
        growths.forEach((task, values) -> figures.add(figure("spread of the gradient's growth over the scale of U",
                c.name() + ", ", task, spread(values), "nats/step")));
    }

    private static Figure figure(String quantity, String name, String task, Estimate e, String unit) {
        return new Figure(quantity, name + task, e.value(), e.error(), unit);
    }

    private static Chart normChart(List<Side> sides) {
        return Chart.bars("Norms of the terms other than the main one", Chart.Axis.of("sum of spectral norms"),
                Laboratory.TASKS,
                sides.stream()
                        .map(side -> Chart.Series.bars(side.contender().name(), values(side, Estimate::value),
                                values(side, Estimate::error)))
                        .toList());
    }

    private static double[] values(Side side, ToDoubleFunction<Estimate> part) {
        return Laboratory.TASKS.stream()
                .mapToDouble(task -> part.applyAsDouble(side.of(task, FlowSample::otherNorms)))
                .toArray();
    }

    private static Chart growthChart(List<Map<String, List<double[]>>> growths) {
        List<Chart.Series> series = new ArrayList<>();
        List<Contender> contenders = List.of(LSTM, GRU, GRU_LIKE_LSTM, LSTM_LIKE_GRU);
        for (int i = 0; i < contenders.size(); i++) {
            series.add(line(contenders.get(i).name(), Side.of(growths.get(i), TEXT)));
        }
        return Chart.lines("Growth of the gradient before training", Chart.Axis.log("standard deviation of U, in 1/√H"),
                Chart.Axis.of("growth, nats/step"), series);
    }

    private static Chart.Series line(String name, List<double[]> bySeed) {
        double[] x = SCALES.stream().mapToDouble(Double::doubleValue).toArray();
        double[] y = new double[x.length];
        double[] error = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int scale = i;
            Estimate e = Estimate.mean(bySeed.stream().mapToDouble(g -> g[scale]).toArray());
            y[i] = e.value();
            error[i] = e.error();
        }
        return new Chart.Series(name, x, y, error, true);
    }
}
