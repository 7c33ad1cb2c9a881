package retrograde.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** A comparison over several seeds: means with errors, of runs that are each as if made alone. */
class CompareSeedsTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun compare(String... more) {
        List<String> arguments = new ArrayList<>(List.of("compare", "--cells", "lstm,rnn_tanh", "--task", "adding",
                "--steps", "8", "--hidden", "5", "--updates", "6", "--out", folder.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(new String[0]));
    }

    @Test
    void everyFigureIsTheMeanOfTheRunsOfItsSeeds() throws java.io.IOException {
        JsonNode three = compare("--seed", "4", "--seeds", "3", "--json").document();
        double[] losses = new double[3];
        for (int s = 0; s < 3; s++) {
            JsonNode alone = compare("--seed", Integer.toString(4 + s), "--json").document();
            assertThat(alone.has("repeated")).isFalse();
            losses[s] = alone.at("/rows/1/loss").asDouble();
            if (s == 0) {
                assertThat(three.at("/rows/1/loss")).isEqualTo(alone.at("/rows/1/loss"));
                assertThat(three.at("/rows/1/after/lyapunov")).isEqualTo(alone.at("/rows/1/after/lyapunov"));
            }
        }
        assertThat(three.at("/repeated/seeds").toString()).isEqualTo("[4,5,6]");
        JsonNode loss = three.at("/repeated/rows/1/figures/0");
        assertThat(loss.get("name").asString()).isEqualTo("loss");
        double mean = (losses[0] + losses[1] + losses[2]) / 3;
        assertThat(loss.get("mean").asDouble()).isCloseTo(mean, offset(1e-15));
        double squares = 0;
        for (double l : losses) {
            squares += (l - mean) * (l - mean);
        }
        assertThat(loss.get("error").asDouble()).isCloseTo(Math.sqrt(squares / 6), offset(1e-15)).isPositive();
        compare("--seed", "4", "--seeds", "3");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("Mean of 3 seeds ± standard error");
    }

    @Test
    void tablesAreForTheTerminalOrForAPaper() {
        CommandRun text = compare("--seeds", "2");
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("mean of 2 seeds ± standard error, before → after training")
                .containsPattern("lstm +0\\.\\d{4} ± 0\\.\\d{4} ");
        CommandRun latex = compare("--latex");
        assertThat(latex.out()).contains("\\begin{tabular}{lrrrrrrrrr}", "rnn\\_tanh & ", "\\bottomrule")
                .doesNotContain("report ");
    }

    @Test
    void whatCannotBeIsRefused() {
        compare("--seeds", "0").assertRefused("--seeds is 0: repeat with 1 to 1000 seeds");
        compare("--latex", "--json").assertRefused("--latex and --json are both given");
    }
}
