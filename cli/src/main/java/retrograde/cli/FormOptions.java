package retrograde.cli;

import picocli.CommandLine.Option;
import retrograde.InputException;

/** The options by which a command prints what it has to say for a paper or for a program, rather than for a terminal. */
final class FormOptions {
    @Option(names = "--latex", description = "Print tables as LaTeX (booktabs).")
    private boolean latex;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Refuses both at once. */
    void check() {
        if (latex && json) {
            throw new InputException("--latex and --json are both given; standard output has room for one of them");
        }
    }

    /** Whether tables are wanted for a paper. */
    boolean latex() {
        return latex;
    }

    /** Whether one document is wanted. */
    boolean json() {
        return json;
    }
}
