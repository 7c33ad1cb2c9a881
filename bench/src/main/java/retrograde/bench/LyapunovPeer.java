package retrograde.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import retrograde.InputException;

/** The command {@code bench/spectra}. */
@Command(
        name = "bench/spectra",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        description = {"Measures Lyapunov spectra by Retrograde and by libtorch in alternation, from the inputs on.",
                "Float64. libtorch forms Jacobians as for bench/jacobians, all sequences at once, multiplies the frame by them and"
                        + " calls linalg_qr; intra-op and OpenBLAS threads 1 and N each, the best median counts. Ours shares the"
                        + " sequences among N threads and checks the sum rule besides."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:a run failed, or the exponents differ by more than 1e-6 nats",
                "2:wrong usage or bad input"},
        footerHeading = "%nExamples:%n",
        footer = {"  bench/spectra --quick",
                "  bench/spectra --cell lstm --hidden 128 --exponents 64 --qr-every 1,10 --json"})
public final class LyapunovPeer extends FlowPeer {
    @Option(
            names = "--exponents",
            split = ",",
            paramLabel = "K",
            description = "Leading exponents; more than there are stand for all (default: 64 and all).")
    private List<Integer> exponents = new ArrayList<>();

    @Option(
            names = "--qr-every",
            split = ",",
            paramLabel = "N",
            description = "Steps between re-orthonormalisations (default: 1).")
    private List<Integer> every = new ArrayList<>();

    private LyapunovPeer() {}

    /** Runs the command line and exits with its status. */
    public static void main(String[] arguments) {
        BenchCommand.main(described(new LyapunovPeer()), arguments);
    }

    static LyapunovPeer command() {
        return new LyapunovPeer();
    }

    @Override
    List<FlowProblem> problems(FlowProblem layer) {
        Set<FlowProblem> problems = new LinkedHashSet<>();
        for (int k : exponents.isEmpty() ? List.of(64, Integer.MAX_VALUE) : exponents) {
            if (k < 1) {
                throw new InputException("--exponents " + k + ": expected at least 1");
            }
            for (int interval : every.isEmpty() ? List.of(1) : every) {
                within("--qr-every", interval, 1, 1000);
                problems.add(new FlowProblem(layer.cell(), layer.hidden(), layer.steps(), layer.sequences(),
                        Math.min(k, layer.size()), interval, layer.seed()));
            }
        }
        return List.copyOf(problems);
    }

    @Override
    List<Integer> standardHidden() {
        return List.of(32, 64, 128);
    }

    @Override
    int standardSteps() {
        return 1000;
    }

    @Override
    int fewestSteps() {
        return 103;
    }
}
