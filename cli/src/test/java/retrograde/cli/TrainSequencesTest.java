package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Sequences of different length, with a class each, are learnt and measured. */
class TrainSequencesTest {
    @TempDir
    private Path folder = Path.of("");

    /** Up if the first value is above 0, down if it is below. */
    private Path file() throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        StringBuilder csv = new StringBuilder("id,value,kind\n");
        for (int s = 0; s < 300; s++) {
            double first = random.nextBoolean() ? 2 : -2;
            int length = random.nextInt(2, 9);
            for (int t = 0; t < length; t++) {
                csv.append('s').append(s).append(',').append(t == 0 ? first : random.nextGaussian());
                csv.append(',').append(first > 0 ? "up" : "down").append('\n');
            }
        }
        return Files.writeString(folder.resolve("steps.csv"), csv);
    }

    @Test
    void theClassIsLearntWhateverTheLength() throws IOException {
        String data = file().toString();
        String out = folder.resolve("run").toString();
        CommandRun run = CommandRun.of("train", "--data", data, "--sequence", "id", "--label", "kind", "--cell", "gru",
                "--hidden", "8", "--updates", "150", "--watch", "--json", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("300 sequences of 2 to 8 steps, 2 classes; 30 are held out.");
        JsonNode result = CommandRun.json("flow", out + "/model.ckpt", "--quantities", "reach", "--json");
        assertThat(result.get("window").asInt()).isBetween(4, 6);
        assertThat(run.document().get("baseline").asDouble()).isBetween(0.6, 0.8);
        assertThat(run.document().get("loss").asDouble()).isLessThan(0.25);
        CommandRun resumed = CommandRun.of("train", "--resume", "--out", out, "--updates", "151");
        assertThat(resumed.status()).as(resumed.err()).isZero();
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        String data = file().toString();
        CommandRun.of("train", "--data", data, "--label", "kind")
                .assertRefused("--label needs --sequence, too: --sequence names the column");
        CommandRun.of("train", "--data", data, "--label", "kinds", "--sequence", "id")
                .assertRefused("--label names 'kinds', which 'steps.csv' has not; did you mean kind?");
        CommandRun.of("train", "--data", data, "--label", "kind", "--sequence", "id", "--target", "value")
                .assertRefused("--target belongs to series, and steps.csv is read as labelled sequences; leave it out");
        CommandRun.of("train", "--data", data, "--label", "id", "--sequence", "kind").assertRefused("The sequence ");
        CommandRun.of("train", "--task", "adding", "--label", "x")
                .assertRefused("--label belongs to labelled sequences, and adding is a task; leave it out");
    }
}
