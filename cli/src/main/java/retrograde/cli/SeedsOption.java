package retrograde.cli;

import java.util.List;
import java.util.stream.LongStream;

import picocli.CommandLine.Option;
import retrograde.InputException;

/** The option by which a command repeats its work with further seeds, for error bars. */
final class SeedsOption {
    private static final int MOST = 1000;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Repeat with N seeds from --seed on: every figure as mean ± standard error (default 1).")
    private int number;

    /** {@code first}, {@code first + 1}, …. */
    List<Long> from(long first) {
        if (number < 1 || number > MOST) {
            throw new InputException("--seeds is " + number + ": repeat with 1 to " + MOST + " seeds");
        }
        return LongStream.range(first, first + number).boxed().toList();
    }
}
