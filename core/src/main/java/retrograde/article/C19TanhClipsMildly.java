package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * C19: tanh needs milder clipping than ReLU, and may then fit better.
 *
 * <p>
 * Both are trained from an orthogonal U, with gradients clipped to several norms. Of each pair of runs
 * (data set, seed) the difference is taken. Criterion, in two parts: at norm 1 a larger fraction of ReLU's updates is clipped,
 * by more than 0.05 in the mean over all pairs; and ReLU's loss at its best norm is larger than tanh's at its own, by more
 * than 5 % in the geometric mean; both by more than three standard errors, over at least six pairs. One part alone is
 * "partly". Control: tanh of other seeds in ReLU's place.
 */
final class C19TanhClipsMildly implements Claim {
    /** 0 for no clipping. */
    private static final List<Double> NORMS = List.of(0.1, 1.0, 10.0, 0.0);
    private static final int AT = 1;
    private static final double MARGIN = 0.05;
    private static final int FEWEST = 6;
    private static final Map<String, String> FIRST = Map.of("U", "orthogonal", "b", "0");
    private static final String TANH = "rnn_tanh";
    private static final String RELU = "rnn_relu";

    @Override
    public String id() {
        return "C19";
    }

    private record Asked(String task, double norm, long seed) {}

    /** All runs of one activation: by data set, norm and seed. */
    private record Runs(String name, int seeds, List<Trained> all) {
        Trained of(int task, int norm, int seed) {
            return all.get((task * NORMS.size() + norm) * seeds + seed);
        }

        double[] each(int task, int norm, ToDoubleFunction<Trained> value) {
            return IntStream.range(0, seeds).mapToDouble(s -> value.applyAsDouble(of(task, norm, s))).toArray();
        }

        /** The logarithm of the loss over its baseline, in the mean over seeds; infinite where a run was lost. */
        double loss(int task, int norm) {
            double mean = Arrays.stream(each(task, norm, Runs::logLoss)).average().orElse(Double.NaN);
            return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : mean;
        }

        static double logLoss(Trained t) {
            return t.finite() ? StrictMath.log(t.heldOut().loss() / t.baseline().value()) : Double.NaN;
        }

        /** The index of the norm of lowest loss. */
        int best(int task) {
            int best = 0;
            for (int n = 1; n < NORMS.size(); n++) {
                best = loss(task, n) < loss(task, best) ? n : best;
            }
            return best;
        }
    }

    /** How much more of the other's updates is clipped, and how much larger (as a logarithm) its best loss is. */
    record Difference(int pairs, Estimate clipped, Estimate loss) {
        boolean milder() {
            return beyond(clipped);
        }

        boolean fitsBetter() {
            return beyond(loss);
        }

        private boolean beyond(Estimate e) {
            return pairs >= FEWEST && e.value() > MARGIN && e.value() > 3 * e.error();
        }

        /** The criterion. */
        Answer answer() {
            return Answer.ofAll(milder(), fitsBetter());
        }

        List<Figure> figures(String of) {
            return List.of(
                    Figure.of("more of the updates clipped than with tanh", of, clipped.value(), clipped.error()),
                    Figure.of("logarithm of the loss over that of tanh", of, loss.value(), loss.error()));
        }
    }

    private static Difference difference(Runs tanh, Runs other) {
        List<Double> clipped = new ArrayList<>();
        List<Double> loss = new ArrayList<>();
        for (int task = 0; task < Laboratory.TASKS.size(); task++) {
            for (int s = 0; s < tanh.seeds; s++) {
                clipped.add(other.of(task, AT, s).clipped() - tanh.of(task, AT, s).clipped());
                loss.add(Runs.logLoss(other.of(task, other.best(task), s))
                        - Runs.logLoss(tanh.of(task, tanh.best(task), s)));
            }
        }
        return new Difference(clipped.size(), Estimate.mean(clipped.stream().mapToDouble(d -> d).toArray()),
                Estimate.mean(loss.stream().mapToDouble(d -> d).toArray()));
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        int seeds = laboratory.choose(1, 2, 4);
        Runs tanh = runs(laboratory, TANH, TANH, seeds, 0);
        Runs relu = runs(laboratory, RELU, RELU, seeds, 0);
        Runs again = runs(laboratory, TANH + " (2)", TANH, seeds, seeds);
        Difference difference = difference(tanh, relu);
        Difference none = difference(tanh, again);
        List<Figure> figures = new ArrayList<>(difference.figures("relu − tanh"));
        List<Figure> limits = new ArrayList<>();
        for (Runs runs : List.of(tanh, relu)) {
            for (int task = 0; task < Laboratory.TASKS.size(); task++) {
                String of = runs.name + ", " + Laboratory.TASKS.get(task);
                int best = runs.best(task);
                figures.add(Figure.mean("fraction of updates clipped at norm 1", of,
                        runs.each(task, AT, Trained::clipped), ""));
                figures.add(Figure.of("best norm to clip at", of,
                        NORMS.get(best) == 0 ? Double.POSITIVE_INFINITY : NORMS.get(best), Double.NaN));
                figures.add(Figure.mean("held-out loss over the baseline at the best norm", of,
                        runs.each(task, best, t -> t.heldOut().loss() / t.baseline().value()), ""));
                limits.add(Figure.mean("held-out loss over the baseline without clipping", of,
                        runs.each(task, NORMS.size() - 1, t -> t.heldOut().loss() / t.baseline().value()), ""));
            }
        }
        return new Finding(difference.answer(), figures, none.answer(), none.figures("tanh − tanh"), limits,
                List.of(losses(tanh, relu), clipped(tanh, relu, again)));
    }

    private static Runs runs(Laboratory laboratory, String name, String cell, int seeds, int after) {
        List<Asked> asked = new ArrayList<>();
        for (String task : Laboratory.TASKS) {
            for (double norm : NORMS) {
                for (long seed : laboratory.seeds(after + seeds).subList(after, after + seeds)) {
                    asked.add(new Asked(task, norm, seed));
                }
            }
        }
        return new Runs(name, seeds, laboratory.each(asked, a -> {
            Recipe r = laboratory.standard(cell, a.task, a.seed);
            return laboratory.trained(new Recipe(r.cell(), r.data(), r.steps(), r.hidden(), r.batch(),
                    laboratory.choose(r.updates(), r.updates() / 2, r.updates()), r.rate() / 2, a.norm, FIRST, a.seed));
        }));
    }

    private static Chart losses(Runs tanh, Runs relu) {
        List<Chart.Series> series = new ArrayList<>();
        for (Runs runs : List.of(tanh, relu)) {
            for (int task = 0; task < Laboratory.TASKS.size(); task++) {
                int of = task;
                series.add(Chart.Series.bars(runs.name + ", " + Laboratory.TASKS.get(task),
                        IntStream.range(0, NORMS.size()).mapToDouble(n -> StrictMath.exp(runs.loss(of, n))).toArray(),
                        new double[0]));
            }
        }
        return Chart.bars("Loss by the norm gradients are clipped at (∞: none)",
                Chart.Axis.log("held-out loss over the baseline"),
                NORMS.stream().map(n -> n == 0 ? "∞" : Double.toString(n)).toList(), series);
    }

    private static Chart clipped(Runs... all) {
        return Chart.bars("Updates clipped at norm 1", Chart.Axis.of("fraction of updates"), Laboratory.TASKS,
                Arrays.stream(all)
                        .map(runs -> Chart.Series.bars(runs.name,
                                IntStream.range(0, Laboratory.TASKS.size())
                                        .mapToDouble(t -> Estimate.mean(runs.each(t, AT, Trained::clipped)).value())
                                        .toArray(),
                                new double[0]))
                        .toList());
    }
}
