package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.flow.Horizon;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.train.Trainer;

/**
 * C18: where the gradient has vanished the far past is not learnt.
 *
 * <p>
 * Adding, temporal order and copy memory at growing lengths. A run has learnt where its held-out loss is below half of
 * chance by two standard errors: that takes both symbols of the one, both numbers of the other, half of the items of the
 * third. To learn so the gradient must cross a lag L known from the task: T/2, 0.8 T, T + 10. It has vanished where the
 * trained network's {@code N_L = exp(mean ln ‖∂s_t/∂s_{t−L}‖₂)} is below 1e-3, the horizon's limit. Criterion: of the runs that
 * vanished at most a tenth has learnt, and of the others more, by two standard errors of the difference. Control: sea
 * temperatures, where the next value needs no far past, with L = 3/4 T. Beside it reach and horizon are followed while networks
 * learn.
 */
final class C18VanishedIsNotLearnt implements Claim {
    private static final List<String> CELLS = List.of("rnn_tanh", "lstm", "gru");
    private static final List<String> FAR = List.of("adding", "temporal-order", "copy-memory");
    private static final String NEAR = "nino-sst";
    /** Tasks whose reach is followed; the first is shown at its longest length. */
    private static final List<String> WATCHED = List.of("adding", "temporal-order");
    private static final double FEW = 0.1;
    private static final int SEQUENCES = 4;

    @Override
    public String id() {
        return "C18";
    }

    private record Asked(String task, String cell, int steps, long seed) {}

    /** A run: loss over the task's, {@code ln N_L} of the fresh and of the trained network. */
    private record Run(Asked asked, double loss, boolean learnt, double before, double after) {
        boolean vanished() {
            return vanished(after);
        }

        static boolean vanished(double logNorm) {
            return logNorm < StrictMath.log(Horizon.EPSILON);
        }
    }

    /** How many runs learnt, of those with a vanished gradient and of the others. */
    record Table(int learntVanished, int vanished, int learntOther, int other) {
        Estimate ofVanished() {
            return Estimate.fraction(learntVanished, vanished);
        }

        Estimate ofOther() {
            return Estimate.fraction(learntOther, other);
        }

        /** The criterion; not met where either kind is missing. */
        boolean met() {
            return vanished > 0 && other > 0 && ofVanished().value() <= FEW && ofOther().above(ofVanished(), 2);
        }

        List<Figure> figures(String of) {
            return List.of(Figure.fraction("learnt, of runs with a vanished gradient", of, learntVanished, vanished),
                    Figure.fraction("learnt, of the other runs", of, learntOther, other),
                    Figure.of("runs with a vanished gradient", of, vanished, Figure.EXACT));
        }
    }

    private static Table table(List<Run> runs) {
        int[] count = new int[4];
        for (Run run : runs) {
            int kind = run.vanished() ? 0 : 2;
            count[kind] += run.learnt ? 1 : 0;
            count[kind + 1]++;
        }
        return new Table(count[0], count[1], count[2], count[3]);
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Run> far = runs(laboratory, FAR, laboratory.choose(1, 1, 2));
        List<Run> near = runs(laboratory, List.of(NEAR), 1);
        Table table = table(far);
        Table control = table(near);
        List<Figure> figures = new ArrayList<>(table.figures("all"));
        for (String task : FAR) {
            for (String cell : CELLS) {
                figures.add(new Figure("longest length learnt", cell + ", " + task, longest(far, task, cell),
                        Double.NaN, "steps"));
            }
        }
        List<Watched> watched = watched(laboratory);
        figures.addAll(ofLongest(watched));
        figures.addAll(reached(watched));
        List<Run> learnt = far.stream().filter(Run::learnt).toList();
        List<Figure> limits = new ArrayList<>();
        if (!learnt.isEmpty()) {
            limits.add(Figure.fraction("learnt runs whose gradient had vanished at the start", "all",
                    (int) learnt.stream().filter(r -> Run.vanished(r.before)).count(), learnt.size()));
        }
        for (String cell : CELLS) {
            List<Run> own = far.stream().filter(r -> r.asked.cell.equals(cell)).toList();
            limits.add(Figure.fraction("not vanished, and yet not learnt", cell,
                    (int) own.stream().filter(r -> !r.vanished() && !r.learnt).count(), own.size()));
        }
        return new Finding(Answer.of(table.met()), figures, Answer.of(control.met()), control.figures(NEAR), limits,
                List.of(scatter(far, near), lengths(far), reachByLength(watched), reachByUpdate(watched)));
    }

    /** The longest length that at least half of the seeds learn; 0 for none. */
    private static double longest(List<Run> runs, String task, String cell) {
        double longest = 0;
        for (Run run : runs) {
            Asked a = run.asked;
            if (a.task.equals(task) && a.cell.equals(cell)) {
                List<Run> same = runs.stream()
                        .filter(r -> r.asked.task.equals(task) && r.asked.cell.equals(cell) && r.asked.steps == a.steps)
                        .toList();
                long learnt = same.stream().filter(Run::learnt).count();
                longest = 2 * learnt >= same.size() ? Math.max(longest, a.steps) : longest;
            }
        }
        return longest;
    }

    private static int[] lengths(Laboratory laboratory, String task) {
        boolean copy = task.equals("copy-memory");
        return switch (laboratory.extent()) {
            case LEAST -> copy ? new int[] {1} : new int[] {10};
            case QUICK -> copy ? new int[] {1, 20} : new int[] {10, 40};
            // Sea temperatures have no windows of 80 held out.
            case FULL -> copy ? new int[] {1, 10, 30} : new int[] {10, 20, 40, task.equals(NEAR) ? 64 : 80};
        };
    }

    private static int neededLag(String task, int steps) {
        return switch (task) {
            case "adding" -> steps / 2;
            case "temporal-order" -> steps * 4 / 5;
            case "copy-memory" -> steps + 10;
            default -> steps * 3 / 4;
        };
    }

    private static Recipe recipe(Laboratory laboratory, Asked a) {
        Dataset data = laboratory.data(a.task);
        int updates = a.task.equals(NEAR) ? laboratory.choose(5, 100, 300) : laboratory.choose(5, 350, 1200);
        return new Recipe(Zoo.cell(a.cell), data, a.steps, 32, 16, updates, 0.01, 1, Map.of(), a.seed);
    }

    private static List<Run> runs(Laboratory laboratory, List<String> tasks, int seeds) {
        List<Asked> asked = new ArrayList<>();
        for (String task : tasks) {
            for (String cell : CELLS) {
                for (int steps : lengths(laboratory, task)) {
                    laboratory.seeds(seeds).forEach(seed -> asked.add(new Asked(task, cell, steps, seed)));
                }
            }
        }
        return laboratory.each(asked, a -> {
            Recipe recipe = recipe(laboratory, a);
            Trained trained = laboratory.trained(recipe);
            double chance = trained.baseline().value();
            double loss = trained.heldOut().loss();
            return new Run(a, loss / chance, learnt(trained), logNorm(laboratory, a, recipe.fresh()),
                    logNorm(laboratory, a, trained.model()));
        });
    }

    private static boolean learnt(Trained trained) {
        Trainer.HeldOut heldOut = trained.heldOut();
        return trained.finite() && heldOut.loss() + 2 * heldOut.error() < trained.baseline().value() / 2;
    }

    /** {@code ln N_L}. */
    private static double logNorm(Laboratory laboratory, Asked a, Model model) {
        Batch batch = laboratory.data(a.task).heldOut(laboratory.random("C18 held out"), a.steps, SEQUENCES);
        Trajectories run = Trajectories.run(model, batch);
        double sum = 0;
        for (int s = 0; s < SEQUENCES; s++) {
            sum += Horizon.logNorm(run, neededLag(a.task, a.steps), s);
        }
        return sum / SEQUENCES;
    }

    /** A run that is looked at while it learns. */
    private record Watched(Asked asked, ReachInTraining reach) {
        String name() {
            return asked.cell + ", " + asked.task;
        }

        boolean learnt() {
            return C18VanishedIsNotLearnt.learnt(reach.trained());
        }

        /** Whether a hundredth of the gradient came from the lag that the task needs or beyond, at any time. */
        boolean reached() {
            return reach.farthest() > neededLag(asked.task, asked.steps);
        }
    }

    /** Those tasks, cells and lengths with the laboratory's own seed. */
    private static List<Watched> watched(Laboratory laboratory) {
        List<Asked> asked = new ArrayList<>();
        for (String task : WATCHED.subList(0, laboratory.choose(1, 1, WATCHED.size()))) {
            for (String cell : CELLS) {
                for (int steps : lengths(laboratory, task)) {
                    asked.add(new Asked(task, cell, steps, laboratory.seed()));
                }
            }
        }
        return laboratory.each(asked, a -> new Watched(a, ReachInTraining.of(laboratory, recipe(laboratory, a))));
    }

    /** Of runs whose reach came to the lag needed, and of those whose never did, how many learnt. */
    private static List<Figure> reached(List<Watched> watched) {
        List<Figure> figures = new ArrayList<>();
        for (boolean reached : new boolean[] {true, false}) {
            List<Watched> those = watched.stream().filter(w -> w.reached() == reached).toList();
            if (!those.isEmpty()) {
                figures.add(Figure.fraction(
                        reached ? "learnt, of runs whose reach K_99 came beyond the lag needed"
                                : "learnt, of runs whose reach K_99 never did",
                        "all", (int) those.stream().filter(Watched::learnt).count(), those.size()));
            }
        }
        return figures;
    }

    /** Reach and horizon on the adding problem at the longest length: at the start, at most, and after training. */
    private static List<Figure> ofLongest(List<Watched> watched) {
        int longest = watched.stream().mapToInt(w -> w.asked.steps).max().orElseThrow();
        List<Figure> figures = new ArrayList<>();
        for (Watched w : watched) {
            if (w.asked.task.equals(WATCHED.get(0)) && w.asked.steps == longest) {
                ReachInTraining r = w.reach;
                String of = w.name() + ", T = " + longest;
                ReachInTraining.Look start = r.looks().getFirst();
                ReachInTraining.Look end = r.looks().getLast();
                figures.add(new Figure("reach K_90, at the start", of, start.k90(), start.error(), "steps"));
                figures.add(new Figure("longest reach K_90 while it learns", of, r.longest(), Double.NaN, "steps"));
                figures.add(new Figure("reach K_90, after training", of, end.k90(), end.error(), "steps"));
                figures.add(new Figure("horizon, at the start", of, start.lag(), Double.NaN, "steps"));
                figures.add(new Figure("horizon, after training", of, end.lag(), Double.NaN, "steps"));
            }
        }
        return figures;
    }

    private static Chart reachByLength(List<Watched> watched) {
        List<Chart.Series> series = new ArrayList<>();
        for (String name : watched.stream().map(Watched::name).distinct().toList()) {
            List<Watched> own = watched.stream().filter(w -> w.name().equals(name)).toList();
            series.add(Chart.Series.line(name, own.stream().mapToDouble(w -> w.asked.steps).toArray(),
                    own.stream().mapToDouble(w -> Math.max(1, w.reach.farthest())).toArray()));
        }
        for (String task : watched.stream().map(w -> w.asked.task).distinct().toList()) {
            double[] lengths = watched.stream()
                    .filter(w -> w.asked.task.equals(task))
                    .mapToDouble(w -> w.asked.steps)
                    .distinct()
                    .toArray();
            series.add(Chart.Series.line("L, " + task, lengths,
                    Arrays.stream(lengths).map(t -> neededLag(task, (int) t)).toArray()));
        }
        return Chart.lines("How far the gradient comes to reach, against the lag L that the task needs",
                Chart.Axis.log("length T, steps"), Chart.Axis.log("longest K_99 while it learns, steps"), series);
    }

    /** On the adding problem, at the longest length. */
    private static Chart reachByUpdate(List<Watched> watched) {
        int longest = watched.stream().mapToInt(w -> w.asked.steps).max().orElseThrow();
        List<Chart.Series> series = new ArrayList<>();
        for (Watched w : watched) {
            if (w.asked.task.equals(WATCHED.get(0)) && w.asked.steps == longest) {
                series.add(Chart.Series.line(w.name() + ", T = " + longest,
                        w.reach.looks().stream().mapToDouble(ReachInTraining.Look::updates).toArray(),
                        w.reach.looks().stream().mapToDouble(ReachInTraining.Look::k90).toArray()));
            }
        }
        return Chart.lines("Reach while networks learn", Chart.Axis.of("updates"), Chart.Axis.of("K_90, steps"),
                series);
    }

    private static Chart scatter(List<Run> far, List<Run> near) {
        List<Chart.Series> series = new ArrayList<>();
        for (String cell : CELLS) {
            series.add(points(cell, far.stream().filter(r -> r.asked.cell.equals(cell)).toList()));
        }
        series.add(points(NEAR, near));
        return Chart.lines("Loss against what is left of the gradient at the lag the task needs",
                Chart.Axis.log("norm of the product over the lag needed"), Chart.Axis.log("held-out loss over chance"),
                series);
    }

    private static Chart.Series points(String name, List<Run> runs) {
        return Chart.Series.points(name, of(runs, r -> StrictMath.exp(r.after)), of(runs, Run::loss));
    }

    private static double[] of(List<Run> runs, ToDoubleFunction<Run> value) {
        return runs.stream().mapToDouble(value).toArray();
    }

    private static Chart lengths(List<Run> far) {
        List<Chart.Series> series = new ArrayList<>();
        for (String task : List.of("adding", "temporal-order")) {
            for (String cell : CELLS) {
                List<Run> own = far.stream()
                        .filter(r -> r.asked.task.equals(task) && r.asked.cell.equals(cell))
                        .toList();
                double[] x = own.stream().mapToDouble(r -> r.asked.steps).distinct().toArray();
                double[] y = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    double steps = x[i];
                    y[i] = own.stream().filter(r -> r.asked.steps == steps).mapToDouble(Run::loss).average().orElse(0);
                }
                series.add(Chart.Series.line(cell + ", " + task, x, y));
            }
        }
        return Chart.lines("Where each cell stops learning", Chart.Axis.log("length T, steps"),
                Chart.Axis.log("held-out loss over chance"), series);
    }
}
