package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;
import retrograde.model.Initialisation;
import retrograde.report.document.CompareDocument;
import retrograde.report.page.ComparePage;
import retrograde.report.page.Pages;
import retrograde.run.Comparison;
import retrograde.run.Comparison.Row;
import retrograde.run.Comparison.Shared;
import retrograde.run.Comparison.Study;
import retrograde.run.Comparison.Workforce;
import retrograde.run.Repeated;
import tools.jackson.databind.node.ObjectNode;

/** The main job: trains several cells alike and shows how far back the gradient of each reaches. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Trains several cells alike and shows how far back the gradient of each reaches, and which path carries it.",
                "All have the same updates, data order and hidden units; results are a table and a page.",
                "Without options: six cells on the bundled text and on the adding problem, about a minute."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde compare", "  retrograde compare --cells lstm,gru --task copy-memory --steps 30",
                "  retrograde compare --cells lstm,gru --task adding --seeds 3 --latex",
                "  retrograde compare --cells lstm,my.cell --data my.txt --out runs/mine",
                "  retrograde compare before.ckpt after.ckpt"})
final class CompareCommand implements Callable<Integer> {
    private static final int TEXT_UPDATES = 300;
    private static final int TASK_UPDATES = 1500;
    private static final Set<String> OF_TRAINING = Set.of("--cells", "--hidden", "--layers", "--embedding", "--dim",
            "--init", "--updates", "--lr", "--clip");

    @Option(
            names = "--cells",
            paramLabel = "a,b,c",
            split = ",",
            defaultValue = "rnn_tanh,rnn_relu,lstm,gru,gru_merged,gru_reset_last",
            description = "Cells, by name or file (default ${DEFAULT-VALUE}).")
    private List<String> cells = List.of();

    @Parameters(
            arity = "0..2",
            paramLabel = "CHECKPOINT",
            description = "Two checkpoints of one model, before and after: both are measured, nothing is trained.")
    private List<Path> checkpoints = List.of();

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
            description = "Optimiser steps (default " + TEXT_UPDATES + " on the text, " + TASK_UPDATES + " on a task).")
    private @Nullable Integer updates;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.02",
            description = "Learning rate (default ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            defaultValue = "1",
            description = "Largest gradient norm; 0 for no clipping (default ${DEFAULT-VALUE}).")
    private double clip;

    @Mixin
    private ExecutionOptions execution = new ExecutionOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/compare",
            description = "Folder of the report (default ${DEFAULT-VALUE}).")
    private Path out = Path.of("runs", "compare");

    @Option(
            names = "--lang",
            paramLabel = "en|zh",
            defaultValue = "en",
            description = "Language of the page (default ${DEFAULT-VALUE}).")
    private Tongue language = Tongue.EN;

    @Mixin
    private SeedsOption seeds = new SeedsOption();

    @Mixin
    private FormOptions form = new FormOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (updates != null && updates < 0) {
            throw new InputException("--updates is " + updates + ": the number of optimiser steps cannot be negative");
        }
        form.check();
        Path file = out.resolve("report.html");
        List<Long> all = seeds.from(model.seed);
        int threads = execution.threads();
        Kind kind = execution.kind();
        if (!checkpoints.isEmpty()) {
            if (all.size() > 1) {
                throw new InputException("--seeds repeats trainings, but " + checkpoints.get(0)
                        + " is measured as it is; leave out one of them");
            }
            return compareCheckpoints(file, threads, kind);
        }
        List<Cell> loaded = cells.stream().map(String::strip).map(Zoo::load).toList();
        List<Study> studies = studies();
        model.checkDimensions(loaded);
        Initialisation initialisation = model.initialisation();
        long budget = Long.MAX_VALUE;
        for (Study s : studies) {
            for (Cell c : loaded) {
                budget = Math.min(budget, Room.forTraining(model.architecture(c, s.data()), s.data(), s.steps(),
                        s.batch(), Math.min(threads, loaded.size() * studies.size()), kind));
            }
        }
        Shared shared = new Shared(model.hidden, model.layers, model.dimensions(), initialisation, 5,
                new Workforce(kind, threads, budget));
        // Shows at once, and not after minutes, that the folder cannot be written.
        Pages.checkWritable(file);
        long updatesInAll = (long) loaded.size() * all.size() * studies.stream().mapToLong(Study::updates).sum();
        AtomicLong done = new AtomicLong();
        List<List<Row>> rows = new ArrayList<>();
        try (Progress progress = Progress.of("updates", updatesInAll, true)) {
            for (long seed : all) {
                rows.add(Comparison.run(loaded, studies, shared.of(seed), (study, cell, update, loss) -> progress.at(
                        done.incrementAndGet(),
                        String.format(Locale.ROOT, "%s on %s: loss %.3f", cell.name(), study.data().name(), loss))));
            }
        }
        return show(new Repeated(all, rows), studies, title(studies), file, threads, kind);
    }

    private int compareCheckpoints(Path file, int threads, Kind kind) {
        refuseOptionsOfTraining();
        CheckpointPair pair = CheckpointPair.open(checkpoints, data);
        Study study = pair.study(batch, rate);
        Pages.checkWritable(file);
        Row row;
        try (Execution float64 = Execution.of(Kind.FLOAT64, threads)) {
            row = Comparison.between(study, pair.before().model(), pair.after().model(), model.seed, float64);
        }
        return show(new Repeated(List.of(model.seed), List.of(List.of(row))), List.of(study), pair.title(), file,
                threads, kind);
    }

    private void refuseOptionsOfTraining() {
        List<String> given = spec == null ? List.of()
                : spec.commandLine().getParseResult().matchedOptions().stream().map(OptionSpec::longestName).toList();
        for (String option : given) {
            if (OF_TRAINING.contains(option)) {
                throw new InputException(option + " is for models to be trained, but " + checkpoints.get(0)
                        + " is measured as it is; leave out one of them");
            }
        }
    }

    private int show(Repeated repeated, List<Study> studies, String title, Path file, int threads, Kind kind) {
        ObjectNode document = CompareDocument.of(repeated, file.toString(), title, provenance(studies, kind, threads));
        Pages.write(file, ComparePage.render(document, language.language()));
        if (form.json()) {
            System.out.println(document.toPrettyString());
        } else {
            for (FigureTable table : CompareTable.of(repeated)) {
                System.out.print(System.lineSeparator() + (form.latex() ? table.latex() : table.text()));
            }
            (form.latex() ? System.err : System.out).println("report " + file.toAbsolutePath().normalize());
        }
        return Main.SUCCESS;
    }

    private List<Study> studies() {
        List<Study> studies = new ArrayList<>();
        if (data.task == null && data.data == null) {
            studies.add(study(Datasets.bundled("moby-dick"), TEXT_UPDATES));
            studies.add(study(Datasets.task("adding"), TASK_UPDATES));
        } else {
            studies.add(study(data.open("moby-dick"), data.task != null ? TASK_UPDATES : TEXT_UPDATES));
        }
        return studies;
    }

    private Study study(Dataset dataset, int standardUpdates) {
        return new Study(dataset, data.steps(dataset), batch, model.embedding,
                updates != null ? updates : standardUpdates, rate, clip);
    }

    private static String title(List<Study> studies) {
        return "Gradient flow on " + String.join(" and ", studies.stream().map(s -> s.data().name()).toList());
    }

    private ObjectNode provenance(List<Study> studies, Kind kind, int threads) {
        ObjectNode node = RunProvenance.of(spec, threads, model.seed);
        var array = node.putArray("data");
        for (Study s : studies) {
            ObjectNode one = array.addObject();
            one.put("name", s.data().name());
            one.put("hash", s.data().hash());
            one.put("steps", s.steps());
            one.put("batch", s.batch());
            one.put("updates", s.updates());
            one.put("window", s.window());
        }
        ObjectNode options = node.putObject("options");
        options.put("hidden", model.hidden);
        options.put("layers", model.layers);
        options.put("embedding", model.embedding);
        options.put("lr", rate);
        options.put("clip", clip);
        options.put("dtype", kind.text());
        return node;
    }
}
