package retrograde.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import retrograde.InputException;

/** What {@link JacobianPeer} and {@link LyapunovPeer} share: options, the loop over rows, the exit status. */
abstract class FlowPeer implements Callable<Integer> {
    private static final int LARGEST_HIDDEN = 2048;
    private static final int MOST_THREADS = 256;

    @Option(
            names = "--cell",
            split = ",",
            paramLabel = "NAME",
            description = "lstm, gru_reset_after, rnn_tanh: cells that libtorch has an operation for (default: all three).")
    private List<String> cells = new ArrayList<>();

    @Option(names = "--hidden", split = ",", paramLabel = "H", description = "Hidden units (default: ${hidden}).")
    private List<Integer> hidden = new ArrayList<>();

    @Option(names = "--steps", paramLabel = "T", description = "Steps of a sequence (default: ${steps}).")
    private @Nullable Integer steps;

    @Option(names = "--sequences", paramLabel = "S", description = "Independent sequences (default: ${DEFAULT-VALUE}).")
    private int sequences = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of both sides (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(names = "--seconds", paramLabel = "S", description = "Timed seconds of each runner and row (default: 2).")
    private @Nullable Double seconds;

    @Option(names = "--warmup", paramLabel = "S", description = "Seconds for ours to get compiled (default: 3).")
    private @Nullable Double warmup;

    @Option(names = "--seed", paramLabel = "S", description = "Of data, weights, frames (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--quick", description = "Small rows, half a second each, unless other options say otherwise.")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** The problems of one layer, in order. */
    abstract List<FlowProblem> problems(FlowProblem layer);

    /** Hidden units where none are given. */
    abstract List<Integer> standardHidden();

    /** Steps where none are given. */
    abstract int standardSteps();

    /** The fewest steps. */
    abstract int fewestSteps();

    /** The command with its usual values for {@code --help}. */
    static FlowPeer described(FlowPeer peer) {
        System.setProperty("hidden", peer.standardHidden().toString().replaceAll("[\\[\\] ]", ""));
        System.setProperty("steps", Integer.toString(peer.standardSteps()));
        return peer;
    }

    @Override
    public Integer call() {
        List<FlowProblem> problems = problems();
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls a command");
        }
        CommandLine command = spec.commandLine();
        List<FlowRow> rows = new ArrayList<>();
        boolean whole = true;
        int[] number = {0};
        try (FlowRace race = new FlowRace(threads, or(seconds, quick ? 0.5 : 2), or(warmup, quick ? 1 : 3),
                phase -> command.getErr()
                        .printf("%d/%d %s: %s%n", number[0], problems.size(), problems.get(number[0] - 1), phase))) {
            for (FlowProblem problem : problems) {
                number[0]++;
                try {
                    rows.add(race.run(problem));
                } catch (Child.Failure e) {
                    command.getErr().println(command.getCommandName() + ": " + problem + ": " + e.getMessage());
                    race.endProcesses();
                    whole = false;
                }
            }
        }
        command.getOut().println(json ? FlowReport.json(rows) : FlowReport.text(rows));
        command.getOut().flush();
        return whole && rows.stream().allMatch(FlowRow::agrees) ? 0 : 1;
    }

    private static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }

    private List<FlowProblem> problems() {
        within("--threads", threads, 1, MOST_THREADS);
        within("--sequences", sequences, 1, 1024);
        int length = steps == null ? standardSteps() : steps;
        within("--steps", length, fewestSteps(), 1_000_000);
        positive("--seconds", seconds);
        positive("--warmup", warmup);
        List<Integer> sizes = !hidden.isEmpty() ? hidden : quick ? List.of(32) : standardHidden();
        List<FlowProblem> problems = new ArrayList<>();
        for (String cell : cells.isEmpty() ? FlowProblem.CELLS : cells) {
            if (!FlowProblem.CELLS.contains(cell)) {
                throw new InputException("--cell " + cell + ": libtorch has operations for "
                        + String.join(", ", FlowProblem.CELLS) + "; name one of them");
            }
            for (int h : sizes) {
                within("--hidden", h, 1, LARGEST_HIDDEN);
                problems.addAll(problems(new FlowProblem(cell, h, length, sequences, 0, 1, seed)));
            }
        }
        return problems;
    }

    static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InputException(option + " " + value + ": expected " + least + " to " + most);
        }
    }

    private static void positive(String option, @Nullable Double value) {
        if (value != null && !(value > 0 && value <= 3600)) {
            throw new InputException(option + " " + value + ": expected a number of seconds above 0, at most 3600");
        }
    }
}
