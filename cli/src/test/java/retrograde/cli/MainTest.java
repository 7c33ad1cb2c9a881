package retrograde.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import retrograde.InputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    @Test
    void versionNamesTheCommit() {
        assertThat(Main.run("--version")).isZero();
        assertThat(out())
                .matches("retrograde \\d+\\.\\d+\\.\\d+, commit ([0-9a-f]{12}( with local changes)?|unknown)\\R");
        assertThat(err()).isEmpty();
    }

    @Test
    void noCommandIsWrongUsageAndShowsTheList() {
        assertThat(Main.run()).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("Usage: retrograde").contains("doctor");
    }

    @Test
    void anUnknownCommandIsWrongUsageWithASuggestion() {
        assertThat(Main.run("doctr")).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("retrograde: Unmatched argument at index 0: 'doctr'")
                .contains("doctor")
                .contains("See 'retrograde --help'.");
    }

    @Test
    void anUnknownOptionIsWrongUsageWithASuggestion() {
        assertThat(Main.run("doctor", "--jsn")).isEqualTo(2);
        assertThat(err()).contains("'--jsn'").contains("--json").contains("See 'retrograde doctor --help'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "doctor --help", "help doctor"})
    void helpShowsAnExample(String arguments) {
        assertThat(Main.run(arguments.split(" "))).isZero();
        assertThat(out()).contains("Usage: retrograde").contains("Example:");
        assertThat(err()).isEmpty();
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        CommandLine commands = Main.commands();
        assertThat(commands.getSubcommands()).isNotEmpty();
        commands.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF)).as(name)
                        .contains("Example")
                        .contains("retrograde " + name);
                assertThat(command.getCommandSpec().findOption("--help")).as(name).isNotNull();
            }
        });
    }

    @Test
    void doctorDescribesTheMachineAsText() {
        assertThat(Main.run("doctor")).isZero();
        assertThat(out()).contains("JDK        25.").contains("processor ").contains("threads ").contains("heap ");
    }

    @Test
    void doctorDescribesTheMachineAsOneJsonDocument() {
        assertThat(Main.run("doctor", "--json")).isZero();
        JsonNode document = JsonMapper.builder().build().readTree(out());
        assertThat(document.get("jdk").asString()).startsWith("25.");
        assertThat(document.get("threads").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(document.get("heapBytes").asLong()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(document.get("features").isArray()).isTrue();
        assertThat(document.get("vectorBits").isInt()).isTrue();
    }

    @Test
    void badInputShowsItsMessageAndNothingElse() {
        assertThat(failing(new InputException("no file 'a b.txt'; give one that exists"))).isEqualTo(2);
        assertThat(err()).isEqualTo("retrograde: no file 'a b.txt'; give one that exists" + System.lineSeparator());
        assertThat(out()).isEmpty();
    }

    @Test
    void aDefectIsNamedInOneLineWithAHint() {
        assertThat(failing(new IllegalStateException("rows 3, columns 4"))).isEqualTo(1);
        assertThat(err().lines()).hasSize(2);
        assertThat(err()).startsWith("retrograde: java.lang.IllegalStateException: rows 3, columns 4")
                .contains("RETROGRADE_DEBUG=1");
    }

    @Test
    void tooLittleMemoryNamesTheHeapAndTheWayOut() {
        assertThat(failing(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
        assertThat(err()).contains("out of memory, with a heap of ").contains("RETROGRADE_JAVA_OPTIONS=-Xmx");
    }

    private static int failing(Throwable failure) {
        CommandLine commands = Main.commands();
        commands.addSubcommand(new Failing(failure));
        return Main.run(commands, "failing");
    }

    @CommandLine.Command(name = "failing")
    private static final class Failing implements Runnable {

        private final Throwable failure;

        Failing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public void run() {
            switch (failure) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new AssertionError(failure);
            }
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
