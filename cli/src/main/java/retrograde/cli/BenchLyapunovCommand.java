package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Functions;
import retrograde.engine.LayerShape;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.Trajectories;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.sequence.Stack;

/** Measures a Lyapunov spectrum of one layer. */
@Command(
        name = "lyapunov",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Measures how long the Lyapunov spectrum of one layer takes for each step of each sequence: the Jacobian,",
                "its product with the frame, orthonormalising it, and the sum rule, in float64, along sequences that were",
                "run, their forward pass not counted. Threads share the sequences. The result is checked by the sum rule."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde bench lyapunov --cell gru --hidden 64 --exponents 4",
                "  retrograde bench lyapunov --cell my.cell --qr-every 5 --json"})
final class BenchLyapunovCommand implements Callable<Integer> {
    private static final int USUAL_EXPONENTS = 64;

    @Mixin
    private LayerOptions layer = new LayerOptions(500, 8, 2, 128);

    @Option(
            names = "--exponents",
            paramLabel = "K",
            description = "Leading exponents (default: all, at most " + USUAL_EXPONENTS + ").")
    private @Nullable Integer exponents;

    @Option(
            names = "--qr-every",
            paramLabel = "N|auto",
            defaultValue = "1",
            converter = QrEvery.class,
            description = "Steps between re-orthonormalisations, or auto as in flow (default ${DEFAULT-VALUE}).")
    private int interval;

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Override
    public Integer call() {
        int used = Math.min(threads.number(), Math.max(1, layer.batch));
        LayerShape shape = layer.shape();
        int k = checked(shape.stateSize());
        Architecture architecture = StepBenchmark.architecture(shape);
        Room.forJacobians(architecture, layer.steps, layer.batch, used, k);
        Stack stack = Initialisation.of(StepBenchmark.SEED).model(architecture).stack().with(Functions.COMPILED);
        double[] input = StepBenchmark.input(shape, layer.steps, layer.batch);
        Trajectories run = new Trajectories(stack, stack.forward(input, layer.steps, layer.batch, null));
        LyapunovSpectrum spectrum = measure(run, k, used);
        Timing timing = Timing.of(() -> measure(run, k, used), layer.seconds).per((double) layer.steps * layer.batch);
        Result result = new Result(shape, used, k, timing, stack.bytes(layer.steps, layer.batch), spectrum);
        if (layer.json) {
            System.out.println(document(result));
        } else {
            System.out.print(text(result));
        }
        if (!spectrum.sumRule().holds()) {
            System.err.println("retrograde: the sum rule fails, Σλ = " + spectrum.sumRule().sum() + " against "
                    + spectrum.sumRule().logDet() + ": the spectrum is wrong, and the time means nothing"
                    + (interval > 1 ? "; choose a smaller --qr-every" : ""));
            return Main.FAILURE;
        }
        return Main.SUCCESS;
    }

    private LyapunovSpectrum measure(Trajectories run, int k, int used) {
        return LyapunovSpectrum.measure(run, k, interval, StepBenchmark.SEED, used);
    }

    private record Result(LayerShape shape, int threads, int exponents, Timing timing, long bytes,
            LyapunovSpectrum spectrum) {
        double stepsPerSecond() {
            return 1 / timing.median();
        }
    }

    private int checked(int n) {
        if (interval < 1 && interval != LyapunovSpectrum.AUTOMATIC) {
            throw new InputException(
                    "--qr-every is " + interval + ": the frame is re-orthonormalised every 1 or more steps");
        }
        int alignment = LyapunovSpectrum.alignment(layer.steps);
        if (layer.steps - alignment < 2) {
            throw new InputException("--steps is " + layer.steps + ": a Lyapunov spectrum needs more than "
                    + (alignment + 1) + " steps, of which the first " + alignment + " align the frame");
        }
        int k = exponents != null ? exponents : Math.min(n, USUAL_EXPONENTS);
        if (k < 1) {
            throw new InputException("--exponents is " + k + ": measure at least 1, the leading one");
        }
        if (k > n) {
            throw new InputException("--exponents is " + k + ", but a state of " + n + " entries has only " + n
                    + "; choose fewer, or a larger --hidden");
        }
        return k;
    }

    private String document(Result r) {
        LyapunovSpectrum l = r.spectrum();
        Map<String, Object> sumRule = new LinkedHashMap<>();
        sumRule.put("sum", BenchDocument.finite(l.sumRule().sum()));
        sumRule.put("logDet", BenchDocument.finite(l.sumRule().logDet()));
        sumRule.put("tolerance", l.sumRule().tolerance());
        sumRule.put("full", l.sumRule().full());
        sumRule.put("holds", l.sumRule().holds());
        Map<String, Object> leading = new LinkedHashMap<>();
        leading.put("value", BenchDocument.finite(l.values()[0]));
        leading.put("error", BenchDocument.finite(l.errors()[0]));
        return new BenchDocument(r.shape(), layer, Kind.FLOAT64.text(), r.threads())
                .put("states", r.shape().stateSize())
                .put("exponents", r.exponents())
                .put("qrEvery", l.interval())
                .time(r.timing())
                .put("stepsPerSecond", r.stepsPerSecond())
                .put("bytes", r.bytes())
                .put("lyapunov", leading)
                .put("sumRule", sumRule)
                .text();
    }

    private BenchText text(Result r) {
        LyapunovSpectrum l = r.spectrum();
        return new BenchText(r.shape(), layer, Kind.FLOAT64.text(), r.threads(),
                r.exponents() + " of " + r.shape().stateSize() + " exponents, orthonormalised every "
                        + (l.interval() == 1 ? "step" : l.interval() + " steps"))
                .time("step", r.timing(), 1e6, "µs")
                .line("speed", "%.4g steps a second, all sequences together", r.stepsPerSecond())
                .memory(r.bytes(), "activations")
                .line("result", "λ₁ = %.5f ± %.5f nats per step", l.values()[0], l.errors()[0])
                .line("checked", "sum rule %s: Σλ = %.6f, %s = %.6f", l.sumRule().holds() ? "holds" : "FAILS",
                        l.sumRule().sum(), l.sumRule().full() ? "⟨ln|det J|⟩" : "growth of a second frame",
                        l.sumRule().logDet());
    }
}
