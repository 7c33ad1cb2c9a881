package retrograde.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import retrograde.InputException;
import retrograde.cell.Zoo;

/** The command {@code bench/peers}. */
@Command(
        name = "bench/peers",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        description = {
                "Trains the same layer by Retrograde, libtorch and DL4J in alternation and compares times and values.",
                "A step is forward, backward and Adam, float32, loss ½·mean(output²) at every step. libtorch runs with intra-op"
                        + " and OpenBLAS threads 1 and N each; the best median counts. Its modules run the cells that it has, loops of its"
                        + " operations under autograd the others."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:a run failed, or the values do not agree", "2:wrong usage or bad input"},
        footerHeading = "%nExamples:%n",
        footer = {"  bench/peers --quick", "  bench/peers --cell lstm,gru --shape 100,16,64,128 --shape 35,20,200,200",
                "  bench/peers --cell my.cell --threads 1 --json"})
public final class Peers implements Callable<Integer> {
    private static final List<String> SHAPES = List.of("100,1,32,128", "100,16,64,128", "100,32,128,256",
            "784,64,1,128", "50,64,256,512", "400,20,2,128", "35,20,200,200");
    private static final int MOST_THREADS = 256;
    private static final long LARGEST = Integer.MAX_VALUE - 8L;

    @Option(
            names = "--cell",
            split = ",",
            paramLabel = "NAME|FILE",
            description = "Cells of the zoo or paths of cell files (default: the whole zoo).")
    private List<String> cells = new ArrayList<>();

    @Option(
            names = "--shape",
            paramLabel = "T,B,I,H",
            description = "Steps, batch, inputs, hidden units; repeatable (default: seven shapes of the design).")
    private List<String> shapes = new ArrayList<>();

    @Option(
            names = "--dim",
            paramLabel = "NAME=SIZE",
            description = "The size of a dimension that a cell names, as R=8.")
    private Map<String, Integer> dimensions = new LinkedHashMap<>();

    @Option(names = "--threads", paramLabel = "N", description = "Threads of every side (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(names = "--updates", paramLabel = "N", description = "Timed steps of each runner (default: by --seconds).")
    private @Nullable Integer updates;

    @Option(names = "--seconds", paramLabel = "S", description = "Timed seconds of each runner and row (default: 2).")
    private @Nullable Double seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "Seconds, and at least 50 steps within four times that, for ours to get compiled (default: 3).")
    private @Nullable Double warmup;

    @Option(names = "--seed", paramLabel = "S", description = "Of data and weights (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--quick", description = "Two small rows, half a second each, unless other options say otherwise.")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command line and exits with its status. */
    public static void main(String[] arguments) {
        BenchCommand.main(new Peers(), arguments);
    }

    @Override
    public Integer call() {
        check();
        List<Problem> problems = problems();
        PrintWriter out = output().getOut();
        PrintWriter err = output().getErr();
        List<Row> rows = new ArrayList<>();
        boolean whole = true;
        Race.Length length = new Race.Length(updates == null ? 0 : updates, or(seconds, quick ? 0.5 : 2),
                or(warmup, quick ? 1 : 3), List.of(1, 50));
        int[] number = {0};
        try (Race race = new Race(threads, length, phase -> err.printf("%d/%d %s: %s%n", number[0], problems.size(),
                describe(problems.get(number[0] - 1)), phase))) {
            for (Problem problem : problems) {
                number[0]++;
                try {
                    rows.add(race.run(problem));
                } catch (Child.Failure e) {
                    err.println("bench/peers: " + describe(problem) + ": " + e.getMessage());
                    race.endProcesses();
                    whole = false;
                }
            }
        }
        out.println(json ? PeersReport.json(rows) : PeersReport.text(rows));
        out.flush();
        return whole && rows.stream().allMatch(Row::agrees) ? 0 : 1;
    }

    private CommandLine output() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls a command");
        }
        return spec.commandLine();
    }

    private static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }

    private static String describe(Problem p) {
        return p.cell() + " " + p.steps() + "," + p.batch() + "," + p.shape().inputs() + "," + p.shape().hidden();
    }

    private void check() {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new InputException("--threads " + threads + ": expected 1 to " + MOST_THREADS);
        }
        if (updates != null && (updates < 1 || seconds != null)) {
            throw new InputException(updates < 1 ? "--updates " + updates + ": expected at least 1"
                    : "--updates and --seconds both say how long to time; give one of them");
        }
        positive("--seconds", seconds);
        positive("--warmup", warmup);
    }

    private static void positive(String option, @Nullable Double value) {
        if (value != null && !(value > 0 && value <= 3600)) {
            throw new InputException(option + " " + value + ": expected a number of seconds above 0, at most 3600");
        }
    }

    private List<Problem> problems() {
        List<String> names = !cells.isEmpty() ? cells : quick ? List.of("lstm", "gru") : Zoo.names();
        List<String> sizes = !shapes.isEmpty() ? shapes : quick ? List.of("20,8,16,32") : SHAPES;
        List<Problem> problems = new ArrayList<>();
        for (String name : names) {
            for (String size : sizes) {
                problems.add(problem(name.strip(), size));
            }
        }
        return problems;
    }

    private Problem problem(String cell, String size) {
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
        if ((double) n[0] * n[1] * Math.max(n[2], n[3]) > LARGEST) {
            throw new InputException("--shape " + size + ": T·B·H or T·B·I is more than an array can hold, " + LARGEST
                    + "; choose a smaller one");
        }
        return Problem.of(cell, n[0], n[1], n[2], n[3], dimensions, seed);
    }
}
