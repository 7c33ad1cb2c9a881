package retrograde.cli;

import java.util.OptionalDouble;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of advice. */
final class AdviceOptions {
    /** Sequences of an update where no run says how many: the default of train. */
    static final int BATCH = 16;

    @Option(
            names = "--wish",
            paramLabel = "T",
            description = "Steps over which units are to carry their state, for the advice on first biases (default: the"
                    + " sequences' length).")
    private @Nullable Double wish;

    OptionalDouble steps() {
        return wish == null ? OptionalDouble.empty() : OptionalDouble.of(wish);
    }
}
