package retrograde.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import retrograde.InputException;
import retrograde.Machine;
import retrograde.engine.Engine;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code bench/handwritten}. */
@Command(
        name = "bench/handwritten",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        description = {
                "Runs an LSTM forward and backward by the engine, from a file of equations, and by code written by hand for it,"
                        + " in alternation.",
                "Float32, loss ½·mean(output²) at every step, without an optimiser. The ratio says how many times faster the engine"
                        + " is."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:loss or gradients do not agree", "2:wrong usage or bad input"},
        footerHeading = "%nExamples:%n",
        footer = {"  bench/handwritten", "  bench/handwritten --shape 100,32,128,256 --threads 1 --json"})
public final class Handwritten implements Callable<Integer> {
    private static final List<String> SHAPES = List.of("100,16,64,128", "100,32,128,256", "784,64,1,128",
            "50,64,256,512", "400,20,2,128", "35,20,200,200");
    private static final int MOST_THREADS = 256;
    /** Gates, rows of four of them, and one row more than there are steps: all below what an array holds. */
    private static final double LARGEST = (Integer.MAX_VALUE - 8) / 8.0;

    @Option(
            names = "--shape",
            paramLabel = "T,B,I,H",
            description = "Steps, batch, inputs, hidden units; repeatable (default: six shapes).")
    private List<String> shapes = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", description = "Threads of both sides (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Timed seconds of each side (default: ${DEFAULT-VALUE}).")
    private double seconds = 3;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "Seconds for each side to get compiled (default: ${DEFAULT-VALUE}).")
    private double warmup = 5;

    @Option(names = "--seed", paramLabel = "S", description = "Of data and weights (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** One shape's result. */
    private record Outcome(Problem problem, Timing engine, Timing handwritten, Difference difference) {
        double ratio() {
            return handwritten.median() / engine.median();
        }

        /** Of a training step without the input's gradient, in 10⁹ operations. */
        double operations() {
            double h = problem.shape().hidden();
            return 2e-9 * problem.steps() * problem.batch() * 4 * h * (2 * (problem.shape().inputs() + h) + h);
        }
    }

    /** Runs the command line and exits with its status. */
    public static void main(String[] arguments) {
        BenchCommand.main(new Handwritten(), arguments);
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls a command");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new InputException("--threads " + threads + ": expected 1 to " + MOST_THREADS);
        }
        positive("--seconds", seconds);
        positive("--warmup", warmup);
        List<Problem> problems = (shapes.isEmpty() ? SHAPES : shapes).stream().map(this::problem).toList();
        List<Outcome> outcomes = new ArrayList<>();
        for (Problem problem : problems) {
            spec.commandLine().getErr().println(describe(problem));
            outcomes.add(run(problem));
        }
        spec.commandLine().getOut().println(json ? document(outcomes) : table(outcomes));
        spec.commandLine().getOut().flush();
        return outcomes.stream().allMatch(o -> o.difference.agrees()) ? 0 : 1;
    }

    private static void positive(String option, double value) {
        if (!(value > 0 && value <= 3600)) {
            throw new InputException(option + " " + value + ": expected a number of seconds above 0, at most 3600");
        }
    }

    private Problem problem(String size) {
        String[] parts = size.split(",", -1);
        int[] n = new int[4];
        try {
            if (parts.length != n.length) {
                throw new NumberFormatException("four numbers");
            }
            for (int i = 0; i < n.length; i++) {
                n[i] = Integer.parseInt(parts[i].strip());
            }
        } catch (NumberFormatException e) {
            throw new InputException("--shape " + size
                    + ": expected four whole numbers T,B,I,H (steps, batch, inputs, hidden units), as 100,16,64,128",
                    e);
        }
        if (n[0] < 1 || n[1] < 1 || n[2] < 1 || n[3] < 1) {
            throw new InputException("--shape " + size + ": steps, batch, inputs and hidden units are at least 1");
        }
        double rows = Math.max((n[0] + 1.0) * n[1], (double) n[2] + n[3]);
        if (rows * (Math.max(n[2], n[3]) + 64.0) > LARGEST) {
            throw new InputException(
                    "--shape " + size + ": its activations are more than an array can hold; choose a" + " smaller one");
        }
        return new Problem("memory", new LayerShape(cell(), n[3], n[2]), n[0], n[1], seed);
    }

    private static Cell cell() {
        try (InputStream file = Handwritten.class.getResourceAsStream("memory.cell")) {
            if (file == null) {
                throw new IllegalStateException("memory.cell is missing beside the class");
            }
            return CellParser.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8), "memory.cell");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String describe(Problem p) {
        return p.steps() + "," + p.batch() + "," + p.shape().inputs() + "," + p.shape().hidden();
    }

    // ---- runs ----

    /** The engine with what it needs for a step. */
    private static final class EngineSide {
        private final Engine engine;
        private final Weights weights;
        private final Weights gradient;
        private final Engine.Sequence sequence;
        private double loss;

        EngineSide(Problem problem, Execution execution) {
            engine = execution.engine(problem.shape());
            weights = new Weights(problem.shape());
            gradient = new Weights(problem.shape());
            problem.weights().forEach((name, values) -> copy(values, weights.get(name)));
            float[] narrow = problem.input();
            double[] input = new double[narrow.length];
            copy(narrow, input);
            sequence = new Engine.Sequence(input, new double[2][problem.shape().hidden()], problem.steps(),
                    problem.batch());
        }

        private static void copy(float[] from, double[] to) {
            for (int i = 0; i < from.length; i++) {
                to[i] = from[i];
            }
        }

        void step() {
            gradient.arrays().values().forEach(g -> java.util.Arrays.fill(g, 0));
            loss = engine.halfMeanSquare(weights, sequence, gradient);
        }

        Evaluation evaluation() {
            Map<String, float[]> narrow = new LinkedHashMap<>();
            gradient.arrays().forEach((name, g) -> {
                float[] values = new float[g.length];
                for (int i = 0; i < g.length; i++) {
                    values[i] = (float) g[i];
                }
                narrow.put(name, values);
            });
            return new Evaluation(loss, narrow);
        }
    }

    private Outcome run(Problem problem) {
        try (Execution execution = Execution.of(Execution.Kind.FLOAT32, threads);
                HandwrittenLstm handwritten = new HandwrittenLstm(problem, threads)) {
            EngineSide engine = new EngineSide(problem, execution);
            warm(engine::step);
            warm(handwritten::step);
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            double spent = 0;
            while (spent < seconds * 2e3 || ours.size() < 3) {
                // Who goes first changes, so that neither always finds the caches as the other left them.
                boolean first = ours.size() % 2 == 0;
                double a = first ? time(engine::step) : 0;
                theirs.add(time(handwritten::step));
                ours.add(first ? a : time(engine::step));
                spent += ours.getLast() + theirs.getLast();
            }
            return new Outcome(problem, timing(ours), timing(theirs),
                    Difference.between(1, engine.evaluation(), handwritten.evaluation()));
        }
    }

    private void warm(Runnable step) {
        double spent = 0;
        do {
            spent += time(step);
        } while (spent < warmup * 1e3);
    }

    /** Milliseconds. */
    private static double time(Runnable step) {
        long begin = System.nanoTime();
        step.run();
        return (System.nanoTime() - begin) * 1e-6;
    }

    private static Timing timing(List<Double> times) {
        return Timing.of(times.stream().mapToDouble(Double::doubleValue).toArray());
    }

    // ---- reports ----

    private String document(List<Outcome> outcomes) {
        Machine machine = Machine.current();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Map.of("cpu", machine.cpu(), "threads", machine.threads(), "jdk", machine.jdk()));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Outcome o : outcomes) {
            Problem p = o.problem;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("shape", List.of(p.steps(), p.batch(), p.shape().inputs(), p.shape().hidden()));
            row.put("threads", threads);
            row.put("engine", side(o, o.engine));
            row.put("handwritten", side(o, o.handwritten));
            row.put("ratio", o.ratio());
            row.put("agrees", o.difference.agrees());
            row.put("loss", o.difference.loss());
            row.put("gradient", o.difference.gradient());
            rows.add(row);
        }
        document.put("rows", rows);
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static Map<String, Object> side(Outcome o, Timing timing) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ms", timing.median());
        map.put("spread", List.of(timing.lower(), timing.upper()));
        map.put("steps", timing.steps());
        map.put("gflops", o.operations() / timing.median() * 1e3);
        return map;
    }

    private String table(List<Outcome> outcomes) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "An LSTM forward and backward in float32 on %d thread%s, median ms.%n%n",
                threads, threads == 1 ? "" : "s"));
        String line = "%-16s %9s %19s %8s %12s %19s %8s %7s  %s%n";
        text.append(String.format(Locale.ROOT, line, "T,B,I,H", "engine", "quartiles", "GFLOP/s", "handwritten",
                "quartiles", "GFLOP/s", "ratio", "agrees"));
        for (Outcome o : outcomes) {
            text.append(String.format(Locale.ROOT, line, describe(o.problem), ms(o.engine.median()),
                    quartiles(o.engine), ms(o.operations() / o.engine.median() * 1e3), ms(o.handwritten.median()),
                    quartiles(o.handwritten), ms(o.operations() / o.handwritten.median() * 1e3),
                    String.format(Locale.ROOT, "%.3f", o.ratio()),
                    String.format(Locale.ROOT, "%s, %.1e", o.difference.agrees() ? "yes" : "NO",
                            Math.max(o.difference.loss(), o.difference.gradient()))));
        }
        return text.toString();
    }

    private static String quartiles(Timing timing) {
        return ms(timing.lower()) + " – " + ms(timing.upper());
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.2f" : "%.1f", value);
    }
}
