package retrograde.cli;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures speed on this machine; each of its subcommands is one measurement, registered here. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Measures how fast this machine runs a cell, and how near that is to what it is capable of.",
        footerHeading = "%nExample:%n",
        footer = "  retrograde bench step")
final class BenchCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    static CommandLine withSubcommands() {
        return new CommandLine(new BenchCommand()).addSubcommand(new BenchStepCommand())
                .addSubcommand(new BenchJacobianCommand())
                .addSubcommand(new BenchLyapunovCommand());
    }

    /** Without a measurement there is nothing to do: shows the list. */
    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        return Main.USAGE;
    }
}
