package retrograde.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import retrograde.Build;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.flow.Reach;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import retrograde.run.Comparison;
import retrograde.train.Adam;
import retrograde.train.GradientWatch;
import retrograde.train.Optimiser;
import retrograde.train.Sgd;
import retrograde.train.Trainer;
import retrograde.train.Trainer.TrainingPlan;

/** Trains a model and saves a checkpoint. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains a model, shows loss and reach while it does, and saves a checkpoint.",
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde train --cell gru --task adding --steps 50 --updates 200",
                "  retrograde train --cell my.cell --data my.txt --hidden 128 --out runs/mine",
                "  retrograde train --out runs/mine --resume --updates 1000",
                "  retrograde train --cell lstm --task copy-memory --steps 30 --watch"})
final class TrainCommand implements Callable<Integer> {
    private static final String STANDARD_DATA = "moby-dick";
    private static final String CHECKPOINT = "model.ckpt";
    private static final Set<String> WITH_RESUME = Set.of("--resume", "--out", "--updates", "--threads", "--json",
            "--events", "--watch");
    private static final int INTERRUPTED = 130;
    /** How often the reach is measured and a checkpoint saved. */
    private static final int REPORTS = 10;
    private static final int QUICK_PAIRS = 32;
    private static final int FULL_PAIRS = 256;
    private static final int HELD_OUT_BATCHES = 16;
    /** Rows times parameters that take about half a minute to measure, for all pairs; a tenth of it for the quick ones. */
    private static final double MOST_WORK = 1e10;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            defaultValue = "lstm",
            description = "The cell (default ${DEFAULT-VALUE}).")
    private String cell = "lstm";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ExecutionOptions execution = new ExecutionOptions();

    @Option(
            names = "--batch",
            paramLabel = "B",
            defaultValue = "16",
            description = "Sequences of an update (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--updates",
            paramLabel = "N",
            defaultValue = "300",
            description = "Optimiser steps in all (default ${DEFAULT-VALUE}).")
    private int updates;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Learning rate (default ${DEFAULT-VALUE}).")
    private double rate;

    @Mixin
    private ClippingOptions clipping = new ClippingOptions();

    @Mixin
    private TruncationOptions truncation = new TruncationOptions();

    @Mixin
    private AlarmOptions alarms = new AlarmOptions();

    @Option(
            names = "--optimiser",
            paramLabel = "adam|sgd",
            defaultValue = "adam",
            description = "The optimiser (default ${DEFAULT-VALUE}).")
    private String optimiserName = "adam";

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the checkpoint (default runs/CELL-DATA).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on from the checkpoint in --out, with the options it was made with.")
    private boolean resume;

    @Option(
            names = "--watch",
            description = {
                    "Watch how far the gradient reaches while it trains: the gradient by lag, at every update where",
                    "the loss is at the last step, else sampled at every " + GradientWatch.EVERY + "th."})
    private boolean watch;

    @Option(names = "--json", description = "Print one JSON document at the end.")
    private boolean json;

    @Option(names = "--events", paramLabel = "FILE|-", description = "Write one JSON object a line while it runs.")
    private @Nullable String events;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (updates < 0) {
            throw new InputException("--updates is " + updates + ": the number of optimiser steps cannot be negative");
        }
        int threads = execution.threads();
        Setting setting = resume ? resumed() : fresh();
        try (Execution engines = new Execution(setting.kind, threads, setting.budget)) {
            Run run = run(setting, engines);
            // Shows at once, and not after hours, that a file cannot be written or that the data are too short to judge by.
            run.trainer.heldOut(1);
            try (EventLog log = EventLog.open(events)) {
                run.save();
                return train(run, log);
            }
        }
    }

    /** What is to be trained, how, and from where it goes on. */
    private record Setting(Model model, Dataset dataset, Kind kind, long budget, Path file, Map<String, String> facts,
            @Nullable Checkpoint earlier) {}

    /** A training and where it is kept. */
    private record Run(Trainer trainer, Execution engines, Dataset dataset, int steps, Path file,
            Map<String, String> facts, Optional<Watching> watching) {
        void save() {
            facts.put("updates", Integer.toString(trainer.updates()));
            CheckpointFile.write(file, new Checkpoint(trainer.model(), trainer.state(), facts));
        }
    }

    private Setting fresh() {
        Cell loaded = Zoo.load(cell);
        model.checkDimensions(List.of(loaded));
        Dataset dataset = data.open(STANDARD_DATA);
        Architecture architecture = model.architecture(loaded, dataset);
        Kind kind = execution.kind();
        long budget = Room.forTraining(architecture, dataset, data.steps(dataset), batch, 1, kind);
        Path folder = out != null ? out : Path.of("runs", loaded.name() + "-" + dataset.name());
        return new Setting(model.initialisation().model(architecture), dataset, kind, budget,
                folder.resolve(CHECKPOINT), new LinkedHashMap<>(), null);
    }

    private Setting resumed() {
        if (out == null) {
            throw new InputException("--resume needs --out DIR, the folder of the run to go on with");
        }
        refuseOptionsOfTheModel();
        Path file = out.resolve(CHECKPOINT);
        Checkpoint earlier = CheckpointFile.read(file);
        Map<String, String> facts = new LinkedHashMap<>(earlier.facts());
        int done = adopt(facts, file);
        Dataset dataset = data.open(STANDARD_DATA);
        if (!dataset.hash().equals(facts.get("dataHash"))) {
            throw new InputException("the data of " + file + " have changed since (" + facts.get("source")
                    + "); resume with the same data, or start a new run with another --out");
        }
        Kind kind = kind(facts, file);
        long budget = Room.forTraining(earlier.model().architecture(), dataset, data.steps(dataset), batch, 1, kind);
        if (done >= updates) {
            System.err.println("retrograde: " + file + " has " + done + " updates already; give more with --updates");
        }
        return new Setting(earlier.model(), dataset, kind, budget, file, facts, earlier);
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

    /** How the run was begun; checkpoints of before there was a choice are the reference engine's. */
    private static Kind kind(Map<String, String> facts, Path file) {
        try {
            return Kind.of(facts.getOrDefault("dtype", Kind.REFERENCE.text()));
        } catch (InputException e) {
            throw new InputException(
                    file + " was trained in " + facts.get("dtype") + ", which this version does not know", e);
        }
    }

    private Run run(Setting setting, Execution engines) {
        Optimiser optimiser = optimiser(setting.model.architecture(), engines);
        setting.model.execute(engines);
        truncation.apply(setting.model);
        Dataset dataset = setting.dataset;
        Trainer trainer = new Trainer(setting.model, dataset,
                new TrainingPlan(data.steps(dataset), batch, rate, clipping.ofGradients(), model.seed), optimiser);
        clipping.ofParameters(setting.model.architecture()).ifPresent(trainer::clipParameters);
        int steps = data.steps(dataset);
        trainer.alarm(alarms.alarms(dataset.length(steps)));
        Optional<Watching> watching = watch
                ? Optional.of(new Watching(trainer, dataset.length(steps), Comparison.everyStep(dataset)))
                : Optional.empty();
        if (setting.earlier != null) {
            trainer.resume(Integer.parseInt(setting.facts.getOrDefault("updates", "")), setting.earlier.optimiser());
        }
        record(setting.facts, dataset);
        setting.facts.put("dtype", setting.kind.text());
        return new Run(trainer, engines, dataset, steps, setting.file, setting.facts, watching);
    }

    private Optimiser optimiser(Architecture architecture, Execution engines) {
        return switch (optimiserName) {
            case "adam" -> new Adam(architecture, engines);
            case "sgd" -> new Sgd();
            default -> throw new InputException(
                    "--optimiser " + optimiserName + " is not known; there are adam and sgd");
        };
    }

    /** A resumed run keeps the options it was begun with, except how long it is to go on. Gives the updates made. */
    private int adopt(Map<String, String> facts, Path file) {
        try {
            String source = facts.getOrDefault("source", "");
            data.task = source.startsWith("task:") ? source.substring("task:".length()) : null;
            data.data = source.startsWith("data:") ? source.substring("data:".length()) : null;
            data.steps = Integer.valueOf(facts.getOrDefault("steps", ""));
            batch = Integer.parseInt(facts.getOrDefault("batch", ""));
            rate = Double.parseDouble(facts.getOrDefault("lr", ""));
            clipping.adopt(facts);
            truncation.adopt(facts);
            alarms.adopt(facts);
            model.seed = Long.parseLong(facts.getOrDefault("seed", ""));
            optimiserName = facts.getOrDefault("optimiser", "");
            return Integer.parseInt(facts.getOrDefault("updates", ""));
        } catch (NumberFormatException e) {
            throw new InputException(file + " does not say how it was trained; it cannot be resumed, only measured", e);
        }
    }

    private void record(Map<String, String> facts, Dataset dataset) {
        facts.put("source", data.specification(STANDARD_DATA));
        facts.put("dataHash", dataset.hash());
        facts.put("steps", Integer.toString(data.steps(dataset)));
        facts.put("batch", Integer.toString(batch));
        facts.put("lr", Double.toString(rate));
        clipping.record(facts);
        truncation.record(facts);
        alarms.record(facts);
        facts.put("optimiser", optimiserName);
        facts.put("seed", Long.toString(model.seed));
        facts.put("version", Build.current().version());
        facts.put("commit", Build.current().commit());
        facts.put("jdk", Runtime.version().toString());
    }

    private int train(Run run, EventLog log) {
        Trainer trainer = run.trainer;
        try (Interruption interruption = new Interruption()) {
            loop(run, log, interruption);
            run.save();
            if (interruption.requested()) {
                System.err.println("retrograde: interrupted after update " + trainer.updates() + "; saved " + run.file
                        + "; go on with: retrograde train --resume --out " + TrainingResult.shell(folder(run.file)));
                System.err.flush();
                return INTERRUPTED;
            }
        }
        Optional<Reach> reach = measurable(run, FULL_PAIRS) ? reach(run, FULL_PAIRS) : Optional.empty();
        if (!measurable(run, FULL_PAIRS)) {
            System.err.println("retrograde: left out the reach, which would take minutes at this size; measure it with"
                    + " retrograde flow " + TrainingResult.shell(run.file) + " --quantities reach");
        }
        TrainingResult result = new TrainingResult(trainer.heldOut(HELD_OUT_BATCHES), run.dataset.baseline(run.steps),
                run.dataset.objective().unit(), trainer.updates(), run.engines.kind().text(), run.engines.threads(),
                run.file, reach, trainer.clippedFraction(), run.watching, alarms.summary());
        log.result(result);
        result.alarms().forEach(a -> System.err.println("retrograde: " + a));
        if (!json) {
            (log.ownsOutput() ? System.err : System.out).print(result.text());
        } else if (!log.ownsOutput()) {
            System.out.println(result.document().toPrettyString());
        }
        return Main.SUCCESS;
    }

    private void loop(Run run, EventLog log, Interruption interruption) {
        Trainer trainer = run.trainer;
        Optional<Reach> reach = Optional.empty();
        int watched = trainer.updates();
        try (Progress progress = Progress.of("training", updates, !json)) {
            while (trainer.updates() < updates && !interruption.requested()) {
                Trainer.Update u = trainer.step();
                log.update(u);
                log.alarms(u.raised());
                alarms.take(u.raised()).forEach(progress::note);
                if (u.stopped()) {
                    return;
                }
                if ((long) u.update() * REPORTS / updates != (long) (u.update() - 1) * REPORTS / updates) {
                    run.save();
                    run.watching.ifPresent(w -> show(w, u.update(), progress, log));
                    // Watching costs less than the training watched.
                    double trained = (double) (u.update() - watched) * batch * run.dataset.length(run.steps);
                    if (measurable(run, QUICK_PAIRS) && trained >= rows(run, QUICK_PAIRS)) {
                        watched = u.update();
                        reach = reach(run, QUICK_PAIRS);
                        reach.ifPresent(r -> log.reach(u.update(), r));
                    }
                }
                progress.at(u.update(), String.format(Locale.ROOT, "loss %.4f%s", u.loss(),
                        reach.map(r -> ", reach " + FlowText.k90(r)).orElse("")));
            }
        }
    }

    private static void show(Watching watching, int update, Progress progress, EventLog log) {
        boolean first = watching.isEmpty();
        watching.row(update).ifPresent(row -> {
            progress.note((first ? watching.heading() + System.lineSeparator() : "") + watching.line(row));
            log.watch(watching.document(row));
        });
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? Path.of(".") : folder;
    }

    /** Whether the reach is measured in less than about half a minute, and within the memory that training leaves. */
    private boolean measurable(Run run, int pairs) {
        Model model = run.trainer.model();
        double rows = rows(run, pairs);
        long held = model.engines().stream().mapToLong(e -> e.bytes(run.dataset.length(run.steps), batch)).sum();
        return rows * model.architecture().parameterCount() < (pairs == FULL_PAIRS ? MOST_WORK : MOST_WORK / REPORTS)
                && rows * model.stack().bytes(1, 1) < (Runtime.getRuntime().maxMemory() - held) / 3.0;
    }

    private static double rows(Run run, int pairs) {
        return (double) Comparison.defaultWindow(run.dataset, run.steps) * pairs;
    }

    private Optional<Reach> reach(Run run, int pairs) {
        int window = Comparison.defaultWindow(run.dataset, run.steps);
        FlowOptions options = new FlowOptions(Set.of("reach"), View.FULL, List.of(), window, window,
                Comparison.everyStep(run.dataset), 1, 1, Horizon.EPSILON, 1, 1, pairs, model.seed);
        return Flow.measure(run.trainer.model(), run.dataset, options, run.engines).reach();
    }
}
