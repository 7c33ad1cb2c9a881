package retrograde.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import retrograde.Build;
import retrograde.InputException;

/**
 * The command {@code retrograde}: lists the commands, and turns whatever happens into a message and an exit status.
 *
 * <p>A command is one class with its options as fields, a {@link Callable} of its exit status; it is registered in
 * {@link #commands} and nowhere else. It writes its result to {@link System#out}, messages and progress to
 * {@link System#err}, and throws {@link InputException} for anything the user can put right.
 */
@Command(
        name = "retrograde",
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        description = "Shows how far back in time a recurrent network's gradient reaches, and why it stops there.",
        footerHeading = "%nExample:%n",
        footer = "  retrograde compare")
public final class Main implements Callable<Integer> {

    /** The command did what was asked; a model that diverged is a result, not a failure. */
    static final int SUCCESS = 0;

    /** A run failed, or a condition the user set did not hold. */
    static final int FAILURE = 1;

    /** Wrong usage or bad input. */
    static final int USAGE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command line and exits with its status; an interrupt (Ctrl-C) ends with 130, as the JVM does itself. */
    public static void main(String[] arguments) {
        // Whatever the locale: UTF-8 on both streams, and a decimal point in numbers.
        System.setOut(stream(FileDescriptor.out));
        System.setErr(stream(FileDescriptor.err));
        Locale.setDefault(Locale.ROOT);
        int status = run(arguments);
        System.out.flush();
        if (System.out.checkError() && status == SUCCESS) {
            System.err.println("retrograde: could not write all of the output");
            status = FAILURE;
        }
        System.exit(status);
    }

    private static PrintStream stream(FileDescriptor file) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(file)), true, StandardCharsets.UTF_8);
    }

    /** Runs the command line without exiting and returns the exit status. */
    static int run(String... arguments) {
        return run(commands(), arguments);
    }

    /** Runs one command of the given ones. */
    static int run(CommandLine commands, String... arguments) {
        try {
            return commands.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return explain(e, commands);
        }
    }

    /** All commands, in the order in which the help lists them. */
    static CommandLine commands() {
        CommandLine commands = new CommandLine(new Main());
        commands.addSubcommand(new CellsCommand());
        commands.addSubcommand(new DeriveCommand());
        commands.addSubcommand(new InspectCommand());
        commands.addSubcommand(new TrainCommand());
        commands.addSubcommand(new FlowCommand());
        commands.addSubcommand(new CompareCommand());
        commands.addSubcommand(new SampleCommand());
        commands.addSubcommand(new PredictCommand());
        commands.addSubcommand(new ArticleCommand());
        commands.addSubcommand(RunsCommand.withSubcommands());
        commands.addSubcommand(BenchCommand.withSubcommands());
        commands.addSubcommand(new CiteCommand());
        commands.addSubcommand(new Doctor());
        commands.addSubcommand(new CommandLine.HelpCommand());
        Converters.register(commands);
        commands.setAbbreviatedOptionsAllowed(false);
        commands.setUsageHelpAutoWidth(true);
        commands.setExitCodeExceptionMapper(Main::status);
        commands.setParameterExceptionHandler((exception, given) -> usage(exception));
        commands.setExecutionExceptionHandler((exception, command, parsed) -> explain(exception, command));
        return commands;
    }

    /** Without a command there is nothing to do: shows the list. */
    @Override
    public Integer call() {
        CommandLine self = spec().commandLine();
        self.usage(self.getErr());
        return USAGE;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls a command");
        }
        return spec;
    }

    private static int status(Throwable exception) {
        return exception instanceof InputException || exception instanceof ParameterException ? USAGE : FAILURE;
    }

    private static int usage(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        if (exception.getCause() instanceof InputException cause) {
            err.println(message(cause.getMessage()));
        } else {
            // picocli says "option option" where the value of a map is malformed.
            err.println(message(String.valueOf(exception.getMessage()).replace("option option", "option")));
            UnmatchedArgumentException.printSuggestions(exception, err);
        }
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return USAGE;
    }

    private static int explain(Throwable exception, CommandLine command) {
        PrintWriter err = command.getErr();
        switch (exception) {
            case InputException input -> err.println(message(input.getMessage()));
            case OutOfMemoryError memory -> err.println(message("out of memory, with a heap of "
                    + Runtime.getRuntime().maxMemory() / (1024 * 1024)
                    + " MiB; make the model, batch or window smaller, or give more with RETROGRADE_JAVA_OPTIONS=-Xmx…"));
            default -> {
                err.println(message(exception.toString()));
                err.println("This is a defect of the program, or of the machine it runs on."
                        + " Set RETROGRADE_DEBUG=1 to see where it happened, and report it with the command line.");
            }
        }
        if (debugging()) {
            exception.printStackTrace(err);
        }
        err.flush();
        return status(exception);
    }

    private static boolean debugging() {
        String variable = System.getenv("RETROGRADE_DEBUG");
        return variable != null && !variable.isBlank() && !variable.equals("0");
    }

    private static String message(@Nullable String text) {
        return Ansi.AUTO.string("@|bold,red retrograde:|@ ") + (text == null ? "no message" : text);
    }

    /** Prints release and commit. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {Build.current().toString()};
        }
    }
}
