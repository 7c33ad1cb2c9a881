package retrograde.cli;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.model.Model;

/** The option by which a command truncates backpropagation through time. */
final class TruncationOptions {
    private static final String FACT = "tbptt";

    @Option(
            names = "--tbptt",
            paramLabel = "W",
            description = {"Truncated backpropagation: states are handed on through the whole sequence, gradients are",
                    "carried back within windows of W steps only, the last ending with the sequence."})
    private @Nullable Integer window;

    void apply(Model model) {
        if (window != null) {
            if (window < 1) {
                throw new InputException("--tbptt is " + window
                        + ": a window of truncated backpropagation has at least 1 step; leave it out for whole gradients");
            }
            model.truncate(window);
        }
    }

    /** Writes what a resumed run needs to know. */
    void record(Map<String, String> facts) {
        facts.remove(FACT);
        if (window != null) {
            facts.put(FACT, Integer.toString(window));
        }
    }

    /**
     * Goes on as a run was begun.
     *
     * @throws NumberFormatException where the fact is no number
     */
    void adopt(Map<String, String> facts) {
        String begun = facts.get(FACT);
        window = begun == null ? null : Integer.valueOf(begun);
    }
}
