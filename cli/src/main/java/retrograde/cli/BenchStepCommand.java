package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.Build;
import retrograde.InputException;
import retrograde.Machine;
import retrograde.cell.Zoo;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Hardware;
import retrograde.engine.LayerShape;
import retrograde.engine.StepWork;
import retrograde.equation.Cell;
import retrograde.model.Architecture;
import tools.jackson.databind.json.JsonMapper;

/** Measures one training step of one layer. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Measures a training step of one layer: forward, backward through half the mean square of its outputs,",
                "and Adam's update. Flops are those of the matrix products; the share is of the machine's limit of fused",
                "multiply-adds on as many threads, measured in the same run. Loss and gradients are checked against the",
                "reference engine."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde bench step --cell gru --hidden 128 --threads 1",
                "  retrograde bench step --cell my.cell --dtype float64 --json"})
final class BenchStepCommand implements Callable<Integer> {

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            defaultValue = "lstm",
            description = "The cell (default ${DEFAULT-VALUE}).")
    private String cell = "lstm";

    @Option(
            names = "--steps",
            paramLabel = "T",
            defaultValue = "100",
            description = "Length of the sequences (default ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "B",
            defaultValue = "32",
            description = "Sequences of an update (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--input",
            paramLabel = "I",
            defaultValue = "128",
            description = "Inputs (default ${DEFAULT-VALUE}).")
    private int input;

    @Option(
            names = "--hidden",
            paramLabel = "H",
            defaultValue = "256",
            description = "Hidden units (default ${DEFAULT-VALUE}).")
    private int hidden;

    @Option(names = "--dim", paramLabel = "R=8", description = "Size of a dimension that the cell declares.")
    private Map<String, Integer> dimensions = new LinkedHashMap<>();

    @Mixin
    private ExecutionOptions execution = new ExecutionOptions();

    @Option(
            names = "--optimiser",
            paramLabel = "adam|none",
            defaultValue = "adam",
            description = "Whether the step includes the update (default ${DEFAULT-VALUE}).")
    private String optimiser = "adam";

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long to measure, after a warm-up of up to three times that (default ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Kind kind = execution.kind();
        int threads = execution.threads();
        check();
        Cell loaded = Zoo.load(cell);
        checkDimensions(loaded);
        LayerShape shape = new LayerShape(loaded, hidden, input, dimensions);
        Architecture architecture = StepBenchmark.architecture(shape);
        long budget = Room.forBenchmark(architecture, steps, batch, kind);
        try (Execution engines = new Execution(kind, threads, budget)) {
            StepBenchmark benchmark = new StepBenchmark(architecture, engines, steps, batch, optimiser.equals("adam"));
            double difference = benchmark.difference();
            double loss = benchmark.step();
            Timing timing = Timing.of(benchmark::step, seconds);
            Result result = new Result(shape, kind, engines.threads(), timing, StepWork.flops(shape, steps, batch),
                    Hardware.fmaLimit(kind, engines.threads()), benchmark.bytes(), loss, difference);
            if (json) {
                System.out.println(JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(document(result)));
            } else {
                System.out.print(text(result));
            }
            if (!result.agrees()) {
                System.err.println("retrograde: loss or gradients differ from the reference engine's by " + difference
                        + ", more than rounding explains (" + StepBenchmark.tolerance(kind)
                        + "); the time means nothing");
                return Main.FAILURE;
            }
            return Main.SUCCESS;
        }
    }

    private record Result(LayerShape shape, Kind kind, int threads, Timing timing, double flops, OptionalDouble limit,
            long bytes, double loss, double difference) {
        double rate() {
            return flops / timing.median() / 1e9;
        }

        boolean agrees() {
            return difference <= StepBenchmark.tolerance(kind);
        }
    }

    private void check() {
        if (steps < 1) {
            throw new InputException("--steps is " + steps + ": sequences need at least 1 step");
        }
        if (batch < 1) {
            throw new InputException("--batch is " + batch + ": an update needs at least 1 sequence");
        }
        if (!(seconds > 0) || seconds > 3600) {
            throw new InputException("--seconds is " + seconds + ": measure for more than 0 and at most 3600 seconds");
        }
        if (!List.of("adam", "none").contains(optimiser)) {
            throw new InputException("--optimiser " + optimiser + " is not known; there are adam and none");
        }
    }

    private void checkDimensions(Cell loaded) {
        for (String name : dimensions.keySet()) {
            List<String> known = loaded.freeDimensions();
            if (!known.contains(name)) {
                throw new InputException("--dim " + name + "=" + dimensions.get(name) + " names no dimension of "
                        + loaded.name() + "; "
                        + (known.isEmpty() ? "there is none to give" : "there are " + String.join(", ", known)));
            }
        }
    }

    private Map<String, Object> document(Result r) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cell", r.shape().cell().name());
        document.put("steps", steps);
        document.put("batch", batch);
        document.put("input", input);
        document.put("hidden", hidden);
        document.put("parameters", r.shape().parameterCount());
        document.put("dtype", r.kind().text());
        document.put("threads", r.threads());
        document.put("optimiser", optimiser);
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("median", r.timing().median());
        time.put("lowerQuartile", r.timing().lower());
        time.put("upperQuartile", r.timing().upper());
        time.put("fastest", r.timing().fastest());
        document.put("seconds", time);
        document.put("runs", r.timing().runs());
        Map<String, Object> warmUp = new LinkedHashMap<>();
        warmUp.put("lasted", r.timing().warmUp());
        warmUp.put("steady", r.timing().steady());
        document.put("warmUp", warmUp);
        document.put("flops", r.flops());
        document.put("gflops", r.rate());
        document.put("fmaLimit", r.limit().isPresent() ? r.limit().getAsDouble() : null);
        document.put("share", r.limit().isPresent() ? r.rate() / r.limit().getAsDouble() : null);
        document.put("bytes", r.bytes());
        document.put("loss", finite(r.loss()));
        document.put("difference", finite(r.difference()));
        document.put("agrees", r.agrees());
        Build build = Build.current();
        document.put("commit", build.commit() + (build.modified() ? " (modified)" : ""));
        document.put("jdk", Machine.current().jdk());
        document.put("cpu", Machine.current().cpu());
        return document;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private String text(Result r) {
        Timing t = r.timing();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s, T %d, B %d, I %d, H %d, %s, %d thread%s, %s%n",
                r.shape().cell().name(), steps, batch, input, hidden, r.kind().text(), r.threads(),
                r.threads() == 1 ? "" : "s", optimiser.equals("adam") ? "with Adam's update" : "without an update"));
        text.append(String.format(Locale.ROOT,
                "  step     %.4g ms, half of them %.4g to %.4g, fastest %.4g; %d runs%s%n", 1e3 * t.median(),
                1e3 * t.lower(), 1e3 * t.upper(), 1e3 * t.fastest(), t.runs(),
                t.steady() ? "" : "; times had not settled after " + String.format(Locale.ROOT, "%.1f s", t.warmUp())));
        text.append(String.format(Locale.ROOT, "  work     %.4g GFLOP of matrix products: %.4g GFLOP/s%n",
                r.flops() / 1e9, r.rate()));
        text.append(r.limit().isPresent()
                ? String.format(Locale.ROOT,
                        "  limit    %.4g GFLOP/s of fused multiply-adds: the step reaches %.0f %%%n",
                        r.limit().getAsDouble(), 100 * r.rate() / r.limit().getAsDouble())
                : "  limit    not measured: start Java with --add-modules jdk.incubator.vector\n");
        text.append(String.format(Locale.ROOT, "  memory   %.4g MiB: activations, packed weights, gradients%n",
                r.bytes() / (double) (1 << 20)));
        text.append(String.format(Locale.ROOT,
                "  checked  loss and gradients are within %.1e of the reference engine's%n", r.difference()));
        return text.toString();
    }
}
