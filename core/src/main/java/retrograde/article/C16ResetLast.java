package retrograde.article;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import retrograde.cell.Zoo;
import retrograde.engine.Engine;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.equation.View;

/**
 * C16: a GRU whose reset comes last, {@code h' = r⊙c'}, keeps the LSTM's friendliness to gradients with the GRU's economy, at
 * the price of one more variable.
 *
 * <p>
 * Criterion. Economy, exact: as many parameters as the GRU, fewer than the LSTM; without it the answer is no. Friendliness,
 * for each task and not worse than the LSTM by more than two standard errors over seeds: the share of the main term
 * (article's view); the growth of the gradient over 20 steps, in magnitude; the loss held out. Price, exact, from the
 * engine's own accounting: more bytes are carried from step to step than by the GRU, and more are saved for the
 * backward pass. Yes if all hold, no if none does. Control: the LSTM itself in its place.
 */
final class C16ResetLast implements Claim {
    private static final double ERRORS = 2;
    private static final int LAGS = 20;
    private static final List<String> CELLS = List.of("lstm", "gru", "gru_reset_last");
    /** Lengths and batch for which memory is asked; what is saved for a step depends on neither. */
    private static final int STEPS = 100;
    private static final int BATCH = 16;

    @Override
    public String id() {
        return "C16";
    }

    /** A cell on one task; an entry for each seed. */
    @SuppressWarnings("ArrayRecordComponent") // measured, not compared
    private record OnTask(String task, List<FlowSample> flow, double[] losses) {
        Estimate of(ToDoubleFunction<FlowSample> quantity) {
            return Estimate.mean(flow.stream().mapToDouble(quantity).toArray());
        }

        Estimate mainShare() {
            return of(FlowSample::mainShare);
        }

        Estimate growth() {
            return of(FlowSample::growth);
        }

        Estimate growthMagnitude() {
            return of(sample -> Math.abs(sample.growth()));
        }

        Estimate loss() {
            return Estimate.mean(losses);
        }
    }

    /** What a layer costs: 32 units above 16 inputs. */
    private record Cost(double parameters, double carried, double saved, double pass, double savedByReference) {
        static Cost of(LayerShape shape) {
            try (Execution execution = Execution.of(Execution.Kind.FLOAT32, 1);
                    Execution reference = Execution.reference()) {
                Engine engine = execution.engine(shape);
                return new Cost((double) shape.parameterCount(), (double) shape.stateSize() * Float.BYTES,
                        saved(engine), (double) engine.bytes(STEPS, BATCH), saved(reference.engine(shape)));
            }
        }

        /** What one step of one sequence adds to the bytes of a pass. */
        private static double saved(Engine engine) {
            return (double) (engine.bytes(2 * STEPS, BATCH) - engine.bytes(STEPS, BATCH)) / (STEPS * BATCH);
        }
    }

    private record Side(String cell, Cost cost, List<OnTask> tasks) {}

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Side> sides = laboratory.each(CELLS, cell -> measure(laboratory, cell));
        Side lstm = sides.get(0);
        Side gru = sides.get(1);
        Side last = sides.get(2);
        List<Figure> figures = new ArrayList<>();
        for (GateCount count : GateCount.others(Zoo.cell(last.cell()))) {
            figures.add(Figure.of("gate factors of the term", count.term(), count.factors(), Figure.EXACT));
        }
        costs(sides, figures);
        for (int i = 0; i < Laboratory.TASKS.size(); i++) {
            OnTask mine = last.tasks().get(i);
            OnTask theirs = lstm.tasks().get(i);
            figures.add(difference("share of the main term less the LSTM's", mine, theirs, OnTask::mainShare, ""));
            figures.add(difference("magnitude of the gradient's growth less the LSTM's", mine, theirs,
                    OnTask::growthMagnitude, "nats/step"));
            figures.add(difference("loss held out less the LSTM's", mine, theirs, OnTask::loss, ""));
        }
        List<Figure> control = List.of(
                Figure.of("parameters of the layer", lstm.cell(), lstm.cost().parameters(), Figure.EXACT),
                Figure.of("parameters of the layer", gru.cell(), gru.cost().parameters(), Figure.EXACT));
        return new Finding(judge(last, lstm, gru), figures, judge(lstm, lstm, gru), control, limits(sides),
                List.of(savedChart(sides), growthChart(sides), lossChart(sides)));
    }

    /** The criterion. */
    private static Answer judge(Side candidate, Side lstm, Side gru) {
        if (candidate.cost().parameters() > gru.cost().parameters()
                || candidate.cost().parameters() >= lstm.cost().parameters()) {
            return Answer.NO;
        }
        boolean[] met = new boolean[2 + 3 * lstm.tasks().size()];
        met[0] = candidate.cost().carried() > gru.cost().carried();
        met[1] = candidate.cost().saved() > gru.cost().saved();
        for (int i = 0; i < lstm.tasks().size(); i++) {
            OnTask mine = candidate.tasks().get(i);
            OnTask theirs = lstm.tasks().get(i);
            met[2 + 3 * i] = !theirs.mainShare().above(mine.mainShare(), ERRORS);
            met[3 + 3 * i] = !mine.growthMagnitude().above(theirs.growthMagnitude(), ERRORS);
            met[4 + 3 * i] = !mine.loss().above(theirs.loss(), ERRORS);
        }
        return Answer.ofAll(met);
    }

    private static Side measure(Laboratory laboratory, String cell) {
        List<Long> seeds = laboratory.seeds(laboratory.choose(2, 3, 5));
        List<OnTask> tasks = laboratory.each(Laboratory.TASKS, task -> {
            List<Trained> trained = laboratory.each(seeds,
                    seed -> laboratory.trained(laboratory.standard(cell, task, seed)));
            return new OnTask(task, laboratory.each(trained, t -> FlowSample.of(laboratory, t, View.ARTICLE, LAGS)),
                    trained.stream().mapToDouble(t -> t.heldOut().loss()).toArray());
        });
        LayerShape shape = laboratory.standard(cell, "moby-dick", laboratory.seed()).architecture().layers().get(0);
        return new Side(cell, Cost.of(shape), tasks);
    }

    private static void costs(List<Side> sides, List<Figure> figures) {
        sides.forEach(
                s -> figures.add(Figure.of("parameters of the layer", s.cell(), s.cost().parameters(), Figure.EXACT)));
        sides.forEach(s -> figures.add(new Figure("carried from step to step, a sequence", s.cell(), s.cost().carried(),
                Figure.EXACT, "bytes")));
        sides.forEach(s -> figures.add(new Figure("saved for the backward pass, a step and sequence", s.cell(),
                s.cost().saved(), Figure.EXACT, "bytes")));
    }

    private static Figure difference(String quantity, OnTask mine, OnTask theirs, Function<OnTask, Estimate> of,
            String unit) {
        Estimate a = of.apply(mine);
        Estimate b = of.apply(theirs);
        return new Figure(quantity, mine.task(), a.value() - b.value(), StrictMath.hypot(a.error(), b.error()), unit);
    }

    /** Where the price is paid after all: by an engine that saves every named value; and what a whole pass takes. */
    private static List<Figure> limits(List<Side> sides) {
        List<Figure> limits = new ArrayList<>();
        sides.forEach(s -> limits.add(new Figure("saved by the reference engine, a step and sequence", s.cell(),
                s.cost().savedByReference(), Figure.EXACT, "bytes")));
        sides.forEach(s -> limits.add(new Figure("memory of a training pass, T = 100, B = 16", s.cell(),
                s.cost().pass(), Figure.EXACT, "bytes")));
        return limits;
    }

    private static Chart savedChart(List<Side> sides) {
        return Chart.bars("Saved for the backward pass", Chart.Axis.of("bytes a step and sequence"), CELLS,
                List.of(Chart.Series.bars("float32", sides.stream().mapToDouble(s -> s.cost().saved()).toArray(),
                        new double[0])));
    }

    private static Chart growthChart(List<Side> sides) {
        return Chart.bars("Growth of the gradient over 20 steps, trained", Chart.Axis.of("growth, nats/step"),
                Laboratory.TASKS, sides.stream().map(side -> bars(side, OnTask::growth)).toList());
    }

    private static Chart lossChart(List<Side> sides) {
        Side lstm = sides.get(0);
        return Chart.bars("Loss held out, beside the LSTM's", Chart.Axis.log("loss / LSTM's loss"), Laboratory.TASKS,
                sides.stream().map(side -> bars(side, mine -> {
                    double theirs = lstm.tasks().get(side.tasks().indexOf(mine)).loss().value();
                    return new Estimate(mine.loss().value() / theirs, mine.loss().error() / theirs);
                })).toList());
    }

    private static Chart.Series bars(Side side, Function<OnTask, Estimate> of) {
        return Chart.Series.bars(side.cell(), side.tasks().stream().mapToDouble(t -> of.apply(t).value()).toArray(),
                side.tasks().stream().mapToDouble(t -> of.apply(t).error()).toArray());
    }
}
