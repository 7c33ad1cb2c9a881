package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import retrograde.InputException;
import retrograde.cli.TrainingSetup.Prepared;
import retrograde.cli.TrainingSetup.Setting;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.run.Comparison;
import retrograde.run.RunFolder;
import retrograde.run.RunSeries;
import retrograde.store.Status;
import retrograde.train.GradientWatch;
import retrograde.train.Trainer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trains a model and saves a checkpoint. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains a model, shows loss and reach while it does, and saves a checkpoint.",
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde train --cell gru --task adding --steps 50 --updates 200",
                "  retrograde train --cell my.cell --data my.txt --hidden 128 --out runs/mine",
                "  retrograde train --model my.model --data my.txt --out runs/mine-2",
                "  retrograde train --out runs/mine --resume --updates 1000",
                "  retrograde train --cell gru --task adding --seeds 3 --out runs/three",
                "  retrograde train --cell lstm --task copy-memory --steps 30 --watch"})
final class TrainCommand implements Callable<Integer> {
    private static final Set<String> WITH_RESUME = Set.of("--resume", "--out", "--updates", "--threads", "--json",
            "--latex", "--events", "--watch", "--probe", "--probe-every", "--store", "--save-every");
    private static final int INTERRUPTED = 130;

    @Mixin
    private TrainingSetup setup = new TrainingSetup();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the checkpoint (default the first free of runs/CELL-DATA, runs/CELL-DATA-2, …).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on from the checkpoint in --out, with the options it was made with.")
    private boolean resume;

    @Option(
            names = "--save-every",
            paramLabel = "N",
            description = "Save a checkpoint after every N updates (default a tenth of the run, and every minute).")
    private @Nullable Integer saveEvery;

    @Option(
            names = "--watch",
            description = {
                    "Watch how far the gradient reaches while it trains: the gradient by lag, at every update where",
                    "the loss is at the last step, else sampled at every " + GradientWatch.EVERY + "th."})
    private boolean watch;

    @Mixin
    private ProbeOptions probes = new ProbeOptions();

    @Mixin
    private SeedsOption seeds = new SeedsOption();

    @Mixin
    private FormOptions form = new FormOptions();

    @Mixin
    private RecordOptions store = new RecordOptions();

    @Option(names = "--events", paramLabel = "FILE|-", description = "Write one JSON object a line while it runs.")
    private @Nullable String events;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (setup.updates != null && setup.updates < 0) {
            throw new InputException(
                    "--updates is " + setup.updates + ": the number of optimiser steps cannot be negative");
        }
        if (saveEvery != null && saveEvery < 1) {
            throw new InputException("--save-every is " + saveEvery + ": save after every 1 or more updates");
        }
        form.check();
        probes.check();
        setup.training.check();
        List<Long> all = seeds.from(setup.model.seed);
        if (resume) {
            Path folder = folderToGoOnWith();
            Optional<RunSeries> series = RunSeries.found(folder);
            return series.isPresent() ? several(series.get()) : one(setup.resumed(folder, true));
        }
        return all.size() > 1 ? several(begun(all)) : one(fresh(setup.prepared(spec)));
    }

    private int one(Setting opened) {
        try (Setting setting = opened; EventLog log = EventLog.open(events, resume)) {
            Optional<TrainingResult> result = train(setting, log, "training", setting.folder().path(), null);
            result.ifPresent(r -> show(log, r.document(),
                    () -> form.latex()
                            ? new TrainingsOfSeeds(List.of(setup.model.seed), List.of(r)).table(setting.title()).latex()
                            : r.text()));
            return result.isPresent() ? Main.SUCCESS : INTERRUPTED;
        }
    }

    /** Goes on with each run of a series; those that are at their end already are only measured. */
    private int several(RunSeries series) {
        List<TrainingResult> results = new ArrayList<>();
        String title = "";
        try (EventLog log = EventLog.open(events, resume); Interruption interruption = new Interruption()) {
            for (long seed : series.seeds()) {
                if (interruption.requested()) {
                    System.err.println("retrograde: interrupted after " + results.size() + " of "
                            + series.seeds().size() + " runs" + goOn(series.folder()));
                    return INTERRUPTED;
                }
                try (Setting setting = setup.resumed(series.of(seed), false)) {
                    checkWhole(series, setting.facts());
                    setup.training.alarms.forget();
                    probes.forget();
                    title = setting.title();
                    log.write("seed",
                            JsonNodeFactory.instance.objectNode()
                                    .put("seed", seed)
                                    .put("folder", series.of(seed).toString()));
                    Optional<TrainingResult> result = train(setting, log, "seed " + seed, series.folder(),
                            interruption);
                    if (result.isEmpty()) {
                        return INTERRUPTED;
                    }
                    results.add(result.get());
                }
            }
            TrainingsOfSeeds trained = new TrainingsOfSeeds(series.seeds(), results);
            ObjectNode document = trained.document(series.folder().toString());
            log.write("results", document.deepCopy());
            FigureTable table = trained.table(title);
            show(log, document, () -> form.latex() ? table.latex() : table.text() + next(series));
        }
        return Main.SUCCESS;
    }

    private static void checkWhole(RunSeries series, Map<String, String> facts) {
        int begun = series.seeds().size();
        if (!facts.getOrDefault(TrainingSetup.SEEDS, Integer.toString(begun)).equals(Integer.toString(begun))) {
            throw new InputException(
                    series.folder() + " holds " + begun + " runs, and was to have " + facts.get(TrainingSetup.SEEDS)
                            + ": the program ended before all were begun; begin them anew with another --out");
        }
    }

    /** Where events take standard output for themselves, the document is among them. */
    private void show(EventLog log, ObjectNode document, Supplier<String> text) {
        if (!form.json()) {
            (log.ownsOutput() ? System.err : System.out).print(text.get());
        } else if (!log.ownsOutput()) {
            System.out.println(document.toPrettyString());
        }
    }

    private static String next(RunSeries series) {
        return "runs " + series.folder() + System.lineSeparator() + "next: retrograde flow "
                + TrainingResult.shell(series.of(series.seeds().getFirst()).resolve(RunFolder.NEWEST))
                + System.lineSeparator();
    }

    private Setting fresh(Prepared prepared) {
        return setup.fresh(prepared, new LinkedHashMap<>(),
                () -> out != null ? RunFolder.create(out) : RunFolder.createFree(prepared.folder()));
    }

    /** Every run of a series is begun before the first is trained: each checkpoint says how to go on. */
    private RunSeries begun(List<Long> all) {
        Prepared prepared = setup.prepared(spec);
        RunSeries series = out != null ? RunSeries.create(out, all) : RunSeries.createFree(prepared.folder(), all);
        for (long seed : all) {
            setup.model.seed = seed;
            Map<String, String> facts = new LinkedHashMap<>(Map.of(TrainingSetup.SEEDS, Integer.toString(all.size())));
            try (Setting setting = setup.fresh(prepared, facts, () -> RunFolder.create(series.of(seed)));
                    Execution engines = new Execution(setting.kind(), setup.execution.threads(), setting.budget())) {
                run(setting, engines).begin();
            }
        }
        return series;
    }

    private Path folderToGoOnWith() {
        if (out == null) {
            throw new InputException("--resume needs --out DIR, the folder of the run to go on with");
        }
        refuseOptionsOfTheModel();
        return out;
    }

    private void refuseOptionsOfTheModel() {
        List<String> given = spec == null ? List.of()
                : spec.commandLine().getParseResult().matchedOptions().stream().map(OptionSpec::longestName).toList();
        for (String option : given) {
            if (!WITH_RESUME.contains(option)) {
                throw new InputException("--resume goes on with the options the run was begun with; leave out " + option
                        + ", or start a new run with another --out");
            }
        }
    }

    private TrainingRun run(Setting setting, Execution engines) {
        TrainingOptions training = setup.training;
        Architecture architecture = setting.model().architecture();
        setting.model().execute(engines);
        training.truncation.apply(setting.model());
        Dataset dataset = setting.dataset();
        int steps = setup.data.steps(dataset);
        probes.check(Comparison.defaultWindow(dataset, steps));
        Trainer trainer = new Trainer(setting.model(), dataset,
                training.plan(steps, setting.updates(), setup.model.seed), training.optimiser(architecture, engines));
        training.averaging(architecture, engines).ifPresent(trainer::average);
        training.regulariser().ifPresent(trainer::regularise);
        training.clipping.ofParameters(architecture).ifPresent(trainer::clipParameters);
        trainer.alarm(training.alarms.alarms(dataset.length(steps)));
        Optional<Watching> watching = watch
                ? Optional.of(new Watching(trainer, dataset.length(steps), Comparison.everyStep(dataset)))
                : Optional.empty();
        if (setting.earlier() != null) {
            trainer.resume(Integer.parseInt(setting.facts().getOrDefault("updates", "")),
                    setting.earlier().optimiser());
        }
        setup.record(setting);
        TrainingRun run = new TrainingRun(trainer, engines, dataset,
                new TrainingRun.Plan(steps, training.batch, setting.updates(), setup.model.seed, saveEvery),
                setting.folder(), setting.facts(), new TrainingRun.Onlookers(training.alarms, probes, watching,
                        training.evaluation, training.evaluation.wanted() || training.hearsOfLosses()));
        if (setting.earlier() != null) {
            run.resume(setting.earlier());
        }
        return run;
    }

    /**
     * Trains a run to its end and measures what it gave; a run of a series that is at its end already is only measured.
     *
     * @param task what progress calls it
     * @param whole the folder to go on with where the user interrupts it; empty is given then
     * @param ofSeries what hears of that between runs, too; null for a run alone, whose measurement may be interrupted
     */
    private Optional<TrainingResult> train(Setting setting, EventLog log, String task, Path whole,
            @Nullable Interruption ofSeries) {
        int threads = setup.execution.threads();
        try (Execution engines = new Execution(setting.kind(), threads, setting.budget())) {
            TrainingRun run = run(setting, engines);
            if (setting.ofSeries() && !run.goesOn()) {
                return Optional.of(run.result());
            }
            // Before anything is recorded: that a checkpoint can be written shows at once, and not after hours.
            run.begin();
            try (Journal journal = new Journal(log, store.begin(setting.folder().path(), setting.facts(),
                    resume ? run.updates() : -1, RunProvenance.of(spec, threads, setup.model.seed)))) {
                return train(run, journal, task, whole, ofSeries);
            }
        }
    }

    private Optional<TrainingResult> train(TrainingRun run, Journal journal, String task, Path whole,
            @Nullable Interruption ofSeries) {
        Interruption interruption = ofSeries == null ? new Interruption() : ofSeries;
        try {
            run.train(journal, interruption, task, !form.json());
            if (interruption.requested()) {
                System.err.println("retrograde: interrupted after update " + run.updates() + "; saved " + run.file()
                        + goOn(whole));
                System.err.flush();
                journal.end(Status.INTERRUPTED);
                return Optional.empty();
            }
        } finally {
            if (ofSeries == null) {
                interruption.close();
            }
        }
        TrainingResult result = run.result();
        journal.result(result);
        result.alarms().forEach(a -> System.err.println("retrograde: " + a));
        journal.end(run.alarmed() ? Status.STOPPED : Status.FINISHED);
        return Optional.of(result);
    }

    private static String goOn(Path folder) {
        return "; go on with: retrograde train --resume --out " + TrainingResult.shell(folder);
    }
}
