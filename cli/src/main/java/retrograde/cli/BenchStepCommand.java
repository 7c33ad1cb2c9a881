package retrograde.cli;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Hardware;
import retrograde.engine.LayerShape;
import retrograde.engine.StepWork;
import retrograde.model.Architecture;

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

    @Mixin
    private LayerOptions layer = new LayerOptions(100, 32, 128, 256);

    @Mixin
    private ExecutionOptions execution = new ExecutionOptions();

    @Option(
            names = "--optimiser",
            paramLabel = "adam|none",
            defaultValue = "adam",
            description = "Whether the step includes the update (default ${DEFAULT-VALUE}).")
    private String optimiser = "adam";

    @Override
    public Integer call() {
        Kind kind = execution.kind();
        int threads = execution.threads();
        if (!List.of("adam", "none").contains(optimiser)) {
            throw new InputException("--optimiser " + optimiser + " is not known; there are adam and none");
        }
        LayerShape shape = layer.shape();
        int steps = layer.steps;
        int batch = layer.batch;
        Architecture architecture = StepBenchmark.architecture(shape);
        long budget = Room.forBenchmark(architecture, steps, batch, kind);
        try (Execution engines = new Execution(kind, threads, budget)) {
            StepBenchmark benchmark = new StepBenchmark(architecture, engines, steps, batch, optimiser.equals("adam"));
            double difference = benchmark.difference();
            double loss = benchmark.step();
            Timing timing = Timing.of(benchmark::step, layer.seconds);
            Result result = new Result(shape, kind, engines.threads(), timing, StepWork.flops(shape, steps, batch),
                    Hardware.fmaLimit(kind, engines.threads()), benchmark.bytes(), loss, difference);
            if (layer.json) {
                System.out.println(document(result));
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
        boolean agrees() {
            return difference <= StepBenchmark.tolerance(kind);
        }
    }

    private String document(Result r) {
        return new BenchDocument(r.shape(), layer, r.kind().text(), r.threads()).put("optimiser", optimiser)
                .time(r.timing())
                .work(r.flops(), r.timing().median(), r.limit())
                .put("bytes", r.bytes())
                .put("loss", r.loss())
                .put("difference", r.difference())
                .put("agrees", r.agrees())
                .text();
    }

    private BenchText text(Result r) {
        double rate = r.flops() / r.timing().median() / 1e9;
        return new BenchText(r.shape(), layer, r.kind().text(), r.threads(),
                optimiser.equals("adam") ? "with Adam's update" : "without an update")
                .time("step", r.timing(), 1e3, "ms")
                .line("work", "%.4g GFLOP of matrix products: %.4g GFLOP/s", r.flops() / 1e9, rate)
                .limit(rate, r.limit(), "the step reaches")
                .memory(r.bytes(), "activations, packed weights, gradients")
                .line("checked", "loss and gradients are within %.1e of the reference engine's", r.difference());
    }
}
