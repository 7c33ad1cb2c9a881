package retrograde.bench;

import java.util.List;

import picocli.CommandLine.Command;

/** The command {@code bench/jacobians}. */
@Command(
        name = "bench/jacobians",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        description = {"Forms every step Jacobian along a sequence by Retrograde and by libtorch in alternation.",
                "Float64, all entries. libtorch replicates the state n times and runs a step and one backward pass with identity"
                        + " cotangents; intra-op and OpenBLAS threads 1 and N each, the best median counts. Ours runs on one thread."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:a run failed, or the Jacobians differ by more than 1e-10",
                "2:wrong usage or bad input"},
        footerHeading = "%nExamples:%n",
        footer = {"  bench/jacobians --quick", "  bench/jacobians --cell lstm --hidden 64,128,256 --json"})
public final class JacobianPeer extends FlowPeer {
    private JacobianPeer() {}

    /** Runs the command line and exits with its status. */
    public static void main(String[] arguments) {
        BenchCommand.main(described(new JacobianPeer()), arguments);
    }

    static JacobianPeer command() {
        return new JacobianPeer();
    }

    @Override
    List<FlowProblem> problems(FlowProblem layer) {
        return List.of(layer);
    }

    @Override
    List<Integer> standardHidden() {
        return List.of(64, 128, 256);
    }

    @Override
    int standardSteps() {
        return 200;
    }

    @Override
    int fewestSteps() {
        return 1;
    }
}
