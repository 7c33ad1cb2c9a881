package retrograde.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a run for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Writes all that a store knows of a run, every digit of it.",
                "csv: its metrics, one line an update; json: one document; jsonl: one object a line."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde runs export 1 --format csv --out metrics.csv",
                "  retrograde runs export lstm-adding --format jsonl"})
final class RunsExportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID|NAME", description = "The run's number, or its name: the newest of that name.")
    private String run = "";

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(
            names = "--format",
            paramLabel = "csv|json|jsonl",
            defaultValue = "csv",
            description = "The format (default ${DEFAULT-VALUE}).")
    private String format = "csv";

    @Option(
            names = "--out",
            paramLabel = "FILE|-",
            defaultValue = "-",
            description = "Where to: a file, replaced in one step, or - for standard output (default).")
    private String out = "-";

    @Override
    public Integer call() {
        RunExport.write(store.file, run, format, out);
        return Main.SUCCESS;
    }
}
