package retrograde.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import retrograde.InputException;

/** Puts runs side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Puts runs side by side: where their configurations differ, their metrics after the same numbers",
                "of updates, and what each came to."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde runs compare 1 2", "  retrograde runs compare lstm-adding gru-adding --rows 20"})
final class RunsCompareCommand implements Callable<Integer> {
    private static final int FEWEST_ROWS = 2;

    @Parameters(paramLabel = "ID|NAME", arity = "2..*", description = "Numbers or names of runs, at least two.")
    private List<String> runs = List.of();

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10",
            description = "Updates shown of each metric, evenly spaced (default ${DEFAULT-VALUE}).")
    private int rows;

    @Mixin
    private FormOptions form = new FormOptions();

    @Override
    public Integer call() {
        form.check();
        if (rows < FEWEST_ROWS) {
            throw new InputException("--rows is " + rows + "; give at least 2, the first and the last common update");
        }
        System.out.print(RunsComparison.print(store.file, runs, rows, form));
        return Main.SUCCESS;
    }
}
