package retrograde.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

import retrograde.InputException;
import retrograde.advice.Advice;
import retrograde.advice.WindowAdvice;
import retrograde.article.Estimate;
import retrograde.article.Laboratory;
import retrograde.article.Laboratory.Extent;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.run.Comparison;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.Optimiser;
import retrograde.train.Sgd;
import retrograde.train.Trainer;

/** Whether advice keeps what it promises: trainings that follow it beside trainings that do not, over several seeds. */
final class AdviceTrials {
    private static final int HIDDEN = 32;
    private static final int BATCH = 16;
    private static final int EMBEDDING = 16;
    private static final int HELD_OUT = 32;
    private static final int WINDOW_OF_MEAN = 50;

    private final Laboratory laboratory;
    private final boolean quick;
    private boolean kept = true;

    private AdviceTrials(Laboratory laboratory, boolean quick) {
        this.laboratory = laboratory;
        this.quick = quick;
    }

    /** Arguments: {@code --quick}, and which; all without. Ends with status 1 if something promised was not kept. */
    public static void main(String[] arguments) {
        List<String> which = new ArrayList<>(List.of(arguments));
        boolean quick = which.remove("--quick");
        boolean kept;
        try (Laboratory laboratory = new Laboratory(Extent.FULL, 1, Runtime.getRuntime().availableProcessors(),
                _ -> {})) {
            AdviceTrials trials = new AdviceTrials(laboratory, quick);
            for (String each : which.isEmpty() ? List.of("windows", "clipping", "biases") : which) {
                switch (each) {
                    case "windows" -> trials.windows();
                    case "clipping" -> trials.clipping();
                    case "biases" -> trials.biases();
                    default -> {
                        System.err.println("advice: " + each + " is not one of windows, clipping, biases, --quick");
                        System.exit(2);
                    }
                }
            }
            kept = trials.kept;
        }
        if (!kept) {
            System.exit(1);
        }
    }

    /**
     * A training.
     *
     * @param rate learning rate
     * @param clip norm to clip at, 0 for none
     * @param window of truncated backpropagation, 0 for whole gradients
     * @param first settings of first values
     */
    private record Recipe(String cell, Dataset data, int steps, int updates, boolean sgd, double rate, double clip,
            int window, Map<String, String> first, long seed) {
        Recipe with(long other) {
            return new Recipe(cell, data, steps, updates, sgd, rate, clip, window, first, other);
        }

        Recipe within(int other) {
            return new Recipe(cell, data, steps, updates, sgd, rate, clip, other, first, seed);
        }

        Recipe clippedAt(double other) {
            return new Recipe(cell, data, steps, updates, sgd, rate, other, window, first, seed);
        }

        Recipe from(Map<String, String> other) {
            return new Recipe(cell, data, steps, updates, sgd, rate, clip, window, other, seed);
        }

        Model fresh() {
            Map<String, Distribution> settings = new LinkedHashMap<>();
            first.forEach((name, text) -> settings.put(name, DistributionParser.parse(text)));
            return new Initialisation(settings, seed, path -> {
                throw new InputException(path);
            }).model(Architecture.of(Zoo.cell(cell), data, HIDDEN, EMBEDDING, 1, Map.of()));
        }
    }

    /**
     * A training that is over.
     *
     * @param loss held out
     * @param finite whether all losses and gradients were
     * @param reached the update at which the mean loss of the last 50 was first below the criterion; all updates if never
     * @param clipped fraction of updates
     */
    private record Run(Model model, double loss, boolean finite, int reached, double clipped) {}

    private static Run train(Recipe r, double criterion) {
        Model model = r.fresh();
        try (Execution execution = Execution.of(Execution.Kind.FLOAT32, 1)) {
            model.execute(execution);
            if (r.window > 0) {
                model.truncate(r.window);
            }
            Optimiser optimiser = r.sgd ? new Sgd() : new Adam(model.architecture(), execution);
            Trainer trainer = new Trainer(model, r.data,
                    new Trainer.TrainingPlan(r.steps, BATCH, r.rate, Clipping.of(r.clip), r.seed), optimiser);
            double[] last = new double[WINDOW_OF_MEAN];
            int reached = r.updates;
            boolean finite = true;
            for (int u = 0; u < r.updates && finite; u++) {
                Trainer.Update update = trainer.step();
                finite = update.finite();
                last[u % last.length] = update.loss();
                if (reached == r.updates && u >= last.length - 1
                        && Arrays.stream(last).average().orElse(Double.NaN) < criterion) {
                    reached = u + 1;
                }
            }
            double loss = trainer.heldOut(HELD_OUT).loss();
            model.truncate(Integer.MAX_VALUE);
            model.execute(Execution.reference());
            return new Run(model, loss, finite && Double.isFinite(loss), reached, trainer.clippedFraction());
        }
    }

    private List<Run> train(Recipe recipe, List<Long> seeds, double criterion) {
        return laboratory.each(seeds, seed -> train(recipe.with(seed), criterion));
    }

    private static Advice advise(Recipe r, Model model) {
        int window = Comparison.defaultWindow(r.data, r.steps);
        FlowOptions options = new FlowOptions(Set.copyOf(Advice.NEEDS), View.FULL, List.of(), window, window,
                Comparison.everyStep(r.data), 1, 1, Horizon.EPSILON, 8, 1, 256, r.seed);
        Flow flow = Flow.measure(model, r.data, options);
        try (Execution execution = Execution.of(Execution.Kind.FLOAT64, 1)) {
            return Advice.of(flow, model, r.data, r.steps, BATCH, OptionalDouble.empty(), execution).orElseThrow();
        }
    }

    private List<Long> seeds() {
        return quick ? List.of(11L, 12L, 13L) : List.of(11L, 12L, 13L, 14L, 15L, 16L);
    }

    // ---- windows ----

    private void windows() {
        print("## windows");
        windows(new Recipe("lstm", Datasets.bundled("moby-dick"), 64, quick ? 300 : 800, false, 0.01, 1, 0, Map.of(),
                1));
        windows(new Recipe("gru", new RecentAdding(20), 60, quick ? 500 : 1_000, false, 0.01, 1, 0, Map.of(), 1));
    }

    /** Advice from one trained network, followed and not followed by others. */
    private void windows(Recipe recipe) {
        Run first = train(recipe, 0);
        Advice advice = advise(recipe, first.model);
        print("%s on %s, T = %d, %d updates, held out %.4f (%s %.4f)", recipe.cell, recipe.data.name(), recipe.steps,
                recipe.updates, first.loss, advice.learnt().baseline().name(), advice.learnt().baseline().value());
        print("advice: %s: %s", String.join(" ", advice.window().recommendation().options()),
                advice.window().recommendation().text());
        for (WindowAdvice.Row row : advice.window().rows()) {
            print("  %.0f %%: K %d, rest %.4f ± %.4f, cosine %.4f; window %d, bound %.4f, measured %.4f ± %.4f, cosine %.4f",
                    100 * row.kept(), row.lag(), row.rest(), row.restError(), row.cosine(), row.steps(), row.bound(),
                    row.measured(), row.measuredError(), row.measuredCosine());
            if (!Double.isNaN(row.measured())) {
                promise("the error measured is at most the bound",
                        row.measured() - 2 * row.measuredError() <= row.bound() + 2 * row.restError());
            }
        }
        List<WindowAdvice.Row> rows = advice.window().rows();
        promise("there is a window to advise", advice.window().recommendation().given());
        List<Run> whole = train(recipe, seeds(), 0);
        print("  whole:      loss %s", loss(whole));
        for (WindowAdvice.Row row : rows) {
            if (row.steps() > 0 && row.steps() < recipe.steps) {
                List<Run> followed = train(recipe.within(row.steps()), seeds(), 0);
                Estimate more = relative(followed, whole);
                print("  window %3d: loss %s; over that of whole gradients %s", row.steps(), loss(followed),
                        more(more));
                promise("learns 99 % of what whole gradients learn",
                        learnt(followed, whole, advice.learnt().baseline().value()) >= 0.99);
            }
        }
        int quarter = Math.max(1, rows.getFirst().steps() / 4);
        List<Run> shorter = train(recipe.within(quarter), seeds(), 0);
        print("  window %3d: loss %s; over that of whole gradients %s; learnt %.1f %% (a quarter of the window advised)",
                quarter, loss(shorter), more(relative(shorter, whole)),
                100 * learnt(shorter, whole, advice.learnt().baseline().value()));
    }

    /** By how much the loss lies below the baseline, relative to others. */
    private static double learnt(List<Run> runs, List<Run> others, double baseline) {
        return (baseline - mean(runs, Run::loss).value()) / (baseline - mean(others, Run::loss).value());
    }

    /** The logarithm of the ratio of losses, seed by seed. */
    private static Estimate relative(List<Run> runs, List<Run> to) {
        double[] logs = new double[runs.size()];
        Arrays.setAll(logs, i -> StrictMath.log(runs.get(i).loss / to.get(i).loss));
        return Estimate.mean(logs);
    }

    private static String more(Estimate log) {
        return String.format(Locale.ROOT, "ln ratio %+.3f ± %.3f", log.value(), log.error());
    }

    // ---- clipping ----

    private void clipping() {
        print("## clipping");
        clipping(new Recipe("rnn_relu", Datasets.bundled("moby-dick"), 32, 300, true, 0.5, 0, 0,
                Map.of("U", "orthogonal:1.2"), 1));
    }

    private void clipping(Recipe recipe) {
        List<Long> seeds = seeds();
        List<Advice> advice = laboratory.each(seeds, s -> advise(recipe.with(s), recipe.with(s).fresh()));
        print("%s on %s, T = %d, SGD, rate %s, %d updates, first values %s", recipe.cell, recipe.data.name(),
                recipe.steps, recipe.rate, recipe.updates, recipe.first);
        for (Advice a : advice) {
            print("  advice: %s; median %.3g, 90 %% %.3g, largest %.3g, tail index %.1f ± %.1f",
                    String.join(" ", a.clip().recommendation().options()), a.clip().median(), a.clip().q90(),
                    a.clip().largest(), a.clip().tail(), a.clip().tailError());
        }
        List<Run> none = train(recipe, seeds, 0);
        double chance = recipe.data.baseline(recipe.steps).value();
        print("  not clipped:          %s", clipped(none, chance));
        List<Run> followed = none;
        for (double factor : new double[] {1, 0.01}) {
            List<Run> runs = laboratory.each(seeds,
                    s -> train(recipe.with(s).clippedAt(factor * advice.get(seeds.indexOf(s)).clip().threshold()), 0));
            print("  clipped at %4s × it:  %s", factor, clipped(runs, chance));
            if (factor == 1) {
                promise("fewer runs are lost than without", lost(runs, chance) < lost(none, chance));
                followed = runs;
            } else {
                Estimate more = relative(runs, followed);
                print("  a hundredth of it against it: loss %s", more(more));
                promise("a threshold far below it learns less", more.value() - 2 * more.error() > 0);
            }
        }
    }

    private static int lost(List<Run> runs, double chance) {
        return (int) runs.stream().filter(r -> !r.finite || r.loss > 10 * chance).count();
    }

    private static String clipped(List<Run> runs, double chance) {
        return String.format(Locale.ROOT, "lost %d of %d, %.0f %% of updates clipped, losses %s", lost(runs, chance),
                runs.size(), 100 * mean(runs, Run::clipped).value(),
                runs.stream().map(r -> String.format(Locale.ROOT, "%.3g", r.loss)).toList());
    }

    // ---- first biases ----

    private void biases() {
        print("## biases");
        for (String cell : List.of("lstm", "gru")) {
            biases(new Recipe(cell, Datasets.task("adding"), 100, quick ? 800 : 1_500, false, 0.01, 1, 0, Map.of(), 11),
                    0.3, true);
        }
        // Neither learns it in so few updates: shown, not judged.
        if (!quick) {
            for (String cell : List.of("lstm", "gru")) {
                biases(new Recipe(cell, Datasets.task("copy-memory"), 100, 600, false, 0.01, 1, 0, Map.of(), 11), 0.5,
                        false);
            }
        }
    }

    private void biases(Recipe recipe, double ofChance, boolean promised) {
        Advice advice = advise(recipe, recipe.fresh());
        List<String> options = advice.biases().recommendation().options();
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 1; i < options.size(); i += 2) {
            String[] parts = options.get(i).split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        print("%s on %s, T = %d, at most %d updates; learnt: mean loss of %d updates below %s of chance", recipe.cell,
                recipe.data.name(), recipe.steps, recipe.updates, WINDOW_OF_MEAN, ofChance);
        print("  advice: %s: %s", String.join(" ", options), advice.biases().recommendation().text());
        double criterion = ofChance * recipe.data.baseline(recipe.steps).value();
        List<Run> usual = train(recipe, seeds(), criterion);
        List<Run> followed = train(recipe.from(settings), seeds(), criterion);
        print("  usual first values: learnt after %s updates; loss %s", reached(usual, recipe.updates), loss(usual));
        print("  as advised:         learnt after %s updates; loss %s", reached(followed, recipe.updates),
                loss(followed));
        double[] logs = new double[usual.size()];
        Arrays.setAll(logs, i -> StrictMath.log((double) followed.get(i).reached / usual.get(i).reached));
        Estimate ratio = Estimate.mean(logs);
        Estimate less = relative(followed, usual);
        print("  updates: %s; loss: %s", more(ratio), more(less));
        if (promised) {
            promise("fewer updates, or a lower loss",
                    ratio.value() + 2 * ratio.error() < 0 || less.value() + 2 * less.error() < 0);
        }
    }

    private static String reached(List<Run> runs, int updates) {
        return runs.stream()
                .map(r -> r.reached == updates ? "≥ " + updates : Integer.toString(r.reached))
                .toList()
                .toString();
    }

    // ---- in common ----

    private static Estimate mean(List<Run> runs, ToDoubleFunction<Run> value) {
        return Estimate.mean(runs.stream().mapToDouble(value).toArray());
    }

    private static String loss(List<Run> runs) {
        Estimate loss = mean(runs, Run::loss);
        return String.format(Locale.ROOT, "%.4g ± %.2g", loss.value(), loss.error());
    }

    private void promise(String what, boolean holds) {
        print("  %s: %s", holds ? "kept" : "NOT KEPT", what);
        kept &= holds;
    }

    @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are not on the class path
    private static void print(String format, Object... values) {
        System.out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    }
}
