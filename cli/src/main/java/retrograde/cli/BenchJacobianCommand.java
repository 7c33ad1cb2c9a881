package retrograde.cli;

import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Hardware;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;

/** Measures the forming of step Jacobians of one layer. */
@Command(
        name = "jacobian",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Measures how long a step Jacobian of one layer takes: the whole state by the whole state, every entry, in",
                "float64, along sequences that were run, their forward pass not counted. Flops are those of the sums of",
                "scaled matrices and of products of matrices that the equations call for; the share is of the machine's",
                "limit of fused multiply-adds on as many threads, measured in the same run. A few Jacobians are checked",
                "against the tangents of the reference engine."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde bench jacobian --cell lstm --hidden 128 --threads 1",
                "  retrograde bench jacobian --cell my.cell --batch 8 --json"})
final class BenchJacobianCommand implements Callable<Integer> {

    @Mixin
    private LayerOptions layer = new LayerOptions(256, 1, 2, 128);

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Override
    public Integer call() {
        int wanted = threads.number();
        LayerShape shape = layer.shape();
        Architecture architecture = StepBenchmark.architecture(shape);
        Room.forJacobians(architecture, layer.steps, layer.batch, Math.min(wanted, layer.steps), 0);
        try (Execution engines = Execution.of(Kind.FLOAT64, Math.min(wanted, layer.steps))) {
            JacobianBenchmark benchmark = new JacobianBenchmark(architecture, engines, layer.steps, layer.batch);
            JacobianBenchmark.Check check = benchmark.check();
            Timing timing = Timing.of(benchmark::run, layer.seconds).per(benchmark.count());
            Result result = new Result(shape, benchmark.threads(), timing, JacobianWork.flops(shape),
                    Hardware.fmaLimit(Kind.FLOAT64, benchmark.threads()), benchmark.bytes(), check);
            if (layer.json) {
                System.out.println(document(result));
            } else {
                System.out.print(text(result));
            }
            if (!result.agrees()) {
                System.err.println(
                        "retrograde: a Jacobian differs from the reference engine's tangents by " + check.largest()
                                + ", more than rounding explains (" + result.tolerance() + "); the time means nothing");
                return Main.FAILURE;
            }
            return Main.SUCCESS;
        }
    }

    private record Result(LayerShape shape, int threads, Timing timing, double flops, OptionalDouble limit, long bytes,
            JacobianBenchmark.Check check) {
        double gflops() {
            return flops / timing.median() / 1e9;
        }

        double entriesPerSecond() {
            double n = shape.stateSize();
            return n * n / timing.median();
        }

        double tolerance() {
            return JacobianBenchmark.tolerance(shape.stateSize());
        }

        boolean agrees() {
            return check.holds(tolerance());
        }
    }

    private String document(Result r) {
        return new BenchDocument(r.shape(), layer, Kind.FLOAT64.text(), r.threads())
                .put("states", r.shape().stateSize())
                .time(r.timing())
                .work(r.flops(), r.timing().median(), r.limit())
                .put("entriesPerSecond", r.entriesPerSecond())
                .put("bytesPerSecond", 8 * r.entriesPerSecond())
                .put("bytes", r.bytes())
                .put("checked", r.check().jacobians())
                .put("difference", r.check().largest())
                .put("tolerance", r.tolerance())
                .put("agrees", r.agrees())
                .text();
    }

    private BenchText text(Result r) {
        int n = r.shape().stateSize();
        return new BenchText(r.shape(), layer, Kind.FLOAT64.text(), r.threads(),
                "Jacobians of " + n + " × " + n + " entries").time("Jacobian", r.timing(), 1e6, "µs")
                .line("work", "%.4g MFLOP of scaled sums and products: %.4g GFLOP/s", r.flops() / 1e6, r.gflops())
                .limit(r.gflops(), r.limit(), "the Jacobians reach")
                .line("entries", "%.4g billion a second, %.4g GB/s, those that are always zero included",
                        r.entriesPerSecond() / 1e9, 8 * r.entriesPerSecond() / 1e9)
                .memory(r.bytes(), "activations, a Jacobian for each thread")
                .line("checked", "%d of them are within %.1e of the reference engine's tangents", r.check().jacobians(),
                        r.check().largest());
    }
}
