package retrograde.cli;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at what was trained; each of its subcommands is one way of looking, registered here. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Looks at the runs of a run store: what was trained, how, and what it gave.",
                "Training writes the store and may go on meanwhile."},
        footerHeading = "%nExample:%n",
        footer = "  retrograde runs list")
final class RunsCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    static CommandLine withSubcommands() {
        return new CommandLine(new RunsCommand()).addSubcommand(new RunsListCommand())
                .addSubcommand(new RunsShowCommand())
                .addSubcommand(new RunsCompareCommand())
                .addSubcommand(new RunsExportCommand());
    }

    /** Without a way of looking there is nothing to do: shows the list. */
    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        return Main.USAGE;
    }
}
