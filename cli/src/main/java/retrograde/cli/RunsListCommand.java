package retrograde.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists runs. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Lists the runs of a store, the newest first.",
                "lost: the process is gone and did not say why; go on with retrograde train --resume."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde runs list", "  retrograde runs list --store runs/runs.db --json"})
final class RunsListCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        System.out.print(RunsView.list(store.file, json));
        return Main.SUCCESS;
    }
}
