package retrograde.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.flow.Reach;
import retrograde.model.Model;
import retrograde.run.Checkpoint;
import retrograde.run.Comparison;
import retrograde.run.RunFolder;
import retrograde.train.EarlyStopping;
import retrograde.train.Solved;
import retrograde.train.Trainer;

/** A training on its way: its updates, what is measured, shown and saved between them. */
final class TrainingRun {
    /** How often the reach is measured and a checkpoint saved. */
    private static final int REPORTS = 10;
    /** A checkpoint is saved at least so often. */
    private static final long SAVED_SECONDS = 60;
    private static final String BEST = "evaluation/best";
    private static final String SOLVED = "evaluation/solved";
    private static final int QUICK_PAIRS = 32;
    private static final int FULL_PAIRS = 256;
    private static final int HELD_OUT_BATCHES = 16;
    /** Rows times parameters that take about half a minute to measure, for all pairs; a tenth of it for the quick ones. */
    private static final double MOST_WORK = 1e10;

    private final Trainer trainer;
    private final Execution engines;
    private final Dataset dataset;
    private final Plan plan;
    private final RunFolder folder;
    private final Map<String, String> facts;
    private final AlarmOptions alarms;
    private final ProbeOptions probes;
    private final Optional<Watching> watching;
    private final EvaluationOptions evaluation;
    private final Optional<EarlyStopping> best;
    private final Optional<Success> success;
    private boolean alarmed;
    private long saved = System.nanoTime();
    /** The updates made when it was saved last. */
    private int savedAfter = -1;

    /**
     * How long it goes on.
     *
     * @param steps the data's T
     * @param batch sequences of an update
     * @param updates in all
     * @param seed of everything drawn
     * @param saveEvery updates from one checkpoint to the next; null for now and then
     */
    record Plan(int steps, int batch, int updates, long seed, @Nullable Integer saveEvery) {}

    /**
     * What looks on while it trains.
     *
     * @param judged whether held-out losses are measured
     */
    record Onlookers(AlarmOptions alarms, ProbeOptions probes, Optional<Watching> watching,
            EvaluationOptions evaluation, boolean judged) {}

    TrainingRun(Trainer trainer, Execution engines, Dataset dataset, Plan plan, RunFolder folder,
            Map<String, String> facts, Onlookers onlookers) {
        this.trainer = trainer;
        this.engines = engines;
        this.dataset = dataset;
        this.plan = plan;
        this.folder = folder;
        this.facts = facts;
        this.alarms = onlookers.alarms();
        this.probes = onlookers.probes();
        this.watching = onlookers.watching();
        this.evaluation = onlookers.evaluation();
        this.best = onlookers.judged() ? Optional.of(evaluation.earlyStopping()) : Optional.empty();
        this.success = evaluation.untilSolved() ? Optional.of(new Success(trainer, dataset, plan)) : Optional.empty();
    }

    /** Goes on from a checkpoint. */
    void resume(Checkpoint earlier) {
        best.ifPresent(b -> restore(earlier, BEST, b.state()));
        success.ifPresent(s -> restore(earlier, SOLVED, s.state()));
    }

    private static void restore(Checkpoint earlier, String name, double[] into) {
        double[] kept = earlier.optimiser().get(name);
        if (kept != null && kept.length == into.length) {
            System.arraycopy(kept, 0, into, 0, kept.length);
        }
    }

    /** Shows at once, and not after hours, that a checkpoint cannot be written or the data are too short to judge by. */
    void begin() {
        trainer.heldOut(1);
        save();
    }

    private void save() {
        folder.save(checkpoint());
        saved = System.nanoTime();
        savedAfter = trainer.updates();
    }

    private Checkpoint checkpoint() {
        facts.put("updates", Integer.toString(trainer.updates()));
        Map<String, double[]> state = trainer.state();
        best.ifPresent(b -> state.put(BEST, b.state()));
        success.ifPresent(s -> state.put(SOLVED, s.state()));
        return new Checkpoint(trainer.model(), state, facts, dataset.encoding());
    }

    /** Whether there is anything left to train: the updates are not made yet, nor did success or patience end it before. */
    boolean goesOn() {
        return trainer.updates() < plan.updates && !best.map(EarlyStopping::exhausted).orElse(false)
                && !success.map(Success::met).orElse(false);
    }

    /**
     * Trains to the end, or until success, an alarm, patience or the user ends it; the last state is saved in any case.
     *
     * @param task what progress calls it
     */
    void train(Journal journal, Interruption interruption, String task, boolean lines) {
        long start = System.nanoTime();
        Optional<Reach> reach = Optional.empty();
        try (Progress progress = Progress.of(task, plan.updates, lines)) {
            while (goesOn() && !interruption.requested()) {
                Trainer.Update u = trainer.step();
                journal.update(u);
                journal.alarms(u.raised());
                alarms.take(u.raised()).forEach(progress::note);
                if (u.stopped()) {
                    alarmed = true;
                    break;
                }
                boolean tenth = (long) u.update() * REPORTS / plan.updates != (long) (u.update() - 1) * REPORTS
                        / plan.updates;
                if (tenth) {
                    watching.ifPresent(w -> show(w, u.update(), progress, journal));
                    if (measurable(QUICK_PAIRS) && reachIsDue(u.update())) {
                        reach = reach(QUICK_PAIRS);
                        reach.ifPresent(r -> journal.reach(u.update(), r));
                    }
                }
                if (probes.due(u.update(), tenth)) {
                    ProbeOptions.Probe probe = probes.measure(u.update(), trainer.model(), dataset, plan.steps,
                            plan.seed, engines);
                    progress.note(probe.line());
                    journal.probe(u.update(), probe.document());
                }
                if (best.isPresent() && evaluation.due(u.update(), tenth)) {
                    evaluate(best.get(), u.update(), progress, journal);
                }
                if (toBeSaved(u.update(), tenth)) {
                    saveOrSay(progress, journal);
                }
                progress.at(u.update(), String.format(Locale.ROOT, "loss %.4f%s", u.loss(),
                        reach.map(r -> ", reach " + FlowText.k90(r)).orElse("")));
            }
            probes.cost((System.nanoTime() - start) / 1e9).forEach(progress::note);
            saveOrSay(progress, journal);
        }
        // Once more, whatever became of the store: a checkpoint that cannot be written now is lost, and that is said.
        if (savedAfter != trainer.updates()) {
            save();
        }
    }

    /**
     * Whether as much as a measurement reads was trained on since the tenth of the run before, so that measuring costs
     * less than the training measured; whether the run was resumed in between makes no difference.
     */
    private boolean reachIsDue(int update) {
        long tenth = (long) update * REPORTS / plan.updates;
        long before = Math.ceilDiv((tenth - 1) * plan.updates, (long) REPORTS);
        double each = rows(QUICK_PAIRS) / ((double) plan.batch * dataset.length(plan.steps));
        return Math.floor(update / each) > Math.floor(before / each);
    }

    private boolean toBeSaved(int update, boolean tenth) {
        return plan.saveEvery != null ? update % plan.saveEvery == 0
                : tenth || System.nanoTime() - saved > SAVED_SECONDS * 1_000_000_000L;
    }

    private void evaluate(EarlyStopping stopping, int update, Progress progress, Journal journal) {
        Trainer.HeldOut held = trainer.heldOut(HELD_OUT_BATCHES);
        trainer.observe(held.loss());
        boolean lowest = stopping.observe(update, held.loss());
        Optional<Solved> solved = success.map(Success::judge);
        journal.evaluation(update, held, lowest, solved);
        if (lowest) {
            // Where weights are averaged, the best model is the average that was judged.
            try {
                trainer.averaged(() -> {
                    folder.saveBest(checkpoint());
                    return update;
                });
            } catch (InputException e) {
                progress.warn("retrograde: " + e.getMessage() + ". The training goes on without this best model");
            }
        }
        if (solved.map(Solved::met).orElse(false)) {
            progress.note("solved after update " + update + "; the run ends here");
        } else if (stopping.exhausted()) {
            progress.note(String.format(Locale.ROOT,
                    "the held-out loss has not been below %.4f (update %d) for too long; the run ends here",
                    stopping.best(), stopping.bestUpdate()));
        }
    }

    /** A disk that is full now may have room at the next time: hours of work do not end with it. */
    private void saveOrSay(Progress progress, Journal journal) {
        try {
            // The store is not behind the checkpoint: what it has beyond it a resumed run forgets and records again.
            journal.commit();
        } catch (InputException e) {
            progress.warn("retrograde: " + e.getMessage() + ". Nothing recorded is lost, and it is tried again");
        }
        try {
            save();
        } catch (InputException e) {
            saved = System.nanoTime();
            progress.warn("retrograde: " + e.getMessage() + ". The training goes on, and saving is tried again");
        }
    }

    private static void show(Watching watching, int update, Progress progress, Journal journal) {
        boolean first = watching.isEmpty();
        watching.row(update).ifPresent(row -> {
            progress.note((first ? watching.heading() + System.lineSeparator() : "") + watching.line(row));
            journal.watch(update, watching.document(row));
        });
    }

    /** Measures what was reached. */
    TrainingResult result() {
        Optional<Reach> reach = measurable(FULL_PAIRS) ? reach(FULL_PAIRS) : Optional.empty();
        if (!measurable(FULL_PAIRS)) {
            System.err.println("retrograde: left out the reach, which would take minutes at this size; measure it with"
                    + " retrograde flow " + TrainingResult.shell(file()) + " --quantities reach");
        }
        Objective objective = trainer.model().architecture().objective();
        return new TrainingResult(trainer.heldOut(HELD_OUT_BATCHES),
                objective.equals(dataset.objective()) ? Optional.of(dataset.baseline(plan.steps)) : Optional.empty(),
                objective.unit(), trainer.updates(), engines.kind().text(), engines.threads(), file(), reach,
                trainer.clippedFraction(), watching, Optional.ofNullable(probes.document()),
                best.filter(b -> b.bestUpdate() > 0)
                        .map(b -> new TrainingResult.Best(folder.path().resolve(RunFolder.BEST), b.bestUpdate(),
                                b.best())),
                success.map(s -> s.result(HELD_OUT_BATCHES)), alarms.summary());
    }

    Path file() {
        return folder.newestFile();
    }

    int updates() {
        return trainer.updates();
    }

    /** Whether an alarm ended it. */
    boolean alarmed() {
        return alarmed;
    }

    /** Whether the reach is measured in less than about half a minute, and within the memory that training leaves. */
    private boolean measurable(int pairs) {
        Model model = trainer.model();
        double rows = rows(pairs);
        long held = model.engines().stream().mapToLong(e -> e.bytes(dataset.length(plan.steps), plan.batch)).sum();
        return rows * model.architecture().parameterCount() < (pairs == FULL_PAIRS ? MOST_WORK : MOST_WORK / REPORTS)
                && rows * model.bytes(1, 1) < (Runtime.getRuntime().maxMemory() - held) / 3.0;
    }

    private double rows(int pairs) {
        return (double) Comparison.defaultWindow(dataset, plan.steps) * pairs;
    }

    private Optional<Reach> reach(int pairs) {
        int window = Comparison.defaultWindow(dataset, plan.steps);
        FlowOptions options = new FlowOptions(Set.of("reach"), View.FULL, List.of(), window, window,
                Comparison.everyStep(dataset), 1, 1, Horizon.EPSILON, 1, 1, pairs, plan.seed);
        return Flow.measure(trainer.model(), dataset, options, engines).reach();
    }
}
