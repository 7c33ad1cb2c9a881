package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * C8: an RNN of rectified linear units trains too, given a good initialisation and clipping.
 *
 * <p>
 * Criterion, for each of three data sets: more than half of the runs beat the baseline, by two standard errors of the
 * held-out loss. The claim holds if all three meet it. Good initialisation is {@code U = I, b = 0} (Le, Jaitly &amp; Hinton
 * 2015), clipping is by the gradient's norm, at 1. Control: {@code U_ij ~ N(0, 2.5²/H)}, which lets the state grow by a factor
 * of about 1.8 a step, and no clipping. Every way of training is given the better of two learning rates, the usual one and a
 * tenth of it.
 */
final class C08ReluTrainsToo implements Claim {
    private static final int HIDDEN = 32;
    private static final Map<String, String> GOOD = Map.of("U", "identity", "b", "0");
    private static final Map<String, String> BAD = Map.of("U", "normal:0," + 2.5 / Math.sqrt(HIDDEN), "b", "0");
    private static final double[] SCALES = {0.5, 0.9, 1, 1.1, 1.5};

    @Override
    public String id() {
        return "C8";
    }

    /** First values and clipping. */
    private record Way(String name, String cell, Map<String, String> initialisation, double clip) {}

    private static final Way BOTH = new Way("U = I, ‖g‖ ≤ 1", "rnn_relu", GOOD, 1);
    private static final Way NEITHER = new Way("U ~ N(0, 2.5²/H)", "rnn_relu", BAD, 0);
    private static final List<Way> WAYS = List.of(BOTH, new Way("U = I", "rnn_relu", GOOD, 0),
            new Way("U ~ N(0, 2.5²/H), ‖g‖ ≤ 1", "rnn_relu", BAD, 1), NEITHER,
            new Way("rnn_tanh, ‖g‖ ≤ 1", "rnn_tanh", Map.of(), 1));

    /** The runs of a way on a data set. */
    private record Runs(Way way, String task, List<Trained> trained) {
        String text() {
            return way.name + ", " + task;
        }

        int learnt() {
            return (int) trained.stream().filter(Trained::learnt).count();
        }

        /** The criterion. */
        boolean met() {
            return 2 * learnt() > trained.size();
        }

        /** The losses over their baseline: some are 10⁷⁰, so their geometric mean. */
        Figure loss() {
            Estimate log = Estimate.mean(trained.stream()
                    .mapToDouble(t -> StrictMath.log(t.heldOut().loss() / t.baseline().value()))
                    .toArray());
            double mean = StrictMath.exp(log.value());
            return Figure.of("held-out loss over the baseline", text(), mean, mean * log.error());
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Long> seeds = laboratory.seeds(laboratory.choose(1, 1, 3));
        List<Runs> all = new ArrayList<>();
        for (Way way : WAYS) {
            for (String task : Laboratory.TASKS) {
                all.add(better(laboratory, way, task, seeds));
            }
        }
        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        List<Figure> limits = new ArrayList<>();
        for (Runs runs : all) {
            List<Figure> to = runs.way.equals(NEITHER) ? control
                    : runs.way.equals(BOTH) || runs.way.cell.equals("rnn_tanh") ? figures : limits;
            to.add(Figure.fraction("fraction of runs that learn", runs.text(), runs.learnt(), runs.trained.size()));
            to.add(runs.loss());
            if (runs.way.clip > 0) {
                to.add(Figure.mean("fraction of updates clipped", runs.text(),
                        runs.trained.stream().mapToDouble(Trained::clipped).toArray(), ""));
            }
        }
        List<Trained> scaled = laboratory.each(Arrays.stream(SCALES).boxed().toList(),
                scale -> trained(laboratory, new Way("", "rnn_relu", Map.of("U", "identity:" + scale, "b", "0"), 1),
                        "adding", 10, laboratory.seed()));
        for (int i = 0; i < SCALES.length; i++) {
            limits.add(Figure.of("held-out loss over the baseline", "U = " + SCALES[i] + " I, adding, one run",
                    scaled.get(i).heldOut().loss() / scaled.get(i).baseline().value(),
                    scaled.get(i).heldOut().error() / scaled.get(i).baseline().value()));
        }
        Chart losses = Chart.bars("Loss of ReLU networks by initialisation and clipping",
                Chart.Axis.log("held-out loss over the baseline"), Laboratory.TASKS,
                WAYS.stream()
                        .map(way -> Chart.Series.bars(way.name,
                                all.stream()
                                        .filter(r -> r.way.equals(way))
                                        .mapToDouble(r -> r.loss().value())
                                        .toArray(),
                                new double[0]))
                        .toList());
        Chart scales = Chart.lines("The adding problem, by the size of the first U",
                Chart.Axis.of("scale of the identity"), Chart.Axis.log("held-out loss over the baseline"),
                List.of(Chart.Series.line("U = scale · I", SCALES,
                        scaled.stream().mapToDouble(t -> t.heldOut().loss() / t.baseline().value()).toArray())));
        return new Finding(answer(all, BOTH), figures, answer(all, NEITHER), control, limits, List.of(losses, scales));
    }

    /** The runs at the rate of lower mean loss. */
    private static Runs better(Laboratory laboratory, Way way, String task, List<Long> seeds) {
        List<Integer> parts = List.of(1, 10);
        List<Runs> both = laboratory.each(parts, part -> new Runs(way, task,
                laboratory.each(seeds, seed -> trained(laboratory, way, task, part, seed))));
        // A loss that is not a number is the worse one.
        double usual = both.get(0).loss().value();
        return both.get(1).loss().value() < usual || Double.isNaN(usual) ? both.get(1) : both.get(0);
    }

    private static Answer answer(List<Runs> all, Way way) {
        List<Boolean> met = all.stream().filter(r -> r.way.equals(way)).map(Runs::met).toList();
        return Answer.ofAll(met.get(0), met.get(1), met.get(2));
    }

    private static Trained trained(Laboratory laboratory, Way way, String task, int part, long seed) {
        Recipe r = laboratory.standard(way.cell, task, seed);
        return laboratory.trained(new Recipe(r.cell(), r.data(), r.steps(), HIDDEN, r.batch(), r.updates(),
                r.rate() / part, way.clip, way.initialisation, seed));
    }
}
