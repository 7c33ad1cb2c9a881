package retrograde.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Stepper;

/**
 * The command {@code bench/stream}: how long one step of a trained model takes, from an array of numbers to a number, when
 * data arrive as they come; beside libtorch's cells with the same weights.
 */
public final class StreamLatency {
    private static final List<String> CELLS = List.of("lstm", "gru_reset_after");
    private static final List<Integer> HIDDEN = List.of(64, 128, 256, 512);
    private static final int CHECKED = 50;
    /** Sums of some hundreds of products in float64, and states that forget. */
    private static final double AGREE = 1e-12;
    private static final double AGREE_SINGLE = 1e-4;
    private static final int INPUTS = 16;

    private StreamLatency() {}

    /** What takes steps; belongs to one thread. */
    private record Stream(ToDoubleFunction<double[]> step, AutoCloseable end) {}

    /**
     * How long steps took.
     *
     * @param median of all steps of all threads, µs
     * @param most below which 99 of 100 lie, µs
     */
    record Latency(double median, double most) {
        static Latency of(double[] micros) {
            double[] sorted = micros.clone();
            Arrays.sort(sorted);
            return new Latency(sorted[sorted.length / 2],
                    sorted[(int) Math.min(sorted.length - 1, sorted.length * 99L / 100)]);
        }

        String text() {
            return String.format(Locale.ROOT, "%.1f, %.1f", median, most);
        }
    }

    /** Arguments: {@code --quick}, {@code --threads=N}. Ends with status 1 where both sides do not compute the same. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        int threads = Runtime.getRuntime().availableProcessors();
        double seconds = 1;
        List<Integer> hidden = HIDDEN;
        for (String a : arguments) {
            if (a.equals("--quick")) {
                seconds = 0.05;
                hidden = HIDDEN.subList(0, 1);
            } else if (a.matches("--threads=[1-9][0-9]{0,2}")) {
                threads = Integer.parseInt(a.substring("--threads=".length()));
            } else {
                System.err.println("stream: " + a + " is not one of --quick, --threads=N");
                System.exit(2);
            }
        }
        try {
            System.out.print(table(hidden, threads, seconds));
        } catch (IllegalStateException e) {
            System.err.println("stream: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Measures all, and gives a table of Markdown.
     *
     * @throws IllegalStateException where both sides do not compute the same
     */
    static String table(List<Integer> sizes, int threads, double seconds) {
        torch.set_num_threads(1);
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT,
                "| cell | H | ours | ours, %d threads | libtorch float64 | libtorch float32 |%n| --- | --- | --- | --- | --- | --- |%n",
                threads));
        for (String cell : CELLS) {
            for (int hidden : sizes) {
                Model model = model(cell, hidden);
                check(cell, model);
                table.append(String.format(Locale.ROOT, "| `%s` | %d | %s | %s | %s | %s |%n", cell, hidden,
                        measure(() -> ours(model), 1, seconds).text(),
                        measure(() -> ours(model), threads, seconds).text(),
                        measure(() -> theirs(cell, model, ScalarType.Double), 1, seconds).text(),
                        measure(() -> theirs(cell, model, ScalarType.Float), 1, seconds).text()));
            }
        }
        return table.toString();
    }

    private static Model model(String cell, int hidden) {
        return Initialisation.of(1)
                .model(new Architecture(List.of(new LayerShape(Zoo.cell(cell), hidden, INPUTS)), false, INPUTS,
                        new Objective(Objective.Kind.SQUARED_ERROR, 1, Objective.LossSteps.EVERY)));
    }

    private static Stream ours(Model model) {
        Stepper stepper = new Stepper(model);
        return new Stream(x -> stepper.step(x)[0], () -> {});
    }

    private static Stream theirs(String cell, Model model, ScalarType type) {
        TorchStream stream = new TorchStream(cell, model.parameters(), INPUTS, model.architecture().topHidden(), type);
        return new Stream(stream::step, stream);
    }

    private static double[][] inputs() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        double[][] inputs = new double[1_000][INPUTS];
        for (double[] x : inputs) {
            Arrays.setAll(x, _ -> random.nextGaussian());
        }
        return inputs;
    }

    private static void check(String cell, Model model) {
        double[][] inputs = inputs();
        Stepper ours = new Stepper(model);
        try (TorchStream doubles = new TorchStream(cell, model.parameters(), INPUTS, model.architecture().topHidden(),
                ScalarType.Double);
                TorchStream floats = new TorchStream(cell, model.parameters(), INPUTS, model.architecture().topHidden(),
                        ScalarType.Float)) {
            for (int t = 0; t < CHECKED; t++) {
                double y = ours.step(inputs[t])[0];
                if (!(Math.abs(doubles.step(inputs[t]) - y) < AGREE)
                        || !(Math.abs(floats.step(inputs[t]) - y) < AGREE_SINGLE)) {
                    throw new IllegalStateException(cell + ": outputs differ at step " + t);
                }
            }
        }
    }

    /** As many streams as threads, each taking steps for that long after as long to get warm. */
    private static Latency measure(Supplier<Stream> streams, int threads, double seconds) {
        double[][] inputs = inputs();
        CountDownLatch ready = new CountDownLatch(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<double[]>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    Stream stream = streams.get();
                    try (AutoCloseable _ = stream.end()) {
                        run(stream, inputs, seconds);
                        ready.countDown();
                        ready.await();
                        return run(stream, inputs, seconds);
                    }
                }));
            }
            List<double[]> times = new ArrayList<>();
            for (Future<double[]> each : all) {
                times.add(each.get());
            }
            return Latency.of(times.stream().flatMapToDouble(Arrays::stream).toArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a stream failed: " + e.getCause(), e);
        }
    }

    /** The microseconds of each step. */
    private static double[] run(Stream stream, double[][] inputs, double seconds) {
        double[] times = new double[1 << 16];
        int n = 0;
        double sum = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long now = System.nanoTime(); n < times.length && now < end;) {
            sum += stream.step().applyAsDouble(inputs[n % inputs.length]);
            long after = System.nanoTime();
            times[n++] = (after - now) * 1e-3;
            now = after;
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("an output is not a number");
        }
        return Arrays.copyOf(times, n);
    }
}
