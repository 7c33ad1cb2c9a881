package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A model of text writes. */
class SampleCommandTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String model = "";

    @BeforeAll
    static void train() {
        CommandRun run = CommandRun.of("train", "--cell", "gru", "--hidden", "12", "--steps", "16", "--updates", "60",
                "--lr", "0.03", "--out", folder.resolve("text").toString());
        assertThat(run.status()).as(run.err()).isZero();
        model = folder.resolve("text/model.ckpt").toString();
    }

    @Test
    void theSameSeedWritesTheSameText() {
        JsonNode one = CommandRun.json("sample", model, "--start", "The whale", "--length", "50", "--json");
        assertThat(CommandRun.json("sample", model, "--start", "The whale", "--length", "50", "--json")).isEqualTo(one);
        assertThat(one.get("text").asString()).hasSize(50);
        assertThat(one.get("logProbability").asDouble()).isNegative();
        JsonNode other = CommandRun.json("sample", model, "--start", "The whale", "--length", "50", "--seed", "2",
                "--json");
        assertThat(other.get("text")).isNotEqualTo(one.get("text"));
        CommandRun text = CommandRun.of("sample", model, "--start", "The whale", "--length", "50");
        assertThat(text.out()).isEqualTo("The whale" + one.get("text").asString() + System.lineSeparator());
    }

    @Test
    void aLowerTemperatureIsLikelier() {
        double bold = CommandRun.json("sample", model, "--temperature", "0", "--json").get("logProbability").asDouble();
        double usual = CommandRun.json("sample", model, "--json").get("logProbability").asDouble();
        double wild = CommandRun.json("sample", model, "--temperature", "4", "--json").get("logProbability").asDouble();
        assertThat(bold).isGreaterThan(usual);
        assertThat(usual).isGreaterThan(wild);
    }

    @Test
    void whatCannotBeIsRefused() {
        CommandRun.of("sample", model, "--start", "").assertRefused("--start is empty");
        CommandRun.of("sample", model, "--length", "0").assertRefused("--length is 0");
        CommandRun.of("sample", model, "--temperature", "-1").assertRefused("--temperature is -1.0");
        CommandRun.of("sample", folder.resolve("none.ckpt").toString()).assertRefused("there is no checkpoint ");
        CommandRun run = CommandRun.of("train", "--task", "adding", "--steps", "5", "--updates", "1", "--hidden", "3",
                "--out", folder.resolve("adding").toString());
        assertThat(run.status()).isZero();
        String adding = folder.resolve("adding/model.ckpt").toString();
        CommandRun.of("sample", adding).assertRefused(adding + " is a model of adding, which is no text");
        CommandRun.of("predict", adding).assertRefused(adding + " is a model of adding, which is no series");
    }

    @Test
    void wordsAndBytesAreWritten() throws IOException {
        Path prose = Files.writeString(folder.resolve("prose.txt"),
                "the cat sat on the mat, and the dog sat too. ".repeat(60));
        for (String unit : new String[] {"words", "bytes"}) {
            String out = folder.resolve(unit).toString();
            CommandRun train = CommandRun.of("train", "--data", prose.toString(), "--by", unit, "--hidden", "16",
                    "--updates", "60", "--steps", "10", "--lr", "0.03", "--out", out);
            assertThat(train.status()).as(train.err()).isZero();
            CommandRun run = CommandRun.of("sample", out + "/model.ckpt", "--start", "the cat", "--temperature", "0",
                    "--length", "8");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).startsWith(unit.equals("words") ? "the cat sat " : "the cat");
            if (unit.equals("words")) {
                assertThat(run.out().strip().split(" ")).allMatch(w -> prose(w));
                CommandRun.of("sample", out + "/model.ckpt", "--start", "  ")
                        .assertRefused("--start '  ' has no word in it");
                CommandRun at = CommandRun.of("flow", out + "/model.ckpt", "--at", "the cat sat on");
                assertThat(at.status()).as(at.err()).isZero();
                assertThat(at.out()).contains("which predicts 'on'");
            }
        }
        CommandRun.of("train", "--data", prose.toString(), "--by", "word")
                .assertRefused("--by is 'word'; did you mean words?");
        CommandRun.of("train", "--data", prose.toString(), "--rarest", "0")
                .assertRefused("--rarest is '0': give how often");
        CommandRun.of("train", "--data", "nino-sst", "--by", "words")
                .assertRefused("--by belongs to texts, and nino-sst");
    }

    private static boolean prose(String word) {
        return "the cat sat on the mat, and the dog sat too.".contains(word);
    }
}
