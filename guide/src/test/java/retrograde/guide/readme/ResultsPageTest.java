package retrograde.guide.readme;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands of docs/results.md are commands of the program; that the page is written by its program is tested there. */
class ResultsPageTest {
    @TempDir
    private Path folder;

    @Test
    void everyCommandOfTheResultsIsOneOfTheProgram() throws IOException, InterruptedException {
        CommandLines program = new CommandLines(folder);
        Map<String, String> commands = new LinkedHashMap<>();
        for (String block : Document.read("docs/results.md").blocks("sh")) {
            for (String line : block.lines().toList()) {
                assertThat(line).startsWith("retrograde train ");
                // One of those with the same options and data is run.
                commands.putIfAbsent(line.replaceAll("(--(?!task|data)\\S+) \\S+", "$1"),
                        line.substring("retrograde ".length())
                                .replaceAll("--steps \\d+", "--steps 12")
                                .replaceAll("--hidden \\d+", "--hidden 4")
                                .replaceAll("--updates \\d+", "--updates 2")
                                .replaceAll("--evaluate \\d+", "--evaluate 1"));
            }
        }
        assertThat(commands).hasSizeGreaterThan(4);
        int runs = 0;
        for (String command : commands.values()) {
            runs++;
            CommandLines.Result result = program
                    .runExactly(CommandLines.words(command + " --store none --json --out run" + runs));
            assertThat(result.status()).as("%s%n%s", command, result.err()).isZero();
            assertThat(result.out()).as(command).contains("\"loss\"");
        }
    }
}
