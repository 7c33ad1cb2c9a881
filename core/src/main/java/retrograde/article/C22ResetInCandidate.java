package retrograde.article;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.View;

/**
 * C22: {@code r⊙h} inside the candidate gives the GRU's last term one more gate, and adds a term; whether that is good or bad
 * is hard to say.
 *
 * <p>
 * Criterion. Exact: with r the path via the candidate has more gate factors than without, and there is a term more; without
 * both the answer is no. Then the GRU with r is put beside the GRU without in nine comparisons, on each of three tasks of the
 * loss held out, of the magnitude of the gradient's growth over 20 steps and of the spread of the loss over seeds (smaller is
 * better in all three); one is decided when it differs by more than two standard errors. Hard to say, yes, if some are
 * decided either way or none at all; partly if fewer than half are, all one way; no if half or more are, all one way. Control:
 * the GRU without r against itself, every second seed against the others.
 */
final class C22ResetInCandidate implements Claim {
    private static final double ERRORS = 2;
    private static final int LAGS = 20;

    private static final Place BEFORE = new Place("before", Zoo.cell("gru"));
    private static final Place AFTER = new Place("after", Zoo.cell("gru_reset_after"));
    private static final Place LAST = new Place("last", Zoo.cell("gru_reset_last"));
    private static final Place WITHOUT = new Place("without", CellParser.parse("""
            cell gru_without_reset
            state h
            z  = sigmoid(W_z x + U_z h + b_z)
            g  = tanh(W_h x + U_h h + b_h)
            h' = (1 - z) * h + z * g
            """, "gru_without_reset"));
    /** What a gate that matters looks like in the same comparison: z held at ½. */
    private static final Place NO_UPDATE_GATE = new Place("z = ½", CellParser.parse("""
            cell gru_without_update
            state h
            r  = sigmoid(W_r x + U_r h + b_r)
            g  = tanh(W_h x + U_h (r * h) + b_h)
            h' = 0.5 * h + 0.5 * g
            """, "gru_without_update"));

    /** Where r stands. */
    private record Place(String name, Cell cell) {}

    /** A cell on one task; an entry for each seed. */
    @SuppressWarnings("ArrayRecordComponent") // measured, not compared
    private record OnTask(String task, double[] losses, double[] growths) {
        /** Every second seed, from the first or the second on. */
        OnTask half(int first) {
            return new OnTask(task, everySecond(losses, first), everySecond(growths, first));
        }

        private static double[] everySecond(double[] all, int first) {
            return IntStream.range(0, all.length).filter(i -> i % 2 == first).mapToDouble(i -> all[i]).toArray();
        }

        Estimate loss() {
            return Estimate.mean(losses);
        }

        Estimate growth() {
            return Estimate.mean(growths);
        }

        Estimate growthMagnitude() {
            return Estimate.mean(DoubleStream.of(growths).map(Math::abs).toArray());
        }

        /** The standard deviation over seeds; its error is that of normal values. */
        Estimate lossSpread() {
            double spread = Estimate.spread(losses);
            return new Estimate(spread, spread / Math.sqrt(2 * (losses.length - 1.0)));
        }
    }

    private record Side(Place place, List<OnTask> tasks) {
        Side half(int first) {
            return new Side(place, tasks.stream().map(t -> t.half(first)).toList());
        }
    }

    /** How many comparisons are decided either way. */
    private record Score(int better, int worse, int all) {}

    private static final List<Function<OnTask, Estimate>> COMPARED = List.of(OnTask::loss, OnTask::growthMagnitude,
            OnTask::lossSpread);
    private static final List<String> NAMES = List.of("loss held out less that without r",
            "magnitude of the gradient's growth less that without r",
            "spread of the loss over seeds less that without r");

    @Override
    public String id() {
        return "C22";
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Side> sides = laboratory.each(List.of(BEFORE, AFTER, LAST, WITHOUT),
                place -> new Side(place, laboratory.each(Laboratory.TASKS, task -> measure(laboratory, place, task))));
        Side before = sides.get(0);
        Side without = sides.get(3);
        List<Figure> figures = new ArrayList<>();
        for (Side side : List.of(before, without)) {
            GateCount.others(side.place().cell())
                    .forEach(count -> figures.add(Figure.of("gate factors of the term",
                            side.place().name() + ", " + count.term(), count.factors(), Figure.EXACT)));
        }
        addDifferences(before, without, figures);
        Laboratory.TASKS.forEach(task -> figures.add(lastTermShare(laboratory, task)));
        Side even = without.half(0);
        Side odd = without.half(1);
        List<Figure> control = new ArrayList<>();
        control.add(Figure.of("terms more than without r", without.place().name(), added(even, odd), Figure.EXACT));
        return new Finding(judge(before, without), figures, judge(even, odd), control,
                limits(laboratory, sides, without), List.of(lossChart(sides), growthChart(sides)));
    }

    /** The criterion. */
    private static Answer judge(Side candidate, Side reference) {
        if (added(candidate, reference) < 1 || viaCandidate(candidate) <= viaCandidate(reference)) {
            return Answer.NO;
        }
        Score score = compare(candidate, reference);
        if ((score.better() > 0) == (score.worse() > 0)) {
            return Answer.YES;
        }
        return 2 * (score.better() + score.worse()) < score.all() ? Answer.PARTLY : Answer.NO;
    }

    private static int added(Side candidate, Side reference) {
        return GateCount.others(candidate.place().cell()).size() - GateCount.others(reference.place().cell()).size();
    }

    private static int viaCandidate(Side side) {
        return GateCount.others(side.place().cell())
                .stream()
                .filter(c -> c.term().equals("via g"))
                .mapToInt(GateCount::factors)
                .sum();
    }

    private static Score compare(Side candidate, Side reference) {
        int better = 0;
        int worse = 0;
        int all = 0;
        for (int i = 0; i < candidate.tasks().size(); i++) {
            for (Function<OnTask, Estimate> quantity : COMPARED) {
                Estimate mine = quantity.apply(candidate.tasks().get(i));
                Estimate theirs = quantity.apply(reference.tasks().get(i));
                better += theirs.above(mine, ERRORS) ? 1 : 0;
                worse += mine.above(theirs, ERRORS) ? 1 : 0;
                all++;
            }
        }
        return new Score(better, worse, all);
    }

    private static List<Long> seeds(Laboratory laboratory) {
        return laboratory.seeds(laboratory.choose(2, 2, 5));
    }

    private static OnTask measure(Laboratory laboratory, Place place, String task) {
        List<Trained> trained = laboratory.each(seeds(laboratory),
                seed -> laboratory.trained(recipe(laboratory, place, task, seed)));
        return new OnTask(task, trained.stream().mapToDouble(t -> t.heldOut().loss()).toArray(),
                laboratory.numbers(trained, t -> FlowSample.growth(FlowSample.run(laboratory, t), LAGS)));
    }

    /** How large the term is that r in the candidate adds. */
    private static Figure lastTermShare(Laboratory laboratory, String task) {
        double[] shares = laboratory.numbers(seeds(laboratory), seed -> {
            Trained trained = laboratory.trained(recipe(laboratory, BEFORE, task, seed));
            return FlowSample.terms(FlowSample.run(laboratory, trained), View.ARTICLE).terms().getLast().share();
        });
        return Figure.mean("share of the term via r and the candidate", task, shares, "");
    }

    /** The standard recipe, of a cell that need not be in the zoo. */
    private static Recipe recipe(Laboratory laboratory, Place place, String task, long seed) {
        Recipe gru = laboratory.standard(BEFORE.cell().name(), task, seed);
        return new Recipe(place.cell(), gru.data(), gru.steps(), gru.hidden(), gru.batch(), gru.updates(), gru.rate(),
                gru.clip(), gru.initialisation(), gru.seed());
    }

    private static void addDifferences(Side candidate, Side reference, List<Figure> figures) {
        for (int q = 0; q < COMPARED.size(); q++) {
            for (int i = 0; i < candidate.tasks().size(); i++) {
                Estimate mine = COMPARED.get(q).apply(candidate.tasks().get(i));
                Estimate theirs = COMPARED.get(q).apply(reference.tasks().get(i));
                figures.add(new Figure(NAMES.get(q), candidate.tasks().get(i).task(), mine.value() - theirs.value(),
                        StrictMath.hypot(mine.error(), theirs.error()), q == 1 ? "nats/step" : ""));
            }
        }
    }

    /** The other places; and a gate about which there is no doubt. */
    private static List<Figure> limits(Laboratory laboratory, List<Side> sides, Side without) {
        List<Figure> limits = new ArrayList<>();
        for (Side side : sides.subList(0, 3)) {
            Score score = compare(side, without);
            String name = side.place().name();
            limits.add(Figure.of("comparisons of nine that are better than without r", name, score.better(),
                    Figure.EXACT));
            limits.add(
                    Figure.of("comparisons of nine that are worse than without r", name, score.worse(), Figure.EXACT));
        }
        String task = "adding";
        double[] losses = laboratory.numbers(laboratory.seeds(2),
                seed -> laboratory.trained(recipe(laboratory, NO_UPDATE_GATE, task, seed)).heldOut().loss());
        limits.add(Figure.mean("loss held out without the update gate", task, losses, ""));
        limits.add(Figure.mean("loss held out without r", task, without.tasks().get(0).losses(), ""));
        return limits;
    }

    private static Chart lossChart(List<Side> sides) {
        Side without = sides.getLast();
        return Chart.bars("Loss held out, beside the GRU without r", Chart.Axis.log("loss / loss without r"),
                Laboratory.TASKS, sides.stream().map(side -> bars(side, mine -> {
                    double theirs = without.tasks().get(side.tasks().indexOf(mine)).loss().value();
                    return new Estimate(mine.loss().value() / theirs, mine.loss().error() / theirs);
                })).toList());
    }

    private static Chart growthChart(List<Side> sides) {
        return Chart.bars("Growth of the gradient over 20 steps, trained", Chart.Axis.of("growth, nats/step"),
                Laboratory.TASKS, sides.stream().map(side -> bars(side, OnTask::growth)).toList());
    }

    private static Chart.Series bars(Side side, Function<OnTask, Estimate> of) {
        return Chart.Series.bars(side.place().name(),
                side.tasks().stream().mapToDouble(t -> of.apply(t).value()).toArray(),
                side.tasks().stream().mapToDouble(t -> of.apply(t).error()).toArray());
    }
}
