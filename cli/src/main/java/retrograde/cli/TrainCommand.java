package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
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
import retrograde.data.Encoding;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.model.ModelBuilder;
import retrograde.model.ModelSummary;
import retrograde.run.Checkpoint;
import retrograde.run.Comparison;
import retrograde.run.RunFolder;
import retrograde.store.Status;
import retrograde.train.CriticalInitialisation;
import retrograde.train.GradientWatch;
import retrograde.train.Trainer;

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
                "  retrograde train --cell lstm --task copy-memory --steps 30 --watch"})
final class TrainCommand implements Callable<Integer> {
    private static final String STANDARD_DATA = "moby-dick";
    private static final Set<String> WITH_RESUME = Set.of("--resume", "--out", "--updates", "--threads", "--json",
            "--events", "--watch", "--probe", "--probe-every", "--store", "--save-every");
    private static final int INTERRUPTED = 130;
    private static final int STANDARD_UPDATES = 300;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            defaultValue = "lstm",
            description = "The cell (default ${DEFAULT-VALUE}).")
    private String cell = "lstm";

    @Mixin
    private ModelFileOptions description = new ModelFileOptions();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ExecutionOptions execution = new ExecutionOptions();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--updates",
            paramLabel = "N",
            description = "Optimiser steps in all (default " + STANDARD_UPDATES + "; with --resume as planned).")
    private @Nullable Integer updates;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the checkpoint (default the first free of runs/CELL-DATA, runs/CELL-DATA-2, …).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on from the checkpoint in --out, with the options it was made with.")
    private boolean resume;

    @Option(
            names = "--critical",
            description = {
                    "Begin at the edge of chaos: recurrent matrices are scaled, layer by layer, until the largest",
                    "Lyapunov exponent measured on the data is 0."})
    private boolean critical;

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

    @Option(names = "--json", description = "Print one JSON document at the end.")
    private boolean json;

    @Mixin
    private RecordOptions store = new RecordOptions();

    @Option(names = "--events", paramLabel = "FILE|-", description = "Write one JSON object a line while it runs.")
    private @Nullable String events;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (updates != null && updates < 0) {
            throw new InputException("--updates is " + updates + ": the number of optimiser steps cannot be negative");
        }
        if (saveEvery != null && saveEvery < 1) {
            throw new InputException("--save-every is " + saveEvery + ": save after every 1 or more updates");
        }
        probes.check();
        training.check();
        int threads = execution.threads();
        try (Setting setting = resume ? resumed() : fresh();
                Execution engines = new Execution(setting.kind, threads, setting.budget)) {
            TrainingRun run = run(setting, engines);
            try (EventLog log = EventLog.open(events, resume)) {
                // Before anything is recorded: that a checkpoint can be written shows at once, and not after hours.
                run.begin();
                try (Journal journal = new Journal(log, store.begin(setting.folder.path(), setting.facts,
                        setting.earlier == null ? -1 : run.updates(), RunProvenance.of(spec, threads, model.seed)))) {
                    return train(run, journal);
                }
            }
        }
    }

    /** What is to be trained, how, and from where it goes on. */
    private record Setting(Model model, Dataset dataset, Kind kind, long budget, RunFolder folder,
            Map<String, String> facts, int updates, @Nullable Checkpoint earlier) implements AutoCloseable {
        @Override
        public void close() {
            folder.close();
        }
    }

    private Setting fresh() {
        Optional<ModelBuilder> described = description.read(spec);
        Optional<Cell> loaded = described.isPresent() ? Optional.empty() : Optional.of(Zoo.load(cell));
        loaded.ifPresent(c -> model.checkDimensions(List.of(c)));
        Dataset dataset = data.open(STANDARD_DATA);
        training.evaluation.check(dataset);
        Architecture architecture = described.map(d -> d.on(dataset))
                .orElseGet(() -> model.architecture(loaded.orElseThrow(), dataset));
        Kind kind = execution.kind();
        long budget = Room.forTraining(architecture, dataset, data.steps(dataset), training.batch, 1, kind);
        Model drawn = model.initialisation(described.map(ModelBuilder::initialisations).orElse(Map.of()))
                .model(architecture);
        Map<String, String> facts = new LinkedHashMap<>();
        if (critical) {
            facts.put("critical", scaled(drawn, dataset));
        }
        RunFolder folder = out != null ? RunFolder.create(out)
                : RunFolder.createFree(
                        Path.of("runs", loaded.map(Cell::name).orElseGet(description::name) + "-" + dataset.name()));
        return new Setting(drawn, dataset, kind, budget, folder, facts, updates == null ? STANDARD_UPDATES : updates,
                null);
    }

    /** Scales to the edge of chaos and says by how much; gives the scales. */
    private String scaled(Model drawn, Dataset dataset) {
        List<String> scales = new ArrayList<>();
        try (Execution threads = Execution.of(Kind.FLOAT64, execution.threads())) {
            for (CriticalInitialisation.Layer l : CriticalInitialisation.apply(drawn, dataset,
                    CriticalInitialisation.Measurement.of(model.seed), threads)) {
                System.err.printf(Locale.ROOT, "retrograde: layer %d: recurrent matrices × %.4f, λ₁ = %.4f ± %.4f%n",
                        l.layer(), l.scale(), l.exponent(), l.error());
                scales.add(Double.toString(l.scale()));
            }
        }
        return String.join(" ", scales);
    }

    private Setting resumed() {
        if (out == null) {
            throw new InputException("--resume needs --out DIR, the folder of the run to go on with");
        }
        refuseOptionsOfTheModel();
        RunFolder folder = RunFolder.resume(out);
        try {
            return resumed(folder);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private Setting resumed(RunFolder folder) {
        RunFolder.Found found = folder.newest();
        found.note().ifPresent(note -> System.err.println("retrograde: " + note));
        Checkpoint earlier = found.checkpoint();
        Path file = found.file();
        Map<String, String> facts = new LinkedHashMap<>(earlier.facts());
        int done = adopt(facts, earlier.encoding(), file);
        Dataset dataset = data.open(STANDARD_DATA);
        if (!dataset.hash().equals(facts.get("dataHash"))) {
            throw new InputException("the data of " + file + " have changed since (" + facts.get("source")
                    + "); resume with the same data, or start a new run with another --out");
        }
        Kind kind = kind(facts, file);
        long budget = Room.forTraining(earlier.model().architecture(), dataset, data.steps(dataset), training.batch, 1,
                kind);
        int planned = updates != null ? updates : planned(facts);
        if (done >= planned) {
            System.err.println("retrograde: " + file + " has " + done + " updates already; give more with --updates");
        }
        return new Setting(earlier.model(), dataset, kind, budget, folder, facts, planned, earlier);
    }

    /** How many updates the run was begun for; checkpoints of before this was kept say nothing. */
    private static int planned(Map<String, String> facts) {
        try {
            return Integer.parseInt(facts.getOrDefault("planned", Integer.toString(STANDARD_UPDATES)));
        } catch (NumberFormatException e) {
            return STANDARD_UPDATES;
        }
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

    private TrainingRun run(Setting setting, Execution engines) {
        Architecture architecture = setting.model.architecture();
        setting.model.execute(engines);
        training.truncation.apply(setting.model);
        Dataset dataset = setting.dataset;
        int steps = data.steps(dataset);
        probes.check(Comparison.defaultWindow(dataset, steps), setting.model);
        Trainer trainer = new Trainer(setting.model, dataset, training.plan(steps, setting.updates, model.seed),
                training.optimiser(architecture, engines));
        training.averaging(architecture, engines).ifPresent(trainer::average);
        training.regulariser().ifPresent(trainer::regularise);
        training.clipping.ofParameters(architecture).ifPresent(trainer::clipParameters);
        trainer.alarm(training.alarms.alarms(dataset.length(steps)));
        Optional<Watching> watching = watch
                ? Optional.of(new Watching(trainer, dataset.length(steps), Comparison.everyStep(dataset)))
                : Optional.empty();
        if (setting.earlier != null) {
            trainer.resume(Integer.parseInt(setting.facts.getOrDefault("updates", "")), setting.earlier.optimiser());
        }
        ModelSummary summary = ModelSummary.of(architecture);
        setting.facts.put("model", summary.line());
        setting.facts.put("parameters", Long.toString(summary.parameters()));
        record(setting.facts, dataset);
        setting.facts.put("dtype", setting.kind.text());
        setting.facts.put("planned", Integer.toString(setting.updates));
        TrainingRun run = new TrainingRun(trainer, engines, dataset,
                new TrainingRun.Plan(steps, training.batch, setting.updates, model.seed, saveEvery), setting.folder,
                setting.facts, new TrainingRun.Onlookers(training.alarms, probes, watching, training.evaluation,
                        training.evaluation.wanted() || training.hearsOfLosses()));
        if (setting.earlier != null) {
            run.resume(setting.earlier);
        }
        return run;
    }

    /** A resumed run keeps the options it was begun with, except how long it is to go on. Gives the updates made. */
    private int adopt(Map<String, String> facts, Encoding encoding, Path file) {
        try {
            String source = facts.getOrDefault("source", "");
            data.task = source.startsWith("task:") ? source.substring("task:".length()) : null;
            data.data = source.startsWith("data:") ? source.substring("data:".length()) : null;
            data.steps = Integer.valueOf(facts.getOrDefault("steps", ""));
            data.choice.adopt(facts, encoding);
            training.adopt(facts);
            model.seed = Long.parseLong(facts.getOrDefault("seed", ""));
            return Integer.parseInt(facts.getOrDefault("updates", ""));
        } catch (NumberFormatException e) {
            throw new InputException(file + " does not say how it was trained; it cannot be resumed, only measured", e);
        }
    }

    private void record(Map<String, String> facts, Dataset dataset) {
        facts.put("source", data.specification(STANDARD_DATA));
        facts.put("dataHash", dataset.hash());
        facts.put("steps", Integer.toString(data.steps(dataset)));
        if (data.task == null) {
            data.choice.get().record(facts);
        }
        training.record(facts);
        facts.put("seed", Long.toString(model.seed));
        facts.put("version", Build.current().version());
        facts.put("commit", Build.current().commit());
        facts.put("jdk", Runtime.version().toString());
    }

    private int train(TrainingRun run, Journal journal) {
        try (Interruption interruption = new Interruption()) {
            run.train(journal, interruption, !json);
            if (interruption.requested()) {
                System.err.println("retrograde: interrupted after update " + run.updates() + "; saved " + run.file()
                        + "; go on with: retrograde train --resume --out " + TrainingResult.shell(folder(run.file())));
                System.err.flush();
                journal.end(Status.INTERRUPTED);
                return INTERRUPTED;
            }
        }
        TrainingResult result = run.result();
        journal.result(result);
        result.alarms().forEach(a -> System.err.println("retrograde: " + a));
        if (!json) {
            (journal.ownsOutput() ? System.err : System.out).print(result.text());
        } else if (!journal.ownsOutput()) {
            System.out.println(result.document().toPrettyString());
        }
        journal.end(run.alarmed() ? Status.STOPPED : Status.FINISHED);
        return Main.SUCCESS;
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? Path.of(".") : folder;
    }
}
