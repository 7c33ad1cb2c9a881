package retrograde.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private FormOptions form = new FormOptions();

    @Override
    public Integer call() {
        form.check();
        System.out.print(RunsView.list(store.file, form));
        return Main.SUCCESS;
    }
}
