package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * C11: an LSTM is trained by Adam alone; gradients need no treatment in most cases.
 *
 * <p>
 * A run reaches the criterion of its data set where its held-out loss is below the baseline by two standard errors. Criterion
 * of the claim: without clipping more than half of the (data set, seed, rate) runs do, by two standard errors of the fraction,
 * and not fewer than with clipping, by two standard errors of the difference. The rates are a third of the usual one, the
 * usual one and three times it. Control: a rate 300 times as large.
 */
final class C11LstmNeedsNoClipping implements Claim {
    private static final double[] FACTORS = {1 / 3.0, 1, 3};
    private static final double[] USUAL = {1};
    private static final double[] ABSURD = {300};

    @Override
    public String id() {
        return "C11";
    }

    /** A training run that is asked for. */
    private record Asked(String cell, String task, double factor, double clip, long seed) {}

    /** Runs of one cell, all data sets, rates and seeds. */
    private record Runs(String name, List<Trained> all) {
        int learnt() {
            return (int) all.stream().filter(Trained::learnt).count();
        }

        Estimate fraction() {
            return Estimate.fraction(learnt(), all.size());
        }

        Figure figure(String task) {
            List<Trained> own = all.stream()
                    .filter(t -> task.isEmpty() || t.recipe().data().name().equals(task))
                    .toList();
            return Figure.fraction("fraction of runs that learn", task.isEmpty() ? name : name + ", " + task,
                    (int) own.stream().filter(Trained::learnt).count(), own.size());
        }

        /** The geometric mean of the loss over its baseline, over seeds. */
        double loss(String task, double rate) {
            return StrictMath.exp(all.stream()
                    .filter(t -> t.recipe().data().name().equals(task) && t.recipe().rate() == rate)
                    .mapToDouble(t -> StrictMath.log(t.heldOut().loss() / t.baseline().value()))
                    .average()
                    .orElse(Double.NaN));
        }
    }

    /** The criterion. */
    static boolean mostLearn(Estimate without, Estimate with) {
        return without.value() - 2 * without.error() > 0.5 && !with.above(without, 2);
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        int seeds = laboratory.choose(1, 1, 3);
        double[] relu = laboratory.extent() == Laboratory.Extent.FULL ? FACTORS : USUAL;
        Runs without = runs(laboratory, "lstm", FACTORS, 0, seeds);
        Runs with = runs(laboratory, "lstm", FACTORS, 1, seeds);
        Runs absurd = runs(laboratory, "lstm", ABSURD, 0, laboratory.choose(1, 1, 2));
        Runs reluWithout = runs(laboratory, "rnn_relu", relu, 0, 1);
        Runs reluWith = runs(laboratory, "rnn_relu", relu, 1, 1);
        List<Figure> figures = new ArrayList<>(List.of(without.figure(""), with.figure("")));
        Laboratory.TASKS.forEach(task -> figures.add(without.figure(task)));
        figures.add(Figure.fraction("fraction of runs with a value that is not finite", without.name,
                (int) without.all.stream().filter(t -> !t.finite()).count(), without.all.size()));
        figures.add(Figure.mean("fraction of updates clipped", with.name,
                with.all.stream().mapToDouble(Trained::clipped).toArray(), ""));
        List<Figure> limits = new ArrayList<>(List.of(reluWithout.figure(""), reluWith.figure("")));
        for (double factor : FACTORS) {
            List<Trained> slow = without.all.stream().filter(t -> factor(laboratory, t) == factor).toList();
            limits.add(new Runs(without.name + ", rate × " + Math.round(factor * 100) / 100.0, slow).figure(""));
        }
        return new Finding(Answer.of(mostLearn(without.fraction(), with.fraction())), figures,
                Answer.of(mostLearn(absurd.fraction(), with.fraction())), List.of(absurd.figure("")), limits,
                List.of(chart(laboratory, List.of(without, reluWithout), absurd), Chart.bars("Runs that learn",
                        Chart.Axis.of("fraction of runs"),
                        List.of(without.name, with.name, reluWithout.name, reluWith.name, absurd.name),
                        List.of(Chart.Series.bars("", new double[] {without.fraction().value(), with.fraction().value(),
                                reluWithout.fraction().value(), reluWith.fraction().value(), absurd.fraction().value()},
                                new double[] {without.fraction().error(), with.fraction().error(),
                                        reluWithout.fraction().error(), reluWith.fraction().error(),
                                        absurd.fraction().error()})))));
    }

    private static double factor(Laboratory laboratory, Trained t) {
        double usual = laboratory.standard("lstm", t.recipe().data().name(), 0).rate();
        return Arrays.stream(FACTORS).filter(f -> usual * f == t.recipe().rate()).findFirst().orElse(Double.NaN);
    }

    private static Runs runs(Laboratory laboratory, String cell, double[] factors, double clip, int seeds) {
        List<Asked> asked = new ArrayList<>();
        for (String task : Laboratory.TASKS) {
            for (double factor : factors) {
                laboratory.seeds(seeds).forEach(seed -> asked.add(new Asked(cell, task, factor, clip, seed)));
            }
        }
        String name = cell + (clip > 0 ? ", ‖g‖ ≤ 1" : "")
                + (factors[0] > 10 ? ", rate × " + Math.round(ABSURD[0]) : "");
        return new Runs(name, laboratory.each(asked, a -> {
            Recipe r = laboratory.standard(a.cell, a.task, a.seed);
            return laboratory.trained(new Recipe(r.cell(), r.data(), r.steps(), r.hidden(), r.batch(), r.updates(),
                    r.rate() * a.factor, a.clip, Map.of(), a.seed));
        }));
    }

    private static Chart chart(Laboratory laboratory, List<Runs> usual, Runs absurd) {
        List<Chart.Series> series = new ArrayList<>();
        for (Runs runs : usual) {
            boolean far = runs.name.equals("lstm");
            for (String task : Laboratory.TASKS) {
                double rate = laboratory.standard("lstm", task, 0).rate();
                double[] x = new double[FACTORS.length + (far ? 1 : 0)];
                double[] y = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    boolean beyond = i >= FACTORS.length;
                    x[i] = rate * (beyond ? ABSURD[0] : FACTORS[i]);
                    y[i] = (beyond ? absurd : runs).loss(task, x[i]);
                }
                series.add(Chart.Series.line(runs.name + ", " + task, x, y));
            }
        }
        return Chart.lines("Loss without clipping, by learning rate", Chart.Axis.log("learning rate"),
                Chart.Axis.log("held-out loss over the baseline"), series);
    }
}
