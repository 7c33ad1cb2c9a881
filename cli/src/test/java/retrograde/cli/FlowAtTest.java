package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code flow --at}: which steps of one sequence the gradient of one loss reaches. */
class FlowAtTest {
    private static final String[] SMALL = {"flow", "--cell", "lstm", "--hidden", "5"};

    private static String[] with(String... more) {
        String[] all = Arrays.copyOf(SMALL, SMALL.length + more.length);
        System.arraycopy(more, 0, all, SMALL.length, more.length);
        return all;
    }

    @Test
    void aTextIsMarkedCharacterByCharacter() {
        CommandRun run = CommandRun.of(with("--at", "Call me\nIshmael"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("the loss of step 13, which predicts 'l' is ")
                .contains("    0  Call me⏎Ishmae")
                .contains("█")
                .contains("steps");
    }

    @Test
    void theDocumentHasALogarithmForEveryStepAndTheMatricesAskedFor() {
        JsonNode document = CommandRun.json(with("--at", "whale", "--step", "2", "--from", "1", "--json"));
        assertThat(document.path("symbols").valueStream().map(JsonNode::asString)).containsExactly("w", "h", "a", "l",
                "e");
        for (String each : new String[] {"logInput", "logState", "logTransport"}) {
            assertThat(document.path(each)).as(each).hasSize(3);
        }
        JsonNode matrices = document.path("matrices");
        assertThat(matrices.path("from").asInt()).isEqualTo(1);
        assertThat(matrices.path("toInput")).hasSize(5);
        assertThat(matrices.at("/toState/1/state").asString()).isEqualTo("c");
        assertThat(matrices.at("/toState/1/values/4")).hasSize(5);
    }

    @Test
    void aLabelledTextIsFollowedFromTheClassTold(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pets.csv"),
                "text,kind\n" + "meow purr,cat\nwoof bark,dog\n".repeat(20));
        String[] labelled = {"--data", file.toString(), "--label", "kind", "--at"};
        JsonNode own = CommandRun.json(with(join(labelled, "woof", "--json")));
        assertThat(own.path("logInput")).hasSize(4);
        assertThat(own.path("symbols").valueStream().map(JsonNode::asString).limit(4)).containsExactly("w", "o", "o",
                "f");
        assertThat(own.path("symbols").path(4).asString()).isIn("cat", "dog");
        // Of two classes the one told has the smaller loss.
        assertThat(own.path("loss").asDouble()).isLessThanOrEqualTo(Math.log(2));
        CommandRun drawn = CommandRun.of(with(join(labelled, "draw:1")));
        // What a flow would leave out is nobody's concern here.
        assertThat(drawn.err()).contains("40 sequences of 9 steps, 2 classes; 4 are held out.")
                .doesNotContain("padding", "Lyapunov");
        assertThat(drawn.out()).containsPattern("the loss of step 8, which predicts '(cat|dog)' is")
                .containsPattern("    0  (meow purr|woof bark)");
        assertThat(CommandRun.of(with(join(labelled, ""))).err()).contains("the text '' has no characters");
    }

    @Test
    void aModelThatReadsInBothDirectionsIsFollowedToBothSides(@TempDir Path folder) throws IOException {
        Path model = Files.writeString(folder.resolve("both.model"), "layer lstm 4 bidirectional\n");
        String[] at = {"train", "--model", model.toString(), "--task", "adding", "--steps", "12", "--updates", "2",
                "--out", folder.resolve("run").toString()};
        assertThat(CommandRun.of(at).status()).isZero();
        String checkpoint = folder.resolve("run/model.ckpt").toString();
        CommandRun run = CommandRun.of("flow", checkpoint, "--at", "draw:1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("the loss of step 11 is ")
                .contains("comes from steps less than ")
                .doesNotContain("carried");
        JsonNode document = CommandRun.json("flow", checkpoint, "--at", "draw:1", "--json");
        assertThat(document.path("logInput")).hasSize(12);
        assertThat(document.has("logState")).isFalse();
        CommandRun matrices = CommandRun.of("flow", checkpoint, "--at", "draw:1", "--from", "3", "--json");
        assertThat(matrices.status()).isEqualTo(2);
        assertThat(matrices.err()).contains("--from is defined for models that read in one direction");
    }

    private static String[] join(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void aDrawnSequenceServesAnyData() {
        JsonNode one = CommandRun.json(with("--task", "adding", "--steps", "12", "--at", "draw:3", "--json"));
        JsonNode same = CommandRun.json(with("--task", "adding", "--steps", "12", "--at", "draw:3", "--json"));
        JsonNode other = CommandRun.json(with("--task", "adding", "--steps", "12", "--at", "draw:4", "--json"));
        assertThat(one.path("logInput")).hasSize(12).isEqualTo(same.path("logInput"));
        assertThat(other.path("logInput")).isNotEqualTo(one.path("logInput"));
        assertThat(CommandRun.of(with("--task", "adding", "--steps", "12", "--at", "draw:3")).out())
                .contains("the loss of step 11 is ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --at a                                  | the text 'a' has 1 characters; at least 2 are needed
            --at draw:x                             | the seed after draw: must be a whole number
            --at whale --step 9                     | --step is 9, but the sequence has steps 0 to 3
            --at whale --step -1                    | --step is -1, but the sequence has steps 0 to 3
            --at whale --from 4                     | --from is 4; matrices lead from a step between 0 and 3
            --step 3                                | --step belongs to --at, which is not given
            --task adding --at whale                | is a text, and adding is not; --at draw:1
            --task adding --steps 9 --at draw:1 --step 2 | and no loss at that one; the last with a loss is 8
            """)
    void wrongInputIsNamedWithWhatIsExpected(String arguments, String message) {
        CommandRun run = CommandRun.of(with(arguments.split(" ", -1)));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }
}
