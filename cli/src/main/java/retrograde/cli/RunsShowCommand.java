package retrograde.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one run. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Shows a run: configuration, provenance, each metric in a few figures, and what happened.",
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde runs show 1", "  retrograde runs show lstm-adding --json"})
final class RunsShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID|NAME", description = "The run's number, or its name: the newest of that name.")
    private String run = "";

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        System.out.print(RunsView.show(store.file, run, json));
        return Main.SUCCESS;
    }
}
