package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.Build;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Baseline;
import retrograde.data.Dataset;
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
import retrograde.train.Clipping;
import retrograde.train.Optimiser;
import retrograde.train.Sgd;
import retrograde.train.Trainer;
import retrograde.train.Trainer.TrainingPlan;
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
                "  retrograde train --out runs/mine --resume --updates 1000"})
final class TrainCommand implements Callable<Integer> {
    private static final String STANDARD_DATA = "moby-dick";
    private static final int REPORTS = 10;

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

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            description = "Largest gradient norm (default: 1).",
            defaultValue = "1")
    private double clip;

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

    @Option(names = "--json", description = "Print one JSON document at the end.")
    private boolean json;

    @Option(names = "--events", paramLabel = "FILE|-", description = "Write one JSON object a line while it runs.")
    private @Nullable String events;

    private volatile boolean interrupted;
    private final CountDownLatch saved = new CountDownLatch(1);

    @Override
    public Integer call() {
        if (updates < 0) {
            throw new InputException("--updates is " + updates + ": the number of optimiser steps cannot be negative");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        Dataset dataset;
        Model trained;
        Optimiser optimiser;
        int done = 0;
        Path file;
        if (resume) {
            if (out == null) {
                throw new InputException("--resume needs --out DIR, the folder of the run to go on with");
            }
            file = out.resolve("model.ckpt");
            Checkpoint earlier = CheckpointFile.read(file);
            facts.putAll(earlier.facts());
            adopt(facts);
            dataset = data.open(STANDARD_DATA, 1);
            if (!dataset.hash().equals(facts.get("dataHash"))) {
                throw new InputException("the data of " + file + " have changed since (" + facts.get("source")
                        + "); resume with the same data, or start a new run with another --out");
            }
            trained = earlier.model();
            optimiser = optimiser(trained.architecture());
            restore(optimiser, earlier, file);
            done = Integer.parseInt(facts.getOrDefault("updates", "0"));
        } else {
            dataset = data.open(STANDARD_DATA, 1);
            Architecture architecture = Architecture.of(Zoo.load(cell), dataset, model.hidden, model.embedding,
                    model.layers, model.dimensions());
            trained = model.initialisation().model(architecture);
            optimiser = optimiser(architecture);
            Path folder = out != null ? out
                    : Path.of("runs", architecture.layers().get(0).cell().name() + "-" + dataset.name());
            file = folder.resolve("model.ckpt");
        }
        Trainer trainer = new Trainer(trained, dataset, new TrainingPlan(data.steps(dataset), batch, rate,
                clip > 0 ? new Clipping(clip) : Clipping.none(), model.seed), optimiser);
        trainer.resumeAfter(done);
        record(facts, dataset);
        // Shows at once, and not after hours, that the folder cannot be written.
        save(file, trainer, facts);
        return run(trainer, dataset, file, facts);
    }

    private Optimiser optimiser(Architecture architecture) {
        return switch (optimiserName) {
            case "adam" -> new Adam(architecture);
            case "sgd" -> new Sgd();
            default -> throw new InputException(
                    "--optimiser " + optimiserName + " is not known; there are adam and sgd");
        };
    }

    private static void restore(Optimiser optimiser, Checkpoint earlier, Path file) {
        for (var entry : optimiser.state().entrySet()) {
            double[] from = earlier.optimiser().get(entry.getKey());
            if (from == null || from.length != entry.getValue().length) {
                throw new InputException(
                        file + " lacks the optimiser's " + entry.getKey() + "; it cannot be resumed, only measured");
            }
            System.arraycopy(from, 0, entry.getValue(), 0, from.length);
        }
    }

    /** A resumed run keeps the options it was begun with, except how long it is to go on. */
    private void adopt(Map<String, String> facts) {
        String source = facts.getOrDefault("source", "data:" + STANDARD_DATA);
        data.task = source.startsWith("task:") ? source.substring("task:".length()) : null;
        data.data = source.startsWith("data:") ? source.substring("data:".length()) : null;
        data.steps = Integer.valueOf(facts.getOrDefault("steps", "64"));
        batch = Integer.parseInt(facts.getOrDefault("batch", "16"));
        rate = Double.parseDouble(facts.getOrDefault("lr", "0.01"));
        clip = Double.parseDouble(facts.getOrDefault("clip", "1"));
        model.seed = Long.parseLong(facts.getOrDefault("seed", "1"));
        optimiserName = facts.getOrDefault("optimiser", "adam");
    }

    private void record(Map<String, String> facts, Dataset dataset) {
        facts.put("source", data.specification(STANDARD_DATA));
        facts.put("dataHash", dataset.hash());
        facts.put("steps", Integer.toString(data.steps(dataset)));
        facts.put("batch", Integer.toString(batch));
        facts.put("lr", Double.toString(rate));
        facts.put("clip", Double.toString(clip));
        facts.put("optimiser", optimiserName);
        facts.put("seed", Long.toString(model.seed));
        facts.put("version", Build.current().version());
        facts.put("commit", Build.current().commit());
        facts.put("jdk", Runtime.version().toString());
    }

    private static void save(Path file, Trainer trainer, Map<String, String> facts) {
        facts.put("updates", Integer.toString(trainer.updates()));
        CheckpointFile.write(file, new Checkpoint(trainer.model(), trainer.optimiser().state(), facts));
    }

    private int run(Trainer trainer, Dataset dataset, Path file, Map<String, String> facts) {
        Thread hook = new Thread(() -> {
            interrupted = true;
            try {
                saved.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "finish-step");
        Runtime.getRuntime().addShutdownHook(hook);
        List<String> alarms = new ArrayList<>();
        Reach reach = null;
        try (Progress progress = Progress.of("training", updates, json ? false : true);
                EventLog log = EventLog.open(events)) {
            progress.at(trainer.updates(), "");
            while (trainer.updates() < updates && !interrupted) {
                Trainer.Update u = trainer.step();
                log.update(u);
                if (!u.finite()) {
                    alarms.add(String.format(Locale.ROOT,
                            "loss %s and gradient norm %s are not both finite at update %d; the weights were left as they "
                                    + "were. Try a smaller --lr or --clip",
                            u.loss(), u.gradientNorm(), u.update()));
                    break;
                }
                if ((long) u.update() * REPORTS / updates != (long) (u.update() - 1) * REPORTS / updates) {
                    reach = reach(trainer, dataset, 32).orElse(reach);
                    save(file, trainer, facts);
                }
                progress.at(u.update(), String.format(Locale.ROOT, "loss %.4f%s", u.loss(),
                        reach == null ? "" : ", reach " + FlowText.k90(reach)));
            }
            save(file, trainer, facts);
        }
        if (interrupted) {
            System.err.println("retrograde: interrupted after update " + trainer.updates() + "; saved " + file
                    + "; go on with --resume --out " + file.getParent());
            System.err.flush();
            saved.countDown();
            return 130;
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        report(trainer, dataset, file, alarms);
        return Main.SUCCESS;
    }

    private void report(Trainer trainer, Dataset dataset, Path file, List<String> alarms) {
        Trainer.HeldOut held = trainer.heldOut(16);
        Baseline baseline = dataset.baseline(data.steps(dataset));
        Reach reach = reach(trainer, dataset, 256).orElse(null);
        for (String alarm : alarms) {
            System.err.println("retrograde: " + alarm);
        }
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            put(node, "loss", held.loss());
            put(node, "lossError", held.error());
            put(node, "baseline", baseline.value());
            node.put("updates", trainer.updates());
            node.put("checkpoint", file.toString());
            if (reach == null) {
                node.putNull("reach");
            } else {
                ObjectNode r = node.putObject("reach");
                r.put("k50", reach.k50());
                r.put("k90", reach.k90());
                r.put("k99", reach.k99());
                put(r, "error", reach.error());
                r.put("censored", reach.censored());
                r.put("window", reach.window());
            }
            put(node, "clipped", trainer.clippedFraction());
            var list = node.putArray("alarms");
            alarms.forEach(list::add);
            System.out.println(node.toPrettyString());
            return;
        }
        System.out.printf(Locale.ROOT, "held-out loss %.4f ± %.4f %s(%s %.4f: %s)%n", held.loss(), held.error(),
                dataset.objective().unit().isEmpty() ? "" : dataset.objective().unit() + " ", baseline.name(),
                baseline.value(), baseline.beatenBy(held.loss(), held.error()) ? "beaten" : "not beaten");
        if (reach != null) {
            System.out.printf(Locale.ROOT, "reach K_90 = %s ± %.1f steps (window %d)%n", FlowText.k90(reach),
                    reach.error(), reach.window());
        }
        System.out.println("checkpoint " + file);
        System.out.println("next: retrograde flow " + file);
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    private java.util.Optional<Reach> reach(Trainer trainer, Dataset dataset, int pairs) {
        int window = Comparison.defaultWindow(dataset, data.steps(dataset));
        FlowOptions options = new FlowOptions(Set.of("reach"), View.FULL, List.of(), window, window,
                Comparison.everyStep(dataset), 1, 1, Horizon.EPSILON, 1, 1, pairs, model.seed);
        return Flow.measure(trainer.model(), dataset, options).reach();
    }
}
