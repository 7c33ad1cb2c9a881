package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import retrograde.Build;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Encoding;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;
import retrograde.equation.Distribution;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.model.ModelBuilder;
import retrograde.model.ModelSummary;
import retrograde.run.Checkpoint;
import retrograde.run.RunFolder;
import retrograde.train.CriticalInitialisation;

/**
 * The options by which a training says what is trained, on what and how, and what they come to: a model with its first values, or one
 * that a checkpoint holds.
 */
final class TrainingSetup {
    /** The fact that a run is one of so many that differ in their seeds alone. */
    static final String SEEDS = "seeds";

    private static final String STANDARD_DATA = "moby-dick";
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
    ModelOptions model = new ModelOptions();

    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    ExecutionOptions execution = new ExecutionOptions();

    @Mixin
    TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--updates",
            paramLabel = "N",
            description = "Optimiser steps in all (default " + STANDARD_UPDATES + "; with --resume as planned).")
    @Nullable
    Integer updates;

    @Option(
            names = "--critical",
            description = {
                    "Begin at the edge of chaos: recurrent matrices are scaled, layer by layer, until the largest",
                    "Lyapunov exponent measured on the data is 0."})
    private boolean critical;

    private @Nullable Dataset read;

    /** What is to be trained, how, and from where it goes on. */
    record Setting(Model model, Dataset dataset, Kind kind, long budget, RunFolder folder, Map<String, String> facts,
            int updates, @Nullable Checkpoint earlier) implements AutoCloseable {
        /** Model, data and steps in a line, once all facts are known. */
        String title() {
            return facts.getOrDefault("model", "") + ", on " + dataset.name() + ", T = " + facts.get("steps");
        }

        /** Whether it is one of several that differ in their seeds. */
        boolean ofSeries() {
            return facts.containsKey(SEEDS);
        }

        @Override
        public void close() {
            folder.close();
        }
    }

    /**
     * What the seed does not change.
     *
     * @param name of the model
     */
    record Prepared(Architecture architecture, Map<String, Distribution> initialisations, Dataset dataset, Kind kind,
            long budget, String name) {
        /** Where runs of it are kept unless the user says otherwise. */
        Path folder() {
            return Path.of("runs", name + "-" + dataset.name());
        }
    }

    /** Reads model and data; refuses what does not fit, or into memory. */
    Prepared prepared(@Nullable CommandSpec spec) {
        Optional<ModelBuilder> described = description.read(spec);
        Optional<Cell> loaded = described.isPresent() ? Optional.empty() : Optional.of(Zoo.load(cell));
        loaded.ifPresent(c -> model.checkDimensions(List.of(c)));
        Dataset dataset = opened();
        training.evaluation.check(dataset);
        Architecture architecture = described.map(d -> d.on(dataset))
                .orElseGet(() -> model.architecture(loaded.orElseThrow(), dataset));
        Kind kind = execution.kind();
        return new Prepared(architecture, described.map(ModelBuilder::initialisations).orElse(Map.of()), dataset, kind,
                Room.forTraining(architecture, dataset, data.steps(dataset), training.batch, 1, kind),
                loaded.map(Cell::name).orElseGet(description::name));
    }

    /**
     * A model with its first values.
     *
     * @param facts what is known of it already; more will be added
     */
    Setting fresh(Prepared p, Map<String, String> facts, Supplier<RunFolder> folder) {
        Model drawn = model.initialisation(p.initialisations).model(p.architecture);
        if (critical) {
            facts.put("critical", scaled(drawn, p.dataset));
        }
        return new Setting(drawn, p.dataset, p.kind, p.budget, folder.get(), facts,
                updates == null ? STANDARD_UPDATES : updates, null);
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

    /**
     * The run that a folder holds.
     *
     * @param alone whether it is the only one, and says so where nothing is left to do
     */
    Setting resumed(Path path, boolean alone) {
        RunFolder folder = RunFolder.resume(path);
        try {
            return resumed(folder, alone);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private Setting resumed(RunFolder folder, boolean alone) {
        RunFolder.Found found = folder.newest();
        found.note().ifPresent(note -> System.err.println("retrograde: " + note));
        Checkpoint earlier = found.checkpoint();
        Path file = found.file();
        Map<String, String> facts = new LinkedHashMap<>(earlier.facts());
        int done = adopt(facts, file);
        Dataset dataset = opened();
        if (!dataset.hash().equals(facts.get("dataHash"))) {
            throw new InputException("the data of " + file + " have changed since (" + facts.get("source")
                    + "); resume with the same data, or start a new run with another --out");
        }
        Kind kind = kind(facts, file);
        long budget = Room.forTraining(earlier.model().architecture(), dataset, data.steps(dataset), training.batch, 1,
                kind);
        int planned = updates != null ? updates : planned(facts);
        if (alone && done >= planned) {
            System.err.println("retrograde: " + file + " has " + done + " updates already; give more with --updates");
        }
        return new Setting(earlier.model(), dataset, kind, budget, folder, facts, planned, earlier);
    }

    /** The data, opened once: all runs of a series have the same. */
    private Dataset opened() {
        Dataset known = read;
        if (known == null) {
            known = data.open(STANDARD_DATA);
            read = known;
        }
        return known;
    }

    /** How many updates the run was begun for; checkpoints of before this was kept say nothing. */
    private static int planned(Map<String, String> facts) {
        try {
            return Integer.parseInt(facts.getOrDefault("planned", Integer.toString(STANDARD_UPDATES)));
        } catch (NumberFormatException e) {
            return STANDARD_UPDATES;
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

    /** A resumed run keeps the options it was begun with, except how long it is to go on. Gives the updates made. */
    private int adopt(Map<String, String> facts, Path file) {
        try {
            String source = facts.getOrDefault("source", "");
            data.task = source.startsWith("task:") ? source.substring("task:".length()) : null;
            data.data = source.startsWith("data:") ? source.substring("data:".length()) : null;
            data.steps = Integer.valueOf(facts.getOrDefault("steps", ""));
            // Read as at first: only data with the same hash are gone on with, and they mean the same.
            data.choice.adopt(facts, Encoding.NONE);
            training.adopt(facts);
            model.seed = Long.parseLong(facts.getOrDefault("seed", ""));
            return Integer.parseInt(facts.getOrDefault("updates", ""));
        } catch (NumberFormatException e) {
            throw new InputException(file + " does not say how it was trained; it cannot be resumed, only measured", e);
        }
    }

    /** Writes what is trained and how, which is what a resumed run needs to know. */
    void record(Setting setting) {
        Map<String, String> facts = setting.facts;
        Dataset dataset = setting.dataset;
        ModelSummary summary = ModelSummary.of(setting.model.architecture());
        facts.put("model", summary.line());
        facts.put("parameters", Long.toString(summary.parameters()));
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
        facts.put("dtype", setting.kind.text());
        facts.put("planned", Integer.toString(setting.updates));
    }
}
