package retrograde.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import retrograde.InputException;

/** Runs the command lines of this module: messages and exit statuses as those of {@code retrograde}. */
final class BenchCommand {
    private BenchCommand() {}

    /** Runs a command line and exits with its status. */
    static void main(Object command, String... arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(command, writer(FileDescriptor.out), writer(FileDescriptor.err), arguments));
    }

    private static PrintWriter writer(FileDescriptor file) {
        return new PrintWriter(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }

    /** Runs a command line without exiting and returns the exit status. */
    static int run(Object command, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(command);
        line.setOut(out);
        line.setErr(err);
        line.setAbbreviatedOptionsAllowed(false);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((exception, given) -> usage(exception));
        line.setExecutionExceptionHandler((exception, failed, parsed) -> explain(exception, failed));
        return line.execute(arguments);
    }

    private static int usage(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        command.getErr().println(command.getCommandName() + ": " + exception.getMessage());
        command.getErr().println("See '" + command.getCommandName() + " --help'.");
        return 2;
    }

    private static int explain(Exception exception, CommandLine command) {
        command.getErr().println(command.getCommandName() + ": " + exception.getMessage());
        if (!(exception instanceof InputException || exception instanceof Child.Failure)) {
            exception.printStackTrace(command.getErr());
        }
        return exception instanceof InputException ? 2 : 1;
    }
}
